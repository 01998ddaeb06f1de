"""True-casing: headlines in title case, and whatever is all in capitals, are read as they would
stand in a sentence.

A tagger takes every capital for a name. A word loses its capital where the body writes it in
small letters, or where the training texts mostly did (``model/lowercase.json``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OPENING = re.compile(r"[.!?:“\"‘]")
_STOP = re.compile(r"[.!?]['\"”’)]*\s+$")
_TABLE = Path(__file__).with_name("model") / "lowercase.json"


def is_shouting(block: str) -> bool:
    """Whether a block is written in capitals only, names and all."""
    long = [word for word in _WORD.findall(block) if len(word) > 3]
    return len(long) >= 2 and all(word.isupper() for word in long)


def truecase(headline: str, body: Iterable[str]) -> str:
    """The headline with sentence capitals, of equal length; unchanged unless in title case."""
    words = [match.group() for match in _WORD.finditer(headline)]
    long = [word for word in words if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long)
    if len(long) < 2 or capitals < 0.7 * len(long):
        return headline
    small, names = _evidence(body)
    shouting = all(word.isupper() for word in long)
    first = True

    def recase(match: re.Match[str]) -> str:
        nonlocal first
        word, lower = match.group(), match.group().lower()
        if len(lower) != len(word):
            return word
        begins = first or bool(_STOP.search(headline, max(match.start() - 6, 0), match.start()))
        first = False
        if word.isupper() and len(word) > 1 and not shouting:
            return word
        known_name = lower in names and lower not in small
        common = lower in small or (not known_name and lower in _table())
        if shouting:
            return lower if common and not begins else lower.capitalize()
        return lower if common and not begins else word

    return _WORD.sub(recase, headline)


def _evidence(body: Iterable[str]) -> tuple[set[str], set[str]]:
    """Words that the body writes small, and words that it writes large inside a sentence."""
    small: set[str] = set()
    names: set[str] = set()
    for block in body:
        begins = True
        at = 0
        for match in _WORD.finditer(block):
            if _OPENING.search(block, at, match.start()):
                begins = True
            word = match.group()
            if word[0].islower():
                small.add(word)
            elif not begins:
                names.add(word.lower())
            begins, at = False, match.end()
    return small, names


def is_common(word: str) -> bool:
    """Whether a word mostly stood in small letters in the training texts."""
    return word.lower() in _table()


@cache
def _table() -> frozenset[str]:
    return frozenset(json.loads(_TABLE.read_text("utf-8")))
