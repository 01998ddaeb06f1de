"""Nothing of what people read is kept or sent on: not in logs, errors, files or sockets."""

from __future__ import annotations

import json
import logging
import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from sayso.web.forms import FORMS

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


# What Python tells of whoever would reach out, by whatever module (PEP 578).
OUTSIDE = (
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn",
)  # fmt: skip
told: list[str] | None = None


def hear(event: str, _: object) -> None:
    if told is not None and event in OUTSIDE:
        told.append(event)


@pytest.fixture(scope="module")
def heard() -> Callable[[Callable[[], object]], list[str]]:
    """What a call does that reaches out. A hook cannot be taken away again, so there is one."""
    sys.addaudithook(hear)

    def during(call: Callable[[], object]) -> list[str]:
        global told
        told = []
        try:
            call()
            return told
        finally:
            told = None

    return during


def test_whoever_reaches_out_is_heard(heard: Callable[[Callable[[], object]], list[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        address = there.getsockname()
        assert heard(lambda: socket.create_connection(address).close()) == [
            "socket.getaddrinfo",
            "socket.connect",
        ]


@pytest.mark.parametrize("accept", FORMS)
def test_nothing_reaches_out_in_an_analysis(
    client: FlaskClient,
    article: str,
    heard: Callable[[Callable[[], object]], list[str]],
    accept: str,
) -> None:
    page = {"url": "https://news.example/wall", "byline": "Ada Moss", "links": 2}
    answers = []

    def ask() -> None:
        answers.append(
            client.post(
                "/v1/analyze",
                json={"text": f"{article}\n\nSee https://news.example/more.", "page": page,
                      "include": ["attributions", "sources", "sentences", "segments", "considered"]},
                headers={"Accept": accept},
            )
        )  # fmt: skip

    assert heard(ask) == []
    assert answers[0].status_code == 200


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
