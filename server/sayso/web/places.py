"""A fixed number of places that processes share, for work that must not take all of them.

A place is a byte of a file that nobody else sees, and taking it is a lock on that byte. The system
takes locks back when a process ends, however it ends: a worker that is killed leaves no place
taken, as it would with a counter in shared memory.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable

if sys.platform != "win32":
    import fcntl


class Places:
    """``count`` places. Make it before the first fork."""

    def __init__(self, count: int) -> None:
        """All of them are free."""
        self.count = count
        self._file = _nameless()
        weakref.finalize(self, os.close, self._file)
        self._mine: set[int] = set()
        self._lock = threading.Lock()

    def take(self) -> Callable[[], None] | None:
        """Take a place: a function that gives it back, once; None when all are taken."""
        with self._lock:
            for number in set(range(self.count)) - self._mine:
                if self._locked(number):
                    self._mine.add(number)
                    return self._way_back(number)
        return None

    def taken(self) -> int:
        """How many are taken, by whichever process."""
        with self._lock:
            found = len(self._mine)
            for number in set(range(self.count)) - self._mine:
                if self._locked(number):
                    self._unlock(number)
                else:
                    found += 1
            return found

    def _way_back(self, number: int) -> Callable[[], None]:
        held = [number]

        def give_back() -> None:
            with self._lock:
                if held:
                    self._mine.discard(held.pop())
                    self._unlock(number)

        return give_back

    def _locked(self, number: int) -> bool:
        if sys.platform == "win32":  # One process, whose own set is enough.
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return False
        return True

    def _unlock(self, number: int) -> None:
        if sys.platform != "win32":
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)


def _nameless() -> int:
    """A file without a name, in memory where it can be: a container may have no place to write."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("sayso-places")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
