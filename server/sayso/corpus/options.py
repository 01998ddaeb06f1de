"""What a run looks for and how it answers: all that must stay the same when it is taken up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal, get_args

from sayso import SCHEMA, __version__
from sayso.pipeline import model_version
from sayso.wire import Offsets

Form = Literal["jsonl", "jsonl.gz", "csv", "csv.gz", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Options:
    """Note types, offsets and form of the answers, and which fields of a line hold what.

    ``seconds`` of a processor are the most that one article may take. ``engine`` is the Sayso that
    began the run; a worker of another version must not answer.
    """

    form: Form = "jsonl"
    offsets: Offsets = "code-point"
    types: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    id_field: str = "id"
    text_field: str = "text"
    seconds: float = SECONDS
    engine: str = ""

    def to_json(self) -> dict[str, Any]:
        """The options as JSON reads them back: lists, no tuples."""
        found = asdict(self)
        return {key: list(value) if type(value) is tuple else value for key, value in found.items()}


@cache
def engine() -> str:
    """This Sayso, its model and its schema: what the same text gets the same answer from."""
    return f"sayso {__version__}, {model_version()}, {SCHEMA}"
