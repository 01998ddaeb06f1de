"""Worker processes on this machine, each with a pipe of its own, and what all pools must do.

``concurrent.futures`` gives up the whole pool when one process is killed, and does not say on which
work it died. Here a broken pipe says it: that worker alone is replaced, and its task comes back.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import cast

from sayso import pipeline
from sayso.corpus.lines import Line
from sayso.corpus.options import Options
from sayso.corpus.work import Result, work

# Seconds: an idle worker needs no more to leave.
_LEAVE = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """Lines for a worker: ``shard`` and ``start`` say where they belong.

    ``tries`` counts the workers that died on it.
    """

    shard: int
    start: int
    lines: tuple[Line, ...]
    options: Options
    file: int
    name: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Died:
    """The worker came to its end on a task: killed, out of memory, or crashed."""


Outcome = tuple[Task, Result | Died]


class Pool(ABC):
    """Workers that turn tasks into results, in whatever order."""

    # What to say where no worker is there for a while; nothing where that cannot be.
    nobody = ""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many tasks are worked on at once."""

    @property
    @abstractmethod
    def room(self) -> int:
        """How many more tasks should be handed in now."""

    @abstractmethod
    def submit(self, task: Task) -> None:
        """Hand in a task."""

    @abstractmethod
    def finished(self, seconds: float) -> list[Outcome]:
        """What is finished; waits so long at most. Raises what a worker raised."""

    @abstractmethod
    def close(self) -> None:
        """Send the workers away. What they are doing is given up."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: Task | None = None


class LocalPool(Pool):
    """Processes on this machine.

    On Linux they are forked from one that has loaded the model, so that all share its memory.
    Elsewhere each loads its own.
    """

    def __init__(self, size: int) -> None:
        """Start ``size`` workers."""
        self._context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        if sys.platform == "linux":
            pipeline.load()
            gc.collect()
            # From here on the collector leaves alone what workers share with their parent.
            gc.freeze()
        self._workers: list[_Worker] = []
        for _ in range(size):
            self._workers.append(self._start())

    @property
    def size(self) -> int:
        """How many processes there are."""
        return len(self._workers)

    @property
    def room(self) -> int:
        """How many of them are idle."""
        return sum(worker.task is None for worker in self._workers)

    @property
    def processes(self) -> list[int]:
        """The workers' process ids."""
        return [worker.process.pid or 0 for worker in self._workers]

    def submit(self, task: Task) -> None:
        """Give a task to an idle worker."""
        worker = next(worker for worker in self._workers if worker.task is None)
        worker.task = task
        # A worker that died while it was idle is found by ``finished``.
        with suppress(OSError):
            worker.pipe.send(task)

    def finished(self, seconds: float) -> list[Outcome]:
        """What idle pipes bring: results, or the end of a worker, which is replaced."""
        busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        return [self._outcome(busy[cast(Connection, pipe)]) for pipe in wait(list(busy), seconds)]

    def _outcome(self, worker: _Worker) -> Outcome:
        task, worker.task = worker.task, None
        assert task is not None
        try:
            found = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return task, Died()
        if isinstance(found, BaseException):
            raise found
        assert isinstance(found, Result)
        if found.spent:
            self._replace(worker)
        return task, found

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.pipe.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_LEAVE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self._workers.clear()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        forked = self._context.get_start_method() == "fork"
        # A worker that held its neighbours' pipes would keep them from seeing that we are gone.
        others = [ours, *(worker.pipe for worker in self._workers)] if forked else []
        # The stubs leave Process out of the base class of contexts; each kind of context has it.
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_answer, args=(theirs, others, os.getpid()), daemon=True, name="sayso-corpus"
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.join(_LEAVE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()
        at = self._workers.index(worker)
        del self._workers[at]
        self._workers.insert(at, self._start())


def _answer(pipe: Connection, others: Sequence[Connection], parent: int) -> None:
    """A worker's life: tasks in, results out, until the pipe ends."""
    # Ctrl+C reaches all processes of a terminal; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()

    def check() -> None:
        if os.getppid() != parent:
            sys.exit(1)  # Nobody waits for the answer.

    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            found: Result | Exception = work(
                task.lines, task.options, file=task.file, name=task.name, check=check
            )
        except Exception as error:
            found = error
        try:
            pipe.send(found)
        except OSError:
            return
        if isinstance(found, Result) and found.spent:
            return
