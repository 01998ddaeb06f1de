"""Nothing of what people read is kept or sent on: not in logs, errors, files or sockets."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Problem = Callable[..., dict[str, Any]]

CANARY = "Quillwort-Ankersund"
TEXT = f"The mayor of {CANARY} may resign, Ada Moss said."

BODIES: dict[str, bytes] = {
    "no JSON": TEXT.encode(),
    "half an object": json.dumps({"text": TEXT})[:-2].encode(),
    "the text as a key": json.dumps({TEXT: 1}).encode(),
    "the text as a key twice": f'{{"{TEXT}": 1, "{TEXT}": 2}}'.encode(),
    "the text as a key of the page": json.dumps({"text": "a", "page": {TEXT: 1}}).encode(),
    "the text in a list": json.dumps({"text": [TEXT]}).encode(),
    "the text as unit": json.dumps({"text": TEXT, "offsets": TEXT}).encode(),
    "the text as type": json.dumps({"text": TEXT, "types": [TEXT]}).encode(),
    "the text as role": json.dumps(
        {"text": TEXT, "segments": [{"start": 0, "end": 4, "role": TEXT}]}
    ).encode(),
    "the text as links": json.dumps({"text": TEXT, "page": {"links": TEXT}}).encode(),
    "a segment outside": json.dumps(
        {"text": TEXT, "segments": [{"start": 0, "end": 900}]}
    ).encode(),
    "an unknown key": json.dumps({"text": TEXT, "x": 1}).encode(),
    "bad UTF-8": TEXT.encode() + b"\xff",
    "too long": json.dumps({"text": TEXT * 6_000}).encode(),
    "a long address": json.dumps({"text": TEXT, "page": {"url": CANARY * 600}}).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_errors_hold_no_words_of_the_text(
    client: FlaskClient,
    body: bytes,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    response = client.post("/v1/analyze", data=body, content_type="application/json")
    assert response.status_code >= 400
    printed = capfd.readouterr()
    for place in (response.text, str(response.headers), caplog.text, printed.out, printed.err):
        assert CANARY not in place


def test_a_crash_is_logged_without_the_text(
    client: FlaskClient,
    problem: Problem,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(text: str, *_: object, **__: object) -> None:
        try:
            raise ValueError(f"inner {text}")
        except ValueError as error:
            raise RuntimeError(f"outer {text}") from error

    monkeypatch.setattr("sayso.web.v1.analyse", crash)
    caplog.set_level(logging.DEBUG)
    response = client.post("/v1/analyze", json={"text": TEXT})
    document = problem(response, "internal")
    assert document["request_id"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "ValueError" in caplog.text
    assert "in crash" in caplog.text
    printed = capfd.readouterr()
    for place in (response.text, caplog.text, printed.out, printed.err):
        assert CANARY not in place


def test_an_answered_article_leaves_no_trace(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    page = {"url": f"https://news.example/{CANARY}", "byline": CANARY}
    response = client.post("/v1/analyze", json={"text": TEXT, "page": page})
    assert response.status_code == 200
    printed = capfd.readouterr()
    assert CANARY not in caplog.text + printed.out + printed.err
    assert "news.example" not in response.text


def test_no_socket_is_opened_by_an_analysis(
    client: FlaskClient, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def denied(*arguments: object, **_: object) -> None:
        opened.append(arguments)
        raise OSError("no sockets in this test")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, denied)
    page = {"url": "https://news.example/wall", "byline": "Ada Moss", "links": 2}
    response = client.post(
        "/v1/analyze",
        json={"text": f"{article}\n\nSee https://news.example/more.", "page": page,
              "include": ["attributions", "sources", "sentences", "segments", "considered"]},
    )  # fmt: skip
    assert response.status_code == 200
    assert response.get_json()["notes"]
    assert opened == []


def test_a_crash_of_what_answers_errors_is_logged_without_address_and_words(
    client: FlaskClient,
    problem: Problem,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(folder: object, name: str) -> None:
        raise OSError(36, "File name too long", name)

    monkeypatch.setattr("sayso.web.site._file", crash)
    caplog.set_level(logging.DEBUG)
    number = problem(client.get(f"/{CANARY}?{CANARY}"), "internal")["request_id"]
    assert f"request {number} failed: OSError" in caplog.text
    assert " in nothing" in caplog.text
    printed = capfd.readouterr()
    for place in (caplog.text, printed.out, printed.err):
        assert CANARY not in place
