"""What the network reads of a word."""

import numpy as np
import pytest
import spacy

from sayso.network.inputs import TABLES, WordVectors, word_inputs
from sayso.network.marks import CLOSING, INSIDE, OPENING, OUTSIDE, ids_of, quotation_states


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    """Three words, of which two share a row."""
    keys = ids_of(["bridge", "wall", "the"])
    order = np.argsort(keys)
    rows = np.array([2, 2, 1], dtype=np.uint16)[order]
    return WordVectors(keys[order], rows, np.zeros((3, 4), dtype=np.float32))


def test_words_have_the_row_of_their_small_letters(vectors: WordVectors) -> None:
    doc = spacy.blank("en")("The bridge, the WALL and Tellin")
    assert word_inputs(doc, vectors)[:, 0].tolist() == [1, 2, 0, 1, 2, 0, 0]


def test_every_column_stays_within_its_table(vectors: WordVectors) -> None:
    doc = spacy.blank("en")("“It rains’ …” said Ösa—twice 😀, at 10:30 a.m. on 3/4.")
    columns = word_inputs(doc, vectors)[:, 1:]
    assert columns.shape == (len(doc), len(TABLES))
    assert (columns >= 0).all()
    assert (columns < np.array(TABLES)).all()


def test_typography_makes_no_other_word(vectors: WordVectors) -> None:
    curly = word_inputs(spacy.blank("en")("It’s “dry”, he didn’t say"), vectors)
    straight = word_inputs(spacy.blank("en")("It's \"dry\", he didn't say"), vectors)
    assert np.array_equal(curly[:, 1], straight[:, 1])


@pytest.mark.parametrize("marks", ["“”", '""', "‘’"])
def test_states_among_quotation_marks(marks: str) -> None:
    doc = spacy.blank("en")(f"Oda said: {marks[0]}It rains{marks[1]} here.")
    columns = doc.to_array(["ORTH", "SPACY"])
    states = quotation_states(columns[:, 0], columns[:, 1]).tolist()
    quoted = [OPENING, INSIDE, INSIDE, CLOSING]
    assert states == [OUTSIDE] * 3 + quoted + [OUTSIDE] * 2


def test_apostrophes_open_nothing() -> None:
    doc = spacy.blank("en")("The farmers’ union doesn’t agree with Oda's plan.")
    columns = doc.to_array(["ORTH", "SPACY"])
    assert not quotation_states(columns[:, 0], columns[:, 1]).any()
