"""Figures on hand-made parses: what is a number, what it counts, what leaves it open."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from sayso.annotate.figures import Figure, find_figures

VOCAB = spacy.blank("en").vocab

Row = tuple[str, str, str, int, str]


def made(*rows: Row) -> Doc:
    """A Doc of one sentence from (word, tag, coarse tag, head, relation)."""
    words, tags, pos, heads, deps = (list(column) for column in zip(*rows, strict=True))
    return Doc(
        VOCAB,
        words=words,
        tags=tags,
        pos=pos,
        heads=heads,
        deps=deps,
        lemmas=[word.lower() for word in words],
        sent_starts=[at == 0 for at in range(len(words))],
    )


def only(doc: Doc) -> Figure:
    figures = list(find_figures(doc))
    assert len(figures) == 1, [figure.number.text for figure in figures]
    return figures[0]


def test_a_count_with_its_noun_and_cue() -> None:
    figure = only(
        made(
            ("At", "IN", "ADP", 1, "case"),
            ("least", "JJS", "ADJ", 2, "nmod"),
            ("62", "CD", "NUM", 4, "nummod"),
            ("grey", "JJ", "ADJ", 4, "amod"),
            ("boats", "NNS", "NOUN", 5, "nsubj"),
            ("sank", "VBD", "VERB", 5, "ROOT"),
        )
    )
    assert figure.cue is not None
    assert (figure.cue.text, figure.number.text, figure.unit) == ("At least", "62", "count")
    assert figure.phrase.text == "At least 62 grey boats"


def test_money_holds_its_sign_and_its_size() -> None:
    figure = only(
        made(
            ("It", "PRP", "PRON", 1, "nsubj"),
            ("cost", "VBD", "VERB", 1, "ROOT"),
            ("nearly", "RB", "ADV", 3, "advmod"),
            ("$", "$", "SYM", 1, "obj"),
            ("1.1", "CD", "NUM", 5, "compound"),
            ("billion", "CD", "NUM", 3, "nummod"),
        )
    )
    assert figure.number.text.replace(" ", "") == "$1.1billion"
    assert figure.unit == "money"
    assert figure.cue is not None and figure.cue.text == "nearly"


def test_a_share_in_words() -> None:
    figure = only(
        made(
            ("Almost", "RB", "ADV", 2, "advmod"),
            ("a", "DT", "DET", 2, "det"),
            ("third", "NN", "NOUN", 5, "nsubj"),
            ("of", "IN", "ADP", 4, "case"),
            ("shops", "NNS", "NOUN", 2, "nmod"),
            ("closed", "VBD", "VERB", 5, "ROOT"),
        )
    )
    assert (figure.number.text, figure.unit) == ("a third", "share")
    assert figure.phrase.text == "Almost a third of shops"


def test_over_before_a_subject_is_no_preposition() -> None:
    figure = only(
        made(
            ("Over", "IN", "ADP", 2, "case"),
            ("900", "CD", "NUM", 2, "nummod"),
            ("men", "NNS", "NOUN", 3, "nsubj"),
            ("came", "VBD", "VERB", 3, "ROOT"),
        )
    )
    assert figure.cue is not None and figure.cue.text == "Over"


def test_over_in_a_span_of_time_is_a_preposition() -> None:
    figure = only(
        made(
            ("It", "PRP", "PRON", 1, "nsubj"),
            ("grew", "VBD", "VERB", 1, "ROOT"),
            ("over", "IN", "ADP", 4, "case"),
            ("two", "CD", "NUM", 4, "nummod"),
            ("years", "NNS", "NOUN", 1, "obl"),
        )
    )
    assert figure.cue is None
    assert figure.unit == "time"


@pytest.mark.parametrize(
    "rows",
    [
        (("on", "IN", "ADP", 1, "case"), ("May", "NNP", "PROPN", 1, "ROOT"), ("5", "CD", "NUM", 1, "nummod")),
        (("in", "IN", "ADP", 1, "case"), ("2012", "CD", "NUM", 1, "ROOT")),
        (("Route", "NNP", "PROPN", 0, "ROOT"), ("9", "CD", "NUM", 0, "nummod")),
        (("won", "VBD", "VERB", 0, "ROOT"), ("3", "CD", "NUM", 0, "obj"), ("-", "SYM", "SYM", 3, "punct"), ("1", "CD", "NUM", 1, "nmod")),
        (("the", "DT", "DET", 5, "det"), ("34", "CD", "NUM", 3, "nummod"), ("-", "HYPH", "PUNCT", 3, "punct"), ("year", "NN", "NOUN", 5, "compound"), ("-", "HYPH", "PUNCT", 5, "punct"), ("old", "NN", "NOUN", 5, "ROOT")),
        (("at", "IN", "ADP", 1, "case"), ("8:30", "CD", "NUM", 1, "ROOT"), ("p.m.", "NN", "NOUN", 1, "nmod")),
    ],
    ids=["day", "year", "road", "result", "age", "clock"],
)  # fmt: skip
def test_numbers_that_count_nothing(rows: tuple[Row, ...]) -> None:
    assert list(find_figures(made(*rows))) == []


def test_an_empty_text_has_no_figures() -> None:
    assert list(find_figures(Doc(Vocab(), words=[]))) == []
