"""A small corpus of invented news, for docs/corpora.md: `python -m tests.corpus.invented FILE`.

Outlets, places and people do not exist. Which outlet names its sources how often, and which section
hedges how often, is decided here by throwing dice.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

OUTLETS = {"Tellin Herald": 0.2, "Vesland Courier": 0.5, "Northern Wire": 0.8}
SECTIONS = {"politics": 0.3, "science": 0.7, "sport": 0.1}
ARTICLES = 90

_NAMED = (
    "Mayor Ilse Brandt said on Monday that {what}.",
    "Marit Oslund, who leads the harbour board, said that {what}.",
    "“We have waited for years,” Anders Veld told the council. He said that {what}.",
)
_UNNAMED = (
    "Two officials who asked not to be named said that {what}.",
    "Sources say that {what}.",
    "A person familiar with the plan said that {what}.",
)
_WHAT = (
    "the bridge was closed on Friday", "the new team has eleven members",
    "the study took two winters", "the ferry leaves at nine", "the vote was held in June",
    "the hall was sold to the town",
)  # fmt: skip
_HEDGED = (
    "The work may take until autumn.",
    "The price could rise next year.",
    "The cause is perhaps the weather.",
)
_PLAIN = (
    "The work took until autumn.",
    "The price rose by four crowns.",
    "The cause was the weather.",
)


def articles(count: int = ARTICLES) -> list[dict[str, Any]]:
    """The corpus: id, outlet, section and text of each article."""
    chance = random.Random(20_26)
    return [_article(number, chance) for number in range(count)]


def write(path: Path) -> Path:
    """The corpus as JSON Lines."""
    path.write_text("".join(json.dumps(each) + "\n" for each in articles()), "utf-8")
    return path


def _article(number: int, chance: random.Random) -> dict[str, Any]:
    outlet = chance.choice(list(OUTLETS))
    section = chance.choice(list(SECTIONS))
    text = "\n\n".join(_block(OUTLETS[outlet], SECTIONS[section], chance) for _ in range(3))
    return {"id": f"n{number:03}", "outlet": outlet, "section": section, "text": text}


def _block(unnamed: float, hedged: float, chance: random.Random) -> str:
    said = chance.choice(_UNNAMED if chance.random() < unnamed else _NAMED)
    rest = chance.choice(_HEDGED if chance.random() < hedged else _PLAIN)
    return f"{said.format(what=chance.choice(_WHAT))} {rest}"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
