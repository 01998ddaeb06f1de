"""Figures: numbers that count or measure something, with the words that leave them open.

Not figures: dates, clock times, ages, scores, ranks, and numbers that name a thing (*Route 9*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from sayso.annotate.nominals import noun_phrase
from sayso.annotate.phrases import find_phrases
from sayso.annotate.words import placed, words_in
from sayso.lexicon import load

Unit = Literal["count", "share", "money", "time", "measure"]

_APPROXIMATORS = load("approximators")
_BEFORE = _APPROXIMATORS.lemmas("before")
_PREPOSITIONS = _APPROXIMATORS.lemmas("preposition")
_AFTER = _APPROXIMATORS.lemmas("after")
_PERIODS = _APPROXIMATORS.lemmas("period")
_MEASURES = _APPROXIMATORS.lemmas("measure")
_FRACTIONS = _APPROXIMATORS.lemmas("fraction")
_MULTIPLES = _APPROXIMATORS.lemmas("multiple")
_SIZES = _APPROXIMATORS.lemmas("size")
_CODES = _APPROXIMATORS.lemmas("currency-code")
_CURRENCIES = _APPROXIMATORS.lemmas("currency")
CURRENCIES = _CODES | _CURRENCIES
_MONTHS = _APPROXIMATORS.lemmas("month")
_NAMERS = _APPROXIMATORS.lemmas("namer")
_TALKING = _APPROXIMATORS.lemmas("talking")

_DIGITS = re.compile(
    r"[^\W\d_]{0,3}[$£€¥₹]?\d[\d,.]*(?:st|nd|rd|th|bn|tn|m|k|mn|billion|million|trillion)?", re.I
)
_ORDINAL = re.compile(r"[\d,]+(?:st|nd|rd|th)$", re.I)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d$")
_OPENERS = frozenset({"a", "an", "half", "one", "three", "two"}) | _MULTIPLES
_SIGN = re.compile(r"(?:[A-Z]{1,3})?[$£€¥₹]$")
_SIGNS = frozenset("$£€¥₹")
_PRICED = re.compile(r"[^\W\d_]{0,3}[$£€¥₹]")
_CORE = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "ROOT", "ccomp", "xcomp", "parataxis"})
_LOOSENING = frozenset({"about", "almost", "least", "nearly", "over", "some", "than", "to"})
_LINKS = frozenset({"at", "by", "for", "from", "in", "of", "on", "to", "with", "within", "than"})
_TIMED = frozenset({"ago", "earlier", "later", "before", "after", "old"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written (*$1.1 billion*, *a third*), with its noun, and what leaves it open.

    ``phrase`` is the number with its noun and the cue before it; ``cue`` is None for a bare number,
    ``noun`` where nothing is named that is counted.
    """

    number: Span
    phrase: Span
    unit: Unit
    cue: Span | None = None
    noun: Token | None = None


@dataclass(frozen=True, slots=True)
class _Cued:
    """Whether a cue stands before a place, and whether it can be nothing but an approximator."""

    any: bool
    firm: bool


def find_figures(doc: Doc) -> Iterator[Figure]:
    """Yield the figures of a text in reading order, quoted ones included."""
    before = {cue.end: cue for cue in find_phrases(doc, _BEFORE | _PREPOSITIONS)}
    firm = {end for end, cue in before.items() if cue.text.lower() not in _PREPOSITIONS}
    after = {cue.start: cue for cue in find_phrases(doc, _AFTER)}
    end = 0
    for at in _beginnings(doc):
        token = doc[at]
        if token.i < end or not _may_begin(token):
            continue
        number = _number(doc, token.i, cue=_Cued(token.i in before, token.i in firm))
        if number is None:
            continue
        end = number.end
        figure = _figure(number, before, after)
        if figure is not None:
            yield figure


def figures_in(doc: Doc) -> tuple[Figure, ...]:
    """The figures of a text as the component stored them."""
    stored = doc.user_data.get("figures")
    return stored if isinstance(stored, tuple) else tuple(find_figures(doc))


def _beginnings(doc: Doc) -> list[int]:
    """The tokens that may begin a number by their letters and tag alone."""
    words = words_in(doc)
    signs = (w for w in words.by_lower if w[-1:] in _SIGNS or any(map(str.isdigit, w)))
    return sorted({*words.by_tag.get("CD", ()), *placed(doc, words={*signs, *_OPENERS, *_CODES})})


def _may_begin(token: Token) -> bool:
    """Quickly whether a number can begin here, since most words begin none."""
    word = token.lower_
    return (
        token.tag_ == "CD"
        or word in _OPENERS
        or any(c.isdigit() for c in word)
        or _is_currency(token)
    )


def _figure(number: Span, before: dict[int, Span], after: dict[int, Span]) -> Figure | None:
    if _names(number) or _dates(number) or _scores(number):
        return None
    noun = _noun(number)
    # "One of them", "the other one": a pronoun more than a count.
    if noun is None and number.text.lower() == "one":
        return None
    unit = _unit(number, noun)
    if unit is None:
        return None
    cue = _cue(number, noun, before, after)
    start = min(number.start, cue.start) if cue is not None else number.start
    end = number.end
    if noun is not None:
        phrase = noun_phrase(noun)
        end = max(end, phrase.end) if phrase.end - number.end < 16 else max(end, noun.i + 1)
    if cue is not None:
        end = max(end, cue.end)
    return Figure(number, Span(number.doc, start, end), unit, cue, noun)


def _number(doc: Doc, at: int, *, cue: _Cued) -> Span | None:
    """The number that begins here, with its currency, its size and its per cent."""
    block = doc[at].sent
    end = at
    money = False
    if _is_currency(doc[end]) and end + 1 < block.end and _is_numeral(doc[end + 1]):
        money = True
        end += 1
    if not _is_numeral(doc[end]):
        return _wordy(doc, at, block.end, cue=cue)
    while end < block.end and (_is_numeral(doc[end]) or doc[end].lower_ in _SIZES):
        end += 1
        # "thirty-five", "10-15"
        if end + 1 < block.end and doc[end].text in ("-", "–") and _is_numeral(doc[end + 1]):
            end += 1
    # "Two thirds", "one-third"
    hyphen = end + 1 < block.end and doc[end].text == "-"
    if end + hyphen < block.end and doc[end + hyphen].lower_ in _FRACTIONS:
        end += 1 + hyphen
    if not money and end < block.end and doc[end].lower_ in _CURRENCIES and _is_noun(doc[end]):
        end += 1
    return Span(doc, at, _percent(doc, end, block.end))


def _percent(doc: Doc, end: int, limit: int) -> int:
    if end < limit and (
        doc[end].lower_ in ("%", "percent", "pc") or doc[end].lower_.startswith("percentage")
    ):
        return end + 1
    if end + 1 < limit and doc[end].lower_ == "per" and doc[end + 1].lower_ == "cent":
        return end + 2
    return end


def _wordy(doc: Doc, at: int, limit: int, *, cue: _Cued) -> Span | None:
    """*A thousand*, *half*, *a third*, *an hour*, *double*: in words, some only after a cue."""
    word = doc[at].lower_
    following = doc[at + 1].lower_ if at + 1 < limit else ""
    article = word in ("a", "an", "one")
    if article and following in _SIZES:
        end = at + 2
        while end < limit and doc[end].lower_ in _SIZES:
            end += 1
        return Span(doc, at, end)
    if article and following in _FRACTIONS:
        return Span(doc, at, at + 2)
    if word in ("half", "two", "three") and following in _FRACTIONS:
        return Span(doc, at, at + 2)
    if not cue.any:
        return None
    if article and following in _PERIODS:
        return Span(doc, at, at + 1)
    # "Turned around twice" is a direction.
    return Span(doc, at, at + 1) if word in _MULTIPLES and (cue.firm or word != "twice") else None


def _is_numeral(token: Token) -> bool:
    if _ORDINAL.match(token.text) or _CLOCK.match(token.text):
        return False
    if _DIGITS.fullmatch(token.text):
        return True
    return (
        token.tag_ == "CD"
        and token.lower_ not in _CURRENCIES
        and (token.like_num or token.lower_ in _SIZES)
    )


def _is_noun(token: Token) -> bool:
    """*Five won* is money, *five won* a sentence: the tag decides."""
    return token.pos_ in ("NOUN", "PROPN", "SYM")


def _is_currency(token: Token) -> bool:
    return bool(_SIGN.match(token.text)) or token.lower_ in _CODES


def _names(number: Span) -> bool:
    """*Route 9*, *Article 5*, *No. 10*, *Windows 11*: the number is part of a name."""
    first = number[0]
    if first.i > first.sent.start:
        before = first.nbor(-1)
        if before.lower_.rstrip(".") in _NAMERS and not number.text.startswith("$"):
            return True
        if before.text == "#" or (
            before.pos_ == "PROPN" and first.head == before and before.text not in ("Rs",)
        ):
            return True
    return any(token.tag_ == "NNP" and not _DIGITS.fullmatch(token.text) for token in number)


def _dates(number: Span) -> bool:
    doc, first, last = number.doc, number[0], number[-1]
    before = doc[first.i - 1] if first.i > 0 else None
    after = doc[last.i + 1] if last.i + 1 < len(doc) else None
    if (
        after is not None
        and after.lower_.rstrip(".") in _MONTHS
        and first.tag_ == "CD"
        and len(number) == 1
        and number.text.isdecimal()
        and int(number.text) <= 31
    ):
        return after.text[0].isupper()
    if (
        before is not None
        and before.lower_.rstrip(".") in _MONTHS
        and before.text[0].isupper()
        and len(number) <= 3
    ):
        return True
    if after is not None and after.lower_ in ("a.m.", "p.m.", "am", "pm", "o'clock", "gmt", "bst"):
        return True
    if (
        after is not None
        and after.text in (":",)
        and last.i + 2 < len(doc)
        and doc[last.i + 2].like_num
        and not after.whitespace_
    ):
        return True
    if len(number) == 1 and _YEAR.match(number.text):
        # A year: in 2012, the 2012 elections; but more than 2000 people.
        return before is None or before.lower_ not in _LOOSENING
    return False


def _scores(number: Span) -> bool:
    if "/" in number.text:
        return True
    if len(number) == 3 and number[1].text in ("-", "–"):
        left, right = number[0].text, number[2].text
        return (
            left.isdecimal() and right.isdecimal() and (int(left) >= int(right) or len(left) == 4)
        )
    return False


def _noun(number: Span) -> Token | None:
    """The noun that the number counts: of *62 former soldiers* it is *soldiers*."""
    root = number.root
    head = root.head
    if (
        root.dep_ in ("nummod", "compound", "amod", "det", "nmod")
        and head.i >= number.end
        and head.pos_ in ("NOUN", "PROPN", "SYM", "ADJ")
    ):
        return head
    after = number.doc[number.end] if number.end < number.sent.end else None
    if after is not None and after.pos_ in ("NOUN", "PROPN") and number.start <= root.i:
        return after
    if root.pos_ in ("NOUN", "NUM", "SYM", "PRON"):
        of = next(
            (
                c
                for c in root.children
                if c.dep_ == "nmod"
                and c.i >= number.end
                and any(g.lower_ == "of" for g in c.children)
            ),
            None,
        )
        return of
    return None


def _unit(number: Span, noun: Token | None) -> Unit | None:
    """What is counted, or None for an age."""
    last = number[-1]
    following = [t.lower_ for t in number.doc[number.end : number.end + 3]]
    if following[:1] == ["-"] and any(word in ("year", "old") for word in following[1:]):
        return None
    if "old" in following[:2] and following[:1] != ["old"]:
        return None
    if _is_age(number):
        return None
    if last.lower_ in ("%", "percent", "pc") or number.text.lower().endswith("per cent"):
        return "share"
    if last.lower_.startswith("percentage") or last.lower_ in _FRACTIONS:
        return "share"
    priced = any(_is_currency(token) or _PRICED.match(token.text) for token in number)
    if priced or last.lower_ in _CURRENCIES:
        return "money"
    word = _singular(noun) if noun is not None else (following[0].rstrip("s") if following else "")
    after = following[0].rstrip("s") if following else ""
    if word in _PERIODS or after in _PERIODS:
        return "time"
    if word in _MEASURES or after in _MEASURES or (following[:1] and following[0] in _MEASURES):
        return "measure"
    if word in _CURRENCIES or after in _CURRENCIES:
        return "money"
    return "count"


def _is_age(number: Span) -> bool:
    """*Ilse Brandt, 61, said*: a bare number between commas after a name."""
    doc, start, end = number.doc, number.start, number.end
    if start < 2 or end >= len(doc) or len(number) > 1 or not number.text.isdigit():
        return False
    return (
        doc[start - 1].text == ","
        and doc[end].text in (",", ".")
        and doc[start - 2].pos_ == "PROPN"
    )


def _singular(noun: Token) -> str:
    lemma = noun.lemma_.lower()
    return lemma[:-1] if lemma == noun.lower_ and lemma.endswith("s") else lemma


def _cue(
    number: Span, noun: Token | None, before: dict[int, Span], after: dict[int, Span]
) -> Span | None:
    cue = before.get(number.start)
    if cue is not None and cue.sent == number.sent:
        firm = cue.text.lower() not in _PREPOSITIONS
        if firm or _approximates(cue, number, noun):
            return _widened(cue)
    # "Those who gave $3 million or more": a class, not a count left open.
    if number.root.head.dep_ == "acl:relcl" or (noun is not None and noun.head.dep_ == "acl:relcl"):
        return None
    following = after.get(number.end)
    if following is None and noun is not None and noun.i == number.end:
        following = after.get(noun.i + 1)
    return following if following is not None and following.sent == number.sent else None


def _widened(cue: Span) -> Span:
    """*Just over*, *well over*, *only about*: with the word that sharpens it."""
    if cue.start > cue.sent.start and cue.doc[cue.start - 1].lower_ in (
        "far",
        "just",
        "slightly",
        "well",
    ):
        return Span(cue.doc, cue.start - 1, cue.end)
    return cue


def _approximates(cue: Span, number: Span, noun: Token | None) -> bool:
    """Whether *over*, *about*, *around* and the like loosen the number or are prepositions."""
    word = cue.text.lower()
    doc = cue.doc
    before = doc[cue.start - 1] if cue.start > cue.sent.start else None
    if word == "about" and before is not None and before.lemma_.lower() in _TALKING:
        return False
    if before is not None and (before.lower_ in _LINKS or before.text == "("):
        return True
    head = noun if noun is not None and noun.dep_ not in ("nmod",) else number.root
    if head.dep_ == "nummod" or (number.start <= head.head.i < number.end):
        head = head.head
    if (
        word in ("over", "under", "above", "below")
        and noun is None
        and number.root.dep_ in ("nmod", "obl")
        and _bare_age(cue, number)
    ):
        return False
    if cue.root.dep_ in ("advmod", "nmod", "fixed"):
        return True
    relation = head.dep_
    while relation == "conj" and head.head != head:
        head = head.head
        relation = head.dep_
    if relation in _CORE or relation.startswith(
        ("nummod", "appos", "nmod:unmarked", "obl:unmarked", "obl:npmod", "obl:tmod")
    ):
        return True
    # A phrase before a verb that has no other subject is its subject, whatever the parser says.
    if (
        head.i < head.head.i
        and head.head.pos_ == "VERB"
        and not any(
            c.dep_ in _CORE for c in head.head.children if c.i < head.head.i and c.dep_ != "obj"
        )
    ):
        return True
    others = [c for c in head.children if c.dep_ == "case" and c.i not in range(cue.start, cue.end)]
    if others:
        return True
    # "Contracts above £25,000": a threshold that says which ones.
    if relation == "nmod":
        return False
    unit = _unit(number, noun)
    if word == "about":
        return True
    following = {t.lower_ for t in number.doc[number.end : number.end + 3]}
    if unit == "time":
        return bool(following & _TIMED)
    return unit in ("money", "share")


def _bare_age(cue: Span, number: Span) -> bool:
    """*Children over 12*, *people under 25*: an age without its noun."""
    if cue.start == cue.sent.start or number.end - number.start > 1:
        return False
    owner = number.doc[cue.start - 1]
    return owner.pos_ in ("NOUN", "PROPN", "PRON") or owner.lower_ in (
        "aged",
        "those",
        "anyone",
        "for",
    )


@Language.component("figures")
def figures(doc: Doc) -> Doc:
    """Store the figures in ``doc.user_data["figures"]``."""
    doc.user_data["figures"] = tuple(find_figures(doc))
    return doc
