"""The static site: note types and specimens, read by the real analyser, written to site/dist.

    python site/build.py [--out FOLDER]

Every example on the site shows what the analyser finds today, not what was hoped for.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import beside
import yourself
from accuracy import WEAK, between, read_accuracy, share, told
from api_examples import read_examples, read_problems, read_routes, read_settings
from classroom import classroom, pack
from findings import LINES as STROKES
from key import read_key
from lessons import letters, read_lessons
from sayso import __version__, marked
from sayso.accuracy import FEW
from sayso.analyse import Analysis, analyse
from sayso.note import Mark, Note, NoteType
from sayso.notes import NOTE_TYPES
from sayso.pipeline import model_version
from sayso.text import Page, Segment
from sayso.web.settings import Settings
from sayso.wire import to_json
from specimens import specimen_pages

HERE = Path(__file__).resolve().parent
EXTENSION = HERE.parent / "extension"

TYPES = {note_type.id: note_type for note_type in NOTE_TYPES}
FAMILIES = {
    "sourcing": "Who says so",
    "hedging": "How sure",
    "article": "The whole article",
}
TONES = {
    "credit": "A good practice",
    "observation": "An observation",
    "question": "Worth a question",
}
# What a line means, in the order in which the key shows them: pattern, family, meaning.
LINES = (
    ("solid", "sourcing", "a source with a name"),
    ("dashed", "sourcing", "a source without a name"),
    ("wavy", "sourcing", "nobody in particular"),
    ("double", "sourcing", "passed on: A, quoting B"),
    ("dotted", "hedging", "less than certain: may, if, at least"),
    ("double", "article", "headline and text differ"),
)
# The reader's scripts in the order in which the extension loads them.
READER = (
    *("types.js", "words.js", "pace.js", "tree.js", "collect.js", "anchor.js", "draw.js"),
    *("look.js", "host.js", "inset.js", "strip.js", "ledger.js", "chain.js", "places.js"),
    *("fragment.js", "undo.js", "card.js", "bar.js", "reading.js"),
)
PAGES = (
    ("index.html", "Try it"),
    ("specimens/index.html", "Specimens"),
    ("types/index.html", "Kinds of notes"),
    ("teach/index.html", "For teachers"),
    ("compare.html", "Side by side"),
    ("mark-it-yourself.html", "Mark it yourself"),
    ("install.html", "Install"),
    ("api.html", "For programs"),
    ("accuracy.html", "Accuracy"),
    ("privacy.html", "Privacy"),
    ("about.html", "About"),
)
# Where a visitor goes from the first page: address, for whom, what there is.
DOORS = (
    ("install.html", "Readers", "Put it into your browser"),
    ("teach/index.html", "Teachers", "Lessons, sheets and a projector"),
    ("api.html", "Programmers", "Ask it from a program"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a block, or the number of a note that ends there."""

    words: str = ""
    note: Note | None = None
    number: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text as the page shows it."""

    role: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One note in the list that stands below a text."""

    number: int
    note: Note
    type: NoteType


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its notes, for the page (blocks, notes) and for the reader's scripts (answer)."""

    blocks: tuple[Block, ...]
    notes: tuple[Entry, ...]
    answer: dict[str, Any]
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence from a note type's own file: what is found in it, and what should be."""

    text: Text
    expected: tuple[Mark, ...]
    speaks: bool

    @property
    def found(self) -> tuple[Mark, ...]:
        """The marks of all notes of the type in it; none for a note about the whole article."""
        return tuple(mark for entry in self.text.notes for mark in entry.note.marks)

    @property
    def as_expected(self) -> bool:
        """Whether the type speaks or stays quiet as it should, with the marks that its file names.

        Roles that the file leaves out, as examples often do with the content, are free.
        """
        roles = {mark.role for mark in self.expected}
        found = {mark for mark in self.found if mark.role in roles}
        return bool(self.text.notes) == self.speaks and found == set(self.expected)


def build(out: Path) -> None:
    """Write the whole site to ``out``, replacing what is there only when all of it is made."""
    making = out.with_name(out.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for file in sorted((HERE / "assets").iterdir()):
        shutil.copyfile(file, making / file.name)
    # The picture that tests make of the real extension; README shows it as well.
    shutil.copyfile(HERE.parent / "docs" / "result.png", making / "result.png")
    (making / "reader").mkdir()
    for name in (*READER, *yourself.SCRIPTS, "notes.css", "yourself.css"):
        shutil.copyfile(EXTENSION / "reader" / name, making / "reader" / name)
    for address, page in _pages():
        path = making / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, "utf-8")
    pack(making)
    shutil.rmtree(out, ignore_errors=True)
    making.rename(out)


def _pages() -> Iterator[tuple[str, str]]:
    environment = Environment(
        loader=FileSystemLoader([HERE / "pages", HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        pages=PAGES, families=FAMILIES, tones=TONES, lines=LINES, types=NOTE_TYPES, reader=READER,
        version=__version__, model=model_version(), json=_compact,
    )  # fmt: skip
    there = {address for address, _ in PAGES}
    environment.globals.update(
        measured=read_accuracy(), share=share, told=told, between=between, few=FEW,
        oldest=oldest_browsers(),
        doors=[door for door in DOORS if door[0] in there], answer=_within_single_quotes,
    )  # fmt: skip

    def page(template: str, address: str, **facts: object) -> tuple[str, str]:
        root = "../" * address.count("/")
        html = environment.get_template(template).render(here=address, root=root, **facts)
        return address, html

    texts = {slug: read_specimen(slug) for slug in specimens()}
    yield page("index.html", "index.html", specimen=texts["marrin-dam"])
    yield from specimen_pages(page, texts)
    yield page(
        "accuracy.html",
        "accuracy.html",
        named_source=TYPES["named-source"].title,
        weak=WEAK,
    )
    yield page(
        "privacy.html", "privacy.html", minutes=round(Settings(site=HERE).cache_seconds / 60)
    )
    yield page("types.html", "types/index.html")
    for before, note_type, after in _neighbours(NOTE_TYPES):
        yield page(
            "type.html",
            f"types/{note_type.id}.html",
            type=note_type,
            before=before,
            after=after,
            examples=[
                example(note_type, *marked.read(one), speaks=True) for one in note_type.examples
            ],
            near_misses=[
                example(note_type, one, (), speaks=False) for one in note_type.near_misses
            ],
        )
    yield page(
        "mark-it-yourself.html",
        "mark-it-yourself.html",
        marking=yourself.SCRIPTS,
        exercises=[to_mark(slug, texts[slug]) for slug in yourself.TEXTS],
    )
    yield page("install.html", "install.html", permissions=read_permissions())
    yield page(
        "api.html",
        "api.html",
        examples=read_examples(),
        routes=read_routes(),
        problems=read_problems(),
        settings=read_settings(),
    )
    yield page("about.html", "about.html")
    versions = beside.versions(texts, letters(read_lessons()))
    besides = beside.pairs(versions)
    yield page(
        "compare.html",
        "compare.html",
        besides=besides,
        pair=besides[0],
        versions=versions,
        strokes=STROKES,
    )
    yield from ((each.address, each.script()) for each in besides)
    yield from classroom(page, environment, texts, drawn)


def specimens() -> list[str]:
    """Names of the specimens in ``site/specimens``."""
    return sorted(path.stem for path in (HERE / "specimens").glob("*.toml"))


def read_specimen(slug: str) -> Text:
    """A specimen of ``site/specimens`` with all its notes."""
    data = tomllib.loads((HERE / "specimens" / f"{slug}.toml").read_text("utf-8"))
    blocks = [(role, data[role]) for role in ("standfirst", "byline") if role in data]
    blocks = [("headline", data["title"]), *blocks]
    for paragraph in data["paragraphs"]:
        heading = paragraph.removeprefix("## ")
        blocks.append(("paragraph" if heading == paragraph else "heading", heading))
    words, segments = "", []
    for role, block in blocks:
        start = len(words) + 2 if words else 0
        words = f"{words}\n\n{block}" if words else block
        segments.append(Segment(start, len(words), role))
    analysis = analyse(words, segments)
    return annotated(analysis, analysis.notes)


def to_mark(slug: str, text: Text) -> yourself.Exercise:
    """A specimen to be marked by hand, with the notes that its key asks for as teacher's key."""
    key = read_key(slug, text.analysis.text)
    return yourself.exercise(slug, text, key.asked if key else ())


def example(note_type: NoteType, words: str, marks: tuple[Mark, ...], *, speaks: bool) -> Example:
    """What is found of one type in one of its own sentences."""
    page = Page(links=0) if note_type.needs_page and speaks else None
    analysis = analyse(words, types=[note_type.id], page=page)
    return Example(annotated(analysis, analysis.notes), marks, speaks)


def drawn(words: str, types: Iterable[str]) -> Text:
    """A sentence with its notes of these types."""
    analysis = analyse(words, types=list(types))
    return annotated(analysis, analysis.notes)


def annotated(analysis: Analysis, notes: Iterable[Note]) -> Text:
    """A text cut into blocks and pieces, each note's number where its first mark ends."""
    kept = tuple(notes)
    entries = tuple(Entry(i, note, TYPES[note.type]) for i, note in enumerate(kept, start=1))
    ids = {note.id for note in kept}
    answer = to_json(analysis, offsets="utf-16", include=("segments",))
    answer["notes"] = [note for note in answer["notes"] if note["id"] in ids]
    blocks = tuple(
        Block(segment.role, tuple(_cut(analysis.text, segment, entries)))
        for segment in analysis.segments
    )
    return Text(blocks, entries, answer, analysis)


def _cut(text: str, segment: Segment, entries: Iterable[Entry]) -> Iterator[Piece]:
    ending = [e for e in entries if e.note.end and segment.start < e.note.end <= segment.end]
    at = segment.start
    for entry in sorted(ending, key=lambda e: (e.note.end or 0, e.number)):
        end = entry.note.end or at
        if at < end:
            yield Piece(words=text[at:end])
        yield Piece(note=entry.note, number=entry.number, title=entry.type.title)
        at = end
    if at < segment.end:
        yield Piece(words=text[at : segment.end])


def read_permissions() -> list[tuple[str, str]]:
    """What the extension's manifest asks for, each with its reason; KeyError for one without."""
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    reasons = tomllib.loads((HERE / "pages" / "permissions.toml").read_text("utf-8"))
    return [
        (asked, reasons[kind][asked])
        for kind in ("permissions", "host_permissions", "optional_host_permissions")
        for asked in manifest.get(kind, [])
    ]


def oldest_browsers() -> dict[str, str]:
    """The first version of each browser that takes the extension."""
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    firefox = manifest["browser_specific_settings"]["gecko"]["strict_min_version"]
    return {"chrome": manifest["minimum_chrome_version"], "firefox": firefox.removesuffix(".0")}


def _neighbours(
    types: Iterable[NoteType],
) -> Iterator[tuple[NoteType | None, NoteType, NoteType | None]]:
    row = [None, *types, None]
    for (before, one), (_, after) in pairwise(pairwise(row)):
        if one is not None:
            yield before, one, after


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _within_single_quotes(value: object) -> Markup:
    """JSON for an attribute in single quotes, where double ones, its commonest sign, can stay."""
    found = _compact(value)
    for sign, written in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;")):
        found = found.replace(sign, written)
    return Markup(found)


def main() -> int:
    """Build the site and say where it is and how long it took."""
    parser = argparse.ArgumentParser(description="Build Sayso's static site.")
    parser.add_argument("--out", type=Path, default=HERE / "dist", help="folder to write")
    out = parser.parse_args().out.resolve()
    began = time.perf_counter()
    build(out)
    print(f"Built the site in {time.perf_counter() - began:.1f} s: {out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
