"""What a worker does: lines in, bytes out. It opens no file and keeps nothing between tasks."""

from __future__ import annotations

import gzip
import json
import struct
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sayso.analyse import Analysis, analyse
from sayso.corpus.lines import BadLine, Given, Line, read_line
from sayso.corpus.options import Options, engine
from sayso.corpus.tables import packed, table_of
from sayso.deadline import OutOfTime, deadline
from sayso.pipeline import load
from sayso.text import MAX_CHARACTERS, TextError
from sayso.wire import read_segments, to_json

Json = dict[str, Any]

# Of a bad line that is kept apart: bytes. What is longer stays where it is, and is named.
KEPT = 100_000
ID = struct.Struct("<8sQ")


class UnlikeEngine(Exception):
    """This worker has another Sayso than the one that began the run."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the first ``count`` lines of a task.

    ``streams`` has the bytes for each file of the output. ``spent`` says that the process was
    interrupted in the midst of an article and must not be used again.
    """

    count: int
    streams: dict[str, bytes] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    bad: tuple[tuple[int, str], ...] = ()
    spent: bool = False


def work(
    lines: Sequence[Line],
    options: Options,
    *,
    file: int = 0,
    name: str = "",
    check: Callable[[], None] = lambda: None,
) -> Result:
    """Analyse lines of the ``file``-th input, called ``name``.

    ``check`` is called before each of them and may raise.

    Raises UnlikeEngine where the run was begun by another version.
    """
    if options.engine != engine():
        raise UnlikeEngine(f"{engine()} instead of {options.engine}")
    load()
    made = _Made(options, file, name)
    for number, line in enumerate(lines, start=1):
        check()
        if made.take(line):
            return made.result(number, spent=True)
    return made.result(len(lines), spent=False)


def given_up(line: Line, options: Options, *, file: int, name: str) -> Result:
    """The result for an article on which worker after worker came to its end."""
    made = _Made(options, file, name)
    try:
        given = read_line(line, options)
    except BadLine as error:
        made.refuse(line, error)
    else:
        made.fail(
            given.id,
            "worker_died",
            "The process that analysed this article was killed, each time that it was tried. "
            "Is there too little memory?",
        )
        made.name(given.id, line)
    return made.result(1, spent=False)


class _Made:
    """The output of a task while it grows."""

    def __init__(self, options: Options, file: int, name: str) -> None:
        self.options = options
        self.file = file
        self.file_name = name
        self.answers: list[Json] = []
        self.analyses: list[tuple[str | int, Analysis | None, str]] = []
        self.bad: list[Json] = []
        self.told: list[tuple[int, str]] = []
        self.ids: list[bytes] = []
        self.tally: Counter[str] = Counter()

    def take(self, line: Line) -> bool:
        """Analyse one line; True where the process must not be used again."""
        try:
            given = read_line(line, self.options)
        except BadLine as error:
            self.refuse(line, error)
            return False
        self.name(given.id, line)
        try:
            with deadline(self.options.seconds) as clock:
                self.answer(given.id, _analysed(given, self.options, clock.pulse))
        except TextError as error:
            self.fail(given.id, error.code, str(error), error.facts)
        except OutOfTime as error:
            self.fail(
                given.id,
                "out_of_time",
                f"The text took longer than {self.options.seconds:g} seconds. Allow more with "
                "--seconds, or cut it in parts.",
            )
            return error.interrupted
        except Exception as error:
            self.fail(given.id, "internal", f"Sayso made a mistake: {_place(error)}.")
        return False

    def answer(self, id: str | int, analysis: Analysis) -> None:
        self.tally += Counter(articles=1, analysed=1, words=analysis.words)
        if not self.options.form.startswith("jsonl"):
            self.analyses.append((id, analysis, ""))
            return
        found = to_json(analysis, offsets=self.options.offsets, include=self.options.include)
        # Two runs over the same corpus give the same bytes.
        del found["elapsed_ms"]
        self.answers.append({"id": id, **found})

    def fail(self, id: str | int, code: str, detail: str, facts: Json | None = None) -> None:
        self.tally += Counter({"articles": 1, f"error {code}": 1})
        self.analyses.append((id, None, code))
        self.answers.append({"id": id, "error": {"code": code, "detail": detail, **(facts or {})}})

    def refuse(self, line: Line, error: BadLine) -> None:
        self.tally += Counter({"bad": 1})
        self.told.append((line.number, error.detail))
        kept = line.words and line.size <= KEPT
        self.bad.append(
            {
                "file": self.file_name,
                "line": line.number,
                "code": error.code,
                "detail": error.detail,
                "words": line.words.decode("utf-8", "backslashreplace") if kept else None,
                "bytes": line.size,
            }
        )

    def name(self, id: str | int, line: Line) -> None:
        """Remember the id in sixteen bytes, to find those that occur twice."""
        key = blake2b(json.dumps(id).encode(), digest_size=8).digest()
        self.ids.append(ID.pack(key, self.file << 40 | line.number))

    def result(self, count: int, *, spent: bool) -> Result:
        form = self.options.form
        streams = {"bad": _lines(self.bad), "ids": b"".join(self.ids)}
        if form.startswith("jsonl"):
            streams["main"] = _lines(self.answers)
        else:
            for name in ("main", "articles"):
                rows = table_of(name, self.analyses, self.options.offsets)
                streams[name] = packed(name, rows, form)
        if form.endswith(".gz"):
            for name in ("main", "articles"):
                if streams.get(name):
                    streams[name] = gzip.compress(streams[name], compresslevel=6, mtime=0)
        return Result(count, streams, self.tally, tuple(self.told), spent)


def _analysed(given: Given, options: Options, pulse: Callable[[], None]) -> Analysis:
    segments = None
    if given.segments is not None and len(given.text) <= MAX_CHARACTERS:
        places = [(each.start, each.end, each.role) for each in given.segments]
        segments = read_segments(given.text, places, options.offsets)
    return analyse(
        given.text,
        segments,
        page=given.page,
        types=options.types,
        exclude=options.exclude,
        considered="considered" in options.include,
        pulse=pulse,
    )


def _lines(values: Sequence[Json]) -> bytes:
    return b"".join(json.dumps(value, separators=(",", ":")).encode() + b"\n" for value in values)


def _place(error: Exception) -> str:
    """Kind and line of code of a mistake. Its message may hold words of the article."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, line {last.lineno} of {last.filename}"
