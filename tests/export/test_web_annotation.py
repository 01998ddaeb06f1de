"""W3C Web Annotations: every note is there, and found again by its words and by its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sayso.analyse import Analysis, analyse
from sayso.export.web_annotation import to_web_annotation

PAGE = "https://news.example/ferry"
# Of the recommendation's list of motivations, those that a note may have.
PURPOSES = {"commenting", "questioning", "tagging"}


def items(found: dict[str, Any]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = found["first"]["items"]
    return listed


def test_it_is_a_collection_with_one_page(analysis: Analysis) -> None:
    found = to_web_annotation(analysis, address=PAGE)
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    assert found["total"] == len(items(found)) == len(analysis.notes)
    assert found["first"]["type"] == "AnnotationPage"
    assert found["first"]["partOf"] == found["id"]
    ids = [found["id"], found["first"]["id"], *(each["id"] for each in items(found))]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("urn:uuid:") for each in ids)


def test_each_note_is_found_by_words_and_by_place(analysis: Analysis) -> None:
    text = analysis.text
    for note, item in zip(
        analysis.notes, items(to_web_annotation(analysis, address=PAGE)), strict=True
    ):
        assert item["type"] == "Annotation"
        assert item["motivation"] == "commenting"
        bodies = {body["purpose"]: body["value"] for body in item["body"]}
        assert bodies.keys() == PURPOSES
        assert bodies["commenting"] == note.message
        tags = {body["value"] for body in item["body"] if body["purpose"] == "tagging"}
        assert tags == {note.type, note.family, note.tone}
        if note.start is None:
            assert item["target"] == PAGE
            continue
        assert len(item["target"]) == len(note.marks)
        for mark, target in zip(note.marks, item["target"], strict=True):
            quote, place = target["selector"]
            assert target["source"] == PAGE
            assert target["styleClass"] == f"sayso-{mark.role}"
            assert text[place["start"] : place["end"]] == quote["exact"] == mark.text
            assert text[: place["start"]].endswith(quote["prefix"])
            assert text[place["end"] :].startswith(quote["suffix"])
            assert len(quote["prefix"]) == min(32, place["start"])


def test_the_same_text_and_page_give_the_same_ids(analysis: Analysis) -> None:
    again = analyse(analysis.text, analysis.segments)
    one = [item["id"] for item in items(to_web_annotation(replace(again, notes=analysis.notes)))]
    assert one == [item["id"] for item in items(to_web_annotation(analysis))]
    elsewhere = to_web_annotation(analysis, address=PAGE)
    assert not {item["id"] for item in items(elsewhere)} & set(one)


def test_without_an_address_the_target_is_the_text_itself(analysis: Analysis) -> None:
    sources = {
        target["source"]
        for item in items(to_web_annotation(analysis))
        if isinstance(item["target"], list)
        for target in item["target"]
    }
    assert len(sources) == 1
    assert sources.pop().startswith("ni:///sha-256;")


def test_a_lone_surrogate_is_no_obstacle() -> None:
    found = to_web_annotation(analyse("Officials \ud800 said the ferry may stop."))
    json.dumps(found, ensure_ascii=False).encode()
    assert items(found)
