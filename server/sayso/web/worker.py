"""gunicorn, started from within: sync workers forked from a process that has the pipeline warm."""

from __future__ import annotations

import errno
import gc
import math
import select
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Flask

# gunicorn comes without types, so that what is made of its classes has none either.
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.http.errors import (  # type: ignore[import-untyped]
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.sync import SyncWorker  # type: ignore[import-untyped]

from sayso.web import counting, deadline, headers, heartbeat, pressure, problems, scratch

if TYPE_CHECKING:
    from sayso.web.metrics import Seats

SILENT_SECONDS = 1.0
# Of silence while a request is read, or while its sender reads nothing of the answer.
READ_SECONDS = 20.0
# Share of the time after which gunicorn kills a worker that a whole request has to arrive in.
READ_SHARE = 0.8

# Where the kernel tells, in the TCP_INFO of a socket that listens, how many connections wait, and
# how many may.
_TCP_INFO = getattr(socket, "TCP_INFO", None)
_QUEUE_AT, _ROOM_AT = 24, 28


class Sender(socket.socket):
    """A connection on which all that is sent has to arrive within a time.

    A limit to how long it may be silent is none: a byte now and then would hold a worker until it
    is killed.
    """

    until = math.inf

    @classmethod
    def of(cls, client: socket.socket, seconds: float) -> Sender:
        """Take a connection over, and begin to count."""
        made = cls(fileno=client.detach())
        made.until = time.monotonic() + seconds
        made.settimeout(min(READ_SECONDS, seconds))
        return made

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What has arrived. Raises ConnectionResetError, which gunicorn passes over, when it is too
        late."""
        late = ConnectionResetError(errno.ECONNRESET, "The sender is too slow.")
        left = self.until - time.monotonic()
        if left <= 0:
            raise late
        silence = self.gettimeout()
        self.settimeout(left if silence is None else min(left, silence))
        try:
            return super().recv(size, flags)
        except TimeoutError:
            raise late from None
        finally:
            self.settimeout(silence)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send it all. Raises ConnectionResetError, which gunicorn passes over, when the other end
        takes it too slowly."""
        with _left_if_slow():
            super().sendall(data, flags)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file, as a page of the site is. Raises what ``sendall`` does."""
        with _left_if_slow():
            return super().sendfile(file, offset, count)


@contextmanager
def _left_if_slow() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise ConnectionResetError(errno.ECONNRESET, "The reader is too slow.") from None


class Worker(SyncWorker):  # type: ignore[misc]
    """One request at a time, because memory zones are not safe to share between threads.

    Browsers open connections ahead of need. One that stays silent would hold a sync worker until
    gunicorn kills it, so it is closed; browsers open another when they have something to say.
    """

    leaving = False
    seat = 0

    def handle(self, listener: Any, client: socket.socket, addr: Any) -> None:
        """Answer one connection, unless nothing comes from it."""
        if not select.select([client], [], [], SILENT_SECONDS)[0]:
            client.close()
            return
        sender = Sender.of(client, READ_SHARE * self.cfg.timeout)
        super().handle(listener, sender, addr)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer what is not HTTP with a problem document. gunicorn would log words of it."""
        if isinstance(exc, (LimitRequestHeaders, LimitRequestLine)):
            problem = problems.Problem(
                "bad_request",
                "The address or the headers of the request are too long. Send what is long in the "
                "body. See /openapi.json.",
            )
        elif isinstance(exc, ParseException):
            problem = problems.Problem(
                "bad_request", "The request is not HTTP that can be read. See /openapi.json."
            )
        elif isinstance(exc, Exception):
            problem = problems.mistake(exc)
        else:
            raise exc
        counting.never_heard(self.wsgi, problem.code)
        answer = headers.protect(problems.answer(problem))
        body = answer.get_data()
        answer.headers["Connection"] = "close"
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        try:
            client.sendall(f"HTTP/1.1 {answer.status}\r\n{head}\r\n".encode("latin-1") + body)
        except OSError:
            return

    def init_signals(self) -> None:
        """As gunicorn does, but for what a terminal sends to parent and workers alike.

        What it means is the parent's to say: a worker would drop what it has in hand.
        """
        super().init_signals()
        for each in (signal.SIGINT, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: leave once those who wait have been answered."""
        self.leaving = True
        super().handle_exit(sig, frame)

    def run_for_one(self, timeout: float) -> None:
        """Answer until told to leave, then those who were waiting when the word came."""
        super().run_for_one(timeout)
        if not self.leaving:
            return
        for _ in range(waiting(self.sockets[0])):
            self.notify()
            try:
                self.accept(self.sockets[0])
            except OSError:
                return


class Doorkeeper(Arbiter):  # type: ignore[misc]
    """gunicorn's parent process, which lets nobody queue up any more once it is told to stop."""

    def init_signals(self) -> None:
        """As gunicorn does, but for those that would start another parent, or add or take away
        workers that nobody counts. Who started this with ``nohup`` wants it to go on."""
        nohup = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        super().init_signals()
        for each in (signal.SIGUSR2, signal.SIGTTIN, signal.SIGTTOU):
            signal.signal(each, signal.SIG_IGN)
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def handle_int(self) -> None:
        """Ctrl+C: end as on SIGTERM. While that lasts, a second one ends at once (``stop``)."""
        raise StopIteration

    def handle_hup(self) -> None:
        """The terminal was closed: end as on SIGTERM."""
        raise StopIteration

    def stop(self, graceful: bool = True) -> None:
        """Close the door, let the workers answer those who are inside, and end."""
        for listener in self.LISTENERS:
            # A queue of no length: who waits stays in it, and newcomers find nobody at home.
            listener.sock.listen(0)
        super().stop(graceful)


class Gunicorn(BaseApplication):  # type: ignore[misc]
    """An application that is there already, on a socket that listens already."""

    def __init__(self, app: Flask, settings: Mapping[str, object]) -> None:
        """``settings`` are gunicorn's own, by name."""
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn; those that this version does not know are left out."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made before the first fork."""
        return self._app

    def run(self) -> None:
        """Serve until a signal ends it."""
        Doorkeeper(self).run()


def waiting(listener: Any) -> int:
    """How many connections wait to be taken from a socket; 0 where the system does not tell."""
    return _told(listener, _QUEUE_AT)


def room(listener: Any) -> int:
    """How many connections may wait to be taken from a socket; 0 where the system does not tell."""
    return _told(listener, _ROOM_AT)


def _told(listener: Any, at: int) -> int:
    if _TCP_INFO is None:
        return 0
    try:
        told = listener.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, at + 4)
    except OSError:
        return 0
    return int(struct.unpack_from("=I", told, at)[0]) if len(told) > at else 0


def run(
    app: Flask, listener: socket.socket, *, on_ready: Callable[[], None], **options: int
) -> None:
    """Serve until a signal ends it. ``options`` are gunicorn's own."""
    # From here on the collector leaves alone what workers share with their parent.
    gc.collect()
    gc.freeze()
    if hasattr(socket, "TCP_DEFER_ACCEPT"):
        # Where the system can, a connection only reaches a worker when it has something to say.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
    Gunicorn(
        app,
        {
            "bind": f"fd://{listener.detach()}",
            "worker_class": f"{__name__}.{Worker.__name__}",
            "preload_app": True,
            "control_socket_disable": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "proc_name": "sayso",
            # Nobody's headers say where a request is from or what it asks for.
            "forwarded_allow_ips": "",
            "worker_tmp_dir": str(scratch.folder() or "") or None,
            "when_ready": lambda arbiter: on_ready(),
            "post_worker_init": _introduce,
            **_seated(app.extensions.get("sayso-seats")),
            **options,
        },
    ).run()


def _seated(seats: Seats | None) -> dict[str, Callable[[Any, Any], None]]:
    """Hooks by which each worker has a seat to count on, of which there are no more than workers.

    The next worker gets the seat of one that has left, however it left.
    """
    if seats is None:
        return {}

    def before(arbiter: Any, worker: Any) -> None:
        taken = {each.seat for each in arbiter.WORKERS.values()}
        worker.seat = min(set(range(len(taken) + 1)) - taken)

    return {
        "pre_fork": before,
        "post_fork": lambda arbiter, worker: seats.take(worker.seat),
        "child_exit": lambda arbiter, worker: seats.leave(worker.seat),
    }


def _introduce(worker: Any) -> None:
    """Tell the application how its process leaves, lives, and counts those who wait."""

    def leave() -> None:
        worker.alive = False

    app = worker.app.wsgi()
    deadline.on_retire(app, leave)
    heartbeat.on_beat(app, worker.notify)
    # The room is asked for once: a server that is told to stop lets nobody in any more.
    pressure.on_waiting(app, lambda: waiting(worker.sockets[0]), room=room(worker.sockets[0]))
