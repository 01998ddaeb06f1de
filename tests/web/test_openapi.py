"""The API's description covers what there is, and what there is fits it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from sayso.web import schema
from sayso.web.problems import KINDS


@pytest.fixture(scope="session")
def described(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return document


def validator(described: dict[str, Any], name: str) -> Draft202012Validator:
    """A validator for one schema of the document, made from the document alone."""
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    )


def test_it_is_valid(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_every_route_is_in_it_and_no_other(app: Flask, described: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    in_it = {(path, method) for path, item in described["paths"].items() for method in item}
    assert in_it == routes


def test_every_problem_is_in_it(described: dict[str, Any]) -> None:
    assert described["x-problems"].keys() == KINDS.keys()
    operations = [op for item in described["paths"].values() for op in item.values()]
    for operation in operations:
        for status, response in operation["responses"].items():
            if status not in {"200", "304"}:
                assert list(response["content"]) == ["application/problem+json"]
    listed = {
        code
        for operation in operations
        for response in operation["responses"].values()
        for code in re.findall(
            r"[a-z_]+_[a-z_]+|busy|internal|unauthorized", response["description"]
        )
    }
    # Wrong methods are met where no operation is.
    assert listed == KINDS.keys() - {"method_not_allowed"}


def test_answers_fit_it(client: FlaskClient, described: dict[str, Any], article: str) -> None:
    asked = {
        "text": article,
        "include": ["attributions", "sources", "sentences", "segments", "considered"],
    }
    validator(described, "AnalyzeRequest").validate(asked)
    answer = client.post("/v1/analyze", json=asked).get_json()
    validator(described, "AnalyzeAnswer").validate(answer)
    validator(described, "TypesAnswer").validate(client.get("/v1/types").get_json())
    validator(described, "NoteTypeAnswer").validate(client.get("/v1/types/modal-hedge").get_json())
    validator(described, "InfoAnswer").validate(client.get("/v1/info").get_json())
    validator(described, "HealthAnswer").validate(client.get("/readyz").get_json())
    validator(described, "ProblemAnswer").validate(client.get("/nothing").get_json())
    validator(described, "ProblemAnswer").validate(client.post("/v1/analyze", json={}).get_json())


def test_the_example_works(client: FlaskClient, described: dict[str, Any]) -> None:
    content = described["paths"]["/v1/analyze"]["post"]["requestBody"]["content"]
    for example in content["application/json"]["examples"].values():
        answer = client.post("/v1/analyze", json=example["value"]).get_json()
        schema.AnalyzeAnswer.model_validate(answer)
        assert answer["notes"]


# What HTTP and browsers' rules have in any answer, which no description repeats.
USUAL = {
    *("cache-control", "content-length", "content-type", "cross-origin-opener-policy"),
    *("cross-origin-resource-policy", "referrer-policy", "vary", "x-content-type-options"),
    *("content-security-policy", "allow"),
}
TEXT = {"text": "It may rain in May, the mayor said."}
ASKED = [
    ("post", "/v1/analyze", TEXT),
    ("post", "/v1/analyze", {"text": ""}),
    ("post", "/v1/compare", {"first": TEXT, "second": TEXT}),
    ("get", "/v1/types", None),
    ("get", "/v1/types/{id}", None),
    ("get", "/v1/info", None),
    ("get", "/healthz", None),
    ("get", "/openapi.json", None),
]


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
@pytest.mark.parametrize(("method", "path", "body"), ASKED)
def test_headers_of_answers_are_in_it(
    client: FlaskClient, described: dict[str, Any], method: str, path: str, body: Any, again: bool
) -> None:
    address = path.replace("{id}", "modal-hedge")
    answer = client.open(address, method=method, json=body)
    if again:
        sent = {"If-None-Match": answer.headers.get("ETag", '"none"')}
        answer = client.open(address, method=method, json=body, headers=sent)
    told = described["paths"][path][method]["responses"][str(answer.status_code)]["headers"]
    heard = {name for name, _ in answer.headers if name.lower() not in USUAL}
    # An answer that is whole, and a refusal of what needs no patience, have fewer.
    assert heard == set(told) - {"Sayso-Incomplete", "Retry-After"}
    assert told.keys() <= described["components"]["headers"].keys()


def test_a_refusal_for_want_of_a_token_or_of_time_tells_more(described: dict[str, Any]) -> None:
    answers = described["paths"]["/v1/analyze"]["post"]["responses"]
    assert "Retry-After" in answers["503"]["headers"]
    assert "WWW-Authenticate" in answers["401"]["headers"]
    assert "Sayso-Incomplete" in answers["200"]["headers"]


def test_an_answer_may_have_keys_that_came_later(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    answer = client.post("/v1/analyze", json=TEXT).get_json()
    validator(described, "AnalyzeAnswer").validate(answer | {"later": 1})
    assert not validator(described, "AnalyzeRequest").is_valid(TEXT | {"later": 1})


def test_a_batch_has_an_example_that_works_and_all_its_media_types(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    content = described["paths"]["/v1/batch"]["post"]["requestBody"]["content"]
    assert len(content) == 3
    for kind, told in content.items():
        lines = told["examples"]["short"]["value"]
        answer = client.post("/v1/batch", data=lines, content_type=kind)
        assert answer.get_data(as_text=True).splitlines()[-1].startswith('{"done":true,"ok":2')


def test_the_columns_of_a_table_are_in_it(client: FlaskClient, described: dict[str, Any]) -> None:
    rows = client.post("/v1/analyze", json=TEXT, headers={"Accept": "text/csv"})
    content = described["paths"]["/v1/analyze"]["post"]["responses"]["200"]["content"]
    told = content["text/csv"]["schema"]["description"]
    assert rows.get_data(as_text=True).splitlines()[0].replace(",", ", ") in told


def test_the_types_that_there_are_are_listed(described: dict[str, Any]) -> None:
    for key in ("types", "exclude"):
        assert validator(described, "AnalyzeRequest").is_valid({"text": "a", key: ["modal-hedge"]})
        assert not validator(described, "AnalyzeRequest").is_valid({"text": "a", key: ["lies"]})


def test_keys_that_are_not_known_do_not_fit(described: dict[str, Any]) -> None:
    assert not validator(described, "AnalyzeRequest").is_valid({"text": "a", "txet": 1})
    assert not validator(described, "AnalyzeRequest").is_valid({})
    assert not validator(described, "AnalyzeRequest").is_valid({"text": " \n"})
    assert not validator(described, "AnalyzeRequest").is_valid({"text": "a", "segments": []})
    assert not validator(described, "AnalyzeRequest").is_valid({"text": "a", "offsets": "utf-32"})
