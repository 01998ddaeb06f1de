"""An article and its notes as one web page that needs nothing else: no script, no other file."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from sayso.analyse import Analysis
from sayso.export import encodable
from sayso.note import Note, NoteType
from sayso.notes import NOTE_TYPES
from sayso.rank import shown_at_first
from sayso.text import Segment

MEDIA_TYPE = "text/html"

_HERE = Path(__file__).parent
_FAMILIES = {
    "sourcing": "Who says so",
    "hedging": "How sure",
    "article": "The whole article",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A note as the page shows it. ``later`` ones are shown when all are asked for."""

    number: int
    note: Note
    type: NoteType
    later: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Words that the same notes cover, and the notes whose first mark ends behind them."""

    words: str
    under: tuple[Entry, ...]
    ending: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A segment of the article with the notes that stand beside it."""

    role: str
    runs: tuple[Run, ...]
    entries: tuple[Entry, ...]


def to_html(analysis: Analysis, *, address: str = "", everything: bool = False) -> str:
    """The page. Notes that come first are shown, the others too when ``everything`` is wanted.

    A switch on the page shows or hides them without any script. ``address`` is where the article
    was read; it becomes a link if it begins with http.
    """
    entries = _entries(analysis)
    blocks = tuple(_block(analysis.text, segment, entries) for segment in analysis.segments)
    headline = next((s for s in analysis.segments if s.role == "headline"), None)
    title = analysis.text[headline.start : headline.end] if headline else "An article"
    return _template().render(
        title=" ".join(encodable(title).split()),
        blocks=blocks,
        whole=[entry for entry in entries if entry.note.start is None],
        hidden=sum(entry.later for entry in entries),
        count=len(entries),
        families=_FAMILIES,
        counts=Counter(entry.note.family for entry in entries),
        words=analysis.words,
        warnings=analysis.warnings,
        address=_link(address),
        everything=everything,
        style=style(),
        policy=content_security_policy(),
    )


def style() -> str:
    """The stylesheet of the page."""
    return _HERE.joinpath("page.css").read_text("utf-8")


@cache
def content_security_policy() -> str:
    """A policy under which the page can do nothing but look as it should."""
    digest = b64encode(sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _entries(analysis: Analysis) -> tuple[Entry, ...]:
    """All notes, numbered in the order in which their numbers stand in the text."""
    limit = shown_at_first(analysis.words)
    types = {note_type.id: note_type for note_type in NOTE_TYPES}
    ordered = sorted(analysis.notes, key=lambda n: (n.end is None, n.end or 0, n.rank))
    return tuple(
        Entry(number, note, types[note.type], later=note.rank > limit)
        for number, note in enumerate(ordered, start=1)
    )


def _block(text: str, segment: Segment, entries: tuple[Entry, ...]) -> Block:
    inside = tuple(e for e in entries if e.note.end and segment.start < e.note.end <= segment.end)
    return Block(segment.role, tuple(_runs(text, segment, entries)), inside)


def _runs(text: str, segment: Segment, entries: tuple[Entry, ...]) -> Iterator[Run]:
    """The words of a block, cut wherever a first mark begins or ends."""
    placed = [(e.note.start, e.note.end, e) for e in entries if e.note.start is not None]
    here = [(s, e, entry) for s, e, entry in placed if e and s < segment.end and segment.start < e]
    cuts = {segment.start, segment.end}
    for start, end, _ in here:
        cuts |= {max(start, segment.start), min(end, segment.end)}
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        yield Run(
            encodable(text[start:end]),
            tuple(entry for s, e, entry in here if s <= start and end <= e),
            tuple(entry for _, e, entry in here if e == end),
        )


def _link(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""
