"""Conditions on the truth of a statement: *if this holds true*, *if confirmed*, *assuming that*.

A condition on an event (*if elected*, *if it rains*) is none: it says when, not how sure.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.inflection import verb_forms
from sayso.annotate.words import placed
from sayso.lexicon import load

_HEDGES = load("hedges")
_TRUTH = _HEDGES.lemmas("truth")
_TRUTH_VERBS = _HEDGES.lemmas("truth-verb")
_ASSUME = verb_forms(_HEDGES.lemmas("assuming"))
_RECKONING = _HEDGES.lemmas("reckoning")
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
_OPENING = frozenset({"if", "provided", "should", "were", "assuming", "presuming", "supposing"})
_PERSON = frozenset({"he", "she", "who", "i", "you", "we", "him", "her", "his"})


def find_conditions(doc: Doc) -> Iterator[Span]:
    """Yield the clauses that make a claim depend on the truth of something, label *condition*."""
    for at in placed(doc, words={*_OPENING, *_ASSUME}):
        token = doc[at]
        word = token.lower_
        if word in ("if", "provided", "should", "were") and token.pos_ in (
            "SCONJ",
            "ADP",
            "VERB",
            "AUX",
        ):
            clause = _if_clause(token)
        elif word in ("assuming", "presuming", "supposing"):
            clause = _assuming(token)
        elif _ASSUME.get(word) == "assume" and word != "assumed":
            clause = _rests_on(token)
        else:
            clause = None
        if clause is not None:
            yield clause


def _if_clause(opening: Token) -> Span | None:
    word = opening.lower_
    # "As if", "what if", "even if", "only if so": the first two make no claim.
    if opening.i > opening.sent.start and opening.nbor(-1).lower_ in ("as", "what", "ask", "asked"):
        return None
    if word in ("should", "were") and not _inverted(opening):
        return None
    short = _bare(opening) if word == "if" else None
    if short is not None:
        return short
    verb = opening.head
    if word == "if" and (
        opening.dep_ != "mark" or verb.dep_ not in ("advcl", "dep", "parataxis", "ROOT", "csubj")
    ):
        return None
    if word == "provided":
        verb = next(
            (child for child in opening.children if child.dep_ in ("ccomp", "advcl")), opening
        )
    if not _about_truth(verb):
        return None
    return _clause(opening, verb)


def _bare(opening: Token) -> Span | None:
    """*If confirmed*, *if true*: without a subject; it must not be a person who is confirmed."""
    doc, at = opening.doc, opening.i + 1
    while at < opening.sent.end and doc[at].lower_ in (
        "later",
        "independently",
        "officially",
        "indeed",
        "even",
        "proven",
        "found",
    ):
        at += 1
    if (
        at >= opening.sent.end
        or doc[at].lower_ not in _TRUTH
        or doc[at].lower_ in ("right", "believed")
    ):
        return None
    after = doc[at + 1] if at + 1 < opening.sent.end else None
    if (
        after is not None
        and after.text not in (",", ")", "—", "–", ".", ";", "-")
        and after.lower_ not in ("by", "the", "it", "this", "would", "could")
    ):
        return None
    if doc[at].lower_ in ("confirmed", "proven", "proved") and _about_person(opening, doc[at]):
        return None
    return Span(doc, opening.i, at + 1, "condition")


def _about_person(opening: Token, predicate: Token) -> bool:
    """*If confirmed, Ms Brandt would be the first judge*: an appointment, not a fact."""
    if any(
        token.lower_ in ("senate", "parliament", "committee", "lawmakers") for token in opening.sent
    ):
        return True
    main = opening.head.head if opening.head == predicate else predicate.head
    subject = next((child for child in main.children if child.dep_ in _SUBJECTS), None)
    return subject is not None and (subject.lower_ in _PERSON or subject.ent_type_ == "Person")


def _inverted(auxiliary: Token) -> bool:
    """*Should this prove true*, *were it to be confirmed*: the auxiliary before its subject."""
    start = auxiliary.is_sent_start is True or (auxiliary.i > 0 and auxiliary.nbor(-1).text == ",")
    subject = next((child for child in auxiliary.head.children if child.dep_ in _SUBJECTS), None)
    return (
        start
        and subject is not None
        and subject.i > auxiliary.i
        and "?" not in auxiliary.sent[-1].text
    )


def _about_truth(verb: Token) -> bool:
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is None or subject.lower_ in _PERSON or subject.ent_type_ == "Person":
        return False
    word = verb.lower_
    copula = any(child.dep_ in ("cop", "aux:pass") for child in verb.children)
    if word in _TRUTH and copula:
        return word != "right" or subject.lower_ not in ("it", "that", "this")
    if word == "borne":
        return True
    stem = verb.lemma_.lower()
    if stem in _TRUTH_VERBS or word.rstrip("s") in _TRUTH_VERBS:
        if any(
            child.lower_ in ("true", "correct", "accurate", "right", "up", "good")
            for child in verb.children
        ):
            return True
        return word in ("hold", "holds") and not any(
            child.dep_ in ("obj", "obl") for child in verb.children
        )
    # "If the polls are to be believed".
    return any(child.dep_ == "xcomp" and child.lower_ in _TRUTH for child in verb.children)


def _assuming(opening: Token) -> Span | None:
    """*Assuming (that) the figures are right*; not *assuming office*."""
    following = opening.nbor(1) if opening.i + 1 < len(opening.doc) else None
    if following is None:
        return None
    if opening.dep_ in ("amod", "aux") or (opening.i > 0 and opening.nbor(-1).lemma_ == "be"):
        return None
    if any(child.dep_ == "obj" and not _goes_on(child) for child in opening.children):
        return None
    clause = next(
        (c for c in opening.children if c.dep_ in ("ccomp", "csubj", "xcomp") and c.i > opening.i),
        None,
    )
    if clause is not None and clause.tag_ != "VBG":
        return _set_off(_clause(opening, clause))
    # The parser may hang the clause beside the participle instead of under it.
    for token in opening.doc[opening.i + 1 : opening.sent.end]:
        if token.text in (",", ";", "."):
            verbal = any(
                t.tag_ in ("VBZ", "VBP", "VBD", "MD") for t in opening.doc[opening.i + 1 : token.i]
            )
            return Span(opening.doc, opening.i, token.i, "condition") if verbal else None
    return None


def _goes_on(noun: Token) -> bool:
    """Whether a verb with tense follows the noun at once: it is a subject, not an object."""
    following = noun.doc[noun.right_edge.i + 1] if noun.right_edge.i + 1 < len(noun.doc) else None
    return following is not None and following.tag_ in ("VBZ", "VBP", "VBD", "MD")


def _set_off(clause: Span) -> Span | None:
    """The clause where a comma parts it from the claim: *assuming that … is wise* is a subject."""
    doc, sent = clause.doc, clause.sent
    after = doc[clause.end] if clause.end < sent.end else None
    apart = after is None or after.is_punct or after.is_space
    return clause if apart else None


def _rests_on(verb: Token) -> Span | None:
    """*That estimate assumes a tax break*: the verb alone is the cue."""
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is None or verb.pos_ != "VERB" or subject.lemma_.lower() not in _RECKONING:
        return None
    return Span(verb.doc, verb.i, verb.i + 1, "condition")


def _clause(opening: Token, verb: Token) -> Span:
    doc = opening.doc
    end = max(verb.right_edge.i, verb.i) + 1
    # What follows a comma after the verb is the claim, not the condition.
    for token in doc[verb.i + 1 : end]:
        if token.text in (",", ";", "—", "–"):
            end = token.i
            break
    while end > opening.i + 1 and doc[end - 1].is_punct:
        end -= 1
    return Span(doc, opening.i, end, "condition")
