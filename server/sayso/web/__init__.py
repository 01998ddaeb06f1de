"""Sayso over HTTP. Only this package knows of HTTP; it imports everything, nothing imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from sayso.web.metrics import Seats
    from sayso.web.settings import Settings


def create_app(
    config: Settings | None = None, *, workers: int = 1, seats: Seats | None = None
) -> Flask:
    """The WSGI application, one of so many processes that share a queue.

    The first analysis loads the pipeline, unless ``serve`` has done so. ``seats`` is where
    several processes count, where they do.
    """
    # Imported here: `serve` must set the number of threads before numpy is imported.
    from sayso.web import app

    return app.make(config, workers=workers, seats=seats)
