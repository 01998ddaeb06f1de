"""CSV: one row to a note, whatever stands in the text, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest

from sayso.analyse import Analysis, analyse
from sayso.export.table import COLUMNS, to_csv
from sayso.note import Mark, Note
from sayso.wire import Offsets

CUT = {
    "code-point": lambda text, start, end: text[start:end],
    "utf-16": lambda text, start, end: text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le"),
    "utf-8": lambda text, start, end: text.encode()[start:end].decode(),
}  # fmt: skip


def rows(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(words, newline="")))


@pytest.mark.parametrize("unit", CUT)
def test_a_row_for_each_note_with_its_words(analysis: Analysis, unit: Offsets) -> None:
    found = rows(to_csv(analysis, offsets=unit))
    assert [row["id"] for row in found] == [note.id for note in analysis.notes]
    for note, row in zip(analysis.notes, found, strict=True):
        assert tuple(row) == COLUMNS
        assert (row["type"], row["family"], row["rank"]) == (note.type, note.family, str(note.rank))
        assert row["message"] == note.message
        assert row["offsets"] == unit
        if note.start is None:
            assert (row["start"], row["end"], row["text"]) == ("", "", "")
            continue
        words = CUT[unit](analysis.text, int(row["start"]), int(row["end"]))
        assert words == note.text == row["text"].removeprefix("'")
        for mark in note.marks:
            assert mark.text in row[mark.role]


@pytest.mark.parametrize("first", [*"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"])
def test_no_cell_is_a_formula(analysis: Analysis, first: str) -> None:
    words = f"{first}HYPERLINK(1)"
    note = Note(
        "modal-hedge", "hedging", "observation", words, (Mark("cue", 0, len(words), words),), 1
    )
    row = rows(to_csv(replace(analysis, notes=(note,))))[0]
    for column in ("text", "message", "cue"):
        assert row[column] == f"'{words}"


def test_a_text_without_notes_has_a_header_alone() -> None:
    assert to_csv(analyse("Snow fell.")) == ",".join(COLUMNS) + "\r\n"


def test_a_lone_surrogate_is_no_obstacle() -> None:
    assert "\ufffd" in to_csv(analyse("Sources \ud800 at the port said it may rain."))
