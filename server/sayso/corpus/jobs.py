"""Which inputs go to which output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sayso.corpus.inputs import find_inputs
from sayso.corpus.options import FORMS, Form, Options
from sayso.corpus.store import Job
from sayso.corpus.tables import need_arrow
from sayso.corpus.trouble import Trouble

_INPUT_ENDINGS = (".gz", ".jsonl", ".ndjson", ".parquet")


def find_jobs(
    source: Path, out: Path, form: Form | None, options: Callable[[Form], Options]
) -> list[Job]:
    """One job for all inputs where OUT is a file; where both are folders, one for each input.

    ``options`` are made for the form that is chosen. Raises Trouble for what cannot be meant.
    """
    inputs = find_inputs(source)
    if _inside(out, source):
        raise Trouble(f"{out} is, or lies inside, {source}. Name an OUT elsewhere.")
    named = next((each for each in reversed(FORMS) if out.name.endswith(f".{each}")), None)
    whole = named is not None or not source.is_dir()
    if named is None and not source.is_dir() and (form is None or out.is_dir()):
        raise Trouble(f"{out}: name a file that ends in {', '.join('.' + each for each in FORMS)}.")
    if named is not None and form not in (None, named):
        raise Trouble(f"{out} does not end in .{form}. Leave --form out, or name OUT after it.")
    if whole and out.is_dir():
        raise Trouble(f"{out} is a folder; OUT must be a file here. Name another.")
    if not whole and out.exists() and not out.is_dir():
        raise Trouble(f"{out} is a file; for a folder of articles OUT must be a folder.")
    chosen: Form = named or form or "jsonl"
    if chosen == "parquet":
        need_arrow()
    names = [path.relative_to(source) if source.is_dir() else Path(path.name) for path in inputs]
    made = options(chosen)
    if whole:
        job = Job(tuple(inputs), tuple(map(str, names)), out, made)
        _keep_inputs([job])
        return [job]
    jobs = [
        Job((path,), (str(name),), out / name.with_name(f"{_stem(name)}.{chosen}"), made)
        for path, name in zip(inputs, names, strict=True)
    ]
    outs = [job.out for job in jobs]
    if twice := [job for job in jobs if outs.count(job.out) > 1]:
        raise Trouble(
            f"{twice[0].names[0]} and {twice[1].names[0]} would both become {twice[0].out}. "
            "Rename one."
        )
    _keep_inputs(jobs)
    return jobs


def _keep_inputs(jobs: Sequence[Job]) -> None:
    """Raise Trouble where a run would write over what it reads, or twice to one place."""
    read = {path.resolve(): path for job in jobs for path in job.inputs}
    written: dict[Path, Job] = {}
    for job in jobs:
        for place in job.all_places:
            if place.resolve() in read:
                raise Trouble(
                    f"{place} is a file of the corpus, and the run to {job.out} would write there. "
                    "Name another OUT."
                )
            other = written.setdefault(place, job)
            if other is not job:
                raise Trouble(
                    f"{other.names[0]} and {job.names[0]} would both write {place}. Rename one."
                )


def _inside(out: Path, source: Path) -> bool:
    return out.resolve() == source.resolve() or source.resolve() in out.resolve().parents


def _stem(name: Path) -> str:
    stem = name.name
    for ending in _INPUT_ENDINGS:
        stem = stem.removesuffix(ending)
    return stem
