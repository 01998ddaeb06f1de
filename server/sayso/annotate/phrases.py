"""Fixed phrases of several words, found by their words in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_Ids = NDArray[np.uint64]
_Index = tuple[_Ids, dict[int, tuple[tuple[int, ...], ...]]]


def find_phrases(doc: Doc, phrases: frozenset[str]) -> Iterator[Span]:
    """Yield where the phrases stand, in reading order, the longest at each place, none overlapping.

    Phrases are in small letters; a hyphen is a word of its own, as the tokenizer cuts it.
    Words are compared by their hashes: a Doc has many tokens, and each is dear to make.
    """
    first_words, index = _index(phrases)
    ids: _Ids = np.asarray(doc.to_array("LOWER"), dtype=np.uint64)
    end = 0
    for at in np.flatnonzero(np.isin(ids, first_words)).tolist():
        if at < end:
            continue
        for wanted in index[int(ids[at])]:
            if tuple(ids[at : at + len(wanted)].tolist()) == wanted:
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
    found: dict[int, list[tuple[int, ...]]] = {}
    for phrase in phrases:
        words = tuple(get_string_id(word) for word in _WORD.findall(phrase))
        found.setdefault(words[0], []).append(words)
    longest = {first: tuple(sorted(same, key=len, reverse=True)) for first, same in found.items()}
    return np.array(sorted(found), dtype=np.uint64), longest
