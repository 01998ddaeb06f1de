"""How often Sayso is right, for the pages: as it is now, as it was, beside people and others.

    python site/accuracy.py WHAT

adds the figures as they are now to ``history.json``, with today's date and WHAT has changed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso import __version__, accuracy
from sayso.accuracy import FEW
from sayso.note import NoteType
from sayso.notes import NOTE_TYPES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = ROOT / "server" / "training" / "results.json"
MEMORY = ROOT / "tests" / "bench" / "memory.json"
HISTORY = HERE / "history.json"
# The card's words, so that page and card say the same.
WORDS = ROOT / "extension" / "_locales" / "en" / "messages.json"

# Below this a type is said to be weak, whichever of precision and recall it is.
WEAK = 0.7


@dataclass(frozen=True, slots=True)
class Measured:
    """One note type with its counts over all articles, and in each set where it occurs.

    ``said`` is what the card says about it.
    """

    type: NoteType
    all: dict[str, Any]
    sets: dict[str, dict[str, Any]]
    said: str
    known: str
    misses: tuple[dict[str, Any], ...]

    @property
    def weak(self) -> bool:
        """Whether it is wrong, or misses, in more than three of ten."""
        rates = (self.all["precision"], self.all["recall"])
        return any(rate is not None and rate < WEAK for rate in rates)

    @property
    def worst(self) -> float:
        """The lower of its rates; 1 where there is none."""
        rates = (self.all["precision"], self.all["recall"])
        return min([rate for rate in rates if rate is not None], default=1.0)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All that the page of figures shows."""

    sets: dict[str, dict[str, Any]]
    about: dict[str, Any]
    people: dict[str, float]
    types: dict[str, Measured]
    uncertain: dict[str, Any]
    trained: dict[str, Any]
    memory: dict[str, Any]
    history: list[dict[str, Any]]

    @property
    def weak(self) -> list[Measured]:
        """The weak types, the weakest first."""
        return sorted((m for m in self.types.values() if m.weak), key=lambda m: m.worst)

    @property
    def articles(self) -> int:
        """How many annotated articles there are in all sets."""
        return self.blind + self.seen

    @property
    def blind(self) -> int:
        """How many of them nothing was ever tuned on."""
        return accuracy.articles()["blind"]

    @property
    def seen(self) -> int:
        """How many of them rules were made, or put right, with."""
        return accuracy.articles()["seen"]


def read_accuracy() -> Accuracy:
    """The figures as the files have them. Raises KeyError for a set that is not described."""
    found = accuracy.read()
    about = tomllib.loads((HERE / "pages" / "accuracy.toml").read_text("utf-8"))
    sets = {name: each | about["sets"][name] for name, each in found["sets"].items()}
    for each in sets.values():
        each["density"] = 100 * each["overall"]["gold"] / each["words"]
    return Accuracy(
        sets=sets,
        about=about,
        people=found["people"],
        types={each.id: _measured(each, found, about["known"]) for each in NOTE_TYPES},
        uncertain=found["uncertain"],
        trained=json.loads(RESULTS.read_text("utf-8")),
        memory=json.loads(MEMORY.read_text("utf-8")),
        history=_history(),
    )


def told(counts: dict[str, Any], what: str) -> tuple[str, str]:
    """A precision or recall as a count, and its share with interval where that is not of few."""
    of = counts["gold"] if what == "recall" else counts["found"] + counts["in_vain"]
    count = f"{counts['found']} of {of}" if of else "–"
    rate = f"{share(counts[what])}, {between(counts[f'{what}_interval'])}"
    return count, "" if of < FEW else rate


def said(id: str) -> str:
    """What the card says about how often notes of a type were right, put together as it does."""
    words = {key: each["message"] for key, each in json.loads(WORDS.read_text("utf-8")).items()}
    articles, found = accuracy.articles(), accuracy.of_type(id)
    right = {kind: found[kind]["found"] for kind in articles}
    spoken = {kind: right[kind] + found[kind]["in_vain"] for kind in articles}
    if not any(spoken.values()):
        return words["card_measured_never"]
    lines = [words["card_measured" if spoken["blind"] else "card_measured_none"]]
    lines[0] = _filled(lines[0], articles["blind"], right["blind"], spoken["blind"])
    if 0 < spoken["blind"] < FEW:
        lines.append(words["card_measured_few"])
    if spoken["seen"]:
        seen = (articles["seen"], right["seen"], spoken["seen"])
        lines.append(_filled(words["card_measured_seen"], *seen))
    return " ".join(lines)


def share(value: float | None) -> str:
    """A rate as people say it: ``91%``; a dash for a rate of nothing."""
    return "–" if value is None else f"{100 * value:.0f}%"


def between(interval: list[float] | None) -> str:
    """An interval of rates: ``86–94``; nothing for a rate of nothing."""
    return "" if interval is None else f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f}"


def remember(what: str, *, date: datetime.date) -> dict[str, Any]:
    """One line of the history: the figures as they are now."""
    found = accuracy.read()
    trained = json.loads(RESULTS.read_text("utf-8"))
    roles = trained["attribution"]["all annotations"]
    return {
        "date": date.isoformat(),
        "version": __version__,
        "what": what,
        "sets": {name: _short(each) for name, each in found["sets"].items()},
        "attribution": {role: roles[role]["exact"]["f1"] for role in ("source", "cue", "content")},
        "uncertain": found["uncertain"]["uncertain"]["f1"],
    }


def _history() -> list[dict[str, Any]]:
    """The lines of the file, and the figures as they are now where they are others."""
    lines: list[dict[str, Any]] = json.loads(HISTORY.read_text("utf-8"))
    now = remember("as it is now", date=datetime.date.fromisoformat(lines[-1]["date"]))
    same = all(now[key] == lines[-1][key] for key in ("sets", "attribution", "uncertain"))
    return lines if same else [*lines, now]


def _filled(words: str, *values: int) -> str:
    for number, value in enumerate(values, start=1):
        words = words.replace(f"${number}", str(value))
    return words


def _short(each: dict[str, Any]) -> dict[str, float]:
    kept = ("gold", "found", "in_vain", "f1")
    return {name: each["overall"][name] for name in kept}


def _measured(note_type: NoteType, found: dict[str, Any], known: dict[str, str]) -> Measured:
    name = note_type.id
    sets = {
        key: each["types"][name] for key, each in found["sets"].items() if name in each["types"]
    }
    misses = [
        miss
        for each in found["sets"].values()
        for miss in each.get("misses", ())
        if miss["type"] == name
    ]
    return Measured(
        note_type, found["types"][name], sets, said(name), known.get(name, ""), tuple(misses)
    )


def main() -> None:
    """Add a line to the history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", help="what has changed, in a few words")
    line = remember(parser.parse_args().what, date=datetime.date.today())
    kept = json.loads(HISTORY.read_text("utf-8")) if HISTORY.exists() else []
    HISTORY.write_text(json.dumps([*kept, line], indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{HISTORY.relative_to(ROOT)} has {len(kept) + 1} lines")


if __name__ == "__main__":
    main()
