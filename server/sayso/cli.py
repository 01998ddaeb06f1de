"""The command line: ``sayso analyze``, ``explain``, ``types``, ``generate``, ``new-note``,
``corpus``, ``serve``, ``doctor`` …
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso import __version__
from sayso.corpus.command import corpus
from sayso.web.doctor.command import doctor
from sayso.web.serve import serve

if TYPE_CHECKING:
    from sayso.wire import Offsets


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sayso")
def main() -> None:
    """Who says so, and how sure? Sayso notes sourcing and hedging in news text.

    It describes wording. It does not say whether anything is true.
    """


@main.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "csv", "web-annotation"]),
    default="text",
    show_default=True,
    help="For people, the API's JSON, a page that stands alone, a row for each note, or W3C Web "
    "Annotations.",
)
@click.option(
    "--offsets",
    type=click.Choice(["code-point", "utf-16", "utf-8"]),
    default="code-point",
    show_default=True,
    help="Unit of offsets in JSON and CSV.",
)
@click.option(
    "--include",
    default="",
    metavar="LIST",
    help="attributions,sources,sentences,segments,considered (JSON).",
)
@click.option(
    "--types", default="", metavar="LIST", help="Only these note types, separated by commas."
)
@click.option("--exclude", default="", metavar="LIST", help="Not these note types.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show all notes, not only those shown first (text, HTML).",
)
def analyze(file: Path, form: str, offsets: Offsets, include: str, types: str, exclude: str,
            everything: bool) -> None:  # fmt: skip
    """Find the notes in FILE (plain text, UTF-8); - reads standard input."""
    from sayso.analyse import analyse
    from sayso.export.page import to_html
    from sayso.export.table import to_csv
    from sayso.export.web_annotation import to_web_annotation
    from sayso.terminal import show
    from sayso.text import TextError
    from sayso.wire import INCLUDE, to_json

    wanted = _list(include, allowed=INCLUDE, option="--include")
    try:
        analysis = analyse(
            _read(file),
            types=_list(types) or None,
            exclude=_list(exclude),
            considered="considered" in wanted,
        )
    except TextError as error:
        raise click.ClickException(f"{file}: {error}") from error
    except KeyError as error:
        raise click.ClickException(
            f"There is no note type {error}. “sayso types” lists all."
        ) from error
    if form == "text":
        show(analysis, everything=everything)
        return
    made = {
        "json": lambda: json.dumps(to_json(analysis, offsets=offsets, include=wanted), indent=2),
        "html": lambda: to_html(analysis, everything=everything),
        "csv": lambda: to_csv(analysis, offsets=offsets),
        "web-annotation": lambda: json.dumps(to_web_annotation(analysis), indent=2),
    }[form]()
    # Bytes: whatever the terminal's encoding and line ends are, a file has its own.
    click.echo(made.encode(), nl=not made.endswith("\n"))


@main.command()
@click.argument("sentence")
def explain(sentence: str) -> None:
    """Show tokens, parse, spans, attributions, notes and rejected candidates of SENTENCE."""
    from sayso.explain import explain as explained
    from sayso.text import TextError

    try:
        click.echo(explained(sentence))
    except TextError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option(
    "--json", "as_json", is_flag=True, help="All that there is to know, as /v1/types gives it."
)
def types(as_json: bool) -> None:
    """List the note types."""
    from sayso.generate import type_to_json
    from sayso.notes import NOTE_TYPES

    if as_json:
        click.echo(json.dumps([type_to_json(t) for t in NOTE_TYPES], indent=2, ensure_ascii=False))
        return
    for note_type in NOTE_TYPES:
        off = "" if note_type.default else "  (off by default)"
        click.echo(f"{note_type.id:<30} {note_type.family:<9} {note_type.title}{off}")


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a derived file is stale.")
def generate(check: bool) -> None:
    """Write all files that are derived from the note types."""
    from sayso import generate as derived

    paths = derived.stale() if check else derived.generate()
    for path in paths:
        click.echo(f"{'stale' if check else 'wrote'} {path.relative_to(derived.ROOT)}")
    if check and paths:
        raise click.ClickException("Derived files are stale. Run “sayso generate”.")


@main.command("new-note")
@click.argument("id")
def new_note(id: str) -> None:
    """Write the stub of the note type ID and register it."""
    from sayso.scaffold import new_note as scaffold

    try:
        _, todo = scaffold(id)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(todo)


@main.group()
def evaluate() -> None:
    """Measure the shipped analyser against people."""


@evaluate.command("notes")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--json",
    "to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write JSON to this file.",
)
@click.option("--misses", is_flag=True, help="List what was missed and what was found in vain.")
def evaluate_notes(folder: Path, to: Path | None, misses: bool) -> None:
    """Compare with FOLDER/*.txt and FOLDER/notes.jsonl, annotated by hand."""
    from sayso.evaluate import evaluate as measured
    from sayso.evaluate import table

    try:
        result = measured(folder)
    except FileNotFoundError as error:
        raise click.ClickException(
            f"{folder}: there is no notes.jsonl with annotations."
        ) from error
    except (ValueError, KeyError) as error:
        raise click.ClickException(f"{folder}: {error}") from error
    click.echo(table(result, misses=misses))
    _write_json(to, result.to_json())


@evaluate.command("weasel")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read only N sentences, always the same ones.",
)
@click.option(
    "--json",
    "to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write JSON to this file.",
)
@click.option("--misses", is_flag=True, help="List what was missed and what was found in vain.")
def evaluate_weasel(file: Path, sample: int | None, to: Path | None, misses: bool) -> None:
    """Compare with FILE, a CSV of sentences: text, and label 1 where it is uncertain."""
    from sayso.weasel import evaluate as measured
    from sayso.weasel import table

    try:
        result = measured(file, sample=sample)
    except (ValueError, csv.Error) as error:
        raise click.ClickException(str(error)) from error
    click.echo(table(result, misses=misses))
    _write_json(to, result.to_json())


@evaluate.command("accuracy")
def evaluate_accuracy() -> None:
    """Measure everything again and write the figures that the API and the site show."""
    from sayso import accuracy

    found, missing = accuracy.measure()
    accuracy.PATH.write_text(accuracy.text(found), "utf-8")
    for path in missing:
        click.echo(f"{path} is not here; its figures stay as they were.")
    click.echo(f"wrote {accuracy.PATH.relative_to(accuracy.ROOT)}")


main.add_command(corpus)
main.add_command(serve)
main.add_command(doctor)


def _write_json(to: Path | None, result: dict[str, Any]) -> None:
    if to is not None:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


def _list(words: str, *, allowed: Iterable[str] | None = None, option: str = "") -> list[str]:
    named = [word.strip() for word in words.split(",") if word.strip()]
    for word in named:
        if allowed is not None and word not in allowed:
            raise click.ClickException(f"{option}: “{word}” is none of {', '.join(allowed)}.")
    return named


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file}: byte {error.start} is not UTF-8. Save the text as UTF-8 and try again."
        ) from error


if __name__ == "__main__":
    main()
