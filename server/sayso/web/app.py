"""The WSGI application, put together from its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from sayso.web import (
    access,
    batch,
    compare,
    headers,
    health,
    languagetool,
    openapi,
    pressure,
    problems,
    site,
    v1,
)  # fmt: skip
from sayso.web.settings import Settings

if TYPE_CHECKING:
    from sayso.web.metrics import Seats


class _App(Flask):
    """Flask, without what it would log of an exception that an error handler raises."""

    def log_exception(self, exc_info: Any) -> None:
        """Log where it came from, and neither the address nor the exception's own words."""
        problems.mistake(exc_info[1])


class _Json(DefaultJSONProvider):
    """Keys in the order in which they were written; ASCII, since texts may have lone surrogates."""

    sort_keys = False
    ensure_ascii = True
    compact = True


def make(config: Settings | None = None, *, workers: int = 1, seats: Seats | None = None) -> Flask:
    """The application with these settings, one of so many processes that share it.

    ``seats`` is where these processes count, where they do.
    """
    settings = config or Settings()
    app = _App("sayso", static_folder=None)
    app.json = _Json(app)
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    problems.register(app, lines=languagetool.PLACES if settings.languagetool else ())
    headers.register(app)
    access.register(app, settings)
    load = pressure.register(app, settings, workers=workers)
    app.register_blueprint(v1.blueprint(settings))
    app.register_blueprint(batch.blueprint(settings, load.batches))
    app.register_blueprint(compare.blueprint(settings))
    app.register_blueprint(health.blueprint(settings))
    if settings.languagetool:
        app.register_blueprint(languagetool.blueprint(settings))
    app.register_blueprint(openapi.blueprint(settings))
    site.register(app, settings.site)
    if settings.metrics:
        from sayso.web import metrics

        metrics.register(app, settings, load, workers=workers, seats=seats)
    return app
