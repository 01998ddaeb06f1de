"""Many articles in one request: in order, bounded, and one bad line spoils no other."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.web import create_app, deadline, heartbeat, schema
from sayso.web.settings import Settings

Problem = Callable[..., dict[str, Any]]
Json = dict[str, Any]

CANARY = "Quillwort-Ankersund"


def post(client: FlaskClient, body: bytes | str, **more: Any) -> TestResponse:
    data = body.encode() if isinstance(body, str) else body
    kind = more.pop("content_type", "application/x-ndjson")
    return client.post("/v1/batch", data=data, content_type=kind, **more)


def lines(response: TestResponse) -> list[Json]:
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/x-ndjson"
    assert response.data.endswith(b"\n")
    return [json.loads(line) for line in response.data.splitlines()]


def ndjson(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def test_a_line_for_each_line_in_order_and_then_the_end(client: FlaskClient, article: str) -> None:
    texts = ["It may rain.", article, "Sources say the deal is dead."]
    found = lines(post(client, ndjson(*({"id": f"n{i}", "text": t} for i, t in enumerate(texts)))))
    assert [each["line"] for each in found[:-1]] == [1, 2, 3]
    assert [each["id"] for each in found[:-1]] == ["n0", "n1", "n2"]
    assert found[-1] == {"done": True, "ok": 3, "failed": 0}
    for text, answer in zip(texts, found, strict=False):
        schema.BatchAnswered.model_validate(answer)
        alone = client.post("/v1/analyze", json={"text": text}).get_json()
        assert answer["notes"] == alone["notes"]
        assert answer["notes"]


def test_each_line_has_its_own_options(client: FlaskClient) -> None:
    text = "🙂 It may rain, Ada Moss said."
    found = lines(
        post(
            client,
            ndjson(
                {"text": text, "offsets": "utf-16", "include": ["sources"]},
                {"text": text, "types": ["modal-hedge"]},
            ),
        )
    )
    assert found[0]["offsets"] == "utf-16"
    assert found[0]["sources"]
    assert [note["type"] for note in found[1]["notes"]] == ["modal-hedge"]
    assert found[1]["notes"][0]["start"] == text.index("may")
    assert found[0]["id"] is None


BAD: dict[str, tuple[str, str]] = {
    "no JSON": ("nonsense", "invalid_json"),
    "half": ('{"text": "a', "invalid_json"),
    "a list": ("[1]", "invalid_json"),
    "NaN": ('{"text": NaN}', "invalid_json"),
    "deep": ("[" * 50_000, "invalid_json"),
    "no text": ('{"id": "x"}', "validation_failed"),
    "unknown key": ('{"text": "a", "txet": 1}', "validation_failed"),
    "id a number": ('{"text": "a", "id": 7}', "validation_failed"),
    "id too long": (json.dumps({"text": "a", "id": "x" * 201}), "validation_failed"),
    "empty text": ('{"text": " "}', "text_empty"),
    "unknown type": ('{"text": "a", "types": ["lies"]}', "unknown_type"),
    "segment outside": ('{"text": "a", "segments": [{"start": 0, "end": 9}]}', "segment_outside_text"),
    "too long": (json.dumps({"text": "a " * 100_500}), "text_too_long"),
    "too large": (json.dumps({"text": "a" * 2_000_000}), "body_too_large"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "code"), BAD.values(), ids=BAD)
def test_one_bad_line_answers_for_itself_alone(client: FlaskClient, line: str, code: str) -> None:
    good = ndjson({"id": "good", "text": "It may rain."})
    response = post(client, f"{good}{line}\n{good}")
    first, bad, last, end = lines(response)
    assert first["notes"] == last["notes"]
    assert (first["id"], last["id"], last["line"]) == ("good", "good", 3)
    schema.BatchRefused.model_validate(bad)
    assert bad["line"] == 2
    assert bad["error"]["code"] == code
    assert bad["error"]["request_id"] == response.headers["X-Request-Id"]
    assert end == {"done": True, "ok": 2, "failed": 1}


# More lines that are no object, each of which could speak of what it is.
MORE = ["7", '{"text": "\\ud8', '{"text": 1, "text": 2}', '{"page": {"links": %s}}' % ("9" * 5_000)]


@pytest.mark.parametrize("line", [*(line for line, _ in BAD.values()), *MORE, b'{"text": "\xff"}'])
def test_what_is_said_of_a_line_is_said_of_the_line(client: FlaskClient, line: str | bytes) -> None:
    data = line.encode() if isinstance(line, str) else line
    bad, _ = lines(post(client, b"\n\n" + data))
    assert bad["line"] == 3
    told = bad["error"]["title"] + bad["error"]["detail"]
    assert "body" not in told.lower()
    assert "Line 1" not in told


def test_of_a_line_that_is_no_json_the_column_is_told(client: FlaskClient) -> None:
    half, listed, long, _ = lines(post(client, '{"text": x}\n[]\n' + " " * 1_999_999 + "{}"))
    assert half["error"]["detail"].startswith("Column 10: Expecting value.")
    assert listed["error"]["detail"].startswith("This line is a list, not an object.")
    assert long["error"]["detail"].startswith("This line has 2,000,001 bytes;")


def test_a_bad_line_keeps_its_id_and_its_pointers(client: FlaskClient) -> None:
    bad, _ = lines(post(client, ndjson({"id": "n7", "text": "a", "page": {"uri": "x"}})))
    assert bad["id"] == "n7"
    assert [each["pointer"] for each in bad["error"]["errors"]] == ["/page/uri"]
    assert "Known here: url, byline" in bad["error"]["detail"]


def test_empty_lines_and_windows_line_ends_are_passed_over(client: FlaskClient) -> None:
    body = '\ufeff\r\n\r\n{"text": "It may rain."}\r\n\n{"text": "It may snow."}'
    found = lines(post(client, body.removeprefix("\ufeff")))
    assert [each.get("line") for each in found] == [3, 5, None]
    assert found[-1]["ok"] == 2


@pytest.mark.parametrize("kind", ["application/ndjson", "application/jsonl"])
def test_other_names_of_the_media_type(client: FlaskClient, kind: str) -> None:
    assert lines(post(client, '{"text": "It may rain."}', content_type=kind))[-1]["ok"] == 1


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "", "text/x-ndjson",
     "application/x-ndjson; charset=utf-16"],
)  # fmt: skip
def test_other_media_types_are_refused(client: FlaskClient, problem: Problem, kind: str) -> None:
    response = post(client, '{"text": "It may rain."}', content_type=kind)
    detail = problem(response, "unsupported_media_type")["detail"]
    assert "application/x-ndjson" in detail


@pytest.mark.parametrize("body", ["", "\n\n", " \r\n"])
def test_a_batch_without_lines_is_refused(client: FlaskClient, problem: Problem, body: str) -> None:
    problem(post(client, body), "batch_empty")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(
        Settings(
            site=tmp_path_factory.mktemp("site"), batch_lines=3, batch_bytes=1_000, body_bytes=100
        )
    )


def test_too_many_lines_are_refused_with_the_limit(small: Flask, problem: Problem) -> None:
    line = '{"text": "a"}\n'
    assert lines(post(small.test_client(), line * 3))[-1] == {"done": True, "ok": 3, "failed": 0}
    document = problem(post(small.test_client(), line * 4), "too_many_lines")
    assert (document["limit"], document["actual"]) == (3, 4)


def test_too_many_bytes_are_refused_with_the_limit(small: Flask, problem: Problem) -> None:
    document = problem(post(small.test_client(), " " * 1_001), "body_too_large")
    assert (document["limit"], document["actual"]) == (1_000, 1_001)


def test_a_long_line_is_refused_and_the_rest_goes_on(small: Flask) -> None:
    long, short, end = lines(
        post(small.test_client(), ndjson({"text": "a" * 200}, {"text": "It may rain."}))
    )
    assert (long["error"]["code"], long["error"]["limit"]) == ("body_too_large", 100)
    assert short["notes"]
    assert end == {"done": True, "ok": 1, "failed": 1}


def test_a_line_out_of_time_ends_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.web import v1

    real = v1.analyse

    def slow(text: str, *arguments: Any, **options: Any) -> Any:
        if text == "slow":
            raise deadline.OutOfTime(interrupted=False)
        return real(text, *arguments, **options)

    monkeypatch.setattr(v1, "analyse", slow)
    slow_line, quick, end = lines(post(client, ndjson({"text": "slow"}, {"text": "It may rain."})))
    assert slow_line["error"]["code"] == "out_of_time"
    assert quick["notes"]
    assert end["failed"] == 1


def test_a_mistake_of_ours_ends_alone_and_tells_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str, *_: Any, **__: Any) -> Any:
        raise KeyError(text)

    monkeypatch.setattr("sayso.web.v1.analyse", broken)
    caplog.set_level(logging.DEBUG)
    response = post(client, ndjson({"text": f"{CANARY} may rain."}))
    assert lines(response)[0]["error"]["code"] == "internal"
    assert CANARY not in response.text + caplog.text
    assert "KeyError" in caplog.text


def test_answers_come_while_later_lines_wait(app: Flask) -> None:
    beats: list[int] = []
    heartbeat.on_beat(app, lambda: beats.append(1))
    body = ndjson(*({"text": f"It may rain {n} times."} for n in range(5)))
    try:
        response = app.test_client().post(
            "/v1/batch", data=body, content_type="application/x-ndjson", buffered=False
        )
        stream: Iterator[bytes] = response.iter_encoded()
        assert json.loads(next(stream))["line"] == 1
        assert len(beats) == 1
        assert len(list(stream)) == 5
        assert len(beats) == 5
    finally:
        heartbeat.on_beat(app, lambda: None)


def test_who_goes_away_early_does_no_harm(app: Flask) -> None:
    body = ndjson(*({"text": "It may rain."} for _ in range(5)))
    response = app.test_client().post(
        "/v1/batch", data=body, content_type="application/x-ndjson", buffered=False
    )
    next(response.iter_encoded())
    response.close()
    assert lines(post(app.test_client(), body))[-1]["ok"] == 5


def test_info_has_the_limits(small: Flask) -> None:
    limits = small.test_client().get("/v1/info").get_json()["limits"]
    assert (limits["batch_lines"], limits["batch_bytes"]) == (3, 1_000)


@pytest.mark.parametrize("body", [line for line, _ in BAD.values()], ids=BAD)
def test_errors_hold_no_words_of_the_text(
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    body: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    marked = (
        body.replace('"a', f'"{CANARY} a')
        .replace("nonsense", CANARY)
        .replace("lies", f"{CANARY} a")
    )
    response = post(client, marked)
    printed = capfd.readouterr()
    for place in (response.text, caplog.text, printed.out, printed.err):
        assert CANARY not in place
