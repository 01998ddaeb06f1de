"""Which sentences of the body speak of what the headline says: by numbers, names and lemmas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from sayso.annotate.segments import body, headline
from sayso.annotate.sources import lemma_of

_NUMBER = re.compile(r"\d[\d,.]*")
_MAGNITUDES = {"hundred": "100", "thousand": "1000", "million": "1000000"}
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
# Verbs and other words that are in every article.
LIGHT = frozenset(
    {
        "be",
        "have",
        "do",
        "say",
        "make",
        "get",
        "go",
        "take",
        "new",
        "more",
        "other",
        "after",
        "late",
    }
)
_STEM = 6
NUMBER_WEIGHT, NAME_WEIGHT, _WORD_WEIGHT = 3.0, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """A part of the headline, a sentence of the body, how much they share, and whether a number is
    among it.
    """

    claim: Span
    sentence: Span
    shared: float
    share: float
    number: bool


def find_alignments(doc: Doc, claim: Span) -> list[Alignment]:
    """Body sentences that share words with a claim, the closest first; equals in text order."""
    wanted = terms(claim)
    total = sum(wanted.values())
    found = []
    for sentence in body(doc):
        theirs = terms(sentence)
        common = {term: weight for term, weight in wanted.items() if term in theirs}
        if common:
            shared = sum(common.values())
            number = any(term.startswith("#") for term in common)
            found.append(Alignment(claim, sentence, shared, shared / total, number))
    return sorted(found, key=lambda a: (-a.shared, a.sentence.start))


def headline_claims(doc: Doc) -> Iterator[Span]:
    """The clauses of the headline: cut at commas, colons, semicolons, dashes, *as* and *after*."""
    title = headline(doc)
    if title is None:
        return
    start = title.start
    for at in range(title.start, title.end + 1):
        if at < title.end and not _cuts(doc[at]):
            continue
        if any(token.pos_ in _CONTENT for token in doc[start:at]):
            yield Span(doc, start, at)
        start = at + 1


def stems(span: Span) -> frozenset[str]:
    """The first five letters of each meaningful word: quoted words are compared by stem (R10)."""
    words = [token for token in span if token.is_alpha and len(token) > 1]
    telling = [token for token in words if not token.is_stop and len(token) > 2]
    return frozenset(token.lower_[:5] for token in telling or words)


def _cuts(token: Token) -> bool:
    return token.text in (",", ":", ";", "–", "—", "|") or (token.lower_ == "as" and token.i > 2)


def stem(token: Token) -> str:
    """The first letters of a word's lemma: *collapse* and *collapsing* have the same."""
    return lemma_of(token)[:_STEM]


def terms(tokens: Iterable[Token]) -> dict[str, float]:
    """The telling words of a span with their weights: lemmas, and numbers with # before them."""
    found: dict[str, float] = {}
    for token in tokens:
        number = _NUMBER.fullmatch(token.text)
        if number:
            found["#" + number.group().replace(",", "").rstrip(".")] = NUMBER_WEIGHT
        elif token.lower_ in _MAGNITUDES and (
            token.i == 0 or token.nbor(-1).lower_ in ("a", "one")
        ):
            found["#" + _MAGNITUDES[token.lower_]] = NUMBER_WEIGHT
        elif token.pos_ in _CONTENT:
            lemma = lemma_of(token)
            if lemma not in LIGHT and len(lemma) > 1:
                found[lemma] = NAME_WEIGHT if token.pos_ == "PROPN" else _WORD_WEIGHT
    return found
