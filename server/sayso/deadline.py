"""A limit to how long one analysis may take: an answer that never comes is worse than a refusal."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def deadline(seconds: float, *, grace: float = GRACE) -> Iterator[Callable[[], None]]:
    """Raise OutOfTime in the block when it has used ``seconds`` of this process's time.

    The processor's time is counted, not the clock's: on a busy machine an ordinary article would
    otherwise be refused because of what other programs do.
    The block is given a function that raises OutOfTime once the time is up: called between two
    steps of the work, it ends it in good order. Where no call comes within ``grace`` further
    seconds, a timer's signal strikes in the midst of a step, if the platform has such timers and
    this is the main thread, as in gunicorn's sync workers. What the signal raises may be lost
    inside compiled code, hence it strikes once more each second.
    In another thread its own time is counted, or its neighbours' work would be laid to its charge.
    """
    main = threading.current_thread() is threading.main_thread()
    clock = time.process_time if main else time.thread_time
    end = clock() + seconds

    def pulse() -> None:
        if clock() > end:
            raise OutOfTime(interrupted=False)

    if not main or not hasattr(signal, "setitimer"):
        yield pulse
        return
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, seconds + grace, 1.0)
    try:
        yield pulse
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _raise(number: int, frame: FrameType | None) -> None:
    raise OutOfTime(interrupted=True)
