"""Figures as numbers: whatever way they are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso import pipeline
from sayso.annotate.amounts import amount_of, measured_in
from sayso.annotate.figures import find_figures
from sayso.text import read


def read_figure(words: str) -> list[tuple[float | None, str, str]]:
    with pipeline.parsed(read(words)) as doc:
        return [(amount_of(f), f.unit, measured_in(f)) for f in find_figures(doc)]


@pytest.mark.parametrize(
    ("words", "amount", "unit", "measured"),
    [
        ("The town has lost 1,200 boats.", 1_200, "count", "boat"),
        ("The town has lost more than 1,200 old boats.", 1_200, "count", "boat"),
        ("It cost $3.5 million last year.", 3_500_000, "money", "$"),
        ("It cost £84,000 last year.", 84_000, "money", "£"),
        ("It cost 40 million crowns last year.", 40_000_000, "money", "crown"),
        ("It cost 12 million dollars last year.", 12_000_000, "money", "$"),
        ("It cost $2bn last year.", 2_000_000_000, "money", "$"),
        ("Some 40 per cent of shops have closed.", 40, "share", "shop"),
        ("Nearly half of the wells are dry.", 50, "share", "well"),
        ("About two thirds of voters stayed away.", 200 / 3, "share", "voter"),
        ("Thirty-five soldiers left.", 35, "count", "soldier"),
        ("Three hundred soldiers left.", 300, "count", "soldier"),
        ("About two hundred thousand people left.", 200_000, "count", "person"),
        ("A thousand letters arrived.", 1_000, "count", "letter"),
        ("A dozen letters arrived.", 12, "count", "letter"),
        ("They waited for three years.", 3, "time", "year"),
        ("The road is 12 kilometres long.", 12, "measure", "kilometre"),
    ],
)
def test_an_amount(words: str, amount: float, unit: str, measured: str) -> None:
    found = read_figure(words)
    assert [(unit, measured)] == [each[1:] for each in found]
    assert found[0][0] == pytest.approx(amount)


@pytest.mark.parametrize(
    "words", ["Between 10-15 boats sank in the storm.", "The price is roughly double what it was."]
)
def test_no_single_number(words: str) -> None:
    assert [each[0] for each in read_figure(words)] == [None]


FRAMES = (
    "The team won {}-{} on Monday.",
    "At least {} of {} boats sank.",
    "It has been shut since {} March {}.",
    "It cost ${} million, {} per cent of it for the wall.",
    "Between {} and {} people were hurt.",
)
# Digits of any script, and what looks like one and is none: superscripts, circles, fractions.
NUMBERS = st.text(st.characters(categories=["Nd", "Nl", "No"]), min_size=1, max_size=3)


@settings(max_examples=20, derandomize=True, deadline=None)
@example("²", "²")
@example("፩", "፩")
@given(NUMBERS, NUMBERS)
def test_whatever_looks_like_a_number_is_read_or_passed_over(first: str, second: str) -> None:
    text = " ".join(frame.format(first, second) for frame in FRAMES)
    for amount, _, _ in read_figure(text):
        assert amount is None or math.isfinite(amount)
