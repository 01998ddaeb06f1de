"""Attributions in headlines, whose telegraphic grammar a parser of sentences does not know.

*TASS reveals …*, *…, captured officer admits*, *Minister: plan is ‘reckless’*, *…: Brandt*.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import Attribution
from sayso.annotate.inflection import verb_forms
from sayso.annotate.segments import headline
from sayso.annotate.sources import BODY, CROWD, PERSON, kind_of, lemma_of
from sayso.casing import is_common
from sayso.lexicon import load

_REPORTING = load("reporting")
_SOMEBODY = PERSON | BODY | CROWD
_SPEECH = _REPORTING.lemmas("speech", "evidence")
_IRREGULAR = {
    "says": "say",
    "said": "say",
    "tells": "tell",
    "told": "tell",
    "writes": "write",
    "wrote": "write",
}
_STOPS = frozenset({",", ":", ";", "–", "—", "|"})
_JOINTS = frozenset({"as", "after", "while", "but", "and", "when", "before"})
_OPENING = frozenset({"“", "‘", '"', "'", "''", "``"})
_NAME = 5


def find_headline_attributions(doc: Doc, taken: frozenset[int]) -> Iterator[Attribution]:
    """Yield the attributions of the headline; cues at the ``taken`` tokens are known already."""
    title = headline(doc)
    if title is None:
        return
    found = False
    for token in title:
        inverted = _inverted(token, title)
        if inverted is not None:
            found = True
            yield inverted
            continue
        if token.i in taken or not _reporting(token):
            continue
        attribution = _around(token, title)
        if attribution is not None:
            found = True
            yield attribution
    if not found and not any(title.start <= at < title.end for at in taken):
        yield from _with_colon(title)


def _inverted(verb: Token, title: Span) -> Attribution | None:
    """*Fees will double, says port chief*: the source ends the headline."""
    doc = title.doc
    if verb.lower_ not in ("says", "say", "said", "warns", "claims") or verb.i <= title.start + 1:
        return None
    source = _trim(doc, verb.i + 1, title.end)
    content = _trim(doc, title.start, verb.i - 1)
    if doc[verb.i - 1].text not in (",", "”", "’", "'", '"') or source is None or content is None:
        return None
    if len(source) > _NAME or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD", "TO") for t in source):
        return None
    return Attribution((source,), (Span(doc, verb.i, verb.i + 1, "cue"),), (content,))


def _reporting(token: Token) -> bool:
    word = token.lower_
    if word in _IRREGULAR:
        return True
    lemma = verb_forms(_SPEECH).get(word)
    # Only the present and past tense: *report* and *claim* are nouns as often as verbs.
    return lemma is not None and word != lemma and word.endswith(("s", "ed"))


def _around(verb: Token, title: Span) -> Attribution | None:
    doc = title.doc
    low = verb.i
    while (
        low > title.start and doc[low - 1].text not in _STOPS and doc[low - 1].lower_ not in _JOINTS
    ):
        low -= 1
    if (
        low == verb.i
        or verb.i - low > 9
        or doc[verb.i - 1].pos_ not in ("NOUN", "PROPN", "ADJ", "PRON")
    ):
        return None
    source = Span(doc, low, verb.i)
    if kind_of(source) == "thing" and not any(t.pos_ == "PROPN" for t in source):
        return None
    high = verb.i + 1
    while high < title.end and doc[high].text not in _STOPS and doc[high].lower_ not in _JOINTS:
        high += 1
    after = _trim(doc, verb.i + 1, high)
    content = after if after is not None else _trim(doc, title.start, low)
    if content is None:
        return None
    return Attribution((source,), (Span(doc, verb.i, verb.i + 1, "cue"),), (content,))


def _with_colon(title: Span) -> Iterator[Attribution]:
    doc = title.doc
    colon = next((token for token in title if token.text == ":"), None)
    if colon is None or not title.start < colon.i < title.end - 1:
        return
    left, right = Span(doc, title.start, colon.i), Span(doc, colon.i + 1, title.end)
    cue = (Span(doc, colon.i, colon.i + 1, "cue"),)
    if len(right) <= _NAME and _is_somebody(right) and len(left) >= 4:
        yield Attribution((right,), cue, (left,))
    elif len(left) <= _NAME and _is_somebody(left) and len(right) >= 3:
        yield Attribution((left,), cue, (right,))


def _is_somebody(span: Span) -> bool:
    if not all(token.is_alpha or token.text in "-’'." for token in span):
        return False
    if any(token.tag_ in ("VBD", "VBP", "VBZ", "MD") for token in span):
        return False
    other = span.doc[span.end + 1 : span.end + 2]
    if other.text in _OPENING and all(
        token.text[0].isupper() and not is_common(token.text) for token in span
    ):
        # *Brandt: “We will rebuild”*
        return True
    if kind_of(span) not in ("person", "organisation", "described") or "?" in span.sent.text:
        return False
    return any(token.ent_type_ == "Person" or lemma_of(token) in _SOMEBODY for token in span)


def _trim(doc: Doc, start: int, end: int) -> Span | None:
    while start < end and doc[start].text in _STOPS:
        start += 1
    while end > start and doc[end - 1].text in _STOPS:
        end -= 1
    return Span(doc, start, end) if start < end else None
