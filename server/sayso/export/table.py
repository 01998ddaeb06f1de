"""Notes as CSV (RFC 4180), one row to a note: for spreadsheets, R and pandas."""

from __future__ import annotations

import csv
from io import StringIO

from sayso.analyse import Analysis
from sayso.export import encodable
from sayso.note import ROLES, Note
from sayso.notes import NOTE_TYPES
from sayso.wire import Offsets, encoder

MEDIA_TYPE = "text/csv"

_ROLES = tuple(sorted(ROLES))
COLUMNS = (
    *("id", "type", "title", "family", "tone", "rank", "offsets", "start", "end", "text"),
    *("message", "question", *_ROLES),
)
# What a spreadsheet takes for a formula at the start of a cell, in full width too.
_FORMULA = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20", "\t", "\r", "\n")


def to_csv(analysis: Analysis, *, offsets: Offsets = "code-point") -> str:
    """A row for each note. The last columns have the words of its marks, one column to a role.

    Several marks of one role stand apart by " | ". A note about the whole article has no place.
    A cell that a spreadsheet could run as a formula begins with an apostrophe, which is not in the
    text; start and end are those of the words without it.
    """
    unit = encoder(analysis.text, offsets)
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for note in analysis.notes:
        place = (
            ("", "") if note.start is None or note.end is None
            else (unit(note.start), unit(note.end))
        )  # fmt: skip
        words = [
            *(note.id, note.type, _TYPES[note.type].title, note.family, note.tone, note.rank),
            *(offsets, *place, note.text or "", note.message, _TYPES[note.type].question),
            *(_of_role(note, role) for role in _ROLES),
        ]
        rows.writerow([_cell(each) for each in words])
    return out.getvalue()


_TYPES = {note_type.id: note_type for note_type in NOTE_TYPES}


def _of_role(note: Note, role: str) -> str:
    return " | ".join(mark.text for mark in note.marks if mark.role == role)


def _cell(value: str | int) -> str:
    words = encodable(str(value))
    return f"'{words}" if words.startswith(_FORMULA) else words
