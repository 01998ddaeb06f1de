"""The page where visitors mark a text themselves: what it can be tried on, as the page needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

# Beside the reader's other scripts, those of marking, in the order in which they are loaded.
SCRIPTS = (
    *("yourself-compare.js", "yourself-words.js", "yourself-draw.js"),
    *("yourself-bar.js", "yourself-result.js", "yourself.js"),
)

# The specimens that can be marked, in the order in which the page offers them.
TEXTS = ("orle-agency", "orle-rumour", "orle-partisan", "orle-science", "marrin-dam")


class Piece(Protocol):
    """Some words of a block."""

    @property
    def words(self) -> str:
        """The words; empty for a note's number."""


class Block(Protocol):
    """A block of a text as the site shows it."""

    @property
    def role(self) -> str:
        """The part that it plays."""

    @property
    def pieces(self) -> Sequence[Piece]:
        """Its words, cut where notes end."""


class Read(Protocol):
    """A text that the analyser has read, its blocks joined by a blank line."""

    @property
    def blocks(self) -> Sequence[Block]:
        """Its blocks in reading order, the headline first."""

    @property
    def answer(self) -> dict[str, Any]:
        """What the server would say about it: UTF-16 offsets, segments included."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A text to mark: ``data`` for the page's scripts, ``blocks`` for a page without them."""

    slug: str
    title: str
    blocks: tuple[tuple[str, str], ...]
    data: dict[str, Any]


class Keyed(Protocol):
    """A note of a key: its type, and its place in code points, None for the whole article."""

    @property
    def type(self) -> str:
        """The note type's id."""

    @property
    def start(self) -> int | None:
        """First code point."""

    @property
    def end(self) -> int | None:
        """One past the last code point."""


def exercise(slug: str, read: Read, key: Iterable[Keyed] = ()) -> Exercise:
    """A specimen as an exercise. Notes without a place are left out: nobody can mark them."""
    blocks = tuple((b.role, "".join(piece.words for piece in b.pieces)) for b in read.blocks)
    text = "\n\n".join(words for _, words in blocks)
    data = {
        "slug": slug,
        "title": blocks[0][1],
        "text": text,
        "segments": read.answer["segments"],
        "notes": [note for note in read.answer["notes"] if note["marks"]],
        "first": read.answer["summary"]["shown_at_first"],
        "key": list(_in_units(text, key)),
    }
    return Exercise(slug, blocks[0][1], blocks, data)


def _in_units(text: str, key: Iterable[Keyed]) -> Iterator[dict[str, Any]]:
    """The marks of a key with offsets in UTF-16 units, as the page's scripts count."""

    def units(words: str) -> int:
        return len(words.encode("utf-16-le")) // 2

    for mark in key:
        if mark.start is None or mark.end is None:
            continue
        start, words = units(text[: mark.start]), text[mark.start : mark.end]
        yield {"type": mark.type, "start": start, "end": start + units(words), "text": words}
