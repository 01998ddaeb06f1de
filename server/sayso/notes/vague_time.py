"""The note type *when was that?*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.annotate.phrases import find_phrases
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_TIMES = load("times")
_WORDS = _TIMES.lemmas("word")
_PHRASES = _TIMES.lemmas("phrase")
_FRAMES = _TIMES.lemmas("frame")
_AMOUNTS = _TIMES.lemmas("amount")
_PERIODS = _TIMES.lemmas("period")
_MONTHS = _TIMES.lemmas("month")
_PEOPLE = _TIMES.lemmas("person")


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="When was that?",
    question="On what date?",
    often_fine="In background sentences where the date does not matter.",
    basis="Wikipedia MOS:RELTIME",
    examples=(
        "In a {cue:recent} directive, he ordered a report.",
        "This is underscored by {cue:recent} incidents.",
        "The two sides met {cue:in recent weeks}.",
        "The harbour was {cue:recently} dredged.",
        "The bridge was shut {cue:several weeks ago}.",
        "The ships will leave {cue:in the coming days}.",
    ),
    near_misses=(
        "She is a recent graduate of the school.",
        "The two sides met on 3 June, the most recent of four meetings.",
        "The harbour was last dredged on 4 May 2019.",
        "He left two weeks ago.",
        "It was one of the most recent maps.",
    ),
)
def vague_time(doc: Doc) -> Iterator[Finding]:
    """An event that the story rests on is placed in time only loosely.

    For instance: recent, recently, in recent days, several weeks ago.
    """
    for cue in _cues(doc):
        if not quoted(cue[0]) and not _dated(cue):
            yield Finding((("cue", cue),), f"“{cue.text}”: the sentence gives no date.")


def _cues(doc: Doc) -> Iterator[Span]:
    found = [*find_phrases(doc, _PHRASES)]
    for frame in find_phrases(doc, _FRAMES):
        if frame.end < len(doc) and _is_period(doc[frame.end]):
            found.append(doc[frame.start : frame.end + 1])
    for at in placed(doc, words=("ago",)):
        token = doc[at]
        if token.i >= 2 and _is_period(doc[token.i - 1]):
            amount = token.i - 2
            if doc[amount].lower_ in _AMOUNTS:
                article = amount > 0 and doc[amount - 1].lower_ == "a"
                found.append(doc[amount - article : token.i + 1])
    taken = {at for cue in found for at in range(cue.start, cue.end)}
    loose = lifted(doc, "G7")
    for at in placed(doc, words=_WORDS | {"recent"}):
        token = doc[at]
        if at not in taken and (loose or _recently(token) or _recent(token)):
            found.append(doc[token.i : token.i + 1])
    yield from sorted(found, key=lambda cue: cue.start)


def _is_period(token: Token) -> bool:
    return token.lower_ in _PERIODS or token.lower_.rstrip("s") in _PERIODS


def _recently(token: Token) -> bool:
    """*Was recently dredged*, but not *most recently in March* nor *the recently published map*."""
    if token.lower_ not in _WORDS or token.head.dep_ == "amod":
        return False
    return token.i == 0 or token.nbor(-1).lower_ not in ("as", "more", "most")


def _recent(token: Token) -> bool:
    """*A recent directive*, but not *the most recent*, *a recent graduate*."""
    if token.lower_ != "recent" or token.dep_ != "amod" or token.head.i < token.i:
        return False
    if token.i > 0 and token.nbor(-1).lower_ in ("more", "most"):
        return False
    if any(child.lower_ in _MONTHS for child in token.head.children):
        return False
    return token.head.lemma_.lower() not in _PEOPLE


def _dated(cue: Span) -> bool:
    """Whether the sentence gives the day or the month as well."""
    if lifted(cue.doc, "dated"):
        return False
    for token in cue.sent:
        if token.lower_ in _MONTHS and token.text[0].isupper() and token.tag_ != "MD":
            near = [token.nbor(side) for side in (-1, 1) if 0 <= token.i + side < len(token.doc)]
            if any(other.like_num or other.text[:1].isdigit() for other in near):
                return True
    return False
