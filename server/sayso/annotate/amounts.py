"""What a figure amounts to, and of what: so that *1.2 million* and *1,200,000* are the same."""

from __future__ import annotations

import re

from sayso.annotate.figures import CURRENCIES, Figure
from sayso.annotate.sources import lemma_of

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: float(number) for number, word in enumerate(_ONES)} | {
    word: 10.0 * number for number, word in enumerate(_TENS, start=2)
}
_SIZES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6,
    "m": 1e6, "mn": 1e6, "crore": 1e7, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_CURRENCIES = {
    "usd": "$", "dollar": "$", "gbp": "£", "pound": "£", "eur": "€", "euro": "€", "yen": "¥",
    "rs": "₹", "rs.": "₹", "rupee": "₹",
}  # fmt: skip

_PIECE = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+\.?|[$£€¥₹%]|[-–]")
_SIGN = re.compile(r"[a-z]{0,3}[$£€¥₹]")
_QUIET = frozenset({"a", "an", "and", "%", "pc", "per", "cent", "percent", "percentage", "point"})


def amount_of(figure: Figure) -> float | None:
    """The figure as a number, a share in per cent; None for a range and for words such as *double*.

    Sizes are counted in: *$3.5 million* is 3,500,000.
    """
    pieces = _PIECE.findall(figure.number.text.lower())
    total = 0.0
    current: float | None = None
    part = False
    for at, piece in enumerate(pieces):
        word = _singular(piece)
        if piece[0].isdecimal() or piece in _WORDS:
            value = _WORDS[piece] if piece in _WORDS else float(piece.replace(",", "").rstrip("."))
            if current is not None and not _goes_on(current, value):
                return None
            current = (current or 0.0) + value
        elif word in _SIZES:
            size = _SIZES[word]
            current = (1.0 if current is None else current) * size
            if size >= 1e3:
                total, current = total + current, None
        elif word in _PARTS:
            current = (1.0 if current is None else current) * _PARTS[word]
            part = True
        elif piece in "-–":
            # *thirty-five* and *two-thirds* are one number, *10-15* is none.
            if at + 1 < len(pieces) and pieces[at + 1][0].isdecimal():
                return None
        elif word not in _QUIET and not _is_currency(piece):
            return None
    if current is None and total == 0:
        return None
    value = total + (current or 0.0)
    return value * 100 if part and figure.unit == "share" else value


def measured_in(figure: Figure) -> str:
    """What is counted or measured: a lemma, a currency's sign, or nothing for a bare number."""
    if figure.unit == "money":
        words: list[str] = [w for token in figure.phrase for w in _PIECE.findall(token.lower_)]
        for word in words:
            if word[-1] in "$£€¥₹":
                return word
            if _is_currency(word):
                return _CURRENCIES.get(_singular(word), _singular(word))
        return ""
    if figure.noun is None:
        return ""
    # The lemma of *people* depends on its sentence.
    return "person" if figure.noun.lower_ == "people" else lemma_of(figure.noun)


def _is_currency(word: str) -> bool:
    return bool(_SIGN.fullmatch(word)) or word in CURRENCIES or _singular(word) in _CURRENCIES


def _goes_on(before: float, value: float) -> bool:
    """*Twenty* and *five*, *three hundred* and *ten* are one number; *two* and *three* are two."""
    if before % 100 == 0:
        return value < 100
    return before % 10 == 0 and before > 10 and value < 10


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
