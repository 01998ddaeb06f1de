"""What was looked at and not noted: the candidates that a guard or a rule rejected, and which one.

A candidate is what a note type finds when one guard is lifted and does not find otherwise; what two
guards keep out is not among them. So note types stay as they are: they find, and this module
compares. It costs readings of the same text, and is only done when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from sayso import pipeline
from sayso.annotate.lifted import GUARDS, lifting
from sayso.note import Mark, Note, NoteType
from sayso.settle import winner_over
from sayso.text import PROSE, Article, Segment, read

_OUTSIDE = "The words stand in a byline, a caption or another part that is no text of the article."
_CAPITALS = "With the headline's capitals taken for those of a sentence this is none."


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate for a note: its words (code points), why it is none, and by which guard.

    ``guard`` is a guard (G1 … G8) or rule (R1 …) of the note types; None where the condition is
    the type's own.
    """

    type: str
    mark: Mark
    reason: str
    guard: str | None


def find_considered(
    doc: Doc,
    notes: Iterable[Note],
    types: Iterable[NoteType],
    *,
    pulse: Callable[[], None] = lambda: None,
) -> Iterator[Rejected]:
    """What the guards and the rules between types rejected in ``doc``.

    ``notes`` are all that the types found. The annotations of ``doc`` are made anew for each
    guard: whoever still needs them must read them before. ``pulse`` is called between readings.
    """
    found = tuple(notes)
    wanted = tuple(each for each in types if each.family != "article")
    yield from _settled(found)
    for guard, reason in GUARDS.items():
        with lifting(doc, guard):
            again = pipeline.load().annotations(doc)
            for each in wanted:
                fresh = (note for note in each.detect(again) if not _among(note, found))
                yield from _each(fresh, reason, guard if guard[1:].isdigit() else None)
        pulse()
    pipeline.load().annotations(doc)


def find_unread(
    article: Article,
    types: Iterable[NoteType],
    notes: Iterable[Note],
    *,
    pulse: Callable[[], None] = lambda: None,
) -> Iterator[Rejected]:
    """What lies outside the article's sentences (G3), and in the headline as it is printed (G4).

    Reads these parts again as if they were paragraphs. ``pulse`` is called between batches.
    """
    odd = [each for each in article.segments if each.role not in PROSE or each.role == "headline"]
    if not odd:
        return
    plain = read(article.text, [Segment(each.start, each.end) for each in odd])
    heads = [(each.start, each.end) for each in odd if each.role == "headline"]
    found = tuple(notes)
    with pipeline.parsed(plain, pulse=pulse) as doc:
        for each in types:
            if each.family == "article":
                continue
            for note in each.detect(doc):
                if note.start is None or _among(note, found):
                    continue
                head = any(start <= note.start < end for start, end in heads)
                yield from _each([note], _CAPITALS if head else _OUTSIDE, "G4" if head else "G3")


def in_order(rejected: Iterable[Rejected]) -> tuple[Rejected, ...]:
    """In the order of the text; of several for the same words and type, the first."""
    places: dict[tuple[int, int, str], Rejected] = {}
    for each in rejected:
        places.setdefault((each.mark.start, -each.mark.end, each.type), each)
    return tuple(places[key] for key in sorted(places))


def _settled(found: tuple[Note, ...]) -> Iterator[Rejected]:
    for note in found:
        winner = winner_over(note, found)
        if winner is not None:
            yield from _each([note], f"The same words are noted as {winner.type}.", "G2")


def _each(notes: Iterable[Note], reason: str, guard: str | None) -> Iterator[Rejected]:
    for note in notes:
        if note.marks:
            yield Rejected(note.type, note.marks[0], reason, guard)


def _among(note: Note, found: tuple[Note, ...]) -> bool:
    """Whether a note of the same type lies on some of the same words."""
    if note.start is None or note.end is None:
        return True
    return any(
        other.type == note.type
        and other.start is not None
        and other.end is not None
        and other.start < note.end
        and note.start < other.end
        for other in found
    )
