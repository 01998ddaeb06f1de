"""The glossary: words of the trade, each with an invented example that the analyser has read."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from build import Text

FILE = Path(__file__).resolve().parent / "pages" / "glossary.toml"


class Draw(Protocol):
    """Reads a sentence for some note types."""

    def __call__(self, words: str, types: Sequence[str], /) -> Text: ...


@dataclass(frozen=True, slots=True)
class Term:
    """One entry; ``id`` is its permanent anchor, ``text`` its example with notes, if it has one."""

    id: str
    term: str
    meaning: str
    types: tuple[str, ...]
    see: tuple[str, ...]
    page: str
    text: Text | None

    @property
    def marked(self) -> bool:
        """Whether the analyser finds in the example what the entry says that it shows."""
        found = {entry.type.id for entry in self.text.notes} if self.text else set()
        return found == set(self.types)


def read_glossary(draw: Draw) -> list[Term]:
    """All entries in the order of the alphabet. ``draw`` reads a sentence for the given types."""
    entries = tomllib.loads(FILE.read_text("utf-8"))["entry"]
    return sorted((_term(entry, draw) for entry in entries), key=lambda term: term.term.lower())


def _term(entry: dict[str, object], draw: Draw) -> Term:
    types = tuple(str(each) for each in entry.get("types", ()))
    example = entry.get("example")
    text = draw(str(example), types) if example else None
    return Term(
        id=str(entry["id"]),
        term=str(entry["term"]),
        meaning=str(entry["meaning"]),
        types=types,
        see=tuple(str(each) for each in entry.get("see", ())),
        page=str(entry.get("page", "")),
        text=text,
    )
