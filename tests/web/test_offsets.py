"""In every unit, for every text: the slice equals the words that the answer gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

Json = dict[str, Any]


def by_code_point(text: str, start: int, end: int) -> str:
    return text[start:end]


def by_utf_16(text: str, start: int, end: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def by_utf_8(text: str, start: int, end: int) -> str:
    return text.encode("utf-8", "surrogatepass")[start:end].decode("utf-8", "surrogatepass")


SLICE: dict[str, Callable[[str, int, int], str]] = {
    "code-point": by_code_point,
    "utf-16": by_utf_16,
    "utf-8": by_utf_8,
}

# What moves offsets: emoji and their joiners, line ends, combining marks, right-to-left text,
# letters of two and three bytes, a lone surrogate, a run without a space that is masked.
ODD = [
    "🙂", "👩‍👩‍👧 ", "\r\n", "\r\n\r\n", "e\u0301 ", "\u202e", "שלום ", "مرحبا ", "Åse ", "—", "…",
    "\u00a0", "\u200b", "\ud800", "\x00", "\t", "“", "”", "’s ", "\U0001d4b6", "y" * 300 + " ",
]  # fmt: skip
PLAIN = [
    "The wall may fail. ", "Marit Oslund said it could last. ", "Two officials, ",
    "according to Tor Håkan Lie, ", "It is believed to be old. ", "reportedly ", "Sources said ",
    "“We do not know,” Oslund said. ", "\n\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from([*ODD, *PLAIN, *PLAIN]), min_size=1, max_size=24).map("".join)


def spans(answer: Json) -> Iterator[Json]:
    """Everything in an answer that has a place and words."""
    for note in answer["notes"]:
        if note["start"] is not None:
            yield note
        yield from note["marks"]
    for link in answer["attributions"]:
        yield from link["source"] + link["cue"] + link["content"]
    for source in answer["sources"]:
        yield from source["mentions"]


def check(app: Flask, text: str) -> int:
    """Analyse in each unit, compare each slice and return how many there were."""
    client = app.test_client()
    found = {}
    for unit, cut in SLICE.items():
        response = client.post(
            "/v1/analyze",
            json={
                "text": text,
                "offsets": unit,
                "include": ["attributions", "sources", "sentences", "segments", "considered"],
            },
        )
        if not text.strip():
            assert response.status_code == 422
            return 0
        assert response.status_code == 200, response.text
        answer = response.get_json()
        assert answer["offsets"] == unit
        found[unit] = [cut(text, span["start"], span["end"]) for span in spans(answer)]
        assert found[unit] == [span["text"] for span in spans(answer)]
        blocks = [cut(text, s["start"], s["end"]) for s in answer["segments"]]
        assert all(block.strip() for block in blocks)
        found[unit] += blocks + [cut(text, s["start"], s["end"]) for s in answer["sentences"]]
    assert found["code-point"] == found["utf-16"] == found["utf-8"]
    return len(found["utf-16"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS)
@example("🙂 Marit Oslund said it could last.")
@example("Wall may fail\r\n\r\nMarit Oslund 🙂 said it could\r\nlast e\u0301 long.")
@example("שלום. Sources said \ud800 it may fail.")
@example("According to Åse \ud800 Lie, it may fail.")
@example("Sources said " + "y" * 300 + " may fail.")
def test_a_slice_is_its_words_in_every_unit(app: Flask, text: str) -> None:
    check(app, text)


def test_an_article_with_emoji_has_slices_to_compare(app: Flask, article: str) -> None:
    assert check(app, "🙂🙂 " + article.replace(" the ", " the 🙂 ")) > 20


@pytest.mark.parametrize("unit", SLICE)
def test_segments_are_read_in_the_unit_they_are_given_in(app: Flask, unit: str) -> None:
    text = "🙂 Wall may fail é\n\nMarit Oslund said 🙂 it could last."
    measure = {
        "code-point": len,
        "utf-16": lambda words: len(words.encode("utf-16-le")) // 2,
        "utf-8": lambda words: len(words.encode()),
    }[unit]
    head, body = text.split("\n\n")
    segments = [
        {"start": 0, "end": measure(head), "role": "headline"},
        {"start": measure(head + "\n\n"), "end": measure(text), "role": "paragraph"},
    ]
    answer = app.test_client().post(
        "/v1/analyze",
        json={"text": text, "offsets": unit, "segments": segments, "include": ["segments"]},
    )
    assert answer.get_json()["segments"] == segments
    assert SLICE[unit](text, segments[1]["start"], segments[1]["end"]) == body
