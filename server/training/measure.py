"""Exact and partial agreement of spans, and intervals by resampling articles."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
DRAWS = 1000


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Found spans that are right, found in all, gold that is found, gold in all."""

    right: int = 0
    found: int = 0
    hit: int = 0
    gold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            right=self.right + other.right,
            found=self.found + other.found,
            hit=self.hit + other.hit,
            gold=self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_dict(self) -> dict[str, float]:
        """Precision, recall and F1 in per cent, with the numbers behind them."""
        return {
            "precision": round(100 * self.precision, 1),
            "recall": round(100 * self.recall, 1),
            "f1": round(100 * self.f1, 1),
            "found": self.found,
            "gold": self.gold,
        }


def trimmed(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None where nothing is left."""
    start, end = span
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    return (start, end) if start < end else None


def overlap(a: Span, b: Span) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def exact(found: Iterable[Span], gold: Iterable[Span]) -> Counts:
    """M1: the same start and end; a span counts once however often it stands in a list."""
    found, gold = set(found), set(gold)
    same = len(found & gold)
    return Counts(right=same, found=len(found), hit=same, gold=len(gold))


def any_overlap(found: Iterable[Span], gold: Iterable[Span]) -> Counts:
    """M2 a: at least one character in common."""
    found, gold = set(found), set(gold)
    return Counts(
        right=sum(any(overlap(f, g) for g in gold) for f in found),
        found=len(found),
        hit=sum(any(overlap(g, f) for f in found) for g in gold),
        gold=len(gold),
    )


def by_token(found: Iterable[Span], gold: Iterable[Span], tokens: Sequence[Span]) -> Counts:
    """M2 b: tokens touched by any span; tokens are (start, end) in characters."""
    found, gold = list(found), list(gold)
    touched = {t for t in tokens if any(overlap(t, f) for f in found)}
    wanted = {t for t in tokens if any(overlap(t, g) for g in gold)}
    same = len(touched & wanted)
    return Counts(right=same, found=len(touched), hit=same, gold=len(wanted))


def interval(
    parts: Sequence[Counts], value: Callable[[Counts], float] = lambda c: c.f1, *, seed: int = 7
) -> tuple[float, float]:
    """95 % interval in per cent over DRAWS draws of articles with replacement."""
    if not parts:
        return 0.0, 0.0
    chance = random.Random(seed)
    values = sorted(value(sum(chance.choices(parts, k=len(parts)), Counts())) for _ in range(DRAWS))
    return (
        round(100 * values[int(0.025 * DRAWS)], 1),
        round(100 * values[int(0.975 * DRAWS) - 1], 1),
    )
