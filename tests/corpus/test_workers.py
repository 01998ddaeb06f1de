"""Worker processes that are killed, one after the other and on one article."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sayso.corpus import pool as pools
from sayso.corpus.options import Options
from sayso.corpus.pool import LocalPool, Outcome
from sayso.corpus.run import run
from sayso.corpus.store import Job
from sayso.corpus.work import Result, UnlikeEngine, work
from tests.corpus.conftest import (
    DirectPool,
    Quiet,
    Stage,
    lines_of,
    read_jsonl,
    usual,
    wait_for,
    write_jsonl,
)


def job(tmp_path: Path, texts: dict[int, str], count: int = 8) -> Job:
    articles = lines_of(count)
    for number, text in texts.items():
        articles[number]["text"] = text
    source = write_jsonl(tmp_path / "in.jsonl", articles)
    return Job((source,), ("in.jsonl",), tmp_path / "out.jsonl", usual())


class Killer(Quiet):
    """Kills a worker that waits for leave, then gives leave."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.killed: list[int] = []

    def reached(self, *, articles: int, words: int, read: int, workers: int) -> None:
        super().reached(articles=articles, words=words, read=read, workers=workers)
        if not self.killed and (held := self.stage.held()):
            os.kill(held[0], signal.SIGKILL)
            self.killed = held[:1]
            self.stage.let_go()


@pytest.mark.usefixtures("small_shards")
def test_a_killed_worker_is_replaced_and_its_articles_done_again(
    tmp_path: Path, stage: Stage
) -> None:
    made = job(tmp_path, {3: "Hold. It may rain."})
    killer = Killer(stage)
    pool = LocalPool(2)
    try:
        before = set(pool.processes)
        counts = run([made], pool, killer)
        after = set(pool.processes)
    finally:
        pool.close()
    assert killer.said == ["A worker was lost. Its articles are done again."]
    assert before - after == set(killer.killed)
    assert len(after) == 2
    assert counts["analysed"] == 8
    answers = read_jsonl(made.out)
    assert [answer["id"] for answer in answers] == [f"a{n}" for n in range(8)]
    assert not any("error" in answer for answer in answers)


@pytest.mark.usefixtures("small_shards")
def test_an_article_that_kills_every_worker_is_an_error_line(tmp_path: Path, stage: Stage) -> None:
    made = job(tmp_path, {2: "Die.", 7: "Die."})
    watcher = Quiet()
    pool = LocalPool(2)
    try:
        counts = run([made], pool, watcher)
    finally:
        pool.close()
    answers = read_jsonl(made.out)
    assert [answer["id"] for answer in answers] == [f"a{n}" for n in range(8)]
    failed = {answer["id"]: answer["error"]["code"] for answer in answers if "error" in answer}
    assert failed == {"a2": "worker_died", "a7": "worker_died"}
    assert counts["error worker_died"] == 2
    said = "\n".join(watcher.said)
    for number in (3, 8):
        assert f"in.jsonl, line {number}: workers were lost on this article." in said


def test_a_process_that_was_interrupted_does_no_more_articles(stage: Stage) -> None:
    from sayso.corpus.lines import Line

    rows = [b'{"id": 1, "text": "Spin."}', b'{"id": 2, "text": "It may rain."}']
    lines = [Line(number, row, len(row)) for number, row in enumerate(rows, start=1)]
    result = work(lines, usual(seconds=0.1))
    assert result.spent
    assert result.count == 1
    assert b"out_of_time" in result.streams["main"]


def test_workers_leave_with_their_pool() -> None:
    pool = LocalPool(2)
    processes = pool.processes
    assert all(Path(f"/proc/{pid}").exists() for pid in processes)
    pool.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in processes)


def test_an_idle_worker_that_was_killed_costs_nothing(tmp_path: Path) -> None:
    made = job(tmp_path, {}, count=3)
    pool = LocalPool(1)
    try:
        (pid,) = pool.processes
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not pool._workers[0].process.is_alive(), "its end")
        assert run([made], pool, Quiet())["analysed"] == 3
    finally:
        pool.close()


def test_a_mistake_in_a_worker_is_raised_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*args: object, **options: object) -> Result:
        raise LookupError("a mistake")

    monkeypatch.setattr(pools, "work", wrong)
    pool = LocalPool(1)
    try:
        with pytest.raises(LookupError, match="a mistake"):
            run([job(tmp_path, {})], pool, Quiet())
    finally:
        pool.close()


def test_a_worker_of_another_version_does_not_answer() -> None:
    with pytest.raises(UnlikeEngine, match="sayso 9"):
        work([], Options(engine="sayso 9"))


class Slow(DirectPool):
    """Keeps the first task back for a while, so that nothing can be written."""

    def finished(self, seconds: float) -> list[Outcome]:
        self.looks = getattr(self, "looks", 0) + 1
        if self.looks < 50 and len(self.waiting) < 2:
            return []
        first = self.waiting.pop(0) if self.looks < 50 else None
        found = super().finished(seconds)
        if first is not None:
            self.waiting.insert(0, first)
        return found


@pytest.mark.usefixtures("small_shards")
def test_what_is_held_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    made = job(tmp_path, {}, count=200)
    pool = Slow()
    handed: list[int] = []

    class Counting(Quiet):
        def reached(self, *, articles: int, words: int, read: int, workers: int) -> None:
            handed.append(len(pool.taken) - articles)

    assert run([made], pool, Counting())["analysed"] == 200
    assert 2 < max(handed) <= 4 * 2 * pool.size
