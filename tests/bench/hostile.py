"""Texts that are hard on whoever reads them: as long as is allowed, and pathological in one way or two."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

from sayso import lexicon
from sayso.text import MAX_CHARACTERS, ROLES
from tests.bench.articles import sentence

Chance = random.Random

_SCRIPTS = (
    "may",
    "сказал",
    "είπε",
    "قال",
    "אמר",
    "说",
    "言った",
    "말했다",
    "พูด",
    "कहा",
    "ibẹ̀",
    "ǅungla",
    "𝒜da",
    "ﬁ",
    "İ",
    "ß",
)
_HEDGES = (
    "may",
    "might",
    "reportedly",
    "allegedly",
    "perhaps",
    "it seems",
    "is believed to",
    "could",
    "apparently",
    "about",
)
_TAGS = (
    "<p>",
    "</p>",
    "<div class='a'>",
    "<script>alert(1)</script>",
    "&nbsp;",
    "&amp;",
    "<!--",
    "-->",
    '<a href="x">',
    "<br/>",
    "<![CDATA[",
    "{{ 7 * 7 }}",
    "<style>p{}</style>",
)
_LISTS = (
    "hedges",
    "reporting",
    "sources",
    "distancing",
    "approximators",
    "boosters",
    "anonymity",
    "factives",
    "tentative",
    "documents",
    "quoting",
    "posts",
    "quantities",
)


def _name(chance: Chance) -> str:
    made = [_syllables(chance).capitalize() for _ in range(chance.randint(1, 3))]
    return " ".join(made)


def _syllables(chance: Chance) -> str:
    return "".join(
        chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(chance.randint(1, 4))
    )


def _number(chance: Chance) -> str:
    amount = chance.choice(
        [chance.randint(1, 99), chance.randint(1_000, 10**7), chance.random() * 100]
    )
    form = chance.choice(
        [
            "{:,}",
            "${:,}",
            "{} per cent",
            "about {:,} people",
            "{}%",
            "€{:,}m",
            "{}.",
            "1{}/2",
            "{} to {}",
            "−{}",
            "{}th",
        ]
    )
    words = form.format(amount, amount)
    if chance.random() < 0.2:
        # What looks like a digit and is none, or is one in another script.
        words = words.translate(
            str.maketrans("123", chance.choice(["¹²³", "①②③", "١٢٣", "፩፪፫", "½⅓¼"]))
        )
    return words


@cache
def _entries() -> tuple[str, ...]:
    return tuple(sorted({entry.lemma for name in _LISTS for entry in lexicon.load(name).entries}))


def _chain(chance: Chance) -> str:
    return (
        f"{_name(chance)} {chance.choice(['said', 'says', 'believes', 'denied', 'told him'])} that"
    )


def _zalgo(chance: Chance) -> str:
    marks = "".join(chr(0x300 + chance.randrange(0x70)) for _ in range(chance.randint(1, 30)))
    return chance.choice("aeiou") + marks


def _quoted(chance: Chance) -> str:
    open_, close = chance.choice(["“”", "‘’", '""', "''", "«»", "„“", "”“", "()", "「」"])
    return f"{open_}{sentence(chance)}{close} {chance.choice(['said', 'he said', 'says', ''])} {_name(chance)}."


def _one_of(*pieces: str) -> Callable[[Chance], str]:
    return lambda chance: chance.choice(pieces)


# What a text is made of, piece by piece.
KINDS: dict[str, Callable[[Chance], str]] = {
    "one long token": _one_of("a", "(", "'s", "ab", "x.", "-", "/", "@", "🙂", "1", "…"),
    "only quotation marks": _one_of("“", "”", '"', "‘", "’", "'", "«", "»", "„", "\u201a"),
    "only punctuation": _one_of(*".,;:!?-–—…()[]{}/\\*&%$#@~^|<>=+_`"),
    "brackets": _one_of("(", "(", "(", "[", "{", ")", "]", "}", "(a", "a)"),
    "names": _name,
    "numbers": _number,
    "hedges": _one_of(*_HEDGES),
    "cues": _one_of("said", "according to", "officials", "sources", "he", "she", "they", "that", "not", "if"),
    "word lists": lambda chance: chance.choice(_entries()),
    "a chain of sources": _chain,
    "clauses without end": lambda chance: f"{chance.choice(['and', 'which', 'because', 'that', 'if', 'while'])} {_name(chance)} may {_syllables(chance)}",
    "marks upon marks": _zalgo,
    "right to left": _one_of("\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "שלום", "قال", "may", "said"),
    "scripts": _one_of(*_SCRIPTS),
    "tags": lambda chance: chance.choice(_TAGS) + chance.choice(["", sentence(chance)]),
    "invisible": _one_of("\u200b", "\u200d", "\ufeff", "\u00ad", "\x00", "\x1b", "\u2028", "\u2029", "\x85", "\x0b", "a"),
    "surrogates": _one_of("\ud800", "\udfff", "a", "🙂", "said"),
    "blocks": lambda chance: f"{_name(chance)} said\n\n",
    "headlines": lambda chance: f"{_name(chance).upper()} MAY {_syllables(chance).upper()}\n\n",
    "list items": lambda chance: f"- {_name(chance)}: {_number(chance)}\n",
    "addresses": lambda chance: f"https://{_syllables(chance)}.example/{_syllables(chance)}?a={chance.random()}",
    "quotations": _quoted,
    "quotations without end": lambda chance: f"“{sentence(chance)}",
    "pronouns": lambda chance: f"{chance.choice(['He', 'She', 'They', 'It'])} said {chance.choice(['he', 'she', 'they', 'it'])} told {_name(chance)}.",
    "made-up words": _syllables,
    "capitals": lambda chance: sentence(chance).upper(),
    "news": sentence,
    "dates": lambda chance: f"{chance.randint(1, 31)} {chance.choice(['March', 'May'])} {chance.randint(1, 9999)}",
    "elisions": _one_of("it's", "don't", "'tis", "o'clock", "rock'n'roll", "who'd've", "'90s", "Moss's"),
    "apposition": lambda chance: f"{_name(chance)}, the {_syllables(chance)} of {_name(chance)},",
}  # fmt: skip
BETWEEN = (
    " ",
    " ",
    " ",
    " ",
    "",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    ". ",
    ", ",
    " \u00a0",
    ".\n\n",
    "; ",
    " – ",
)


def text(chance: Chance, most: int = MAX_CHARACTERS) -> tuple[str, str]:
    """The name of what was made, and a text of up to so many characters."""
    names = chance.choices(sorted(KINDS), k=chance.choice([1, 1, 2, 3]))
    between = chance.choice(BETWEEN)
    size = min(most, chance.choice([2_000, 20_000, 60_000, MAX_CHARACTERS, MAX_CHARACTERS]))
    # Few pieces, and they come again; many, and all are unlike.
    pool = chance.choice([1, 3, 50, 0, 0])
    made = [KINDS[chance.choice(names)](chance) for _ in range(pool)]
    pieces: list[str] = []
    length = 0
    while length < size:
        piece = chance.choice(made) if made else KINDS[chance.choice(names)](chance)
        piece += between if chance.random() < 0.95 else chance.choice(BETWEEN)
        pieces.append(piece)
        length += len(piece)
    words = "".join(pieces)[:size]
    return (
        f"{' + '.join(names)}, {between!r} between, {size:,}",
        words if words.strip() else f"{words}a",
    )


def segments(chance: Chance, length: int) -> list[dict[str, object]]:
    """Segments in order over a text of so many units: a few large ones or very many small ones."""
    count = chance.choice([1, 5, 200, 5_000, 19_999])
    places = sorted(chance.sample(range(length + 1), min(2 * count, length + 1) // 2 * 2))
    roles = chance.choice(
        [ROLES, ("paragraph",), ("headline",), ("quote", "paragraph"), ("list-item",)]
    )
    return [
        {"start": start, "end": end, "role": chance.choice(roles)}
        for start, end in zip(places[::2], places[1::2], strict=True)
    ]
