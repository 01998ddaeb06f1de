"""One line of a corpus as an article to analyse, or a sentence about why it is none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sayso.corpus.options import Options
from sayso.text import Page, Role

# Bytes. A line of more holds no article: 200,000 characters, all of them escaped, take 2,400,000.
LONGEST_LINE = 4_000_000

BadCode = Literal[
    "line_too_long", "not_utf8", "invalid_json", "not_an_object", "validation_failed"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the input, counted from 1 (in Parquet: a row, made into JSON).

    ``size`` is its length in bytes; of one that is longer than LONGEST_LINE there are no ``words``.
    """

    number: int
    words: bytes
    size: int


class BadLine(ValueError):
    """A line that holds no article; ``code`` is stable."""

    def __init__(self, code: BadCode, detail: str) -> None:
        """``detail`` says what is wrong and what to do."""
        super().__init__(detail)
        self.code = code
        self.detail = detail


class _Part(BaseModel):
    # A corpus has fields of its own: they are left alone.
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class SegmentGiven(_Part):
    """A block of the page and its part, in the unit that ``--offsets`` names."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    role: Role = "paragraph"


class _PageGiven(_Part):
    url: str = ""
    byline: str = ""
    published: str = ""
    links: int | None = Field(None, ge=0)


class _ArticleGiven(_Part):
    id: str | int
    text: str
    segments: list[SegmentGiven] | None = None
    page: _PageGiven | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An article of a corpus, before its text is looked at."""

    id: str | int
    text: str
    segments: tuple[SegmentGiven, ...] | None
    page: Page | None


def read_line(line: Line, options: Options) -> Given:
    """The article in a line. Raises BadLine."""
    if line.size > LONGEST_LINE:
        raise BadLine(
            "line_too_long",
            f"The line has {line.size:,} bytes; at most {LONGEST_LINE:,} are read. "
            "Is it one article, and does a line break end it?",
        )
    found = _object(line.words)
    asked = {
        "id": found.get(options.id_field),
        "text": found.get(options.text_field),
        "segments": found.get("segments"),
        "page": found.get("page"),
    }
    if not isinstance(asked["page"], dict):
        asked["page"] = None  # A page number, perhaps: a field of the corpus's own.
    for key, name, option in (
        ("id", options.id_field, "--id-field"),
        ("text", options.text_field, "--text-field"),
    ):
        if asked[key] is None:
            raise BadLine(
                "validation_failed",
                f"The article has no '{name}'. Where another field holds it, say so: "
                f"{option} NAME.",
            )
    try:
        given = _ArticleGiven.model_validate(asked)
    except ValidationError as error:
        raise BadLine("validation_failed", _told(error, options)) from None
    segments = None if given.segments is None else tuple(given.segments)
    page = None if given.page is None else Page(**given.page.model_dump())
    return Given(given.id, given.text, segments, page)


def _object(words: bytes) -> dict[str, Any]:
    try:
        text = words.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLine(
            "not_utf8", f"Byte {error.start} of the line is not UTF-8. Save the corpus as UTF-8."
        ) from None
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadLine("invalid_json", f"Not JSON: {error.msg}, column {error.colno}.") from None
    except (RecursionError, ValueError):
        raise BadLine("invalid_json", "Not JSON: a number or the nesting is too long.") from None
    if not isinstance(found, dict):
        raise BadLine("not_an_object", 'The line is no object such as {"id": "a", "text": "…"}.')
    return found


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no number", "", 0)


def _told(error: ValidationError, options: Options) -> str:
    """What does not fit, and where, without the value, which may be the article."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    names = {"id": options.id_field, "text": options.text_field}
    place = "/".join(names.get(str(step), str(step)) for step in first["loc"][:3])
    return f"'{place}': {first['msg'].replace('Input should be', 'this must be', 1)}."
