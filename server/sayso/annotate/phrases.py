"""Fixed phrases of several words, found by their words in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_Index = dict[str, tuple[tuple[str, ...], ...]]


def find_phrases(doc: Doc, phrases: frozenset[str]) -> Iterator[Span]:
    """Yield where the phrases stand, in reading order, the longest at each place, none overlapping.

    Phrases are in small letters; a hyphen is a word of its own, as the tokenizer cuts it.
    """
    index = _index(phrases)
    words = [token.lower_ for token in doc]
    end = 0
    for at, word in enumerate(words):
        if at < end or word not in index:
            continue
        for wanted in index[word]:
            if tuple(words[at : at + len(wanted)]) == wanted:
                end = at + len(wanted)
                yield Span(doc, at, end)
                break


def covered(doc: Doc, phrases: frozenset[str]) -> frozenset[int]:
    """The tokens that belong to one of the phrases."""
    return frozenset(
        at for span in find_phrases(doc, phrases) for at in range(span.start, span.end)
    )


@cache
def _index(phrases: frozenset[str]) -> _Index:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(_WORD.findall(phrase))
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(same, key=len, reverse=True)) for first, same in found.items()}
