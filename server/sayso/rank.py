"""Which notes come first: at most two per hundred words and fifteen per article are shown at once.

Chains, unnamed and missing sources, headline gaps and drift come first; plain hedges last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from sayso.note import Note

PER_HUNDRED_WORDS = 2
AT_MOST = 15

# Smaller comes first. A repeated type is pushed back a little each time, so that the first view
# shows the kinds that an article has rather than ten of the same kind.
_WEIGHT = {
    "relayed-attribution": 0, "headline-certainty-gap": 0, "headline-quote-unmatched": 1,
    "headline-attribution-dropped": 1, "certainty-drift": 1, "bare-unnamed-source": 1,
    "agentless-attribution": 2, "evidential-adverb": 2, "vague-authority": 2,
    "conditional-premise": 2, "stacked-hedge": 3, "described-unnamed-source": 3,
    "social-media-source": 3, "unowned-concern": 3, "unattributed-reaction": 3,
    "imputed-motive": 4, "factive-verb": 4, "unattributed-figure": 4, "scare-quotes": 4,
    "unspecified-document": 4, "state-affiliated-source": 4, "anonymity-explained": 4,
    "limits-stated": 4, "doubting-verb": 5, "document-cited": 5, "distancing-term": 5,
    "tentative-verb": 6, "named-source": 6, "single-origin": 6, "no-direct-quotation": 6,
    "missing-provenance": 6, "approximator": 7, "vague-quantity": 8, "booster": 8,
    "modal-hedge": 8, "appearance-verb": 8, "probability-term": 8, "possibility-word": 9,
    "vague-time": 9,
}  # fmt: skip
_REPEAT = 2


def rank(notes: Iterable[Note], *, words: int) -> tuple[Note, ...]:
    """Give each note its rank and return all in reading order (start, longer first, type)."""
    in_text = sorted(notes, key=reading_order)
    seen: Counter[str] = Counter()
    weighted = []
    for place, note in enumerate(in_text):
        weight = _WEIGHT.get(note.type, 9) + _REPEAT * seen[note.type]
        seen[note.type] += 1
        weighted.append((weight, place))
    ranks = {place: number for number, (_, place) in enumerate(sorted(weighted), start=1)}
    return tuple(replace(note, rank=ranks[place]) for place, note in enumerate(in_text))


def shown_at_first(words: int) -> int:
    """How many notes a reader sees before asking for all, for an article of so many words."""
    return max(3, min(AT_MOST, round(words / 100 * PER_HUNDRED_WORDS)))


def reading_order(note: Note) -> tuple[float, int, str]:
    """Sort key: start, then end descending, then type; notes without words come last."""
    if note.start is None or note.end is None:
        return (float("inf"), 0, note.type)
    return (note.start, -note.end, note.type)
