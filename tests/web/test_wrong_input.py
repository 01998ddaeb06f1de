"""Wrong and hostile input of every kind: a clear answer, in time, and the server goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Problem = Callable[..., dict[str, Any]]

BUDGET = 5.0  # seconds


def post(client: FlaskClient, body: bytes) -> Any:
    return client.post("/v1/analyze", data=body, content_type="application/json")


@pytest.fixture(autouse=True)
def goes_on(client: FlaskClient) -> Any:
    """After whatever a test did, the next article is answered."""
    yield
    response = client.post("/v1/analyze", json={"text": "Rain may fall, Ada Moss said."})
    assert response.status_code == 200
    assert response.get_json()["notes"]


NOT_JSON = {
    "nothing": b"",
    "spaces": b"  \n",
    "words": b"text=hello",
    "half an object": b'{"text": "a',
    "two objects": b'{"text": "a"}{"text": "b"}',
    "NaN": b'{"text": NaN}',
    "Infinity": b'{"text": "a", "segments": [{"start": -Infinity, "end": 1}]}',
    "null": b"null",
    "a list": b'["text"]',
    "a number": b"7",
    "a string": b'"text"',
    "true": b"true",
    "deep lists": b"[" * 100_000,
    "deep closed lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"text":' * 100_000,
    "a key twice": b'{"text": "a", "text": "b"}',
    "a key twice, inside": b'{"text": "a", "page": {"links": 1, "links": 2}}',
    "a long number": b'{"text": "a", "page": {"links": ' + b"9" * 5_000 + b"}}",
    "Latin-1": '{"text": "café"}'.encode("latin-1"),
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "a raw NUL": b'{"text": "a\x00b"}',
    "an image": b"\x89PNG\r\n\x1a\n\x00\x00",
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_no_json_object_is_refused(
    client: FlaskClient, problem: Problem, body: bytes
) -> None:
    document = problem(post(client, body), "invalid_json")
    assert "Send an object" in document["detail"]


WRONG: dict[str, tuple[object, str, str | None]] = {
    "no text": ({}, "validation_failed", "/text"),
    "text null": ({"text": None}, "validation_failed", "/text"),
    "text a number": ({"text": 1}, "validation_failed", "/text"),
    "text a list": ({"text": ["a"]}, "validation_failed", "/text"),
    "empty text": ({"text": ""}, "text_empty", None),
    "white text": ({"text": " \n\t\u00a0\u2003 "}, "text_empty", None),
    "unknown key": ({"text": "a", "txet": 1}, "validation_failed", "/txet"),
    "unknown key of a segment": (
        {"text": "a", "segments": [{"start": 0, "end": 1, "kind": "x"}]},
        "validation_failed",
        "/segments/0/kind",
    ),
    "unknown key of the page": (
        {"text": "a", "page": {"uri": ""}},
        "validation_failed",
        "/page/uri",
    ),
    "page a string": ({"text": "a", "page": "x"}, "validation_failed", "/page"),
    "links not counted": ({"text": "a", "page": {"links": -1}}, "validation_failed", "/page/links"),
    "links true": ({"text": "a", "page": {"links": True}}, "validation_failed", "/page/links"),
    "unknown unit": ({"text": "a", "offsets": "utf-32"}, "validation_failed", "/offsets"),
    "unknown include": ({"text": "a", "include": ["all"]}, "validation_failed", "/include/0"),
    "include a string": ({"text": "a", "include": "sources"}, "validation_failed", "/include"),
    "types a string": ({"text": "a", "types": "modal-hedge"}, "validation_failed", "/types"),
    "unknown type": ({"text": "a", "types": ["modal-hedge", "lies"]}, "unknown_type", "/types/1"),
    "unknown exclude": ({"text": "a", "exclude": ["lies"]}, "unknown_type", "/exclude/0"),
    "unknown role": (
        {"text": "a", "segments": [{"start": 0, "end": 1, "role": "title"}]},
        "validation_failed",
        "/segments/0/role",
    ),
    "offset a fraction": (
        {"text": "a", "segments": [{"start": 0.0, "end": 1}]},
        "validation_failed",
        "/segments/0/start",
    ),
    "offset a string": (
        {"text": "a", "segments": [{"start": "0", "end": 1}]},
        "validation_failed",
        "/segments/0/start",
    ),
    "offset below nought": (
        {"text": "a", "segments": [{"start": -1, "end": 1}]},
        "validation_failed",
        "/segments/0/start",
    ),
    "segment past the end": (
        {"text": "a b c", "segments": [{"start": 0, "end": 6}]},
        "segment_outside_text",
        "/segments/0",
    ),
    "segment backwards": (
        {"text": "a b c", "segments": [{"start": 3, "end": 1}]},
        "segment_empty",
        "/segments/0",
    ),
    "segment empty": (
        {"text": "a b c", "segments": [{"start": 1, "end": 1}]},
        "segment_empty",
        "/segments/0",
    ),
    "segments overlap": (
        {"text": "a b c", "segments": [{"start": 0, "end": 3}, {"start": 2, "end": 5}]},
        "segments_overlap",
        "/segments/1",
    ),
    "segments out of order": (
        {"text": "a b c", "segments": [{"start": 2, "end": 3}, {"start": 0, "end": 1}]},
        "segments_overlap",
        "/segments/1",
    ),
    "no segments": ({"text": "a b c", "segments": []}, "segments_empty", "/segments"),
    "wrong unit, past the end": (
        # UTF-16 units sent, code points said.
        {"text": "🙂🙂 rain", "segments": [{"start": 0, "end": 9}]},
        "segment_outside_text",
        "/segments/0",
    ),
    "wrong unit, inside a character": (
        {"text": "🙂🙂 rain", "offsets": "utf-16", "segments": [{"start": 1, "end": 7}]},
        "offset_inside_character",
        "/segments/0",
    ),
    "wrong unit, inside a byte sequence": (
        {"text": "é rain", "offsets": "utf-8", "segments": [{"start": 1, "end": 6}]},
        "offset_inside_character",
        "/segments/0",
    ),
}


@pytest.mark.parametrize(("body", "code", "pointer"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_named_with_its_place(
    client: FlaskClient, problem: Problem, body: object, code: str, pointer: str | None
) -> None:
    document = problem(post(client, json.dumps(body).encode()), code)
    pointers = [error["pointer"] for error in document.get("errors", [])]
    assert pointers == ([] if pointer is None else [pointer])
    assert "does not fit the schema" not in document["detail"], "there are no words for it"


# Each of the four is one character, two units of UTF-16 and four bytes of UTF-8.
WIDE = "😀😀😀😀 may rain"
PLACES: dict[str, tuple[str, list[tuple[int, int]], str]] = {
    "overlap": (
        "utf-16", [(0, 12), (8, 14)],
        "segments[1] starts at 8, before the one in front of it ends (12).",
    ),
    "overlap in bytes": (
        "utf-8", [(0, 20), (16, 24)],
        "segments[1] starts at 16, before the one in front of it ends (20).",
    ),
    "empty": (
        "utf-16", [(8, 8)],
        "segments[0] is [8, 8) and is empty: 'end' must be greater than 'start'.",
    ),
    "backwards": (
        "code-point", [(5, 2)],
        "segments[0] is [5, 2) and ends before it starts: 'end' must be greater than 'start'.",
    ),
    "outside": (
        "utf-16", [(8, 18)], "segments[0] is [8, 18); the text ends at 17 in utf-16 units.",
    ),
    "out of order": (
        "utf-16", [(0, 8), (8, 17), (2, 4)],
        "segments[2] starts at 2, before the one in front of it ends (17).",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("unit", "places", "said"), PLACES.values(), ids=PLACES)
def test_what_is_wrong_with_segments_is_said_in_the_numbers_that_were_sent(
    client: FlaskClient, problem: Problem, unit: str, places: list[tuple[int, int]], said: str
) -> None:
    segments = [{"start": start, "end": end} for start, end in places]
    response = client.post(
        "/v1/analyze", json={"text": WIDE, "offsets": unit, "segments": segments}
    )
    code = response.get_json()["code"]
    document = problem(response, code)
    assert document["detail"].startswith(said)
    assert document["errors"][0]["pointer"] == f"/segments/{len(places) - 1}"


def test_every_mistake_is_named_at_once(client: FlaskClient, problem: Problem) -> None:
    response = client.post("/v1/analyze", json={"text": 1, "offsets": "x", "include": ["y"]})
    document = problem(response, "validation_failed")
    pointers = {error["pointer"] for error in document["errors"]}
    assert pointers == {"/text", "/offsets", "/include/0"}
    assert "2 more" in document["detail"]


HALF = "half of a surrogate pair (U+D800 to U+DFFF)"
SAID: dict[str, tuple[Any, str, str]] = {
    "null for a list": ({"exclude": None}, "/exclude", "This must be a list, not null."),
    "null for a string": ({"text": None}, "/text", "This must be a string, not null."),
    "a list for a string": ({"text": ["a"]}, "/text", "This must be a string, not a list."),
    "a list for an object": ({"page": []}, "/page", "This must be an object, not a list."),
    "null for a segment": (
        {"segments": [None]}, "/segments/0", "This must be an object, not null.",
    ),
    "a fraction": (
        {"page": {"links": 1.5}}, "/page/links",
        "This must be a whole number, not a number with a decimal point.",
    ),
    "true": ({"page": {"links": True}}, "/page/links", "This must be a whole number, not true or false."),
    "too little": ({"page": {"links": -1}}, "/page/links", "This must be 0 or more."),
    "too much": (
        {"page": {"links": 10**30}}, "/page/links", "This must be 2,147,483,648 or less.",
    ),
    "a unit": ({"offsets": "utf-32"}, "/offsets", "This must be 'code-point', 'utf-16' or 'utf-8'."),
    "a long address": (
        {"page": {"url": "x" * 9_000}}, "/page/url",
        "This has 9,000 characters; at most 8,192 are read. Shorten it.",
    ),
    "a long list": (
        {"types": ["a"] * 201}, "/types", "This list has 201 items; at most 200 are read. Shorten it.",
    ),
    "half a character": (
        {"page": {"byline": "\ud83d Moss"}}, "/page/byline",
        f"This holds {HALF}, which no text has outside of 'text'. Leave it out.",
    ),
    "half a character in a key": (
        {"\ud83d": 1}, "",
        f"A key holds {HALF}, which none has that is known. Known here: text, segments, page, "
        "offsets, types, exclude, include.",
    ),
    "half a character in a key of the page": (
        {"page": {"\ud83d": 1}}, "/page",
        f"A key holds {HALF}, which none has that is known. Known here: url, byline, published, links.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "pointer", "said"), SAID.values(), ids=SAID)
def test_what_does_not_fit_is_said_in_words_of_our_own(
    client: FlaskClient, problem: Problem, body: Any, pointer: str, said: str
) -> None:
    document = problem(client.post("/v1/analyze", json={"text": "a"} | body), "validation_failed")
    assert document["errors"] == [{"pointer": pointer, "message": said}]
    assert document["detail"].startswith(f"{pointer or 'The body'}: {said} ")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, None), (2, "(and 1 more, see 'errors')"), (20, "(and 19 more, see 'errors')"),
     (21, "(and 20 more; 'errors' has the first 20)"),
     (150, "(and 149 more; 'errors' has the first 20)")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("body", "code"),
    [({"types": ["lies"]}, "unknown_type"), ({"types": [7]}, "validation_failed")],
    ids=["unknown types", "numbers"],
)
def test_of_many_mistakes_it_is_said_how_many_are_told(
    client: FlaskClient, problem: Problem, count: int, said: str | None, body: Any, code: str
) -> None:
    sent = {"text": "a", "types": body["types"] * count}
    document = problem(client.post("/v1/analyze", json=sent), code)
    assert len(document["errors"]) == min(count, 20)
    assert (said in document["detail"]) if said else ("more" not in document["detail"])


def test_known_types_and_keys_are_listed(client: FlaskClient, problem: Problem) -> None:
    response = client.post("/v1/analyze", json={"text": "a", "types": ["lies"]})
    detail = problem(response, "unknown_type")["detail"]
    assert "'lies'" in detail
    assert "modal-hedge" in detail
    detail = problem(
        client.post("/v1/analyze", json={"txet": "a", "text": "a"}), "validation_failed"
    )
    assert "Known here: text, segments, page, offsets, types, exclude, include" in detail["detail"]


def test_a_thousand_mistakes_get_a_short_answer(client: FlaskClient, problem: Problem) -> None:
    segments = [{"start": "x", "end": "y"}] * 1_000
    response = client.post("/v1/analyze", json={"text": "a", "segments": segments})
    problem(response, "validation_failed")
    assert len(response.data) < 5_000


def test_too_much_is_refused_with_the_limit(client: FlaskClient, problem: Problem) -> None:
    response = client.post("/v1/analyze", json={"text": "a " * 100_500})
    document = problem(response, "text_too_long")
    assert (document["limit"], document["actual"]) == (200_000, 201_000)
    document = problem(post(client, b"x" * 3_000_000), "body_too_large")
    assert (document["limit"], document["actual"]) == (2_000_000, 3_000_000)


def test_too_long_a_text_is_refused_even_with_segments(
    client: FlaskClient, problem: Problem
) -> None:
    body = {"text": "a" * 201_000, "segments": [{"start": 0, "end": 1}], "offsets": "utf-8"}
    problem(client.post("/v1/analyze", json=body), "text_too_long")


@pytest.mark.parametrize(
    ("size", "code"), [(2_000_000, "validation_failed"), (2_000_001, "body_too_large")]
)
def test_a_body_without_a_length_is_not_cut_off(
    client: FlaskClient, problem: Problem, size: int, code: str
) -> None:
    from io import BytesIO

    body = b'{"txet": "' + b"a" * (size - 12) + b'"}'
    response = client.post(
        "/v1/analyze",
        input_stream=BytesIO(body),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    problem(response, code)


def test_200_000_characters_are_read_when_there_is_little_in_them(client: FlaskClient) -> None:
    response = client.post("/v1/analyze", json={"text": "Rain may fall." + "\n" * 199_986})
    assert response.status_code == 200


# `python -m tests.bench.serve` has more of them.
HOSTILE = {
    "20 kB of (": "(" * 20_000,
    "200 kB of (": "(" * 200_000,
    "100 kB without a space": "a" * 100_000,
    "quotation marks": "“a " * 60_000,
    "sentences": "Ada Moss said it may rain. " * 7_400,
    "blocks": "Ada Moss said\n\n" * 13_000,
    "emoji": "🙂 " * 60_000,
    "combining marks": "e" + "\u0301" * 100_000,
    "empty lines": "a" + "\n" * 199_999,
}


# The deadline may strike inside compiled code, which can only report the exception and go on
# until it strikes again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_answered_or_refused_in_time(
    client: FlaskClient, problem: Problem, text: str
) -> None:
    # Time of this process alone: whatever else the machine does is not the text's doing.
    began = time.process_time()
    response = client.post("/v1/analyze", json={"text": text})
    seconds = time.process_time() - began
    if response.status_code != 200:
        problem(response, "out_of_time")
    assert seconds < BUDGET


ODD = {
    "NULs": "Snow\x00 fell \x00\x00 late.",
    "lone surrogates": "Snow \ud800 fell\udfff late.",
    "right to left": "שלום עולם \u202e\u0645\u0631\u062d\u0628\u0627",
    "controls": "".join(map(chr, range(1, 32))),
    "byte order mark": "\ufeffSnow fell late.",
    "non-characters": "\ufffe\uffff Snow \U0010ffff",
    "100 kB without a space": "a" * 100_000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_text_is_analysed(client: FlaskClient, text: str) -> None:
    response = client.post("/v1/analyze", json={"text": f"{text}\n\nRain may fall, Ada Moss said."})
    assert response.status_code == 200
    assert "modal-hedge" in {note["type"] for note in response.get_json()["notes"]}


def test_what_was_not_read_is_said(client: FlaskClient) -> None:
    for name in ("lone surrogates", "100 kB without a space"):
        answer = client.post("/v1/analyze", json={"text": ODD[name]}).get_json()
        assert len(answer["warnings"]) == 1


@pytest.mark.parametrize("terminated", [True, False], ids=["gunicorn", "other servers"])
def test_a_body_that_ends_too_early_is_not_taken_for_whole(
    client: FlaskClient, problem: Problem, terminated: bool
) -> None:
    from io import BytesIO

    response = client.post(
        "/v1/analyze",
        input_stream=BytesIO(b'{"text": "Rain may fall."}'),
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": "1000"}
        | ({"wsgi.input_terminated": True} if terminated else {}),
    )
    assert "The body broke off" in problem(response, "bad_request")["detail"]
