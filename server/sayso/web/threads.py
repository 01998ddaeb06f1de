"""waitress, started from within: threads of one process, for systems on which gunicorn cannot fork.

One text is read at a time, whichever thread asks, since memory zones are not safe to share; what
the threads are good for is that a slow sender, a long batch or a page of the site holds nobody up.
"""

from __future__ import annotations

import logging
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from flask import Flask

# waitress comes without types, so that what is made of its classes has none either.
from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.task import ErrorTask, ThreadedTaskDispatcher  # type: ignore[import-untyped]
from waitress.utilities import (  # type: ignore[import-untyped]
    InternalServerError,
    RequestEntityTooLarge,
)

from sayso.web import counting, drain, headers, pressure, problems
from sayso.web.settings import Settings

# Seconds that a connection may stay silent, and bytes that its headers may have.
_SILENT = 60
# The same for one that has said nothing yet, as browsers open ahead of need, and how often to look.
_UNHEARD, _TIDY = 15, 5
# Connections at a time, silent ones too. Without ``poll`` (Windows) 512 can be looked at.
_POLL = hasattr(select, "poll")
_AT_A_TIME = 1_000 if _POLL else 400
# Files that this process opens besides: with no room for them a server cannot even say no.
_FILES = 64
_HEADERS = 16_384
# Seconds between two looks at whether it is time to stop, where a signal wakes nobody (Windows).
_LOOK = 1.0


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to what is not HTTP, or too much of it: a problem document like all others."""

    def execute(self) -> None:
        """Write the answer and have the connection closed."""
        problem = self._problem()
        self.channel.server.refused(problem.code)
        answer = headers.protect(problems.answer(problem))
        body = answer.get_data()
        self.status = answer.status
        self.response_headers.extend(answer.headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)

    def _problem(self) -> problems.Problem:
        error = self.request.error
        if isinstance(error, RequestEntityTooLarge):
            return problems.body_too_large(self.channel.adj.max_request_body_size - 1, None)
        if isinstance(error, InternalServerError):
            return problems.Problem(
                "internal", "The server could not answer. Its log has the place, without the text."
            )
        return problems.Problem(
            "bad_request", "The request is not HTTP that can be read. See /openapi.json."
        )


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    error_task_class = Refusal

    @property
    def pending(self) -> bool:
        """Whether a request was read that has not been answered in full."""
        return bool(self.requests or self.total_outbufs_len)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """waitress on a socket that listens already, which answers who is inside before it ends."""

    channel_class = Channel
    leaving = False
    # Counts a problem that the application never heard of.
    refused: Callable[[str], None]

    def leave(self, number: int, frame: FrameType | None) -> None:
        """The handler of a signal: end in good order; the same signal once more ends at once."""
        self.leaving = True
        signal.signal(number, signal.SIG_DFL)
        self.pull_trigger()

    def serve(self, *, graceful: float) -> None:
        """Answer until told to leave, then who is inside, for ``graceful`` seconds at most."""
        while not self.leaving:
            self._turn(_LOOK)
        self._let_in()
        self.accepting = False
        self.del_channel()
        self.socket.close()
        until = time.monotonic() + graceful
        while time.monotonic() < until and any(c.pending for c in self.active_channels.values()):
            self._turn(0.05)

    def maintenance(self, now: float) -> None:
        """Close connections that have been silent for too long: they keep others out."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            # waitress sets the second when something comes.
            if channel.last_activity == channel.creation_time < now - _UNHEARD:
                channel.will_close = True

    def _let_in(self) -> None:
        """Take those who knock already, one with each turn, and read what they have sent."""
        known = -1
        while known != len(self.active_channels):
            known = len(self.active_channels)
            self._turn(0)
        self._turn(0)

    def _turn(self, seconds: float) -> None:
        self.asyncore.loop(timeout=seconds, map=self._map, use_poll=_POLL, count=1)


class _WithoutWords(logging.Filter):
    """Leaves of an exception in waitress's log where it came from, and not what it says."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = "%s", (problems.trace(record.exc_info[1]),)
            record.exc_info = None
        return True


def run(
    app: Flask,
    listener: socket.socket,
    *,
    settings: Settings,
    on_ready: Callable[[], None],
    threads: int,
    graceful_timeout: float,
) -> None:
    """Serve until a signal ends it. Call it in the main thread, which alone is told of signals."""
    _quieten()
    # What waitress takes whole before the application sees it, and refuses, says how much is read.
    at_most = max(settings.body_bytes, settings.batch_bytes, drain.AT_MOST)
    adjustments = Adjustments(
        sockets=[listener],
        threads=threads,
        ident=None,
        channel_timeout=_SILENT,
        cleanup_interval=_TIDY,
        connection_limit=_connections(),
        asyncore_use_poll=_POLL,
        max_request_header_size=_HEADERS,
        # Nothing of a text is ever written to a file, as waitress does with what is large.
        inbuf_overflow=2 * at_most,
        outbuf_overflow=1_000_000_000,
        max_request_body_size=at_most + 1,
    )
    crew = ThreadedTaskDispatcher()
    crew.set_thread_count(threads)
    address = listener.getsockname()
    server = Server(
        app.wsgi_app,
        dispatcher=crew,
        adj=adjustments,
        _sock=listener,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, address),
    )
    server.refused = partial(counting.never_heard, app)
    pressure.on_waiting(app, lambda: waiting(crew))
    for number in _signals():
        signal.signal(number, server.leave)
    on_ready()
    server.serve(graceful=graceful_timeout)


def _connections() -> int:
    """How many connections to hold: each is an open file, of which macOS allows 256."""
    if sys.platform == "win32":
        return _AT_A_TIME
    import resource

    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return _AT_A_TIME
    return max(_FILES, min(_AT_A_TIME, allowed - _FILES))


def waiting(crew: Any) -> int:
    """How many requests are before the one that asks, or behind it."""
    return int(len(crew.queue) + max(0, crew.active_count - 1))


def _signals() -> list[signal.Signals]:
    # SIGBREAK is what Windows sends for Ctrl+Break and to a console that is being closed; SIGHUP is
    # what others send to a terminal that is, and ``nohup`` keeps it away.
    names = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
    known = [getattr(signal, name) for name in names if hasattr(signal, name)]
    return [each for each in known if signal.getsignal(each) != signal.SIG_IGN]


def _quieten() -> None:
    # A queue is nothing to worry about: who would wait too long is told so.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("waitress").addFilter(_WithoutWords())
