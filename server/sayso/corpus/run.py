"""A run from its inputs to its outputs: read ahead, hand out, write in order, commit."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from sayso.corpus.inputs import Shard, shards
from sayso.corpus.pool import Died, Outcome, Pool, Task
from sayso.corpus.store import Job, Store
from sayso.corpus.trouble import Stopped, Trouble
from sayso.corpus.work import Result, given_up

# Shards in memory for each worker: some wait for work, some for an earlier one to be written.
_AHEAD = 4
# Seconds: what a kill can cost at most, besides the shards that are being worked on.
COMMIT = 1.0
_WAIT = 0.5
# Seconds without any worker after which that is told, and between two such words.
_ALONE = 20.0
# Workers that may die on a task before it is cut into single articles, and on one of these.
_TRIES = 2


class Watcher(Protocol):
    """Who is told how a run goes on."""

    def say(self, message: str, *, of_line: bool = False) -> None:
        """Something that somebody should know; ``of_line``: there may be very many like it."""

    def reached(self, *, articles: int, words: int, read: int, workers: int) -> None:
        """How far the run has come; ``read`` is bytes of all inputs."""


@dataclass(slots=True)
class _Pending:
    """A shard that is not written yet. Without a shard: the end of its store."""

    store: Store
    shard: Shard | None
    results: dict[int, Result] = field(default_factory=dict)
    # Its input could not be read to the end: what is done is kept, and it stays unfinished.
    failed: bool = False

    @property
    def complete(self) -> bool:
        lines = 0 if self.shard is None else len(self.shard.lines)
        return sum(result.count for result in self.results.values()) == lines


def run(
    jobs: Sequence[Job],
    pool: Pool,
    watcher: Watcher,
    *,
    again: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Do all jobs, or what is left of them, and return the counts of all.

    ``stopping`` is asked between two steps. Raises Trouble, and Stopped where the run was stopped;
    what is done so far is then on disk.
    """
    return _Run(jobs, pool, watcher, again, stopping).to_the_end()


class _Run:
    def __init__(
        self,
        jobs: Sequence[Job],
        pool: Pool,
        watcher: Watcher,
        again: bool,
        stopping: Callable[[], bool],
    ) -> None:
        self.pool = pool
        self.watcher = watcher
        self.stopping = stopping
        self.source = self._work_left(jobs, again)
        self.trouble: Trouble | None = None
        self.read_all = False
        self.pending: dict[int, _Pending] = {}
        self.queue: deque[Task] = deque()
        self.numbered = 0
        self.written = 0
        self.stores: list[Store] = []
        self.before: dict[int, int] = {}
        self.total: Counter[str] = Counter()
        self.committed = time.monotonic()
        self.done_before: list[Path] = []
        self.several = len(jobs) > 1
        self.failed: list[Path] = []
        self.alone_since = time.monotonic()

    def to_the_end(self) -> Counter[str]:
        try:
            while True:
                self._read_ahead()
                self._hand_out()
                self._write()
                if self.read_all and not self.pending:
                    break
                if not self.pending or self._first().complete:
                    continue
                for outcome in self.pool.finished(_WAIT):
                    self._take(*outcome)
                self._tell()
                self._tell_of_nobody()
                if self.stopping():
                    self._commit()
                    raise Stopped
            if self.trouble is not None:
                self._commit()
                raise self.trouble
        finally:
            for store in self.stores:
                store.close()
        if self.done_before:
            first, *more = self.done_before
            named = f"{first} and {len(more):,} more were" if more else f"{first} was"
            self.watcher.say(f"{named} finished already (--again makes all anew).")
        if self.failed:
            first, *more = self.failed
            named = f"{first} and {len(more):,} more were" if more else f"{first} was"
            raise Trouble(
                f"{named} not made, for the reasons above; all others are done. To make one of "
                "them anew, take away its file, and its folder that ends in .sayso, and give the "
                "same command again."
            )
        return self.total

    def _work_left(self, jobs: Sequence[Job], again: bool) -> Iterator[_Pending]:
        before = 0
        for job in jobs:
            store = Store(job)
            try:
                yield from self._work_of(store, before, again)
            except Trouble as error:
                # One file of many keeps nobody from the others.
                if not self.several:
                    raise
                self.failed.append(job.out)
                self.watcher.say(str(error), of_line=True)
                if store in self.stores:
                    yield _Pending(store, None, failed=True)
            before += sum(path.stat().st_size for path in job.inputs if path.exists())

    def _work_of(self, store: Store, before: int, again: bool) -> Iterator[_Pending]:
        job = store.job
        if store.done_before(again=again):
            self.done_before.append(job.out)
            self.total.update(store.state.tally)
            return
        store.open(again=again)
        self.stores.append(store)
        self.before[id(store)] = before
        if store.taken_up:
            done = store.state.tally["articles"]
            self.watcher.say(f"{job.out}: going on after {done:,} articles.")
        if not store.state.finished:
            for shard in shards(job.inputs, job.options, store.state.place):
                yield _Pending(store, shard)
        yield _Pending(store, None)

    def _read_ahead(self) -> None:
        while not self.read_all and len(self.pending) < _AHEAD * max(1, self.pool.size):
            try:
                new = next(self.source)
            except StopIteration:
                self.read_all = True
                return
            except Trouble as error:
                # What was read before is finished first.
                self.trouble, self.read_all = error, True
                return
            self.pending[self.numbered] = new
            if new.shard is not None and new.shard.lines:
                job = new.store.job
                file = new.shard.after.file
                task = Task(self.numbered, 0, new.shard.lines, job.options, file, job.names[file])
                self.queue.append(task)
            self.numbered += 1

    def _hand_out(self) -> None:
        for _ in range(min(self.pool.room, len(self.queue))):
            self.pool.submit(self.queue.popleft())

    def _take(self, task: Task, outcome: Result | Died) -> None:
        if isinstance(outcome, Died):
            self._retry(task)
            return
        self.pending[task.shard].results[task.start] = outcome
        if outcome.count < len(task.lines):
            done = outcome.count
            rest = replace(task, start=task.start + done, lines=task.lines[done:], tries=0)
            self.queue.appendleft(rest)

    def _retry(self, task: Task) -> None:
        """Give a task that a worker died on to another one, at last article by article."""
        tries = task.tries + 1
        if tries < _TRIES:
            self.watcher.say("A worker was lost. Its articles are done again.")
            again = [replace(task, tries=tries)]
        elif len(task.lines) > 1:
            again = [
                replace(task, start=task.start + at, lines=(line,), tries=0)
                for at, line in enumerate(task.lines)
            ]
        else:
            line = task.lines[0]
            self.watcher.say(
                f"{task.name}, line {line.number:,}: workers were lost on this article. It gets an "
                "error instead of an answer."
            )
            result = given_up(line, task.options, file=task.file, name=task.name)
            self.pending[task.shard].results[task.start] = result
            return
        self.queue.extendleft(reversed(again))

    def _first(self) -> _Pending:
        return self.pending[self.written]

    def _write(self) -> None:
        while self.written in self.pending and self._first().complete:
            done = self.pending.pop(self.written)
            self.written += 1
            if done.failed:
                self._leave(done.store)
                continue
            if done.shard is None:
                self._finish(done.store)
                continue
            for _, result in sorted(done.results.items()):
                done.store.write(result.streams, result.tally)
                name = done.store.job.names[done.shard.after.file]
                for number, detail in result.bad:
                    self.watcher.say(f"{name}, line {number:,}: {detail}", of_line=True)
            done.store.reached(done.shard.after, done.shard.read)
            if time.monotonic() - self.committed >= COMMIT:
                self._commit()
        self._tell()

    def _finish(self, store: Store) -> None:
        store.finish()
        self.total.update(store.state.tally)
        self.stores.remove(store)
        store.close()

    def _leave(self, store: Store) -> None:
        if not store.state.finished:
            store.commit()
        self.total.update(store.state.tally)
        self.stores.remove(store)
        store.close()

    def _commit(self) -> None:
        if self.stores and not self.stores[0].state.finished:
            self.stores[0].commit()
        self.committed = time.monotonic()

    def _tell_of_nobody(self) -> None:
        now = time.monotonic()
        if self.pool.size or not self.pool.nobody:
            self.alone_since = now
        elif now - self.alone_since >= _ALONE:
            self.alone_since = now
            self.watcher.say(self.pool.nobody)

    def _tell(self) -> None:
        if not self.stores:
            return
        first = self.stores[0]
        tally = self.total + first.state.tally
        self.watcher.reached(
            articles=tally["articles"],
            words=tally["words"],
            read=self.before[id(first)] + first.state.read,
            workers=self.pool.size,
        )


__all__ = ["COMMIT", "Outcome", "Watcher", "run"]
