"""What the API answers when all is well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from sayso.notes import NOTE_TYPES
from sayso.web import schema
from sayso.wire import INCLUDE

Analyzed = Callable[..., dict[str, Any]]


def test_an_article_gets_notes_of_both_families(analyzed: Analyzed, article: str) -> None:
    answer = analyzed(article)
    schema.AnalyzeAnswer.model_validate(answer)
    assert answer["schema"] == "sayso/1.0"
    assert answer["offsets"] == "code-point"
    assert {"sourcing", "hedging"} <= {note["family"] for note in answer["notes"]}
    assert {"named-source", "modal-hedge"} <= {note["type"] for note in answer["notes"]}
    assert answer["summary"]["notes"] == len(answer["notes"])
    assert answer["warnings"] == []
    assert not set(INCLUDE) & answer.keys()


def test_notes_come_in_reading_order_with_ranks_from_one(analyzed: Analyzed, article: str) -> None:
    notes = analyzed(article)["notes"]
    in_text = [note for note in notes if note["start"] is not None]
    keys = [(note["start"], -note["end"], note["type"]) for note in in_text]
    assert keys == sorted(keys)
    assert sorted(note["rank"] for note in notes) == list(range(1, len(notes) + 1))


def test_the_same_text_gets_the_same_answer(analyzed: Analyzed, article: str) -> None:
    first, second = analyzed(article), analyzed(article)
    for answer in (first, second):
        del answer["elapsed_ms"]
    assert first == second
    ids = [note["id"] for note in first["notes"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", INCLUDE)
def test_more_is_answered_when_asked_for(analyzed: Analyzed, article: str, name: str) -> None:
    answer = analyzed(article, include=[name])
    schema.AnalyzeAnswer.model_validate(answer)
    assert answer[name]
    assert set(INCLUDE) & answer.keys() == {name}


def test_types_and_exclude_choose(analyzed: Analyzed, article: str) -> None:
    only = analyzed(article, types=["modal-hedge", "named-source"], exclude=["named-source"])
    assert {note["type"] for note in only["notes"]} == {"modal-hedge"}
    without = analyzed(article, exclude=["modal-hedge"])
    assert "modal-hedge" not in {note["type"] for note in without["notes"]}
    assert without["notes"]
    assert analyzed(article, types=[])["notes"] == []


def test_segments_are_kept_as_given(analyzed: Analyzed, article: str) -> None:
    cut = article.index("\n\n")
    segments = [
        {"start": 0, "end": cut, "role": "headline"},
        {"start": cut + 2, "end": len(article), "role": "paragraph"},
    ]
    assert analyzed(article, segments=segments, include=["segments"])["segments"] == segments


def test_what_is_furniture_gets_no_notes(analyzed: Analyzed, article: str) -> None:
    segments = [{"start": 0, "end": len(article), "role": "furniture"}]
    assert [n for n in analyzed(article, segments=segments)["notes"] if n["marks"]] == []


def test_nulls_mean_left_out(analyzed: Analyzed, article: str) -> None:
    page = {"url": None, "byline": None, "published": None, "links": None}
    full = analyzed(article, page=page, segments=None, types=None)
    bare = analyzed(article, page={})
    assert [note["id"] for note in full["notes"]] == [note["id"] for note in bare["notes"]]


def test_the_answer_is_ascii_and_in_the_order_of_the_schema(
    client: FlaskClient, article: str
) -> None:
    response = client.post("/v1/analyze", json={"text": article})
    assert response.data.isascii()
    assert response.data.startswith(b'{"schema":"sayso/1.0","engine":')


@pytest.mark.parametrize("charset", ["UTF-8", "utf8", "us-ascii"])
def test_a_charset_of_utf_8_and_a_byte_order_mark_are_fine(
    client: FlaskClient, charset: str
) -> None:
    body = '\ufeff{"text": "Rain may fall."}'.encode()
    kind = f"application/json; charset={charset}"
    response = client.post("/v1/analyze", data=body, content_type=kind)
    assert response.status_code == 200
    assert response.get_json()["words"] == 3


def test_all_types_are_described(client: FlaskClient) -> None:
    answer = client.get("/v1/types").get_json()
    schema.TypesAnswer.model_validate(answer)
    assert [each["id"] for each in answer["types"]] == [each.id for each in NOTE_TYPES]
    for described in answer["types"]:
        assert described["page"] == f"types/{described['id']}.html"
        assert described["examples"]
        for example in described["examples"]:
            assert "{" not in example["text"]
            for mark in example["marks"]:
                assert example["text"][mark["start"] : mark["end"]] == mark["text"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_one_type_is_the_same_as_in_the_list(client: FlaskClient, slash: str) -> None:
    for described in client.get(f"/v1/types{slash}").get_json()["types"]:
        assert client.get(f"/v1/types/{described['id']}{slash}").get_json() == described


def test_info_says_what_requests_may_hold(client: FlaskClient) -> None:
    answer = client.get("/v1/info").get_json()
    schema.InfoAnswer.model_validate(answer)
    assert answer["limits"]["characters"] == 200_000
    assert answer["limits"]["body_bytes"] == 2_000_000
    assert answer["offsets"] == ["code-point", "utf-16", "utf-8"]
    assert "headline" in answer["roles"]
    assert answer["include"] == list(INCLUDE)
    assert answer["types"] == [each.id for each in NOTE_TYPES]


def test_health_needs_no_analysis_and_readiness_makes_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, problem: Callable[..., dict[str, Any]]
) -> None:
    for path, status in (("/healthz", "ok"), ("/readyz", "ready")):
        response = client.get(path)
        assert response.status_code == 200
        schema.HealthAnswer.model_validate(response.get_json())
        assert response.get_json()["status"] == status

    def broken(text: str) -> None:
        raise OSError("the model's files are gone")

    monkeypatch.setattr("sayso.web.health.analyse", broken)
    assert client.get("/healthz").status_code == 200
    problem(client.get("/readyz"), "not_ready")
