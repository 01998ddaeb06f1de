"""Keys: what one careful reader marked in a specimen, and how that sits beside what Sayso finds.

A key is a file in ``site/specimens/keys``. An entry names words of the specimen; where they stand
there more than once, ``within`` gives a stretch that stands there once, or ``nth`` counts. An entry
without words is about the whole article.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.evaluate import Annotated, overlaps
from sayso.note import Note
from sayso.notes import NOTE_TYPES

KEYS = Path(__file__).resolve().parent / "specimens" / "keys"
# What an entry must say, and what it may say.
NEEDED = {"note": {"type", "why", "must"}, "quiet": {"type", "why"}}
PLACES = {"words", "within", "nth"}
TEXTUAL = {"type", "why", "words", "within"}
TYPES = {note_type.id for note_type in NOTE_TYPES}


@dataclass(frozen=True, slots=True)
class KeyNote(Annotated):
    """One entry of a key: its place in code points, and why the person made it."""

    why: str


@dataclass(frozen=True, slots=True)
class Key:
    """The notes that a text asks for, and the places where none belongs; both in text order."""

    notes: tuple[KeyNote, ...]
    quiet: tuple[KeyNote, ...]

    @property
    def asked(self) -> tuple[KeyNote, ...]:
        """The notes that are not debatable."""
        return tuple(note for note in self.notes if note.must)


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of a key, and what Sayso made of it.

    ``found`` are notes of the same type at these words; ``instead`` are notes that Sayso alone
    made, of other types, at the same words.
    """

    key: KeyNote
    found: tuple[Note, ...]
    instead: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Alone:
    """A note that Sayso alone made, and the entry by which it should have kept quiet, if any."""

    note: Note
    quiet: KeyNote | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A key beside what Sayso found, both in text order; no share is made of the counts."""

    both: tuple[Pair, ...]
    missed: tuple[Pair, ...]
    debatable: tuple[Pair, ...]
    alone: tuple[Alone, ...]
    quiet: tuple[Pair, ...]


def read_key(slug: str, text: str, folder: Path = KEYS) -> Key | None:
    """The key of a specimen, its words found in ``text``; None where there is no file.

    ValueError names the file, the entry and what to do where an entry cannot be read or placed.
    """
    path = folder / f"{slug}.toml"
    if not path.is_file():
        return None
    name = f"{path.parent.name}/{path.name}"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{name} is not TOML in UTF-8: {error}") from error
    if unknown := sorted(set(data) - set(NEEDED)):
        raise ValueError(f"{name}: there are [[note]] and [[quiet]], and no {unknown[0]!r}")
    for part, entries in data.items():
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise ValueError(f"{name}: {part!r} is a list of entries, [[{part}]]")
    return Key(*(tuple(_entries(data, part, text, name)) for part in NEEDED))


def set_beside(key: Key, notes: Sequence[Note]) -> Beside:
    """Compare a key with notes by the rules of ``sayso evaluate``: same type, words that meet."""
    alone = [note for note in notes if not any(overlaps(note, entry) for entry in key.notes)]
    pairs = [_pair(entry, notes, alone) for entry in key.notes]
    asked = [pair for pair in pairs if pair.key.must]
    return Beside(
        both=tuple(pair for pair in asked if pair.found),
        missed=tuple(pair for pair in asked if not pair.found),
        debatable=tuple(pair for pair in pairs if not pair.key.must),
        alone=tuple(
            Alone(note, next((each for each in key.quiet if overlaps(note, each)), None))
            for note in alone
        ),
        quiet=tuple(_pair(entry, notes, ()) for entry in key.quiet),
    )


def places_of(words: str, text: str) -> list[int]:
    """Where these words begin in a text, as whole words."""
    return [found.start() for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _pair(entry: KeyNote, notes: Iterable[Note], alone: Iterable[Note]) -> Pair:
    found = tuple(note for note in notes if overlaps(note, entry))
    instead = () if found else tuple(note for note in alone if _meets(note, entry))
    return Pair(entry, found, instead)


def _meets(note: Note, entry: KeyNote) -> bool:
    if note.start is None or note.end is None or entry.start is None or entry.end is None:
        return False
    return note.start < entry.end and entry.start < note.end


def _entries(data: Mapping[str, Any], part: str, text: str, name: str) -> Iterator[KeyNote]:
    found = [
        _entry(given, part, text, f"{name}, {part} {number}")
        for number, given in enumerate(data.get(part, ()), start=1)
    ]
    yield from sorted(found, key=lambda each: (each.start is None, each.start or 0, each.end or 0))


def _entry(given: Mapping[str, Any], part: str, text: str, where: str) -> KeyNote:
    if missing := sorted(NEEDED[part] - set(given)):
        raise ValueError(f"{where}: say {missing[0]!r} too")
    if unknown := sorted(set(given) - NEEDED[part] - PLACES):
        raise ValueError(f"{where}: an entry has no {unknown[0]!r}; take it out")
    where = f"{where} ({given['type']})"
    for field in sorted(TEXTUAL & set(given)):
        if not isinstance(given[field], str):
            raise ValueError(f"{where}: {field!r} is text, between quotation marks")
    if not isinstance(given.get("must", True), bool):
        raise ValueError(f"{where}: 'must' is true or false")
    if type(given.get("nth", 1)) is not int:
        raise ValueError(f"{where}: 'nth' is a whole number, from 1 on")
    if given["type"] not in TYPES:
        raise ValueError(f"{where}: no note type has this id; see sayso types")
    if not given["why"].strip():
        raise ValueError(f"{where}: say in 'why' what makes it one")
    must = given.get("must", True)
    if "words" not in given:
        if set(given) & PLACES:
            raise ValueError(f"{where}: 'within' and 'nth' need 'words'")
        return KeyNote(given["type"], None, None, must, "", given["why"])
    words = given["words"]
    start = _place(words, given.get("within"), given.get("nth"), text, where)
    return KeyNote(given["type"], start, start + len(words), must, words, given["why"])


def _place(words: str, within: str | None, nth: int | None, text: str, where: str) -> int:
    """Where the words of an entry begin in the text."""
    shift = 0
    if within is not None:
        around = places_of(within, text)
        if len(around) != 1:
            raise ValueError(
                f"{where}: “{within}” stands {len(around)} times in the text; "
                "give as 'within' a stretch that stands there once"
            )
        shift, text = around[0], within
    found = places_of(words, text) if words else []
    around_it = "the text" if within is None else f"“{within}”"
    there = f"{where}: “{words}” stands {len(found)} times in {around_it}"
    if not found:
        raise ValueError(f"{there}; copy the words as they stand there")
    if nth is None and len(found) > 1:
        raise ValueError(f"{there}; say which with 'nth' (1 to {len(found)}) or 'within'")
    if nth is not None and not 1 <= nth <= len(found):
        raise ValueError(f"{there}, so 'nth' cannot be {nth}")
    return shift + found[(nth or 1) - 1]
