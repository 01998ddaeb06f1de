"""What was left undone because the time was up, so that an answer says how far it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sayso.note import NoteType
from sayso.text import PROSE, Article

# Share of the time after which nothing new is begun: the rest is for putting the answer together.
_ENOUGH = 0.8

Found = TypeVar("Found")


class _Enough(Exception):
    """Little time is left, and there is something to answer with."""


class Undone:
    """Watches the time of one analysis, and keeps a sentence for each thing that was left undone.

    ``pulse`` raises when the time is up; ``spent`` tells which share of it has been used.
    """

    def __init__(self, pulse: Callable[[], None], spent: Callable[[], float]) -> None:
        """Begin with nothing undone."""
        self._pulse = pulse
        self._spent = spent
        self.warnings: tuple[str, ...] = ()

    def little_left(self) -> bool:
        """Whether nothing new should be begun."""
        return self._spent() > _ENOUGH

    def pulse(self) -> None:
        """End, between two steps, what ``as_far_as_it_goes`` draws from."""
        self._pulse()
        if self.little_left():
            raise _Enough

    def reading(self, article: Article, read_to: int) -> None:
        """Note how much of the text was read."""
        blocks = [each for each in article.segments if each.role in PROSE]
        begun = sum(each.start < read_to for each in blocks)
        self._note(
            f"The time was up after {read_to:,} of {len(article.text):,} characters (block "
            f"{begun:,} of {len(blocks):,}). The rest was not read, and there are no notes on the "
            "whole article. Send the text in parts."
        )

    def types(self, missing: Sequence[NoteType]) -> None:
        """Note which types were not looked for."""
        self._note(
            f"The time was up before all was looked for. Left out: "
            f"{', '.join(each.id for each in missing)}. Send the text in parts."
        )

    def as_far_as_it_goes(self, found: Iterable[Found]) -> Iterator[Found]:
        """What is found until ``pulse`` ends it."""
        try:
            self.pulse()
            yield from found
        except _Enough:
            self._note("The time was up before all that was rejected had been listed.")

    def _note(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings += (warning,)
