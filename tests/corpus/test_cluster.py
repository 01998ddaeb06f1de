"""The same run on a Dask cluster: a scheduler and several worker processes, one of them killed."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sayso.cli import main
from sayso.corpus import cluster
from sayso.corpus.work import UnlikeEngine
from tests.corpus.conftest import (
    Processes,
    Stage,
    done,
    lines_of,
    read_jsonl,
    refused,
    sayso,
    wait_for,
    write_jsonl,
)

distributed = pytest.importorskip("distributed")


def scheduler(told: Path) -> None:
    """Runs in a process of its own until that is killed."""

    async def serve() -> None:
        async with distributed.Scheduler(
            host="127.0.0.1", port=0, dashboard=False, dashboard_address="127.0.0.1:0"
        ) as found:
            told.with_suffix(".new").write_text(found.address)
            told.with_suffix(".new").replace(told)
            await alone(parent)

    parent = os.getppid()
    quiet()
    asyncio.run(serve())


def worker(address: str, folder: Path) -> None:
    """Runs in a process of its own until that is killed."""

    async def serve() -> None:
        async with distributed.Worker(
            address, nthreads=1, local_directory=str(folder), dashboard_address="127.0.0.1:0"
        ):
            (folder / f"worker-{os.getpid()}").touch()
            await alone(parent)

    parent = os.getppid()
    quiet()
    asyncio.run(serve())


async def alone(parent: int) -> None:
    """Wait until the tests have ended, however they did; usually this process is killed before."""
    while os.getppid() == parent:
        await asyncio.sleep(0.5)
    os._exit(0)


def quiet() -> None:
    """A process that is to be killed need not tell what it thinks of it."""
    logging.disable(logging.CRITICAL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@pytest.fixture
def address(tmp_path: Path, processes: Processes) -> str:
    told = tmp_path / "scheduler.address"
    processes.fork(partial(scheduler, told))
    wait_for(told.exists, "the scheduler")
    return told.read_text()


def start_workers(count: int, address: str, folder: Path, processes: Processes) -> list[int]:
    folder.mkdir()
    pids = [processes.fork(partial(worker, address, folder)) for _ in range(count)]
    wait_for(lambda: len(list(folder.glob("worker-*"))) == count, "the workers")
    return pids


@pytest.mark.usefixtures("small_shards")
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    tmp_path: Path, stage: Stage, address: str, processes: Processes
) -> None:
    articles = lines_of(24)
    articles[7]["text"] = "Hold. It may rain."
    source = write_jsonl(tmp_path / "in.jsonl", [*articles, {"bad": "line"}])
    workers = start_workers(3, address, tmp_path / "workers", processes)
    out = tmp_path / "cluster.jsonl"
    args = ["corpus", str(source), str(out), "--scheduler", address]
    pid = processes.fork(partial(main, args))
    (held,) = wait_for(stage.held, "a worker that waits")
    assert held in workers
    processes.kill(held)
    wait_for(lambda: len(stage.held()) == 2, "another worker on the same articles")
    stage.let_go()
    assert processes.end(pid) == 0
    done(source, tmp_path / "local.jsonl")
    assert out.read_bytes() == (tmp_path / "local.jsonl").read_bytes()
    assert [answer["id"] for answer in read_jsonl(out)] == [article["id"] for article in articles]
    assert (tmp_path / "cluster.bad.jsonl").read_bytes() == (
        tmp_path / "local.bad.jsonl"
    ).read_bytes()


def test_a_scheduler_that_ends_is_told_and_the_run_is_taken_up_here(
    tmp_path: Path,
    stage: Stage,
    processes: Processes,
    capfd: pytest.CaptureFixture[str],
    small_shards: None,
) -> None:
    told = tmp_path / "scheduler.address"
    served = processes.fork(partial(scheduler, told))
    wait_for(told.exists, "the scheduler")
    start_workers(1, told.read_text(), tmp_path / "workers", processes)
    articles = lines_of(4)
    articles[3]["text"] = "Hold. It may rain."
    source = write_jsonl(tmp_path / "in.jsonl", articles)
    out = tmp_path / "out.jsonl"
    args = ["corpus", str(source), str(out), "--scheduler", told.read_text()]
    pid = processes.fork(partial(main, args))
    wait_for(stage.held, "the worker")
    os.kill(served, signal.SIGKILL)
    assert processes.end(served) == -signal.SIGKILL
    assert processes.end(pid) == 1
    assert "The connection to the Dask scheduler was lost" in capfd.readouterr().err
    stage.let_go()
    done(source, out)
    assert len(read_jsonl(out)) == 4


def test_where_no_scheduler_answers_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: Processes,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(cluster, "_CONNECT", 0.2)
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    args = ["corpus", str(source), str(tmp_path / "out.jsonl"), "--scheduler"]
    assert processes.end(processes.fork(partial(main, [*args, "tcp://127.0.0.1:1"]))) == 1
    assert "no Dask scheduler answers there" in " ".join(capfd.readouterr().err.split())


def test_without_dask_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    result = sayso(source, tmp_path / "out.jsonl", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 1
    assert "pip install 'sayso[dask]'" in result.output


class Future:
    """What Dask hands back, as far as we look at it."""

    def __init__(self, status: str, error: BaseException | None = None) -> None:
        self.status = status
        self.error = error

    def exception(self) -> BaseException | None:
        return self.error


@pytest.mark.parametrize(
    ("future", "words"),
    [
        (Future("error", ModuleNotFoundError("No module")), "failed .ModuleNotFoundError."),
        (Future("error", UnlikeEngine("sayso 9 instead of 1")), "has sayso 9 instead of 1"),
        (Future("cancelled"), "connection to the Dask scheduler was lost"),
    ],
)
def test_other_troubles_of_a_cluster_are_told(future: Future, words: str) -> None:
    pool: Any = object.__new__(cluster.DaskPool)
    pool._dask = distributed
    with pytest.raises(cluster.Trouble, match=words):
        pool._outcome(future)


def test_a_task_that_dask_gives_up_is_one_that_workers_died_on() -> None:
    pool: Any = object.__new__(cluster.DaskPool)
    pool._dask = distributed
    error = distributed.KilledWorker("task", None, 3)
    assert isinstance(pool._outcome(Future("error", error)), cluster.Died)


def test_no_refusal_mentions_another_option(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    told = refused(source, tmp_path / "out.jsonl", "--scheduler", "tcp://127.0.0.1:1")
    assert "--workers is for this machine" in told
