"""The published figures are those of the analyser as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayso import accuracy
from sayso.accuracy import ROOT, SENTENCES, SETS, Articles
from sayso.evaluate import Count
from sayso.notes import NOTE_TYPES


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return json.loads(accuracy.PATH.read_text("utf-8"))


@pytest.mark.parametrize("articles", SETS, ids=lambda each: each.id)
def test_figures_of_articles_are_fresh(articles: Articles, published: dict[str, Any]) -> None:
    if not (ROOT / articles.folder).is_dir():
        pytest.skip(f"{articles.folder} is not beside the project; its figures are not compared")
    fresh = json.loads(accuracy.text(accuracy.measure_set(articles)))
    assert fresh == published["sets"][articles.id], "stale: run sayso evaluate accuracy"


@pytest.mark.skipif(not (ROOT / SENTENCES).is_file(), reason=f"{SENTENCES} is not here")
def test_figures_of_sentences_are_fresh(published: dict[str, Any]) -> None:
    fresh = json.loads(accuracy.text(accuracy.measure_sentences(sample=accuracy.SAMPLE)))
    assert fresh == published["uncertain"]["sample"], "stale: run sayso evaluate accuracy"


def test_every_type_has_figures_and_they_add_up(published: dict[str, Any]) -> None:
    assert list(published["types"]) == [each.id for each in NOTE_TYPES]
    for name, found in published["types"].items():
        parts = [each["types"].get(name, {}) for each in published["sets"].values()]
        for key in ("gold", "found", "in_vain"):
            assert found[key] == sum(part.get(key, 0) for part in parts)
        for key in ("precision", "recall"):
            if found[key] is not None:
                low, high = found[f"{key}_interval"]
                assert 0 <= low <= found[key] <= high <= 1
        for key in ("gold", "found", "in_vain"):
            assert found[key] == found["blind"][key] + found["seen"][key]
    for each in published["sets"].values():
        assert each["overall"]["gold"] == sum(t["gold"] for t in each["types"].values())


def test_what_is_called_new_is_what_nothing_was_tuned_on(published: dict[str, Any]) -> None:
    """The set that may never be fitted to, by tests/golden/README.md, and no other."""
    (blind,) = [each for each in SETS if each.blind]
    assert "This set is to stay blind" in Path(ROOT, "tests/golden/README.md").read_text("utf-8")
    assert blind.folder == "tests/golden/second"
    assert published["types"] == accuracy.together(published["sets"])
    for name, found in published["types"].items():
        alone = published["sets"][blind.id]["types"].get(name)
        assert found["blind"] == (alone or Count().to_json())
    whole = sum(each["articles"] for each in published["sets"].values())
    counts = accuracy.articles()
    assert counts["blind"] == published["sets"][blind.id]["articles"]
    assert counts["blind"] + counts["seen"] == whole


def test_words_of_other_peoples_articles_are_not_published(published: dict[str, Any]) -> None:
    assert {name for name, each in published["sets"].items() if "misses" in each} == {"golden"}
    texts = Path(ROOT, "tests/golden").glob("*.txt")
    names = {path.stem for path in texts}
    assert {miss["article"] for miss in published["sets"]["golden"]["misses"]} <= names


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (95, 100, 0.888, 0.978)],
)
def test_intervals_are_wilsons(right: int, of: int, low: float, high: float) -> None:
    """The figures of R's prop.test(right, of, correct = FALSE)."""
    assert Count(of, right, 0).to_json()["recall_interval"] == [low, high]


def test_a_rate_of_nothing_is_null() -> None:
    assert Count(0, 0, 3).to_json() == {
        "gold": 0, "found": 0, "in_vain": 3, "precision": 0.0, "precision_interval": [0.0, 0.562],
        "recall": None, "recall_interval": None, "f1": 0.0,
    }  # fmt: skip
    assert Count(2, 0, 0).to_json()["precision"] is None
