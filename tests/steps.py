"""How many lines of Python something runs: the same on every machine, unlike seconds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass
class Steps:
    """The lines that were run so far, those of everything that was called among them."""

    taken: int = 0


@contextmanager
def at_most(limit: int) -> Iterator[Steps]:
    """Count the lines that the block's calls run; one beyond ``limit`` is an AssertionError.

    What goes round in circles ends that way too, at once and wherever it is.
    """
    steps = Steps()

    def step(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            steps.taken += 1
            if steps.taken > limit:
                where = f"{frame.f_code.co_qualname}, line {frame.f_lineno}"
                raise AssertionError(f"more than {limit:,} steps; the last one in {where}")
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        yield steps
    finally:
        sys.settrace(before)
