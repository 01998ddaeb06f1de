"""Texts set for paper: in numbered lines that are the same on every screen and every paper.

Lines are cut here and not by the browser, so that a class, a key and a lesson can say "line 14" and
mean the same words on A4, on Letter and on a telephone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from key import Key, places_of
from sayso.note import Mark, Note, NoteType
from sayso.notes import NOTE_TYPES

if TYPE_CHECKING:
    from build import Block

# Characters in a line, so that a line of the body type leaves a margin to write in.
WIDTH = {"headline": 42}
BODY_WIDTH = 62


class Entry(Protocol):
    """A note with its number."""

    @property
    def number(self) -> int: ...

    @property
    def note(self) -> Note: ...

    @property
    def type(self) -> NoteType: ...


@dataclass(frozen=True, slots=True)
class Numbered:
    """A note that a person made, with its number."""

    number: int
    note: Note
    type: NoteType


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a line, the note that they belong to, if any, and the notes that end after them."""

    words: str
    entry: Entry | None = None
    ending: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number on the sheet, its words, and the same words with their notes."""

    number: int
    words: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One block of the text in lines, and the notes whose number stands in it."""

    role: str
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text as it is printed; ``words`` is the text that offsets of notes count in."""

    slug: str
    words: str
    stretches: tuple[Stretch, ...]
    whole: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The headline in one line."""
        return " ".join(line.words for line in self.stretches[0].lines)

    def place_of(self, words: str) -> int:
        """Where these words first begin, as whole words; ValueError where they do not occur."""
        found = places_of(words, self.words) if words else []
        if not found:
            raise ValueError(f"The text {self.slug} does not have the words {words!r}")
        return found[0]

    def line_at(self, at: int) -> int:
        """Number of the line that this place is in."""
        return next(number for start, end, number in self._places() if start <= at < end)

    def _places(self) -> Iterator[tuple[int, int, int]]:
        at = 0
        for stretch in self.stretches:
            for line in stretch.lines:
                start = self.words.index(line.words, at)
                at = start + len(line.words)
                yield start, at + 1, line.number


def by_hand(key: Key | None) -> list[Numbered]:
    """The notes that a key asks for, in the order of the text; none without a key.

    Debatable ones, and those about the whole text, are left out.
    """
    types = {note_type.id: note_type for note_type in NOTE_TYPES}
    made = []
    for entry in key.asked if key else ():
        if entry.start is not None and entry.end is not None:
            kind = types[entry.type]
            mark = Mark("source", entry.start, entry.end, entry.words)
            note = Note(kind.id, kind.family, kind.tone, entry.why, (mark,))
            made.append(Numbered(len(made) + 1, note, kind))
    return made


def sheet(slug: str, blocks: Iterable[Block], entries: Sequence[Entry]) -> Sheet:
    """A text with its notes in numbered lines; ValueError where a note's place is not its words."""
    plain = [(block.role, "".join(piece.words for piece in block.pieces)) for block in blocks]
    words = "\n\n".join(block for _, block in plain)
    placed = [entry for entry in entries if entry.note.text is not None]
    for entry in placed:
        if words[entry.note.start : entry.note.end] != entry.note.text:
            raise ValueError(f"{slug}: note {entry.number} is not at its words")
    stretches, number, at = [], 0, 0
    for role, block in plain:
        lines = []
        for start, end in _cut(block, WIDTH.get(role, BODY_WIDTH)):
            number += 1
            spans = tuple(_spans(words, at + start, at + end, placed))
            lines.append(Line(number, block[start:end], spans))
        here = tuple(e for e in placed if at < (e.note.end or 0) <= at + len(block))
        stretches.append(Stretch(role, tuple(lines), here))
        at += len(block) + 2
    whole = tuple(entry for entry in entries if entry.note.text is None)
    return Sheet(slug, words, tuple(stretches), whole)


def _cut(block: str, width: int) -> Iterator[tuple[int, int]]:
    """Where the lines of a block begin and end; white space between two lines is in neither."""
    at = 0
    for line in textwrap.wrap(block, width, break_long_words=False, break_on_hyphens=False):
        start = block.index(line, at)
        at = start + len(line)
        yield start, at


def _spans(words: str, start: int, end: int, entries: Sequence[Entry]) -> Iterator[Span]:
    here = [e for e in entries if _start(e) < end and start < _end(e)]
    edges = {start, end}
    edges |= {edge for e in here for edge in (_start(e), _end(e)) if start < edge < end}
    cuts = sorted(edges)
    for left, right in pairwise(cuts):
        # Under words of several notes the line of the shortest one is drawn.
        over = [e for e in here if _start(e) <= left and right <= _end(e)]
        entry = min(over, key=lambda e: (_end(e) - _start(e), e.number), default=None)
        yield Span(words[left:right], entry, _ending(here, right))


def _ending(entries: Iterable[Entry], at: int) -> tuple[Entry, ...]:
    return tuple(e for e in entries if _end(e) == at)


def _start(entry: Entry) -> int:
    return entry.note.start or 0


def _end(entry: Entry) -> int:
    return entry.note.end or 0
