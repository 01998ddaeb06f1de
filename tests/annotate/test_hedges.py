"""Hedge cues on hand-made parses: which words hold a clause open, and how far."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from sayso.annotate.hedges import find_hedges, hedge_of, hedges, own_hedges, scope

VOCAB = spacy.blank("en").vocab

Row = tuple[str, str, str, int, str]


def made(*rows: Row, lemmas: dict[str, str] | None = None) -> Doc:
    """A Doc of one sentence from (word, tag, coarse tag, head, relation)."""
    words, tags, pos, heads, deps = (list(column) for column in zip(*rows, strict=True))
    doc = Doc(
        VOCAB,
        words=words,
        tags=tags,
        pos=pos,
        heads=heads,
        deps=deps,
        lemmas=[(lemmas or {}).get(word, word.lower()) for word in words],
        sent_starts=[at == 0 for at in range(len(words))],
    )
    doc.spans["segments"] = [Span(doc, 0, len(doc), "paragraph")]
    doc.spans["quotations"] = []
    return doc


def found(doc: Doc) -> list[tuple[str, str]]:
    return [(cue.text, cue.label_) for cue in find_hedges(doc)]


def talks(modal: str, *between: Row) -> Doc:
    """*The talks … collapse* with a modal and what stands after it."""
    verb = 3 + len(between)
    moved = tuple((word, tag, pos, verb, dep) for word, tag, pos, _, dep in between)
    return made(
        ("The", "DT", "DET", 1, "det"),
        ("talks", "NNS", "NOUN", verb, "nsubj"),
        (modal, "MD", "AUX", verb, "aux"),
        *moved,
        ("collapse", "VB", "VERB", verb, "ROOT"),
    )


@pytest.mark.parametrize("modal", ["may", "might", "could"])
def test_a_modal_of_possibility(modal: str) -> None:
    assert found(talks(modal)) == [(modal, "modal")]


@pytest.mark.parametrize("modal", ["will", "can", "must", "should"])
def test_other_modals_are_no_hedges(modal: str) -> None:
    assert found(talks(modal)) == []


def test_could_not_is_inability() -> None:
    assert found(talks("could", ("not", "RB", "PART", 0, "advmod"))) == []


def test_two_hedges_are_one_stacked_cue() -> None:
    assert found(talks("may", ("well", "RB", "ADV", 0, "advmod"))) == [("may well", "stacked")]


def test_the_month_is_no_modal() -> None:
    doc = made(
        ("It", "PRP", "PRON", 1, "nsubj"),
        ("opens", "VBZ", "VERB", 1, "ROOT"),
        ("in", "IN", "ADP", 3, "case"),
        ("May", "NNP", "PROPN", 1, "obl"),
    )
    assert found(doc) == []


def test_a_possible_thing_and_a_possible_deed() -> None:
    thing = made(
        ("A", "DT", "DET", 2, "det"),
        ("possible", "JJ", "ADJ", 2, "amod"),
        ("leak", "NN", "NOUN", 2, "ROOT"),
    )
    deed = made(
        ("It", "PRP", "PRON", 2, "expl"),
        ("is", "VBZ", "AUX", 2, "cop"),
        ("possible", "JJ", "ADJ", 2, "ROOT"),
        ("to", "TO", "PART", 4, "mark"),
        ("swim", "VB", "VERB", 2, "csubj"),
    )
    assert found(thing) == [("possible", "possibility")]
    assert found(deed) == []


def test_appear_needs_a_verb_after_it() -> None:
    fled = made(
        ("They", "PRP", "PRON", 1, "nsubj"),
        ("appear", "VBP", "VERB", 1, "ROOT"),
        ("to", "TO", "PART", 4, "mark"),
        ("have", "VB", "AUX", 4, "aux"),
        ("fled", "VBN", "VERB", 1, "xcomp"),
    )
    court = made(
        ("They", "PRP", "PRON", 1, "nsubj"),
        ("appear", "VBP", "VERB", 1, "ROOT"),
        ("in", "IN", "ADP", 3, "case"),
        ("court", "NN", "NOUN", 1, "obl"),
    )
    assert found(fled) == [("appear", "appearance")]
    assert found(court) == []


def condition(predicate: str) -> Doc:
    """*If the letter is …, he lied*."""
    return made(
        ("If", "IN", "SCONJ", 4, "mark"),
        ("the", "DT", "DET", 2, "det"),
        ("letter", "NN", "NOUN", 4, "nsubj"),
        ("is", "VBZ", "AUX", 4, "cop"),
        (predicate, "JJ", "ADJ", 7, "advcl"),
        (",", ",", "PUNCT", 7, "punct"),
        ("he", "PRP", "PRON", 7, "nsubj"),
        ("lied", "VBD", "VERB", 7, "ROOT"),
    )


def test_a_condition_on_truth_and_one_on_an_event() -> None:
    assert found(condition("genuine")) == [("If the letter is genuine", "condition")]
    assert found(condition("late")) == []


def test_a_modal_holds_its_own_clause_open_and_no_other() -> None:
    doc = made(
        ("Rain", "NN", "NOUN", 2, "nsubj"),
        ("may", "MD", "AUX", 2, "aux"),
        ("come", "VB", "VERB", 2, "ROOT"),
        (",", ",", "PUNCT", 6, "punct"),
        ("and", "CC", "CCONJ", 6, "cc"),
        ("crops", "NNS", "NOUN", 6, "nsubj"),
        ("grow", "VBP", "VERB", 2, "conj"),
    )
    hedges(doc)
    (cue,) = doc.spans["hedges"]
    assert scope(cue).text == "Rain may come"
    assert hedge_of(doc[0]) == cue
    assert hedge_of(doc[6]) is None


def test_quoted_hedges_are_not_the_writers_own() -> None:
    doc = talks("could")
    doc.spans["quotations"] = [Span(doc, 0, len(doc), "quotation")]
    hedges(doc)
    assert [cue.text for cue in doc.spans["hedges"]] == ["could"]
    # Four words without a source are no speech; a fifth makes a statement of them.
    assert [cue.text for cue in own_hedges(doc, "modal")] == ["could"]
    longer = talks("could", ("now", "RB", "ADV", 0, "advmod"))
    longer.spans["quotations"] = [Span(longer, 0, len(longer), "quotation")]
    hedges(longer)
    assert list(own_hedges(longer, "modal")) == []
