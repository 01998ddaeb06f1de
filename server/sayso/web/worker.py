"""gunicorn, started from within: sync workers forked from a process that has the pipeline warm."""

from __future__ import annotations

import gc
import os
import select
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.workers.sync import SyncWorker  # type: ignore[import-untyped]

from sayso.web import deadline, heartbeat

SILENT_SECONDS = 1.0
READ_SECONDS = 20.0


class Worker(SyncWorker):  # type: ignore[misc]
    """One request at a time, because memory zones are not safe to share between threads.

    Browsers open connections ahead of need. One that stays silent would hold a sync worker until
    gunicorn kills it, so it is closed; browsers open another when they have something to say.
    """

    def handle(self, listener: Any, client: socket.socket, addr: Any) -> None:
        """Answer one connection, unless nothing comes from it."""
        if not select.select([client], [], [], SILENT_SECONDS)[0]:
            client.close()
            return
        client.settimeout(READ_SECONDS)
        super().handle(listener, client, addr)


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


def run(
    app: Flask, listener: socket.socket, *, on_ready: Callable[[], None], **options: int
) -> None:
    """Serve until a signal ends it. ``options`` are gunicorn's own."""
    # From here on the collector leaves alone what workers share with their parent.
    gc.collect()
    gc.freeze()
    shared = Path("/dev/shm")
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
            "worker_tmp_dir": str(shared) if os.access(shared, os.W_OK) else None,
            "when_ready": lambda arbiter: on_ready(),
            "post_worker_init": _introduce,
            **options,
        },
    ).run()


def _introduce(worker: Any) -> None:
    """Tell the application how its process leaves, and how it says that it is alive."""

    def leave() -> None:
        worker.alive = False

    app = worker.app.wsgi()
    deadline.on_retire(app, leave)
    heartbeat.on_beat(app, worker.notify)
