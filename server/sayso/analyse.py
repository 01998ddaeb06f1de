"""The server's half of Sayso on one screen: text → Doc → annotations → notes → ranking.

``analyse`` is the door for the server, the command line and corpora; ``wire`` turns its answer
into JSON. Nothing that spaCy owns leaves this module: an ``Analysis`` is numbers and strings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sayso import pipeline
from sayso.annotate.segments import sentences as sentences_of
from sayso.annotate.segments import word_count, words_of
from sayso.comparable import Comparable, comparable
from sayso.considered import Rejected, find_considered, find_unread, in_order
from sayso.ledger import LinkRecord, SourceRecord, ledger
from sayso.note import Mark, Note, NoteType
from sayso.notes import NOTE_TYPES
from sayso.rank import rank
from sayso.settle import at_rest, settle
from sayso.text import Page, Segment, read
from sayso.undone import Undone


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in one text. Offsets are code points of ``text``, half-open.

    ``incomplete`` says that the time was up before all was done; a warning says what was not.
    ``read_to`` is where reading ended; None stands for the end of the text.
    """

    text: str
    words: int
    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]
    attributions: tuple[LinkRecord, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    sentences: tuple[Mark, ...] = ()
    considered: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
    incomplete: bool = False
    read_to: int | None = None
    comparable: Comparable | None = None
    elapsed_ms: int = field(default=0, compare=False)


def analyse(
    text: str,
    segments: Iterable[Segment] | None = None,
    *,
    page: Page | None = None,
    types: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
    considered: bool = False,
    beside: bool = False,
    pulse: Callable[[], None] = lambda: None,
    spent: Callable[[], float] = lambda: 0.0,
) -> Analysis:
    """Find the notes in one text.

    ``types`` names the note types to look for (default: all that are on by default); ``exclude``
    takes some away. ``considered`` asks for the candidates that were rejected as well; the text is
    then read several times. ``beside`` keeps what ``compare`` needs. ``pulse`` is called now and
    then, and may raise to end the work. ``spent`` tells which share of its time the work has used:
    when little is left, the answer is what there is, without notes on the whole article. Raises
    TextError for a text or segments that cannot be read, and KeyError for an unknown type.
    """
    began = time.perf_counter()
    wanted = select(types, exclude)
    article = read(text, segments, page=page)
    undone = Undone(pulse, spent)
    with pipeline.parsed(article, pulse=pulse, spent=spent) as doc:
        read_to: int = doc.user_data["read_to"]
        if read_to < len(text):
            undone.reading(article, read_to)
            wanted = tuple(each for each in wanted if each.family != "article")
        notes: list[Note] = []
        for number, note_type in enumerate(wanted):
            if number and undone.little_left():
                undone.types(wanted[number:])
                notes = at_rest(notes, missing=[each.id for each in wanted[number:]])
                break
            pulse()
            notes += note_type.detect(doc)
        found = settle(notes)
        links, sources = ledger(doc)
        sentences = tuple(
            Mark("sentence", sent.start_char, sent.end_char, words_of(sent))
            for sent in sentences_of(doc)
        )
        words = word_count(doc)
        kept = comparable(doc) if beside else None
        rejected: list[Rejected] = []
        if considered:
            # Last, because the annotations are made anew.
            more = find_considered(doc, notes, wanted, pulse=undone.pulse)
            rejected += undone.as_far_as_it_goes(more)
    if considered:
        more = find_unread(article, wanted, found, pulse=undone.pulse)
        rejected += undone.as_far_as_it_goes(more)
    return Analysis(
        text=text,
        words=words,
        segments=article.segments,
        notes=rank(found, words=words),
        attributions=links,
        sources=sources,
        sentences=sentences,
        considered=in_order(rejected),
        warnings=(*article.warnings, *undone.warnings),
        incomplete=bool(undone.warnings),
        read_to=read_to,
        comparable=kept,
        elapsed_ms=round((time.perf_counter() - began) * 1000),
    )


def select(types: Iterable[str] | None, exclude: Iterable[str] = ()) -> tuple[NoteType, ...]:
    """The note types to run, in the order of NOTE_TYPES. Raises KeyError for an unknown id."""
    by_id = {note_type.id: note_type for note_type in NOTE_TYPES}
    named = None if types is None else set(types)
    away = set(exclude)
    for unknown in sorted(((named or set()) | away) - by_id.keys()):
        raise KeyError(unknown)
    return tuple(
        note_type
        for note_type in NOTE_TYPES
        if note_type.id not in away
        and (note_type.default if named is None else note_type.id in named)
    )
