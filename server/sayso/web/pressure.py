"""Back-pressure: who would wait too long is told at once, and when to come back.

Requests wait in the system's queue of connections, which each worker takes the oldest from. When
more are behind the one just taken than can be answered in the time that anybody should wait, it is
refused, which takes a millisecond where an answer takes a hundred. So the queue stays short, and
whoever is in it is answered, or refused, before giving up. docs/decisions/0005 has the reasons.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from flask import Flask, Response, current_app, g, request

from sayso.web.places import Places
from sayso.web.problems import Problem
from sayso.web.settings import Settings

# What reads a text. All else is answered in no time, and people look at it when a server is busy.
READING = frozenset({"v1.analyze", "compare.two", "batch.many", "languagetool.check"})

# Seconds for one request, before any has been measured, and how much the latest counts.
_FIRST, _LATEST = 0.2, 0.1


class Pressure:
    """What one process knows of the load. ``workers`` processes share the queue."""

    def __init__(self, settings: Settings, *, workers: int) -> None:
        """Nothing waits, as far as this knows."""
        self._wait = settings.wait
        self._workers = workers
        self.mean = _FIRST
        # How many may wait where they are counted; 0 where nobody knows.
        self.room = 0
        # One worker is left for readers, unless there is but one.
        self.batches = Places(max(1, workers - 1))

    def check(self, waiting: int) -> None:
        """Raise Problem when so many are waiting that the last of them would wait too long.

        So it is where the queue is full: those behind it knock again after one, three and seven
        seconds, and nobody counts them.
        """
        free = max(1, self._workers - self.batches.taken())
        expected = waiting * self.mean / free
        if expected <= self._wait and not 0 < self.room <= waiting:
            return
        raise busy(f"{waiting:,} requests wait for their turn, about {expected:.0f} seconds.",
                   seconds=expected)  # fmt: skip

    def measured(self, seconds: float) -> None:
        """Remember how long a request took."""
        self.mean += _LATEST * (seconds - self.mean)


def busy(why: str, *, seconds: float) -> Problem:
    """The refusal of somebody who should come back in so many seconds."""
    after = max(1, math.ceil(seconds))
    return Problem(
        "busy", f"{why} Please try again in {after} seconds.", headers={"Retry-After": str(after)}
    )


def register(app: Flask, settings: Settings, *, workers: int) -> Pressure:
    """Refuse what would wait too long, where the process has been told how to count."""
    pressure = Pressure(settings, workers=workers)
    app.extensions["sayso-pressure"] = pressure

    @app.before_request
    def check() -> None:
        if request.endpoint not in READING or request.method != "POST":
            return
        pressure.check(waiting_now())
        g.began = time.monotonic()

    @app.after_request
    def measure(response: Response) -> Response:
        # A batch is sent while it is read; what is measured here would be its beginning.
        if "began" in g and request.endpoint != "batch.many":
            pressure.measured(time.monotonic() - g.began)
        return response

    return pressure


def on_waiting(app: Flask, waiting: Callable[[], int], *, room: int = 0) -> None:
    """Say how this process counts those who wait, of whom there cannot be more than ``room``."""
    app.extensions["sayso-waiting"] = waiting
    app.extensions["sayso-pressure"].room = room


def waiting_now() -> int:
    """How many requests wait, as far as this process can tell."""
    count: Callable[[], int] = current_app.extensions.get("sayso-waiting", lambda: 0)
    return count()
