"""The words of a Doc as plain values, and where each stands: what every layer asks again and again.

A Doc makes an object for each token that is looked at, so that a layer which looks for a few words
must not look at all of them. With ``placed`` it visits only the tokens that it may want.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from sayso.annotate.agreement import correct

_COLUMNS: list[int | str] = ["ORTH", "LOWER", "LEMMA", "POS", "TAG"]


@dataclass(frozen=True, slots=True)
class Words:
    """By token: the word as written, word and lemma in small letters, the base of the note types
    (``singular``), part of speech, tag. By value: the tokens that have it, in reading order.
    """

    text: tuple[str, ...]
    lower: tuple[str, ...]
    lemma: tuple[str, ...]
    base: tuple[str, ...]
    pos: tuple[str, ...]
    tag: tuple[str, ...]
    by_lower: Mapping[str, tuple[int, ...]]
    by_lemma: Mapping[str, tuple[int, ...]]
    by_base: Mapping[str, tuple[int, ...]]
    by_tag: Mapping[str, tuple[int, ...]]


def find_words(doc: Doc) -> Words:
    """The words of a Doc."""
    table: Any = doc.to_array(_COLUMNS)
    strings = doc.vocab.strings
    text, lower, lemma, pos, tag = (
        _named(column, {key: strings[key] for key in set(column)}) for column in table.T.tolist()
    )
    small = {word: word.lower() for word in set(lemma)}
    lemma = tuple(small[word] for word in lemma)
    base = tuple(map(singular, lemma, lower, tag))
    index = (_places(values) for values in (lower, lemma, base, tag))
    return Words(text, lower, lemma, base, pos, tag, *index)


def singular(lemma: str, word: str, tag: str) -> str:
    """The lemma; plural nouns that the lemmatizer left alone lose their s. All in small letters."""
    plural = tag in ("NNS", "NNPS") and lemma == word
    if not plural or not lemma.endswith("s") or lemma.endswith("ss"):
        return lemma
    return lemma[:-3] + "y" if lemma.endswith("ies") else lemma[:-1]


def words_in(doc: Doc) -> Words:
    """The words of a Doc as the component stored them."""
    stored = doc.user_data.get("words")
    return stored if isinstance(stored, Words) else find_words(doc)


def placed(
    doc: Doc,
    *,
    words: Iterable[str] = (),
    lemmas: Iterable[str] = (),
    bases: Iterable[str] = (),
) -> list[int]:
    """The tokens whose word, lemma or base is among the wanted ones, in reading order."""
    known = words_in(doc)
    wanted = ((known.by_lower, words), (known.by_lemma, lemmas), (known.by_base, bases))
    found = {at for places, each in wanted for value in each for at in places.get(value, ())}
    return sorted(found)


def _named(column: list[int], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names[key] for key in column)


def _places(values: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for at, value in enumerate(values):
        found.setdefault(value, []).append(at)
    return {value: tuple(places) for value, places in found.items()}


@Language.component("words")
def words(doc: Doc) -> Doc:
    """Store the words in ``doc.user_data["words"]``."""
    correct(doc)
    doc.user_data["words"] = find_words(doc)
    return doc
