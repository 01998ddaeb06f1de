"""What a run has written, kept so that a kill at any moment loses nothing and repeats nothing.

While a run goes on, all of it stands in the folder OUT.sayso: a file for each stream of bytes, and
``state.json``, which says how long each file was, and how far the input was read, when all of it
was safely on disk. A run that is taken up again cuts the files back to these lengths. When all is
done, each file takes its own name at once.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sayso.corpus.inputs import Place, identity
from sayso.corpus.options import Options
from sayso.corpus.repeated import count_repeated
from sayso.corpus.tables import header, to_parquet
from sayso.corpus.trouble import Trouble, of_file, read_json

try:
    import fcntl
except ImportError:  # Windows has no such locks: two runs to one OUT are not told apart there.
    fcntl = None  # type: ignore[assignment]

_ROOM = "What is done so far is kept. Make room and give the same command again (without --again)."


@dataclass(frozen=True, slots=True)
class Job:
    """Inputs whose answers go to one OUT."""

    inputs: tuple[Path, ...]
    names: tuple[str, ...]
    out: Path
    options: Options

    def beside(self, name: str) -> Path:
        """A file that stands beside OUT and is named after it."""
        stem = self.out.name
        for form in (".gz", ".jsonl", ".csv", ".parquet"):
            stem = stem.removesuffix(form)
        return self.out.with_name(f"{stem}.{name}")

    @property
    def places(self) -> dict[str, Path]:
        """Where each stream goes at the end. Ids go nowhere."""
        places = {"bad": self.beside("bad.jsonl"), "main": self.out}
        if not self.options.form.startswith("jsonl"):
            places["articles"] = self.beside(f"articles.{self.options.form}")
        return places

    @property
    def all_places(self) -> tuple[Path, ...]:
        """All files that the run leaves, or takes away where they would be empty."""
        return (*self.places.values(), self.report)

    @property
    def report(self) -> Path:
        """What the run was: options, inputs, counts."""
        return self.beside("run.json")


@dataclass(slots=True)
class State:
    """How far a run has come: all that it needs to go on."""

    place: Place = field(default_factory=Place)
    read: int = 0
    lengths: dict[str, int] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    finished: bool = False


class Store:
    """The folder of one job. It is opened, written in order, committed now and then, finished."""

    def __init__(self, job: Job) -> None:
        """Nothing is opened or written yet."""
        self.job = job
        self.folder = job.out.with_name(job.out.name + ".sayso")
        self.state = State()
        self.taken_up = False
        self._files: dict[str, BinaryIO] = {}
        self._lock: BinaryIO | None = None
        self._run: dict[str, Any] = {}

    def done_before(self, *, again: bool = False) -> bool:
        """Whether OUT is there already, made from the same inputs with the same options.

        Raises Trouble where OUT, or what would stand beside it, is something else; with ``again``,
        where no run made it.
        """
        out, report = self.job.out, self.job.report
        there = [place for place in self.job.all_places if place.exists()]
        if self.begun or not there:
            return False
        earlier = read_json(report) if report.exists() else {}
        if not _is_report(earlier):
            raise Trouble(
                f"{there[0]} exists, and “sayso corpus” did not make it. Name another OUT."
            )
        if again or not out.exists():
            return False
        self._run = self._describe(earlier)
        if unlike := _unlike(earlier, self._run):
            raise Trouble(
                f"{out} exists and was made otherwise: {unlike}. Make it again with --again, or "
                "name another OUT."
            )
        self.state.tally = Counter(earlier["counts"])
        shutil.rmtree(self.folder, ignore_errors=True)  # A kill may have left it, empty of sense.
        return True

    @property
    def begun(self) -> bool:
        """Whether a run has begun and is not at its end."""
        return (self.folder / "run.json").exists()

    def open(self, *, again: bool = False) -> None:
        """Begin, or take up what an earlier run left.

        ``again`` throws that away. Raises Trouble where another run writes there now, and where the
        inputs or the options are not those that the earlier run began with.
        """
        try:
            self._open(again=again)
        except OSError as error:
            self.close()
            raise of_file(self.folder, error, todo="Sayso must be able to write there.") from error
        except Trouble:
            self.close()
            raise

    def _open(self, *, again: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("wb")
        if fcntl is not None:
            try:
                fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Trouble(
                    f"{self.job.out}: another run is writing it now. Wait for it, or stop it first."
                ) from error
        began = self.folder / "run.json"
        state = self.folder / "state.json"
        if not again and began.exists() and state.exists():
            self.state = _read_state(state)
        self.taken_up = self.state.finished or self.state.read > 0
        if not self.taken_up:  # Nothing is lost when it begins anew, in whatever way.
            state.unlink(missing_ok=True)
            began.unlink(missing_ok=True)
            self.state = State()
        earlier = read_json(began) if began.exists() else None
        self._run = self._describe(earlier)
        if earlier is not None and (unlike := _unlike(earlier, self._run)):
            raise Trouble(
                f"{self.job.out}: a run that was not finished began otherwise: {unlike}. To go "
                "on with it, give it what it began with; to begin anew, add --again."
            )
        if earlier is None:
            _write_json(began, self._run)
        if self.state.finished:
            return
        for name in (*self.job.places, "ids"):
            path = self.folder / name
            self._files[name] = path.open("r+b" if path.exists() else "w+b")
            self._cut_back(name)

    def write(self, streams: Mapping[str, bytes], tally: Mapping[str, int]) -> None:
        """Add bytes to the files. They count when they are committed."""
        try:
            for name, data in streams.items():
                self._files[name].write(data)
                # Nothing waits in a buffer that a forked worker would inherit.
                self._files[name].flush()
        except OSError as error:
            raise of_file(self.job.out, error, todo=_ROOM) from error
        self.state.tally.update(tally)

    def reached(self, place: Place, read: int) -> None:
        """All that stands before this place of the input is written."""
        self.state.place = place
        self.state.read = read

    def commit(self) -> None:
        """Bring all that was written safely to disk, and then the word that it is there."""
        try:
            for name, file in self._files.items():
                os.fsync(file.fileno())
                self.state.lengths[name] = file.tell()
            self._write_state()
        except OSError as error:
            raise of_file(self.job.out, error, todo=_ROOM) from error

    def finish(self) -> None:
        """Give the files their own names. A kill in the midst of it is taken up, too."""
        try:
            if not self.state.finished:
                self._check_inputs()
                self._close_files()
                self._last_steps()
                self.state.finished = True
                self._write_state()
            self._put_in_place()
        except OSError as error:
            raise of_file(self.job.out, error, todo=_ROOM) from error

    def close(self) -> None:
        """Let go of all files; what was not committed is cut off by the next run."""
        self._close_files()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _describe(self, earlier: dict[str, Any] | None) -> dict[str, Any]:
        known = {each["name"]: each for each in (earlier or {}).get("inputs", [])}
        return {
            "options": self.job.options.to_json(),
            "inputs": [
                identity(path, name, known.get(name))
                for path, name in zip(self.job.inputs, self.job.names, strict=True)
            ],
        }

    def _check_inputs(self) -> None:
        for path, began in zip(self.job.inputs, self._run["inputs"], strict=True):
            if identity(path, began["name"], began)["sha256"] != began["sha256"]:
                raise Trouble(
                    f"{path} was changed while it was read, so that the answers belong to no one "
                    "state of it. Begin anew with --again."
                )

    def _cut_back(self, name: str) -> None:
        file = self._files[name]
        length = self.state.lengths.get(name, 0)
        if file.seek(0, os.SEEK_END) < length:
            raise Trouble(
                f"{self.folder / name} is shorter than the run left it; somebody changed it. "
                "Begin anew with --again."
            )
        file.truncate(length)
        file.seek(length)
        form = self.job.options.form
        if length == 0 and form.startswith("csv") and name in ("main", "articles"):
            line = header(name)
            file.write(gzip.compress(line, mtime=0) if form.endswith(".gz") else line)
            file.flush()

    def _close_files(self) -> None:
        for file in self._files.values():
            with suppress(OSError):
                file.close()
        self._files.clear()

    def _last_steps(self) -> None:
        counts = dict(sorted(self.state.tally.items()))
        repeated = count_repeated(self.folder / "ids")
        if repeated.count:
            counts["repeated ids"] = repeated.count
            self.state.tally["repeated ids"] = repeated.count
        main = self.folder / "main"
        if self.job.options.form == "jsonl.gz" and main.stat().st_size == 0:
            # No bytes at all are no gzip.
            main.write_bytes(gzip.compress(b"", mtime=0))
            _sync(main)
        if self.job.options.form == "parquet":
            for name in ("main", "articles"):
                made = self.folder / f"{name}.parquet"
                to_parquet(self.folder / name, made, name)
                _sync(made)
        report: dict[str, Any] = {**self._run, "counts": counts}
        if repeated.count:
            report["repeated"] = [
                {"first": self._where(first), "again": self._where(again)}
                for first, again in repeated.examples
            ]
        _write_json(self.folder / "report.json", report)

    def _where(self, number: int) -> dict[str, Any]:
        return {
            "file": self._run["inputs"][number >> 40]["name"],
            "line": number & (1 << 40) - 1,
        }

    def _put_in_place(self) -> None:
        """Rename each file once; those that are gone were renamed before a kill."""
        parquet = self.job.options.form == "parquet"
        for name, place in self.job.places.items():
            made = self.folder / (f"{name}.parquet" if parquet and name != "bad" else name)
            if not made.exists():
                continue
            if name == "bad" and made.stat().st_size == 0:
                place.unlink(missing_ok=True)
                made.unlink()
                continue
            made.replace(place)
        report = self.folder / "report.json"
        if report.exists():
            report.replace(self.job.report)
        _sync(self.job.out.parent)
        (self.folder / "run.json").unlink(missing_ok=True)
        self.close()
        shutil.rmtree(self.folder)

    def _write_state(self) -> None:
        state = self.state
        value = {
            "place": asdict(state.place),
            "read": state.read,
            "lengths": state.lengths,
            "tally": state.tally,
            "finished": state.finished,
        }
        _write_json(self.folder / "state.json", value)


def _read_state(path: Path) -> State:
    found = read_json(path)
    try:
        return State(
            place=Place(**found["place"]),
            read=found["read"],
            lengths=found["lengths"],
            tally=Counter(found["tally"]),
            finished=found["finished"],
        )
    except (KeyError, TypeError) as error:
        raise Trouble(f"{path} is not as a run leaves it. Begin anew with --again.") from error


def _is_report(found: object) -> bool:
    return isinstance(found, dict) and found.keys() >= {"options", "inputs", "counts"}


def _unlike(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """In what two runs differ, for people; nothing where they do not."""
    found = [
        f"--{key.replace('_', '-')} was {_shown(earlier['options'].get(key))} and is "
        f"{_shown(value)}"
        if key not in ("engine", "form")
        else f"the {key} was {_shown(earlier['options'].get(key))} and is {_shown(value)}"
        for key, value in now["options"].items()
        if earlier["options"].get(key) != value
    ]
    before = {each["name"]: each for each in earlier["inputs"]}
    after = {each["name"]: each for each in now["inputs"]}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            found.append(f"{name} is no longer there")
        elif name not in before:
            found.append(f"{name} is new")
        elif before[name]["sha256"] != after[name]["sha256"]:
            sizes = [f"{each[name]['bytes']:,}" for each in (before, after)]
            found.append(f"{name} has changed ({sizes[0]} bytes then, {sizes[1]} now)")
    if not found and [*before] != [*after]:
        found.append("the inputs are in another order")
    return "; ".join(found)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "empty"
    return "not given" if value is None else str(value)


def _write_json(path: Path, value: object) -> None:
    """Write a file so that it is there as a whole or, after a kill, as it was before."""
    made = path.with_name(path.name + ".new")
    with made.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Bring a file, or the names in a folder, safely to disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder.
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
