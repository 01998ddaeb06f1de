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
