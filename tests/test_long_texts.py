"""What a long text takes grows with its length, not with its square: counted in lines of Python."""

from __future__ import annotations

import pytest

from sayso import pipeline
from sayso.ledger import ledger
from sayso.notes import NOTE_TYPES
from sayso.text import read
from tests.steps import at_most


def test_a_table_of_shares_takes_each_note_type_no_more_than_its_length() -> None:
    short, long = noting(50), noting(200)
    assert short["unattributed-figure"] > 50 * 100
    # Four times the text is four times the work, and sixteen times where each row looks at all.
    assert {name for name, steps in long.items() if steps > 6 * short[name]} == set()


def noting(rows: int) -> dict[str, int]:
    """The steps that each note type takes for a table of so many shares, all of which it notes."""
    table = " ".join(
        f"About {at % 90 + 7}.5 per cent of families there have no car." for at in range(rows)
    )
    steps: dict[str, int] = {}
    with pipeline.parsed(read(table)) as doc:
        for note_type in NOTE_TYPES:
            # What is read from files once is read before.
            found = len(list(note_type.detect(doc)))
            if note_type.id == "unattributed-figure":
                assert found == rows
            with at_most(10_000_000) as counted:
                list(note_type.detect(doc))
            steps[note_type.id] = counted.taken
    return steps


# Short sentences, time and again: who says what, who passes it on, and in whose words.
@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Moss said it may rain.\n\n",
        "“No,” said Ada Moss. ",
        "“It may rain, ",
        "Ada Moss said that Ben Ross said that ",
        "According to TASS, citing officials, the mill closed. ",
        "He said she told him that about 41 per cent reportedly left. ",
    ],
)
def test_what_follows_reading_takes_no_more_than_the_length(sentence: str) -> None:
    short, long = (
        steps_after_reading(sentence * (size // len(sentence))) for size in (2_000, 8_000)
    )
    # Each step by itself: one that takes the square of the length is lost among others.
    assert {name for name, steps in long.items() if steps > 5.5 * short[name] + 500} == set()


def steps_after_reading(text: str) -> dict[str, int]:
    """The steps that each layer, each note type and the ledger take for a text."""
    steps: dict[str, int] = {}
    with pipeline.parsed(read(text)) as doc:
        for name, layer in pipeline.load().annotations.pipeline:
            with at_most(20_000_000) as counted:
                layer(doc)
            steps[name] = counted.taken
        for note_type in NOTE_TYPES:
            # What is read from files once is read before.
            list(note_type.detect(doc))
            with at_most(20_000_000) as counted:
                list(note_type.detect(doc))
            steps[note_type.id] = counted.taken
        with at_most(20_000_000) as counted:
            ledger(doc)
        steps["ledger"] = counted.taken
    return steps
