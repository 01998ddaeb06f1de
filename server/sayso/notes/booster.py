"""The note type *certainty asserted*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.annotate.phrases import covered, find_phrases
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_BOOSTERS = load("boosters")
_ADVERBS = _BOOSTERS.lemmas("adverb")
_MANNER = _BOOSTERS.lemmas("manner")
_PHRASES = _BOOSTERS.lemmas("phrase")
_CLEAR = _BOOSTERS.lemmas("clear")
_CLEARER = _BOOSTERS.lemmas("clearer")
_THOUGHTS = _BOOSTERS.lemmas("thought")
_PSEUDO = _BOOSTERS.lemmas("pseudo")


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Certainty asserted",
    question="Clear to whom, and from what?",
    often_fine="In opinion pieces.",
    basis="Hyland 2005 (boosters); Wikipedia MOS:EDITORIAL",
    examples=(
        "The implications {cue:are clear}.",
        "This is {cue:undoubtedly} a setback.",
        "{cue:Clearly}, the plan has failed.",
        "{cue:There is no doubt that} the wall will fall.",
        "The council has, {cue:of course}, known this for years.",
        "The lesson from Torva {cue:is obvious}.",
    ),
    near_misses=(
        "Police cleared the road.",
        "The water is clear.",
        "The minister made clear that he would stay.",
        "She spoke clearly.",
        "It is not clear who left the gate open.",
        "Rates will almost certainly rise.",
    ),
)
def booster(doc: Doc) -> Iterator[Finding]:
    """A word insists on certainty instead of showing evidence.

    For instance: clearly, undoubtedly, of course, it is clear that, there is no doubt.
    """
    for cue in _cues(doc):
        if not quoted(cue[0]):
            message = f"“{cue.text}” tells the reader to be sure; it is not evidence in itself."
            yield Finding((("cue", cue),), message)


def _cues(doc: Doc) -> Iterator[Span]:
    loose = lifted(doc, "G7")
    pseudo = frozenset() if loose else covered(doc, _PSEUDO)
    found = [cue for cue in find_phrases(doc, _PHRASES) if cue.start not in pseudo]
    taken = {at for cue in found for at in range(cue.start, cue.end)} | pseudo
    for at in placed(doc, words=_ADVERBS | _CLEAR | _CLEARER):
        if at in taken:
            continue
        token = doc[at]
        word = token.lower_
        if loose or (word in _ADVERBS and token.pos_ == "ADV" and not _manner(token)):
            found.append(doc[token.i : token.i + 1])
        elif word in _CLEAR or word in _CLEARER:
            cue = _predicate(token)
            if cue is not None:
                found.append(cue)
    yield from sorted(found, key=lambda cue: cue.start)


def _manner(adverb: Token) -> bool:
    """*Spoke clearly*, *clearly visible*: how it is done, not how sure it is."""
    if any(child.lower_ in ("not", "very", "more", "so", "as") for child in adverb.children):
        return True
    if adverb.i > 0 and adverb.nbor(-1).lower_ in (
        "not",
        "n't",
        "more",
        "most",
        "very",
        "as",
        "so",
    ):
        return True
    if adverb.lower_ not in _MANNER:
        return False
    head = adverb.head
    after_verb = head.i < adverb.i and head.pos_ == "VERB"
    seen = head.lower_ in (
        "audible",
        "defined",
        "heard",
        "labelled",
        "legible",
        "marked",
        "see",
        "seen",
        "visible",
    )
    return after_verb or seen


def _predicate(adjective: Token) -> Span | None:
    """*The implications are clear*, *could not be plainer*: said of a thought, not of water."""
    doc = adjective.doc
    copula = next((c for c in adjective.children if c.dep_ == "cop"), None)
    subject = next((c for c in adjective.children if c.dep_ in ("nsubj", "nsubj:outer")), None)
    if copula is None or subject is None or subject.lemma_.lower() not in _THOUGHTS:
        return None
    helpers = [
        c
        for c in adjective.children
        if c.i < adjective.i and c.dep_ in ("aux", "cop", "advmod", "neg")
    ]
    denied = any(c.lower_ in ("not", "n't", "n’t", "never") for c in helpers)
    if adjective.lower_ in _CLEARER:
        start = min(c.i for c in helpers if c.dep_ in ("aux", "cop"))
        return doc[start : adjective.i + 1] if denied else None
    doubtful = any(c.lower_ in ("less", "far", "unless") or c.tag_ == "MD" for c in helpers)
    return None if denied or doubtful else doc[copula.i : adjective.i + 1]
