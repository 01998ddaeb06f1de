"""Rules between note types, in one place (guard G2): which wins where two claim the same words.

Settled by rule and by the order of places in the text, never by the order in which types ran.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from math import inf

from sayso.note import Note
from sayso.rank import reading_order

# winner: losers. The loser goes where its primary mark overlaps the winner's primary mark.
_WINS: dict[str, frozenset[str]] = {
    "stacked-hedge": frozenset({"modal-hedge", "probability-term", "possibility-word", "booster"}),
    "conditional-premise": frozenset({"modal-hedge", "possibility-word"}),
    "relayed-attribution": frozenset(),
    "agentless-attribution": frozenset({"probability-term", "appearance-verb"}),
    "social-media-source": frozenset(
        {"described-unnamed-source", "vague-authority", "bare-unnamed-source", "named-source",
         "unspecified-document"}
    ),
    "bare-unnamed-source": frozenset({"described-unnamed-source", "vague-authority"}),
    "described-unnamed-source": frozenset({"vague-authority", "named-source"}),
    "document-cited": frozenset({"unspecified-document", "named-source"}),
    "unspecified-document": frozenset({"named-source"}),
    "named-source": frozenset({"vague-authority"}),
    "evidential-adverb": frozenset({"possibility-word", "distancing-term"}),
    "factive-verb": frozenset({"tentative-verb"}),
    "unowned-concern": frozenset({"possibility-word"}),
    "unattributed-figure": frozenset(),
}  # fmt: skip


def settle(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Drop what loses to a more specific note on the same words, and notes that are given twice."""
    unique = {note.id: note for note in notes}
    ordered = sorted(unique.values(), key=reading_order)
    # Only what lies near can overlap: with all by all, a text full of hedges would take long.
    starts = [inf if note.start is None else note.start for note in ordered]
    longest = max((len(note.text or "") for note in ordered), default=0)

    def stays(note: Note) -> bool:
        if note.start is None or note.end is None:
            return True
        low, high = bisect_left(starts, note.start - longest), bisect_left(starts, note.end)
        return winner_over(note, ordered[low:high]) is None

    return tuple(note for note in ordered if stays(note))


def at_rest(notes: Iterable[Note], *, missing: Iterable[str]) -> list[Note]:
    """The notes that keep their place whatever the note types ``missing`` would have found."""
    losers = frozenset[str]().union(*(_WINS.get(each, frozenset()) for each in missing))
    return [note for note in notes if note.type not in losers]


def winner_over(note: Note, notes: Iterable[Note]) -> Note | None:
    """The first of the notes that ``note`` gives way to; None where it stays."""
    return next((other for other in notes if _beats(other, note)), None)


def _beats(winner: Note, loser: Note) -> bool:
    if loser.type not in _WINS.get(winner.type, frozenset()):
        return False
    if winner.start is None or winner.end is None or loser.start is None or loser.end is None:
        return False
    return winner.start < loser.end and loser.start < winner.end
