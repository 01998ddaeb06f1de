"""Requests and answers of schema ``sayso/1.0`` as models.

Requests are checked with them. Answers are not, for speed: the tests do that, and /openapi.json
is made from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sayso.note import Family, Line, Tone
from sayso.text import MAX_CHARACTERS, Role
from sayso.web.body import NAMES, shown
from sayso.web.problems import Fault, Problem
from sayso.wire import Include, Offsets

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SEGMENTS = 20_000


class Request(BaseModel):
    """Part of a request: no conversions, and keys that are not known are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SegmentAsked(Request):
    """A block of the page and the part it plays, in the unit that ``offsets`` names."""

    start: int = Field(ge=0, le=2**31)
    end: int = Field(ge=0, le=2**31)
    role: Role = "paragraph"


class PageAsked(Request):
    """What the page says about itself. Nothing here is fetched or kept."""

    url: str | None = Field(None, max_length=8_192)
    byline: str | None = Field(None, max_length=1_000)
    published: str | None = Field(None, max_length=100)
    links: int | None = Field(None, ge=0, le=2**31, description="Links inside the article.")


class ArticleAsked(Request):
    """An article. Only ``text`` is required."""

    # No length here: a constrained string refuses lone surrogates, which pages do have.
    text: str = Field(
        description="The article's words.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS, "pattern": r"\S"},
    )
    segments: list[SegmentAsked] | None = Field(
        None,
        max_length=SEGMENTS,
        description="Blocks in reading order, without overlap. Without them the text is cut at "
        "blank lines.",
    )
    page: PageAsked | None = None


class Options(Request):
    """What to look for, and in which unit."""

    offsets: Offsets = Field(
        "code-point", description="The unit of all offsets, in the request and in the answer."
    )
    types: list[str] | None = Field(
        None, max_length=200, description="Note types to look for; default: all usual ones."
    )
    exclude: list[str] = Field([], max_length=200, description="Note types to leave out.")


class AnalyzeRequest(Options, ArticleAsked):
    """An article, and what to look for in it. Only ``text`` is required."""

    include: list[Include] = Field(
        [],
        max_length=20,
        description="More to answer with. 'considered' are the candidates for notes that were "
        "rejected, with the guard or rule that did so; it takes several times as long. Other forms "
        "of the answer than JSON have no place for any of it and come without.",
    )


class BatchLine(AnalyzeRequest):
    """One line of a batch: an article, and a name for it that the answer repeats."""

    id: str | None = Field(None, max_length=200)


class CompareRequest(Options):
    """Two articles to lay side by side."""

    first: ArticleAsked
    second: ArticleAsked


class Answer(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SpanFound(Answer):
    """Half-open [start, end) in the unit of the answer; ``text`` equals the slice."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class MarkFound(SpanFound):
    """Words that a note is about, and their role in it."""

    role: str


class NoteFound(Answer):
    """One note. A note about the whole article has no marks and ``start`` null."""

    id: str
    type: str
    family: Family
    tone: Tone
    rank: int = Field(ge=1, description="1 is what a reader should see first.")
    start: int | None
    end: int | None
    text: str | None
    message: str
    marks: list[MarkFound]


class AttributionFound(Answer):
    """Who says what: source, cue and content. A source may be missing."""

    source: list[SpanFound]
    cue: list[SpanFound]
    content: list[SpanFound]
    quotation: str
    source_id: str | None
    through: str | None = Field(description="The source that relays it.")


class AffiliationFound(Answer):
    """The state that an outlet belongs to, and the list that says so."""

    state: str
    list: str


class SourceFound(Answer):
    """One source, and how many statements go back to it."""

    id: str
    name: str
    kind: str
    named: bool
    attributions: int = Field(ge=0)
    mentions: list[SpanFound]
    affiliation: AffiliationFound | None


class SentenceFound(Answer):
    """Where a sentence stands."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class SegmentFound(SentenceFound):
    """Where a segment stands, and the part it plays."""

    role: Role


class ConsideredFound(SpanFound):
    """A candidate for a note that was rejected, and what rejected it."""

    type: str
    reason: str
    guard: str | None = Field(
        description="The guard (G1 to G8) or rule (R1 …) of the note types; null where the "
        "condition is the type's own."
    )


class Summary(Answer):
    """Counts for a first glance; no grade can be made of them."""

    notes: int
    shown_at_first: int
    sourcing: int
    hedging: int
    article: int
    attributions: int
    sources_named: int
    sources_unnamed: int


class Engine(Answer):
    """What made the answer."""

    version: str
    model: str


class AnalyzeAnswer(Answer):
    """The notes of an article, sorted by start, then end descending, then type."""

    schema_: Literal["sayso/1.0"] = Field(alias="schema")
    engine: Engine
    offsets: Offsets
    words: int = Field(ge=0)
    notes: list[NoteFound]
    attributions: list[AttributionFound] | None = None
    sources: list[SourceFound] | None = None
    sentences: list[SentenceFound] | None = None
    segments: list[SegmentFound] | None = None
    considered: list[ConsideredFound] | None = None
    summary: Summary
    warnings: list[str]
    incomplete: bool = Field(
        description="The server's time was up before all was done; a warning says what was not. "
        "Then there are no notes on the whole article."
    )
    read_to: int = Field(
        ge=0, description="Where reading ended: the end of the text, unless 'incomplete'."
    )
    elapsed_ms: int = Field(ge=0)


class FaultShown(Answer):
    """One thing wrong in the body."""

    pointer: str = Field(description="Where: a JSON pointer (RFC 6901) into the body.")
    message: str


class ProblemAnswer(Answer):
    """An error (RFC 9457). It never holds words of the text."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable; programs should look at this.")
    detail: str
    errors: list[FaultShown] | None = None
    limit: int | None = None
    actual: int | None = None
    request_id: str


class BatchAnswered(AnalyzeAnswer):
    """The answer to one line of a batch."""

    line: int = Field(ge=1, description="Number of the line, from 1; empty lines count too.")
    id: str | None


class BatchRefused(Answer):
    """A line of a batch that could not be answered."""

    line: int = Field(ge=1)
    id: str | None
    error: ProblemAnswer


class BatchEnd(Answer):
    """The last line of a batch. An answer without it has been cut off."""

    done: Literal[True]
    ok: int = Field(ge=0)
    failed: int = Field(ge=0)


class ArticleCompared(Answer):
    """Counts of one of the two articles, and the blocks that it was read in."""

    words: int = Field(ge=0)
    segments: list[SegmentFound]
    summary: Summary
    warnings: list[str]


class SourcePair(Answer):
    """A source that both articles cite, or that one of them does."""

    first: SourceFound | None
    second: SourceFound | None


class FigureFound(SpanFound):
    """A number with its noun, as written."""

    unit: Literal["count", "share", "money", "time", "measure"]
    amount: float | None = Field(description="As a number; a share in per cent. Null for a range.")
    measured: str | None = Field(description="What is counted: a lemma, or a currency.")
    open: SpanFound | None = Field(description="Words that leave it open, such as 'at least'.")
    source_id: str | None
    mentions: list[SpanFound] = Field(description="Every place where the article gives it.")


class FigurePair(Answer):
    """The same figure in both (``same`` true), or of the same thing and different (false)."""

    same: bool | None
    same_thing: bool | None = Field(
        description="False where the same number counts something else: 41 calls, 41 people."
    )
    first: FigureFound | None
    second: FigureFound | None


class QuotationFound(SpanFound):
    """Words in quotation marks, the marks among them, and whose words they are said to be."""

    source_id: str | None


class QuotationPair(Answer):
    """The same words in both (``same`` true), or a part of them (false)."""

    same: bool | None
    first: QuotationFound | None
    second: QuotationFound | None


class StatementFound(SpanFound):
    """A sentence, the notes on its words, and the ids of the sources that it gives."""

    notes: list[NoteFound]
    sources: list[str]


class StatementPair(Answer):
    """Two sentences on the same matter, and the words that show it."""

    shared: list[str]
    first: StatementFound
    second: StatementFound


class SaidFound(SpanFound):
    """A clause: the words that hold it open, and those that give it to a source."""

    open: list[SpanFound]
    said: SpanFound | None
    source_id: str | None


class ShiftFound(Answer):
    """The same thing said in two ways: held open in one article and not in the other ('hedge'), or
    given to somebody in one and to nobody in the other ('source').
    """

    kind: Literal["hedge", "source"]
    shared: list[str]
    first: SaidFound
    second: SaidFound


class CompareAnswer(Answer):
    """Two articles side by side. Offsets count in the article that they stand in."""

    schema_: Literal["sayso/1.0"] = Field(alias="schema")
    engine: Engine
    offsets: Offsets
    first: ArticleCompared
    second: ArticleCompared
    sources: list[SourcePair]
    figures: list[FigurePair]
    quotations: list[QuotationPair]
    statements: list[StatementPair]
    shifts: list[ShiftFound]
    elapsed_ms: int = Field(ge=0)


class Example(Answer):
    """A sentence and the marks that must be found in it (code points)."""

    text: str
    marks: list[MarkFound]


class Counted(Answer):
    """A note type against people, over some annotated articles.

    Of ``found`` + ``in_vain`` notes, ``found`` were right; people made ``gold`` such notes. Rates
    are null where there is nothing to count; intervals hold 95 %.
    """

    gold: int
    found: int
    in_vain: int
    precision: float | None
    precision_interval: list[float] | None
    recall: float | None
    recall_interval: list[float] | None
    f1: float | None


class Measured(Counted):
    """A note type against people, over all annotated articles, and over two parts of them."""

    blind: Counted = Field(description="Articles that nothing was ever tuned on.")
    seen: Counted = Field(description="Articles that rules were made, or put right, with.")


class NoteTypeAnswer(Answer):
    """All there is to know about one note type."""

    id: str
    family: Family
    tone: Tone
    line: Line
    title: str
    definition: str
    question: str
    often_fine: str
    basis: str
    default: bool
    measured: Measured
    examples: list[Example]
    near_misses: list[str]
    page: str = Field(description="The type's page, relative to this server's root.")


class TypesAnswer(Answer):
    """All note types, in the order in which people meet them."""

    schema_: Literal["sayso/1.0"] = Field(alias="schema")
    types: list[NoteTypeAnswer]


class Limits(Answer):
    """What one request may hold, and how long it may take."""

    characters: int
    body_bytes: int
    batch_lines: int
    batch_bytes: int
    segments: int
    seconds: float


class InfoAnswer(Answer):
    """Versions, limits, and the words that requests may use."""

    schema_: Literal["sayso/1.0"] = Field(alias="schema")
    engine: Engine
    limits: Limits
    offsets: list[Offsets]
    roles: list[Role]
    include: list[Include]
    forms: list[str] = Field(description="Media types that /v1/analyze can answer with.")
    types: list[str]


class HealthAnswer(Answer):
    """The process runs."""

    name: Literal["sayso"]
    status: Literal["ok", "ready"]


Asked = TypeVar("Asked", bound=Request)


def read_request(value: dict[str, Any], model: type[Asked]) -> Asked:
    """A checked request. Raises Problem that names everything that does not fit, and where."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = [
            Fault(pointer(found["loc"]), _message(found, value, model))
            for found in error.errors(include_url=False)
        ]
    body = "This line" if issubclass(model, BatchLine) else "The body"
    raise Problem.of_faults("validation_failed", faults, "/openapi.json has the schema.", body=body)


def pointer(loc: Sequence[int | str]) -> str:
    """A place in the body as JSON pointer; a key that could be article text is left out."""
    return "".join(f"/{shown(step)}" for step in loc)


# Of what somebody sent, a message may name the kind and the size, and nothing else.
_MESSAGES = {
    "missing": "This key is required.",
    "extra_forbidden": "This key is not known. Known here: {known}.",
    "string_type": "This must be a string, not {kind}.",
    "int_type": "This must be a whole number, not {kind}.",
    "list_type": "This must be a list, not {kind}.",
    "model_type": "This must be an object, not {kind}.",
    "literal_error": "This must be {expected}.",
    "greater_than_equal": "This must be {ge:,} or more.",
    "less_than_equal": "This must be {le:,} or less.",
    "string_too_long": "This has {size:,} characters; at most {max_length:,} are read. Shorten it.",
    "too_long": "This list has {size:,} items; at most {max_length:,} are read. Shorten it.",
    "string_unicode": "This holds half of a surrogate pair (U+D800 to U+DFFF), which no text has "
    "outside of 'text'. Leave it out.",
}
_HALF_IN_A_KEY = (
    "A key holds half of a surrogate pair (U+D800 to U+DFFF), which none has that is known. "
    "Known here: {known}."
)


def _message(found: ErrorDetails, value: dict[str, Any], model: type[Request]) -> str:
    kind, given = found["type"], found["input"]
    # What is given for a key that cannot be read is the key, and the place is that of its object.
    in_a_key = kind == "string_unicode" and isinstance(_at(value, found["loc"]), dict)
    message = _HALF_IN_A_KEY if in_a_key else _MESSAGES.get(kind, "This does not fit the schema.")
    place = (*found["loc"], "") if in_a_key else found["loc"]
    facts = {
        "kind": _kind(given),
        "size": len(given) if isinstance(given, str | list) else 0,
        "known": ", ".join(_known(place, model)),
    }
    return message.format(**found.get("ctx", {}) | facts)


def _at(value: Any, loc: Sequence[int | str]) -> Any:
    for step in loc:
        value = value[step]
    return value


def _kind(given: object) -> str:
    if isinstance(given, float):
        return "a number with a decimal point"
    return NAMES.get(type(given), "this")


def _known(loc: Sequence[int | str], model: type[Request]) -> list[str]:
    inner: dict[str, type[Request]] = {
        "segments": SegmentAsked, "page": PageAsked, "first": ArticleAsked, "second": ArticleAsked,
    }  # fmt: skip
    named = [inner[step] for step in loc[:-1] if isinstance(step, str) and step in inner]
    return list((named[-1] if named else model).model_fields)
