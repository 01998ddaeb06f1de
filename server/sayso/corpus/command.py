"""``sayso corpus``: from options to a run, and what to say about it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sayso.corpus.options import Form, Options
    from sayso.corpus.pool import Pool
    from sayso.wire import Offsets

# A worker uses one core. More threads inside it only get in the way of the other workers.
_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
_FORMS = ("jsonl", "jsonl.gz", "csv", "csv.gz", "parquet")


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--form",
    type=click.Choice(_FORMS),
    show_default="by OUT's name; jsonl for a folder",
    help="An answer for each article (jsonl), or a row for each note, with a second table that "
    "has a row for each article (csv, parquet).",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 4096),
    show_default="one per core",
    help="Processes on this machine.",
)
@click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="Use the workers of this Dask scheduler instead.",
)
@click.option(
    "--offsets",
    type=click.Choice(["code-point", "utf-16", "utf-8"]),
    default="code-point",
    show_default=True,
    help="Unit of all offsets, in IN and OUT.",
)
@click.option(
    "--include",
    default="",
    metavar="LIST",
    help="attributions,sources,sentences,segments,considered (jsonl).",
)
@click.option(
    "--types", default="", metavar="LIST", help="Only these note types, separated by commas."
)
@click.option("--exclude", default="", metavar="LIST", help="Not these note types.")
@click.option(
    "--id-field",
    default="id",
    show_default=True,
    metavar="NAME",
    help="Field with its id.",
)
@click.option(
    "--text-field", default="text", show_default=True, metavar="NAME", help="Field with its text."
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="How long one article may take before it gets an error instead.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Throw away what an earlier run made or began, and begin anew.",
)
def corpus(
    source: Path,
    out: Path,
    form: Form | None,
    workers: int | None,
    scheduler: str | None,
    offsets: Offsets,
    include: str,
    types: str,
    exclude: str,
    id_field: str,
    text_field: str,
    seconds: float,
    again: bool,
) -> None:
    """Find the notes in many articles: IN is a file or a folder, and so is OUT.

    IN has JSON Lines (also .gz) or Parquet: an article to a line, with "id" and "text", and with
    "segments" and "page" where there are any; other fields are left alone. OUT has the answers in
    the same order. A run that was cut short, even by a crash, goes on when the same command is
    given again. docs/corpora.md shows what can be done with the answers.
    """
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    from sayso.corpus.jobs import find_jobs
    from sayso.corpus.progress import Shown, ended
    from sayso.corpus.run import run
    from sayso.corpus.trouble import Stopped, Trouble

    began = time.monotonic()
    try:
        if workers is not None and scheduler is not None:
            raise Trouble("--workers is for this machine. With --scheduler, the cluster has them.")

        def options(chosen: Form) -> Options:
            return _options(chosen, offsets, include, types, exclude, id_field, text_field, seconds)

        jobs = find_jobs(source, out, form, options)
        total = sum(path.stat().st_size for job in jobs for path in job.inputs)
        with _stopping() as asked, Shown(total) as shown, _pool(workers, scheduler) as pool:
            counts = run(jobs, pool, shown, again=again, stopping=asked)
    except Trouble as error:
        raise click.ClickException(str(error)) from error
    except Stopped:
        click.echo("Stopped. The same command (without --again) goes on from here.", err=True)
        sys.exit(130)
    bad = [job.places["bad"] for job in jobs if job.places["bad"].exists()]
    places = ", ".join(map(str, bad[:3])) + (" …" if len(bad) > 3 else "")
    click.echo(ended(counts, time.monotonic() - began, places=places), err=True)


def _options(
    form: Form,
    offsets: Offsets,
    include: str,
    types: str,
    exclude: str,
    id_field: str,
    text_field: str,
    seconds: float,
) -> Options:
    from sayso.analyse import select
    from sayso.corpus.options import Options, engine
    from sayso.corpus.trouble import Trouble
    from sayso.wire import INCLUDE

    wanted = _list(include)
    if unknown := [word for word in wanted if word not in INCLUDE]:
        raise Trouble(f"--include: “{unknown[0]}” is none of {', '.join(INCLUDE)}.")
    if wanted and not form.startswith("jsonl"):
        raise Trouble("--include adds to JSON answers; the tables have no room for it.")
    named = _list(types)
    try:
        select(named or None, _list(exclude))
    except KeyError as error:
        raise Trouble(f"There is no note type {error}. “sayso types” lists all.") from error
    return Options(
        form=form,
        offsets=offsets,
        types=named or None,
        exclude=_list(exclude),
        include=wanted,
        id_field=id_field,
        text_field=text_field,
        seconds=seconds,
        engine=engine(),
    )


@contextmanager
def _pool(workers: int | None, scheduler: str | None) -> Iterator[Pool]:
    from sayso.corpus.cluster import DaskPool
    from sayso.corpus.pool import LocalPool

    pool: Pool = DaskPool(scheduler) if scheduler else LocalPool(workers or _cores())
    try:
        yield pool
    finally:
        pool.close()


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed or the process asked to end. A second time ends it at once."""
    asked: list[int] = []

    def ask(number: int, frame: object) -> None:
        asked.append(number)
        signal.signal(number, before[signal.Signals(number)])

    before = {kind: signal.signal(kind, ask) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _list(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
