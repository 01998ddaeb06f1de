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


# Of fewer cases counts are told and no share, because a share would say more than is known.
FEW = 10


@dataclass(frozen=True, slots=True)
class Articles:
    """A set of annotated articles.

    ``ours``: all invented, so that words of it can be shown. ``blind``: nothing was ever changed
    for what it showed; rules were made, or put right, with the articles of the others in view.
    """

    id: str
    folder: str
    ours: bool = False
    blind: bool = False


SETS = (
    Articles("tuned", "../shared/data/gold"),
    Articles("golden", "tests/golden", ours=True),
    Articles("second", "tests/golden/second", blind=True),
)
SENTENCES = "../shared/data/weasel/train.csv"


@cache
def read() -> dict[str, Any]:
    """What was measured last: ``sets``, ``types`` (all articles together) and ``uncertain``."""
    found: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
    return found


def of_type(id: str) -> dict[str, Any]:
    """Counts and rates of one note type over all annotated articles; KeyError for no such type.

    Under ``blind`` and ``seen`` stand those over the articles that nothing was tuned on, and over
    the others. Rates are null where people made no such note (recall) or none was found
    (precision).
    """
    found: dict[str, Any] = read()["types"][id]
    return found


def articles() -> dict[str, int]:
    """How many annotated articles nothing was tuned on (``blind``), and how many others."""
    sets = read()["sets"]
    return {
        kind: sum(sets[each.id]["articles"] for each in SETS if each.blind == (kind == "blind"))
        for kind in ("blind", "seen")
    }


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
        "types": together(sets),
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


def together(sets: dict[str, Any]) -> dict[str, Any]:
    """The types of all sets as they stand under ``types``."""
    blind = {each.id: sets[each.id] for each in SETS if each.blind}
    seen = {each.id: sets[each.id] for each in SETS if not each.blind}
    return {
        each.id: _sum(each.id, sets) | {"blind": _sum(each.id, blind), "seen": _sum(each.id, seen)}
        for each in NOTE_TYPES
    }


def _sum(id: str, sets: dict[str, Any]) -> dict[str, Any]:
    total = evaluate.Count()
    for each in sets.values():
        if found := each["types"].get(id):
            total += evaluate.Count(found["gold"], found["found"], found["in_vain"])
    return total.to_json()
