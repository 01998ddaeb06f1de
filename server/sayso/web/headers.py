"""Headers that tell browsers to keep answers to themselves and to run our own scripts alone."""

from __future__ import annotations

from flask import Flask, Response, request

from sayso import SCHEMA
from sayso.web.problems import Problem, current_request_id

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data:; object-src 'none'"
)


def register(app: Flask) -> None:
    """Put the headers on every answer of this app."""

    @app.after_request
    def protected(response: Response) -> Response:
        response.headers["X-Request-Id"] = current_request_id()
        return protect(response)


def revalidated(response: Response) -> Response:
    """An answer that may be kept if one asks each time whether it has changed (ETag).

    Raises Problem as ``conditional`` does.
    """
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return conditional(response)


def conditional(response: Response) -> Response:
    """The answer to a request that may name versions: 304 for one that the client has already.

    Raises Problem where 'If-Match' names other versions than this (RFC 9110, section 13.1.1).
    """
    tag, weak = response.get_etag()
    wanted = request.if_match
    if not wanted or wanted.star_tag or (not weak and wanted.is_strong(tag or "")):
        # Werkzeug takes '*' for a tag that no answer has, so that it is not shown the header.
        asked = {name: told for name, told in request.environ.items() if name != "HTTP_IF_MATCH"}
        response.make_conditional(asked)
        return response
    raise Problem(
        "precondition_failed",
        "The header 'If-Match' names another version than there is now. Leave it out, or send the "
        "'ETag' of the answer that you have in 'If-None-Match'.",
    )


def protect(response: Response) -> Response:
    """The response with security headers. Only what says so itself may be kept by the browser."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if response.is_json:
        response.headers["Sayso-Schema"] = SCHEMA
    return response
