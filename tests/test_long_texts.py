"""What a long text takes grows with its length, not with its square: counted in lines of Python."""

from __future__ import annotations

from sayso import pipeline
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
