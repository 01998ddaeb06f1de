"""The note type *reported as established*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.complements import (
    Complement,
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
from sayso.annotate.nominals import noun_phrase
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_FACTIVES = load("factives")
_STRESSING = _FACTIVES.lemmas("stressing")
_SHOWING = _FACTIVES.lemmas("showing")
_OWNING = _FACTIVES.lemmas("owning")
_CONFIRMING = _FACTIVES.lemmas("confirming")
_NOUNS = _FACTIVES.lemmas("noun")
_FORMS = verb_forms(_FACTIVES.lemmas("stressing", "showing", "owning", "confirming", "finding"))
_CONFIRMABLE = load("abstract").lemmas("confirmable")


@note_type(
    family="hedging",
    tone="question",
    line="dotted",
    title="Reported as established",
    question="Would ‘said’ be as true?",
    often_fine="When the article has shown the evidence already.",
    basis="Kiparsky and Kiparsky 1970; Hooper 1975; Wikipedia MOS:SAID",
    examples=(
        "TASS {cue:reveals} {content:over 1,000 men fight for Russia}",
        "{cue:The revelation that} {content:a thousand soldiers have defected} "
        "has shocked the city.",
        "The report {cue:underscores} {content:a growing concern}.",
        "The clerk {cue:admitted} that {content:two ballots were lost}.",
        "The flood {cue:exposed} {content:the weakness of the old wall}.",
        "The minister {cue:acknowledged} {content:the failure}.",
        "The letters {cue:prove} that {content:the governor knew}.",
    ),
    near_misses=(
        "The firm revealed a new logo.",
        "She confirmed the booking.",
        "The minister did not admit that he lied.",
        "the claim that the men defected",
        "The clinic admitted nine patients.",
        "The ministry declined to confirm the report.",
        "Divers discovered a wreck off Sellin.",
        "The task proved difficult.",
    ),
)
def factive_verb(doc: Doc) -> Iterator[Finding]:
    """A verb or noun takes what is reported for true.

    For instance: reveal, expose, confirm, admit, underscore, highlight, prove; the revelation
    that, the fact that.
    """
    for at in placed(doc, words=_FORMS):
        token = doc[at]
        lemma = _FORMS.get(token.lower_)
        if lemma is None or not is_verb(token, lemma) or quoted(token):
            continue
        if not happens(token) and not lifted(doc, "denied"):
            continue
        content = _content(token, lemma)
        if content is not None:
            marks = (("cue", doc[token.i : token.i + 1]), ("content", content))
            yield Finding(marks, _message(token.text))
        elif lifted(doc, "G7"):
            yield Finding((("cue", doc[token.i : token.i + 1]),), _message(token.text))
    for cue, content in nouns_with_that(doc, _NOUNS):
        if not quoted(cue[0]):
            yield Finding((("cue", cue), ("content", content)), _message(cue.text))


def _message(cue: str) -> str:
    return f"“{cue}” takes what follows for true; “said” would leave it open."


def _content(verb: Token, lemma: str) -> Span | None:
    taken = complement(verb)
    if taken is None:
        return _gerund(verb) if lemma in _OWNING else None
    if taken.kind in ("clause", "quotation"):
        return taken.content
    if taken.kind != "object" or not _established(verb, lemma, taken):
        return None
    return taken.content


def _established(verb: Token, lemma: str, taken: Complement) -> bool:
    """Whether a noun after the verb stands for something that is so."""
    noun = taken.head
    if lemma in _STRESSING:
        return noun.pos_ == "NOUN" and not _marked_text(verb)
    if lemma in _SHOWING:
        exposed = lemma == "expose" and is_passive(verb)
        return is_abstract(noun) and not exposed
    if lemma in _OWNING:
        return is_abstract(noun) or noun.tag_ == "VBG"
    return lemma in _CONFIRMING and noun.lemma_.lower() in _CONFIRMABLE


def _marked_text(verb: Token) -> bool:
    """*Highlighted in yellow*: done with a pen."""
    return any(
        child.dep_ == "obl" and child.lower_ in ("yellow", "red", "bold") for child in verb.children
    )


def _gerund(verb: Token) -> Span | None:
    """*Admitted (to) taking the money*."""
    for child in verb.children:
        if (
            child.i > verb.i
            and child.tag_ == "VBG"
            and child.dep_ in ("advcl", "obl", "xcomp", "ccomp")
        ):
            return verb.doc[child.left_edge.i + _preposition(child) : child.right_edge.i + 1]
        if (
            child.i > verb.i
            and child.dep_ == "obl"
            and is_abstract(child)
            and child.doc[verb.i + 1].lower_ == "to"
        ):
            return noun_phrase(child)
    return None


def _preposition(gerund: Token) -> int:
    return int(gerund.doc[gerund.left_edge.i].lower_ == "to")
