"""This machine and this installation: Python, spaCy, the model, cores, memory, the extension."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sayso import __version__
from sayso.web import scratch, size
from sayso.web.doctor.finding import Finding, fine, note, to_do

# As pyproject.toml says.
PYTHON = (3, 11)

# An article of usual length, in words; of the invented one below, time is taken and scaled to it.
_USUAL = 650
# The first time is the slowest.
_TIMES = 3
_ARTICLE = "\n\n".join(
    (
        "Harbour wall in Tellin could fail, engineers warn",
        "The harbour wall in Tellin may not survive another winter, according to Marit Oslund, "
        "the town's chief engineer. “We have perhaps two years,” Oslund said on Monday. Two "
        "officials who asked not to be named said that the ministry had known since spring.",
        "The repairs reportedly cost about 40 million crowns. It is believed that the council "
        "will meet in March. A report by the Vesland Herald, citing sources in the ministry, "
        "suggested that the work has been put off. If the estimate holds, the wall would last "
        "until 2031. Critics say the town knew.",
    )
)
_AGAIN = "Install Sayso again: make install."


def program(seconds: float) -> Iterator[Finding]:
    """Whether this installation can analyse. ``seconds`` is what a text may take."""
    from sayso.pipeline import MODEL

    yield python(sys.version_info[:3])
    yield package()
    if scratch.folder() is None:
        yield to_do("Files", scratch.LACKING, scratch.ADVICE)
    meta = read_meta(MODEL)
    if isinstance(meta, Finding):
        yield meta
        return
    yield spacy_version(str(meta.get("spacy_version", "")))
    yield from model(MODEL, meta, seconds)


def python(found: tuple[int, ...]) -> Finding:
    """Whether Python is new enough."""
    words = ".".join(map(str, found))
    wanted = ".".join(map(str, PYTHON))
    if found >= PYTHON:
        return fine("Python", f"{words}.")
    return to_do("Python", f"{words} is too old.", f"Install Python {wanted} or newer, then Sayso.")


def package() -> Finding:
    """Whether what pip knows is what runs."""
    folder = Path(__file__).resolve().parents[2]
    try:
        known = version("sayso")
    except PackageNotFoundError:
        return note("Sayso", f"{__version__}, in {folder}, which pip has not installed.")
    if known == __version__:
        return fine("Sayso", f"{__version__}, in {folder}.")
    return note("Sayso", f"{__version__} runs, in {folder}; pip has installed {known}.", _AGAIN)


def read_meta(folder: Path) -> dict[str, Any] | Finding:
    """What the model says of itself, or what is wrong with that."""
    try:
        meta = json.loads(folder.joinpath("meta.json").read_text("utf-8"))
    except OSError:
        return _no_model(folder, "meta.json cannot be read")
    except ValueError:
        return _no_model(folder, "meta.json is not JSON")
    if isinstance(meta, dict) and {"name", "version", "spacy_version"} <= meta.keys():
        return meta
    return _no_model(folder, "meta.json has no name, version and spacy_version")


def spacy_version(wanted: str) -> Finding:
    """Whether spaCy is one that the model can be read with."""
    from spacy.about import __version__ as found
    from spacy.util import is_compatible_version

    if is_compatible_version(found, wanted):
        return fine("spaCy", f"{found}, of {wanted}.")
    return to_do("spaCy", f"{found}; the model needs {wanted}.", _AGAIN)


def model(folder: Path, meta: dict[str, Any], seconds: float) -> Iterator[Finding]:
    """Whether the model loads, is the one that was described, and how long it takes to read."""
    from sayso import pipeline
    from sayso.analyse import analyse

    named = f"{meta['name']} {meta['version']}"
    try:
        loaded = pipeline.load().model.meta
    except Exception as error:  # spaCy has many ways to say that a file is missing.
        yield _no_model(folder, _why(error, folder))
        return
    if (loaded["name"], loaded["version"]) != (meta["name"], meta["version"]):
        yield to_do(
            "Model",
            f"{loaded['name']} {loaded['version']} was loaded; {folder} has {named}.",
            "Start this command again; it was changed in between.",
        )
        return
    yield fine("Model", f"{named} loads.")
    took = []
    try:
        for _ in range(_TIMES):
            began = time.perf_counter()
            words = analyse(_ARTICLE).words
            took.append((time.perf_counter() - began) / words)
    except Exception as error:
        why = type(error).__name__
        yield to_do("Analysis", f"An invented article cannot be read ({why}).", _AGAIN)
        return
    yield speed(min(took) * _USUAL, seconds)


def speed(usual: float, seconds: float) -> Finding:
    """Whether an article of usual length is read in time: half of it is for reading."""
    words = f"An article of {_USUAL} words takes about {usual:.2f} seconds here"
    if usual <= seconds / 2:
        return fine("Analysis", f"{words}.")
    return to_do(
        "Analysis",
        f"{words}; reading stops after {seconds / 2:g}.",
        "Close what else keeps this machine busy, or give texts more time: sayso serve --seconds "
        f"{min(600, round(usual * 3) + 1)}",
    )


def room(workers: int | None, *, running: bool) -> Finding:
    """Whether cores and memory are enough for so many workers; None stands for what is usual.

    ``running`` says that a server's memory is in use already.
    """
    cores, memory = size.cores(), size.free_memory()
    words = f"{cores} {'core' if cores == 1 else 'cores'}"
    if memory is not None:
        words += f", {memory / 1e9:.1f} GB of memory free"
    wanted = 1 if workers is None else workers
    if wanted > cores:
        return to_do(
            "Room",
            f"{words}; {wanted} workers are set.",
            f"A worker uses a whole core: sayso serve --workers {cores}",
        )
    need = size.FIRST + wanted * size.EACH
    if memory is not None and need > memory and not running:
        fits = size.workers_that_fit(cores, memory, at_most=None)
        fewer = f", or start fewer workers: sayso serve --workers {fits}" if fits < wanted else ""
        return to_do(
            "Room",
            f"{words}; a server with {wanted} {'worker' if wanted == 1 else 'workers'} takes "
            f"{need / 1e9:.1f}.",
            f"Close other programs{fewer}.",
        )
    return fine("Room", f"{words}.")


def extension(repository: Path) -> Finding:
    """Whether the extension has been made, from the files that lie here now."""
    source, built = repository / "extension", repository / "build" / "extension"
    make = "Make it, and load it into the browser again: make extension"
    if not source.joinpath("manifest.json").is_file():
        return note("Extension", "It is in Sayso's repository, which is not here.")
    if not built.joinpath("manifest.json").is_file():
        return note("Extension", "It has not been made, so no page shows notes.", make)
    for file in sorted(built.rglob("*")):
        origin = source / file.relative_to(built)
        if file.is_file() and origin.is_file() and file.read_bytes() != origin.read_bytes():
            name = file.relative_to(built)
            return to_do("Extension", f"It was made from another version: {name} differs.", make)
    return fine("Extension", f"It lies in {built}.")


def _no_model(folder: Path, why: str) -> Finding:
    return to_do(
        "Model",
        f"The one in {folder} cannot be loaded ({why}).",
        "Bring the folder back as it was (git checkout server/sayso/model), or install Sayso "
        "again.",
    )


def _why(error: Exception, folder: Path) -> str:
    """Which file of the folder is wrong, where that is told."""
    named = re.search(rf"{re.escape(str(folder))}/([\w./-]+)", f"{error} {_file_of(error)}")
    if named is None:
        return type(error).__name__
    missing = not folder.joinpath(named[1]).exists()
    return f"{named[1]} {'is missing' if missing else 'cannot be read'}"


def _file_of(error: Exception) -> str:
    return str(getattr(error, "filename", None) or "")
