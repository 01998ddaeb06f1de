"""Runs that end before they are done: killed at every moment, stopped, without room, changed."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sayso.cli import main
from sayso.corpus import run as running
from sayso.corpus.options import Form
from sayso.corpus.run import run
from sayso.corpus.store import Job, Store
from tests.corpus.conftest import (
    DirectPool,
    Processes,
    Quiet,
    Stage,
    done,
    lines_of,
    read_jsonl,
    refused,
    usual,
    wait_for,
    write_jsonl,
)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch, small_shards: None) -> None:
    monkeypatch.setattr(running, "COMMIT", 0.0)
    # What a process has written outlives it; only a power cut takes what is not yet on the disk.
    monkeypatch.setattr(os, "fsync", lambda number: None)


def corpus(tmp_path: Path, form: Form) -> Job:
    articles = lines_of(5)
    source = write_jsonl(tmp_path / "in.jsonl", [*articles[:3], {"bad": "line"}, *articles[3:]])
    out = tmp_path / "out" / f"out.{form}"
    return Job((source,), ("in.jsonl",), out, usual(form=form))


def made(job: Job) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in job.out.parent.iterdir()}


def dying(moment: int) -> None:
    """From now on this process kills itself at the ``moment``-th step towards the disk."""
    steps = 0

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return step

    def write(store: Store, streams: dict[str, bytes], tally: dict[str, int]) -> None:
        nonlocal steps
        steps += 1
        if steps == moment:
            real_write(store, {name: data[: len(data) // 2] for name, data in streams.items()}, {})
            os.kill(os.getpid(), signal.SIGKILL)
        real_write(store, streams, tally)

    real_write = Store.write
    Store.write = write  # type: ignore[method-assign, assignment]
    os.fsync = watched(os.fsync)
    for name in ("replace", "unlink", "mkdir"):
        setattr(Path, name, watched(getattr(Path, name)))
    shutil.rmtree = watched(shutil.rmtree)  # type: ignore[assignment]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_killed_at_every_moment(tmp_path: Path, processes: Processes, form: Form) -> None:
    job = corpus(tmp_path, form)
    run([job], DirectPool(), Quiet())
    expected = made(job)
    assert len(expected) == (3 if form == "jsonl" else 4)
    moment = 0
    ended = -signal.SIGKILL
    while ended == -signal.SIGKILL:
        moment += 1
        shutil.rmtree(job.out.parent)

        def one_life(moment: int = moment) -> None:
            dying(moment)
            run([job], DirectPool(), Quiet())

        ended = processes.end(processes.fork(one_life))
        state = job.out.parent / f"{job.out.name}.sayso" / "state.json"
        committed = json.loads(state.read_text())["tally"] if state.exists() else {}
        pool = DirectPool()
        run([job], pool, Quiet())
        assert made(job) == expected, f"killed at step {moment}"
        if committed:
            left = 6 - committed.get("articles", 0) - committed.get("bad", 0)
            assert len(pool.taken) == left, "what was done is not done again"
    assert ended == 0
    assert moment > 20


def test_killed_twice(tmp_path: Path, processes: Processes) -> None:
    job = corpus(tmp_path, "jsonl")
    run([job], DirectPool(), Quiet())
    expected = made(job)
    for first in (6, 12, 18):
        for second in range(2, 14, 3):
            shutil.rmtree(job.out.parent)
            for moment in (first, second):

                def one_life(moment: int = moment) -> None:
                    dying(moment)
                    run([job], DirectPool(), Quiet())

                assert processes.end(processes.fork(one_life)) == -signal.SIGKILL
            run([job], DirectPool(), Quiet())
            assert made(job) == expected


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_command_is_ended_and_given_again(
    tmp_path: Path, stage: Stage, processes: Processes, kind: signal.Signals
) -> None:
    articles = lines_of(9)
    articles[6]["text"] = "Hold. It may rain."
    source = write_jsonl(tmp_path / "in.jsonl", articles)
    out = tmp_path / "out.jsonl"
    args = ["corpus", str(source), str(out), "--workers", "2"]
    pid = processes.fork(partial(main, args))
    state = tmp_path / "out.jsonl.sayso" / "state.json"

    def first_six() -> bool:
        return state.exists() and json.loads(state.read_text())["tally"].get("articles") == 6

    wait_for(first_six, "six articles")
    (worker,) = wait_for(stage.held, "a worker that waits")
    os.kill(pid, kind)
    ended = processes.end(pid)
    assert ended == (-signal.SIGKILL if kind is signal.SIGKILL else 130)
    assert not out.exists()
    stage.let_go()
    wait_for(lambda: not alive(worker), "the end of its worker")
    told = done(source, out).output
    assert "going on after 6 articles" in told
    assert [answer["id"] for answer in read_jsonl(out)] == [article["id"] for article in articles]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def begun(tmp_path: Path, stage: Stage, processes: Processes) -> Path:
    """An input of which two of three shards are done."""
    articles = lines_of(6)
    articles[4]["text"] = "Hold. It may rain."
    source = write_jsonl(tmp_path / "in.jsonl", articles)
    args = ["corpus", str(source), str(tmp_path / "out.jsonl"), "--workers", "1"]
    pid = processes.fork(partial(main, args))
    state = tmp_path / "out.jsonl.sayso" / "state.json"
    wait_for(lambda: stage.held() and state.exists(), "the third shard")
    (worker,) = stage.held()
    processes.kill(pid)
    stage.let_go()
    wait_for(lambda: not alive(worker), "the end of its worker")
    return source


def test_a_changed_input_is_noticed(begun: Path) -> None:
    out = begun.with_name("out.jsonl")
    data = begun.read_bytes()
    begun.write_bytes(data.replace(b"Hold.", b"Held."))
    told = refused(begun, out)
    assert f"in.jsonl has changed ({len(data)} bytes then, {len(data)} now)" in told
    assert "--again" in told
    done(begun, out, "--again")
    assert len(read_jsonl(out)) == 6


def test_a_copy_with_another_date_is_the_same_input(begun: Path) -> None:
    os.utime(begun, (1, 1))
    assert "going on after" in done(begun, begun.with_name("out.jsonl")).output


def test_changed_options_are_noticed(begun: Path) -> None:
    out = begun.with_name("out.jsonl")
    told = refused(begun, out, "--types", "modal-hedge", "--offsets", "utf-8")
    assert "--types was not given and is modal-hedge" in told
    assert "--offsets was code-point and is utf-8" in told
    assert "going on after" in done(begun, out).output


def test_another_version_is_noticed(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.corpus.options.engine", lambda: "sayso 9")
    told = refused(begun, begun.with_name("out.jsonl"))
    assert "the engine was sayso" in told
    assert "and is sayso 9" in told


def test_an_output_that_somebody_touched_is_noticed(begun: Path) -> None:
    out = begun.with_name("out.jsonl")
    (out.with_name("out.jsonl.sayso") / "main").write_bytes(b"")
    assert "shorter than the run left it" in refused(begun, out)
    (out.with_name("out.jsonl.sayso") / "state.json").write_text("{")
    assert "not as a run leaves it" in refused(begun, out)
    done(begun, out, "--again")


def test_nothing_that_others_made_is_replaced(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    for args in ([], ["--again"]):
        assert "“sayso corpus” did not make it" in refused(source, out, *args)
    assert out.read_text() == "precious"


def test_a_finished_run_is_only_made_again_when_asked(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [*lines_of(1), {"bad": 1}])
    out = tmp_path / "out.jsonl"
    done(source, out)
    assert (tmp_path / "out.bad.jsonl").exists()
    assert "was finished already" in done(source, out).output
    assert "made otherwise: --types was" in refused(source, out, "--types", "modal-hedge")
    write_jsonl(source, lines_of(2))
    assert "in.jsonl has changed" in refused(source, out)
    done(source, out, "--again")
    assert len(read_jsonl(out)) == 2
    assert not (tmp_path / "out.bad.jsonl").exists()


def test_two_runs_to_one_output_are_told_apart(
    tmp_path: Path, stage: Stage, processes: Processes
) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": 1, "text": "Hold. It may rain."}])
    out = tmp_path / "out.jsonl"
    pid = processes.fork(partial(main, ["corpus", str(source), str(out), "--workers", "1"]))
    wait_for(stage.held, "the first run")
    assert "another run is writing it now" in refused(source, out)
    stage.let_go()
    assert processes.end(pid) == 0
    assert len(read_jsonl(out)) == 1


def test_an_input_that_changes_while_it_is_read_is_noticed(
    tmp_path: Path, stage: Stage, processes: Processes, capfd: pytest.CaptureFixture[str]
) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": 1, "text": "Hold. It may rain."}])
    out = tmp_path / "out.jsonl"
    pid = processes.fork(partial(main, ["corpus", str(source), str(out), "--workers", "1"]))
    wait_for(stage.held, "the run")
    with source.open("a") as file:
        file.write('{"id": 2, "text": "It may snow."}\n')
    stage.let_go()
    assert processes.end(pid) == 1
    assert "was changed while it was read" in capfd.readouterr().err
    assert not out.exists()


def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(
    tmp_path: Path, processes: Processes, capfd: pytest.CaptureFixture[str]
) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(40))
    out = tmp_path / "out.jsonl"
    args = ["corpus", str(source), str(out), "--workers", "1"]

    def without_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        main(args)

    assert processes.end(processes.fork(without_room)) == 1
    told = " ".join(capfd.readouterr().err.split())
    assert f"{out}: File too large. What is done so far is kept. Make room" in told
    assert "Traceback" not in told
    assert not out.exists()
    assert "going on after" in done(source, out).output
    assert [answer["id"] for answer in read_jsonl(out)] == [f"a{n}" for n in range(40)]
