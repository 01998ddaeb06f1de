"""Fixed phrases of several words, found by their words in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span

from sayso.annotate.words import placed, words_in

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")


def find_phrases(doc: Doc, phrases: frozenset[str]) -> Iterator[Span]:
    """Yield where the phrases stand, in reading order, the longest at each place, none overlapping.

    Phrases are in small letters; a hyphen is a word of its own, as the tokenizer cuts it.
    """
    for start, end in _places(doc, phrases):
        yield Span(doc, start, end)


def covered(doc: Doc, phrases: frozenset[str]) -> frozenset[int]:
    """The tokens that belong to one of the phrases."""
    return frozenset(at for start, end in _places(doc, phrases) for at in range(start, end))


def _places(doc: Doc, phrases: frozenset[str]) -> Iterator[tuple[int, int]]:
    index = _by_first_word(phrases)
    words = words_in(doc)
    end = 0
    for at in placed(doc, words=index):
        if at < end:
            continue
        for wanted in index[words.lower[at]]:
            if words.lower[at : at + len(wanted)] == wanted:
                end = at + len(wanted)
                yield at, end
                break


@cache
def _by_first_word(phrases: frozenset[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(_WORD.findall(phrase))
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(same, key=len, reverse=True)) for first, same in found.items()}
