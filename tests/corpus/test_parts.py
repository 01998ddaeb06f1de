"""Small parts on their own: repeated ids, progress, lines that are read on from any place."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from sayso.corpus import inputs
from sayso.corpus.progress import Shown, duration, ended
from sayso.corpus.repeated import count_repeated
from sayso.corpus.work import ID
from tests.corpus.conftest import lines_of, usual


@pytest.mark.parametrize("at_once", [1, 3, 7, 100_000])
def test_repeated_ids_are_counted_however_little_is_held(tmp_path: Path, at_once: int) -> None:
    chance = random.Random(1)
    keys = [chance.randrange(40) for _ in range(60)]
    path = tmp_path / "ids"
    path.write_bytes(b"".join(ID.pack(b"%08d" % key, place) for place, key in enumerate(keys)))
    found = count_repeated(path, at_once=at_once)
    assert found.count == 60 - len(set(keys))
    for first, again in found.examples:
        assert first < again
        assert keys[first] == keys[again]


def test_no_ids_are_repeated_in_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "ids"
    path.touch()
    assert count_repeated(path).count == 0


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize("packed", [False, True])
def test_a_corpus_is_read_on_from_every_place(tmp_path: Path, packed: bool) -> None:
    rows = [json.dumps(article).encode() for article in lines_of(7)]
    data = b"\n\n".join(rows[:4]) + b"\r\n" + b"\n".join(rows[4:])
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for path in (first, second):
        path.write_bytes(gzip.compress(data) if packed else data)
    whole = list(inputs.shards([first, second], usual(), inputs.Place()))
    assert sum(len(shard.lines) for shard in whole) == 14
    assert whole[-1].read == 2 * first.stat().st_size
    for done, shard in enumerate(whole, start=1):
        rest = list(inputs.shards([first, second], usual(), shard.after))
        assert [each.lines for each in rest] == [each.lines for each in whole[done:]]
        assert [each.after for each in rest] == [each.after for each in whole[done:]]


def test_a_line_that_is_too_long_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "LONGEST_LINE", 10)
    for length in (9, 10, 11, 12, 19, 20, 21, 22, 31, 55):
        for ending in (b"\n", b"\r\n"):
            path = tmp_path / "in.jsonl"
            path.write_bytes(b"a" * length + ending + b"{}" + ending + b"b" * length)
            (shard,) = inputs.shards([path], usual(), inputs.Place())
            held = b"a" * length if length <= 10 else b""
            assert [(line.number, line.size) for line in shard.lines] == [
                (1, length), (2, 2), (3, length),
            ]  # fmt: skip
            assert shard.lines[0].words == held
            assert shard.lines[1].words == b"{}"
            assert shard.after.at == path.stat().st_size


def shown(*, terminal: bool) -> tuple[str, Shown]:
    out = io.StringIO()
    now = iter([0.0, 0.0, 5.0, 10.0, 20.0])
    console = Console(file=out, force_terminal=terminal, width=120, highlight=False)
    with Shown(1_000, console=console, clock=lambda: next(now)) as progress:
        for step in range(4):
            progress.reached(articles=10 * step, words=5_000 * step, read=100 * step, workers=2)
    return out.getvalue(), progress


def test_progress_is_a_line_now_and_then_where_nobody_looks() -> None:
    told, _ = shown(terminal=False)
    assert told.splitlines() == [
        "20 articles, 20 %, 2.0 articles and 1,000 words a second, 2 workers, 40 s left",
        "30 articles, 30 %, 1.5 articles and 750 words a second, 2 workers, 47 s left",
    ]


def test_progress_is_a_bar_in_a_terminal() -> None:
    told, _ = shown(terminal=True)
    assert "━" in told
    assert "1.5 articles and 750 words a second, 2 workers, 47 s left" in told


def test_of_many_messages_the_first_are_shown() -> None:
    out = io.StringIO()
    with Shown(1, console=Console(file=out, width=80)) as progress:
        for number in range(50):
            progress.say(f"line {number}: [red]", of_line=True)
        progress.say("the end")
    lines = out.getvalue().splitlines()
    assert len(lines) == 22
    assert lines[21] == "the end"
    assert lines[19] == "line 19: [red]"
    assert lines[20] == "More such lines are not shown here."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (7_260, "2 h 1 min"), (180_000, "2 d 2 h")],
)
def test_durations_are_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_end_says_what_there_is_to_say() -> None:
    counts = Counter(articles=3, analysed=3, words=1_200)
    assert ended(counts, 61, places="") == "3 articles, 3 of them analysed, 1,200 words, 1 min 1 s."
    counts = Counter({"articles": 3, "bad": 1, "repeated ids": 1, "error out_of_time": 1})
    assert ended(counts, 1, places="out.bad.jsonl").splitlines()[1:] == [
        "Errors in place of answers: out_of_time 1.",
        "1 line holds no article and is kept apart: out.bad.jsonl.",
        "1 article has an id that an earlier one has. All are in the output; the report beside it "
        "names the first.",
    ]
