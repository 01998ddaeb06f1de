"""A shared server's token: asked for everywhere but where nothing is told, and never shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from sayso.web import create_app
from sayso.web.serve import serve
from sayso.web.settings import Settings

Problem = Callable[..., dict[str, Any]]

TOKEN = "Quillwort-Ankersund.7~+/x=="
BODY = {"text": "It may rain."}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    site = tmp_path_factory.mktemp("site")
    site.joinpath("index.html").write_text("<!doctype html><title>Home</title>", "utf-8")
    return create_app(Settings(site=site, token=TOKEN, cache_bytes=0))


@pytest.mark.parametrize("kind", ["Bearer", "bearer", "BEARER"])
def test_who_knows_it_is_answered(guarded: Flask, kind: str) -> None:
    headers = {"Authorization": f"{kind} {TOKEN}"}
    client = guarded.test_client()
    assert client.post("/v1/analyze", json=BODY, headers=headers).status_code == 200
    assert client.get("/v1/types", headers=headers).status_code == 200


WRONG = {
    "nothing": None,
    "empty": "",
    "kind alone": "Bearer",
    "no token": "Bearer ",
    "another": "Bearer aaaaaaaaaaaaaaaa",
    "a part": f"Bearer {TOKEN[:-1]}",
    "more": f"Bearer {TOKEN}x",
    "other letters": f"Bearer {TOKEN.lower()}",
    "another kind": f"Basic {TOKEN}",
    "the token alone": TOKEN,
    "twice": f"Bearer {TOKEN} {TOKEN}",
    "not ASCII": "Bearer \u00e9\u00e9\u00e9\u00e9",
}


@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG)
def test_who_does_not_is_refused(
    guarded: Flask, problem: Problem, header: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.web.v1.analyse", None)
    headers = {} if header is None else {"Authorization": header}
    response = guarded.test_client().post("/v1/analyze", json=BODY, headers=headers)
    problem(response, "unauthorized")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="sayso"'


def test_health_and_pages_are_open(guarded: Flask, problem: Problem) -> None:
    client = guarded.test_client()
    assert client.get("/healthz").status_code == 200
    with client.get("/") as page:
        assert page.status_code == 200
    problem(client.get("/nothing"), "not_found")
    for path in ("/readyz", "/openapi.json", "/v1/info"):
        problem(client.get(path), "unauthorized")


def test_browsers_may_ask_beforehand(guarded: Flask) -> None:
    extension = "chrome-extension://" + "abcdefghijklmnop" * 2
    response = guarded.test_client().options(
        "/v1/analyze",
        headers={
            "Origin": extension,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert response.status_code == 200
    allowed = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert allowed == ["authorization", "content-type"]
    refused = guarded.test_client().post("/v1/analyze", json=BODY, headers={"Origin": extension})
    assert refused.headers["Access-Control-Allow-Origin"] == extension


def test_host_and_origin_are_looked_at_first(guarded: Flask, problem: Problem) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Origin": "https://evil.example"}
    client = guarded.test_client()
    problem(client.post("/v1/analyze", json=BODY, headers=headers), "origin_not_allowed")
    problem(client.get("/v1/info", headers={"Host": "evil.example"}), "host_not_allowed")


def test_it_is_never_shown(
    guarded: Flask,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("sayso.web.v1.analyse", crash)
    caplog.set_level(logging.DEBUG)
    client = guarded.test_client()
    told = [repr(Settings(token=TOKEN)), repr(guarded.config)]
    for given in (TOKEN, TOKEN + "x"):
        response = client.post(
            "/v1/analyze", json=BODY, headers={"Authorization": f"Bearer {given}"}
        )
        assert response.status_code in {401, 500}
        told += [response.text, str(response.headers)]
    printed = capfd.readouterr()
    told += [caplog.text, printed.out, printed.err]
    told.append(CliRunner().invoke(serve, ["--help"], env={"SAYSO_TOKEN": TOKEN}).output)
    short = TOKEN[:12]
    told.append(CliRunner().invoke(serve, ["--port", "0"], env={"SAYSO_TOKEN": short}).output)
    told.append(CliRunner().invoke(serve, ["--port", "0", "--token", short + " " * 9]).output)
    assert "--token needs 16" in told[-1]
    for place in told:
        assert short not in place
