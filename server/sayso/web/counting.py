"""What is counted of a request, where somebody has asked for numbers; else nothing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask, current_app, has_request_context, request

if TYPE_CHECKING:
    from sayso.analyse import Analysis

# Where the WSGI environment of a request holds the code of the problem that it was answered with.
PROBLEM = "sayso.problem"


def on_read(app: Flask, told: Callable[[Analysis], None]) -> None:
    """Say who counts the texts that are read."""
    app.extensions["sayso-read"] = told


def on_refused(app: Flask, told: Callable[[str], None]) -> None:
    """Say who counts the problems of single lines of a batch."""
    app.extensions["sayso-refused"] = told


def read(analysis: Analysis) -> None:
    """Count a text that was read."""
    current_app.extensions.get("sayso-read", lambda _: None)(analysis)


def refused(code: str) -> None:
    """Count a line of a batch that was answered with this problem."""
    current_app.extensions.get("sayso-refused", lambda _: None)(code)


def never_heard(app: Flask, code: str) -> None:
    """Count a request that the server answered with this problem before the app heard of it."""
    app.extensions.get("sayso-refused", lambda _: None)(code)


def answered_with(code: str) -> None:
    """Note the problem that the current request is answered with; it is counted at its end."""
    if has_request_context():
        request.environ[PROBLEM] = code
