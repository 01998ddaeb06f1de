"""What a server does about an analysis that took too long: its process may have to be replaced."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from sayso.deadline import GRACE, Clock, OutOfTime, deadline

__all__ = ["GRACE", "Clock", "OutOfTime", "deadline", "on_retire", "retire"]


def on_retire(app: Flask, retire: Callable[[], None]) -> None:
    """Say how this process is replaced once its current request is answered."""
    app.extensions["sayso-retire"] = retire


def retire() -> None:
    """Have this process replaced: it was interrupted somewhere, and nobody knows where."""
    current_app.extensions.get("sayso-retire", lambda: None)()
