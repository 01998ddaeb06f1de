"""The same notes as JSON, Web Annotation, CSV and page, by what the client would like best."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from sayso.web.forms import FORMS

Problem = Callable[..., dict[str, Any]]

LD = "application/ld+json"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/*", "application/json"),
        ("APPLICATION/JSON;q=0.1", "application/json"),
        (LD, LD),
        (f'{LD};profile="http://www.w3.org/ns/anno.jsonld"', LD),
        (f'{LD}; profile="http://www.w3.org/ns/anno.jsonld"; q=0.9, application/json;q=0.2', LD),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/*, text/csv;q=0", "text/html"),
        ("application/json;q=0, */*", LD),
        (FIREFOX, "text/html"),
        ("text/plain, text/csv;q=0.5", "text/csv"),
        ("text/csv, application/json", "application/json"),
    ],
)
def test_the_form_is_the_one_liked_best(client: FlaskClient, accept: str | None, form: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    response = client.post("/v1/analyze", json={"text": "It may rain."}, headers=headers)
    assert response.status_code == 200
    assert response.mimetype == form
    assert "Accept" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "accept", ["text/plain", "image/*", "application/json;q=0", "*/*;q=0", "nonsense"]
)
def test_what_cannot_be_made_is_refused_before_any_work(
    client: FlaskClient, problem: Problem, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.web.v1.analyse", None)
    response = client.post("/v1/analyze", json={"text": "a"}, headers={"Accept": accept})
    assert "Accept" in response.headers["Vary"]
    detail = problem(response, "not_acceptable")["detail"]
    assert all(form in detail for form in FORMS)


def test_all_forms_have_the_same_notes(client: FlaskClient, article: str) -> None:
    body = {"text": "🙂 " + article, "offsets": "utf-16", "page": {"url": "https://n.example/w"}}

    def ask(accept: str) -> Any:
        return client.post("/v1/analyze", json=body, headers={"Accept": accept})

    notes = ask("application/json").get_json()["notes"]
    assert len(notes) > 5
    rows = list(csv.DictReader(StringIO(ask("text/csv").text, newline="")))
    assert [row["id"] for row in rows] == [note["id"] for note in notes]
    assert [row["start"] for row in rows] == [
        "" if note["start"] is None else str(note["start"]) for note in notes
    ]
    linked = ask(LD)
    assert linked.content_type == f'{LD}; profile="http://www.w3.org/ns/anno.jsonld"'
    items = linked.get_json()["first"]["items"]
    assert [item["body"][0]["value"] for item in items] == [note["message"] for note in notes]
    assert all(
        target["source"] == "https://n.example/w"
        for item in items
        if isinstance(item["target"], list)
        for target in item["target"]
    )
    html = ask("text/html").text
    assert html.count('class="note ') == len(notes)


def test_the_page_may_do_nothing_but_look_as_it_should(client: FlaskClient) -> None:
    response = client.post(
        "/v1/analyze", json={"text": "It may rain."}, headers={"Accept": "text/html"}
    )
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("accept", FORMS)
def test_lone_surrogates_are_no_obstacle(client: FlaskClient, accept: str) -> None:
    response = client.post(
        "/v1/analyze",
        json={"text": "Sources \ud800 at the port said it may rain."},
        headers={"Accept": accept},
    )
    assert response.status_code == 200
    assert b"modal-hedge" in response.data or b"may" in response.data
    response.data.decode("utf-8")


def test_info_lists_the_forms(client: FlaskClient) -> None:
    assert client.get("/v1/info").get_json()["forms"] == list(FORMS)


@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/compare", "/v1/batch"])
def test_options_in_the_address_are_refused(
    client: FlaskClient, problem: Problem, path: str
) -> None:
    kind = "application/x-ndjson" if path == "/v1/batch" else "application/json"
    answer = client.post(f"{path}?offsets=utf-16", data=b'{"text": "a"}', content_type=kind)
    assert "keys of the body" in problem(answer, "bad_request")["detail"]
