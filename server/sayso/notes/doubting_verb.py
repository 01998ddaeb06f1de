"""The note type *reported with doubt*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.complements import (
    complement,
    happens,
    is_abstract,
    is_passive,
    is_verb,
    nouns_with_that,
)
from sayso.annotate.guards import quoted
from sayso.annotate.inflection import verb_forms
from sayso.annotate.lifted import lifted
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_DOUBTING = load("doubting")
_FORMS = verb_forms(_DOUBTING.lemmas("verb"))
_INFINITIVE = _DOUBTING.lemmas("infinitive")
_OBJECT = _DOUBTING.lemmas("object")
_NOUNS = _DOUBTING.lemmas("noun")


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Reported with doubt",
    question="Why not ‘said’? Does the article doubt all sides alike?",
    often_fine="When the statement is disputed or cannot be checked.",
    basis="Wikipedia MOS:SAID; Soni et al. 2014",
    examples=(
        "The agency raised the alarm, {cue:claiming that} {content:more men are leaving}.",
        "He {cue:insists} {content:he was never paid}.",
        "{cue:The claim that} {content:the mayor lied} spread fast.",
        "The company {cue:maintains that} {content:the pier is safe}.",
        "The guards turned away a man {cue:claiming} {content:to be a nurse}.",
        "The union {cue:alleged that} {content:the ballots were burnt}.",
    ),
    near_misses=(
        "The war has claimed countless lives.",
        "She filed an insurance claim.",
        "They claimed a refund.",
        "The firm maintains two lighthouses.",
        "The judge insisted on silence.",
        "The ferry charges nine crowns.",
    ),
)
def doubting_verb(doc: Doc) -> Iterator[Finding]:
    """A verb or noun holds what is reported at arm's length.

    For instance: claim, allege, insist, maintain, purport; the claim that.
    """
    for at in placed(doc, words=_FORMS):
        token = doc[at]
        lemma = _FORMS.get(token.lower_)
        if lemma is None or not is_verb(token, lemma):
            continue
        if quoted(token):
            continue
        if (is_passive(token) or _denied(token)) and not lifted(doc, "denied"):
            continue
        found = _reported(token, lemma)
        if found is not None:
            cue, content = found
            yield Finding((("cue", cue), ("content", content)), _message(cue.text))
        elif lifted(doc, "G7"):
            yield Finding((("cue", doc[token.i : token.i + 1]),), _message(token.text))
    for cue, content in nouns_with_that(doc, _NOUNS):
        if not quoted(cue[0]):
            yield Finding((("cue", cue), ("content", content)), _message(cue.text))


def _message(cue: str) -> str:
    return f"“{cue}” keeps a distance from what follows; “said” would not."


def _denied(verb: Token) -> bool:
    """*Did not claim*: but *wants to claim that*, *may insist that* are reports of a kind."""
    modal = any(child.tag_ == "MD" or child.lower_ == "to" for child in verb.children)
    return not modal and not happens(verb)


def _reported(verb: Token, lemma: str) -> tuple[Span, Span] | None:
    taken = complement(verb)
    if taken is None:
        return None
    good = taken.kind in ("clause", "quotation")
    good = good or (taken.kind == "infinitive" and lemma in _INFINITIVE)
    good = good or (taken.kind == "object" and lemma in _OBJECT and is_abstract(taken.head))
    if not good or (lemma == "charge" and taken.that is None):
        return None
    adjacent = taken.that is not None and taken.that.i == verb.i + 1
    return verb.doc[verb.i : verb.i + 1 + adjacent], taken.content
