"""What of one article can be laid beside another's, as plain values: two are never read at once.

Its figures, its quotations, and the telling words of each sentence and of each clause.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from sayso.annotate.alignment import NUMBER_WEIGHT, terms
from sayso.annotate.amounts import amount_of, measured_in
from sayso.annotate.figures import Figure, figures_in
from sayso.annotate.held_open import Clause, find_clauses
from sayso.annotate.segments import sentences, words_of
from sayso.note import Mark

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


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
class QuotationRecord:
    """Words in quotation marks, the marks among them; ``words`` are in small letters."""

    mark: Mark
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseRecord:
    """A clause that states something (see annotate/held_open.py).

    ``at`` is the place of its verb, ``counts`` are the larger figures in it: how many, of what.
    ``open`` are the words that hold it open, ``said`` those that give it to a source, such as
    *said*; None where nothing does.
    """

    mark: Mark
    at: int
    verbs: frozenset[str]
    terms: Mapping[str, float]
    counts: frozenset[tuple[float, str]]
    denied: bool
    open: tuple[Mark, ...]
    said: Mark | None


@dataclass(frozen=True, slots=True)
class Comparable:
    """Figures, quotations and clauses in reading order; for each sentence its telling words with
    their weights.
    """

    figures: tuple[FigureRecord, ...]
    quotations: tuple[QuotationRecord, ...]
    terms: tuple[Mapping[str, float], ...]
    clauses: tuple[ClauseRecord, ...]


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
    found = [terms(sent) for sent in listed]
    clauses = list(find_clauses(doc))
    of_clauses = [dict(each.terms) for each in clauses]
    counts: list[set[tuple[float, str]]] = [set() for _ in clauses]
    starts = [each.span.start_char for each in clauses]
    for record in figures:
        # *Forty-one* is the same word as *41*.
        if record.amount is not None and record.amount >= 13:
            number = {f"#{record.amount:.15g}": NUMBER_WEIGHT}
            found[record.sentence].update(number)
            within = _innermost(record, clauses, starts)
            if within is not None:
                of_clauses[within].update(number)
                if record.measured:
                    counts[within].add((record.amount, record.measured))
    return Comparable(
        figures=tuple(figures),
        quotations=tuple(
            QuotationRecord(_mark("quotation", span), _small(span))
            for span in doc.spans["quotations"]
        ),
        terms=tuple(found),
        clauses=tuple(
            ClauseRecord(
                mark=_mark("statement", each.span),
                at=each.head.idx,
                verbs=each.verbs,
                terms=words,
                counts=frozenset(counted),
                denied=each.denied,
                open=tuple(_mark("cue", cue) for cue in each.open),
                said=None if each.link is None else _mark("cue", each.link.cue[0]),
            )
            for each, words, counted in zip(clauses, of_clauses, counts, strict=True)
        ),
    )


def _innermost(figure: FigureRecord, clauses: list[Clause], starts: list[int]) -> int | None:
    """The number of the shortest clause that a figure stands in."""
    at = bisect_right(starts, figure.mark.start)
    around = (
        number
        for number in range(max(0, at - 6), min(len(clauses), at + 1))
        if clauses[number].span.start_char <= figure.mark.start
        and figure.mark.end <= clauses[number].span.end_char
    )
    return min(around, key=lambda number: len(clauses[number].span), default=None)


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


def _small(span: Span) -> tuple[str, ...]:
    return tuple(word.replace("’", "'").lower() for word in _WORD.findall(words_of(span)))


def _mark(role: str, span: Span) -> Mark:
    return Mark(role, span.start_char, span.end_char, words_of(span))
