"""The note type *nobody in particular says*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.guards import own_words
from sayso.annotate.inflection import verb_forms
from sayso.annotate.lifted import lifted
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("agentless")
_BELIEF = _LEXICON.lemmas("belief")
_READING = _LEXICON.lemmas("reading")
_ACCUSING = _LEXICON.lemmas("accusing")
_HOLDING = _LEXICON.lemmas("holding")
_HELD = _LEXICON.lemmas("held")
_EMERGING = _LEXICON.lemmas("emerging")
_FORMS = {
    **verb_forms(_BELIEF | _READING | _ACCUSING),
    "thought": "think", "said": "say", "understood": "understand", "felt": "feel", "seen": "see",
    "taken": "take",
}  # fmt: skip
_WORDS = frozenset(_FORMS) | {"put"}
_LEMMAS = _BELIEF | _READING | _ACCUSING | _EMERGING


@note_type(
    family="sourcing",
    tone="question",
    line="wavy",
    title="Nobody in particular says",
    question="Believed or understood by whom, and on what evidence?",
    often_fine=(
        "Where something is common knowledge, or the holder of the view was named just before."
    ),
    basis="Wikipedia MOS:WEASEL; Prince, Frader and Bosk 1982 (attribution shields)",
    examples=(
        "This figure {cue:is believed} to be a fraction of the total.",
        "a move that {cue:has been interpreted as} an attempt to flee",
        "{cue:It is understood that} the board met twice.",
        "The fire {cue:is thought} to have begun in the attic.",
        "{cue:It is feared that} the well will run dry.",
        "The plan {cue:is seen as} a first step.",
        "The bridge {cue:is widely considered} the finest in the valley.",
        "The water {cue:was deemed} safe.",
        "The pier was sold twice, {cue:it has emerged}.",
        "The old wall is thinner than {cue:was long assumed}.",
        "{cue:There is a feeling in Torva that} the pier will go.",
        "{cue:It is disputed} whether the well was ever dry.",
    ),
    near_misses=(
        "The drug is believed by the WHO to be safe.",
        "She was considered for the post of director.",
        "The suspect was last seen leaving the station.",
        "The bridge was reported by a driver who had seen the crack.",
        "The letter was read to the council.",
        "He was told to wait outside.",
        "The request was considered on Monday.",
        "There is a feeling among the nurses that the ward will close.",
        "There is no belief that cannot change.",
        "The plan is considered a success by the council of Torva.",
    ),
)
def agentless_attribution(doc: Doc) -> Iterator[Finding]:
    """A belief, report or reading is put in the passive or an impersonal form, and whose it is
    stays unsaid: is believed to, it is understood that, has been interpreted as, is seen as, it is
    reported that.
    """
    loose = lifted(doc, "G7")
    for token in own_words(doc, _candidates(doc)):
        cue = _cue(token)
        if cue is None and loose and _FORMS.get(token.lower_) and _passive(token):
            cue = _span(token, None)
        if cue is not None:
            yield Finding((("cue", cue),), f"“{cue.text}”: the sentence does not say by whom.")


def _candidates(doc: Doc) -> list[int]:
    """The tokens that may be a cue: the listed verbs, and what *there* stands with."""
    places = set(placed(doc, words=_WORDS, lemmas=_LEMMAS))
    places.update(doc[at].head.i for at in placed(doc, words=("there",)))
    return sorted(places)


def _cue(verb: Token) -> Span | None:
    if verb.pos_ not in ("VERB", "ADJ", "AUX"):
        return None
    lemma = _FORMS.get(verb.lower_, verb.lemma_.lower())
    if verb.lower_ == "put" and [t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 3]] == [
        "down",
        "to",
    ]:
        return _span(verb, verb.doc[verb.i + 2]) if _passive(verb) else None
    if lemma in _EMERGING and _impersonal(verb) and _clause(verb) is not None:
        return _span(verb, _clause(verb))
    if lemma in (_EMERGING - {"appear"}) | _BELIEF and _inserted(verb) and not _agent(verb):
        return _span(verb, None)
    if lemma == "be":
        return _exists(verb)
    if verb.tag_ not in ("VBN", "VBD", "JJ") or not _passive(verb) or _agent(verb):
        return None
    if lemma in _BELIEF:
        if _compared(verb):
            return _span(verb, None)
        if _infinitive(verb) or (_impersonal(verb) and _clause(verb) is not None):
            return _span(verb, _clause(verb) if _impersonal(verb) else None)
        if lemma in _HOLDING and _predicate(verb):
            return _span(verb, None)
        if lemma not in _READING:
            return None
    if lemma in _READING and _as(verb) is not None:
        return _span(verb, _as(verb))
    if lemma in ("see", "view") and any(c.lower_ == "light" for c in verb.children):
        return _span(verb, None)
    if lemma in _ACCUSING and _of(verb) is not None:
        return _span(verb, _of(verb))
    return None


def _passive(verb: Token) -> bool:
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return True
    return any(
        child.dep_ in ("aux:pass", "nsubj:pass") or child.dep_ == "cop" for child in verb.children
    ) or any(child.lemma_ == "be" and child.dep_ in ("aux", "cop") for child in verb.children)


def _agent(verb: Token) -> bool:
    """Guard G6: somebody is named with *by*, or as the one for whom it is so."""
    if lifted(verb.doc, "G6"):
        return False
    following = verb.doc[verb.i + 1 : min(verb.i + 3, verb.sent.end)]
    if any(token.lower_ == "by" for token in following):
        return True
    return any(
        child.dep_.startswith(("obl", "nmod"))
        and any(c.dep_ == "case" and c.lower_ in ("by", "among") for c in child.children)
        for child in verb.children
    )


def _infinitive(verb: Token) -> bool:
    return any(
        child.dep_ in ("xcomp", "ccomp", "advcl")
        and child.i > verb.i
        and any(c.lower_ == "to" and c.dep_ == "mark" for c in child.children)
        for child in verb.children
    )


def _predicate(verb: Token) -> bool:
    """*Is considered a danger*, *is deemed safe*: what the subject is held to be."""
    return any(
        child.dep_ in ("xcomp", "obj")
        and child.i > verb.i
        and child.pos_ in ("ADJ", "NOUN", "PROPN")
        and not any(c.dep_ == "case" for c in child.children)
        # "A success by the council": the holder, whom the parse gave to the noun (G6).
        and not any(g.lower_ == "by" for c in child.children for g in c.children)
        for child in verb.children
    )


def _compared(verb: Token) -> bool:
    """*Less fixed than was long assumed*: a belief that something is measured against."""
    first = _span(verb, None).start
    subject = any(c.dep_.startswith("nsubj") for c in verb.children)
    return not subject and first > verb.sent.start and verb.doc[first - 1].lower_ == "than"


def _inserted(verb: Token) -> bool:
    """*The road was paid for twice, it has emerged*: after the statement or within it."""
    clause = any(c.dep_ in ("ccomp", "xcomp", "csubj", "obj") for c in verb.children)
    return verb.dep_ == "parataxis" and _impersonal(verb) and not clause


def _exists(verb: Token) -> Span | None:
    """*There is a feeling in town that …*: a belief that nobody in sight holds."""
    there = next((c for c in verb.children if c.dep_ == "expl" and c.lower_ == "there"), None)
    noun = next((c for c in verb.children if c.dep_ == "nsubj" and c.i > verb.i), None)
    if there is None or noun is None or noun.lemma_.lower() not in _HELD:
        return None
    if any(c.dep_ == "det" and c.lower_ in ("no", "any") for c in noun.children):
        return None
    holder = any(
        c.lower_ in ("among", "amongst") and c.dep_ == "case"
        for child in noun.children
        for c in child.children
    )
    that = next(
        (t for t in verb.doc[noun.i + 1 : min(noun.i + 9, verb.sent.end)] if t.lower_ == "that"),
        None,
    )
    if that is None or (holder and not lifted(verb.doc, "G6")):
        return None
    return Span(verb.doc, there.i, that.i + 1)


def _impersonal(verb: Token) -> bool:
    return any(
        child.lower_ == "it" and child.dep_ in ("expl", "nsubj", "nsubj:pass") and child.i < verb.i
        for child in verb.children
    )


def _clause(verb: Token) -> Token | None:
    """The word that opens the clause after *it is … that*: *that* itself, or the verb where it is
    left out.
    """
    for child in verb.children:
        if (
            child.dep_ in ("ccomp", "csubj", "csubj:pass", "advcl", "nsubj:pass")
            and child.i > verb.i
            and child.pos_ in ("VERB", "AUX", "NOUN", "ADJ", "PROPN")
        ):
            that = next(
                (c for c in child.children if c.lower_ == "that" and c.dep_ == "mark"), None
            )
            return that if that is not None else verb
    # "It is being said in town that": a clause that the parse hung elsewhere.
    after = verb.doc[verb.i + 1 : min(verb.i + 9, verb.sent.end)]
    if len(after) and after[0].tag_ == "IN":
        return next((t for t in after if t.lower_ == "that" and t.dep_ == "mark"), None)
    return None


def _as(verb: Token) -> Token | None:
    after = verb.doc[verb.i + 1 : min(verb.i + 4, verb.sent.end)]
    return next(
        (t for t in after if t.lower_ == "as" and t.dep_ in ("case", "mark", "advmod")), None
    )


def _of(verb: Token) -> Token | None:
    """*accused of stealing*: the preposition, where a verb in -ing follows it."""
    after = verb.doc[verb.i + 1 : min(verb.i + 3, verb.sent.end)]
    of = next((t for t in after if t.lower_ == "of"), None)
    if of is None or of.i + 1 >= verb.sent.end:
        return None
    return (
        of
        if any(t.tag_ == "VBG" for t in verb.doc[of.i + 1 : min(of.i + 3, verb.sent.end)])
        else None
    )


def _span(verb: Token, last: Token | None) -> Span:
    start = verb.i
    for child in verb.children:
        first = child.dep_ in ("aux", "aux:pass", "cop", "expl") or (
            child.lower_ == "it" and _impersonal(verb)
        )
        if first and child.i < start and verb.i - child.i <= 5:
            start = child.i
    end = max(verb.i, last.i if last is not None and last.i - verb.i <= 4 else verb.i) + 1
    return Span(verb.doc, start, end)
