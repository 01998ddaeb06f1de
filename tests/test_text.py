"""The guard and the segments: nothing crashes, nothing moves, nothing is cut off in silence."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.text import MAX_CHARACTERS, Segment, TextError, find_segments, read


def roles(text: str) -> list[tuple[str, str]]:
    return [(segment.role, text[segment.start : segment.end]) for segment in find_segments(text)]


def test_masthead_and_section_are_furniture_and_the_headline_is_found() -> None:
    text = (
        "The Ossa Herald\nTown News\n\nMayor Says Bridge Could Close by May\n\n"
        "The bridge over the Ossa may close, the mayor said."
    )
    assert [role for role, _ in roles(text)] == ["furniture", "furniture", "headline", "paragraph"]


def test_a_single_block_is_a_paragraph() -> None:
    assert roles("Sources say the deal is dead") == [("paragraph", "Sources say the deal is dead")]


@pytest.mark.parametrize(
    ("block", "role"),
    [
        ("By Ilse Brandt", "byline"),
        ("14 May 2026", "dateline"),
        ("Read more: ten bridges to see", "furniture"),
        ("- a point of a list", "list-item"),
        ("What happens next", "heading"),
        ("It rained all day in Dunmere, and nobody came to the fair.", "paragraph"),
    ],
)
def test_roles_of_blocks_below_the_headline(block: str, role: str) -> None:
    above = "Bridge to close in May\n\nThe bridge over the Ossa will close in May for a year."
    text = f"{above}\n\n{block}"
    assert roles(text)[-1] == (role, block)


def test_lines_wrapped_at_a_column_are_one_paragraph() -> None:
    text = (
        "The bridge over the Ossa will be closed from the first of May,\n"
        "because the council has found that two of its piers are no longer\n"
        "safe, and nobody knows how long the work on them will take."
    )
    assert len(roles(text)) == 1


def test_offsets_are_kept_where_characters_are_replaced() -> None:
    text = "A \ud800 sign. " + "(" * 300 + " Officials said so."
    article = read(text)
    assert len(article.safe) == len(text)
    assert article.safe.index("Officials") == text.index("Officials")
    assert len(article.warnings) == 2


def test_twenty_thousand_brackets_cost_little() -> None:
    from sayso.analyse import analyse

    analyse("Warm.")
    began = time.process_time()
    analyse("(" * 20_000 + " Officials said so.")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "segments", "code"),
    [
        ("", None, "text_empty"),
        (" \n\t", None, "text_empty"),
        ("a" * (MAX_CHARACTERS + 1), None, "text_too_long"),
        ("Six words stand here in all.", [Segment(0, 99)], "segment_outside_text"),
        ("Six words stand here in all.", [Segment(3, 3)], "segment_empty"),
        ("Six words stand here in all.", [Segment(0, 9), Segment(4, 12)], "segments_overlap"),
        ("Six words stand here in all.", [], "segments_empty"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, segments: list[Segment] | None, code: str) -> None:
    with pytest.raises(TextError) as error:
        read(text, segments)
    assert error.value.code == code
    assert str(error.value).endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab .\n\r\t“”\"'(é🙂\u2029\x00"), max_size=80))
def test_segments_are_in_order_and_hold_all_words(text: str) -> None:
    segments = find_segments(text)
    ends = [0]
    for segment in segments:
        assert ends[-1] <= segment.start < segment.end <= len(text)
        assert text[segment.start : segment.end].strip() == text[segment.start : segment.end]
        ends.append(segment.end)
    kept = "".join("".join(text[s.start : s.end].split()) for s in segments)
    assert kept == "".join(text.split())
