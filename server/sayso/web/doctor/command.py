"""``sayso doctor``: from options to findings, and how they are shown."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from sayso import __version__
from sayso.web.serve import one_thread, read_name, read_origin, read_token
from sayso.web.settings import HOST, PORT, REPOSITORY, Settings

if TYPE_CHECKING:
    from sayso.web.doctor.finding import Finding
    from sayso.web.doctor.server import Question

_option = partial(click.option, show_envvar=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a server is meant to be like, as its own variables say."""

    seconds: float
    workers: int | None


@click.command()
@click.argument("address", default="")
@_option(
    "--name",
    "names",
    envvar="SAYSO_ALLOW_HOST",
    multiple=True,
    metavar="NAME",
    help="Another host name that the server should answer to.",
)
@_option(
    "--origin",
    "origins",
    envvar="SAYSO_ALLOW_ORIGIN",
    multiple=True,
    metavar="ORIGIN",
    help="A web site whose pages should be able to use the server, such as https://news.example.",
)
@_option(
    "--token",
    envvar="SAYSO_TOKEN",
    default="",
    metavar="TOKEN",
    help="The server's token. Better given in the variable: other users can read options.",
)
@_option(
    "--workers",
    envvar="SAYSO_WORKERS",
    type=click.IntRange(1, 256),
    help="How many workers a server on this machine should have.",
)
@_option(
    "--seconds",
    envvar="SAYSO_SECONDS",
    default=Settings().seconds,
    show_default=True,
    type=click.FloatRange(0.1, 600),
    help="How long one text may take.",
)
@click.option(
    "--timeout",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 600),
    help="Seconds to wait for an answer of the server.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def doctor(
    context: click.Context,
    address: str,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    token: str,
    workers: int | None,
    seconds: float,
    timeout: float,
    as_json: bool,
) -> None:
    """Find out what keeps Sayso from working, and what to do about it.

    ADDRESS is where the server should be, such as https://sayso.school.example/; without it, where
    "sayso serve" with the same variables would be. Nothing else is asked and nothing is changed.
    One sentence, which is made up, is sent. Ends with 0 if there is nothing to do, else with 1.
    """
    one_thread()
    from sayso.web.doctor.address import read_address
    from sayso.web.doctor.server import Question

    try:
        place = read_address(address or _usual())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="ADDRESS") from None
    question = Question(
        address=place,
        names=tuple(read_name(name, option="--name") for name in names),
        origins=tuple(read_origin(origin, option="--origin") for origin in origins),
        token=read_token(token),
        timeout=timeout,
    )
    found = []
    for finding in examine(question, Wanted(seconds, workers)):
        found.append(finding)
        if not as_json:
            click.echo(finding.lines())
    count = sum(finding.state == "to do" for finding in found)
    if as_json:
        told = {
            "version": __version__,
            "address": str(place),
            "to_do": count,
            "findings": [finding.to_json() for finding in found],
        }
        click.echo(json.dumps(told, indent=2))
    else:
        things = "Nothing" if count == 0 else "One thing" if count == 1 else f"{count} things"
        click.echo(f"\n{things} to do.")
    context.exit(1 if count else 0)


def examine(question: Question, wanted: Wanted) -> Iterator[Finding]:
    """All that the doctor looks at, in the order in which one thing rests on the other."""
    from sayso.web.doctor import around, machine
    from sayso.web.doctor.server import Server

    yield from machine.program(wanted.seconds)
    server = Server(question)
    yield from server.findings()
    here = question.address.loopback
    if here and server.found:
        yield around.localhost(question.address, question.timeout)
    yield around.proxy(question.address)
    if here:
        yield machine.room(wanted.workers, running=server.found)
    yield machine.extension(REPOSITORY)


def _usual() -> str:
    """Where a server is that was started with these variables."""
    host = os.environ.get("SAYSO_HOST", "") or HOST
    port = os.environ.get("SAYSO_PORT", "") or str(PORT)
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise click.UsageError(
            "SAYSO_PORT is no port that a server can be asked at. Give ADDRESS, such as "
            "http://127.0.0.1:7297/."
        )
    if host in {"0.0.0.0", "::"}:
        host = HOST
    bracketed = f"[{host}]" if ":" in host else host
    return f"http://{bracketed}:{port}/"
