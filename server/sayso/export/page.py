"""An article and its notes as one web page that needs nothing else: no script, no other file."""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
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
    headline = next((s for s in analysis.segments if s.role == "headline"), None)
    title = analysis.text[headline.start : headline.end] if headline else "An article"
    return _template().render(
        title=" ".join(encodable(title).split()),
        blocks=tuple(_blocks(analysis, entries)),
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


def _blocks(analysis: Analysis, entries: tuple[Entry, ...]) -> Iterator[Block]:
    segments = analysis.segments
    starts = [segment.start for segment in segments]
    beside: dict[int, list[Entry]] = {}
    under: dict[int, list[tuple[int, int, Entry]]] = {}
    for entry in entries:
        start, end = entry.note.start, entry.note.end
        if start is None or end is None:
            continue
        first = max(0, bisect_right(starts, start) - 1)
        last = bisect_right(starts, end - 1) - 1
        beside.setdefault(last, []).append(entry)
        for at in range(first, last + 1):
            under.setdefault(at, []).append(
                (max(start, segments[at].start), min(end, segments[at].end), entry)
            )
    for number, segment in enumerate(segments):
        runs = tuple(_runs(analysis.text, segment, under.get(number, ())))
        yield Block(segment.role, runs, tuple(beside.get(number, ())))


def _runs(text: str, segment: Segment, under: Iterable[tuple[int, int, Entry]]) -> Iterator[Run]:
    """The words of a block, cut wherever a first mark begins or ends."""
    opening: dict[int, list[Entry]] = {}
    closing: dict[int, list[Entry]] = {}
    for start, end, entry in under:
        opening.setdefault(start, []).append(entry)
        closing.setdefault(end, []).append(entry)
    open_now: list[Entry] = []
    for start, end in pairwise(sorted({segment.start, segment.end, *opening, *closing})):
        open_now = [e for e in open_now if e not in closing.get(start, ())]
        open_now += opening.get(start, ())
        ending = tuple(e for e in closing.get(end, ()) if e.note.end == end)
        yield Run(encodable(text[start:end]), tuple(open_now), ending)


def _link(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""
