"""Load: who would wait too long is told so, batches leave a worker free, and size fits the machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.web import create_app, pressure, size
from sayso.web.places import Places
from sayso.web.settings import Settings

Problem = Callable[..., dict[str, Any]]
LINE = b'{"text": "Rain may fall."}\n'


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """One of three processes, where nobody should wait more than two seconds."""
    return create_app(Settings(site=tmp_path, wait=2, cache_bytes=0, languagetool=True), workers=3)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def batch(client: FlaskClient, body: bytes = LINE) -> TestResponse:
    return client.post("/v1/batch", data=body, content_type="application/x-ndjson")


def asked(client: FlaskClient, path: str) -> TestResponse:
    if path == "/v1/batch":
        return batch(client)
    if path == "/v2/check":
        return client.post(path, data={"text": "Rain may fall.", "language": "en"})
    if path == "/v1/compare":
        text = {"text": "Rain may fall."}
        return client.post(path, json={"first": text, "second": text})
    return client.post(path, json={"text": "Rain may fall."})


ROUTES = ("/v1/analyze", "/v1/batch", "/v1/compare", "/v2/check")


@pytest.mark.parametrize("path", ROUTES)
def test_who_would_wait_too_long_is_told_when_to_come_back(
    app: Flask, client: FlaskClient, problem: Problem, path: str
) -> None:
    app.extensions["sayso-pressure"].mean = 0.5
    pressure.on_waiting(app, lambda: 12)  # Six seconds' work for three workers would be 36.
    assert asked(client, path).status_code == 200
    pressure.on_waiting(app, lambda: 30)
    response = asked(client, path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) >= 3
    if path == "/v2/check":
        assert "(busy, request" in response.text
    else:
        assert "try again in" in problem(response, "busy")["detail"]


def test_a_queue_that_is_full_is_too_long_however_quick_requests_are(
    app: Flask, client: FlaskClient, problem: Problem
) -> None:
    app.extensions["sayso-pressure"].mean = 0.001
    pressure.on_waiting(app, lambda: 127, room=128)
    assert asked(client, "/v1/analyze").status_code == 200
    app.extensions["sayso-pressure"].mean = 0.001
    pressure.on_waiting(app, lambda: 128, room=128)
    response = asked(client, "/v1/analyze")
    assert response.headers["Retry-After"] == "1"
    problem(response, "busy")


def test_all_that_reads_texts_is_held_back(app: Flask) -> None:
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    unread = {"languagetool.maxtextlength", "languagetool.configinfo"}
    assert posted - unread == pressure.READING


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/info", "/v1/types", "/openapi.json"])
def test_what_is_quick_is_answered_all_the_same(app: Flask, client: FlaskClient, path: str) -> None:
    pressure.on_waiting(app, lambda: 10_000)
    assert client.get(path).status_code == 200


def test_what_a_request_takes_is_learnt(app: Flask) -> None:
    load = app.extensions["sayso-pressure"]
    for _ in range(100):
        load.measured(3.0)
    assert 2.9 < load.mean < 3.0
    load.check(2)
    with pytest.raises(pressure.Problem):
        load.check(3)


def test_refusals_do_not_make_requests_look_quick(app: Flask, client: FlaskClient) -> None:
    load = app.extensions["sayso-pressure"]
    pressure.on_waiting(app, lambda: 10_000)
    before = load.mean
    assert asked(client, "/v1/analyze").status_code == 503
    assert load.mean == before


def test_batches_leave_a_worker_free(app: Flask, client: FlaskClient, problem: Problem) -> None:
    places: Places = app.extensions["sayso-pressure"].batches
    assert places.count == 2
    first, second = places.take(), places.take()
    assert first and second
    response = batch(client)
    assert "2 batches" in problem(response, "busy")["detail"]
    assert response.headers["Retry-After"] == "10"
    assert client.post("/v1/analyze", json={"text": "Rain may fall."}).status_code == 200
    first()
    # Each gives its place back: read to the end, refused, or left before its first line.
    for _ in range(3):
        assert len(batch(client).data.splitlines()) == 2
        problem(batch(client, b"\n"), "batch_empty")
        batch(client).close()
    second()
    assert places.taken() == 0


def test_a_server_of_one_worker_takes_a_batch(tmp_path: Path) -> None:
    app = create_app(Settings(site=tmp_path), workers=1)
    assert batch(app.test_client()).status_code == 200


def test_a_place_is_given_back_once() -> None:
    places = Places(1)
    first = places.take()
    assert first and places.take() is None
    first()
    second = places.take()
    assert second
    first()
    assert places.taken() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has one process.")
def test_a_process_that_is_killed_leaves_no_place_taken() -> None:
    places = Places(2)
    says, said = os.pipe()
    child = os.fork()
    if child == 0:
        places.take()
        os.write(said, b"x")
        signal.pause()
        os._exit(1)
    os.read(says, 1)
    assert places.taken() == 1
    mine = places.take()
    assert mine and places.take() is None
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert places.taken() == 1
    assert places.take()
    os.close(says)
    os.close(said)


@pytest.mark.parametrize(
    ("cores", "memory", "at_most", "workers"),
    [
        (1, None, None, 1),
        (2, None, 4, 2),
        (16, None, 4, 4),
        (16, None, None, 16),
        (16, 1_100_000_000, None, 5),
        (2, 100_000_000, None, 1),
    ],
)
def test_workers_by_cores_and_memory(
    cores: int, memory: int | None, at_most: int | None, workers: int
) -> None:
    assert size.workers_that_fit(cores, memory, at_most=at_most) == workers


def test_a_container_has_the_size_that_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "_CGROUP", tmp_path)
    monkeypatch.setattr(size, "_OWN", tmp_path / "own")
    monkeypatch.setattr(size, "_MEMINFO", tmp_path / "meminfo")
    whole = size.cores()
    assert size.free_memory() is None
    tmp_path.joinpath("cpu.max").write_text("max 100000\n")
    assert size.cores() == whole
    tmp_path.joinpath("cpu.max").write_text("50000 100000\n")
    assert size.cores() == 1
    tmp_path.joinpath("meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable: 1000000 kB\n")
    assert size.free_memory() == 1_024_000_000
    tmp_path.joinpath("memory.max").write_text("max\n")
    tmp_path.joinpath("memory.current").write_text("100\n")
    assert size.free_memory() == 1_024_000_000
    tmp_path.joinpath("memory.max").write_text("600000000\n")
    assert size.free_memory() == 599_999_900


@pytest.mark.parametrize(
    ("own", "files"),
    [
        # Version 2: a service inside of a slice, each with a share.
        (
            "0::/web.slice/sayso.service\n",
            {
                "web.slice/sayso.service/cpu.max": "max 100000",
                "web.slice/cpu.max": "100000 100000",
                "web.slice/sayso.service/memory.max": "700000000",
                "web.slice/sayso.service/memory.current": "100000000",
                "web.slice/memory.max": "max",
                "web.slice/memory.current": "1",
            },
        ),
        # Version 1: a tree for each kind of share.
        (
            "4:memory:/docker/a\n2:cpu,cpuacct:/docker/a\n1:name=systemd:/docker/a\n",
            {
                "cpu/docker/a/cpu.cfs_quota_us": "90000",
                "cpu/docker/a/cpu.cfs_period_us": "100000",
                "cpu/cpu.cfs_quota_us": "-1",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/docker/a/memory.limit_in_bytes": "700000000",
                "memory/docker/a/memory.usage_in_bytes": "100000000",
                "memory/memory.limit_in_bytes": "9223372036854771712",
                "memory/memory.usage_in_bytes": "100000000",
            },
        ),
        # Version 1, of which a container sees its own part alone.
        (
            "4:memory:/docker/a\n2:cpu,cpuacct:/docker/a\n",
            {
                "cpu/cpu.cfs_quota_us": "90000",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/memory.limit_in_bytes": "700000000",
                "memory/memory.usage_in_bytes": "100000000",
            },
        ),
    ],
    ids=["a service", "version 1", "a container's view"],
)
def test_the_smallest_share_of_the_groups_around_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str, files: dict[str, str]
) -> None:
    monkeypatch.setattr(size, "_CGROUP", tmp_path)
    monkeypatch.setattr(size, "_OWN", tmp_path / "own")
    monkeypatch.setattr(size, "_MEMINFO", tmp_path / "meminfo")
    tmp_path.joinpath("own").write_text(own)
    for name, told in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{told}\n")
    assert size.cores() == 1
    assert size.free_memory() == 600_000_000
