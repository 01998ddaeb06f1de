"""Is the process up, and can it analyse? For supervisors, and for people who wonder."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify

from sayso.analyse import analyse
from sayso.pipeline import load
from sayso.web.deadline import OutOfTime, deadline, retire
from sayso.web.problems import Problem, trace
from sayso.web.settings import Settings

log = logging.getLogger("sayso.web")

_SENTENCE = "The bridge may close, according to Mayor Ilse Brandt."


def blueprint(settings: Settings) -> Blueprint:
    """The routes /healthz and /readyz."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> Response:
        return jsonify({"name": "sayso", "status": "ok"})

    @health.get("/readyz")
    def readyz() -> Response:
        try:
            load()
            with deadline(settings.seconds) as clock:
                ready = analyse(_SENTENCE, pulse=clock.pulse).words > 0
        except OutOfTime as error:
            if error.interrupted:
                retire()
            ready = False
        except Exception as error:
            log.error("the self-check failed: %s", trace(error))
            ready = False
        if ready:
            return jsonify({"name": "sayso", "status": "ready"})
        raise Problem(
            "not_ready", "The self-check failed; see the server's log. 'make install' may help."
        )

    return health
