"""Two sets written by hand, in tests/annotate: chains, and sources that are named again.

Called by `python -m training.evaluate chains` and `referents`. Each is measured on its two halves
apart: rules are made by what `dev` shows; `held` is only measured.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc

from sayso import marked, pipeline
from sayso.note import Mark
from sayso.text import read
from training.measure import Counts, Span, overlap
from training.places import SETS

Link = tuple[Span, Span]
# The two halves of a set, by the place of a passage in it.
HALVES = {"dev": slice(0, None, 2), "held": slice(1, None, 2)}


def chains() -> dict[str, Any]:
    """Links of a chain, from the outer source to the inner one."""
    return _halves("chains", chain_counts)


def referents() -> dict[str, Any]:
    """Links from a source's words to whom they stood for before."""
    return _halves("referents", referent_counts)


def passages(name: str) -> list[str]:
    """The marked passages of a set, in its order."""
    return list(tomllib.loads((SETS / f"{name}.toml").read_text("utf-8"))["passages"])


def _halves(name: str, counts: Callable[[str], Counts]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for half, chosen in HALVES.items():
        texts = passages(name)[chosen]
        total = sum(map(counts, texts), Counts())
        result[half] = {"passages": len(texts), **total.as_dict()}
        print(
            f"{name:10} {half:5} P {100 * total.precision:5.1f} R {100 * total.recall:5.1f} "
            f"F1 {100 * total.f1:5.1f}   {total.right} right of {total.found} found, "
            f"{total.gold} to be found in {len(texts)} passages"
        )
    return result


def chain_counts(passage: str) -> Counts:
    """A found link is right where both its sources overlap those of a marked link."""
    text, marks = marked.read(passage)
    gold = list(marked_chain(marks))
    with pipeline.parsed(read(text)) as doc:
        found = list(dict.fromkeys(found_chains(doc)))
    left = list(gold)
    for outer, inner in found:
        same = (g for g in left if overlap(outer, g[0]) and overlap(inner, g[1]))
        match = next(same, None)
        if match is not None:
            left.remove(match)
    right = len(gold) - len(left)
    return Counts(right=right, found=len(found), hit=right, gold=len(gold))


def marked_chain(marks: Sequence[Mark]) -> Iterator[Link]:
    """The links that a passage's marks stand for: outer to middle, middle to inner."""
    places = {role: [(m.start, m.end) for m in marks if m.role == role] for role in _CHAIN}
    order = [places[role] for role in _CHAIN if places[role]]
    for outer, inner in pairwise(order):
        yield from ((outer[0], place) for place in inner)


_CHAIN = ("outer", "middle", "inner")


def found_chains(doc: Doc) -> Iterator[Link]:
    for inner in doc._.attributions:
        if inner.outer is not None:
            first, second = inner.outer.source[0], inner.source[0]
            yield (first.start_char, first.end_char), (second.start_char, second.end_char)


def referent_counts(passage: str) -> Counts:
    """A found link is right where words that a letter marks are joined to earlier words of it."""
    text, marks = marked.read(passage)
    named: set[str] = set()
    gold: set[Span] = set()
    for mark in marks:
        if mark.role in named:
            gold.add((mark.start, mark.end))
        named.add(mark.role[0])
    with pipeline.parsed(read(text)) as doc:
        found = dict(found_referents(doc))
    hits = set()
    for place, first in found.items():
        letters = {m.role for m in marks if overlap(first, (m.start, m.end)) and m.start < place[0]}
        hits |= {
            (m.start, m.end)
            for m in marks
            if overlap(place, (m.start, m.end)) and any(m.role == letter[0] for letter in letters)
        }
    right = len(hits & gold)
    return Counts(right=right, found=len(found), hit=right, gold=len(gold))


def found_referents(doc: Doc) -> Iterator[Link]:
    """Source spans that stand for somebody named before, with the words that named them first."""
    for attribution in doc._.attributions:
        for span in attribution.source:
            first = attribution.referent.first
            if first.start < span.start:
                yield (span.start_char, span.end_char), (first.start_char, first.end_char)
