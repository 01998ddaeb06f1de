"""Attributions that nobody is named for, by their four forms."""

import pytest

from sayso import pipeline
from sayso.annotate.sourceless import find_sourceless
from sayso.text import read


def cues(text: str) -> list[str]:
    with pipeline.parsed(read(text)) as doc:
        return [found.cue[0].text for found in find_sourceless(doc, frozenset())]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("The bridge is believed to be unsafe.", "is believed"),
        ("The plan was widely seen as a retreat.", "was widely seen"),
        ("It is clear that the wall will not last.", "It is clear"),
        ("The driver allegedly ran two red lights in Tellin.", "allegedly"),
        ("After new allegations of fraud, the mayor left Tellin.", "new allegations of"),
        ("The vote came after speculation that the mayor would resign.", "speculation that"),
    ],
)
def test_found(text: str, cue: str) -> None:
    assert cue in cues(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is believed by the council to be unsafe.",
        "The water is clear.",
        "Ilse Brandt left amid the council's allegations of fraud.",
        "“It is clear that the wall will not last,” Ilse Brandt said.",
        "The ferry was supposed to leave at nine.",
        "The council thought that the wall would last.",
    ],
)
def test_quiet(text: str) -> None:
    assert cues(text) == []


def test_others_cues_are_left_to_them() -> None:
    with pipeline.parsed(read("The bridge is believed to be unsafe.")) as doc:
        assert list(find_sourceless(doc, frozenset(range(len(doc))))) == []


def test_the_subject_of_an_accusation_is_no_source() -> None:
    with pipeline.parsed(read("The harbour master was accused of taking money.")) as doc:
        sources = [span.text for found in doc._.attributions for span in found.source]
    assert sources == []
