"""Which *may*, *might* and *could* say that something is possible (guard G7).

The same words also give permission, tell what somebody was able to do, state a purpose, or name
a month. That is decided by the subject, the clause and the verb, never by the word.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.lexicon import load

_HEDGES = load("hedges")
MODALS = _HEDGES.lemmas("modal")
_ABILITY = _HEDGES.lemmas("ability")
_PENALTY = _HEDGES.lemmas("penalty")
_MISSED = _HEDGES.lemmas("missed")
_ADDRESSED = _HEDGES.lemmas("permission")

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
_NOT = frozenset({"not", "n't", "n’t", "never", "no", "hardly", "barely", "scarcely"})
_WHEN = frozenset({"before", "until", "till", "after", "when", "whenever", "while", "as", "once"})
_PURPOSE = frozenset({"so", "order"})
_WAYS = frozenset({"how", "what", "where", "who", "which", "that"})


def is_epistemic(modal: Token) -> bool:
    """Whether a modal marks its statement as possible rather than allowed, able or wished for."""
    word = modal.lower_
    if word not in MODALS or modal.tag_ != "MD" or modal.dep_ not in ("aux", "ROOT", "aux:pass"):
        return False
    verb = modal.head
    subject = subject_of_clause(verb)
    if subject is None and verb.dep_ not in ("conj", "acl:relcl", "ROOT", "ccomp", "parataxis"):
        return False
    if _asks(modal, subject) or _legal(verb):
        return False
    if subject is not None and subject.lower_ in _ADDRESSED and not _stative(verb):
        return False
    if word == "could":
        return not _ability(modal, verb, subject)
    if _imagined(verb, subject):
        return False
    if _wish(modal, subject) or _purpose(verb) or _so_that(modal):
        return False
    # "May not" with a doer forbids; with a state it is a guess.
    return not (word == "may" and negated(verb) and not _stative(verb) and _deed(subject))


def subject_of_clause(verb: Token) -> Token | None:
    """The subject of a clause, or of the clause that it is joined to."""
    for _ in range(4):
        found = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if found is not None:
            return found
        if verb.dep_ != "conj":
            return None
        verb = verb.head
    return None


def negated(verb: Token) -> bool:
    """Whether a word of denial stands with a verb."""
    return any(
        child.lower_ in _NOT and child.dep_ in ("advmod", "neg", "det") for child in verb.children
    )


def _asks(modal: Token, subject: Token | None) -> bool:
    """A question to somebody: *could you*, *may I*."""
    if subject is None or subject.i < modal.i:
        return False
    return subject.lower_ in _ADDRESSED and modal.i + 1 == subject.i


def _legal(verb: Token) -> bool:
    """What the law allows at most, such as years in prison (rule R15)."""
    words = {token.lemma_.lower() for token in verb.subtree}
    if not words & _PENALTY:
        return False
    return verb.lemma_.lower() in (
        "carry",
        "face",
        "fine",
        "get",
        "impose",
        "imprison",
        "jail",
        "receive",
        "sentence",
        "serve",
        "spend",
    )


def _ability(modal: Token, verb: Token, subject: Token | None) -> bool:
    if negated(verb):
        return True
    children = list(verb.children)
    perfect = any(child.lemma_ == "have" and child.dep_ == "aux" for child in children)
    if perfect:
        return _regret(verb)
    lemma = verb.lemma_.lower()
    if lemma in _ABILITY:
        return True
    passive = any(child.dep_ == "aux:pass" for child in children)
    if passive and lemma in ("hear", "see", "smell", "feel", "find"):
        return True
    if any(child.dep_ == "mark" and child.lower_ in _WHEN for child in children):
        return True
    if (
        _purpose(verb)
        or _so_that(modal)
        or any(
            child.lower_ in _WAYS - {"that"} and child.dep_ not in _SUBJECTS for child in children
        )
    ):
        return True
    if verb.dep_ == "acl:relcl" and (
        subject is None or subject.lower_ not in ("which", "that", "who")
    ):
        return True
    # "As much as he could", "all that they could": no verb of its own.
    return verb == modal


def _imagined(verb: Token, subject: Token | None) -> bool:
    """*A calm that his father might have admired*: a comparison, nothing that may have been."""
    perfect = any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
    relative = verb.dep_ == "acl:relcl"
    # "As an uncle might ask": a likeness as well.
    likeness = any(c.dep_ == "mark" and c.lower_ in ("as", "than") for c in verb.children)
    if likeness and verb.dep_ == "advcl":
        return True
    if not (perfect and relative):
        return False
    if verb.head.lemma_.lower() in ("fashion", "manner", "way"):
        return True
    return subject is None or subject.lower_ not in ("who", "which", "that")


def _regret(verb: Token) -> bool:
    """*Could have been avoided*, *could have won had he*: it did not happen."""
    if verb.lemma_.lower() in _MISSED:
        return True
    return any(
        child.dep_ == "advcl" and any(c.lower_ in ("if", "had") for c in child.children)
        for child in verb.children
    )


def _purpose(verb: Token) -> bool:
    """*So that she might see*: what something is for."""
    for child in verb.children:
        if child.dep_ == "mark" and child.i > 0:
            if child.lower_ == "so":
                return True
            if child.lower_ == "that" and child.nbor(-1).lower_ in _PURPOSE:
                return True
    return False


def _so_that(modal: Token) -> bool:
    """The same, where the parser hung *so that* elsewhere."""
    doc = modal.doc
    for at in range(modal.i - 1, max(modal.sent.start, modal.i - 10), -1):
        if doc[at].is_punct:
            return False
        if doc[at].lower_ == "that" and doc[at - 1].lower_ == "so":
            return True
    return False


def _wish(modal: Token, subject: Token | None) -> bool:
    """*May the best one win*."""
    return (
        modal.lower_ == "may"
        and modal.is_sent_start is True
        and subject is not None
        and subject.i > modal.i
    )


def _stative(verb: Token) -> bool:
    """Whether the clause tells a state: with be or have, or of something done already."""
    if verb.lemma_.lower() in (
        "be",
        "have",
        "need",
        "want",
        "know",
        "like",
        "feel",
        "contain",
        "seem",
    ):
        return True
    return any(
        child.dep_ in ("cop", "aux:pass") or (child.dep_ == "aux" and child.lemma_ == "have")
        for child in verb.children
    )


def _deed(subject: Token | None) -> bool:
    return (
        subject is not None
        and subject.tag_ in ("NNS", "NNPS")
        and not any(c.dep_ == "det" for c in subject.children)
    )
