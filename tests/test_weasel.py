"""Uncertain sentences: read from CSV, put back to running text, counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.notes import NOTE_TYPES
from sayso.weasel import UNCERTAIN, evaluate, running_text

ROWS = (
    "text,label\n"
    '"The pier may be closed .\n",1\n'
    '"The pier -LRB- of 1902 -RRB- was closed .",0\n'
    '"Critics say that the law goes too far .",1\n'
    "\"`` It could fall today , '' said Ana Cruz .\",0\n"
    '"The well was dug in many towns .",0\n'
    '"It was , as ever , cold .",1\n'
    '"",0\n'
)


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    path = tmp_path / "sentences.csv"
    path.write_text(ROWS, "utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("`` Stay , '' he said .", "“Stay,” he said."),
        ("the pier -LRB- of 1902 -RRB- , says it", "the pier (of 1902), says it"),
        ("Torva 's boats do n't leak", "Torva's boats don't leak"),
        ("the boats ' crews", "the boats' crews"),
        ("a .338 shell -LSB- sic -RSB- costs $ 3", "a .338 shell [sic] costs $3"),
    ],
)
def test_words_become_running_text(words: str, text: str) -> None:
    assert running_text(words) == text


def test_sentences_are_counted_by_kind(sentences: Path) -> None:
    result = evaluate(sentences)
    assert (result.sentences, result.count.gold) == (7, 3)
    assert (result.count.found, result.count.vain) == (2, 1)
    assert result.types["modal-hedge"] == (1, 0)
    assert result.types["vague-quantity"] == (0, 1)
    assert len(result.misses) == 2


def test_a_sample_is_always_the_same(sentences: Path) -> None:
    assert evaluate(sentences, sample=4) == evaluate(sentences, sample=4)
    assert evaluate(sentences, sample=4).sentences == 4


def test_what_counts_is_hedging_and_four_kinds_of_sourcing() -> None:
    hedging = {each.id for each in NOTE_TYPES if each.family == "hedging"}
    assert set(UNCERTAIN) - hedging == {
        "vague-authority", "agentless-attribution", "bare-unnamed-source", "evidential-adverb",
    }  # fmt: skip
    assert hedging <= set(UNCERTAIN)


def test_the_command_prints_and_writes(sentences: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    args = ["evaluate", "weasel", str(sentences), "--json", str(out), "--misses"]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    assert "missed: It was, as ever, cold." in result.output
    assert json.loads(out.read_text("utf-8"))["uncertain"]["found"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("sentence,label\na,1\n", "columns"),
        ("text,label\na,yes\n", "line 2"),
        ("text,label\n", "no sentences"),
    ],
)
def test_wrong_files_are_told_plainly(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(content, "utf-8")
    result = CliRunner().invoke(main, ["evaluate", "weasel", str(path)])
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
