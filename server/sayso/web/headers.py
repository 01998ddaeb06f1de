"""Headers that tell browsers to keep answers to themselves and to run our own scripts alone."""

from __future__ import annotations

from flask import Flask, Response, request

from sayso import SCHEMA
from sayso.web.problems import current_request_id

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
    """An answer that may be kept if one asks each time whether it has changed (ETag)."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


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
