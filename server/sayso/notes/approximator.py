"""The note type *open-ended number*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from sayso.annotate.figures import Figure, figures_in
from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.lexicon import load
from sayso.note import Finding, note_type

_PENALTY = load("hedges").lemmas("penalty")
_PRICES = load("prices")
_PRICE = _PRICES.lemmas("price")
_SIZED = _PRICES.lemmas("sized")
_RATE = _PRICES.lemmas("rate")
_BRACKET = _PRICES.lemmas("bracket")
_INCOME = _PRICES.lemmas("income")

_FLOOR = frozenset(
    {"at least", "at the very least", "no fewer than", "no less than", "not less than"}
)
_CEILING = frozenset(
    {"up to", "as many as", "as much as", "at most", "no more than", "not more than"}
)
_ABOVE = frozenset(
    {"above", "in excess of", "more than", "north of", "or more", "over", "plus", "upwards of"}
)
_BELOW = frozenset({"below", "fewer than", "less than", "or fewer", "or less", "under"})


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Open-ended number",
    question="Is it a floor, a ceiling or a guess, and who counted?",
    often_fine="Rounded and minimum figures are usual while an event goes on.",
    basis="Prince, Frader and Bosk 1982 (rounders)",
    examples=(
        "{cue:at least} {figure:62} former soldiers",
        "{cue:Up to} {figure:300} jobs will go.",
        "{cue:over} {figure:1,000} men",
        "The flood drove {cue:about} {figure:400} families out of Lower Torva.",
        "The new pier would cost {cue:nearly} {figure:$3 million}, the port says.",
        "{cue:Almost} {figure:a third} of the herd was lost.",
        "The march drew {figure:900} {cue:or more}, the organisers said.",
        "The valley has lost {cue:more than} {figure:40 per cent} of its orchards.",
    ),
    near_misses=(
        "At least he tried.",
        "The bird flew over the bridge.",
        "It is up to you.",
        "Children over 12 pay full price.",
        "The tower is about 40 metres high.",
        "She spoke about two films.",
        "The offence carries up to ten years in prison.",
        "The law was passed around 1990.",
        "More than once the bell rang.",
        "The pier cost 20 million crowns (about $3 million).",
        "Families with incomes of more than $90,000 pay the full fee.",
    ),
)
def approximator(doc: Doc) -> Iterator[Finding]:
    """A number is left open at one end or both.

    For instance: at least, up to, more than, nearly, around, as many as.
    """
    for figure in figures_in(doc):
        if figure.cue is None or quoted(figure.number[0]) or _settled(figure):
            continue
        marks = (("cue", figure.cue), ("figure", figure.number))
        yield Finding(marks, _message(figure.cue.text, figure.number.text))


def _settled(figure: Figure) -> bool:
    """Figures that nobody had to estimate: measures, legal limits, price tags (rule R15)."""
    if lifted(figure.number.doc, "R15"):
        return False
    if figure.unit == "measure" or figure.number.text.lower() == "one":
        return figure.cue is None or figure.cue.text.lower() != "at least"
    if _in_a_name(figure):
        return True
    around = {token.lemma_.lower() for token in _clause(figure.number.root)}
    if figure.unit in ("time", "money") and around & _PENALTY:
        return True
    if figure.unit == "share" and figure.cue is not None and figure.cue.text.lower() in _CEILING:
        return bool(around & _RATE)
    if figure.unit == "money" and (_converts(figure) or (around & _INCOME and around & _BRACKET)):
        return True
    small = not any(word in figure.number.text.lower() for word in _SIZED)
    return figure.unit == "money" and small and bool(around & _PRICE)


def _in_a_name(figure: Figure) -> bool:
    """*Under 40 Arts Prize*: a capital inside the sentence."""
    cue, doc = figure.cue, figure.number.doc
    if cue is None or not cue.text[0].isupper() or cue.start == cue.sent.start:
        return False
    after = doc[figure.number.end] if figure.number.end < len(doc) else None
    small = any(token.text[0].islower() for token in cue.sent if token.is_alpha and len(token) > 3)
    return (
        small and after is not None and after.text[0].isupper() and doc[cue.start - 1].text != ":"
    )


def _converts(figure: Figure) -> bool:
    """*(about 149 million dollars)*: the same sum in another currency."""
    return figure.phrase.start > 0 and figure.phrase.doc[figure.phrase.start - 1].text == "("


def _clause(token: Token) -> Iterator[Token]:
    while token.head != token and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    yield from token.subtree
    if token.dep_.startswith("acl"):
        yield token.head


def _message(cue: str, number: str) -> str:
    words = cue.lower().removeprefix("just ").removeprefix("well ").removeprefix("slightly ")
    if words in _FLOOR:
        return f"“{cue} {number}”: a floor; the real number may be higher."
    if words in _CEILING:
        return f"“{cue} {number}”: a ceiling; the real number may be lower."
    if words in _ABOVE:
        return f"“{cue}” leaves open how far above {number} the figure lies."
    if words in _BELOW:
        return f"“{cue}” leaves open how far below {number} the figure lies."
    return f"“{cue}”: {number} is a rounded figure, not a count."
