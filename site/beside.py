"""Two specimens side by side: the pair that the page shows first, and a script file for each pair.

Script files and not data, because a page that was opened from a folder may load no other kind.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from findings import Section, findings
from sayso.analyse import Analysis, analyse
from sayso.compare import compare
from sayso.text import Segment
from sayso.wire import compared_to_json

if TYPE_CHECKING:
    from build import Block, Text

FOLDER = Path(__file__).resolve().parent / "specimens"
SCRIPTS = "compare"


@dataclass(frozen=True, slots=True)
class Version:
    """One of the texts: the letter by which lessons call it, and the outlet that it names."""

    slug: str
    letter: str
    outlet: str
    blocks: tuple[Block, ...]
    analysis: Analysis

    @property
    def starts(self) -> list[int]:
        """Where each block begins, in UTF-16 units."""
        text = self.analysis.text
        return [
            len(text[: segment.start].encode("utf-16-le")) // 2
            for segment in self.analysis.segments
        ]

    @property
    def invented(self) -> str:
        """What has to be said above a text that is no news."""
        return "Invented for Sayso. Places, people and papers do not exist."


@dataclass(frozen=True, slots=True)
class Beside:
    """Two versions with what the comparison finds."""

    first: Version
    second: Version
    answer: dict[str, Any]

    @property
    def key(self) -> str:
        """The name of the pair, as addresses have it after the #."""
        return f"{self.first.slug}+{self.second.slug}"

    @property
    def sections(self) -> list[Section]:
        """What is found, in rows."""
        return findings(self.answer, (self.first.letter, self.second.letter))

    @property
    def address(self) -> str:
        """Where the script file lies, seen from the page."""
        return f"{SCRIPTS}/{self.key}.js"

    def script(self) -> str:
        """The script file that hands the pair to the page."""
        texts = {
            side: {
                "letter": version.letter,
                "outlet": version.outlet,
                "label": version.invented,
                "text": version.analysis.text,
                "noted": f"specimens/{version.slug}.html",
            }
            for side, version in (("first", self.first), ("second", self.second))
        }
        given = {"texts": texts, "answer": self.answer}
        written = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        return f"beside.given({json.dumps(self.key)}, {written});\n"


def versions(texts: Mapping[str, Text], letters: Mapping[str, str]) -> list[Version]:
    """The texts that have a letter, read for a comparison, in the order of the letters."""
    return [_version(slug, letter, texts[slug].blocks) for slug, letter in letters.items()]


def pairs(read: Iterable[Version]) -> list[Beside]:
    """Every two of the versions."""
    return [
        Beside(
            first,
            second,
            compared_to_json(compare(first.analysis, second.analysis), offsets="utf-16"),
        )
        for first, second in combinations(read, 2)
    ]


def _version(slug: str, letter: str, blocks: tuple[Block, ...]) -> Version:
    words, segments = "", []
    for block in blocks:
        start = len(words) + 2 if words else 0
        own = "".join(piece.words for piece in block.pieces)
        words = f"{words}\n\n{own}" if words else own
        segments.append(Segment(start, len(words), block.role))
    data = tomllib.loads(FOLDER.joinpath(f"{slug}.toml").read_text("utf-8"))
    return Version(slug, letter, data["outlet"], blocks, analyse(words, segments, beside=True))
