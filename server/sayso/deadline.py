"""A limit to how long one analysis may take: an answer that never comes is worse than a refusal."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

# Seconds that the work is given to come to a place where it can be ended in good order.
GRACE = 0.8


class OutOfTime(BaseException):
    """The time is up. Not an Exception, so that no rule or library swallows it on its way.

    ``interrupted`` says that a signal ended the work in the midst of something, so that nobody
    knows what it left behind.
    """

    def __init__(self, *, interrupted: bool) -> None:
        """Say how the work was ended."""
        super().__init__()
        self.interrupted = interrupted


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of one analysis, in seconds of the processor that ``tell`` counts."""

    began: float
    seconds: float
    tell: Callable[[], float] = time.process_time

    def spent(self) -> float:
        """Share of the time that has been used; more than 1 when it is up."""
        return (self.tell() - self.began) / self.seconds

    def pulse(self) -> None:
        """Raise OutOfTime once the time is up: called between two steps, it ends the work."""
        if self.spent() > 1:
            raise OutOfTime(interrupted=False)


@contextmanager
def deadline(seconds: float, *, grace: float = GRACE) -> Iterator[Clock]:
    """Raise OutOfTime in the block when it has used ``seconds`` of this process's time.

    The processor's time is counted, not the clock's: on a busy machine an ordinary article would
    otherwise be refused because of what other programs do. In a thread beside the main one it is
    the thread's own time, or the article would pay for what other threads read.
    The block is given a clock. It can look at it and stop in time, or call its ``pulse`` between
    two steps, which ends the work in good order. Where neither comes within ``grace`` further
    seconds, a timer's signal strikes in the midst of a step, if the platform has such timers and
    this is the main thread, as in gunicorn's sync workers. What the signal raises may be lost
    inside compiled code, hence it strikes once more each second.
    """
    if threading.current_thread() is not threading.main_thread():
        yield Clock(time.thread_time(), seconds, time.thread_time)
        return
    clock = Clock(time.process_time(), seconds)
    if not hasattr(signal, "setitimer"):
        yield clock
        return
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, seconds + grace, 1.0)
    try:
        yield clock
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _raise(number: int, frame: FrameType | None) -> None:
    raise OutOfTime(interrupted=True)
