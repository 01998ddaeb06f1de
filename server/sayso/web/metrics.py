"""Numbers for Prometheus (``--metrics``): how many, how long, how large; never what or whose.

Labels come from lists of our own: routes as they are written in the code, methods, statuses,
codes of problems. So nothing that is sent, nor a path or an address, can be a label, and there
are only so many series.

Workers count in files of numbers that they share (prometheus_client's multi-process mode). These
are named after seats, not processes: a worker that takes the place of another counts on where it
ended, and however many come and go there are as many files as seats.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

# psutil has no types, and prometheus_client not everywhere: hence the ignores here.
import psutil  # type: ignore[import-untyped]
from flask import Blueprint, Flask, Response, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    values,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from werkzeug.wsgi import ClosingIterator

from sayso import SCHEMA, __version__
from sayso.pipeline import model_version
from sayso.web import counting, scratch
from sayso.web.access import host_name
from sayso.web.pressure import Pressure, waiting_now
from sayso.web.problems import KINDS, Problem
from sayso.web.settings import Settings, is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from sayso.analyse import Analysis

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_OTHER = "other"
_ROUTE = "sayso.route"
# Seconds; 0.15 and 0.3 are what an article of usual length should take. A batch may take minutes.
_SECONDS = (0.01, 0.05, 0.1, 0.15, 0.3, 0.6, 1, 2, 3.5, 10, 30, 100, 300)
# Headers by which proxies tell that they ask for somebody else.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


class Seats:
    """The places of the workers, which outlast them: each counts in the files of its seat."""

    def __init__(self) -> None:
        """A folder for the files, which this process takes away when it ends."""
        self.folder = Path(tempfile.mkdtemp(prefix="sayso-metrics-", dir=scratch.folder()))
        self.parent = os.getpid()
        self._mine = "parent"
        atexit.register(self._clear)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)
        # Before any number is made; from here on, all of them are kept in files.
        made: Any = values.MultiProcessValue(lambda: self._mine)  # type: ignore[no-untyped-call]
        values.ValueClass = made

    def take(self, number: int) -> None:
        """Count on this seat from now on."""
        self._mine = str(number)

    def leave(self, number: int) -> None:
        """Forget what only counted while the worker on this seat lived."""
        mark_process_dead(number, str(self.folder))  # type: ignore[no-untyped-call]

    def _clear(self) -> None:
        # Workers inherit this; only their parent may do it.
        if os.getpid() == self.parent:
            shutil.rmtree(self.folder, ignore_errors=True)


class Numbers:
    """All that is counted. ``seats`` are the places of several processes; None for one alone."""

    def __init__(self, seats: Seats | None) -> None:
        """Nothing has been counted, but for what former workers on the seats have."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.seats = seats
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "sayso_requests", "Requests that were answered.", ("method", "route", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "sayso_request_seconds", "Seconds from a worker's taking a request to its last byte.",
            ("route",), buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.now = Gauge(
            "sayso_requests_now", "Requests that workers have in hand.",
            multiprocess_mode="livesum", registry=self.registry,
        )  # fmt: skip
        self.problems = Counter(
            "sayso_problems", "Requests, and lines of batches, that were answered with a problem.",
            ("code",), registry=self.registry,
        )  # fmt: skip
        # A number that begins with 1 has not risen, as Prometheus sees it.
        for code in KINDS:
            self.problems.labels(code)
        self.texts = Counter(
            "sayso_texts_read", "Texts that were read.", registry=self.registry
        )  # fmt: skip
        self.incomplete = Counter(
            "sayso_texts_incomplete", "Of these, texts of which only a part was read in time.",
            registry=self.registry,
        )  # fmt: skip
        self.words = Counter("sayso_words_read", "Words of these texts.", registry=self.registry)

    def read(self, analysis: Analysis) -> None:
        """Count a text."""
        self.texts.inc()
        self.words.inc(analysis.words)
        if analysis.incomplete:
            self.incomplete.inc()

    def refused(self, code: str) -> None:
        """Count a problem."""
        self.problems.labels(code).inc()

    def counted(self, app: WSGIApplication) -> WSGIApplication:
        """The app, each request of which is counted once its last byte has been sent."""

        def counting_(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            began = time.perf_counter()
            status = "500"
            self.now.inc()

            def start(line: str, *rest: Any) -> Any:
                nonlocal status
                status = line[:3]
                return start_response(line, *rest)

            def end() -> None:
                method = environ["REQUEST_METHOD"]
                route = environ.get(_ROUTE, _OTHER)
                self.now.dec()
                self.seconds.labels(route).observe(time.perf_counter() - began)
                self.requests.labels(method if method in _METHODS else _OTHER, route, status).inc()
                if counting.PROBLEM in environ:
                    self.refused(environ[counting.PROBLEM])

            try:
                answer = app(environ, cast("StartResponse", start))
            except BaseException:
                end()
                raise
            return ClosingIterator(answer, end)

        return counting_

    def told(self, now: Collector) -> CollectorRegistry:
        """Everything there is to tell: what all workers have counted, and what is so right now."""
        told = CollectorRegistry()
        told.register(now)
        if self.seats is None:
            told.register(cast(Collector, self.registry))
        else:
            MultiProcessCollector(told, str(self.seats.folder))  # type: ignore[no-untyped-call]
        return told


class Now(Collector):
    """What is not counted but looked at when somebody asks."""

    def __init__(self, seats: Seats | None, pressure: Pressure, workers: int) -> None:
        """``workers`` are how many there should be."""
        self._seats = seats
        self._pressure = pressure
        self._wanted = workers

    def collect(self) -> Iterator[Metric]:
        """The versions, the workers, their memory, and who waits."""
        about = {"version": __version__, "model": model_version(), "schema": SCHEMA}
        yield InfoMetricFamily("sayso", "What answers.", about)
        parent, workers = self._processes()
        yield GaugeMetricFamily("sayso_workers", "Workers that live.", len(workers))
        yield GaugeMetricFamily("sayso_workers_wanted", "Workers as set.", self._wanted)
        if parent is not None:
            yield GaugeMetricFamily(
                "sayso_parent_resident_bytes", "Memory of the process that starts workers.", parent
            )
        yield GaugeMetricFamily(
            "sayso_workers_resident_bytes",
            "Memory of all workers; what they share with each other is in it for each.",
            sum(workers),
        )
        yield GaugeMetricFamily(
            "sayso_largest_worker_resident_bytes", "Memory of the largest worker.",
            max(workers, default=0),
        )  # fmt: skip
        yield GaugeMetricFamily(
            "sayso_requests_waiting", "Requests that no worker has taken yet.", waiting_now()
        )
        yield GaugeMetricFamily(
            "sayso_batches_now", "Batches that are being read.", self._pressure.batches.taken()
        )

    def _processes(self) -> tuple[int | None, list[int]]:
        """Bytes of the parent, where there is one, and of each worker."""
        if self._seats is None:
            return None, [int(psutil.Process().memory_info().rss)]
        parent = psutil.Process(self._seats.parent)
        workers = []
        for child in parent.children():
            try:
                if child.status() != psutil.STATUS_ZOMBIE:
                    workers.append(int(child.memory_info().rss))
            except psutil.NoSuchProcess:
                continue
        return int(parent.memory_info().rss), workers


def register(
    app: Flask, settings: Settings, pressure: Pressure, *, workers: int, seats: Seats | None
) -> None:
    """Count what this app answers, and tell it at /metrics."""
    numbers = Numbers(seats)
    now = Now(seats, pressure, workers)
    app.extensions["sayso-seats"] = seats
    # Flask means it to be wrapped so, but to mypy it is a method.
    app.wsgi_app = numbers.counted(app.wsgi_app)  # type: ignore[assignment,method-assign]
    counting.on_read(app, numbers.read)
    counting.on_refused(app, numbers.refused)

    # Before anything else looks at the request: what is refused has a route as well.
    @app.url_value_preprocessor
    def name_route(endpoint: str | None, values: object) -> None:
        if request.url_rule is not None:
            request.environ[_ROUTE] = request.url_rule.rule

    metrics = Blueprint("metrics", __name__)

    @metrics.get("/metrics")
    def tell() -> Response:
        _check_near(settings)
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(numbers.told(now)), content_type=kind)

    app.register_blueprint(metrics)


def _check_near(settings: Settings) -> None:
    """Raise Problem for whoever asks from elsewhere, where no token has told who they are."""
    sent = host_name(request.headers.get("Host", "")) or ""
    near = is_loopback(request.remote_addr or "") and is_loopback(sent)
    if settings.token or (near and not any(name in request.headers for name in _FORWARDED)):
        return
    raise Problem(
        "unauthorized",
        "Numbers are told on this machine, under the name 127.0.0.1 or localhost, or to who has "
        "the token, where the server was started with one (SAYSO_TOKEN).",
    )
