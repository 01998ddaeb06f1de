"""Two articles side by side: who is cited, which figures are given, how surely a thing is said.

It lays beside each other what the wording has in common. Which of the two is right it cannot say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sayso.analyse import Analysis
from sayso.annotate.sources import NAMED
from sayso.comparable import Comparable, FigureRecord
from sayso.ledger import SourceRecord
from sayso.note import Mark, Note

# Weights of shared words (see annotate/alignment.py): so much in all, and of the shorter sentence.
_SHARED = 3.0
_SHARE = 0.4
# A word that so many sentences of an article have tells none of them apart.
_COMMON = 40

_WITH_NAMES: frozenset[str] = NAMED | {"document"}
_ARTICLES = frozenset({"A", "An", "The"})
_NAME = re.compile(r"[^\W\d_][\w'’.-]*")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A thing of the first article beside one of the second; None where the other has none."""

    first: T | None
    second: T | None


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure, and the source that its sentence gives for it."""

    figure: FigureRecord
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

    ``same`` is None where only one of the articles has the figure.
    """

    pair: Pair[FigureShown]
    same: bool | None


@dataclass(frozen=True, slots=True)
class StatementPair:
    """Two sentences on the same matter, with the words that show it, the most telling first."""

    first: Statement
    second: Statement
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two articles have in common and what only one of them has."""

    first: Analysis
    second: Analysis
    sources: tuple[Pair[SourceRecord], ...]
    figures: tuple[FigurePair, ...]
    statements: tuple[StatementPair, ...]


def compare(first: Analysis, second: Analysis) -> Comparison:
    """Lay two analyses beside each other. Raises ValueError for one made without ``beside``."""
    left, right = _comparable(first), _comparable(second)
    aligned = _aligned(left, right)
    return Comparison(
        first=first,
        second=second,
        sources=tuple(_sources(first, second)),
        figures=tuple(_figures(first, second, {(i, j) for i, j, _ in aligned})),
        statements=tuple(
            StatementPair(_statement(first, i), _statement(second, j), shared)
            for i, j, shared in sorted(aligned)
        ),
    )


def _comparable(analysis: Analysis) -> Comparable:
    if analysis.comparable is None:
        raise ValueError("To compare analyses, make them with analyse(…, beside=True).")
    return analysis.comparable


# ---------------------------------------------------------------------------------------- sources


def _sources(first: Analysis, second: Analysis) -> Iterator[Pair[SourceRecord]]:
    """Sources of both articles, then of the first alone, then of the second alone."""
    left = list(_cited(first))
    right = list(_cited(second))
    both: list[Pair[SourceRecord]] = []
    for source in list(left):
        found = next((other for other in right if _same_source(source, other)), None)
        if found is not None:
            left.remove(source)
            right.remove(found)
            both.append(Pair(source, found))
    yield from both
    yield from (Pair(source, None) for source in left)
    yield from (Pair(None, source) for source in right)


def _cited(analysis: Analysis) -> Iterator[SourceRecord]:
    return (source for source in analysis.sources if source.mentions)


def _same_source(one: SourceRecord, other: SourceRecord) -> bool:
    """Whether two sources have the same name. What has none of its own is never the same."""
    if not {one.kind, other.kind} <= _WITH_NAMES:
        return False
    left, right = _name(one.name), _name(other.name)
    if not left or not right or (one.kind == "person") != (other.kind == "person"):
        return False
    if one.kind != "person":
        return set(left) == set(right)
    long = len(left) > 1 and len(right) > 1
    return left[-2:] == right[-2:] if long else left[-1] == right[-1]


def _name(words: str) -> list[str]:
    """The capitalised words of a name, in small letters, up to its first comma."""
    found = _NAME.findall(words.partition(",")[0])
    return [
        re.sub(r"['’]s$", "", word).lower()
        for number, word in enumerate(found)
        if word[0].isupper() and (number or word not in _ARTICLES)
    ]


# ---------------------------------------------------------------------------------------- figures


def _figures(
    first: Analysis, second: Analysis, aligned: set[tuple[int, int]]
) -> Iterator[FigurePair]:
    """In the order of the first article, then what only the second has."""
    sources = (_source_at(first), _source_at(second))
    left, right = _comparable(first).figures, _comparable(second).figures
    taken: set[int] = set()
    by_thing: dict[tuple[str, str], list[int]] = {}
    for number, figure in enumerate(right):
        by_thing.setdefault((figure.unit, figure.measured), []).append(number)
    found: dict[int, tuple[int, bool]] = {}
    for same in (True, False):
        for number, figure in enumerate(left):
            if number in found:
                continue
            for other in by_thing.get((figure.unit, figure.measured), ()):
                beside = (figure.sentence, right[other].sentence) in aligned
                if other not in taken and _go_together(figure, right[other], same, beside):
                    found[number] = (other, same)
                    taken.add(other)
                    break
    for number, figure in enumerate(left):
        shown = FigureShown(figure, sources[0].get(figure.sentence))
        if number in found:
            other, same = found[number]
            beside_it = FigureShown(right[other], sources[1].get(right[other].sentence))
            yield FigurePair(Pair(shown, beside_it), same)
        else:
            yield FigurePair(Pair(shown, None), None)
    for number, figure in enumerate(right):
        if number not in taken:
            shown = FigureShown(figure, sources[1].get(figure.sentence))
            yield FigurePair(Pair(None, shown), None)


def _go_together(one: FigureRecord, other: FigureRecord, same: bool, beside: bool) -> bool:
    if same != _equal(one, other):
        return False
    if not same:
        return beside and bool(one.measured)
    # *Two years* of this and *two years* of that are not the same; *$3.5 million* is telling.
    return beside or (one.unit in ("money", "share", "count") and bool(one.measured))


def _equal(one: FigureRecord, other: FigureRecord) -> bool:
    if one.amount is None or other.amount is None:
        return one.number == other.number
    return abs(one.amount - other.amount) <= 1e-6 * max(abs(one.amount), abs(other.amount))


def _source_at(analysis: Analysis) -> Mapping[int, str]:
    """For each sentence with figures, the source of the statement that a figure stands in."""
    contents = sorted(
        (mark.start, mark.end, link.source_id)
        for link in analysis.attributions
        if link.source_id is not None
        for mark in link.content
    )
    found: dict[int, str] = {}
    for figure in _comparable(analysis).figures:
        at = bisect_right(contents, (figure.mark.start, float("inf"), "")) - 1
        # Contents may lie inside each other: a few before the place are looked through.
        for start, end, source in reversed(contents[max(0, at - 4) : at + 1]):
            if start <= figure.mark.start and figure.mark.end <= end:
                found.setdefault(figure.sentence, source)
                break
    return found


# ---------------------------------------------------------------------------------------- certainty


def _aligned(left: Comparable, right: Comparable) -> list[tuple[int, int, tuple[str, ...]]]:
    """Pairs of sentences that share telling words, the closest first; each stands in one pair."""
    common = _common(left) | _common(right)
    by_term: dict[str, list[int]] = {}
    for number, terms in enumerate(right.terms):
        for term in terms.keys() - common:
            by_term.setdefault(term, []).append(number)
    scored: list[tuple[float, int, int]] = []
    for number, terms in enumerate(left.terms):
        shared: dict[int, float] = {}
        for term in terms.keys() & by_term.keys():
            for other in by_term[term]:
                weight = min(terms[term], right.terms[other][term])
                shared[other] = shared.get(other, 0.0) + weight
        for other, weight in shared.items():
            least = min(sum(terms.values()), sum(right.terms[other].values()))
            if weight >= _SHARED and weight >= _SHARE * least:
                scored.append((weight / least, number, other))
    pairs: list[tuple[int, int, tuple[str, ...]]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if i in used[0] or j in used[1]:
            continue
        used[0].add(i)
        used[1].add(j)
        terms = left.terms[i]
        words = sorted(terms.keys() & right.terms[j].keys() - common, key=lambda t: (-terms[t], t))
        pairs.append((i, j, tuple(word.removeprefix("#") for word in words)))
    return pairs


def _common(article: Comparable) -> set[str]:
    counts = Counter(term for terms in article.terms for term in terms)
    return {term for term, count in counts.items() if count > _COMMON}


def _statement(analysis: Analysis, number: int) -> Statement:
    mark = _trimmed(analysis.sentences[number])

    def inside(start: int | None) -> bool:
        return start is not None and mark.start <= start < mark.end

    return Statement(
        mark=mark,
        notes=tuple(note for note in analysis.notes if inside(note.start)),
        sources=tuple(
            dict.fromkeys(
                link.source_id
                for link in analysis.attributions
                if link.source_id is not None and any(inside(c.start) for c in link.content)
            )
        ),
    )


def _trimmed(mark: Mark) -> Mark:
    words = mark.text.rstrip()
    return Mark(mark.role, mark.start, mark.start + len(words), words)
