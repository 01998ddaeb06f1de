"""The specimens' own pages: the whole text with all that the reader has, and the key beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from key import Beside, KeyNote, read_key, set_beside
from lessons import letters, read_lessons
from sayso.analyse import Analysis
from sayso.note import Mark
from sayso.notes import NOTE_TYPES
from sayso.wire import encoder, to_json
from yourself import TEXTS

if TYPE_CHECKING:
    from build import Entry, Text
    from classroom import Render

FOLDER = Path(__file__).resolve().parent / "specimens"
# What the reader's parts need beside notes: chains, the ledger, sentences on cards.
INCLUDE = ("segments", "sentences", "attributions", "sources")
TITLES = {note_type.id: note_type.title for note_type in NOTE_TYPES}
HEADLINE = {"headline": "In the headline", "body": "In the text"}
IN_ORDER = ("First", "Later")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A specimen as its page shows it; ``letter`` is empty for one that no class compares."""

    slug: str
    letter: str
    version: str
    title: str
    outlet: str
    place: str
    day: str
    look_for: str
    text: Text
    answer: dict[str, Any]
    key: Beside | None

    @property
    def name(self) -> str:
        """What lists and headings call it."""
        return f"{self.letter}. {self.version}" if self.letter else self.version

    @property
    def asked(self) -> int:
        """How many notes its key asks for."""
        return len(self.key.both) + len(self.key.missed) if self.key else 0

    @property
    def drawn(self) -> dict[str, Any]:
        """As much of the answer as the strip needs."""
        spans = [
            {part: _bare(link[part]) for part in ("source", "cue", "content")}
            | {"source_id": link["source_id"]}
            for link in self.answer["attributions"]
        ]
        notes = [
            {name: note[name] for name in ("type", "family", "start", "text")}
            | {"marks": _bare(note["marks"])}
            for note in self.answer["notes"]
            if note["start"] is not None
        ]
        return {"segments": self.answer["segments"], "notes": notes, "attributions": spans}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the places that a note holds against each other; no words where it found none."""

    name: str
    before: str = ""
    marked: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """A note with marks in two places, such as headline and text."""

    entry: Entry
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words stand: the block's number from 1, and the place in UTF-16 units."""

    block: int
    start: int
    end: int


def specimen_pages(page: Render, texts: Mapping[str, Text]) -> Iterator[tuple[str, str]]:
    """The page of each specimen and the page that leads to them, as address and HTML."""
    lettered = letters(read_lessons())
    shown = [read(slug, texts[slug], lettered.get(slug, "")) for slug in TEXTS]
    yield page("specimens.html", "specimens/index.html", specimens=shown)
    for (before, _), (one, after) in pairwise(pairwise([None, *shown, None])):
        assert one is not None
        yield page(
            "specimen.html",
            f"specimens/{one.slug}.html",
            specimen=one,
            before=before,
            after=after,
            against=list(_against(one.text)),
            whole=[entry for entry in one.text.notes if not entry.note.marks],
            opening=_opening(one.text),
            numbers={entry.note.id: entry.number for entry in one.text.notes},
            titles=TITLES,
            spot=_Finder(one.text.analysis),
        )


def read(slug: str, text: Text, letter: str) -> Specimen:
    """A specimen from its file, its reading and its key."""
    data = tomllib.loads((FOLDER / f"{slug}.toml").read_text("utf-8"))
    analysis = text.analysis
    key = read_key(slug, analysis.text)
    return Specimen(
        slug=slug,
        letter=letter,
        version=data["version"],
        title=data["title"],
        outlet=data["outlet"],
        place=data["place"],
        day=_day(data["date"]),
        look_for=data["look_for"],
        text=text,
        answer=to_json(analysis, offsets="utf-16", include=INCLUDE),
        key=key and set_beside(key, analysis.notes),
    )


def _day(day: date) -> str:
    # Kept on one line.
    return f"{day.day}\N{NO-BREAK SPACE}{day:%B}\N{NO-BREAK SPACE}{day.year}"


def _bare(spans: list[dict[str, Any]]) -> list[dict[str, int]]:
    return [{"start": span["start"], "end": span["end"]} for span in spans]


def _against(text: Text) -> Iterator[Against]:
    """The notes that hold one place of the article against another, each place in its sentence."""
    for entry in text.notes:
        marks = sorted(entry.note.marks, key=lambda mark: mark.start)
        if entry.note.family != "article" or not marks:
            continue
        if "headline" not in {mark.role for mark in marks}:
            names = [*IN_ORDER, *IN_ORDER[-1:] * len(marks)]
            sides = [_side(names[at], mark, text.analysis) for at, mark in enumerate(marks)]
        else:
            sides = [_side(HEADLINE[mark.role], mark, text.analysis) for mark in marks]
            if len(sides) == 1:
                sides.append(Side(HEADLINE["body"]))
        yield Against(entry, tuple(sides))


def _side(name: str, mark: Mark, analysis: Analysis) -> Side:
    around = [one for one in analysis.sentences if one.start < mark.end and mark.start < one.end]
    block = next(each for each in analysis.segments if each.start <= mark.start < each.end)
    start = max(block.start, min([mark.start, *(one.start for one in around)]))
    end = min(max(block.end, mark.end), max([mark.end, *(one.end for one in around)]))
    return Side(name, analysis.text[start : mark.start], mark.text, analysis.text[mark.end : end])


def _opening(text: Text) -> str:
    """The first paragraph."""
    block = next(block for block in text.blocks if block.role == "paragraph")
    return "".join(piece.words for piece in block.pieces)


class _Finder:
    """Where an entry of a key stands; None for one about the whole article."""

    def __init__(self, analysis: Analysis) -> None:
        self._segments = analysis.segments
        self._unit = encoder(analysis.text, "utf-16")

    def __call__(self, entry: KeyNote) -> Spot | None:
        if entry.start is None or entry.end is None:
            return None
        block = next(
            number
            for number, segment in enumerate(self._segments, start=1)
            if segment.start <= entry.start < segment.end
        )
        return Spot(block, self._unit(entry.start), self._unit(entry.end))
