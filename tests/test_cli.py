"""The command line, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.notes import NOTE_TYPES
from sayso.scaffold import new_note


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text("🙂 Officials say the bridge may close.\n", "utf-8")
    return path


def test_analyze_prints_notes_for_people(article: Path) -> None:
    result = CliRunner().invoke(main, ["analyze", str(article)])
    assert result.exit_code == 0
    assert "Unspecified authority" in result.output
    assert "They do not say whether it is true." in result.output


def test_analyze_prints_the_apis_json(article: Path) -> None:
    args = [
        "analyze",
        str(article),
        "--format",
        "json",
        "--offsets",
        "utf-16",
        "--include",
        "sources",
    ]
    result = CliRunner().invoke(main, args)
    answer = json.loads(result.output)
    assert answer["offsets"] == "utf-16"
    assert answer["notes"][0]["start"] == 3
    assert answer["sources"][0]["name"] == "Officials"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("html", "<!doctype html>"),
        ("csv", "id,type,title,"),
        ("web-annotation", '"http://www.w3.org/ns/anno.jsonld"'),
    ],
)
def test_analyze_prints_other_forms(article: Path, form: str, words: str) -> None:
    result = CliRunner().invoke(main, ["analyze", str(article), "--format", form])
    assert result.exit_code == 0
    assert words in result.output
    assert "Officials" in result.output
    assert result.stdout_bytes.endswith(b"\n")


def test_a_row_of_csv_ends_as_the_standard_says(article: Path) -> None:
    result = CliRunner().invoke(main, ["analyze", str(article), "--format", "csv"])
    rows = result.stdout_bytes.decode().split("\r\n")
    assert len(rows) >= 3
    assert rows[-1] == ""


def test_analyze_reads_standard_input() -> None:
    result = CliRunner().invoke(main, ["analyze", "-"], input="Sources say the deal is dead.")
    assert result.exit_code == 0
    assert "bare-unnamed-source" in result.output


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["analyze", "no-such-file.txt"], "No such file"),
        (["analyze", "{file}", "--include", "everything"], "everything"),
        (["analyze", "{file}", "--types", "no-such-type"], "no-such-type"),
        (["explain", " "], "empty"),
        (["evaluate", "notes", "{folder}"], "notes.jsonl"),
        (["new-note", "Not An Id"], "hyphens"),
        (["new-note", "named-source"], "exists already"),
    ],
)
def test_wrong_input_is_told_plainly(article: Path, args: list[str], words: str) -> None:
    places = {"{file}": str(article), "{folder}": str(article.parent)}
    result = CliRunner().invoke(main, [places.get(arg, arg) for arg in args])
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(b"caf\xe9")
    result = CliRunner().invoke(main, ["analyze", str(path)])
    assert result.exit_code == 1
    assert "not UTF-8" in result.output


def test_explain_prints_each_layer() -> None:
    output = CliRunner().invoke(main, ["explain", "Officials say the bridge may close."]).output
    for words in ("VBP", "attribution 1: source “Officials”", "note vague-authority"):
        assert words in output


def test_types_lists_all() -> None:
    output = CliRunner().invoke(main, ["types"]).output
    assert len(output.splitlines()) == len(NOTE_TYPES)


def test_evaluate_counts_notes(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Sources say the deal is dead. It may rain.", "utf-8")
    items = [
        {
            "doc": "one",
            "type": "bare-unnamed-source",
            "quote": "Sources",
            "prefix": "",
            "must": True,
        },
        {"doc": "one", "type": "named-source", "quote": "deal", "prefix": "the ", "must": True},
        {"doc": "one", "type": "modal-hedge", "quote": "may", "prefix": "It ", "must": False},
    ]
    (tmp_path / "notes.jsonl").write_text("\n".join(map(json.dumps, items)), "utf-8")
    out = tmp_path / "result.json"
    CliRunner().invoke(main, ["evaluate", "notes", str(tmp_path), "--json", str(out)])
    result = json.loads(out.read_text("utf-8"))
    assert result["types"]["bare-unnamed-source"]["f1"] == 1
    assert result["types"]["named-source"] == {
        "gold": 1, "found": 0, "in_vain": 0, "precision": None, "precision_interval": None,
        "recall": 0, "recall_interval": [0, 0.793], "f1": 0,
    }  # fmt: skip
    assert result["overall"]["gold"] == 2


def test_new_note_writes_a_stub_and_registers_it(tmp_path: Path) -> None:
    index = tmp_path / "__init__.py"
    index.write_text(
        "from sayso.notes.named_source import named_source\n\nNOTE_TYPES = (\n    "
        "named_source,\n)\n"
    )
    path, todo = new_note("quiet-doubt", notes=tmp_path)
    assert path.name == "quiet_doubt.py"
    assert "def quiet_doubt(doc" in path.read_text()
    assert "from sayso.notes.quiet_doubt import quiet_doubt" in index.read_text()
    assert "    quiet_doubt,\n)" in index.read_text()
    assert "near misses" in todo
