"""The note type *inferred, not said*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.complements import complement, happens, is_passive, is_verb
from sayso.annotate.guards import quoted
from sayso.annotate.inflection import verb_forms
from sayso.annotate.lifted import lifted
from sayso.annotate.nominals import noun_phrase, subject_of
from sayso.annotate.sources import BARE, BODY, CROWD, DOCUMENT, INDEFINITE, OUTLET, PERSON, lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_TENTATIVE = load("tentative")
_FORMS = verb_forms(_TENTATIVE.lemmas("verb"))
_TELLING = _TENTATIVE.lemmas("telling")
_POINTING = verb_forms(_TENTATIVE.lemmas("pointing"))
_EVIDENCE = _TENTATIVE.lemmas("evidence")
_DOERS = ("er", "ian", "ist", "man", "or", "woman")
_SOMEBODY = BARE | BODY | CROWD | INDEFINITE | OUTLET | PERSON
_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
_PEOPLE = frozenset({"he", "i", "she", "they", "we", "who", "you"})


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Inferred, not said",
    question="Was it said, or is it somebody's reading of the facts?",
    often_fine="It is the right verb for evidence short of proof.",
    basis="Hyland 2005; Recasens et al. 2013",
    examples=(
        "The figures {cue:suggest} {content:that demand is falling}.",
        "Early results {cue:indicate} {content:a swing to the left}.",
        "The tracks {cue:imply} {content:that two carts passed}.",
        "Records from the harbour {cue:point to} {content:a second crew}.",
        "The tests {cue:suggest} {content:a leak in the northern tank}.",
    ),
    near_misses=(
        "He suggested a walk.",
        "The driver indicated left.",
        "a desire to signal surrender",
        "The mayor pointed to the tower.",
        "She suggested that he leave early.",
        "The guard signalled to the boat.",
    ),
)
def tentative_verb(doc: Doc) -> Iterator[Finding]:
    """A verb presents the statement as an inference: suggest, indicate, hint, imply, point to."""
    for at in placed(doc, words={*_FORMS, *_POINTING}):
        token = doc[at]
        word = token.lower_
        lemma = _FORMS.get(word) or _POINTING.get(word)
        if lemma is None or quoted(token):
            continue
        if not is_verb(token, lemma) and not (lemma == "point" and _points(token)):
            continue
        if (not happens(token) or is_passive(token)) and not lifted(doc, "denied"):
            continue
        found = _inferred(token)
        if found is not None:
            cue, content = found
            message = f"“{cue.text}” gives this as something inferred, not as something known."
            yield Finding((("cue", cue), ("content", content)), message)
        elif lifted(doc, "G7"):
            yield Finding((("cue", doc[token.i : token.i + 1]),), "")


def _inferred(verb: Token) -> tuple[Span, Span] | None:
    doc, lemma = verb.doc, _FORMS.get(verb.lower_)
    thing = _by_a_thing(verb)
    if verb.lower_ in _POINTING and (thing or verb.tag_ == "NN"):
        found = _pointed(verb)
        if found is not None:
            return found
    if lemma is None:
        return None
    taken = complement(verb)
    if taken is None:
        return None
    cue = doc[verb.i : verb.i + 1]
    if taken.kind == "clause" and (thing or lemma not in _TELLING):
        start = taken.that.i if taken.that is not None else taken.content.start
        return cue, doc[start : taken.content.end]
    if taken.kind == "object" and thing and taken.head.pos_ in ("NOUN", "PROPN"):
        return cue, _whole(verb, taken.content)
    return None


def _whole(verb: Token, content: Span) -> Span:
    """What is inferred, with the words after it that its attribution takes in as well."""
    for link in links_in(verb.doc).with_cue_at(verb.i):
        for given in link.content:
            if given.start == content.start and content.end < given.end <= verb.sent.end:
                return verb.doc[given.start : given.end]
    return content


def _by_a_thing(verb: Token) -> bool:
    """Whether evidence speaks: *the figures suggest*, and not somebody."""
    subject = subject_of(verb)
    if subject is None:
        # "…, suggesting a link": the whole clause before it is the evidence.
        return verb.tag_ == "VBG"
    lemma = lemma_of(subject)
    if lemma in DOCUMENT or lemma in _EVIDENCE:
        return True
    if lemma.endswith(_DOERS) and lemma not in _EVIDENCE:
        return False
    named = subject.pos_ == "PROPN" or subject.ent_type_ in ("Person", "Organization")
    return subject.lower_ not in _PEOPLE and lemma not in _SOMEBODY and not named


def _points(token: Token) -> bool:
    """*Figures from the port point to a rise*: a noun by its tag, and the only verb there is."""
    doc, start = token.doc, token.i
    while start > token.sent.start and doc[start - 1].text not in (",", ";", ":", "—"):
        start -= 1
    clause = doc[start : token.i]
    if token.tag_ != "NN" or any(t.tag_ in _FINITE for t in clause):
        return False
    evidence = any(lemma_of(t) in DOCUMENT for t in clause if t.pos_ == "NOUN")
    return evidence and not any(
        c.dep_ in ("det", "amod", "nummod") and c.i == token.i - 1 for c in token.children
    )


def _pointed(verb: Token) -> tuple[Span, Span] | None:
    """*Point to a rise*, *hint at a deal*."""
    doc = verb.doc
    if verb.i + 1 >= len(doc) or doc[verb.i + 1].lower_ not in ("at", "to", "towards"):
        return None
    head = doc[verb.i + 1].head
    if head.i > verb.i + 1 and head.pos_ in ("NOUN", "PROPN"):
        return doc[verb.i : verb.i + 2], noun_phrase(head)
    return None
