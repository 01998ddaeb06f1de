"""Every error as a problem document (RFC 9457) with a stable code and no words of the article.

Below some addresses it is a line of text instead, with the code and the request's number in it:
clients there show what they are sent as it is.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from flask import Flask, Response, current_app, g, has_request_context, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from sayso.text import TextError
from sayso.web import counting

log = logging.getLogger("sayso.web")

MEDIA_TYPE = "application/problem+json"
_SHOWN_FAULTS = 20
_LINES = "sayso-lines"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the status it comes with and a title that never changes."""

    status: int
    title: str


KINDS: Mapping[str, Kind] = {
    "invalid_json": Kind(400, "Not JSON that can be read"),
    "host_not_allowed": Kind(400, "Host name not allowed"),
    "bad_request": Kind(400, "The request cannot be read"),
    "unauthorized": Kind(401, "A token is needed"),
    "origin_not_allowed": Kind(403, "Origin not allowed"),
    "not_found": Kind(404, "Nothing is here"),
    "method_not_allowed": Kind(405, "Method not allowed"),
    "not_acceptable": Kind(406, "No form of the answer is acceptable"),
    "precondition_failed": Kind(412, "Another version than asked for"),
    "body_too_large": Kind(413, "Too large"),
    "too_many_lines": Kind(413, "Too many lines"),
    "text_too_long": Kind(413, "Text too long"),
    "unsupported_media_type": Kind(415, "Unsupported media type"),
    "validation_failed": Kind(422, "The request does not fit the schema"),
    "unknown_type": Kind(422, "Unknown note type"),
    "text_empty": Kind(422, "The text is empty"),
    "batch_empty": Kind(422, "The batch has no lines"),
    "segment_outside_text": Kind(422, "A segment is outside the text"),
    "segment_empty": Kind(422, "A segment is empty or ends before it starts"),
    "segments_overlap": Kind(422, "Segments overlap or are out of order"),
    "segments_empty": Kind(422, "The list of segments is empty"),
    "offset_inside_character": Kind(422, "An offset is inside a character"),
    "text_refused": Kind(422, "The text cannot be read"),
    "busy": Kind(503, "Busy"),
    "internal": Kind(500, "Sayso made a mistake"),
    "not_ready": Kind(503, "Not ready"),
    "out_of_time": Kind(503, "Out of time"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a request's body: where (RFC 6901 pointer) and what."""

    pointer: str
    message: str


class Problem(Exception):
    """A request that cannot be answered. ``detail`` says what is wrong, where, and what to do."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        facts: Mapping[str, int | str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``code`` is one of KINDS; ``facts`` are more members of the document, such as limits.

        ``headers`` go with the answer.
        """
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.facts = dict(facts or {})
        self.headers = dict(headers or {})

    @classmethod
    def of_text(cls, error: TextError) -> Problem:
        """The problem that a TextError is; its facts are numbers, besides a pointer."""
        facts = dict(error.facts)
        pointer = facts.pop("pointer", None)
        errors = () if pointer is None else (Fault(str(pointer), str(error)),)
        code = error.code if error.code in KINDS else "text_refused"
        return cls(code, str(error), errors=errors, facts=facts)

    @classmethod
    def of_faults(cls, code: str, faults: Sequence[Fault], advice: str, *, body: str) -> Problem:
        """The problem of a request with these faults: the first is told, and how many there are.

        ``body`` names what they are in, for a fault that is nowhere in particular.
        """
        first, more = faults[0], len(faults) - 1
        others = f" (and {more:,} more, see 'errors')" if more else ""
        if len(faults) > _SHOWN_FAULTS:
            others = f" (and {more:,} more; 'errors' has the first {_SHOWN_FAULTS})"
        detail = f"{first.pointer or body}: {first.message}{others} {advice}"
        return cls(code, detail, errors=faults[:_SHOWN_FAULTS])


def answer(problem: Problem, *, request_id: str | None = None, line: bool = False) -> Response:
    """The problem document as an answer. Works inside and outside of a Flask request.

    ``line`` makes it a line of text, which it is in any case where ``register`` was told so.
    """
    number = request_id or current_request_id()
    counting.answered_with(problem.code)
    status = KINDS[problem.code].status
    if line or _asks_for_lines():
        told = f"Error: {problem.detail} ({problem.code}, request {number})"
        response = Response(told, status, content_type="text/plain; charset=utf-8")
    else:
        found = document(problem, request_id=number)
        response = Response(json.dumps(found) + "\n", status, content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    if problem.code == "unauthorized":
        response.headers["WWW-Authenticate"] = 'Bearer realm="sayso"'
    return response


def document(problem: Problem, *, request_id: str) -> dict[str, object]:
    """The problem document as a value."""
    kind = KINDS[problem.code]
    found: dict[str, object] = {
        "type": f"/openapi.json#/x-problems/{problem.code}",
        "title": kind.title,
        "status": kind.status,
        "code": problem.code,
        "detail": problem.detail,
    }
    if problem.errors:
        found["errors"] = [{"pointer": e.pointer, "message": e.message} for e in problem.errors]
    return found | problem.facts | {"request_id": request_id}


def current_request_id() -> str:
    """A random name for this request, the same in its log line and its answer."""
    if not has_request_context():
        return uuid4().hex[:12]
    if "request_id" not in g:
        g.request_id = uuid4().hex[:12]
    return str(g.request_id)


def register(app: Flask, *, lines: Sequence[str] = ()) -> None:
    """Answer every error of this app with a problem document, below ``lines`` with a line."""
    app.extensions[_LINES] = tuple(lines)
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, _unexpected)


def is_below(path: str, places: Sequence[str]) -> bool:
    """Whether a path is one of these, or below one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def places_of_lines(app: Flask) -> tuple[str, ...]:
    """The addresses below which errors are lines of text."""
    places: tuple[str, ...] = app.extensions.get(_LINES, ())
    return places


def _asks_for_lines() -> bool:
    return has_request_context() and is_below(request.path, places_of_lines(current_app))


def of_http(error: HTTPException) -> Response:
    """The problem document for what Flask and Werkzeug raise; a redirect stays one."""
    if error.code is None or error.code < 400:
        response = error.get_response(request.environ)
        return Response(response.get_data(), response.status, response.headers)
    response = answer(problem_of(error))
    for name, value in error.get_headers(request.environ):
        if name == "Allow":
            response.headers[name] = value
    return response


def problem_of(error: HTTPException) -> Problem:
    """The problem that an error of Flask or Werkzeug is."""
    if isinstance(error, SecurityError):
        return host_not_allowed(current_app.config["TRUSTED_HOSTS"])
    if isinstance(error, RequestEntityTooLarge):
        return body_too_large(request.max_content_length or 0, request.content_length)
    if error.code == 404:
        return Problem(
            "not_found", "Nothing is at this address. /openapi.json lists the API's addresses."
        )
    if error.code == 405:
        return Problem(
            "method_not_allowed",
            "This address exists, but not for this method. The header 'Allow' names those it has.",
        )
    if error.code is not None and error.code >= 500:
        return Problem("internal", "The server could not answer. Please try again.")
    return Problem("bad_request", "The request could not be read. See /openapi.json.")


def host_not_allowed(hosts: Sequence[str]) -> Problem:
    """A request for a host name that is not this server's, as DNS rebinding makes them."""
    return Problem(
        "host_not_allowed",
        f"This server answers to {', '.join(hosts)}, and the request is for another host name. "
        "Open it under one of these, or start it with --allow-host NAME.",
    )


def body_too_large(limit: int, actual: int | None, *, line: bool = False) -> Problem:
    """A body, or a line of one, of more bytes than are read.

    ``actual`` is unknown for a chunked body.
    """
    what = "This line" if line else "The body"
    size = f"{actual:,} bytes" if actual else "too many bytes"
    facts = {"limit": limit} | ({"actual": actual} if actual else {})
    return Problem(
        "body_too_large",
        f"{what} has {size}; at most {limit:,} are read. Send the text in parts.",
        facts=facts,
    )


def _unexpected(error: Exception) -> Response:
    return answer(mistake(error))


def mistake(error: Exception) -> Problem:
    """The problem that an unexpected exception is. Its place goes into the log."""
    log.error("request %s failed: %s", current_request_id(), trace(error))
    return Problem(
        "internal",
        "Something went wrong inside Sayso; the request may be fine. "
        "The server's log has the place under this request_id, without the text.",
    )


def trace(error: BaseException) -> str:
    """Where an exception came from: its kinds and lines of code, never its message.

    Messages and values may hold words of the article, and these are not to be kept.
    """
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)
