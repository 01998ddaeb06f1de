"""Every example and every near miss of every note type, as the type's own file gives them.

This file is never edited when a type is added. A reported mistake becomes a near miss or an
example in the type's file.
"""

from __future__ import annotations

import pytest

from sayso.analyse import analyse
from sayso.explain import explain
from sayso.marked import read
from sayso.note import NoteType
from sayso.notes import NOTE_TYPES
from sayso.text import Page

EXAMPLES = [
    pytest.param(note_type, example, id=f"{note_type.id}-{number}")
    for note_type in NOTE_TYPES
    for number, example in enumerate(note_type.examples, start=1)
]
NEAR_MISSES = [
    pytest.param(note_type, near_miss, id=f"{note_type.id}-{number}")
    for note_type in NOTE_TYPES
    for number, near_miss in enumerate(note_type.near_misses, start=1)
]


@pytest.mark.parametrize(("note_type", "example"), EXAMPLES)
def test_example_is_found_exactly(note_type: NoteType, example: str) -> None:
    text, expected = read(example)
    page = Page(links=0) if note_type.needs_page else None
    notes = [
        n for n in analyse(text, types=[note_type.id], page=page).notes if n.type == note_type.id
    ]
    marks = {(m.role, m.start, m.end, m.text) for note in notes for m in note.marks}
    wanted = {(m.role, m.start, m.end, m.text) for m in expected}
    roles = {mark.role for mark in expected}
    found = {mark for mark in marks if mark[0] in roles}
    assert notes, f"nothing found\n{explain(text)}"
    assert found == wanted, f"{sorted(found)}\n!= {sorted(wanted)}\n{explain(text)}"


@pytest.mark.parametrize(("note_type", "near_miss"), NEAR_MISSES)
def test_near_miss_stays_quiet(note_type: NoteType, near_miss: str) -> None:
    found = [n for n in analyse(near_miss, types=[note_type.id]).notes if n.type == note_type.id]
    assert not found, f"{[n.text for n in found]}\n{explain(near_miss)}"
