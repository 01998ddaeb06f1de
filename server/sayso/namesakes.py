"""Which sources of two articles are the same: those with the same name, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sayso.annotate.sources import NAMED, PERSON
from sayso.ledger import SourceRecord

_WITH_NAMES: frozenset[str] = NAMED | {"document"}
# With a capital at the beginning of a sentence alone, these are no names.
_OPENING = frozenset(
    {"a", "an", "the", "its", "his", "her", "their", "our", "my", "your", "this", "that", "these"}
    | {"one", "some"}
)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "professor"})
_JOINING = frozenset({"of", "and", "for", "the", "on", "de", "&"})
# Sources that are only pointed at.
_POINTING = frozenset({"which", "who", "that", "it", "they", "he", "she", "this", "these", "those"})
_WORD = re.compile(r"[^\W\d_][\w'’.-]*|\d+|&")


# How many who share a word are looked at: more would take a long text long.
_MANY = 20


@dataclass(slots=True)
class Names:
    """Sources that can be found by any word of their names."""

    _by_word: dict[str, list[int]] = field(default_factory=dict)

    def add(self, number: int, name: str) -> None:
        """Keep the source of this number under its name."""
        for word in set(name_of(name)):
            self._by_word.setdefault(word, []).append(number)

    def like(self, source: SourceRecord, among: Sequence[SourceRecord | None]) -> int | None:
        """The number of the first that is the same source; None where there is none."""
        words = set(name_of(source.name))
        near = {n for word in words for n in self._by_word.get(word, ())[:_MANY]}
        for number in sorted(near):
            other = among[number]
            if other is not None and same_source(other, source):
                return number
        return None


def cited(sources: Iterable[SourceRecord]) -> tuple[list[SourceRecord], dict[str, str]]:
    """The sources that are cited in words, and for each of their ids the id that it is listed by.

    Two of the same name are one here, as in *Dr Samira Beck* and *Beck*.
    """
    kept: list[SourceRecord] = []
    listed: dict[str, str] = {}
    names = Names()
    for source in sources:
        if not source.mentions or source.name.lower() in _POINTING:
            continue
        same = names.like(source, kept)
        if same is None:
            same = len(kept)
            kept.append(source)
        else:
            kept[same] = _joined(kept[same], source)
        names.add(same, source.name)
        listed[source.id] = kept[same].id
    return kept, listed


def _joined(one: SourceRecord, other: SourceRecord) -> SourceRecord:
    fuller = max((one, other), key=lambda source: len(name_of(source.name)))
    return replace(
        one,
        name=fuller.name,
        attributions=one.attributions + other.attributions,
        mentions=tuple(sorted({*one.mentions, *other.mentions}, key=lambda mark: mark.start)),
        affiliation=one.affiliation or other.affiliation,
    )


def same_source(one: SourceRecord, other: SourceRecord) -> bool:
    """Whether two sources have the same name. What has none of its own is never the same."""
    if not {one.kind, other.kind} <= _WITH_NAMES:
        return False
    left, right = name_of(one.name), name_of(other.name)
    if not left or not right:
        return False
    if (one.kind == "person") != (other.kind == "person"):
        # What kind of source a full name is may have been read in two ways.
        return left == right and len(left) > 1
    if one.kind != "person":
        return set(left) == set(right)
    long = len(left) > 1 and len(right) > 1
    return left[-2:] == right[-2:] if long else left[-1] == right[-1]


def name_of(words: str) -> list[str]:
    """What tells a name from others, in small letters; nothing where there is no name.

    That is its capitalised words without titles and roles, in the first part between commas that
    has any. A place alone names nobody: of *the ministry in Tellin*, all words count.
    """
    for part in words.split(","):
        found = [re.sub(r"['’]s$", "", word) for word in _WORD.findall(part)]
        while found and found[0].lower() in _OPENING:
            del found[0]
        capitals = [word.lower().rstrip(".") for word in found if word[0].isupper()]
        kept = [word for word in capitals if word not in _TITLES]
        names = [word for word in kept if word not in PERSON] or kept
        if not names:
            continue
        plain = [w for w in found if w[0].islower() and w.lower() not in _JOINING | PERSON]
        return names if not plain else [word.lower() for word in found]
    return []
