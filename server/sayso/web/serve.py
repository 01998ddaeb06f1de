"""``sayso serve``: from options and environment to a running server, and what to click."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import sys
from functools import partial
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from sayso.web import create_app, scratch, size
from sayso.web.settings import (
    HOST,
    LOOPBACK,
    PORT,
    REPOSITORY,
    Settings,
    is_address,
    is_loopback,
)

if TYPE_CHECKING:
    from flask import Flask

# A worker uses one core. More threads inside it only get in the way of the other workers.
_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
_BACKLOG = 4_096
# What tells when to replace a process, which has no meaning where there is but one.
_OF_PROCESSES = ("timeout", "max_requests", "max_requests_jitter")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,}=*")
# The ports of http and https, by the first six letters of an origin.
_USUAL = {"https:": 443, "http:/": 80}
_ORIGIN = re.compile(r"(?:https?|chrome-extension|moz-extension)://[a-z0-9.:\[\]-]+")


_option = partial(click.option, show_default=True, show_envvar=True)


@click.command()
@click.pass_context
@_option("--host", envvar="SAYSO_HOST", default=HOST, help="Address to listen on.")
@_option(
    "--port",
    envvar="SAYSO_PORT",
    default=PORT,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@_option(
    "--workers",
    envvar="SAYSO_WORKERS",
    default=None,
    show_default=f"one per core as far as memory goes; for this machine alone at most "
    f"{size.AT_MOST}",
    type=click.IntRange(1, 256),
    help="Processes that answer, each one request at a time.",
)
@_option(
    "--one-process/--processes",
    envvar="SAYSO_ONE_PROCESS",
    default=None,
    show_default="one process on Windows and macOS, processes elsewhere",
    help="Answer in threads of one process, which reads one text at a time, as Windows needs and "
    "macOS prefers. --workers is then the number of threads.",
)
@_option(
    "--seconds",
    envvar="SAYSO_SECONDS",
    default=Settings().seconds,
    type=click.FloatRange(0.1, 600),
    help="How long one text may take. What is ready then is the answer, with a word on what is "
    "not.",
)
@_option(
    "--wait",
    envvar="SAYSO_WAIT",
    default=Settings().wait,
    type=click.FloatRange(0.1, 600),
    help="How long a request may wait for its turn. One that would wait longer is told at once to "
    "come back later.",
)
@_option(
    "--body-bytes",
    envvar="SAYSO_BODY_BYTES",
    default=Settings().body_bytes,
    type=click.IntRange(1_000, 100_000_000),
    help="How large a request's body may be.",
)
@_option(
    "--batch-lines",
    envvar="SAYSO_BATCH_LINES",
    default=Settings().batch_lines,
    type=click.IntRange(1, 100_000),
    help="How many articles one batch may hold.",
)
@_option(
    "--batch-bytes",
    envvar="SAYSO_BATCH_BYTES",
    default=Settings().batch_bytes,
    type=click.IntRange(1_000, 1_000_000_000),
    help="How large a batch may be; each of its lines may be as large as a body.",
)
@_option(
    "--cache-bytes",
    envvar="SAYSO_CACHE_BYTES",
    default=Settings().cache_bytes,
    type=click.IntRange(0, 10_000_000_000),
    help="Memory that each process uses to keep answers, for pages that are read twice; 0: none. "
    "Nothing is written to disk.",
)
@_option(
    "--cache-seconds",
    envvar="SAYSO_CACHE_SECONDS",
    default=Settings().cache_seconds,
    type=click.FloatRange(1, 86_400),
    help="How long an answer is kept.",
)
@_option(
    "--token",
    envvar="SAYSO_TOKEN",
    default="",
    show_default="anybody who is let in by the other settings may ask",
    metavar="TOKEN",
    help="What programs must send to use the API ('Authorization: Bearer TOKEN'), 16 characters or "
    "more. Better given in the variable: other users of this machine can read options.",
)
@_option(
    "--languagetool",
    envvar="SAYSO_LANGUAGETOOL",
    is_flag=True,
    help="Also answer as a LanguageTool server does (/v2/check …), for editors that know such "
    "servers.",
)
@_option(
    "--metrics",
    envvar="SAYSO_METRICS",
    is_flag=True,
    help="Count requests, seconds, words and problems, and tell the numbers at /metrics, for "
    "Prometheus: on this machine, or to who has the token. Needs the extra sayso[metrics].",
)
@_option(
    "--allow-host",
    envvar="SAYSO_ALLOW_HOST",
    multiple=True,
    metavar="NAME",
    help="Another host name that the server answers to, such as sayso.school.example. "
    "May be given several times; in the variable, names stand apart by spaces.",
)
@_option(
    "--allow-origin",
    envvar="SAYSO_ALLOW_ORIGIN",
    multiple=True,
    metavar="ORIGIN",
    help="Another web site whose pages may use the API, such as https://news.example. "
    "May be given several times; in the variable, origins stand apart by spaces.",
)
@_option(
    "--site",
    envvar="SAYSO_SITE",
    default=Settings().site,
    show_default="site/dist of this repository",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with the site's pages.",
)
@_option(
    "--timeout",
    envvar="SAYSO_TIMEOUT",
    default=30,
    type=click.IntRange(5, 3_600),
    help="Seconds after which a worker that does not answer is replaced.",
)
@_option(
    "--graceful-timeout",
    envvar="SAYSO_GRACEFUL_TIMEOUT",
    default=10,
    type=click.IntRange(1, 3_600),
    help="Seconds that requests have to finish when the server is stopped.",
)
@_option(
    "--max-requests",
    envvar="SAYSO_MAX_REQUESTS",
    default=5_000,
    type=click.IntRange(0),
    help="Requests after which a worker is replaced by a fresh one; 0: never.",
)
@_option(
    "--max-requests-jitter",
    envvar="SAYSO_MAX_REQUESTS_JITTER",
    default=500,
    type=click.IntRange(0),
    help="Up to so many more, so that workers are not all replaced at once.",
)
def serve(
    context: click.Context,
    host: str,
    port: int,
    workers: int | None,
    one_process: bool | None,
    seconds: float,
    wait: float,
    body_bytes: int,
    batch_lines: int,
    batch_bytes: int,
    cache_bytes: int,
    cache_seconds: float,
    token: str,
    languagetool: bool,
    metrics: bool,
    allow_host: tuple[str, ...],
    allow_origin: tuple[str, ...],
    site: Path,
    timeout: int,
    graceful_timeout: int,
    max_requests: int,
    max_requests_jitter: int,
) -> None:
    """Start the server and say where to click.

    It listens on this machine only, unless --host and --allow-host say otherwise.
    """
    if timeout < seconds + 1:
        raise click.UsageError("--timeout must be longer than --seconds, or workers are killed.")
    if not host:
        raise click.UsageError("--host needs an address. For all of this machine's: --host 0.0.0.0")
    if is_loopback(host):
        host = read_name(host, option="--host")
    settings = Settings(
        hosts=_hosts(host, allow_host),
        origins=tuple(read_origin(origin) for origin in allow_origin),
        site=site.resolve(),
        body_bytes=body_bytes,
        seconds=seconds,
        wait=wait,
        batch_lines=batch_lines,
        batch_bytes=batch_bytes,
        cache_bytes=cache_bytes,
        cache_seconds=cache_seconds,
        token=read_token(token),
        languagetool=languagetool,
        metrics=_can_count(metrics),
    )
    in_threads = _in_threads(one_process)
    if not in_threads or not hasattr(os, "memfd_create"):
        _need_a_folder()
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    one_thread()
    if workers is None and in_threads:
        workers = size.AT_MOST
    if workers is None:
        at_most = size.AT_MOST if is_loopback(host) else None
        workers = size.workers_that_fit(size.cores(), size.free_memory(), at_most=at_most)
    app = _warm(settings, workers, processes=not in_threads)

    def say() -> None:
        click.echo(_where_to_click(host, port))
        sys.stdout.flush()

    if in_threads:
        from sayso.web import threads

        _say_what_has_no_effect(context)
        threads.run(
            app,
            listener,
            settings=settings,
            on_ready=say,
            threads=workers,
            graceful_timeout=graceful_timeout,
        )
        return
    from sayso.web import worker

    worker.run(
        app,
        listener,
        on_ready=say,
        workers=workers,
        timeout=timeout,
        graceful_timeout=graceful_timeout,
        max_requests=max_requests,
        max_requests_jitter=max_requests_jitter,
    )


def _need_a_folder() -> None:
    """Raise ClickException where nothing can be written: workers share small files."""
    if scratch.folder() is None:
        raise click.ClickException(f"{scratch.LACKING} {scratch.ADVICE}")


def _in_threads(one_process: bool | None) -> bool:
    """Whether one process answers. macOS can fork, but Apple's libraries may crash after it."""
    can_fork = hasattr(os, "fork") and find_spec("gunicorn") is not None
    if one_process is False and not can_fork:
        raise click.UsageError(
            "--processes needs gunicorn, which does not run on this system. Leave it out: one "
            "process then answers."
        )
    if one_process is None:
        return not can_fork or sys.platform == "darwin"
    return one_process


def _say_what_has_no_effect(context: click.Context) -> None:
    given = [
        f"--{name.replace('_', '-')}"
        for name in _OF_PROCESSES
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    ]
    if given:
        click.echo(
            f"No effect where one process answers: {', '.join(given)}. It is never replaced.",
            err=True,
        )


def one_thread() -> None:
    """Keep numerical libraries to one thread. Call it before numpy is imported."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")


def read_token(token: str) -> str:
    """The token as given. What is wrong with it is said without showing it."""
    if token and not _TOKEN.fullmatch(token):
        raise click.UsageError(
            "--token needs 16 or more of the characters A-Z a-z 0-9 . _ ~ + / - and = at its end."
        )
    return token


def _can_count(metrics: bool) -> bool:
    if metrics and find_spec("prometheus_client") is None:
        raise click.UsageError(
            "--metrics needs a package that is not here. In Sayso's folder: .venv/bin/pip install "
            "--constraint constraints.txt --editable '.[metrics]'"
        )
    return metrics


def _hosts(host: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The host names to answer to. An address that others can reach asks for a name."""
    names = tuple(read_name(name) for name in allowed)
    if is_loopback(host):
        return tuple(dict.fromkeys([*LOOPBACK, host.lower(), *names]))
    if names:
        return tuple(dict.fromkeys([*LOOPBACK, *names]))
    raise click.UsageError(
        f"With --host {host} other machines can send their articles here. If that is meant, say "
        "under which name they will: --allow-host NAME. Put a proxy with https in front."
    )


def read_name(name: str, *, option: str = "--allow-host") -> str:
    """A host name in lower case or an address in short form. Raises BadParameter for neither."""
    plain = name.lower()
    if is_address(plain) and "%" not in plain:
        return ip_address(plain).compressed
    if _NAME.fullmatch(plain) and ".." not in plain:
        return plain
    raise click.BadParameter(
        f"'{plain}' is no host name. Give the name alone, without https:// and port.",
        param_hint=option,
    )


def read_origin(origin: str, *, option: str = "--allow-origin") -> str:
    """The origin as browsers send it. Raises BadParameter for what is none."""
    plain = origin.lower().rstrip("/")
    if _ORIGIN.fullmatch(plain) and (port := _port_of(plain)) is not None:
        # Browsers leave out the port that goes without saying.
        return plain.removesuffix(f":{port}") if port == _USUAL.get(plain[:6]) else plain
    raise click.BadParameter(
        f"'{origin}' is no origin. Write it like https://news.example, without a path.",
        param_hint=option,
    )


def _port_of(origin: str) -> int | None:
    """The port that an origin names, 0 where it names none; None where it is no address."""
    try:
        parts = urlsplit(origin)
        port = parts.port or 0
        host = parts.hostname or ""
    except ValueError:
        return None
    return port if is_address(host) or (_NAME.fullmatch(host) and ".." not in host) else None


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Visitors who come before the pipeline is loaded wait on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # All addresses are those of both kinds: 127.0.0.1 is what is told, and asked by the doctor.
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server(
            (host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise click.ClickException(
                f"Cannot listen on {host}, port {port}: {error.strerror}."
            ) from None
    if _is_sayso(host, port):
        raise click.ClickException(
            f"Sayso is already running: {_address(host, port)}. To start another, "
            f"choose another port: sayso serve --port {port + 1}"
        )
    raise click.ClickException(
        f"Port {port} is in use by another program. Choose another port: "
        f"sayso serve --port {port + 1}\nWhich program it is, “sayso doctor” may know."
    )


def _is_sayso(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        found = json.loads(connection.getresponse().read(1_000))
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return isinstance(found, dict) and found.get("name") == "sayso"


def _warm(settings: Settings, workers: int, *, processes: bool) -> Flask:
    """The application with its pipeline loaded, so that forked workers share it."""
    seats = None
    if settings.metrics and processes:
        from sayso.web.metrics import Seats

        seats = Seats()
    app = create_app(settings, workers=workers, seats=seats)
    from sayso import pipeline

    pipeline.load()
    return app


def _address(host: str, port: int) -> str:
    wildcard = host in {"0.0.0.0", "::"}
    name = HOST if wildcard else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _where_to_click(host: str, port: int) -> str:
    return f"""Sayso is running: {_address(host, port)}
Open this address to paste an article.{_how_to_load_the_extension()}
Nothing leaves this machine. Ctrl+C stops the server."""


def _how_to_load_the_extension() -> str:
    if not (REPOSITORY / "extension" / "manifest.json").is_file():
        return ""  # An installed package, as in a container, has none.
    folder = REPOSITORY / "build" / "extension"
    missing = "" if folder.is_dir() else "First make it, in another terminal: make extension\n  "
    return f""" To see notes on news pages, load the extension:
  {missing}Chrome, Chromium, Edge: open chrome://extensions, switch on "Developer mode",
    click "Load unpacked" and choose {folder}
  Firefox: open about:debugging#/runtime/this-firefox, click "Load Temporary Add-on"
    and choose {folder / "manifest.json"}
Then click its button on an article."""
