"""How sure a stretch of text is said to be: flat, hedged, conditional, or somebody's unnamed say-
so.
"""

from __future__ import annotations

from spacy.tokens import Span, SpanGroup

from sayso.annotate.sources import UNNAMED
from sayso.annotate.words import words_in
from sayso.lexicon import load

_FACTIVES = frozenset({"reveal", "expose", "confirm", "admit", "prove", "show", "find"})
# Adverbs that give a statement as hearsay or as a guess.
HEARSAY = frozenset(
    {
        "reportedly",
        "allegedly",
        "purportedly",
        "supposedly",
        "apparently",
        "seemingly",
        "possibly",
        "perhaps",
        "probably",
    }
)
# Verbs whose passive leaves unsaid who believes it: *is understood to*.
BELIEVED = load("agentless").lemmas("belief")


def hedged(span: Span) -> Span | None:
    """The first hedge cue in a span: a modal, a condition, an evidential, or *is believed to*."""
    spans: SpanGroup = span.doc.spans["hedges"]
    for cue in spans:
        if span.start <= cue.start < span.end and cue.label_ != "probability":
            return cue
    doc, words = span.doc, words_in(span.doc)
    for at in range(span.start, span.end):
        if words.lower[at] in HEARSAY or words.lower[at] in ("alleged", "suspected"):
            return doc[at : at + 1]
        agentless = words.tag[at] == "VBN" and doc[at].lemma_ in BELIEVED
        if agentless and any(c.dep_ == "aux:pass" for c in doc[at].children):
            return doc[at : at + 1]
    return None


def owned_by_unnamed(span: Span) -> bool:
    """Whether the statement of a span is attributed to somebody who is not named, or to a post."""
    return any(
        a.statement and a.kind in UNNAMED and span.start <= a.cue[0].start < span.end
        for a in span.doc._.attributions
    )


def attributed(span: Span) -> bool:
    """Whether a span says whose statement it is, by a verb that does not take it for true."""
    for attribution in span.doc._.attributions:
        cue = attribution.cue[0]
        inside = span.start <= cue.start < span.end
        if (
            inside
            and attribution.statement
            and attribution.source
            and cue.root.lemma_.lower() not in _FACTIVES
        ):
            return True
    return False
