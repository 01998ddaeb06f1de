"""What holds for every route, whatever it does: who may ask, and that errors are problem documents."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from sayso.web import create_app
from sayso.web.access import WITHOUT_TOKEN
from sayso.web.problems import KINDS
from sayso.web.settings import Settings

Problem = Callable[..., dict[str, Any]]

TOKEN = "0123456789abcdef"
CANARY = "Quillwort-Ankersund"
JSON = "application/json"
Refused = Callable[[TestResponse, str], None]


@pytest.fixture
def refused(problem: Problem) -> Refused:
    """Checks that a response is the problem with this code, as its route tells problems."""

    def refused(response: TestResponse, code: str) -> None:
        if response.request.path.startswith(("/v2", "/api/v2")):
            assert response.mimetype == "text/plain"
            assert response.status_code == KINDS[code].status
            assert response.text.startswith("Error: ")
            assert f"({code}, request {response.headers['X-Request-Id']})" in response.text
        else:
            problem(response, code)

    return refused


def make(folder: Any, **more: Any) -> Flask:
    return create_app(Settings(site=folder, cache_bytes=0, languagetool=True, metrics=True, **more))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with all that can be switched on."""
    return make(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make(tmp_path_factory.mktemp("site"), token=TOKEN)


def routes() -> Iterator[Any]:
    for rule in make("nowhere").url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            path = rule.rule.replace("<id>", "modal-hedge")
            yield pytest.param(path, method, rule.endpoint, id=f"{method} {path}")


EVERY = list(routes())
POSTED = [route for route in EVERY if "POST" in str(route.id)]


def test_there_are_routes() -> None:
    assert len(EVERY) > 8


@pytest.mark.parametrize(("path", "method", "endpoint"), EVERY)
def test_a_foreign_host_name_is_refused(
    whole: Flask, refused: Refused, path: str, method: str, endpoint: str
) -> None:
    response = whole.test_client().open(path, method=method, headers={"Host": "evil.example"})
    refused(response, "host_not_allowed")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
@pytest.mark.parametrize(("path", "method", "endpoint"), EVERY)
def test_a_foreign_page_is_refused(
    whole: Flask, refused: Refused, path: str, method: str, endpoint: str, origin: str
) -> None:
    response = whole.test_client().open(path, method=method, headers={"Origin": origin})
    refused(response, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in response.headers
    response = whole.test_client().options(
        path, headers={"Origin": origin, "Access-Control-Request-Method": method}
    )
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


# A link may lead to what is read; the page that has the link cannot read it.
@pytest.mark.parametrize(("path", "method", "endpoint"), POSTED)
def test_a_request_of_another_site_without_origin_is_refused(
    whole: Flask, refused: Refused, path: str, method: str, endpoint: str
) -> None:
    response = whole.test_client().open(
        path, method=method, headers={"Sec-Fetch-Site": "cross-site"}
    )
    refused(response, "origin_not_allowed")


@pytest.mark.parametrize(("path", "method", "endpoint"), EVERY)
def test_an_extension_may_ask(whole: Flask, path: str, method: str, endpoint: str) -> None:
    origin = "chrome-extension://" + "abcdefghijklmnop" * 2
    response = whole.test_client().open(path, method=method, headers={"Origin": origin})
    assert response.status_code not in {401, 403}
    if path.startswith(("/v1", "/v2", "/api")):
        assert response.headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize(("path", "method", "endpoint"), EVERY)
def test_a_token_is_asked_for(
    guarded: Flask, refused: Refused, path: str, method: str, endpoint: str
) -> None:
    client = guarded.test_client()
    if endpoint in WITHOUT_TOKEN - {"languagetool.check"}:
        assert client.open(path, method=method).status_code == 200
        return
    refused(client.open(path, method=method), "unauthorized")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.open(path, method=method, headers=headers).status_code != 401


@pytest.mark.parametrize(("path", "method", "endpoint"), EVERY)
def test_other_methods_are_refused(
    whole: Flask, refused: Refused, path: str, method: str, endpoint: str
) -> None:
    response = whole.test_client().open(path, method="PATCH")
    refused(response, "method_not_allowed")
    assert method in response.headers["Allow"]


@pytest.mark.parametrize(("path", "method", "endpoint"), EVERY)
def test_every_answer_has_its_headers(whole: Flask, path: str, method: str, endpoint: str) -> None:
    headers = whole.test_client().open(path, method=method).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-Id"]
    assert headers["Cache-Control"] in {"no-store", "private, no-cache"}


TEXT = f"The mayor of {CANARY} may resign, Ada Moss said. See https://{CANARY}.example/x."
FORM = "application/x-www-form-urlencoded"
SENT: dict[str, tuple[str, bytes]] = {
    "/v1/analyze": (
        JSON,
        json.dumps({"text": TEXT, "page": {"url": f"https://{CANARY}"}}).encode(),
    ),
    "/v1/batch": ("application/x-ndjson", json.dumps({"text": TEXT, "id": "a"}).encode()),
    "/v1/compare": (JSON, json.dumps({"first": {"text": TEXT}, "second": {"text": TEXT}}).encode()),
    "/v2/check": (FORM, f"language=en&text={TEXT}".encode()),
    "/api/v2/check": (FORM, f"language=en&data={json.dumps({'text': TEXT})}".encode()),
    **{
        f"{at}/v2/{name}": (FORM, TEXT.encode())
        for at in ("", "/api")
        for name in ("maxtextlength", "configinfo")
    },
}
# Nothing of what is sent there is read.
UNREAD = {"languagetool.maxtextlength", "languagetool.configinfo"}


def test_every_route_that_is_sent_something_is_tried() -> None:
    assert {str(route.values[0]) for route in POSTED} == SENT.keys()


@pytest.mark.parametrize("accept", [JSON, "text/html", "text/csv", "application/ld+json"])
@pytest.mark.parametrize("path", SENT)
def test_nothing_that_is_sent_is_logged_or_sent_on(
    whole: Flask,
    path: str,
    accept: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = []

    def denied(*arguments: object, **_: object) -> None:
        opened.append(arguments)
        raise OSError("no sockets in this test")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, denied)
    caplog.set_level(logging.DEBUG)
    kind, body = SENT[path]
    response = whole.test_client().post(
        path, data=body, content_type=kind, headers={"Accept": accept}
    )
    assert response.status_code == 200
    assert response.data
    printed = capfd.readouterr()
    for place in (str(response.headers), caplog.text, printed.out, printed.err):
        assert CANARY not in place
    assert opened == []


@pytest.mark.parametrize("path", SENT)
def test_a_crash_tells_nothing(
    whole: Flask,
    path: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(text: str, *_: object, **__: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr("sayso.web.v1.analyse", crash)
    caplog.set_level(logging.DEBUG)
    kind, body = SENT[path]
    response = whole.test_client().post(path, data=body, content_type=kind)
    if not path.endswith(("/v2/maxtextlength", "/v2/configinfo")):
        assert b"internal" in response.data
    printed = capfd.readouterr()
    for place in (response.text, str(response.headers), caplog.text, printed.out, printed.err):
        assert CANARY not in place


@pytest.mark.parametrize(
    ("path", "method", "endpoint"), [e for e in POSTED if e.values[2] not in UNREAD]
)
def test_a_body_that_is_too_large_is_refused(
    whole: Flask, refused: Refused, path: str, method: str, endpoint: str
) -> None:
    kind = "application/x-ndjson" if endpoint == "batch.many" else "application/json"
    response = whole.test_client().post(path, data=b"x" * 30_000_000, content_type=kind)
    refused(response, "body_too_large")
