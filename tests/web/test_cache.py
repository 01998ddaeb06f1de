"""Answers that are asked for again: within bounds, for a while, never another one's, never words."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from sayso.web import create_app
from sayso.web.cache import Cache
from sayso.web.forms import FORMS
from sayso.web.settings import Settings

CANARY = "Quillwort-Ankersund"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(site=tmp_path))


@pytest.fixture
def asked(app: Flask) -> Callable[..., TestResponse]:
    def asked(text: str, *, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        address = more.pop("address", "127.0.0.1")
        response = app.test_client().post(
            "/v1/analyze",
            json={"text": text, **more},
            headers=headers,
            environ_overrides={"REMOTE_ADDR": address},
        )
        assert response.status_code == 200
        return response

    return asked


Asked = Callable[..., TestResponse]

HIT, MISS = "sayso; hit", "sayso; fwd=miss"


@pytest.mark.parametrize("form", FORMS)
def test_the_second_time_it_is_the_same_without_work(
    asked: Asked, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Accept": form}
    first = asked("It may rain.", headers=headers)
    assert first.headers["Cache-Status"] == MISS
    monkeypatch.setattr("sayso.web.v1.analyse", None)
    second = asked("It may rain.", headers=headers)
    assert second.headers["Cache-Status"] == HIT
    assert second.data == first.data
    own = {"Cache-Status", "X-Request-Id"}
    assert {k: v for k, v in second.headers if k not in own} == {
        k: v for k, v in first.headers if k not in own
    }
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert second.headers["Cache-Control"] == "no-store"


DIFFERENT: list[dict[str, Any]] = [
    {"text": "It may rain!"},
    {"offsets": "utf-16"},
    {"types": ["modal-hedge"]},
    {"exclude": ["modal-hedge"]},
    {"include": ["sources"]},
    {"segments": [{"start": 0, "end": 6}]},
    {"page": {"url": "https://news.example"}},
    {"page": {}},
    {"headers": {"Accept": "text/csv"}},
    {"headers": {"Origin": "chrome-extension://" + "abcdefghijklmnop" * 2}},
    {"address": "192.0.2.7"},
]


@pytest.mark.parametrize("other", DIFFERENT, ids=str)
def test_whatever_an_answer_depends_on_makes_another(asked: Asked, other: dict[str, Any]) -> None:
    asked("It may rain.")
    assert asked(**{"text": "It may rain."} | other).headers["Cache-Status"] == MISS
    assert asked("It may rain.").headers["Cache-Status"] == HIT


def test_lone_surrogates_differ_too(asked: Asked) -> None:
    for text in ("It \ud800 may rain.", "It \ud801 may rain."):
        assert asked(text).headers["Cache-Status"] == MISS
        assert asked(text).headers["Cache-Status"] == HIT


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    client = create_app(Settings(site=tmp_path, cache_bytes=0)).test_client()
    for _ in range(2):
        response = client.post("/v1/analyze", json={"text": "It may rain."})
        assert response.headers["Cache-Status"] == "sayso; fwd=bypass"


def test_a_mistake_is_not_kept(app: Flask) -> None:
    for _ in range(2):
        response = app.test_client().post("/v1/analyze", json={"text": " "})
        assert response.status_code == 422
        assert "Cache-Status" not in response.headers


def test_words_that_are_in_no_answer_are_not_kept(asked: Asked, app: Flask) -> None:
    asked(f"The town of {CANARY} is old. It may rain.")
    gc.collect()
    caches = [each for each in gc.get_objects() if type(each) is Cache and each.size]
    bodies = [kept.body for each in caches for kept in each._kept.values()]
    assert any(b"modal-hedge" in body for body in bodies)
    assert not any(CANARY.encode() in body for body in bodies)


def filled(cache: Cache, key: bytes, body: bytes) -> str:
    return cache.answer(key, lambda: Response(body)).headers["Cache-Status"]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4_000)), max_size=60))
def test_it_never_holds_more_than_it_may(steps: list[tuple[int, int]]) -> None:
    app = Flask("x")
    cache = Cache(10_000, 60)
    with app.test_request_context():
        for key, length in steps:
            made = cache.answer(bytes([key]), lambda length=length: Response(b"x" * length))
            assert made.status_code == 200
            assert 0 <= cache.size <= 10_000
            assert cache.size == sum(len(k.body) + 1_000 for k in cache._kept.values())


def test_what_is_used_least_recently_goes_first() -> None:
    cache = Cache(4_500, 60)
    for key in (b"a", b"b", b"c"):
        assert filled(cache, key, b"x" * 500) == MISS
    assert filled(cache, b"a", b"") == HIT
    assert filled(cache, b"d", b"x" * 500) == MISS
    assert [filled(cache, key, b"x" * 500) for key in (b"a", b"b")] == [HIT, MISS]


def test_what_is_too_large_is_not_kept() -> None:
    cache = Cache(5_000, 60)
    filled(cache, b"a", b"x")
    assert filled(cache, b"b", b"x" * 4_500) == MISS
    assert filled(cache, b"b", b"x" * 4_500) == MISS
    assert filled(cache, b"a", b"x") == HIT


def test_answers_go_when_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("sayso.web.cache.time.monotonic", lambda: now)
    cache = Cache(50_000, 60)
    filled(cache, b"a", b"x")
    now = 159.0
    assert filled(cache, b"a", b"x") == HIT
    filled(cache, b"b", b"y")
    now = 161.0
    assert filled(cache, b"c", b"z") == MISS
    assert cache.size == 2 * 1_001, "what is past its time makes room"
    assert filled(cache, b"a", b"x") == MISS


@pytest.mark.parametrize(
    "path", ["/v1/types", "/v1/types/modal-hedge", "/v1/info", "/openapi.json"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_has_not_changed_is_not_sent_again(
    client: FlaskClient, path: str, method: str
) -> None:
    first = client.open(path, method=method)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = first.headers["ETag"]
    again = client.open(path, method=method, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "private, no-cache"
    for other in ('"another"', "nonsense"):
        assert client.open(path, method=method, headers={"If-None-Match": other}).status_code == 200
    assert client.open(path, method=method, headers={"If-None-Match": "*"}).status_code == 304


def test_tags_differ_where_answers_do(client: FlaskClient) -> None:
    paths = ["/v1/types", "/v1/types/modal-hedge", "/v1/types/booster", "/v1/info", "/openapi.json"]
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_what_changes_is_asked_for_anew(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
