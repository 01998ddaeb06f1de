"""The note type *amount without a number*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.annotate.phrases import covered, find_phrases
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_QUANTITIES = load("quantities")
_WORDS = _QUANTITIES.lemmas("word")
# Words that claim no amount by themselves (rule R9).
_BARE = _QUANTITIES.lemmas("bare")
_PHRASES = _QUANTITIES.lemmas("phrase")
_PSEUDO = _QUANTITIES.lemmas("pseudo")
_THEM = frozenset({"them", "these", "those", "us", "which", "whom"})
_PERIODS = load("times").lemmas("period")


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Amount without a number",
    question="How many, and of how many?",
    often_fine="When the number follows, or does not matter to the story.",
    basis="Wikipedia MOS:WEASEL; Vincze 2013",
    examples=(
        "{cue:An increasing number of} soldiers are defecting.",
        "a war that has claimed {cue:countless} lives",
        "{cue:Several} ministers have resigned.",
        "The fire destroyed {cue:dozens of} boats.",
        "{cue:Many} shops in Sellin stayed shut.",
        "{cue:Several} of the boats were insured.",
        "The storm left {cue:tens of thousands of} homes without light.",
        "{cue:Several} salt companies left the port.",
        "The doors opened at noon, but {cue:many} stayed outside.",
    ),
    near_misses=(
        "Some 40 people attended.",
        "the number of the house",
        "One of the men fled.",
        "How many boats were lost?",
        "Many believe the vote was rigged.",
        "They met several weeks ago.",
    ),
)
def vague_quantity(doc: Doc) -> Iterator[Finding]:
    """An amount is claimed without a number.

    For instance: many, several, countless, a number of, an increasing number of, a mere fraction.
    """
    sources = {
        at
        for a in doc._.attributions
        if a.statement
        for s in a.source
        for at in range(s.start, s.end)
    }
    for cue in _cues(doc):
        if quoted(cue[0]):
            continue
        if (cue.root.i in sources or cue.start in sources) and not lifted(doc, "R14"):
            continue
        yield Finding((("cue", cue),), f"“{cue.text}”: an amount without a number.")


def _cues(doc: Doc) -> Iterator[Span]:
    loose = lifted(doc, "G7")
    pseudo = frozenset() if loose else covered(doc, _PSEUDO)
    counted = _WORDS | _BARE if lifted(doc, "R9") else _WORDS
    phrases = [
        cue
        for cue in find_phrases(doc, _PHRASES)
        if cue.start not in pseudo and (loose or _counts(cue))
    ]
    taken = {at for cue in phrases for at in range(cue.start, cue.end)}
    words = [
        doc[at : at + 1]
        for at in placed(doc, words=counted)
        if at not in taken and at not in pseudo and (loose or _before_noun(doc[at]))
    ]
    yield from sorted([*phrases, *words], key=lambda cue: cue.start)


def _before_noun(token: Token) -> bool:
    """Before a plural that it counts, or in its place: *many shops*, not *many weeks*."""
    head = _counted(token)
    if token.lower_ in ("many", "several") and (_of_them(token) or _stands_alone(token)):
        return True
    if token.dep_ not in ("amod", "det", "nummod") or head.i < token.i:
        return False
    # "His many flights", "the countless branches": the amount is not what is said.
    if any(
        c.dep_ in ("nmod:poss", "det") and c.lower_ != token.lower_
        for c in head.children
        if c.i < token.i
    ):
        return False
    plural = head.tag_ in ("NNS", "NNPS") or head.lower_ == "people"
    return plural and head.lower_.rstrip("s") not in _PERIODS - {"time"}


def _counted(token: Token) -> Token:
    """The noun that is counted: *several tobacco companies*, where the parse stops at *tobacco*."""
    doc, at = token.doc, token.head.i
    if at < token.i:
        return token.head
    while doc[at].pos_ in ("ADJ", "NOUN", "PROPN") and doc[at].tag_ not in ("NNS", "NNPS"):
        if at + 1 >= token.sent.end or doc[at + 1].pos_ not in ("NOUN", "PROPN"):
            return token.head
        at += 1
    return doc[at]


def _stands_alone(token: Token) -> bool:
    """*Many stayed at home*: people or things that are counted, without a noun."""
    after = token.nbor(1) if token.i + 1 < token.sent.end else None
    return (
        token.dep_ in ("nsubj", "nsubj:pass")
        and not any(c.dep_ in ("det", "advmod", "nmod") for c in token.children)
        and after is not None
        and after.pos_ in ("VERB", "AUX", "ADV")
    )


def _of_them(token: Token) -> bool:
    """*Many of the shops*, *several of whom*: a part without a number."""
    doc, at = token.doc, token.i + 1
    if at + 1 >= token.sent.end or doc[at].lower_ != "of":
        return False
    counted = doc[at].head
    plural = counted.tag_ in ("NNS", "NNPS") or counted.lower_ in _THEM
    return plural and counted.lower_.rstrip("s") not in _PERIODS


def _counts(cue: Span) -> bool:
    """Not where a number or a comparison follows: *hundreds of 20-pound notes*."""
    after = cue.doc[cue.end] if cue.end < cue.sent.end else None
    if cue.text.lower() in ("more and more", "ever more"):
        return after is not None and after.tag_ == "NNS"
    if (
        after is not None
        and cue.text.lower().endswith("of")
        and after.lower_.rstrip("s") in _PERIODS
    ):
        return after.lower_ == "times"
    return not cue.text.lower().startswith("a fraction of") or after is None or after.lower_ != "a"
