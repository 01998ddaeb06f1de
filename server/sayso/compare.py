"""Two articles side by side: who is cited, which figures are given, how surely a thing is said.

It lays beside each other what the wording has in common. Which of the two is right it cannot say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Generic, Literal, TypeVar

from sayso.analyse import Analysis
from sayso.annotate.alignment import NAME_WEIGHT
from sayso.comparable import ClauseRecord, Comparable, FigureRecord, QuotationRecord
from sayso.ledger import SourceRecord
from sayso.namesakes import Names, cited
from sayso.note import Mark, Note

# Weights of shared words (see annotate/alignment.py), each less the more sentences have it: so much
# in all, and so much of the shorter sentence.
_SHARED = 2.0
_SHARE = 0.25
# The same of two clauses that have a verb or a figure in common.
_CLAUSES_SHARED = 1.5
_CLAUSES_SHARE = 0.25
# A word that so many sentences of an article have tells none of them apart.
_COMMON = 40
# Words in a row by which one quotation is found in another, and the share of them that must be.
_RUN = 3
_RUNS_SHARED = 0.6
# Where a full quotation and one of its words meet, the shorter has at least so many.
_WORTH_FINDING = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A thing of the first article beside one of the second; None where the other has none."""

    first: T | None
    second: T | None


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure, the source that its sentence gives for it, and every place where it stands."""

    figure: FigureRecord
    source_id: str | None
    mentions: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class QuotationShown:
    """Words in quotation marks, and the source that they are given to."""

    quotation: QuotationRecord
    source_id: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with the notes on its words, and the sources that it gives."""

    mark: Mark
    notes: tuple[Note, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Figures that are the same in amount (``same``) or of the same thing and different in amount.

    ``same_thing`` is False where the same number counts something else. Both are None where only
    one of the articles has the figure.
    """

    pair: Pair[FigureShown]
    same: bool | None
    same_thing: bool | None


@dataclass(frozen=True, slots=True)
class QuotationPair:
    """Quotations that are the same word for word (``same``) or share a part; None where only one
    of the articles has the quotation.
    """

    pair: Pair[QuotationShown]
    same: bool | None


@dataclass(frozen=True, slots=True)
class StatementPair:
    """Two sentences on the same matter, with the words that show it, the most telling first."""

    first: Statement
    second: Statement
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A clause, the words that hold it open, and those that give it to a source, with its id."""

    mark: Mark
    open: tuple[Mark, ...]
    said: Mark | None
    source_id: str | None


@dataclass(frozen=True, slots=True)
class Shift:
    """The same thing said in two ways.

    ``kind`` is *hedge* where one article holds it open and the other does not, and *source* where
    one gives it to somebody and the other to nobody, with nothing held open.
    """

    kind: Literal["hedge", "source"]
    first: Said
    second: Said
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two articles have in common and what only one of them has."""

    first: Analysis
    second: Analysis
    sources: tuple[Pair[SourceRecord], ...]
    figures: tuple[FigurePair, ...]
    quotations: tuple[QuotationPair, ...]
    statements: tuple[StatementPair, ...]
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class _Article:
    """One of the two, with its sources by name and a way from places to them."""

    analysis: Analysis
    comparable: Comparable
    sources: Sequence[SourceRecord]
    listed: Mapping[str, str]
    contents: Sequence[tuple[int, int, str]]

    def source_of(self, start: int, end: int) -> str | None:
        """The source of the innermost statement that these words stand in."""
        at = bisect_right(self.contents, (start, float("inf"), "")) - 1
        # Contents may lie inside each other: a few before the place are looked through.
        for begins, ends, source in reversed(self.contents[max(0, at - 4) : at + 1]):
            if begins <= start and end <= ends:
                return source
        return None


def compare(first: Analysis, second: Analysis) -> Comparison:
    """Lay two analyses beside each other. Raises ValueError for one made without ``beside``."""
    left, right = _article(first), _article(second)
    near = _near_sentences(left.comparable.terms, right.comparable.terms)
    return Comparison(
        first=first,
        second=second,
        sources=tuple(_sources(left.sources, right.sources)),
        figures=tuple(_figures(left, right, {(i, j) for _, i, j in near})),
        quotations=tuple(_quotations(left, right)),
        statements=tuple(
            StatementPair(
                _statement(left, i),
                _statement(right, j),
                _shared(left.comparable.terms[i], right.comparable.terms[j]),
            )
            for i, j in _each_once(near)
        ),
        shifts=tuple(_shifts(left, right)),
    )


def _article(analysis: Analysis) -> _Article:
    if analysis.comparable is None:
        raise ValueError("To compare analyses, make them with analyse(…, beside=True).")
    sources, listed = cited(analysis.sources)
    contents = sorted(
        (mark.start, mark.end, listed[link.source_id])
        for link in analysis.attributions
        if link.source_id in listed
        for mark in link.content
    )
    return _Article(analysis, analysis.comparable, sources, listed, contents)


# ---------------------------------------------------------------------------------------- sources


def _sources(
    left: Sequence[SourceRecord], right: Sequence[SourceRecord]
) -> Iterator[Pair[SourceRecord]]:
    """Sources of both articles, then of the first alone, then of the second alone."""
    names = Names()
    for number, source in enumerate(right):
        names.add(number, source.name)
    rest: list[SourceRecord | None] = list(right)
    alone: list[SourceRecord] = []
    for source in left:
        found = names.like(source, rest)
        if found is None:
            alone.append(source)
            continue
        yield Pair(source, right[found])
        rest[found] = None
    yield from (Pair(source, None) for source in alone)
    yield from (Pair(None, source) for source in rest if source is not None)


# ---------------------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class _Group:
    """One figure of an article with all its places; the first that has a source stands for it."""

    shown: FigureShown
    sentences: tuple[int, ...]

    def near(self, other: _Group, pairs: set[tuple[int, int]]) -> bool:
        """Whether a sentence of it is about the same matter as one of the other's."""
        ours, theirs = self.sentences[:_COMMON], other.sentences[:_COMMON]
        return any((i, j) in pairs for i in ours for j in theirs)


def _by_amount(figure: FigureRecord) -> object:
    amount = figure.number if figure.amount is None else f"{figure.amount:.6g}"
    return figure.unit, amount


def _by_thing(figure: FigureRecord) -> object:
    return figure.unit, figure.measured


def _figures(left: _Article, right: _Article, near: set[tuple[int, int]]) -> Iterator[FigurePair]:
    """In the order of the first article, then what only the second has."""
    ours, theirs = _grouped(left), _grouped(right)
    found: dict[int, tuple[int, bool, bool]] = {}
    taken: set[int] = set()
    for keyed, go_together, same, same_thing in (
        (_by_amount, _equal_and_alike, True, True),
        (_by_thing, _alike, False, True),
        (_by_amount, _equal, True, False),
    ):
        places: dict[object, list[int]] = {}
        for other, group in enumerate(theirs):
            if other not in taken:
                places.setdefault(keyed(group.shown.figure), []).append(other)
        for number, group in enumerate(ours):
            if number in found:
                continue
            figure = group.shown.figure
            for other in places.get(keyed(figure), ())[:_COMMON]:
                beside = group.near(theirs[other], near)
                if other not in taken and go_together(figure, theirs[other].shown.figure, beside):
                    found[number] = (other, same, same_thing)
                    taken.add(other)
                    break
    for number, group in enumerate(ours):
        if number in found:
            other, same, same_thing = found[number]
            yield FigurePair(Pair(group.shown, theirs[other].shown), same, same_thing)
        else:
            yield FigurePair(Pair(group.shown, None), None, None)
    for number, group in enumerate(theirs):
        if number not in taken:
            yield FigurePair(Pair(None, group.shown), None, None)


def _grouped(article: _Article) -> list[_Group]:
    """The figures of an article, the same amount of the same thing once."""
    groups: dict[object, list[FigureRecord]] = {}
    for number, figure in enumerate(article.comparable.figures):
        whole = figure.amount is not None and figure.measured
        key = (figure.unit, figure.measured, figure.amount) if whole else number
        groups.setdefault(key, []).append(figure)
    made = []
    for figures in groups.values():
        sources = [article.source_of(each.mark.start, each.mark.end) for each in figures]
        best = next((n for n, source in enumerate(sources) if source is not None), 0)
        marks = tuple(each.mark for each in figures)
        shown = FigureShown(figures[best], sources[best], marks)
        made.append(_Group(shown, tuple(each.sentence for each in figures)))
    return made


def _equal_and_alike(one: FigureRecord, other: FigureRecord, beside: bool) -> bool:
    if not _same_amount(one, other):
        return False
    if one.measured == other.measured:
        # *Two years* of this and of that are not the same; *$3.5 million* is telling.
        return beside or (one.unit in ("money", "share", "count") and bool(one.measured))
    # *41 of them*, where the other article says of what.
    return beside and not (one.measured and other.measured)


def _alike(one: FigureRecord, other: FigureRecord, beside: bool) -> bool:
    thing = bool(one.measured) and one.measured == other.measured
    return thing and beside and not _same_amount(one, other)


def _equal(one: FigureRecord, other: FigureRecord, beside: bool) -> bool:
    """*41 calls* and *41 people*: a number that is seldom the same by chance, of another thing."""
    if one.unit != "count" or not one.measured or not other.measured or one.amount is None:
        return False
    return _same_amount(one, other) and (beside or _seldom(one.amount))


def _seldom(amount: float) -> bool:
    """Whether a number is above twenty and not round: 41 and 2,300, but not 300."""
    digits = f"{amount:.15g}".replace(".", "").rstrip("0")
    return amount > 20 and len(digits) > 1


def _same_amount(one: FigureRecord, other: FigureRecord) -> bool:
    if one.amount is None or other.amount is None:
        return one.number == other.number
    return abs(one.amount - other.amount) <= 1e-6 * max(abs(one.amount), abs(other.amount))


# -------------------------------------------------------------------------------------- quotations


def _quotations(left: _Article, right: _Article) -> Iterator[QuotationPair]:
    """Quotations of both articles, then of the first alone, then of the second alone."""
    ours, theirs = left.comparable.quotations, right.comparable.quotations
    by_run: dict[tuple[str, ...], list[int]] = {}
    for number, quotation in enumerate(theirs):
        for run in _runs(quotation.words):
            by_run.setdefault(run, []).append(number)
    scored: list[tuple[float, int, int]] = []
    for number, quotation in enumerate(ours):
        runs = _runs(quotation.words)
        shared = Counter(n for run in runs for n in by_run.get(run, ())[:_COMMON])
        for other, count in shared.items():
            fewest = min(len(runs), len(_runs(theirs[other].words)))
            if quotation.words == theirs[other].words:
                scored.append((2.0, number, other))
            elif count >= _RUNS_SHARED * fewest and _long_enough(quotation, theirs[other]):
                scored.append((count / fewest, number, other))
    met = _each_once(scored)
    for number, other in met:
        same = ours[number].words == theirs[other].words
        yield QuotationPair(Pair(_quoted(left, ours[number]), _quoted(right, theirs[other])), same)
    taken = ({number for number, _ in met}, {other for _, other in met})
    for number, quotation in enumerate(ours):
        if number not in taken[0]:
            yield QuotationPair(Pair(_quoted(left, quotation), None), None)
    for number, quotation in enumerate(theirs):
        if number not in taken[1]:
            yield QuotationPair(Pair(None, _quoted(right, quotation)), None)


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every few words in a row; a short quotation as it is."""
    if len(words) < _RUN:
        return {words} if words else set()
    return {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}


def _long_enough(one: QuotationRecord, other: QuotationRecord) -> bool:
    return min(len(one.words), len(other.words)) >= _WORTH_FINDING


def _quoted(article: _Article, quotation: QuotationRecord) -> QuotationShown:
    # The content of an attribution may end before the closing mark.
    mark = quotation.mark
    source = article.source_of(mark.start + 1, max(mark.start + 1, mark.end - 2))
    return QuotationShown(quotation, source)


# -------------------------------------------------------------------------------------- statements


# Which two may go together: their numbers, the weight that they share, the lighter one's weight.
Admits = Callable[[int, int, float, float], bool]


def _near_sentences(
    left: Sequence[Mapping[str, float]], right: Sequence[Mapping[str, float]]
) -> list[tuple[float, int, int]]:
    """Pairs of sentences that share more than a name."""

    def admits(number: int, other: int, shared: float, least: float) -> bool:
        one, two = left[number], right[other]
        if shared < _SHARED or shared < _SHARE * least:
            return False
        return any(min(one[t], two[t]) != NAME_WEIGHT for t in one.keys() & two.keys())

    return _near(left, right, admits)


def _near(
    left: Sequence[Mapping[str, float]], right: Sequence[Mapping[str, float]], admits: Admits
) -> list[tuple[float, int, int]]:
    """Pairs that share telling words, and how much of the shorter one they share."""
    often = _often(left) | _often(right)
    common = {term for term, count in often.items() if count > _COMMON}
    by_term: dict[str, list[int]] = {}
    for number, terms in enumerate(right):
        for term in terms.keys() - common:
            by_term.setdefault(term, []).append(number)
    scored: list[tuple[float, int, int]] = []
    for number, terms in enumerate(left):
        shared: dict[int, float] = {}
        for term in terms.keys() & by_term.keys():
            for other in by_term[term]:
                # The name of a place where all of it happened tells less than a word said once.
                weight = min(terms[term], right[other][term]) / sqrt(often[term])
                shared[other] = shared.get(other, 0.0) + weight
        for other, weight in shared.items():
            least = min(sum(terms.values()), sum(right[other].values()))
            if admits(number, other, weight, least):
                scored.append((weight / least, number, other))
    return scored


def _each_once(scored: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """The closest pairs first, each side in one of them at most; in the order of the first."""
    pairs: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _often(terms_of: Sequence[Mapping[str, float]]) -> Counter[str]:
    """In how many of them each word stands."""
    return Counter(term for terms in terms_of for term in terms)


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> tuple[str, ...]:
    both = sorted(one.keys() & other.keys(), key=lambda term: (-one[term], term))
    return tuple(term.removeprefix("#") for term in both)


def _statement(article: _Article, number: int) -> Statement:
    analysis = article.analysis
    mark = _within_block(analysis, analysis.sentences[number])

    def inside(start: int | None) -> bool:
        return start is not None and mark.start <= start < mark.end

    return Statement(
        mark=mark,
        notes=tuple(note for note in analysis.notes if inside(note.start)),
        sources=tuple(
            dict.fromkeys(
                article.listed[link.source_id]
                for link in analysis.attributions
                if link.source_id is not None
                and link.source_id in article.listed
                and any(inside(c.start) for c in link.content)
            )
        ),
    )


def _within_block(analysis: Analysis, mark: Mark) -> Mark:
    """A sentence up to the end of its block: a line that was not read may hang on to it."""
    starts = [segment.start for segment in analysis.segments]
    at = bisect_right(starts, mark.start) - 1
    end = min(mark.end, analysis.segments[at].end) if at >= 0 else mark.end
    words = analysis.text[mark.start : max(end, mark.start)].rstrip() or mark.text.rstrip()
    return Mark(mark.role, mark.start, mark.start + len(words), words)


# -------------------------------------------------------------------------------------- certainty


def _shifts(left: _Article, right: _Article) -> Iterator[Shift]:
    """What one article holds open, or gives to somebody, and the other does not."""
    ours, theirs = left.comparable.clauses, right.comparable.clauses

    def admits(number: int, other: int, shared: float, least: float) -> bool:
        one, two = ours[number], theirs[other]
        if one.denied != two.denied or not _same_matter(one, two):
            return False
        return shared >= _CLAUSES_SHARED and shared >= _CLAUSES_SHARE * least

    near = _near([each.terms for each in ours], [each.terms for each in theirs], admits)
    beside: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for _, i, j in near:
        beside[0].setdefault(i, []).append(j)
        beside[1].setdefault(j, []).append(i)

    def kind_of(i: int, j: int) -> Literal["hedge", "source"] | None:
        """How two clauses differ, where no other clause of an article makes up for it."""
        one, two = ours[i], theirs[j]
        across = [theirs[n] for n in beside[0][i]], [ours[n] for n in beside[1][j]]
        if bool(one.open) != bool(two.open):
            others = across[0] if one.open else across[1]
            return None if any(each.open for each in others) else "hedge"
        if not one.open and (one.said is None) != (two.said is None):
            others = across[0] if one.said else across[1]
            return None if any(each.open or each.said for each in others) else "source"
        return None

    kinds = {(i, j): kind for _, i, j in near if (kind := kind_of(i, j)) is not None}
    for i, j in _each_once(each for each in near if each[1:] in kinds):
        one, two = ours[i], theirs[j]
        shared = _shared(one.terms, two.terms)
        yield Shift(kinds[i, j], _said(left, one), _said(right, two), shared)


def _same_matter(one: ClauseRecord, other: ClauseRecord) -> bool:
    """Whether two clauses have what they tell in common, or a figure and what it counts."""
    return bool(one.verbs & other.verbs or one.counts & other.counts)


def _said(article: _Article, clause: ClauseRecord) -> Said:
    source = None if clause.said is None else article.source_of(clause.at, clause.at + 1)
    return Said(clause.mark, clause.open, clause.said, source)
