"""Who may ask: which host names, which origins. CORS alone would let any web page post articles."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, request
from flask_cors import CORS

from sayso.web import counting, headers, problems
from sayso.web.drain import draining
from sayso.web.problems import Problem
from sayso.web.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Chromium's identifiers have 32 letters a to p; Firefox makes a random UUID for every profile.
EXTENSIONS = (
    re.compile(r"chrome-extension://[a-p]{32}\Z"),
    re.compile(r"moz-extension://[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"),
)

# What says no more than that something runs here, and what looks for its token by itself.
WITHOUT_TOKEN = frozenset(
    {
        "health.healthz",
        *(f"languagetool.{name}" for name in ("healthcheck", "info", "listed", "maxtextlength")),
        *("languagetool.configinfo", "languagetool.check"),
    }
)

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::[0-9]{1,5})?")


def register(app: Flask, settings: Settings) -> None:
    """Check host names outside of Flask, origins inside, and tell browsers the same with CORS."""
    checked = host_checked(app.wsgi_app, settings.hosts, lines=problems.places_of_lines(app))
    # Flask means it to be set so; for mypy it is a method.
    app.wsgi_app = draining(checked)  # type: ignore[assignment,method-assign]
    # A second layer, where it can be had: Werkzeug's own check matches no IPv6 address.
    if not any(":" in host for host in settings.hosts):
        app.config["TRUSTED_HOSTS"] = list(settings.hosts)

    @app.before_request
    def check_origin() -> None:
        if _allowed(settings):
            return
        raise Problem(
            "origin_not_allowed",
            "Pages of this origin may not use this server. Use its own page or the extension, "
            "or start the server with --allow-origin ORIGIN.",
        )

    @app.before_request
    def check_bearer() -> None:
        # Browsers ask beforehand without it; the site's pages, which no endpoint serves, have no
        # secrets.
        asked = request.endpoint is not None and request.endpoint not in WITHOUT_TOKEN
        if asked and request.method != "OPTIONS":
            check_token(settings.token)

    CORS(
        app,
        resources=[r"/v1/.*", r"/v2/.*", r"/api/v2/.*", r"/openapi\.json"],
        origins=[*EXTENSIONS, *(re.compile(re.escape(o) + r"\Z") for o in settings.origins)],
        methods=["GET", "HEAD", "POST"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=[
            *("Cache-Status", "ETag", "Retry-After", "Sayso-Incomplete", "Sayso-Schema"),
            "X-Request-Id",
        ],
        max_age=600,
        vary_header=True,
        allow_private_network=True,
    )


def check_token(token: str, *, given: str | None = None) -> None:
    """Raise Problem unless the request has the token, where there is one.

    ``given`` is what a client sent in the field 'apiKey', where that will do too; else None.
    """
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    known = [sent.strip() if kind.lower() == "bearer" else "", given or ""]
    # Digests, so that the time it takes tells nothing, not even a length.
    if not token or any(hmac.compare_digest(_digest(each), _digest(token)) for each in known):
        return
    if given is not None:
        raise Problem(
            "unauthorized",
            "This server asks for a token. Put the one that whoever runs it gave you where your "
            "editor asks for an API key (the field 'apiKey'), or send the header "
            "'Authorization: Bearer TOKEN'.",
        )
    raise Problem(
        "unauthorized",
        "This server asks for a token. Send the header 'Authorization: Bearer TOKEN' with the "
        "one that whoever runs it gave you.",
    )


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def host_name(header: str) -> str | None:
    """The host of a Host header, in lower case, without port or brackets; None if malformed."""
    match = _HOST.fullmatch(header.lower())
    if match is None:
        return None
    address, name = match.groups()
    if address is None:
        return str(name)
    try:
        return ip_address(address).compressed
    except ValueError:
        return None


def host_checked(
    app: WSGIApplication, hosts: Iterable[str], *, lines: Sequence[str] = ()
) -> WSGIApplication:
    """The app behind a check that refuses host names that are not ours (DNS rebinding).

    Below ``lines`` it says so in a line of text.
    """
    names = tuple(host.lower() for host in hosts)

    def checked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("HTTP_HOST", "")
        if host_name(asked) in names:
            # Names have no case (RFC 4343), which Werkzeug's own check leaves out of account.
            environ["HTTP_HOST"] = asked.lower()
            return app(environ, start_response)
        number = uuid4().hex[:12]
        environ[counting.PROBLEM] = "host_not_allowed"
        refused = problems.answer(
            problems.host_not_allowed(names),
            request_id=number,
            line=problems.is_below(environ.get("PATH_INFO", ""), lines),
        )
        refused.headers["X-Request-Id"] = number
        return headers.protect(refused)(environ, start_response)

    return checked


def _allowed(settings: Settings) -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        site = request.headers.get("Sec-Fetch-Site", "none")
        return request.method in {"GET", "HEAD"} or site in {"none", "same-origin"}
    if _is_own(origin) or origin in settings.origins:
        return True
    return any(pattern.match(origin) for pattern in EXTENSIONS)


def _is_own(origin: str) -> bool:
    """Whether the page asking was served from here: behind a proxy the scheme may be https."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    host = request.headers.get("Host", "").lower()
    return origin.lower() == f"{parts.scheme}://{host}" and parts.scheme in {"http", "https"}
