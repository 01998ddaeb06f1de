"""Uncertain sentences measured against people: one sentence to a row, with 1 where it is uncertain.

The form is that of the Wikipedia part of the CoNLL-2010 shared task on hedges: a CSV file with the
columns *text*, cut into words as the Penn Treebank does it, and *label*.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.analyse import analyse
from sayso.evaluate import Count
from sayso.notes import NOTE_TYPES
from sayso.text import MAX_CHARACTERS, Segment

# What makes a sentence uncertain: every note on how sure something is said to be, and the sourcing
# notes that leave open whose word it is.
UNCERTAIN: tuple[str, ...] = tuple(
    note_type.id
    for note_type in NOTE_TYPES
    if note_type.family == "hedging"
    or note_type.id
    in (
        "vague-authority",
        "agentless-attribution",
        "bare-unnamed-source",
        "evidential-adverb",
    )
)

_SEED = 0
_PENN = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": "“", "''": "”",
}  # fmt: skip
_JOINS = (
    (re.compile(r"([(\[{“$£]) "), r"\1"),
    (re.compile(r" ([)\]}”,;:!?%]|\.(?!\d)|['’](?:s|d|m|re|ve|ll)\b|n['’]t\b)", re.I), r"\1"),
    (re.compile(r"(?<=s) (?=['’] )"), ""),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as running text, and whether people found it uncertain."""

    text: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Sentences counted; per note type, how many uncertain and how many other sentences have it."""

    sentences: int
    count: Count
    types: dict[str, tuple[int, int]]
    misses: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For the site's accuracy page."""
        return {
            "sentences": self.sentences,
            "uncertain": self.count.to_json(),
            "types": {
                name: {"uncertain": right, "other": wrong}
                for name, (right, wrong) in self.types.items()
            },
        }


def evaluate(file: Path, *, sample: int | None = None) -> Result:
    """Count how many uncertain sentences of ``file`` have a note that says so.

    Each sentence is read by itself. ``sample`` takes only so many, always the same ones. Raises
    ValueError for a file that is not of the form above.
    """
    sentences = read_sentences(file)
    if sample is not None and sample < len(sentences):
        sentences = random.Random(_SEED).sample(sentences, sample)
    kinds: Counter[tuple[bool, bool]] = Counter()
    types: Counter[tuple[str, bool]] = Counter()
    misses: list[str] = []
    for sentence in sentences:
        found = uncertain_types(sentence.text)
        kinds[sentence.uncertain, bool(found)] += 1
        types.update((name, sentence.uncertain) for name in found)
        if sentence.uncertain != bool(found):
            wrong = f"in vain ({', '.join(found)})" if found else "missed"
            misses.append(f"{wrong}: {sentence.text}")
    right, missed, vain = kinds[True, True], kinds[True, False], kinds[False, True]
    return Result(
        sentences=len(sentences),
        count=Count(right + missed, right, vain),
        types={name: (types[name, True], types[name, False]) for name in UNCERTAIN},
        misses=tuple(misses),
    )


def uncertain_types(text: str) -> tuple[str, ...]:
    """The note types found in one sentence that make it uncertain, in the order of NOTE_TYPES.

    A row without words, which such files do have, has none.
    """
    if not text:
        return ()
    analysis = analyse(text, [Segment(0, len(text))], types=UNCERTAIN)
    found = {note.type for note in analysis.notes}
    return tuple(name for name in UNCERTAIN if name in found)


def read_sentences(file: Path) -> list[Sentence]:
    """The sentences of a CSV file. Raises ValueError, with the row, for what cannot be read."""
    sentences: list[Sentence] = []
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"text", "label"} <= set(rows.fieldnames or ()):
            raise ValueError(f"{file}: the first line must name the columns “text” and “label”.")
        for row in rows:
            text, label = running_text(row["text"] or ""), (row["label"] or "").strip()
            if label not in ("0", "1"):
                raise ValueError(
                    f"{file}, line {rows.line_num}: the label must be 0 or 1, not “{label}”."
                )
            if len(text) > MAX_CHARACTERS:
                raise ValueError(
                    f"{file}, line {rows.line_num}: a sentence has {MAX_CHARACTERS:,} characters "
                    "at most."
                )
            sentences.append(Sentence(text, label == "1"))
    if not sentences:
        raise ValueError(f"{file}: no sentences.")
    return sentences


def running_text(words: str) -> str:
    """Words cut apart as the Penn Treebank does it, put together again as they are printed."""
    text = " ".join(_PENN.get(word, word) for word in words.split())
    for gap, joined in _JOINS:
        text = gap.sub(joined, text)
    return text


def table(result: Result, *, misses: bool = False) -> str:
    """The result as lines for a terminal."""
    count = result.count
    rows = [
        f"{'':<30} uncertain other  share",
        *(
            f"{name:<30} {right:>9} {wrong:>5}   {right / (right + wrong):.2f}"
            for name, (right, wrong) in result.types.items()
            if right + wrong
        ),
        "",
        f"{result.sentences:,} sentences, {count.gold:,} of them uncertain: {count.found:,} found, "
        f"{count.vain:,} in vain",
        f"P {count.precision:.3f}  R {count.recall:.3f}  F1 {count.f1:.3f}",
    ]
    return "\n".join([*rows, "", *result.misses] if misses else rows)
