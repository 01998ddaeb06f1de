"""The article's text, guarded and cut into segments: the first arrow of the house.

Offsets are code points of the text as received, half-open, everywhere in this package but ``wire``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

Role = Literal[
    "headline", "standfirst", "heading", "paragraph", "list-item",
    "quote", "caption", "byline", "dateline", "furniture",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
PROSE: frozenset[Role] = frozenset({"headline", "standfirst", "paragraph", "list-item", "quote"})

MAX_CHARACTERS = 200_000

# A run without a space costs the tokenizer quadratic time: 20,000 '(' took 45 seconds. 256 keeps
# every real word and address whole and bounds the worst text of 200,000 characters.
_LONG_RUN = re.compile(r"\S{256,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\f|\u2029")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_FURNITURE = re.compile(
    r"^(?:read (?:more|also|next|the (?:rest|full))|related(?: (?:articles|stories))?|also read|"
    r"see also|advertisement|share this|sign up|subscribe|click here|follow us|more from|"
    r"photo(?:graph)?s?:|image:|"
    r"editor['’]s note|copyright|©|all rights reserved|watch:|listen:|updated?:?\s|published:?\s|"
    r"reporting by|additional reporting|editing by|source:\s)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:[Bb]y|BY|[Ff]rom)\s+[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]+|and|de|van|von|al|,))*"
    r"(?:\s*[|,–-].{0,60})?$"
)
_DATE = re.compile(
    r"^(?:\w+day,?\s+)?(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s+\d{1,4}"
    r"(?:,?\s+\d{4})?(?:[\s,|–-]+\d{1,2}[:.]\d{2}.{0,12})?$",
    re.IGNORECASE,
)


class TextError(ValueError):
    """The text or its segments cannot be read; ``code`` is stable, the message says what to do."""

    def __init__(self, code: str, message: str, **facts: int | str) -> None:
        """``facts`` are the numbers and pointers that a client may want beside the message."""
        super().__init__(message)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Segment:
    """A block of the page: code points [start, end) of the text, and what part it plays."""

    start: int
    end: int
    role: Role = "paragraph"


@dataclass(frozen=True, slots=True)
class Page:
    """What the page says about itself. Nothing here is fetched."""

    url: str = ""
    byline: str = ""
    published: str = ""
    links: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """Text as received, the same made safe for the tokenizer (equal length), and its segments."""

    text: str
    safe: str
    segments: tuple[Segment, ...]
    page: Page | None = None
    warnings: tuple[str, ...] = field(default=())


def read(
    text: str, segments: Iterable[Segment] | None = None, *, page: Page | None = None
) -> Article:
    """Guard a text and cut it into segments; where segments are given, they are checked instead.

    Raises TextError for an empty or too long text and for segments that lie outside the text,
    are empty, overlap, or are not in order.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextError(
            "text_too_long",
            f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read. Send "
            "it in parts.",
            limit=MAX_CHARACTERS,
            actual=len(text),
        )
    if not text.strip():
        raise TextError("text_empty", "The text is empty. Send the words of an article.")
    safe, warnings = _guard(text)
    given = None if segments is None else tuple(segments)
    cut = _check(given, len(text)) if given is not None else find_segments(text)
    return Article(text, safe, cut, page, warnings)


def find_segments(text: str) -> tuple[Segment, ...]:
    """Cut plain text at blank lines and say what each block is.

    A short first block without a full stop is the headline; short blocks before it that look like
    a masthead or a section name are furniture.
    """
    blocks = list(_blocks(text))
    if len(blocks) == 1:
        return (Segment(*blocks[0]),)
    headline = _headline(text, blocks)
    return tuple(
        Segment(start, end, _role(text[start:end], number, headline))
        for number, (start, end) in enumerate(blocks)
    )


def _guard(text: str) -> tuple[str, tuple[str, ...]]:
    warnings = []
    safe = _SURROGATE.sub("\ufffd", text)
    if safe != text:
        warnings.append("Lone surrogates were read as U+FFFD; offsets are unchanged.")
    short = _LONG_RUN.sub(lambda run: "x" * len(run.group()), safe)
    if short != safe:
        warnings.append("Runs of 256 or more characters without a space were not analysed.")
    return short, tuple(warnings)


def check_places(
    places: Iterable[tuple[int, int]], length: int, *, unit: str = "code-point"
) -> None:
    """Raise TextError unless places [start, end) lie in the text, hold something and are in order.

    ``length`` is the text's. Messages give the numbers as they are given here, in the named unit.
    """
    before = 0
    for number, (start, end) in enumerate(places):
        where, at = f"segments[{number}]", f"/segments/{number}"
        if not (0 <= start <= length and 0 <= end <= length):
            raise TextError(
                "segment_outside_text",
                f"{where} is [{start:,}, {end:,}); the text ends at {length:,} in {unit} units. "
                "Check the unit named in 'offsets'.",
                pointer=at,
            )
        if start >= end:
            what = "is empty" if start == end else "ends before it starts"
            raise TextError(
                "segment_empty",
                f"{where} is [{start:,}, {end:,}) and {what}: 'end' must be greater than 'start'.",
                pointer=at,
            )
        if start < before:
            raise TextError(
                "segments_overlap",
                f"{where} starts at {start:,}, before the one in front of it ends ({before:,}). "
                "Send segments in reading order, without overlap.",
                pointer=at,
            )
        before = end


def _check(segments: tuple[Segment, ...], length: int) -> tuple[Segment, ...]:
    check_places(((each.start, each.end) for each in segments), length)
    if not segments:
        raise TextError(
            "segments_empty",
            "'segments' is an empty list. Leave it out and the text is cut at blank lines.",
            pointer="/segments",
        )
    return segments


def _blocks(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        yield from _trim(text, start, end)
        start = gap.end() if gap else end


def _trim(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    words = text[start:end]
    if not words.strip():
        return
    left = start + len(words) - len(words.lstrip())
    right = start + len(words.rstrip())
    lines = words.strip().split("\n")
    # Lines that each stand alone (mastheads, pages pasted without blank lines) are blocks of their
    # own; lines that were wrapped at a column stay together.
    if len(lines) == 1 or _wrapped(lines):
        yield left, right
        return
    at = left
    for line in lines:
        if line.strip():
            indent = len(line) - len(line.lstrip())
            yield at + indent, at + len(line.rstrip())
        at += len(line) + 1


def _wrapped(lines: list[str]) -> bool:
    """Whether lines were broken at a column: few end in a full stop, all are of like length."""
    inner = [line.rstrip() for line in lines[:-1]]
    ended = sum(bool(_SENTENCE_END.search(line)) for line in inner)
    longest = max(len(line) for line in inner)
    return 40 <= longest <= 120 and ended * 2 < len(inner) + 1 and _even(inner, longest)


def _even(lines: list[str], longest: int) -> bool:
    return sum(len(line) >= longest * 0.6 for line in lines) >= 0.8 * len(lines)


def _headline(text: str, blocks: list[tuple[int, int]]) -> int | None:
    """Number of the headline's block: the first short one that is no masthead, before any prose."""
    for number, (start, end) in enumerate(blocks[:6]):
        words = text[start:end].split()
        if len(words) > 30 or len(blocks) == 1:
            return None
        if _is_furniture(text[start:end]):
            continue
        ended = _SENTENCE_END.search(text[start:end])
        following = [text[s:e] for s, e in blocks[number + 1 : number + 3]]
        better = any(
            4 <= len(block.split()) <= 30
            and not _SENTENCE_END.search(block)
            and not _is_furniture(block)
            for block in following
        )
        if len(words) <= 3 and better:
            continue
        if ended and ended.group()[0] in ".:;" and not _title_case(words):
            return None
        # A headline is followed by longer text.
        if any(len(text[s:e].split()) > len(words) for s, e in blocks[number + 1 :]):
            return number
        return None
    return None


def _title_case(words: list[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return bool(long) and sum(word[:1].isupper() for word in long) >= 0.7 * len(long)


def _role(block: str, number: int, headline: int | None) -> Role:
    if number == headline:
        return "headline"
    if headline is not None and number < headline:
        return "furniture"
    if _BYLINE.match(block) and len(block) <= 120:
        return "byline"
    if _DATE.match(block):
        return "dateline"
    if _is_furniture(block):
        return "furniture"
    if re.match(r"^(?:[-*•·]|\d{1,2}[.)])\s", block):
        return "list-item"
    if len(block.split()) <= 8 and not _SENTENCE_END.search(block) and '"' not in block:
        return "heading"
    return "paragraph"


def _is_furniture(block: str) -> bool:
    if not any(character.isalpha() for character in block):
        return True
    return (bool(_FURNITURE.match(block)) and len(block) <= 200) or bool(_DATE.match(block))
