"""Tokens are set again as a newspaper would set them."""

import pytest

from training.detokenise import spaces_after
from training.prepare import ner_text


def joined(tokens: str) -> str:
    words = tokens.split(" ")
    return "".join(w + " " * s for w, s in zip(words, spaces_after(words), strict=True))


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Prices rose 3 % , the bank said .", "Prices rose 3%, the bank said."),
        ("The port ( closed since May ) reopens .", "The port (closed since May) reopens."),
        ("“ We wait , ” said Oda .", "“We wait,” said Oda."),
        ('" We wait , " said Oda .', '"We wait," said Oda.'),
        ("It cost $ 5 million .", "It cost $5 million."),
        ("Oda ’ s deputy didn ’ t come .", "Oda’s deputy didn’t come."),
        ("Oda 's deputy did n't come .", "Oda's deputy didn't come."),
        ("the farmers ’ union", "the farmers’ union"),
        ("a long - term plan", "a long-term plan"),
        ("25 March - It rained", "25 March - It rained"),
        ("the ferry – once new – sank", "the ferry – once new – sank"),
        ("in the 1980 s and / or later", "in the 1980s and/or later"),
        ("He spoke of a ‘ new start ’ today .", "He spoke of a ‘new start’ today."),
    ],
)
def test_spacing(tokens: str, text: str) -> None:
    assert joined(tokens) == text


def test_names_keep_their_place() -> None:
    pairs = [
        ("In", "O"),
        ("Upper", "B-Location"),
        ("Brask", "I-Location"),
        (",", "O"),
        ("Oda", "B-Person"),
    ]
    text, spans = ner_text(pairs)
    assert text == "In Upper Brask, Oda"
    assert [(text[s:e], label) for s, e, label in spans] == [
        ("Upper Brask", "Location"),
        ("Oda", "Person"),
    ]
