"""Notes and note types: what Sayso says about a span of text, and the one place that says it.

A note type is one decorated function in ``notes/``. The function finds; the decorator holds
everything that a person, the API, the extension, the site and the tests need to know about it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Span

from sayso.annotate.segments import words_of

Family = Literal["sourcing", "hedging", "article"]
Tone = Literal["credit", "observation", "question"]
Line = Literal["solid", "dashed", "double", "wavy", "dotted"]

ROLES = frozenset(
    {
        "source", "cue", "content", "quotation", "figure", "headline", "body",
        "reason", "statement", "document",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the article that a note is about. Offsets are code points, half-open."""

    role: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One reading of the text for a person.

    ``marks[0]`` is the primary mark, where the eye should land; a note about the whole article
    has no marks. ``rank`` 1 is what a reader should see first; 0 means not ranked yet.
    """

    type: str
    family: Family
    tone: Tone
    message: str
    marks: tuple[Mark, ...] = ()
    rank: int = 0

    @property
    def start(self) -> int | None:
        """First code point of the primary mark; None for a note about the whole article."""
        return self.marks[0].start if self.marks else None

    @property
    def end(self) -> int | None:
        """One past the last code point of the primary mark."""
        return self.marks[0].end if self.marks else None

    @property
    def text(self) -> str | None:
        """The words of the primary mark."""
        return self.marks[0].text if self.marks else None

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits from type, places and words: the same text gives the same."""
        key = "\x1f".join(
            [
                self.type,
                *(f"{mark.role}:{mark.start}:{mark.end}:{mark.text}" for mark in self.marks),
            ]
        )
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detecting function yields: labelled spans, primary first, and a sentence."""

    marks: tuple[tuple[str, Span], ...]
    message: str


Detector = Callable[[Doc], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class NoteType:
    """All there is to know about one note type."""

    id: str
    family: Family
    tone: Tone
    title: str
    definition: str
    question: str
    often_fine: str
    basis: str
    line: Line
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
    default: bool
    needs_page: bool
    find: Detector = field(repr=False, compare=False)

    def detect(self, doc: Doc) -> Iterator[Note]:
        """Yield this type's notes in ``doc`` as numbers and strings, so that they outlive it."""
        for finding in self.find(doc):
            marks = tuple(_mark(role, span) for role, span in finding.marks)
            yield Note(self.id, self.family, self.tone, finding.message, marks)


def note_type(
    *,
    family: Family,
    tone: Tone,
    line: Line,
    title: str,
    question: str,
    often_fine: str,
    basis: str,
    examples: Sequence[str],
    near_misses: Sequence[str],
    default: bool = True,
    needs_page: bool = False,
) -> Callable[[Detector], NoteType]:
    """Make a detecting function into a note type: its name is the id, its docstring the definition.

    ``examples`` are sentences with ``{role:marked words}``; exactly these marks must be found.
    An example with a headline separates it from the body by a blank line.
    ``default`` False keeps a type quiet unless it is asked for by name. ``needs_page`` says that
    the type reads what the page says about itself; its examples come with an empty ``Page``.
    """

    def decorate(find: Detector) -> NoteType:
        return NoteType(
            id=find.__name__.replace("_", "-"),
            family=family,
            tone=tone,
            title=title,
            definition=re.sub(r"\s+", " ", find.__doc__ or "").strip(),
            question=question,
            often_fine=often_fine,
            basis=basis,
            line=line,
            examples=tuple(examples),
            near_misses=tuple(near_misses),
            default=default,
            needs_page=needs_page,
            find=find,
        )

    return decorate


def _mark(role: str, span: Span) -> Mark:
    return Mark(role, span.start_char, span.end_char, words_of(span))
