"""Word lists as data: ``lexicons/*.toml``, each entry with its origin."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: its lemmas (lower case, one space between), where it comes from, its
    groups.
    """

    lemma: str
    origin: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A word list. ``pseudo`` holds phrases that look like an entry and are not."""

    title: str
    entries: tuple[Entry, ...]
    pseudo: tuple[str, ...]

    def lemmas(self, *groups: str) -> frozenset[str]:
        """The lemmas of the named groups, or of all groups when none is named."""
        return frozenset(e.lemma for e in self.entries if not groups or e.group in groups)


@cache
def load(name: str) -> Lexicon:
    """Read ``lexicons/<name>.toml``.

    The file has ``[about]`` (title, note), ``[origins]`` (key = citation), then one table per
    group under ``[groups.<name>]`` with ``origin`` and ``lemmas``, and ``pseudo`` phrases.
    Raises FileNotFoundError for an unknown name and KeyError for an origin that is not declared.
    """
    text = resources.files("sayso.lexicons").joinpath(f"{name}.toml").read_text("utf-8")
    data = tomllib.loads(text)
    origins = data["origins"]
    entries = []
    for group, table in data["groups"].items():
        if table["origin"] not in origins:
            raise KeyError(
                f"{name}.toml: group {group!r} cites {table['origin']!r}, not in [origins]"
            )
        entries += [Entry(lemma, table["origin"], group) for lemma in table["lemmas"]]
    return Lexicon(data["about"]["title"], tuple(entries), tuple(data.get("pseudo", ())))
