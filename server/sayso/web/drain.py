"""Reading what a refused request still sends, so that its sender gets to see the answer.

A socket that is closed with unread bytes is reset, and the problem document is lost on the way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from werkzeug.wsgi import LimitedStream

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_MOST = 16_000_000
SECONDS = 2.0
_STEP = 65_536


def draining(app: WSGIApplication) -> WSGIApplication:
    """The app, with the rest of refused requests read: at most 16 MB, for at most two seconds."""

    def drained(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("wsgi.input_terminated"):
            # Reading past the length would block; from here on the input ends by itself.
            environ["wsgi.input"] = LimitedStream(environ["wsgi.input"], _length(environ))
            environ["wsgi.input_terminated"] = True

        def start(status: str, *rest: Any) -> Any:
            if status >= "400":
                _drain(environ)
            return start_response(status, *rest)

        return app(environ, cast("StartResponse", start))

    return drained


def _drain(environ: WSGIEnvironment) -> None:
    stream = environ["wsgi.input"]
    left = AT_MOST
    until = time.monotonic() + SECONDS
    try:
        while left > 0 and time.monotonic() < until:
            piece = stream.read(_STEP)
            if not piece:
                return
            left -= len(piece)
    except Exception:  # Whatever the server says of a body that does not come to its end.
        return


def _length(environ: WSGIEnvironment) -> int:
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0
