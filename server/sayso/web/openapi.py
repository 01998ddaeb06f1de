"""The API's own description, OpenAPI 3.1, put together from the models and the routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sayso import SCHEMA, __version__
from sayso.export import page, table, web_annotation
from sayso.notes import NOTE_TYPES
from sayso.web import batch, schema
from sayso.web import languagetool_schema as lt
from sayso.web.headers import revalidated
from sayso.web.problems import KINDS, MEDIA_TYPE
from sayso.web.settings import Settings

Json = dict[str, Any]

# Problems that any request can meet.
_ANYWHERE = ("host_not_allowed", "origin_not_allowed", "internal", "unauthorized")
_BODY = (
    "invalid_json", "bad_request", "body_too_large", "text_too_long", "unsupported_media_type",
    "validation_failed", "unknown_type", "text_empty", "segment_outside_text", "segment_empty",
    "segments_overlap", "segments_empty", "offset_inside_character", "text_refused",
    "out_of_time", "busy",
)  # fmt: skip
_IDS = {"type": "string", "enum": [note_type.id for note_type in NOTE_TYPES]}
# Invented people and places, for whoever tries the API from this document.
_EXAMPLE = {
    "text": "The bridge over the Ossa could close in May, according to two officials.",
    "include": ["attributions"],
}


_COMPARED = {
    "first": {"text": "The bridge over the Ossa could close, Mayor Ilse Brandt said."},
    "second": {"text": "The bridge over the Ossa will close, according to Brandt."},
}


_TWO_LINES = (
    '{"id": "a", "text": "The bridge over the Ossa could close in May."}\n'
    '{"id": "b", "text": "It will close, according to Mayor Ilse Brandt."}\n'
)
# What answers say beside what they are: the headers of no standard, and those worth heeding.
HEADERS = {
    "X-Request-Id": "A number of this request, which the server's log has too.",
    "Sayso-Schema": "The schema of the answer.",
    "Sayso-Incomplete": "?1 where time was up before all of the text was read.",
    "Cache-Status": "Whether the answer was still in memory (RFC 9211).",
    "ETag": "The version of the answer, for 'If-None-Match'.",
    "Retry-After": "With the code 'busy': seconds after which to ask again.",
    "WWW-Authenticate": "That a token is asked for.",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The 'ETag' of an answer that the client has. Unchanged, it is not sent again.",
    "schema": {"type": "string"},
}


def blueprint(settings: Settings) -> Blueprint:
    """The route /openapi.json."""
    openapi = Blueprint("openapi", __name__)

    @openapi.get("/openapi.json")
    def described() -> Response:
        found = document(languagetool=settings.languagetool, metrics=settings.metrics)
        return revalidated(jsonify(found))

    return openapi


@cache
def document(*, languagetool: bool = False, metrics: bool = False) -> Json:
    """The whole description, with the routes that are there when they are asked for."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sayso",
            "version": __version__,
            "summary": "Who says what in an article, and how sure it is said to be.",
            "description": f"Answers have the schema {SCHEMA}; under it they may get new keys. "
            "Nothing that is sent is written down or sent on; an answer, with the words that it "
            "quotes, stays in memory for some minutes unless the server was told otherwise. "
            "Errors are problem documents (RFC 9457); 'x-problems' lists their codes.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": _with_headers(
            _paths() | (_languagetool() if languagetool else {}) | (_metrics() if metrics else {})
        ),
        "components": {
            "schemas": _schemas(languagetool=languagetool),
            "headers": {
                name: {"description": told, "schema": {"type": "string"}}
                for name, told in HEADERS.items()
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Only where the server was started with a token.",
                }
            },
        },
        "security": [{}, {"token": []}],
        "x-problems": {
            code: {"status": kind.status, "title": kind.title} for code, kind in KINDS.items()
        },
    }


def _paths() -> Json:
    return {
        "/v1/analyze": {
            "post": _asking(
                "analyze",
                "Find the notes in one article",
                schema.AnalyzeRequest,
                schema.AnalyzeAnswer,
                example=_EXAMPLE,
                problems=("not_acceptable",),
                also={
                    web_annotation.MEDIA_TYPE: {
                        "type": "object",
                        "description": "A page of annotations (W3C Web Annotation), one to a note.",
                    },
                    table.MEDIA_TYPE: {
                        "type": "string",
                        "description": "A row to a note, under a row of names: "
                        f"{', '.join(table.COLUMNS)}. Those after 'question' have the words of the "
                        "note's marks, a column to a role.",
                    },
                    page.MEDIA_TYPE: {
                        "type": "string",
                        "description": "The article with its notes, as a page that stands alone.",
                    },
                },
            )
        },
        "/v1/compare": {
            "post": _asking(
                "compare",
                "Lay two articles side by side: sources, figures, statements",
                schema.CompareRequest,
                schema.CompareAnswer,
                example=_COMPARED,
            )
        },
        "/v1/batch": {
            "post": {
                "operationId": "batch",
                "summary": "Find the notes in many articles, one to a line",
                "description": "A line is answered with a line, in order. What is wrong with one "
                "line is said in its place and stops no other. The last line has the counts; an "
                "answer without it has been cut off.",
                "requestBody": {
                    "required": True,
                    "content": {
                        kind: {
                            "schema": _lines(schema.BatchLine),
                            "examples": {"short": {"value": _TWO_LINES}},
                        }
                        for kind in batch.ACCEPTED
                    },
                },
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            batch.MEDIA_TYPE: {
                                "schema": _lines(
                                    schema.BatchAnswered, schema.BatchRefused, schema.BatchEnd
                                )
                            }
                        },
                    }
                }
                | _refusals(
                    (
                        "unsupported_media_type",
                        "bad_request",
                        "body_too_large",
                        "too_many_lines",
                        "batch_empty",
                        "busy",
                    )
                ),
            }
        },
        "/v1/types": {
            "get": _operation("types", "All note types", schema.TypesAnswer, changes=False)
        },
        "/v1/types/{id}": {
            "get": _operation(
                "type",
                "One note type",
                schema.NoteTypeAnswer,
                problems=("not_found",),
                changes=False,
            )
            | {"parameters": [{"name": "id", "in": "path", "required": True, "schema": _IDS}]}
        },
        "/v1/info": {
            "get": _operation("info", "Versions and limits", schema.InfoAnswer, changes=False)
        },
        "/healthz": {"get": _open(_operation("healthz", "The process runs", schema.HealthAnswer))},
        "/readyz": {
            "get": _operation(
                "readyz", "A sentence can be analysed", schema.HealthAnswer, problems=("not_ready",)
            )
        },
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document",
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                }
                | _unchanged()
                | _refusals(("precondition_failed",)),
            }
        },
    }


def _languagetool() -> Json:
    text = {"text/plain": {"schema": {"type": "string"}}}
    check = {
        "operationId": "check",
        "summary": "Find the notes in a text, as LanguageTool's clients ask and read",
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": _ref(lt.CheckRequest)}},
        },
        "responses": _told(_ref(lt.CheckAnswer))
        | _refusals(
            ("bad_request", "unsupported_media_type", "body_too_large", "text_too_long",
             "out_of_time", "busy"),
            content=text,
        ),
    }  # fmt: skip

    def reading(name: str, summary: str, told: Json) -> Json:
        found = {"operationId": name, "summary": summary, "responses": told}
        problems = ("precondition_failed",) if "304" in told else ()
        return _open(found | {"responses": told | _refusals(problems, content=text)})

    limit = {"200": {"description": "OK", "content": text}}
    listed = {"type": "array", "items": _ref(lt.LanguageListed)}
    configured = _told(_ref(lt.ConfigurationAnswer))
    paths = {
        "/v2/check": {"post": check},
        "/v2/languages": {
            "get": reading("languages", "Variants of English", _told(listed) | _unchanged())
        },
        "/v2/healthcheck": {"get": reading("healthcheck", "The process runs", limit)},
        "/v2/info": {
            "get": reading(
                "software", "What answers", _told(_ref(lt.SoftwareAnswer)) | _unchanged()
            )
        },
        "/v2/maxtextlength": {
            "get": reading("maxtextlength", "How long a text may be", limit),
            "post": reading("maxtextlengthToo", "How long a text may be", limit),
        },
        "/v2/configinfo": {
            "get": reading("configinfo", "How long a text may be, and all rules", configured),
            "post": reading("configinfoToo", "How long a text may be, and all rules", configured),
        },
    }
    # Some clients look for the same below another path.
    return paths | {
        f"/api{path}": {
            method: operation | {"operationId": f"{operation['operationId']}Api"}
            for method, operation in item.items()
        }
        for path, item in paths.items()
    }


def _metrics() -> Json:
    text = {"schema": {"type": "string"}}
    return {
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Numbers for Prometheus, on this machine or with the token",
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {"text/plain": text, "application/openmetrics-text": text},
                    }
                }
                | _refusals(()),
            }
        }
    }


def _with_headers(paths: Json) -> Json:
    """The paths, with the headers of each answer and of questions."""
    for path, item in paths.items():
        for operation in item.values():
            kept = "304" in operation["responses"]
            if kept:
                operation["parameters"] = [*operation.get("parameters", ()), _IF_NONE_MATCH]
            for status, response in operation["responses"].items():
                response["headers"] = {
                    name: {"$ref": f"#/components/headers/{name}"}
                    for name in _headers_of(path, status, response, kept=kept)
                }
    return paths


def _headers_of(path: str, status: str, response: Json, *, kept: bool) -> Iterator[str]:
    yield "X-Request-Id"
    if any(kind.endswith("json") for kind in response.get("content", ())):
        yield "Sayso-Schema"
    if kept and status in {"200", "304"}:
        yield "ETag"
    if status == "200" and path == "/v1/analyze":
        yield "Sayso-Incomplete"
        yield "Cache-Status"
    if status == "503":
        yield "Retry-After"
    if status == "401":
        yield "WWW-Authenticate"


def _told(schema_: Json) -> Json:
    return {"200": {"description": "OK", "content": {"application/json": {"schema": schema_}}}}


def _unchanged() -> Json:
    return {"304": {"description": "Not changed since the ETag that If-None-Match names"}}


def _asking(
    name: str,
    summary: str,
    asked: type[BaseModel],
    answer: type[BaseModel],
    *,
    example: Json,
    problems: tuple[str, ...] = (),
    also: Mapping[str, Json] | None = None,
) -> Json:
    """An operation with a JSON body."""
    body = {"schema": _ref(asked), "examples": {"short": {"value": example}}}
    return _operation(name, summary, answer, problems=(*_BODY, *problems), also=also) | {
        "requestBody": {"required": True, "content": {"application/json": body}}
    }


def _operation(
    name: str,
    summary: str,
    answer: type[BaseModel],
    *,
    problems: tuple[str, ...] = (),
    also: Mapping[str, Json] | None = None,
    changes: bool = True,
) -> Json:
    """``also`` are schemas of other forms of the answer, by media type.

    What stays as it is for as long as the server runs (``changes`` False) has an ETag.
    """
    others = {kind: {"schema": form} for kind, form in (also or {}).items()}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": _ref(answer)}} | others,
            }
        }
        | ({} if changes else _unchanged())
        | _refusals(problems if changes else (*problems, "precondition_failed")),
    }


def _open(operation: Json) -> Json:
    """An operation that no token is needed for."""
    answers = {status: told for status, told in operation["responses"].items() if status != "401"}
    return operation | {"responses": answers, "security": [{}]}


def _lines(*models: type[BaseModel]) -> Json:
    """NDJSON: a string of lines, each of which is one of these."""
    return {
        "type": "string",
        "contentMediaType": batch.MEDIA_TYPE,
        "contentSchema": {"anyOf": [_ref(model) for model in models]},
    }


def _refusals(problems: tuple[str, ...], *, content: Json | None = None) -> Json:
    """``content`` is what they come as, where it is not a problem document."""
    document = {MEDIA_TYPE: {"schema": _ref(schema.ProblemAnswer)}}
    codes: dict[str, list[str]] = {}
    for code in (*_ANYWHERE, *problems):
        codes.setdefault(str(KINDS[code].status), []).append(code)
    return {
        status: {
            "description": f"Code {' or '.join(sorted(names))}",
            "content": content or document,
        }
        for status, names in sorted(codes.items())
    }


def _schemas(*, languagetool: bool) -> Json:
    others = (
        (lt.CheckRequest, "validation"), (lt.CheckAnswer, "serialization"),
        (lt.SoftwareAnswer, "serialization"), (lt.LanguageListed, "serialization"),
        (lt.ConfigurationAnswer, "serialization"),
    )  # fmt: skip
    asked = (schema.AnalyzeRequest, schema.BatchLine, schema.CompareRequest)
    answers = (
        schema.AnalyzeAnswer, schema.CompareAnswer, schema.BatchAnswered, schema.BatchRefused,
        schema.BatchEnd,
        schema.TypesAnswer, schema.NoteTypeAnswer, schema.InfoAnswer, schema.HealthAnswer,
        schema.ProblemAnswer,
    )  # fmt: skip
    _, made = models_json_schema(
        [
            *((model, "validation") for model in asked),
            *((model, "serialization") for model in answers),
            *(others if languagetool else ()),
        ],
        ref_template="#/components/schemas/{model}",
    )
    definitions: Json = made["$defs"]
    sent = models_json_schema(
        [(model, "validation") for model in (*asked, lt.CheckRequest)],
        ref_template="#/components/schemas/{model}",
    )[1]["$defs"]
    for name in definitions.keys() - sent.keys():
        # Whoever checks answers by this document should not stumble over a key that came later.
        definitions[name].pop("additionalProperties", None)
    for model in asked:
        keys = definitions[model.__name__]["properties"]
        keys["exclude"]["items"] = _IDS
        # Each is a list or null; the list comes first.
        keys["types"]["anyOf"][0]["items"] = _IDS
    for article in ("ArticleAsked", "AnalyzeRequest", "BatchLine"):
        segments = definitions[article]["properties"]["segments"]
        segments["anyOf"][0]["minItems"] = 1
    return definitions


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
