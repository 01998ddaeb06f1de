"""The article that the project began with, and the articles annotated by hand, where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.analyse import Analysis, analyse
from sayso.evaluate import evaluate
from sayso.notes import NOTE_TYPES

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_ENOUGH = 10
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the data folder ../shared/data is not beside the project"
)


@pytest.fixture(scope="module")
def seed() -> Analysis:
    return analyse((DATA / "seed.txt").read_text("utf-8"))


@needs_data
def test_the_seed_has_at_least_twenty_notes(seed: Analysis) -> None:
    assert len(seed.notes) >= 20


@needs_data
@pytest.mark.parametrize(
    ("type", "words", "times"),
    [
        ("relayed-attribution", "citing", 1),
        ("bare-unnamed-source", "sources", 1),
        ("agentless-attribution", "is believed", 1),
        ("evidential-adverb", "reportedly", 2),
        ("agentless-attribution", "has been interpreted as", 1),
        ("conditional-premise", "If this estimation holds true", 1),
        ("stacked-hedge", "could easily", 1),
        ("headline-quote-unmatched", "'Alarming'", 1),
    ],
)
def test_the_seed_has_the_notes_that_matter(
    seed: Analysis, type: str, words: str, times: int
) -> None:
    assert [(n.type, n.text) for n in seed.notes].count((type, words)) == times


@needs_data
def test_the_chain_names_every_link(seed: Analysis) -> None:
    chain = next(note for note in seed.notes if note.type == "relayed-attribution")
    sources = [mark.text for mark in chain.marks if mark.role == "source"]
    assert sources == ["a report by TASS", "Russian law enforcement sources"]


@needs_data
def test_the_ledger_says_which_state_an_outlet_belongs_to(seed: Analysis) -> None:
    states = {
        source.name: source.affiliation and source.affiliation.state for source in seed.sources
    }
    assert states["TASS"] == "Russia"
    assert [name for name, state in states.items() if state and "TASS" not in name] == []


@needs_data
def test_the_headline_is_surer_than_the_text(seed: Analysis) -> None:
    gap = next(note for note in seed.notes if note.type == "headline-certainty-gap")
    assert gap.text is not None and gap.text.startswith("Over 1,000")
    body = next(mark.text for mark in gap.marks if mark.role == "body")
    assert "could easily surpass 1,000" in body


@needs_data
@pytest.mark.parametrize(
    ("type", "words"),
    [
        ("doubting-verb", "claimed"),
        ("modal-hedge", "can"),
        ("booster", "very"),
        ("agentless-attribution", "were trained"),
        ("agentless-attribution", "were found"),
        ("named-source", "Valery Gerasimov"),
        ("named-source", "Capitol Daily News"),
    ],
)
def test_the_seed_stays_quiet_where_words_only_look_alike(
    seed: Analysis, type: str, words: str
) -> None:
    assert (type, words) not in {(n.type, n.text) for n in seed.notes}


@needs_data
def test_agreement_with_people_does_not_fall() -> None:
    """The measured result is in the site's accuracy figures; this is the floor below it."""
    result = evaluate(DATA / "gold")
    assert result.overall().f1 >= 0.80
    assert result.overall(without=("named-source",)).f1 >= 0.70
    assert result.overall().precision >= 0.70
    assert result.overall(first=True).precision >= 0.80


@needs_data
def test_a_type_that_is_wrong_more_often_than_right_is_off_by_default() -> None:
    """Where people made enough notes to tell; /v1/types says so with "default": false."""
    default = {each.id: each.default for each in NOTE_TYPES}
    counts = evaluate(DATA / "gold").types()
    enough = {name: count for name, count in counts.items() if count.gold >= _ENOUGH}
    assert len(enough) >= 10
    assert [n for n, count in enough.items() if count.precision < 0.5 and default[n]] == []
