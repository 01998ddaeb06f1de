"""The answer as JSON, and the only place that knows UTF-16 and UTF-8.

Schema ``sayso/1.0``: half-open offsets into the text as received, in the unit named by the answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from itertools import accumulate
from typing import Any, Literal, get_args

from sayso import SCHEMA, __version__
from sayso.analyse import Analysis
from sayso.compare import Comparison, FigureShown, QuotationShown, Said, Statement
from sayso.ledger import SourceRecord
from sayso.note import Mark, Note
from sayso.pipeline import model_version
from sayso.rank import shown_at_first
from sayso.text import Segment, TextError, check_places

Offsets = Literal["code-point", "utf-16", "utf-8"]
OFFSETS: tuple[Offsets, ...] = get_args(Offsets)
Include = Literal["attributions", "sources", "sentences", "segments", "considered"]
INCLUDE: tuple[Include, ...] = get_args(Include)

Json = dict[str, Any]


def to_json(
    analysis: Analysis, *, offsets: Offsets = "code-point", include: Collection[str] = ()
) -> Json:
    """An analysis as the API's answer, with offsets in the unit asked for."""
    unit = encoder(analysis.text, offsets)
    answer: Json = {
        "schema": SCHEMA,
        "engine": {"version": __version__, "model": model_version()},
        "offsets": offsets,
        "words": analysis.words,
        "notes": [_note(note, unit) for note in analysis.notes],
    }
    if "attributions" in include:
        answer["attributions"] = [
            {
                "source": [_span(mark, unit) for mark in link.source],
                "cue": [_span(mark, unit) for mark in link.cue],
                "content": [_span(mark, unit) for mark in link.content],
                "quotation": link.quotation,
                "source_id": link.source_id,
                "through": link.through,
            }
            for link in analysis.attributions
        ]
    if "sources" in include:
        answer["sources"] = [_source(source, unit) for source in analysis.sources]
    if "sentences" in include:
        answer["sentences"] = [
            {"start": unit(mark.start), "end": unit(mark.end)} for mark in analysis.sentences
        ]
    if "segments" in include:
        answer["segments"] = _segments(analysis, unit)
    if "considered" in include:
        answer["considered"] = [
            {"type": r.type, **_span(r.mark, unit), "reason": r.reason, "guard": r.guard}
            for r in analysis.considered
        ]
    answer["summary"] = summary(analysis)
    answer["warnings"] = list(analysis.warnings)
    answer["incomplete"] = analysis.incomplete
    read_to = len(analysis.text) if analysis.read_to is None else analysis.read_to
    answer["read_to"] = unit(read_to)
    answer["elapsed_ms"] = analysis.elapsed_ms
    return answer


def compared_to_json(comparison: Comparison, *, offsets: Offsets = "code-point") -> Json:
    """A comparison as the API's answer; offsets count in the article that they stand in."""
    first = encoder(comparison.first.text, offsets)
    second = encoder(comparison.second.text, offsets)
    return {
        "schema": SCHEMA,
        "engine": {"version": __version__, "model": model_version()},
        "offsets": offsets,
        "first": _article(comparison.first, first),
        "second": _article(comparison.second, second),
        "sources": [
            {
                "first": pair.first and _source(pair.first, first),
                "second": pair.second and _source(pair.second, second),
            }
            for pair in comparison.sources
        ],
        "figures": [
            {
                "same": each.same,
                "same_thing": each.same_thing,
                "first": each.pair.first and _figure(each.pair.first, first),
                "second": each.pair.second and _figure(each.pair.second, second),
            }
            for each in comparison.figures
        ],
        "quotations": [
            {
                "same": each.same,
                "first": each.pair.first and _quotation(each.pair.first, first),
                "second": each.pair.second and _quotation(each.pair.second, second),
            }
            for each in comparison.quotations
        ],
        "statements": [
            {
                "shared": list(pair.shared),
                "first": _statement(pair.first, first),
                "second": _statement(pair.second, second),
            }
            for pair in comparison.statements
        ],
        "shifts": [
            {
                "kind": shift.kind,
                "shared": list(shift.shared),
                "first": _said(shift.first, first),
                "second": _said(shift.second, second),
            }
            for shift in comparison.shifts
        ],
        "elapsed_ms": comparison.first.elapsed_ms + comparison.second.elapsed_ms,
    }


def summary(analysis: Analysis) -> Json:
    """Counts for a first glance; no grade can be made of them."""
    families = {"sourcing": 0, "hedging": 0, "article": 0}
    for note in analysis.notes:
        families[note.family] += 1
    return {
        "notes": len(analysis.notes),
        "shown_at_first": min(len(analysis.notes), shown_at_first(analysis.words)),
        **families,
        "attributions": len(analysis.attributions),
        "sources_named": sum(source.named for source in analysis.sources),
        "sources_unnamed": sum(not source.named for source in analysis.sources),
    }


def encoder(text: str, offsets: Offsets) -> Callable[[int], int]:
    """A function from code points of ``text`` to the named unit."""
    if offsets == "utf-16":
        wide = [at for at, character in enumerate(text) if ord(character) > 0xFFFF]
        return lambda at: at + bisect_left(wide, at)
    if offsets == "utf-8":
        table = [0, *accumulate(_utf8_length(character) for character in text)]
        return table.__getitem__
    return lambda at: at


def read_segments(
    text: str, segments: Iterable[tuple[int, int, Any]], offsets: Offsets
) -> list[Segment]:
    """Segments given in the declared unit, as code points.

    Raises TextError where an offset falls inside a character, and as ``text.check_places`` does,
    in this unit: a message in another would give numbers that nobody sent.
    """
    given = list(segments)
    unit = encoder(text, offsets)
    check_places(((start, end) for start, end, _ in given), unit(len(text)), unit=offsets)
    places = range(len(text) + 1)

    def decode(at: int, number: int) -> int:
        found = bisect_left(places, at, key=unit)
        if unit(found) != at:
            raise TextError(
                "offset_inside_character",
                f"segments[{number}] names offset {at:,}, which lies inside a character in "
                f"{offsets} units. Check the unit named in 'offsets'.",
                pointer=f"/segments/{number}",
            )
        return found

    return [
        Segment(decode(start, number), decode(end, number), role)
        for number, (start, end, role) in enumerate(given)
    ]


def _utf8_length(character: str) -> int:
    # A lone surrogate has no UTF-8; it counts as the three bytes of the U+FFFD that is read for it.
    point = ord(character)
    return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4


def _note(note: Note, unit: Callable[[int], int]) -> Json:
    return {
        "id": note.id,
        "type": note.type,
        "family": note.family,
        "tone": note.tone,
        "rank": note.rank,
        "start": None if note.start is None else unit(note.start),
        "end": None if note.end is None else unit(note.end),
        "text": note.text,
        "message": note.message,
        "marks": [{"role": mark.role, **_span(mark, unit)} for mark in note.marks],
    }


def _segments(analysis: Analysis, unit: Callable[[int], int]) -> list[Json]:
    return [{"start": unit(s.start), "end": unit(s.end), "role": s.role} for s in analysis.segments]


def _span(mark: Mark, unit: Callable[[int], int]) -> Json:
    return {"start": unit(mark.start), "end": unit(mark.end), "text": mark.text}


def _source(source: SourceRecord, unit: Callable[[int], int]) -> Json:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "named": source.named,
        "attributions": source.attributions,
        "mentions": [_span(mark, unit) for mark in source.mentions],
        "affiliation": source.affiliation and asdict(source.affiliation),
    }


def _article(analysis: Analysis, unit: Callable[[int], int]) -> Json:
    return {
        "words": analysis.words,
        "segments": _segments(analysis, unit),
        "summary": summary(analysis),
        "warnings": list(analysis.warnings),
    }


def _figure(shown: FigureShown, unit: Callable[[int], int]) -> Json:
    figure = shown.figure
    return {
        **_span(figure.mark, unit),
        "unit": figure.unit,
        "amount": figure.amount,
        "measured": figure.measured or None,
        "open": figure.open and _span(figure.open, unit),
        "source_id": shown.source_id,
        "mentions": [_span(mark, unit) for mark in shown.mentions],
    }


def _quotation(shown: QuotationShown, unit: Callable[[int], int]) -> Json:
    return {**_span(shown.quotation.mark, unit), "source_id": shown.source_id}


def _said(said: Said, unit: Callable[[int], int]) -> Json:
    return {
        **_span(said.mark, unit),
        "open": [_span(mark, unit) for mark in said.open],
        "said": said.said and _span(said.said, unit),
        "source_id": said.source_id,
    }


def _statement(statement: Statement, unit: Callable[[int], int]) -> Json:
    return {
        **_span(statement.mark, unit),
        "notes": [_note(note, unit) for note in statement.notes],
        "sources": list(statement.sources),
    }
