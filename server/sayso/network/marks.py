"""Where each token stands among the quotation marks of its text."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

Ids = NDArray[np.uint64]
States = NDArray[np.int64]

OUTSIDE, OPENING, INSIDE, CLOSING = range(4)


def ids_of(words: Iterable[str]) -> Ids:
    """spaCy's ids of the words."""
    return np.array([get_string_id(word) for word in words], dtype=np.uint64)


_OPENS = frozenset(map(int, ids_of(("“", "``", "«", "„"))))
_CLOSES = frozenset(map(int, ids_of(("”", "»"))))
_EITHER = frozenset(map(int, ids_of(('"', "''"))))
_SINGLE_OPENS = get_string_id("‘")
_SINGLE_CLOSES = get_string_id("’")
_ANY = ids_of(("“", "``", "«", "„", "”", "»", '"', "''", "‘", "’", "'"))


def quotation_states(orth: Ids, spaced: Ids) -> States:
    """OUTSIDE, OPENING mark, INSIDE or CLOSING mark for each token of one text.

    ``orth`` are spaCy's ids of the words, ``spaced`` says which are followed by a space. A mark
    that is never closed holds to the end of the text.
    """
    state = np.zeros(len(orth), dtype=np.int64)
    opened = opened_at = -1
    for place in map(int, np.flatnonzero(np.isin(orth, _ANY))):
        before = place == 0 or bool(spaced[place - 1])
        kind, opens, closes = _mark(int(orth[place]), before, bool(spaced[place]))
        if opened == kind and closes:
            state[opened_at + 1 : place] = INSIDE
            state[place] = CLOSING
            opened = opened_at = -1
        elif opened < 0 and opens:
            state[place] = OPENING
            opened, opened_at = kind, place
    if opened_at >= 0:
        state[opened_at + 1 :] = INSIDE
    return state


def _mark(orth: int, spaced_before: bool, spaced_after: bool) -> tuple[int, bool, bool]:
    """The kind of a mark (double, single, straight single), and whether it can open and close."""
    if orth in _OPENS:
        return 0, True, False
    if orth in _CLOSES:
        return 0, False, True
    if orth in _EITHER:
        return 0, not spaced_after or spaced_before, not spaced_before or spaced_after
    if orth == _SINGLE_OPENS:
        return 1, True, False
    if orth == _SINGLE_CLOSES:
        return 1, False, True
    return 2, spaced_before and not spaced_after, not spaced_before
