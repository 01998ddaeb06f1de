"""Notes measured against people: articles annotated by hand, note by note.

A predicted note counts when its type is right and its primary mark overlaps the annotated one.
Items with ``must`` false are debatable: found or not, they count neither way. A rate of nothing
at all (the precision of a type that was never found) is null in JSON, not 0.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.analyse import analyse
from sayso.note import Note
from sayso.notes import NOTE_TYPES
from sayso.rank import shown_at_first

# Two annotators with each other, by the same rules; how many articles they shared.
PEOPLE = {"f1": 0.96, "f1_without_named_source": 0.94, "articles": 28}

_SAMPLES = 1000
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Count:
    """How many notes people made, how many of these were found, and how many were found in vain."""

    gold: int = 0
    found: int = 0
    vain: int = 0

    def __add__(self, other: Count) -> Count:
        """Both counts together."""
        return Count(self.gold + other.gold, self.found + other.found, self.vain + other.vain)

    @property
    def precision(self) -> float:
        """Share of what was found that people had marked; 0 where nothing was found."""
        return self.found / (self.found + self.vain) if self.found + self.vain else 0.0

    @property
    def recall(self) -> float:
        """Share of what people had marked that was found; 0 where they had marked nothing."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def to_json(self) -> dict[str, Any]:
        """Counts, rates and their 95 % intervals, to three places; null for a rate of nothing."""
        spoken = self.found + self.vain
        return {
            "gold": self.gold,
            "found": self.found,
            "in_vain": self.vain,
            "precision": round(self.precision, 3) if spoken else None,
            "precision_interval": _interval(self.found, spoken),
            "recall": round(self.recall, 3) if self.gold else None,
            "recall_interval": _interval(self.found, self.gold),
            "f1": round(self.f1, 3) if spoken or self.gold else None,
        }


@dataclass(frozen=True, slots=True)
class Annotated:
    """One note that a person made. ``start`` is None for a note about the whole article."""

    type: str
    start: int | None
    end: int | None
    must: bool
    words: str


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: a note that people made and Sayso did not, or, ``vain``, the reverse.

    ``words`` is empty for a note about the whole article.
    """

    article: str
    type: str
    words: str
    vain: bool

    def __str__(self) -> str:
        """As ``--misses`` prints it."""
        return f"{self.article}: {'in vain' if self.vain else 'missed'} {self.type} {self.words!r}"


@dataclass(frozen=True, slots=True)
class Result:
    """Counts per article and type, for all notes and for those shown first.

    ``debatable`` is how many notes of people count neither way.
    """

    articles: dict[str, dict[str, Count]]
    first: dict[str, dict[str, Count]]
    misses: tuple[Miss, ...]
    words: int
    debatable: int

    def types(self) -> dict[str, Count]:
        """Counts per type over all articles, in the order of NOTE_TYPES, others after them."""
        order = [note_type.id for note_type in NOTE_TYPES]
        names = {name for counts in self.articles.values() for name in counts}
        ordered = [n for n in order if n in names] + sorted(names - set(order))
        return {n: _sum(c.get(n, Count()) for c in self.articles.values()) for n in ordered}

    def overall(self, *, without: tuple[str, ...] = (), first: bool = False) -> Count:
        """All types together."""
        articles = self.first if first else self.articles
        return _sum(
            count
            for counts in articles.values()
            for name, count in counts.items()
            if name not in without
        )

    def interval(self) -> tuple[float, float]:
        """95 % interval of the overall F1, bootstrapped over articles (seed 0)."""
        rng = random.Random(0)
        totals = [_sum(counts.values()) for counts in self.articles.values()]
        scores = sorted(_sum(rng.choices(totals, k=len(totals))).f1 for _ in range(_SAMPLES))
        return scores[int(0.025 * _SAMPLES)], scores[int(0.975 * _SAMPLES)]

    def to_json(self) -> dict[str, Any]:
        """Counts and rates over all articles, and of each type that people or Sayso noted."""
        low, high = self.interval()
        return {
            "articles": len(self.articles),
            "words": self.words,
            "debatable": self.debatable,
            "overall": {**self.overall().to_json(), "f1_interval": [round(low, 3), round(high, 3)]},
            "without_named_source": self.overall(without=("named-source",)).to_json(),
            "shown_first": self.overall(first=True).to_json(),
            "types": {name: count.to_json() for name, count in self.types().items()},
        }


def evaluate(folder: Path) -> Result:
    """Run the shipped analyser over a folder of ``*.txt`` with ``notes.jsonl``.

    Raises FileNotFoundError where the annotations are missing and ValueError where an annotated
    quotation does not stand in its text.
    """
    annotations = _annotations(folder)
    articles: dict[str, dict[str, Count]] = {}
    first: dict[str, dict[str, Count]] = {}
    misses: list[Miss] = []
    words = 0
    for path in sorted(folder.glob("*.txt")):
        analysis = analyse(path.read_text("utf-8"))
        words += analysis.words
        gold = annotations.get(path.stem, ())
        articles[path.stem], missed = _compare(path.stem, analysis.notes, gold)
        misses += missed
        limit = shown_at_first(analysis.words)
        shown = [note for note in analysis.notes if note.rank <= limit]
        first[path.stem], _ = _compare(path.stem, shown, gold)
    debatable = sum(not item.must for items in annotations.values() for item in items)
    return Result(articles, first, tuple(misses), words, debatable)


def table(result: Result, *, misses: bool = False) -> str:
    """The result as lines for a terminal."""
    rows = [f"{'':<30} gold found vain     P     R    F1"]
    rows += [_row(name, count) for name, count in result.types().items()]
    low, high = result.interval()
    rows += [
        "",
        _row("all types", result.overall()) + f"   95 % {low:.2f}–{high:.2f}",
        _row("all but named-source", result.overall(without=("named-source",))),
        _row("shown first (precision)", result.overall(first=True)),
        f"two people, with these rules: {PEOPLE['f1']:.2f}, "
        f"without named-source {PEOPLE['f1_without_named_source']:.2f}",
    ]
    return "\n".join([*rows, "", *map(str, result.misses)] if misses else rows)


def _row(name: str, count: Count) -> str:
    return (
        f"{name:<30} {count.gold:>4} {count.found:>5} {count.vain:>4}"
        f"  {count.precision:.2f}  {count.recall:.2f}  {count.f1:.2f}"
    )


def _interval(right: int, of: int) -> list[float] | None:
    """Wilson's 95 % interval of a share (1927); None for a share of nothing."""
    if not of:
        return None
    share, square = right / of, _Z * _Z / of
    middle = (share + square / 2) / (1 + square)
    half = _Z * math.sqrt(share * (1 - share) / of + square / of / 4) / (1 + square)
    return [round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)]


def _compare(
    article: str, notes: Sequence[Note], gold: tuple[Annotated, ...]
) -> tuple[dict[str, Count], list[Miss]]:
    vain: Counter[str] = Counter()
    matched: set[int] = set()
    misses: list[Miss] = []
    for note in notes:
        hits = [number for number, item in enumerate(gold) if overlaps(note, item)]
        matched.update(hits)
        if not hits:
            vain[note.type] += 1
            misses.append(Miss(article, note.type, note.text or "", vain=True))
    wanted = Counter(item.type for item in gold if item.must)
    found = Counter(
        item.type for number, item in enumerate(gold) if item.must and number in matched
    )
    misses += [
        Miss(article, item.type, item.words, vain=False)
        for number, item in enumerate(gold)
        if item.must and number not in matched
    ]
    names = {*wanted, *found, *vain}
    return {name: Count(wanted[name], found[name], vain[name]) for name in names}, misses


def overlaps(note: Note, item: Annotated) -> bool:
    """Whether both are of one type, and their words meet or both are about the whole article."""
    if note.type != item.type:
        return False
    if note.start is None or note.end is None or item.start is None or item.end is None:
        return note.start is None and item.start is None
    return note.start < item.end and item.start < note.end


def _annotations(folder: Path) -> dict[str, tuple[Annotated, ...]]:
    texts: dict[str, str] = {}
    found: dict[str, list[Annotated]] = {}
    for number, line in enumerate(
        (folder / "notes.jsonl").read_text("utf-8").splitlines(), start=1
    ):
        item = json.loads(line)
        name = item["doc"]
        if name not in texts:
            texts[name] = (folder / f"{name}.txt").read_text("utf-8")
        found.setdefault(name, []).append(_place(item, texts[name], number))
    return {name: tuple(items) for name, items in found.items()}


def _place(item: dict[str, Any], text: str, number: int) -> Annotated:
    words, prefix = item["quote"], item.get("prefix", "")
    if not words:
        return Annotated(item["type"], None, None, item["must"], "")
    at = text.find(prefix + words)
    if at < 0:
        raise ValueError(
            f"notes.jsonl, line {number}: “{words}” does not stand in {item['doc']}.txt."
        )
    start = at + len(prefix)
    return Annotated(item["type"], start, start + len(words), item["must"], words)


def _sum(counts: Any) -> Count:
    total = Count()
    for count in counts:
        total = total + count
    return total
