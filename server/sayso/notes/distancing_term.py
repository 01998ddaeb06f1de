"""The note type *held at a distance*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.complements import nouns_with_that
from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.annotate.phrases import find_phrases
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_DISTANCING = load("distancing")
_ADJECTIVES = _DISTANCING.lemmas("adjective")
_PHRASES = _DISTANCING.lemmas("phrase")
_NOUNS = _DISTANCING.lemmas("noun")
_COUNTED = _DISTANCING.lemmas("counted")


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Held at a distance",
    question="Who describes it so, and who does not?",
    often_fine="For charges not yet proven in court.",
    basis="Wikipedia MOS:ALLEGED",
    examples=(
        "to protect people from the {cue:perceived} aggression",
        "the {cue:so-called} reform",
        "to reinforce {cue:the narrative that} the country is under attack",
        "The {cue:alleged} theft was seen by two porters.",
        "A {cue:self-styled} healer sold the bottles in Torva.",
        "Nobody believed {cue:the notion that} the bridge was safe.",
    ),
    near_misses=(
        "She perceived a change.",
        "a narrative poem",
        "The train is supposed to leave at nine.",
        "The number of reported cases fell.",
        "The union alleged that ballots were burnt.",
        "The story that he told was long.",
    ),
)
def distancing_term(doc: Doc) -> Iterator[Finding]:
    """A word keeps the writer apart from a description.

    For instance: so-called, alleged, perceived, self-styled, supposed; the narrative that, the
    notion that.
    """
    for cue in sorted(_cues(doc), key=lambda cue: cue.start):
        if not quoted(cue[0]):
            yield Finding((("cue", cue),), f"“{cue.text}”: the writer does not vouch for this.")


def _cues(doc: Doc) -> Iterator[Span]:
    yield from find_phrases(doc, _PHRASES)
    for cue, _ in nouns_with_that(doc, _NOUNS):
        yield cue
    for at in placed(doc, words=_ADJECTIVES):
        if _describes(doc[at]) or lifted(doc, "G7"):
            yield doc[at : at + 1]


def _describes(token: Token) -> bool:
    """Whether the word stands before the noun that it describes."""
    head = token.head
    if token.dep_ != "amod" or head.i < token.i or head.pos_ not in ("NOUN", "PROPN"):
        return False
    lemma = head.lemma_.lower()
    return token.lower_ != "reported" or lemma.rstrip("s") not in _COUNTED
