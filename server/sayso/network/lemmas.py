"""Lemmas: a list of exceptions, then regular endings, checked against known base forms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

_FILE = "tables.json"
_VERBS = frozenset({"VBD", "VBN", "VBG", "VBZ"})
_COMPARED = frozenset({"JJR", "JJS", "RBR", "RBS"})
_VERB_ENDINGS = {
    "VBD": (("ied", "y"), ("ed", "e"), ("ed", "")),
    "VBN": (("ied", "y"), ("ed", "e"), ("ed", "")),
    "VBG": (("ying", "ie"), ("ing", "e"), ("ing", "")),
    "VBZ": (("ies", "y"), ("es", "e"), ("es", ""), ("s", "")),
}
_COMPARED_ENDINGS = (
    ("ier", "y"), ("iest", "y"), ("er", "e"), ("est", "e"), ("er", ""), ("est", ""),
)  # fmt: skip
_HISSING = ("sses", "shes", "ches", "xes", "zes")
# No plural: *gas*, *status*, *crisis*.
_SINGULAR = ("ss", "us", "sis")


@dataclass(frozen=True, slots=True)
class Tables:
    """Exceptions by tag and small-lettered form, and the base forms of verbs and adjectives."""

    exceptions: dict[str, dict[str, str]] = field(default_factory=dict)
    verbs: frozenset[str] = frozenset()
    adjectives: frozenset[str] = frozenset()


def lemma(form: str, tag: str, tables: Tables) -> str:
    """The lemma of a word with a Penn tag, in small letters save for names."""
    if tag == "NNP":
        return form
    small = form.lower().replace("’", "'")
    known = tables.exceptions.get(tag, {}).get(small)
    if known is not None:
        return known
    if tag in ("NNS", "NNPS"):
        return _singular(form if tag == "NNPS" else small)
    if tag in _VERBS:
        return _base(small, _VERB_ENDINGS[tag], tables.verbs)
    if tag in _COMPARED:
        return _base(small, _COMPARED_ENDINGS, tables.adjectives)
    return small


def _singular(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:
        return f"{form[:-3]}y"
    if form.endswith(_HISSING):
        return form[:-2]
    return form[:-1] if form.endswith("s") and not form.endswith(_SINGULAR) else form


def _base(form: str, endings: Iterable[tuple[str, str]], known: frozenset[str]) -> str:
    """The first base form that is known, with a doubled consonant undone; else the plainest."""
    plainest = form
    for ending, instead in endings:
        if not form.endswith(ending) or len(form) <= len(ending):
            continue
        stem = form[: len(form) - len(ending)]
        if stem + instead in known:
            return stem + instead
        if not instead:
            if stem[-2:-1] == stem[-1] and stem[:-1] in known:
                return stem[:-1]
            plainest = stem
    return plainest


class Lemmas:
    """A spaCy component that writes each token's lemma, from its form and tag."""

    def __init__(self, name: str) -> None:
        """Make a component without tables; `from_disk` or `take` gives it some."""
        self.name = name
        self.tables = Tables()

    def take(self, tables: Tables) -> None:
        """Use these tables from now on."""
        self.tables = tables

    def __call__(self, doc: Doc) -> Doc:
        """Write the lemmas of one text."""
        found: dict[tuple[int, int], str] = {}
        for token in doc:
            key = token.orth, token.tag
            if key not in found:
                found[key] = lemma(token.text, token.tag_, self.tables)
            token.lemma_ = found[key]
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Write the lemmas of texts, one after the other."""
        yield from map(self, docs)

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write the tables into a folder."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, **_: Any) -> Lemmas:
        """Take the tables from a folder."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())

    def to_bytes(self, **_: Any) -> bytes:
        """The tables as JSON."""
        tables = {
            "exceptions": self.tables.exceptions,
            "verbs": sorted(self.tables.verbs),
            "adjectives": sorted(self.tables.adjectives),
        }
        return json.dumps(tables, ensure_ascii=False, indent=0, sort_keys=True).encode()

    def from_bytes(self, data: bytes, **_: Any) -> Lemmas:
        """Take the tables from JSON."""
        tables = json.loads(data)
        self.take(
            Tables(
                exceptions=tables["exceptions"],
                verbs=frozenset(tables["verbs"]),
                adjectives=frozenset(tables["adjectives"]),
            )
        )
        return self


@Language.factory("sayso_lemmas", requires=["token.tag"], assigns=["token.lemma"])
def make_lemmas(nlp: Language, name: str) -> Lemmas:
    """Make the component without tables."""
    return Lemmas(name)
