"""Small corpora, a pool without processes, and processes that really run and are really killed."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sayso import pipeline
from sayso.analyse import Analysis, analyse
from sayso.cli import main
from sayso.corpus import inputs, work
from sayso.corpus.lines import Line
from sayso.corpus.options import Options, engine
from sayso.corpus.pool import Outcome, Pool, Task
from sayso.corpus.work import Result as Worked
from sayso.corpus.work import work as worked

# Long: nothing here depends on how fast the machine is.
PATIENCE = 120.0

TEXTS = (
    "Officials say the bridge may close.",
    "Mayor Ilse Brandt said on Monday that the pier will stay.",
    "Sources say the deal is dead. 🙂",
    "The ferry left at nine.",
    "Experts have reportedly warned of further costs.",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers are forked; other tests may have left a thread behind, which Python 3.12 tells."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"))


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    """Once, so that forked processes have it."""
    pipeline.load()


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LINES", 2)


def lines_of(count: int, *, texts: Sequence[str] = TEXTS) -> list[dict[str, Any]]:
    return [{"id": f"a{n}", "text": texts[n % len(texts)], "outlet": "x"} for n in range(count)]


def write_jsonl(path: Path, articles: Sequence[dict[str, Any]]) -> Path:
    data = "".join(json.dumps(article) + "\n" for article in articles).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.decode().splitlines()]


def sayso(*args: object) -> Result:
    """``sayso corpus …`` as it is typed, in this process with workers of its own."""
    return CliRunner().invoke(main, ["corpus", *map(str, args)])


def done(*args: object) -> Result:
    """The same, where it must come to its end."""
    result = sayso(*args, "--workers", 1)
    assert result.exit_code == 0, result.output
    return result


def refused(*args: object) -> str:
    """What it says where it must not begin or go on."""
    result = sayso(*args, "--workers", 1)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def usual(**changes: Any) -> Options:
    return Options(engine=engine(), **changes)


class Quiet:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.articles = 0

    def say(self, message: str, *, of_line: bool = False) -> None:
        self.said.append(message)

    def reached(self, *, articles: int, words: int, read: int, workers: int) -> None:
        self.articles = articles


@cache
def _worked(lines: tuple[Line, ...], options: Options, file: int, name: str) -> Worked:
    return worked(lines, options, file=file, name=name)


@dataclass
class DirectPool(Pool):
    """Works in this process, at once. Results are the last first, so that order is put to a test."""

    waiting: list[Task] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        return 2

    @property
    def room(self) -> int:
        return 3 - len(self.waiting)

    def submit(self, task: Task) -> None:
        self.taken += [line.number for line in task.lines]
        self.waiting.append(task)

    def finished(self, seconds: float) -> list[Outcome]:
        task = self.waiting.pop()
        return [(task, _worked(task.lines, task.options, task.file, task.name))]

    def close(self) -> None:
        self.waiting.clear()


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """Whatever true value the condition comes to have."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Processes:
    """Children that are forked, so that they have the model already. None is left at the end."""

    living: set[int] = field(default_factory=set)

    def fork(self, body: Callable[[], object]) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid:
            self.living.add(pid)
            return pid
        try:
            body()
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 1)
        except BaseException:
            traceback.print_exc()
            os._exit(70)
        os._exit(0)

    def end(self, pid: int) -> int:
        """Wait for a child: its exit code, or the signal that ended it as a negative number."""

        def ended() -> tuple[int, int] | None:
            found = os.waitpid(pid, os.WNOHANG)
            return found if found[0] else None

        _, status = wait_for(ended, f"process {pid}")
        self.living.discard(pid)
        return os.waitstatus_to_exitcode(status)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert self.end(pid) == -signal.SIGKILL


@pytest.fixture
def processes() -> Iterator[Processes]:
    found = Processes()
    yield found
    for pid in list(found.living):
        found.kill(pid)


@dataclass(frozen=True)
class Stage:
    """Where processes meet the test: who waits for leave to go on, and whether it is given."""

    folder: Path

    def held(self) -> list[int]:
        return [int(path.name.removeprefix("held-")) for path in self.folder.glob("held-*")]

    def let_go(self) -> None:
        (self.folder / "go").touch()

    def analyse(self, text: str, *rest: Any, **options: Any) -> Analysis:
        """``analyse``, save for texts that begin with what is to happen instead."""
        if text.startswith("Hold.") and not (self.folder / "go").exists():
            (self.folder / f"held-{os.getpid()}").touch()
            wait_for((self.folder / "go").exists, "leave to go on")
        if text.startswith("Die."):
            os.kill(os.getpid(), signal.SIGKILL)
        while text.startswith("Spin."):
            pass
        if text.startswith("Slow."):
            while True:
                options["pulse"]()
        if text.startswith("Err."):
            raise ZeroDivisionError(text)
        return analyse(text, *rest, **options)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    folder = tmp_path / "stage"
    folder.mkdir()
    found = Stage(folder)
    monkeypatch.setattr(work, "analyse", found.analyse)
    return found
