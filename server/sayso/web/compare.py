"""Two articles side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, jsonify, request

from sayso.analyse import Analysis
from sayso.compare import compare
from sayso.web import heartbeat
from sayso.web.body import check_no_query, read_object
from sayso.web.problems import Fault, Problem
from sayso.web.schema import AnalyzeRequest, ArticleAsked, CompareRequest, read_request
from sayso.web.settings import Settings
from sayso.web.v1 import answered
from sayso.wire import compared_to_json

T = TypeVar("T")


def blueprint(settings: Settings) -> Blueprint:
    """The route /v1/compare."""
    comparing = Blueprint("compare", __name__, url_prefix="/v1")

    @comparing.post("/compare")
    def two() -> Response:
        check_no_query(request)
        asked = read_request(read_object(request), CompareRequest)

        def read(name: str, article: ArticleAsked, make: Callable[[Analysis], T]) -> T:
            heartbeat.beat()
            try:
                return answered(_alone(article, asked), settings, make, beside=True)
            except Problem as problem:
                raise _of(name, problem) from None

        first = read("first", asked.first, lambda found: found)
        found = read(
            "second",
            asked.second,
            lambda second: compared_to_json(compare(first, second), offsets=asked.offsets),
        )
        return jsonify(found)

    return comparing


def _alone(article: ArticleAsked, asked: CompareRequest) -> AnalyzeRequest:
    # Both are checked already.
    return AnalyzeRequest.model_construct(
        text=article.text,
        segments=article.segments,
        page=article.page,
        offsets=asked.offsets,
        types=asked.types,
        exclude=asked.exclude,
        include=[],
    )


def _of(name: str, problem: Problem) -> Problem:
    """The problem of one of the two articles, which says of which."""
    if problem.code == "unknown_type":
        return problem
    errors = [Fault(f"/{name}{fault.pointer}", fault.message) for fault in problem.errors]
    detail = f"The {name} article: {problem.detail}"
    return Problem(problem.code, detail, errors=errors, facts=problem.facts)
