"""/v1/compare: two articles in, one answer, and every mistake with the article that it is in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from sayso.web import schema

Problem = Callable[..., dict[str, Any]]

CANARY = "Quillwort-Ankersund"
OTHER = (
    "🙂 Tellin wall will fail\n\nThe harbour wall in Tellin will not survive another winter. "
    "“We have two years at most,” Marit Oslund said. "
    "The repairs cost 45 million crowns, Marit Oslund said. The work has been put off, "
    "the Vesland Herald suggested."
)
CUT = {
    "code-point": lambda text, start, end: text[start:end],
    "utf-16": lambda text, start, end: text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le"),
    "utf-8": lambda text, start, end: text.encode()[start:end].decode(),
}  # fmt: skip


@pytest.mark.parametrize("unit", CUT)
def test_two_articles_side_by_side(client: FlaskClient, article: str, unit: str) -> None:
    first = "🙂 " + article
    response = client.post(
        "/v1/compare", json={"first": {"text": first}, "second": {"text": OTHER}, "offsets": unit}
    )
    assert response.status_code == 200, response.text
    answer = response.get_json()
    schema.CompareAnswer.model_validate(answer)
    assert answer["offsets"] == unit
    both = [pair for pair in answer["sources"] if pair["first"] and pair["second"]]
    assert "Marit Oslund" in {pair["first"]["name"] for pair in both}
    money = [each for each in answer["figures"] if each["same"] is False]
    assert [(e["first"]["amount"], e["second"]["amount"]) for e in money] == [(40e6, 45e6)]
    winter = next(s for s in answer["statements"] if "winter" in s["shared"])
    assert "modal-hedge" in {note["type"] for note in winter["first"]["notes"]}
    opened = {
        cue["text"]: shift["second"]["open"]
        for shift in answer["shifts"]
        if shift["kind"] == "hedge"
        for cue in shift["first"]["open"]
    }
    assert opened["may"] == []
    assert [q["second"]["text"] for q in answer["quotations"] if q["second"]]
    cut = CUT[unit]
    checked = 0
    for name, text in (("first", first), ("second", OTHER)):
        spans = [s[name] for s in answer["statements"]]
        spans += [note for s in answer["statements"] for note in s[name]["notes"]]
        spans += [f[name] for f in answer["figures"] if f[name]]
        spans += [f[name]["open"] for f in answer["figures"] if f[name] and f[name]["open"]]
        spans += [m for p in answer["sources"] if p[name] for m in p[name]["mentions"]]
        spans += [m for f in answer["figures"] if f[name] for m in f[name]["mentions"]]
        spans += [q[name] for q in answer["quotations"] if q[name]]
        spans += [s[name] for s in answer["shifts"]]
        spans += [cue for s in answer["shifts"] for cue in s[name]["open"]]
        spans += [s[name]["said"] for s in answer["shifts"] if s[name]["said"]]
        assert [cut(text, s["start"], s["end"]) for s in spans] == [s["text"] for s in spans]
        checked += len(spans)
        blocks = [cut(text, s["start"], s["end"]) for s in answer[name]["segments"]]
        assert blocks == text.split("\n\n")
    assert checked > 10


def test_types_and_segments_count_for_each(client: FlaskClient) -> None:
    text = "Harbour news\n\nThe wall of Tellin may fail, Ada Moss said."
    body = {
        "first": {"text": text, "segments": [{"start": 14, "end": len(text)}]},
        "second": {"text": text},
        "types": ["modal-hedge"],
    }
    answer = client.post("/v1/compare", json=body).get_json()
    assert answer["first"]["words"] < answer["second"]["words"]
    assert answer["first"]["summary"]["notes"] == answer["second"]["summary"]["notes"] == 1


GOOD = {"text": "It may rain."}
WRONG: dict[str, tuple[object, str, list[str]]] = {
    "nothing": ({}, "validation_failed", ["/first", "/second"]),
    "one alone": ({"first": GOOD}, "validation_failed", ["/second"]),
    "a text instead": ({"first": "a", "second": GOOD}, "validation_failed", ["/first"]),
    "an unknown key": ({"first": GOOD, "second": GOOD, "third": GOOD}, "validation_failed", ["/third"]),
    "an unknown key inside": (
        {"first": GOOD, "second": GOOD | {"txet": 1}}, "validation_failed", ["/second/txet"],
    ),
    "an unknown type": ({"first": GOOD, "second": GOOD, "types": ["lies"]}, "unknown_type", ["/types/0"]),
    "the second empty": ({"first": GOOD, "second": {"text": " "}}, "text_empty", []),
    "a segment outside": (
        {"first": GOOD, "second": GOOD | {"segments": [{"start": 0, "end": 99}]}},
        "segment_outside_text", ["/second/segments/0"],
    ),
    "too long": ({"first": {"text": "a " * 100_500}, "second": GOOD}, "text_too_long", []),
}  # fmt: skip


@pytest.mark.parametrize(("body", "code", "pointers"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named_with_its_article(
    client: FlaskClient, problem: Problem, body: object, code: str, pointers: list[str]
) -> None:
    document = problem(client.post("/v1/compare", json=body), code)
    assert [error["pointer"] for error in document.get("errors", [])] == pointers
    if code.startswith(("text", "segment")):
        assert "article: " in document["detail"]


def test_keys_that_are_known_there_are_listed(client: FlaskClient, problem: Problem) -> None:
    body = {"first": GOOD | {"x": 1}, "second": GOOD}
    detail = problem(client.post("/v1/compare", json=body), "validation_failed")["detail"]
    assert "Known here: text, segments, page." in detail


def test_nothing_is_kept_or_told(
    client: FlaskClient,
    problem: Problem,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    text = {"text": f"{CANARY} may close, Ada Moss said."}
    assert client.post("/v1/compare", json={"first": text, "second": text}).status_code == 200

    def crash(*arguments: object) -> None:
        raise ValueError(str(arguments))

    monkeypatch.setattr("sayso.web.compare.compare", crash)
    response = client.post("/v1/compare", json={"first": text, "second": text})
    problem(response, "internal")
    printed = capfd.readouterr()
    for place in (response.text, caplog.text, printed.out, printed.err):
        assert CANARY not in place
