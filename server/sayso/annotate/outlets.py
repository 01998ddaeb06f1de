"""Outlets that a published list counts as state-controlled or captured, found by name in a source.

The list is lexicons/outlets.toml, made by training/outlets.py. Some names mean the outlet anywhere;
others do so only where the text names the outlet's country as well.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from spacy.tokens import Doc, Span

from sayso.annotate.segments import text_of

# What a people is called where it does not begin like its country's name.
_PEOPLES = {
    "China": "Chinese", "Turkey": "Turkish", "UAE": "Emirati", "North Korea": "Korean",
    "Netherlands": "Dutch", "Philippines": "Filipino", "Czechia": "Czech", "Myanmar": "Burmese",
    "South Korea": "Korean", "Hong Kong": "Hong Kong", "Laos": "Lao", "Lebanon": "Lebanese",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet of the list.

    ``typology`` is the list's code; ``alone`` says that the name needs no country beside it.
    """

    name: str
    country: str
    typology: str
    alone: bool = True


@cache
def listed() -> dict[str, tuple[Outlet, ...]]:
    """The outlets by each of their names; a name can belong to outlets of several countries."""
    text = resources.files("sayso.lexicons").joinpath("outlets.toml").read_text("utf-8")
    found: dict[str, list[Outlet]] = {}
    for row in tomllib.loads(text)["outlet"]:
        for key in ("names", "local"):
            for name in row.get(key, ()):
                outlet = Outlet(row["name"], row["country"], row["typology"], key == "names")
                found.setdefault(name.replace("’", "'"), []).append(outlet)
    return {name: tuple(outlets) for name, outlets in found.items()}


@cache
def list_name() -> str:
    """The list and its date, as a reader may look it up."""
    text = resources.files("sayso.lexicons").joinpath("outlets.toml").read_text("utf-8")
    about = tomllib.loads(text)["about"]
    return f"{about['origin'].split(',')[0]} {about['date']}"


@cache
def _by_first_word() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for name in listed():
        index.setdefault(_first_word(name), []).append(name)
    return {word: tuple(sorted(names, key=len, reverse=True)) for word, names in index.items()}


def _first_word(name: str) -> str:
    match = _WORD.search(name)
    return match.group() if match else name


def find_outlets(span: Span) -> Iterator[tuple[Span, Outlet]]:
    """Yield the listed outlets named in a span, with the words that name them."""
    doc = span.doc
    index = _by_first_word()
    end = -1
    for token in span:
        if token.i < end or not token.text[:1].isalpha():
            continue
        names = index.get(_first_word(token.text), ())
        text = doc[token.i : span.end].text.replace("’", "'") if names else ""
        for name in names:
            if not re.match(re.escape(name) + r"(?![\w])", text):
                continue
            named = doc.char_span(token.idx, token.idx + len(name))
            outlet = _fitting(doc, name)
            if named is not None and outlet is not None:
                yield named, outlet
                end = named.end
                break


def _fitting(doc: Doc, name: str) -> Outlet | None:
    outlets = listed()[name]
    near = [outlet for outlet in outlets if _mentioned(doc, outlet.country)]
    if near:
        return near[0]
    return outlets[0] if outlets[0].alone and len({o.country for o in outlets}) == 1 else None


def _mentioned(doc: Doc, country: str) -> bool:
    # Kept with the Doc: each search reads the whole text, and a text may cite an outlet a thousand
    # times.
    known: dict[str, bool] = doc.user_data.setdefault("countries", {})
    if country not in known:
        known[country] = _in_text(text_of(doc), country)
    return known[country]


def _in_text(text: str, country: str) -> bool:
    people = _PEOPLES.get(country)
    if people is not None and re.search(rf"\b{people}", text):
        return True
    stem = re.escape(country[: max(4, len(country) - 2)])
    return re.search(rf"\b{stem}", text) is not None
