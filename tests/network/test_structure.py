"""What the roles are read from besides the words."""

import numpy as np
import spacy
from spacy.tokens import Doc

from sayso.network.structure import FEATURES, structure_features

PHRASE, CLAUSE, CONTENT, QUOTATION, OUTER = 6, 7, 8, 10, 11


def parsed() -> Doc:
    """Oda said that she hopes to stay . Nobody asked ."""
    words = ["Oda", "said", "that", "she", "hopes", "to", "stay", ".", "Nobody", "asked", "."]
    heads = [1, 1, 4, 4, 1, 6, 4, 1, 9, 9, 9]
    deps = [
        "nsubj",
        "ROOT",
        "mark",
        "nsubj",
        "ccomp",
        "mark",
        "xcomp",
        "punct",
        "nsubj",
        "ROOT",
        "punct",
    ]
    tags = ["NNP", "VBD", "IN", "PRP", "VBZ", "TO", "VB", ".", "NN", "VBD", "."]
    lemmas = ["Oda", "say", "that", "she", "hope", "to", "stay", ".", "nobody", "ask", "."]
    return Doc(
        spacy.blank("en").vocab, words=words, heads=heads, deps=deps, tags=tags, lemmas=lemmas
    )


def quoted(text: str) -> list[int]:
    doc = spacy.blank("en")(text)
    return [int(value) for value in structure_features([doc])[:, QUOTATION]]


def test_the_outermost_content_is_one_for_all_of_its_words() -> None:
    rows = structure_features([parsed()])
    assert len(set(rows[2:7, OUTER])) == 1
    assert rows[0, OUTER] == rows[1, OUTER] == rows[7, OUTER]
    assert rows[0, OUTER] != rows[3, OUTER]


def test_the_nearest_content_changes_inside() -> None:
    rows = structure_features([parsed()])
    assert rows[3, CONTENT] == rows[4, CONTENT] != rows[5, CONTENT]
    assert rows[5, CONTENT] == rows[6, CONTENT]


def test_subjects_of_different_verbs_differ() -> None:
    rows = structure_features([parsed()])
    assert len({rows[i, PHRASE] for i in (0, 3, 8)}) == 3


def test_a_doc_reads_the_same_in_company() -> None:
    doc = parsed()
    other = spacy.blank("en")("“Rain,” he said.")
    alone = structure_features([doc])
    together = structure_features([other, doc, other])
    assert np.array_equal(together[len(other) : len(other) + len(doc)], alone)
    assert alone.shape == (len(doc), FEATURES)


def test_empty_docs_have_no_rows() -> None:
    empty = spacy.blank("en")("")
    assert structure_features([empty]).shape == (0, FEATURES)
    assert len(structure_features([empty, parsed()])) == 11


def test_quotation_marks_of_every_style() -> None:
    expected = [8, 8, 8, 1, 2, 2, 3, 4]
    assert quoted("Oda said : “It rains” .") == expected
    assert quoted('Oda said : "It rains" .') == expected
    assert quoted("Oda said : ‘It rains’ .") == expected


def test_an_unclosed_mark_opens_to_the_end_of_the_block_only() -> None:
    first, second = (spacy.blank("en")(text) for text in ("He said: “It rains.", "Nobody asked."))
    rows = structure_features([first, second])
    assert list(rows[: len(first), QUOTATION]) == [8, 8, 8, 1, 2, 2, 2]
    assert not rows[len(first) :, QUOTATION].any()


def test_apostrophes_are_no_quotation() -> None:
    assert not any(quoted("The farmers’ union doesn’t agree with Oda's plan."))
