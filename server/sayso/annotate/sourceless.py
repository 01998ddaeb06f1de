"""Attributions without a source that the trained part does not see: *is thought to*, *reportedly*.

Four forms, by the parse: a passive of judging or believing without a by-phrase, *it is clear that*,
an adverb of hearsay, and *allegations of*, *speculation that* that nobody owns.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import Attribution
from sayso.annotate.nominals import trimmed
from sayso.annotate.words import placed
from sayso.lexicon import load

_REPORTING = load("reporting")
# Not *suppose*: what was supposed to happen was meant to.
JUDGED = (
    _REPORTING.lemmas("judgement")
    | _REPORTING.lemmas("belief")
    | _REPORTING.lemmas("reading")
    | frozenset(
        {"consider", "deem", "define", "determine", "estimate", "rate", "rumour", "rumor"}
        | {"report", "say", "treat", "allege", "suspect", "mention"}
    )
) - {"thank", "welcome", "express", "defend"}
_CLEAR = frozenset({"clear", "obvious", "apparent", "evident"})
_ADVERBS = frozenset(
    {"reportedly", "allegedly", "purportedly", "supposedly", "reputedly", "presumably"}
)
_NOUNS = frozenset(
    {"accusation", "allegation", "charge", "claim", "concern", "criticism", "disagreement"}
    | {"rumour", "rumor", "speculation", "suspicion"}
)
_BEFORE = frozenset({"amod", "compound", "det"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "csubj", "obl", "advcl"})


def find_sourceless(doc: Doc, taken: frozenset[int]) -> Iterator[Attribution]:
    """Yield them, but for those whose cue is among the tokens ``taken`` by others.

    They are no statements of anybody (rule R1): notes on them look at the words themselves.
    """
    quoted = {at for q in doc.spans["quotations"] for at in range(q.start, q.end)}
    for at in placed(doc, words=_CLEAR | _ADVERBS, lemmas=JUDGED | _NOUNS):
        token = doc[at]
        if at in taken or at in quoted:
            continue
        found = _passive(token) or _clear(token) or _adverb(token) or _noun(token)
        if found is None or taken & set(range(found[0].start, found[0].end)):
            continue
        cue, content = found
        yield Attribution(source=(), cue=(cue,), content=(content,), statement=False)


def _passive(verb: Token) -> tuple[Span, Span] | None:
    if verb.tag_ != "VBN" or verb.lemma_ not in JUDGED:
        return None
    auxiliaries = [child for child in verb.children if child.dep_ == "aux:pass"]
    if not auxiliaries or any(child.dep_ == "obl:agent" for child in verb.children):
        return None
    if any(child.lower_ == "by" for t in verb.children for child in t.children):
        return None
    content = _complement(verb)
    return None if content is None else (_span(auxiliaries[0], verb), content)


def _clear(word: Token) -> tuple[Span, Span] | None:
    if word.lower_ not in _CLEAR or word.pos_ != "ADJ":
        return None
    it = next((child for child in word.children if child.lower_ == "it"), None)
    copula = next((child for child in word.children if child.dep_ == "cop"), None)
    if it is None or copula is None or it.i > word.i:
        return None
    clause = next((c for c in word.children if c.dep_ in ("csubj", "ccomp") and c.i > word.i), None)
    if clause is None:
        return None
    content = trimmed(word.doc, clause.left_edge.i, clause.right_edge.i + 1)
    return None if content is None else (_span(it, word), content)


def _adverb(word: Token) -> tuple[Span, Span] | None:
    if word.lower_ not in _ADVERBS:
        return None
    head = word.head
    low, high = head.left_edge.i, head.right_edge.i + 1
    after = trimmed(word.doc, word.i + 1, high)
    content = after or trimmed(word.doc, low, word.i)
    return None if content is None else (_span(word, word), content)


def _noun(noun: Token) -> tuple[Span, Span] | None:
    if noun.pos_ != "NOUN" or noun.lemma_ not in _NOUNS or noun.i + 1 == len(noun.doc):
        return None
    after = noun.nbor(1)
    if after.lower_ not in ("of", "that", "about", "over"):
        return None
    owned = any(c.dep_ == "nmod:poss" or c.lower_ in ("by", "from") for c in noun.subtree)
    if owned or noun.dep_ in ("obj", "nsubj"):
        return None
    content = trimmed(noun.doc, noun.i + 2, noun.right_edge.i + 1)
    first = next((c.left_edge for c in noun.lefts if c.dep_ in _BEFORE), noun)
    return None if content is None else (_span(first, after), content)


def _complement(verb: Token) -> Span | None:
    """What follows the verb and hangs on it; of an oblique only *as …*."""
    for child in verb.children:
        if child.dep_ not in _COMPLEMENTS or child.i < verb.i:
            continue
        if child.dep_ == "obl" and not any(t.lower_ == "as" for t in child.children):
            continue
        return trimmed(verb.doc, child.left_edge.i, child.right_edge.i + 1)
    return None


def _span(first: Token, last: Token) -> Span:
    return Span(first.doc, min(first.i, last.i), max(first.i, last.i) + 1, "cue")
