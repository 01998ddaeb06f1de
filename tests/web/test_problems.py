"""Every error is a problem document, whatever it was and whoever raised it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException, default_exceptions

from sayso.text import TextError
from sayso.web.problems import of_http

Problem = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1", "/v1/nothing", "/v1/types/a/b", "/v2/check", "/static/x", "/%00"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_404(client: FlaskClient, problem: Problem, path: str, method: str) -> None:
    problem(client.open(path, method=method), "not_found")


def test_404_for_a_type_says_where_the_types_are(client: FlaskClient, problem: Problem) -> None:
    assert "/v1/types" in problem(client.get("/v1/types/lies"), "not_found")["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/analyze", {"OPTIONS", "POST"}),
        ("PUT", "/v1/analyze", {"OPTIONS", "POST"}),
        ("POST", "/v1/types", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/healthz", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_405_says_which_methods_there_are(
    client: FlaskClient, problem: Problem, method: str, path: str, allowed: set[str]
) -> None:
    response = client.open(path, method=method)
    problem(response, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonp",
        "",
    ],
)
def test_415_for_what_browsers_send_without_asking_first(
    client: FlaskClient, problem: Problem, content_type: str
) -> None:
    response = client.post(
        "/v1/analyze", data=b'{"text": "Rain may fall."}', headers={"Content-Type": content_type}
    )
    assert "application/json" in problem(response, "unsupported_media_type")["detail"]


def test_415_for_compressed_bodies(client: FlaskClient, problem: Problem) -> None:
    response = client.post(
        "/v1/analyze", json={"text": "Rain may fall."}, headers={"Content-Encoding": "gzip"}
    )
    problem(response, "unsupported_media_type")


def test_500_tells_nothing(
    client: FlaskClient, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str, *_: object, **__: object) -> None:
        raise KeyError(text)

    monkeypatch.setattr("sayso.web.v1.analyse", broken)
    response = client.post("/v1/analyze", json={"text": "Rain may fall in Tellin."})
    problem(response, "internal")
    assert "Tellin" not in response.text
    assert "KeyError" not in response.text


def test_a_new_kind_of_text_error_is_still_a_problem(
    client: FlaskClient, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(text: str, *_: object, **__: object) -> None:
        raise TextError("text_upside_down", "The text is upside down. Turn it.", limit=3)

    monkeypatch.setattr("sayso.web.v1.analyse", refusing)
    response = client.post("/v1/analyze", json={"text": "Rain may fall."})
    document = problem(response, "text_refused")
    assert document["detail"] == "The text is upside down. Turn it."
    assert document["limit"] == 3


def test_the_type_of_a_problem_leads_to_its_entry(client: FlaskClient, problem: Problem) -> None:
    address, _, pointer = problem(client.get("/nothing"), "not_found")["type"].partition("#")
    found = client.get(address).get_json()
    for step in pointer.strip("/").split("/"):
        found = found[step]
    assert found["status"] == 404


def test_request_ids_differ(client: FlaskClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-Id"] for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize("error", [each for each in default_exceptions.values() if each.code])
def test_a_document_has_the_status_that_it_comes_with(
    app: Flask, error: type[HTTPException]
) -> None:
    with app.test_request_context("/"):
        response = of_http(error())
    assert response.status_code == response.get_json()["status"] >= 400


@pytest.mark.parametrize(
    "path", ["/v1/types", "/v1/types/modal-hedge", "/v1/info", "/openapi.json"]
)
def test_412_for_a_version_that_is_not_this(
    client: FlaskClient, problem: Problem, path: str
) -> None:
    document = problem(client.get(path, headers={"If-Match": '"x"'}), "precondition_failed")
    assert "'If-Match'" in document["detail"]
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-Match": tag}).status_code == 200
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
