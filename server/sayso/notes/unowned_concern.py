"""The note type *worry, doubt or rumour without an owner*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.clauses import (
    has_agent,
    misread_verb,
    negated,
    own_subject,
    passive,
    verb_group,
    verb_lemma,
    verbs_placed,
)
from sayso.annotate.guards import own_words
from sayso.annotate.minds import has_mind
from sayso.annotate.nominals import subject_of
from sayso.annotate.phrases import covered
from sayso.annotate.sourced import sourced
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("concerns")
_WORRY = _LEXICON.lemmas("worry")
_RUMOUR = _LEXICON.lemmas("rumour")
_RAISING = _LEXICON.lemmas("raising")
_RISING = _LEXICON.lemmas("rising")
_AIRING = _LEXICON.lemmas("airing")
_GROWING = _LEXICON.lemmas("growing")
_MANY = _LEXICON.lemmas("many")
_ABOUT = _LEXICON.lemmas("about")
_BECAUSE = _LEXICON.lemmas("because")
_HAVING = _LEXICON.lemmas("having")
_NO_CONCERN = frozenset(_LEXICON.pseudo)

_PAPER: frozenset[str] = frozenset({"document"})


@note_type(
    family="sourcing",
    tone="question",
    line="wavy",
    title="Worry, doubt or rumour without an owner",
    question="Whose concern or question is it? Could it be an accusation put as a question?",
    often_fine="When people holding the concern are named near by.",
    basis="Wikipedia MOS:EDITORIAL; Recasens et al. 2013",
    examples=(
        "The report underscores {cue:a growing concern} that the men have turned.",
        "{cue:Fears are mounting} that the bank will fail.",
        "It {cue:raises questions about} the motives of these people.",
        "{cue:Doubts remain} over the safety of the lift.",
        "The leak {cue:has fuelled speculation} that the mill will be sold.",
        "The ferry was cancelled amid {cue:fears} of a strike.",
        "{cue:There are questions} about how the lamp was paid for.",
    ),
    near_misses=(
        "Her concern was the cost.",
        "MP Ana Cruz raised questions about the contract in parliament.",
        "Nurses polled by the union expressed concern about pay.",
        "There is no doubt that the lamp is broken.",
        "The residents' fears about the flood wall grew.",
        "The pupils answered ten questions about the river.",
        "The firm is a going concern.",
        "Concerns were raised by the harbour board.",
    ),
)
def unowned_concern(doc: Doc) -> Iterator[Finding]:
    """Worry, doubt or rumour is said to exist or to be raised, and whose it is is not said.

    For instance: concern, fears, rumours, speculation, doubts, suspicion, questions.
    """
    said = sourced(doc, besides=_PAPER)
    never = covered(doc, _NO_CONCERN)
    end = -1
    for token in own_words(doc, _candidates(doc)):
        if token.i < end or token.i in said or token.i in never or not _is_worry(token):
            continue
        cue = _cue(token)
        if cue is None or cue.start < end:
            continue
        end = cue.end
        words = " ".join(cue.text.split())
        yield Finding((("cue", cue),), f"“{words}”: the text does not say whose {_kind(token)}.")


def _candidates(doc: Doc) -> list[int]:
    words = placed(doc, words=("doubt", "doubts"), bases=_WORRY | _RUMOUR)
    return sorted({*words, *verbs_placed(doc, _WORRY)})


def _kind(noun: Token) -> str:
    return "it is" if noun.tag_ == "NN" else "they are"


def _is_worry(token: Token) -> bool:
    if _cast(token):
        return True
    if token.pos_ == "NOUN" and verb_lemma(token, _WORRY) is not None:
        return True
    return token.pos_ == "NOUN" and (lemma_of(token) in _WORRY or lemma_of(token) in _RUMOUR)


def _cue(noun: Token) -> Span | None:
    if _owned(noun):
        return None
    if _cast(noun):
        verb = noun.nbor(-1)
        return None if _mind_acts(verb) or negated(verb) else verb_group(verb, end=noun.i + 1)
    verb = noun.head
    question = lemma_of(noun) == "question"
    if (
        (noun.dep_ in ("nsubj", "nsubj:pass") or (noun.dep_ == "compound" and noun.i < verb.i))
        and (verb.pos_ in ("VERB", "AUX") or verb.lower_ == "rife")
        and not _relative(noun, verb)
    ):
        exists = _existing(noun, verb)
        if exists is not None:
            return exists
    if noun.dep_ == "obj" and verb.pos_ == "VERB":
        raised = _raised(noun, verb)
        if raised is not None:
            return raised
        if verb_lemma(verb, _HAVING) is not None and _mind_acts(verb):
            return None
    misread = misread_verb(noun)
    if (
        misread is not None
        and verb_lemma(misread, _RAISING) is not None
        and not _mind_acts(misread)
    ):
        start = misread.i - 1 if misread.nbor(-1).pos_ == "AUX" else misread.i
        return (
            Span(noun.doc, start, noun.i + 1) if not has_mind(noun.doc[max(start - 1, 0)]) else None
        )
    if _grows(noun) or (question and _many(noun)):
        return _phrase(noun)
    first = _phrase(noun)[0]
    if first.lower_ in _BECAUSE:
        return Span(noun.doc, first.i + 1, noun.i + 1)
    before = first.nbor(-1).lower_ if first.i > 0 else ""
    if not question and before in _BECAUSE:
        return _phrase(noun)
    if (
        not question
        and noun.tag_ == "NNS"
        and any(c.dep_ == "case" and c.lower_ in ("on", "over") for c in noun.children)
        and _holds_that(noun)
    ):
        return _phrase(noun)
    return None


def _cast(token: Token) -> bool:
    """*Casts doubt*: read as an adverb now and then."""
    return (
        token.lower_ in ("doubt", "doubts")
        and token.i > token.sent.start
        and token.nbor(-1).lower_ in ("cast", "casts", "casting")
    )


def _phrase(noun: Token) -> Span:
    start = noun.i
    for child in noun.lefts:
        if child.dep_ in ("det", "amod", "advmod", "nummod", "compound"):
            start = min(start, child.left_edge.i)
    return Span(noun.doc, start, noun.i + 1)


def _owned(noun: Token) -> bool:
    """Whether it says whose: *her concern*, *concern among nurses*, *a fear of theirs*."""
    if any(
        c.dep_ == "nmod:poss" or (c.dep_ == "compound" and c.pos_ != "ADP") for c in noun.children
    ):
        return True
    if has_agent(noun, "among", "amongst", "by", "from", "within"):
        return True
    heads = [noun, noun.head] if noun.head.pos_ in ("VERB", "AUX") else [noun]
    return any(has_agent(head, "among", "amongst", "by", "from") for head in heads) or any(
        c.lower_ in ("no", "any", "little") for c in noun.children
    )


def _relative(noun: Token, verb: Token) -> bool:
    return verb.dep_ == "acl:relcl" and verb.head == noun


def _existing(noun: Token, verb: Token) -> Span | None:
    """*Fears are mounting*, *doubts remain*, *there are questions*, *concerns had been raised*."""
    doc = noun.doc
    if negated(verb):
        return None
    there = next((c for c in verb.children if c.dep_ == "expl" and c.lower_ == "there"), None)
    if there is not None:
        if lemma_of(noun) == "question" and not (noun.tag_ == "NNS" or _holds_that(noun)):
            return None
        return Span(doc, there.i, noun.i + 1)
    start = _phrase(noun).start
    if verb.lower_ == "rife":
        return Span(doc, start, verb.i + 1)
    if lemma_of(noun) == "question" and noun.tag_ == "NN":
        return None
    if verb_lemma(verb, _RISING) is not None:
        return Span(doc, start, verb.i + 1) if verb.i > noun.i and verb.i - noun.i <= 8 else None
    if verb_lemma(verb, _AIRING) is not None and passive(verb):
        return Span(doc, start, verb.i + 1) if verb.i > noun.i and verb.i - noun.i <= 8 else None
    return None


def _raised(noun: Token, verb: Token) -> Span | None:
    """*Raises questions about*, *has fuelled speculation*: done by a thing, not by somebody."""
    if verb_lemma(verb, _RAISING) is None or _mind_acts(verb) or negated(verb) or verb.i > noun.i:
        return None
    if any(
        c.dep_ == "aux" and c.lower_ in ("could", "may", "might", "would") for c in verb.children
    ):
        return None
    if lemma_of(noun) == "question" and verb_lemma(verb, _RAISING) in ("leave", "create", "cause"):
        return None
    after = noun.doc[noun.i + 1] if noun.i + 1 < verb.sent.end else None
    end = noun.i + 2 if after is not None and after.lower_ in _ABOUT - {"on", "as"} else noun.i + 1
    return verb_group(verb, end=end)


def _mind_acts(verb: Token) -> bool:
    subject = own_subject(verb) or subject_of(verb)
    if subject is None:
        return False
    if subject.lower_ in ("i", "we", "you"):
        return True
    return has_mind(subject)


def _grows(noun: Token) -> bool:
    return any(c.dep_ == "amod" and c.lower_ in _GROWING for c in noun.children) and (
        lemma_of(noun) != "question"
        and (
            noun.tag_ != "NN"
            or _holds_that(noun)
            or any(c.lower_ == "growing" for c in noun.children)
        )
    )


def _many(noun: Token) -> bool:
    return (
        noun.tag_ == "NNS"
        and any(c.lower_ in _MANY for c in noun.children)
        and any(t.lower_ in _ABOUT for t in noun.doc[noun.i + 1 : min(noun.i + 2, noun.sent.end)])
    )


def _holds_that(noun: Token) -> bool:
    """Whether it says what is feared: *that …*, *of …*, *about …*."""
    return any(
        c.i > noun.i
        and (
            c.dep_ in ("acl", "ccomp")
            or any(
                g.dep_ in ("case", "mark") and g.lower_ in _ABOUT | {"that", "of"}
                for g in c.children
            )
        )
        for c in noun.children
    )
