"""One line of the doctor's report: what was looked at, what was found, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["fine", "note", "to do"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing.

    ``fine`` asks for nothing, ``note`` is worth knowing, ``to do`` keeps something from working.
    ``advice`` says what to do, and is empty where nothing is.
    """

    about: str
    state: State
    found: str
    advice: str = ""

    def to_json(self) -> dict[str, str]:
        """The finding for programs."""
        return {
            "about": self.about, "state": self.state, "found": self.found, "advice": self.advice,
        }  # fmt: skip

    def lines(self) -> str:
        """The finding for people: a line, and below it one that says what to do."""
        line = f"{self.state:<7} {self.about}: {self.found}"
        return f"{line}\n{'':<8}{self.advice}" if self.advice else line


def fine(about: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(about, "fine", found)


def note(about: str, found: str, advice: str = "") -> Finding:
    """Worth knowing, and no trouble."""
    return Finding(about, "note", found, advice)


def to_do(about: str, found: str, advice: str) -> Finding:
    """Something does not work."""
    return Finding(about, "to do", found, advice)
