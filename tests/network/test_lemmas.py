"""Lemmas by exception, by known base form, and by plain endings."""

import pytest

from sayso.network.lemmas import Lemmas, Tables, lemma

TABLES = Tables(
    exceptions={"VBD": {"went": "go"}, "PRP": {"me": "I"}, "NNS": {"men": "man"}},
    verbs=frozenset({"name", "hope", "hop", "deny", "tie", "focus", "warn", "agree"}),
    adjectives=frozenset({"large", "big", "early"}),
)


@pytest.mark.parametrize(
    ("form", "tag", "expected"),
    [
        ("went", "VBD", "go"),
        ("Went", "VBD", "go"),
        ("me", "PRP", "I"),
        ("named", "VBN", "name"),
        ("hoped", "VBD", "hope"),
        ("hopping", "VBG", "hop"),
        ("denied", "VBD", "deny"),
        ("denies", "VBZ", "deny"),
        ("tying", "VBG", "tie"),
        ("focuses", "VBZ", "focus"),
        ("agreed", "VBN", "agree"),
        ("Warned", "VBD", "warn"),
        ("blorted", "VBD", "blort"),
        ("larger", "JJR", "large"),
        ("biggest", "JJS", "big"),
        ("earlier", "RBR", "early"),
        ("men", "NNS", "man"),
        ("bridges", "NNS", "bridge"),
        ("Witnesses", "NNS", "witness"),
        ("countries", "NNS", "country"),
        ("crises", "NNS", "crise"),
        ("gas", "NN", "gas"),
        ("Brandt", "NNP", "Brandt"),
        ("Moors", "NNPS", "Moor"),
        ("The", "DT", "the"),
        ("ed", "VBD", "ed"),
        ("s", "VBZ", "s"),
        ("", "NN", ""),
    ],
)
def test_lemma(form: str, tag: str, expected: str) -> None:
    assert lemma(form, tag, TABLES) == expected


def test_bytes_keep_the_tables() -> None:
    one, other = Lemmas("one"), Lemmas("other")
    one.take(TABLES)
    assert other.from_bytes(one.to_bytes()).tables == TABLES
