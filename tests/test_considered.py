"""Candidates that were rejected: by which guard or rule, and what asking for them changes."""

from __future__ import annotations

import pytest

from sayso import pipeline
from sayso.analyse import analyse
from sayso.annotate.lifted import GUARDS
from sayso.considered import find_considered
from sayso.note import Mark, Note
from sayso.text import Segment, read

# One sentence for each guard and rule: the type and words that it keeps out.
REJECTED = [
    ("G1", "modal-hedge", "could", "“The talks could collapse before Friday,” the envoy said."),
    ("G2", "modal-hedge", "could", "The toll could easily pass 1,000."),
    ("G5", "scare-quotes", "’s armed forces’", "Torva’s armed forces’ reserves are low."),
    ("G6", "evidential-adverb", "allegedly", "He was allegedly paid, according to the charge."),
    ("G6", "agentless-attribution", "is believed", "The drug is believed by the WHO to be safe."),
    ("G7", "modal-hedge", "May", "The vote is on May 5."),
    ("G7", "doubting-verb", "claimed", "They claimed a refund."),
    ("G7", "booster", "clear", "The water is clear."),
    ("G8", "vague-authority", "Critics",
     "Critics say the law goes too far. “It is a gag,” said Leo Marsh of Index."),
    ("R1", "named-source", "The minister", "The minister did not admit that he lied."),
    ("R9", "vague-quantity", "Some", "Some boats were lost."),
    ("R13", "scare-quotes", "“the long arm”", "The pier, known as “the long arm”, was shut."),
    ("R14", "vague-quantity", "Many", "Many believe the vote was rigged."),
    ("R15", "approximator", "up to", "The offence carries up to ten years in prison."),
    (None, "vague-time", "in recent weeks", "They met in recent weeks, on 4 May."),
    (None, "factive-verb", "admit", "The minister did not admit that he lied."),
]  # fmt: skip


def considered(text: str, segments: list[Segment] | None = None) -> set[tuple[object, str, str]]:
    answer = analyse(text, segments or [Segment(0, len(text))], considered=True)
    assert all(text[r.mark.start : r.mark.end] == r.mark.text for r in answer.considered)
    return {(r.guard, r.type, r.mark.text) for r in answer.considered}


@pytest.mark.parametrize(("guard", "type", "words", "text"), REJECTED)
def test_a_guard_says_what_it_kept_out(guard: str | None, type: str, words: str, text: str) -> None:
    assert (guard, type, words) in considered(text)


def test_every_guard_that_can_be_lifted_has_a_case() -> None:
    shown = {guard for guard, *_ in REJECTED}
    assert {key if key[1:].isdigit() else None for key in GUARDS} == shown


def test_a_byline_is_no_text_of_the_article() -> None:
    byline, body = "By Ana, who reportedly left", "Rain fell on the town."
    text = f"{byline}\n\n{body}"
    found = considered(
        text, [Segment(0, len(byline), "byline"), Segment(len(byline) + 2, len(text))]
    )
    assert ("G3", "evidential-adverb", "reportedly") in found


def test_capitals_of_a_headline_name_nobody() -> None:
    """Which headlines would be misread depends on the model; one of these is by any."""
    found = set()
    for title in (
        "OFFICIALS SAY SEVERAL BOATS LOST NEAR TORVA",
        "Old Sources Of River Found Near Torva, Teachers Told",
        "TEACHERS SAY SCHOOL TO CLOSE",
        "HARBOUR REPORT SHOWS LOSSES",
        "About 40 Boats Lost",
    ):
        text = f"{title}\n\nRain fell on the town."
        segments = [Segment(0, len(title), "headline"), Segment(len(title) + 2, len(text))]
        found |= considered(text, segments)
    assert "G4" in {guard for guard, *_ in found}


def test_the_note_that_won_is_named() -> None:
    text = "It could easily rain."
    won = Note("stacked-hedge", "hedging", "question", "", (Mark("cue", 3, 15, "could easily"),))
    lost = Note("modal-hedge", "hedging", "observation", "", (Mark("cue", 3, 8, "could"),))
    with pipeline.parsed(read(text, [Segment(0, len(text))])) as doc:
        rejected = list(find_considered(doc, [lost, won], []))
    assert [(r.type, r.guard, r.reason) for r in rejected] == [
        ("modal-hedge", "G2", "The same words are noted as stacked-hedge.")
    ]


def test_asking_changes_no_note() -> None:
    text = (
        "Some boats were lost. The toll could easily pass 1,000, critics say. “It may rain all "
        "week long,” said Ana Cruz of the weather office. He was allegedly paid twice."
    )
    plain, asked = analyse(text), analyse(text, considered=True)
    assert plain.considered == ()
    assert asked.considered
    assert asked.notes == plain.notes
    assert asked.sources == plain.sources
    assert analyse(text).notes == plain.notes
