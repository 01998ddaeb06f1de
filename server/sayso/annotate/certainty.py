"""How sure a stretch of text is said to be: flat, hedged, conditional, or somebody's unnamed say-
so.
"""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc, Span, SpanGroup

from sayso.annotate.attribution import links_in
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


def hedges_between(doc: Doc, start: int, end: int) -> list[Span]:
    """The hedge cues that begin within the tokens from ``start`` to ``end``, half-open."""
    group: SpanGroup = doc.spans["hedges"]
    starts = doc.user_data.get("hedge_starts")
    if not isinstance(starts, tuple):
        return [cue for cue in group if start <= cue.start < end]
    return [group[number] for number in range(bisect_left(starts, start), bisect_left(starts, end))]


def hedged(span: Span) -> Span | None:
    """The first hedge cue in a span: a modal, a condition, an evidential, or *is believed to*."""
    for cue in hedges_between(span.doc, span.start, span.end):
        if cue.label_ != "probability":
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
        a.statement and a.kind in UNNAMED
        for a in links_in(span.doc).with_cue_between(span.start, span.end)
    )


def attributed(span: Span) -> bool:
    """Whether a span says whose statement it is, by a verb that does not take it for true."""
    return any(
        link.statement and link.source and link.cue[0].root.lemma_.lower() not in _FACTIVES
        for link in links_in(span.doc).with_cue_between(span.start, span.end)
    )
