"""A sign of life in the middle of a long answer, so that nobody takes the process for stuck."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app


def on_beat(app: Flask, beat: Callable[[], None]) -> None:
    """Say how this process lets whoever watches it know that it is alive."""
    app.extensions["sayso-beat"] = beat


def beat() -> None:
    """Let whoever watches this process know that it is alive."""
    current_app.extensions.get("sayso-beat", lambda: None)()
