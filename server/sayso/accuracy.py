"""How often Sayso is right, as a file that the API, the extension's card and the site read.

``sayso evaluate accuracy`` measures the analyser as it is and writes ``accuracy.json``; tests
measure again and compare. The page that shows it is made from it, so no figure is typed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sayso import evaluate, weasel
from sayso.notes import NOTE_TYPES

PATH = Path(__file__).with_name("accuracy.json")
ROOT = Path(__file__).resolve().parents[2]

# Enough sentences for a test to see that the analyser has changed, in a few seconds.
SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Articles:
    """A set of annotated articles. ``ours``: all invented, so that words of it can be shown."""

    id: str
    folder: str
    ours: bool = False


SETS = (
    Articles("tuned", "../shared/data/gold"),
    Articles("golden", "tests/golden", ours=True),
    Articles("second", "tests/golden/second"),
)
SENTENCES = "../shared/data/weasel/train.csv"


@cache
def read() -> dict[str, Any]:
    """What was measured last: ``sets``, ``types`` (all articles together) and ``uncertain``."""
    found: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
    return found


def of_type(id: str) -> dict[str, Any]:
    """Counts and rates of one note type over all annotated articles; KeyError for no such type.

    Rates are null where people made no such note (recall) or none was found (precision).
    """
    found: dict[str, Any] = read()["types"][id]
    return found


def measure(*, sentences: bool = True) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Measure again: what ``read`` should give, and where the data of the rest is missing.

    Figures of sets that do not lie beside the project stay as they are in the file, and so do
    those of the uncertain sentences unless ``sentences`` (a minute). Raises FileNotFoundError and
    ValueError as ``evaluate.evaluate`` does.
    """
    kept = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {"sets": {}}
    missing = [each.folder for each in SETS if not (ROOT / each.folder).is_dir()]
    sets = {
        each.id: kept["sets"][each.id] if each.folder in missing else measure_set(each)
        for each in SETS
    }
    result = {
        "made_by": "sayso evaluate accuracy",
        "people": evaluate.PEOPLE,
        "sets": sets,
        "types": {each.id: _together(each.id, sets) for each in NOTE_TYPES},
    }
    file = ROOT / SENTENCES
    if sentences and file.is_file():
        result["uncertain"] = measure_sentences() | {"sample": measure_sentences(sample=SAMPLE)}
    elif "uncertain" in kept:
        result["uncertain"] = kept["uncertain"]
    if not file.is_file():
        missing.append(SENTENCES)
    return result, tuple(missing)


def measure_set(articles: Articles) -> dict[str, Any]:
    """One set of annotated articles as it stands under ``sets``; the misses only of our own."""
    result = evaluate.evaluate(ROOT / articles.folder)
    found = {
        "folder": articles.folder,
        "command": f"sayso evaluate notes {articles.folder}",
        **result.to_json(),
    }
    if articles.ours:
        found["misses"] = [
            {"article": m.article, "type": m.type, "words": m.words, "in_vain": m.vain}
            for m in result.misses
        ]
    return found


def measure_sentences(*, sample: int | None = None) -> dict[str, Any]:
    """The uncertain sentences as they stand under ``uncertain``, or a sample of them."""
    result = weasel.evaluate(ROOT / SENTENCES, sample=sample)
    if sample:
        return {"sentences": result.sentences, **result.count.to_json()}
    return {"command": f"sayso evaluate weasel {SENTENCES}", **result.to_json()}


def text(found: dict[str, Any]) -> str:
    """The file as it is written."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _together(id: str, sets: dict[str, Any]) -> dict[str, Any]:
    total = evaluate.Count()
    for each in sets.values():
        if found := each["types"].get(id):
            total += evaluate.Count(found["gold"], found["found"], found["in_vain"])
    return total.to_json()
