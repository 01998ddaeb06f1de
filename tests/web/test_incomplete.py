"""Where the time is up, the answer is what there is, says how far it goes, and claims no more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sayso.analyse import analyse
from sayso.notes import NOTE_TYPES
from sayso.text import Segment, find_segments
from sayso.web import create_app, deadline
from sayso.web.schema import AnalyzeAnswer, BatchAnswered
from sayso.web.settings import Settings
from tests.web.conftest import ARTICLE

# A headline that quotes what no later block has, and eight or more sentences without a quotation:
# about the whole of such a text much could be said.
BLOCK = (
    "The council may move the market in {n}. Mayor Ilse Brandt said the square was small. Officials "
    "reportedly asked for {n} crowns. Boats could easily pass."
)
TEXT = "\n\n".join(
    ["Market plan is “reckless”, say residents", *(BLOCK.format(n=n) for n in range(200))]
)
ARTICLE_TYPES = {each.id for each in NOTE_TYPES if each.family == "article"}


def late(at: float) -> Callable[[deadline.Clock], float]:
    return lambda clock: at


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(site=tmp_path, seconds=60, languagetool=True))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_what_was_read_has_the_notes_that_it_has_by_itself() -> None:
    whole = find_segments(TEXT)
    part = analyse(TEXT, whole, spent=lambda: 0.6)
    assert part.incomplete
    assert part.read_to is not None
    assert 10_000 < part.read_to < len(TEXT)
    alone = analyse(
        TEXT[: part.read_to],
        [each for each in whole if each.end <= part.read_to],
        exclude=ARTICLE_TYPES,
    )
    assert not alone.incomplete
    assert len(alone.notes) > 100
    assert part.notes == alone.notes
    assert (part.words, part.sources, part.attributions, part.sentences) == (
        alone.words,
        alone.sources,
        alone.attributions,
        alone.sentences,
    )


@pytest.mark.parametrize(
    "sentence",
    ["Ada Moss said it may rain.\n\n", "“No,” said Ada Moss. "],
)
def test_dense_attribution_is_answered_in_the_time_that_reading_took(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, sentence: str
) -> None:
    # Of whatever machine, the time is twice what it takes to read the first parts.
    read: list[float] = []

    def spent(clock: deadline.Clock) -> float:
        if len(read) < 3:
            return 0.0
        # A little more than half of it, also where the clock stands still for a while.
        return 0.501 * (clock.tell() - clock.began) / (read[2] - clock.began)

    def pulse(clock: deadline.Clock) -> None:
        read.append(clock.tell())
        if spent(clock) > 1:
            raise deadline.OutOfTime(interrupted=False)

    monkeypatch.setattr(deadline.Clock, "spent", spent)
    monkeypatch.setattr(deadline.Clock, "pulse", pulse)
    text = (sentence * 5_000)[:100_000]
    response = client.post("/v1/analyze", json={"text": text, "include": ["sources"]})
    assert response.status_code == 200
    answer = response.get_json()
    assert answer["incomplete"] is True
    assert 20_000 < answer["read_to"] < 40_000
    (source,) = answer["sources"]
    assert (source["name"], source["attributions"] > 700) == ("Ada Moss", True)


def test_nothing_is_claimed_about_a_whole_that_was_not_read() -> None:
    types = {note.type for note in analyse(TEXT).notes}
    assert {"no-direct-quotation", "headline-quote-unmatched", "single-origin"} & types
    assert not {note.type for note in analyse(TEXT, spent=lambda: 0.6).notes} & ARTICLE_TYPES


def test_it_is_said_how_far_the_text_was_read() -> None:
    part = analyse(TEXT, spent=lambda: 0.6)
    (warning,) = part.warnings
    begun = sum(each.start < (part.read_to or 0) for each in part.segments)
    assert f"after {part.read_to:,} of {len(TEXT):,} characters" in warning
    assert f"block {begun:,} of 201" in warning


def test_a_block_that_is_read_in_parts_may_be_left_in_its_midst() -> None:
    text = "Boats may pass, Ada Moss said. " * 900
    part = analyse(text, [Segment(0, len(text))], spent=lambda: 0.6)
    assert part.incomplete
    assert text[: part.read_to].endswith("said.")
    assert max(note.end or 0 for note in part.notes) <= (part.read_to or 0)
    assert "block 1 of 1" in part.warnings[0]


def test_types_that_were_not_looked_for_are_named() -> None:
    part = analyse(ARTICLE, spent=lambda: 0.9)
    assert part.incomplete
    assert part.read_to == len(ARTICLE)
    (warning,) = part.warnings
    first, *others = (each.id for each in NOTE_TYPES if each.default)
    assert f"Left out: {', '.join(others)}." in warning
    assert {note.type for note in part.notes} <= {first}


def test_no_note_is_shown_that_a_missing_type_would_have_replaced() -> None:
    # "could easily" is a stacked hedge, and then no plain one.
    text = "Boats could easily pass."
    assert [note.type for note in analyse(text).notes] == ["stacked-hedge"]
    part = analyse(text, types=["modal-hedge", "stacked-hedge"], spent=lambda: 0.9)
    assert part.incomplete
    assert part.notes == ()


def test_of_what_was_rejected_a_part_is_listed() -> None:
    whole = analyse(ARTICLE, considered=True)
    times = iter([0.0] * len([each for each in NOTE_TYPES if each.default]) + [0.0, 0.0, 0.9])
    part = analyse(ARTICLE, considered=True, spent=lambda: next(times, 0.9))
    assert part.incomplete
    assert part.notes == whole.notes
    assert set(part.considered) < set(whole.considered)
    assert part.warnings == ("The time was up before all that was rejected had been listed.",)


def test_a_whole_answer_says_so(client: FlaskClient) -> None:
    response = client.post("/v1/analyze", json={"text": "Rain may fall 🙂.", "offsets": "utf-16"})
    answer = response.get_json()
    assert answer["incomplete"] is False
    assert answer["read_to"] == len("Rain may fall 🙂.") + 1
    assert "Sayso-Incomplete" not in response.headers


def test_an_incomplete_answer_fits_the_schema_and_is_not_kept(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline.Clock, "spent", late(0.6))
    for _ in range(2):
        response = client.post("/v1/analyze", json={"text": TEXT, "include": ["sources"]})
        assert response.status_code == 200
        assert response.headers["Sayso-Incomplete"] == "?1"
        assert response.headers["Cache-Status"] == "sayso; fwd=miss"
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        answer = response.get_json()
        AnalyzeAnswer.model_validate(answer)
        assert answer["incomplete"] is True
        assert answer["read_to"] < len(TEXT)
        for note in answer["notes"]:
            assert TEXT[note["start"] : note["end"]] == note["text"]
            assert note["end"] <= answer["read_to"]
    # With time enough the same question has the whole answer, and that is kept.
    monkeypatch.undo()
    for status in ("sayso; fwd=miss", "sayso; hit"):
        response = client.post("/v1/analyze", json={"text": TEXT, "include": ["sources"]})
        assert response.headers["Cache-Status"] == status
        assert response.get_json()["incomplete"] is False


@pytest.mark.parametrize("form", ["text/csv", "text/html", "application/ld+json"])
def test_every_form_says_that_it_is_incomplete(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(deadline.Clock, "spent", late(0.6))
    response = client.post("/v1/analyze", json={"text": TEXT}, headers={"Accept": form})
    assert (response.status_code, response.mimetype) == (200, form)
    assert response.headers["Sayso-Incomplete"] == "?1"
    if form == "text/html":
        assert "The rest was not read" in response.text
    if form == "text/csv":
        assert len(list(csv.reader(io.StringIO(response.text)))) > 100


def test_a_line_of_a_batch_may_be_incomplete(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline.Clock, "spent", late(0.6))
    body = "".join(json.dumps({"id": name, "text": text}) + "\n"
                   for name, text in (("long", TEXT), ("short", "Rain may fall.")))  # fmt: skip
    response = client.post("/v1/batch", data=body, content_type="application/x-ndjson")
    long, short, end = map(json.loads, response.text.splitlines())
    assert (long["incomplete"], short["incomplete"]) == (True, False)
    assert end == {"done": True, "ok": 2, "failed": 0}
    BatchAnswered.model_validate(long)


def test_two_articles_are_compared_whole_or_not_at_all(
    client: FlaskClient, problem: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"first": {"text": TEXT}, "second": {"text": "Rain may fall."}}
    monkeypatch.setattr(deadline.Clock, "spent", late(0.9))
    response = client.post("/v1/compare", json=body)
    assert response.status_code == 200
    assert response.get_json()["first"]["warnings"] == []
    monkeypatch.setattr(deadline.Clock, "spent", late(1.1))
    problem(client.post("/v1/compare", json=body), "out_of_time")


def test_editors_are_told_in_their_own_words(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> bool:
        response = client.post("/v2/check", data={"text": TEXT, "language": "en"})
        return bool(response.get_json()["warnings"]["incompleteResults"])

    assert not told()
    monkeypatch.setattr(deadline.Clock, "spent", late(0.6))
    assert told()
