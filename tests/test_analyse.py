"""The journey from text to notes, on texts of every kind."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import pipeline
from sayso.analyse import Analysis, analyse
from sayso.deadline import deadline
from sayso.notes import NOTE_TYPES
from sayso.settle import settle
from sayso.text import Segment, read

ARTICLE = (
    "Harbour to close as ‘unsafe’, experts say\n\n"
    "By Piet Rovan\n\n"
    "DUNMERE — The harbour of Dunmere could close in May, according to the Ossa Herald, citing two "
    "officials who asked not to be named.\n\n"
    "“We don’t know yet,” Mayor Ilse Brandt said. She added that at least 40 boats would have "
    "to move.\n\n"
    "It is believed that the pier is reportedly cracked 🙂. If confirmed, the repair could "
    "easily cost "
    "$3 million; sources said it may cost more."
)
WORDS = [
    *("Officials", "say", "said", "“", "”", '"', "'", "could", "easily", "reportedly", "according"),
    *("to", "sources", "it", "is", "believed", "that", "Brandt", ",", ".", "🙂", "40", "\u202e"),
    *("\x00", "\n\n"),
]


def check(analysis: Analysis) -> None:
    text = analysis.text
    for note in analysis.notes:
        for mark in note.marks:
            assert 0 <= mark.start < mark.end <= len(text)
            assert mark.text == text[mark.start : mark.end]
            assert mark.text.strip()
    for link in analysis.attributions:
        for mark in (*link.source, *link.cue, *link.content):
            assert mark.text == text[mark.start : mark.end]
    keys = [
        (n.start if n.start is not None else 10**9, -(n.end or 0), n.type) for n in analysis.notes
    ]
    assert keys == sorted(keys)
    assert sorted(n.rank for n in analysis.notes) == list(range(1, len(keys) + 1))
    assert len({n.id for n in analysis.notes}) == len(keys)


def test_the_article_gets_its_notes() -> None:
    analysis = analyse(ARTICLE)
    check(analysis)
    found = {(note.type, note.text) for note in analysis.notes}
    assert ("relayed-attribution", "citing") in found
    assert ("stacked-hedge", "could easily") in found
    assert ("bare-unnamed-source", "sources") in found
    assert ("evidential-adverb", "reportedly") in found
    assert ("agentless-attribution", "It is believed that") in found
    assert ("headline-quote-unmatched", "‘unsafe’") in found


def test_the_same_text_gives_the_same_answer() -> None:
    assert analyse(ARTICLE) == analyse(ARTICLE)


def test_types_in_any_order_settle_to_the_same_notes() -> None:
    with pipeline.parsed(read(ARTICLE)) as doc:
        notes = [note for note_type in NOTE_TYPES for note in note_type.detect(doc)]
    shuffled = notes[:]
    random.Random(7).shuffle(shuffled)
    assert settle(notes) == settle(shuffled)


def test_notes_write_nothing_to_the_doc() -> None:
    with pipeline.parsed(read(ARTICLE)) as doc:
        before = doc.to_json(), {key: list(doc.spans[key]) for key in doc.spans}, doc._.attributions
        for note_type in NOTE_TYPES:
            list(note_type.detect(doc))
        assert before == (
            doc.to_json(),
            {key: list(doc.spans[key]) for key in doc.spans},
            doc._.attributions,
        )


def test_the_joined_doc_is_the_text_as_received() -> None:
    for text in (ARTICLE, "  One.\r\n\r\n\tTwo  words. \n", "A\u00a0b — c.\n\nD"):
        with pipeline.parsed(read(text)) as doc:
            assert doc.text == text


def test_segments_that_were_sent_are_used() -> None:
    text = "Officials say\n\nNobody spoke on Friday in the whole of Dunmere."
    as_furniture = analyse(text, [Segment(0, 13, "furniture"), Segment(15, len(text))])
    assert as_furniture.segments[0].role == "furniture"
    assert not as_furniture.notes


def test_types_can_be_chosen_and_left_out() -> None:
    assert {n.type for n in analyse(ARTICLE, types=["modal-hedge"]).notes} <= {"modal-hedge"}
    assert "modal-hedge" not in {n.type for n in analyse(ARTICLE, exclude=["modal-hedge"]).notes}
    with pytest.raises(KeyError):
        analyse(ARTICLE, types=["no-such-type"])


def test_a_mark_that_is_never_closed_silences_nothing_further_down() -> None:
    text = (
        "Fair in Dunmere\n\nThe “fair was held on Friday in the rain and nobody came.\n\n"
        "Officials say the town may sell the field."
    )
    assert {"modal-hedge", "vague-authority"} <= {note.type for note in analyse(text).notes}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40),
    st.sampled_from([" ", "", "  ", "\r\n"]),
)
def test_any_text_is_answered(words: list[str], between: str) -> None:
    text = between.join(words)
    if text.strip():
        check(analyse(text))


def test_components_have_what_they_need() -> None:
    annotations = pipeline.load().annotations
    problems = annotations.analyze_pipes()["problems"]
    assert all(not found for name, found in problems.items()), problems


def test_no_room_is_kept_for_the_words_that_were_read() -> None:
    loaded = pipeline.load()
    vocab = loaded.model.vocab
    before = analyse(ARTICLE)
    count = len(vocab.strings)
    with loaded.model.memory_zone():
        for number in range(100_000):
            vocab.strings.add(f"word{number}")
    assert vocab.strings._map.capacity > pipeline._LARGE_TABLE
    assert analyse(ARTICLE) == before
    assert vocab.strings._map.capacity <= pipeline._LARGE_TABLE
    assert len(vocab.strings) == count
    # The tables of strings and of words are made anew together.
    assert vocab.length < 1_000


def test_what_a_sentence_without_an_end_is_cut_into_hangs_on_nothing() -> None:
    # Rules climb from a name to what it is joined to, and where that was cut off they came to no
    # end. Between two spaces stands a token, so that a list of names is long.
    names = " and ".join(["Ada Moss", "Ilse Brandt", "Piet Rovan", "Marit Oslund"] * 40)
    text = f"Mayor Eva Linde thanked {names}, Jon Tarn said.".replace(" ", "  ")
    with deadline(60), pipeline.parsed(read(text)) as doc:
        assert any(sent.end - sent.start == 300 for sent in doc.sents)
        assert {t.dep_ for t in doc if t.head == t and not t.is_space} == {"ROOT"}
