"""Hedge cues: the words that say a clause is possible, likely, seeming or conditional.

Labels of the spans: *modal*, *stacked*, *probability*, *possibility*, *appearance* and
*condition*. What a cue holds open is its scope.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from sayso.annotate.conditions import find_conditions
from sayso.annotate.epistemic import MODALS, is_epistemic
from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.annotate.phrases import covered, find_phrases
from sayso.annotate.sources import PERSON
from sayso.annotate.words import placed
from sayso.lexicon import load

_HEDGES = load("hedges")
_PUSH = _HEDGES.lemmas("push")
_PUSH_BEFORE = _HEDGES.lemmas("push-before")
_ADJECTIVES = _HEDGES.lemmas("possible-adjective")
_ADVERBS = _HEDGES.lemmas("possible-adverb")
_NOUNS = _HEDGES.lemmas("possible-noun")
_PROSPECTIVE = _HEDGES.lemmas("prospective")
_PHYSICS = _HEDGES.lemmas("physics")
_LIKELY = _HEDGES.lemmas("likely")
_PROBABLY = _HEDGES.lemmas("probable-adverb")
_PROBABLE = _HEDGES.lemmas("probable-phrase")
_LIKELIHOOD = _HEDGES.lemmas("likelihood")
_DEGREE = _HEDGES.lemmas("degree")
_SEEMING = _HEDGES.lemmas("seeming")
_PSEUDO = _HEDGES.lemmas("pseudo")

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
_MEASURED = frozenset(
    {"assess", "cut", "halve", "increase", "lower", "measure", "minimise", "minimize", "mitigate",
     "raise", "reduce", "take", "weigh"}
)  # fmt: skip


def find_hedges(doc: Doc) -> Iterator[Span]:
    """Yield hedge cues in reading order; a cue that is part of a stacked one is not given again.

    Quoted words are included: whose hedge it is must be asked separately.
    """
    loose = lifted(doc, "G7")
    pseudo = frozenset() if loose else covered(doc, _PSEUDO)
    stacked = [cue for at in placed(doc, words=MODALS | {"would"}) for cue in _stacked(doc[at])]
    specific = [] if lifted(doc, "G2") else stacked
    taken = {at for cue in specific for at in range(cue.start, cue.end)}
    found = [*stacked, *find_conditions(doc)]
    for phrase in find_phrases(doc, _PROBABLE):
        taken.update(range(phrase.start, phrase.end))
        found.append(Span(doc, phrase.start, phrase.end, "probability"))
    for at in placed(doc, words=_WORDS, lemmas=_LEMMAS):
        if at in taken or at in pseudo:
            continue
        cue = _cue(doc[at]) or (_by_word(doc[at]) if loose else None)
        if cue is not None:
            found.append(cue)
    yield from sorted(found, key=lambda cue: (cue.start, -cue.end))


def own_hedges(doc: Doc, label: str) -> Iterator[Span]:
    """The cues of one kind that are the writer's own words (guard G1)."""
    for cue in doc.spans["hedges"]:
        if cue.label_ == label and not quoted(cue[0]):
            yield cue


def hedge_of(token: Token) -> Span | None:
    """The hedge cue that holds the token's clause open, the narrowest where there are several."""
    over = [cue for cue in token.doc.spans["hedges"] if _in(token, scope(cue)) or _in(token, cue)]
    return min(over, key=lambda cue: len(scope(cue)), default=None)


def scope(cue: Span) -> Span:
    """The words that a cue holds open: the clause of a modal, the noun of an adjective."""
    head = _governed(cue)
    low, high = head.i, head.i
    for child in head.children:
        if child.dep_ in ("conj", "parataxis", "cc") and child.i > head.i:
            continue
        low, high = min(low, child.left_edge.i), max(high, child.right_edge.i)
    return Span(cue.doc, min(low, cue.start), max(high + 1, cue.end))


def _in(token: Token, span: Span) -> bool:
    return span.start <= token.i < span.end


def _governed(cue: Span) -> Token:
    root = cue.root
    if cue.label_ in ("modal", "stacked"):
        modal = next((token for token in cue if token.tag_ == "MD"), root)
        return modal.head
    if cue.label_ == "condition":
        return root.head if root.dep_ in ("advcl", "csubj", "mark") else root
    if root.dep_ in ("advmod", "amod", "obl") and root.head.i not in range(cue.start, cue.end):
        return root.head
    return root


# What ``_cue`` is asked of: another word can be no cue.
_WORDS = MODALS | _LIKELY | _PROBABLY | _ADJECTIVES | _ADVERBS | {"expected"}
_LEMMAS = _NOUNS | _LIKELIHOOD | _SEEMING


def _cue(token: Token) -> Span | None:
    word = token.lower_
    if word in MODALS:
        return _span(token, "modal") if is_epistemic(token) else None
    if word in _LIKELY or word in _PROBABLY:
        return _likely(token)
    if word == "expected":
        return _expected(token)
    if word in _ADJECTIVES:
        return _possible(token)
    if word in _ADVERBS:
        return _span(token, "possibility") if token.pos_ in ("ADV", "INTJ", "ADJ") else None
    lemma = token.lemma_.lower()
    if lemma in _NOUNS or lemma in _LIKELIHOOD:
        return _possibility_of(token, "possibility" if lemma in _NOUNS else "probability")
    if lemma in _SEEMING and token.pos_ in ("VERB", "AUX"):
        return _seems(token)
    return None


def _by_word(token: Token) -> Span | None:
    """The cue that the word alone would make of a token, whatever stands with it."""
    word, lemma = token.lower_, token.lemma_.lower()
    if word in MODALS:
        return _span(token, "modal")
    if word in _LIKELY | _PROBABLY | {"expected"}:
        return _span(token, "probability")
    if word in _ADJECTIVES | _ADVERBS or lemma in _NOUNS:
        return _span(token, "possibility")
    return _span(token, "appearance") if lemma in _SEEMING else None


def _span(token: Token, label: str, *, start: int | None = None, end: int | None = None) -> Span:
    return Span(
        token.doc, token.i if start is None else start, token.i + 1 if end is None else end, label
    )


def _stacked(modal: Token) -> Iterator[Span]:
    word, doc = modal.lower_, modal.doc
    if modal.tag_ != "MD" or word not in MODALS | {"would"}:
        return
    at = modal.i + 1
    while at < len(doc) and doc[at].lower_ in ("also", "just", "quite", "very", "yet"):
        at += 1
    push = doc[at] if at < len(doc) else None
    if (
        push is not None
        and push.lower_ in _PUSH
        and push.pos_ in ("ADV", "ADJ", "INTJ")
        and _pushes(modal, push)
    ):
        yield Span(doc, modal.i, push.i + 1, "stacked")
        return
    before = modal.nbor(-1) if modal.i > modal.sent.start else None
    if (
        before is not None
        and before.lower_ in _PUSH_BEFORE
        and word in MODALS
        and is_epistemic(modal)
    ):
        yield Span(doc, before.i, modal.i + 1, "stacked")


def _pushes(modal: Token, push: Token) -> bool:
    word = push.lower_
    following = push.nbor(1) if push.i + 1 < len(push.doc) else None
    if following is not None and following.tag_ == "HYPH":
        return False
    if modal.lower_ == "would":
        return word in _PUSH_BEFORE
    # "Could easily see" is ability; the other pushes leave no doubt.
    return word not in ("easily", "even") or is_epistemic(modal)


def _likely(token: Token) -> Span | None:
    doc, start = token.doc, token.i
    if token.pos_ not in ("ADJ", "ADV"):
        return None
    before = token.nbor(-1) if token.i > token.sent.start else None
    if before is not None and before.lower_ in ("as", "how", "equally"):
        return None
    if before is not None and before.lower_ in _DEGREE:
        if before.lower_ in ("more", "less") and _compares(token, before):
            return None
        start = before.i
    return Span(doc, start, token.i + 1, "probability")


def _compares(token: Token, degree: Token) -> bool:
    """A rate in a statistic (*twice as likely*, *40 per cent more likely than*), not a guess."""
    sent = token.sent
    if any(t.lower_ == "than" for t in token.doc[token.i + 1 : min(sent.end, token.i + 14)]):
        return True
    before = token.doc[max(sent.start, degree.i - 3) : degree.i]
    return any(
        t.lower_ in ("times", "percent", "cent", "%", "twice", "much", "no") or t.like_num
        for t in before
    )


def _expected(token: Token) -> Span | None:
    """*Is expected to*, *expected to*, *is expected on Friday*: foreseen by nobody in sight."""
    children = list(token.children)
    if token.tag_ not in ("VBN", "VBD", "JJ") or token.dep_ == "amod":
        return None
    if token.i > 0 and token.nbor(-1).lower_ in ("as", "than", "much"):
        return None
    if any(
        c.dep_ == "obl:agent"
        or (c.dep_ == "obl" and any(g.lower_ == "by" for g in c.children) and c.ent_type_)
        for c in children
    ):
        return None
    passive = any(
        c.dep_ == "aux:pass" or (c.dep_ in ("aux", "cop") and c.lemma_ == "be") for c in children
    )
    subject = any(c.dep_ == "nsubj" for c in children)
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    modal = any(c.tag_ == "MD" and c.lower_ not in ("will", "would") for c in children)
    if modal:
        return None
    if following == "to":
        if (
            passive
            or token.dep_ in ("acl", "acl:relcl", "advcl")
            or (token.dep_ == "ROOT" and not subject and token.tag_ == "VBN")
        ):
            return _span(token, "probability", end=token.i + 2)
        return None
    finite = any(c.lower_ in ("is", "are", "'s", "’s") for c in children)
    return _span(token, "probability") if passive and finite else None


def _possible(token: Token) -> Span | None:
    """*A possible sign*, *suspected arson*; *possible to visit* and *became apparent* are none."""
    if token.pos_ not in ("ADJ", "VERB", "NOUN") and token.dep_ != "amod":
        return None
    word, head = token.lower_, token.head
    if token.dep_ != "amod" and token.pos_ == "ADJ" and _before_noun(token):
        head = token.nbor(1)
    if (
        head.i > token.i
        and head.pos_ in ("NOUN", "PROPN")
        and (token.dep_ == "amod" or head.i == token.i + 1)
    ):
        noun = head.lemma_.lower()
        if word == "potential" and noun in _PHYSICS | _PROSPECTIVE | PERSON:
            return None
        if word == "possible" and any(
            c.lower_ in ("any", "every", "no", "all", "best", "only", "fullest")
            for c in head.children
        ):
            return None
        if word == "apparent" and any(c.lower_ == "no" for c in head.children):
            return None
        return _span(token, "possibility")
    if word == "potential" and token.pos_ == "NOUN":
        # "Has the potential to sway": an outcome, not a resource.
        return _span(token, "possibility") if _next(token, "to") and _infinitive(token) else None
    if word == "possible" and token.pos_ == "ADJ":
        impersonal = any(c.dep_ == "expl" or c.lower_ == "it" for c in token.children)
        clause = any(c.dep_ in ("csubj", "ccomp") and c.tag_ != "VB" for c in token.children)
        thing = any(c.dep_ in _SUBJECTS and c.pos_ in ("NOUN", "PROPN") for c in token.children)
        infinitive = any(
            c.dep_ in ("csubj", "ccomp", "xcomp", "advcl") and c.tag_ == "VB"
            for c in token.children
        )
        made = head.lemma_.lower() in ("make", "do") and token.dep_ == "xcomp"
        # "Will be possible only after": what can be done, not what may be so.
        denied = any(
            c.lower_ in ("not", "n't", "no", "as") or c.tag_ == "MD" for c in token.children
        )
        if denied or made or infinitive:
            return None
        return _span(token, "possibility") if (impersonal and clause) or thing else None
    return None


def _before_noun(token: Token) -> bool:
    """Right before a noun, so that it describes it, whatever the parser made of it."""
    if token.i + 1 >= token.sent.end:
        return False
    after = token.nbor(1)
    return after.pos_ == "NOUN" and (
        token.i == 0 or token.nbor(-1).lower_ not in ("as", "is", "if")
    )


def _next(token: Token, word: str) -> bool:
    return token.i + 1 < len(token.doc) and token.nbor(1).lower_ == word


def _infinitive(token: Token) -> bool:
    return token.i + 2 < len(token.doc) and token.nbor(2).tag_ in ("VB", "RB")


def _possibility_of(noun: Token, label: str) -> Span | None:
    """*The risk of*, *the prospect that*: with its article, where it stands for an outcome."""
    if noun.pos_ != "NOUN" or noun.tag_ == "NNS" or not (_next(noun, "of") or _next(noun, "that")):
        return None
    if noun.i + 2 < len(noun.doc) and noun.nbor(1).lower_ == "that" and noun.nbor(1).tag_ == "WDT":
        return None
    lemma = noun.lemma_.lower()
    children = list(noun.children)
    if lemma == "risk" and any(c.dep_ == "case" and c.lower_ == "at" for c in children):
        return None
    if (lemma == "risk" or label == "probability") and _measured(noun):
        return None
    if lemma in ("danger", "threat") and not any(
        c.dep_ == "det" and c.lower_ == "the" for c in children
    ):
        return None
    start = noun.i
    determiner = next((c for c in children if c.dep_ == "det" and c.i < noun.i), None)
    if determiner is not None and determiner.i == noun.i - 1:
        start = determiner.i
    if any(c.dep_ == "det" and c.lower_ == "no" for c in children):
        return None
    return _span(noun, label, start=start, end=noun.i + 2)


def _measured(noun: Token) -> bool:
    """A rate of a study: *a higher risk of stroke*, *cut the risk of fire by half*."""
    if any(
        c.dep_ == "amod"
        and c.lower_
        in ("higher", "lower", "increased", "reduced", "relative", "lifetime", "greater")
        for c in noun.children
    ):
        return True
    return noun.dep_ in ("obj", "nsubj:pass") and noun.head.lemma_.lower() in _MEASURED


def _seems(verb: Token) -> Span | None:
    lemma = verb.lemma_.lower()
    children = list(verb.children)
    if lemma == "look":
        return _looks(verb)
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in children) and lemma == "appear":
        return None
    complements = [
        c for c in children if c.dep_ in ("xcomp", "ccomp", "csubj", "advcl") and c.i > verb.i
    ]
    if lemma == "seem":
        return _span(verb, "appearance")
    for complement in complements:
        if complement.dep_ in ("ccomp", "csubj") or _next(verb, "to") or _next(verb, "not"):
            if complement.tag_ in ("VBG",) and complement.dep_ == "advcl":
                continue
            # "Appear to" needs a verb: "she appeared to him" has none.
            return _span(verb, "appearance")
        if complement.dep_ == "xcomp" and (complement.pos_ == "ADJ" or complement.tag_ == "RBR"):
            return _span(verb, "appearance")
    return None


def _looks(verb: Token) -> Span | None:
    """*Looks as if*, *what looks like*; not *looked at*, *looks like his father*."""
    doc, at = verb.doc, verb.i
    rest = [t.lower_ for t in doc[at + 1 : at + 3]]
    if any(c.tag_ == "MD" for c in verb.children):
        return None
    if rest[:2] in (["as", "if"], ["as", "though"]):
        return Span(doc, at, at + 3, "appearance")
    if rest[:1] == ["like"]:
        subject = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
        clause = any(c.dep_ in ("advcl", "ccomp") for c in verb.children)
        what = at > 0 and doc[at - 1].lower_ == "what"
        if clause or what or (subject is not None and subject.lower_ in ("it", "this", "that")):
            return Span(doc, at, at + 2, "appearance")
    return None


@Language.component("hedges", assigns=["doc.spans"])
def hedges(doc: Doc) -> Doc:
    """Store the hedge cues in ``doc.spans["hedges"]``."""
    doc.spans["hedges"] = list(find_hedges(doc))
    doc.user_data["hedge_starts"] = tuple(cue.start for cue in doc.spans["hedges"])
    return doc
