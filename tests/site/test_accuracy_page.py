"""The page of figures and the figures on the note types' pages: whole, fresh and explained."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sayso import accuracy
from sayso.notes import NOTE_TYPES

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
# From so many notes on, a type that is often wrong must have its reason told.
ENOUGH = 3
WEAK = 0.7


@pytest.fixture(scope="module")
def html(dist: Path) -> str:
    return (dist / "accuracy.html").read_text("utf-8")


@pytest.fixture(scope="module")
def about() -> dict[str, Any]:
    return tomllib.loads((SITE / "pages" / "accuracy.toml").read_text("utf-8"))


def cells(html: str) -> list[str]:
    """Words of the cells of a table's row."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in found]


def pair(counts: dict[str, Any]) -> list[str]:
    """Precision and recall as people read them: counts, and a share where they are not few."""
    made = []
    for of, key in ((counts["found"] + counts["in_vain"], "precision"), (counts["gold"], "recall")):
        words = f"{counts['found']} of {of}" if of else "–"
        if of >= accuracy.FEW:
            low, high = counts[f"{key}_interval"]
            words += f" {100 * counts[key]:.0f}%, {100 * low:.0f}–{100 * high:.0f}"
        made.append(words)
    return made


@pytest.mark.parametrize("note_type", NOTE_TYPES, ids=lambda each: each.id)
def test_each_type_is_shown_with_its_counts_on_both_pages(
    note_type: Any, html: str, dist: Path
) -> None:
    found = accuracy.of_type(note_type.id)
    row = re.search(rf'<tr id="{note_type.id}".*?</tr>', html, re.DOTALL)
    assert row
    assert cells(row[0]) == [*pair(found["blind"]), *pair(found["seen"])]
    own = (dist / "types" / f"{note_type.id}.html").read_text("utf-8")
    measured = own[own.index('id="measured"') :]
    if not found["gold"] and not found["in_vain"]:
        assert "Not measured" in measured
        return
    for kind in ("blind", "seen"):
        own_row = re.search(rf'<tr class="ours" id="{kind}">.*?</tr>', measured, re.DOTALL)
        assert own_row
        assert cells(own_row[0]) == pair(found[kind])


def test_what_goes_wrong_often_is_explained(about: dict[str, Any], html: str) -> None:
    types = accuracy.read()["types"]
    weak = {
        name
        for name, found in types.items()
        if any(found[key] is not None and found[key] < WEAK for key in ("precision", "recall"))
        and found["gold"] >= ENOUGH
    }
    assert weak
    assert weak - set(about["known"]) == set()
    assert set(about["known"]) - set(types) == set()
    for name in weak:
        assert unescape(about["known"][name]) in unescape(html)


def test_weak_results_are_said_plainly(html: str) -> None:
    uncertain = accuracy.read()["uncertain"]["uncertain"]["f1"]
    assert f"<b>{uncertain:.3f}</b>" in html
    assert "it was missed" in html
    for miss in accuracy.read()["sets"]["golden"]["misses"]:
        assert not miss["words"] or f"<q>{miss['words']}</q>" in unescape(html)


def test_the_figures_of_the_trained_parts_are_those_of_the_file(html: str) -> None:
    trained = json.loads((ROOT / "server/training/results.json").read_text("utf-8"))
    ours = cells(re.findall(r'<tr class="ours">.*?</tr>', html, re.DOTALL)[1])
    for cell, role in zip(ours, ("source", "cue", "content"), strict=False):
        exact = trained["attribution"]["all annotations"][role]["exact"]
        assert cell == f"{exact['f1']:.1f} {exact['interval'][0]}–{exact['interval'][1]}"
    assert f"{trained['speed']['words per second']['sayso']:,}" in html


def test_every_set_says_who_annotated_it_and_how_to_repeat_it(html: str) -> None:
    for each in accuracy.read()["sets"].values():
        assert html.count(each["command"]) >= 2
    assert html.count("<dt>Annotated by</dt>") == html.count("<dt>Blind?</dt>") == 3


def test_the_history_adds_up_and_is_shown(html: str) -> None:
    lines = json.loads((SITE / "history.json").read_text("utf-8"))
    assert [line["date"] for line in lines] == sorted(line["date"] for line in lines)
    for line in lines:
        assert line["what"] in unescape(html)
        for counts in line["sets"].values():
            precision = counts["found"] / (counts["found"] + counts["in_vain"])
            recall = counts["found"] / counts["gold"]
            assert counts["f1"] == pytest.approx(
                2 * precision * recall / (precision + recall), abs=0.001
            )


def test_a_line_of_history_is_written_by_a_command(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, accuracy; accuracy.HISTORY = pathlib.Path(sys.argv.pop()); "
        "accuracy.ROOT = accuracy.HISTORY.parent; accuracy.main()"
    )
    history = tmp_path / "history.json"
    for what in ("one change", "another"):
        subprocess.run([sys.executable, "-c", code, what, str(history)], cwd=SITE, check=True)
    first, second = json.loads(history.read_text("utf-8"))
    assert (first["what"], second["what"]) == ("one change", "another")
    overall = accuracy.read()["sets"]["second"]["overall"]
    assert second["sets"]["second"]["found"] == overall["found"]
