"""What of one article can be laid beside another's: its figures, and each sentence's telling words.

As plain values, since two articles are never read at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from sayso.annotate.alignment import terms
from sayso.annotate.amounts import amount_of, measured_in
from sayso.annotate.figures import Figure, figures_in
from sayso.annotate.segments import sentences, words_of
from sayso.note import Mark


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A figure in plain values.

    ``mark`` is the number with its noun, ``open`` the words that leave it open (*at least*).
    ``amount`` is None where no single number can be read. ``measured`` is what is counted: a lemma
    or a currency. ``sentence`` is the number of the sentence that it stands in.
    """

    mark: Mark
    number: str
    unit: str
    amount: float | None
    measured: str
    open: Mark | None
    sentence: int


@dataclass(frozen=True, slots=True)
class Comparable:
    """Figures in reading order, and for each sentence its telling words with their weights."""

    figures: tuple[FigureRecord, ...]
    terms: tuple[Mapping[str, float], ...]


def comparable(doc: Doc) -> Comparable:
    """Copy out of a Doc what a comparison needs."""
    listed = list(sentences(doc))
    ends = [sent.end for sent in listed]
    figures: list[FigureRecord] = []
    at = 0
    for figure in figures_in(doc):
        while at < len(ends) and ends[at] <= figure.number.start:
            at += 1
        if at < len(ends):
            figures.append(_record(figure, at))
    return Comparable(tuple(figures), tuple(terms(sent) for sent in listed))


def _record(figure: Figure, sentence: int) -> FigureRecord:
    return FigureRecord(
        mark=_mark("figure", figure.phrase),
        number=" ".join(figure.number.text.lower().split()),
        unit=figure.unit,
        amount=amount_of(figure),
        measured=measured_in(figure),
        open=None if figure.cue is None else _mark("cue", figure.cue),
        sentence=sentence,
    )


def _mark(role: str, span: Span) -> Mark:
    return Mark(role, span.start_char, span.end_char, words_of(span))
