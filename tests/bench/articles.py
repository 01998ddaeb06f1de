"""Articles for measurements: invented, as long as a news report, and no two with the same words."""

from __future__ import annotations

import random
from collections.abc import Iterator

WORDS = 650

_SYLLABLES = tuple(
    first + vowel
    for first in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "br"]
    for vowel in "aeiou"
)
_FRAMES = (
    "The {n} wall in {P} may not survive the winter, according to {P} {P}, who leads the {n} board.",
    "Two officials who asked not to be named said on Monday that the {n} near {P} could close by May.",
    "“We have perhaps {d} {n}s left,” {P} {P} told the council, “and nobody has a plan for them.”",
    "It is believed that the council of {P} reportedly spent {d} million crowns on a {a} {n}.",
    "A report by the {P} Herald, citing sources in the ministry, suggested that the {n} was {a}.",
    "The ferry carried more than {d} passengers and twelve {n}s to the islands last year.",
    "Residents fear that the {a} {n} will be sold, and {P} wants to stop the sale.",
    "“The {n} is {a},” she said, adding that the {n} had been checked several times in recent weeks.",
    "{P}, a {n} maker, denied the claim and said that he had never {v}ed any {n} in {P}.",
    "The minister did not reply to questions, and it is unclear whether the {n} was {v}ed at all.",
    "Critics say the {a} plan for {P} has sparked outrage; experts warn of further {n}s.",
    "If confirmed, the {n} would be the first in {P} since {d}, a spokesman for {P} said.",
    "Some {d} people were evacuated after a {n} in {P} {v}ed and the road to {P} was shut.",
    "The {n} was built in {d}, when {P} was a village of fishermen and the {n} trade was young.",
    "Work on the {a} {n} began in spring and went on through two wet summers and a {a} winter.",
    "A narrow road leads from {P} to the {n}, past the old school and the {a} market hall.",
    "Every autumn the boats come back to {P} with {n} and salt, and the {n}s are hung up to dry.",
    "The second half brought {a} weather, and the {n} lay under snow until the first week of April.",
    "The new {n} has {d} seats, a kitchen and a small library, and it opens at nine each day.",
    "{P} and {P} share a border, a river and a {n}, and little else since the {a} years.",
    "Some of the {n}s were moved to {P}, others to a {a} yard behind the station in {P}.",
    "The study, published in the Annals of {P}, found that {d} per cent of {n}s were {a}.",
)


def article(number: int) -> str:
    """An article of about 650 words; another, with other words, for each number."""
    chance = random.Random(number)
    return "\n\n".join(
        [f"{_name(chance)} {_word(chance)} could close, experts warn", *_body(chance)]
    )


def sentence(chance: random.Random) -> str:
    """A sentence of a news report, filled with made-up words."""
    return _filled(chance.choice(_FRAMES), chance)


def _body(chance: random.Random) -> Iterator[str]:
    words = 0
    while words < WORDS:
        frames = chance.sample(_FRAMES, chance.randint(2, 4))
        block = " ".join(_filled(frame, chance) for frame in frames)
        words += len(block.split())
        yield block


def _filled(frame: str, chance: random.Random) -> str:
    filling = {
        "{P}": _name, "{n}": _word, "{a}": lambda c: _word(c) + "ive", "{v}": _word,
        "{d}": lambda c: str(c.randint(3, 2000)),
    }  # fmt: skip
    for place, make in filling.items():
        while place in frame:
            frame = frame.replace(place, make(chance), 1)
    return frame


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) + chance.choice("nlrstk")


def _name(chance: random.Random) -> str:
    return _word(chance).capitalize()
