"""A limit to how long one analysis may take: an answer that never comes is worse than a refusal."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from flask import Flask, current_app


class OutOfTime(BaseException):
    """The time is up. Not an Exception, so that no rule or library swallows it on its way."""


@contextmanager
def deadline(seconds: float) -> Iterator[Callable[[], None]]:
    """Raise OutOfTime in the block when it has used ``seconds`` of this process's time.

    The processor's time is counted, not the clock's: on a busy machine an ordinary article would
    otherwise be refused because of what other programs do.
    A timer's signal strikes in the midst of the work, where there is one and in the main thread,
    which gunicorn's sync workers have. The block is also given a function that raises OutOfTime
    once the time is up: compiled code may swallow what the signal raised, and Windows has none.
    """
    end = time.process_time() + seconds

    def pulse() -> None:
        if time.process_time() > end:
            raise OutOfTime

    timers = hasattr(signal, "setitimer")
    if not timers or threading.current_thread() is not threading.main_thread():
        yield pulse
        return
    before = signal.signal(signal.SIGPROF, _raise)
    # Compiled code may drop an exception that it cannot pass on, hence once more each second.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield pulse
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def on_retire(app: Flask, retire: Callable[[], None]) -> None:
    """Say how this process is replaced once its current request is answered."""
    app.extensions["sayso-retire"] = retire


def retire() -> None:
    """Have this process replaced: it was interrupted somewhere, and nobody knows where."""
    current_app.extensions.get("sayso-retire", lambda: None)()


def _raise(number: int, frame: FrameType | None) -> None:
    raise OutOfTime
