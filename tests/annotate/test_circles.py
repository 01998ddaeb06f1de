"""Rules that climb from word to word come to an end, whatever the parse hangs on itself.

A word that is its own head is a root, and a root stands in no relation; but a sentence that is cut
leaves roots that were conjuncts or parts of names, and rules climb along just these.
"""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span, SpanGroup

from sayso.annotate.attribution import Attribution
from sayso.annotate.attributions import according_to, find_attributions
from sayso.annotate.chains import with_chains
from sayso.annotate.complements import complement
from sayso.annotate.figures import find_figures
from sayso.annotate.mentions import find_referents
from sayso.network.roles import CUES, ROLES_KEY
from tests.steps import at_most

VOCAB = spacy.blank("en").vocab
# Lines of Python: each of these runs some thousand at most, the reading of word lists included.
FEW = 200_000

Row = tuple[str, str, str, int, str]


def made(*rows: Row) -> Doc:
    """One sentence and block from (word, tag, coarse tag, head, relation)."""
    words, tags, pos, heads, deps = (list(column) for column in zip(*rows, strict=True))
    doc = Doc(
        VOCAB,
        words=words,
        tags=tags,
        pos=pos,
        heads=heads,
        deps=deps,
        lemmas=[
            {"said": "say", "says": "say", "citing": "cite"}.get(word, word.lower())
            for word in words
        ],
        sent_starts=[at == 0 for at in range(len(words))],
    )
    doc.spans["segments"] = [Span(doc, 0, len(doc), "body")]
    doc.spans["sentences"] = [Span(doc, 0, len(doc), "sentence")]
    doc.spans["quotations"] = []
    return doc


@pytest.mark.parametrize("relation", ["compound", "flat", "appos", "amod", "nmod"])
def test_who_something_is_according_to(relation: str) -> None:
    doc = made(
        ("According", "VBG", "VERB", 1, "fixed"),
        ("to", "IN", "ADP", 2, "case"),
        ("Moss", "NNP", "PROPN", 2, relation),
    )
    with at_most(FEW):
        noun = according_to(doc[0])
    assert noun == doc[2]


def test_a_statement_of_nothing_but_its_conjunction() -> None:
    doc = made(
        ("Moss", "NNP", "PROPN", 1, "nsubj"),
        ("said", "VBD", "VERB", 1, "ROOT"),
        ("that", "IN", "SCONJ", 1, "ccomp"),
    )
    cue = Span(doc, 1, 2, "CUE")
    doc.spans[ROLES_KEY] = SpanGroup(doc, name=ROLES_KEY, spans=[cue], attrs={CUES: [-1]})
    with at_most(FEW):
        found = list(find_attributions(doc))
    assert [[c.text for c in each.content] for each in found] == [[]]


@pytest.mark.parametrize("relation", ["appos", "flat", "compound", "nmod"])
def test_whom_somebody_cites(relation: str) -> None:
    doc = made(
        ("Brandt", "NNP", "PROPN", 1, "nsubj"),
        ("says", "VBZ", "VERB", 6, "dep"),
        ("so", "RB", "ADV", 1, "advmod"),
        (",", ",", "PUNCT", 6, "punct"),
        ("citing", "VBG", "VERB", 6, "dep"),
        ("Ada", "NNP", "PROPN", 6, "compound"),
        ("Moss", "NNP", "PROPN", 6, relation),
    )
    link = Attribution(source=(doc[:1],), cue=(doc[1:2],), content=(doc[2:3],))
    with at_most(FEW):
        found = with_chains(doc, [link])
    assert [[source.text for source in each.source] for each in found] == [["Brandt"], ["Ada Moss"]]


def test_what_is_reported_by_a_mark() -> None:
    doc = made(("—", "VBZ", "VERB", 0, "ROOT"))
    with at_most(FEW):
        assert complement(doc[0]) is None


def test_what_a_figure_counts() -> None:
    doc = made(
        ("over", "IN", "ADP", 2, "case"),
        ("40", "CD", "NUM", 2, "nummod"),
        ("boats", "NNS", "NOUN", 2, "conj"),
    )
    with at_most(FEW):
        figures = list(find_figures(doc))
    assert [(figure.number.text, figure.unit, figure.cue) for figure in figures] == [
        ("40", "count", None)
    ]


@pytest.mark.parametrize("relation", ["conj", "flat", "compound", "appos"])
def test_whose_name_stands_beside_a_source(relation: str) -> None:
    doc = made(
        ("Ada", "NNP", "PROPN", 1, "compound"),
        ("Moss", "NNP", "PROPN", 1, relation),
        ("Brandt", "NNP", "PROPN", 3, "nsubj"),
        ("said", "VBD", "VERB", 3, "ROOT"),
    )
    doc.ents = [Span(doc, 0, 2, "Person")]
    link = Attribution(source=(doc[2:3],), cue=(doc[3:4],), content=())
    with at_most(FEW):
        found = find_referents([link], says=lambda _: True)
    assert [each.name for each in found.values()] == ["Brandt"]
