"""The ledger: who is cited, how often, and the links from source to statement, as plain records."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from sayso.annotate.attribution import Attribution, Referent
from sayso.annotate.outlets import find_outlets, list_name
from sayso.annotate.segments import words_of
from sayso.annotate.sources import NAMED
from sayso.note import Mark


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """One attribution in plain values. ``through`` is the id of the source that relays it."""

    source: tuple[Mark, ...]
    cue: tuple[Mark, ...]
    content: tuple[Mark, ...]
    quotation: str
    source_id: str | None
    through: str | None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The state that an outlet belongs to, by the list that says so; no judgement of its work."""

    state: str
    list: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source: its fullest name in the text, its kind, how many statements, where it stands."""

    id: str
    name: str
    kind: str
    named: bool
    attributions: int
    mentions: tuple[Mark, ...]
    affiliation: Affiliation | None = None


def ledger(doc: Doc) -> tuple[tuple[LinkRecord, ...], tuple[SourceRecord, ...]]:
    """The attributions of a Doc and the sources that they go back to, in order of appearance."""
    order: dict[Referent, int] = {}
    # In order, and each once.
    mentions: dict[int, dict[Mark, None]] = {}
    counts: dict[int, int] = {}
    links = []
    for attribution in doc._.attributions:
        number = _number(attribution, order)
        if number is not None:
            counts[number] = counts.get(number, 0) + 1
            for span in attribution.source:
                mentions.setdefault(number, {})[_mark("source", span)] = None
        outer = attribution.outer
        relay = _number(outer, order)
        links.append(
            LinkRecord(
                source=tuple(
                    _mark("source", span) for span in attribution.whole or attribution.source
                ),
                cue=tuple(_mark("cue", span) for span in attribution.cue),
                content=tuple(_mark("content", span) for span in attribution.content),
                quotation=attribution.quotation,
                source_id=None if number is None else f"s{number + 1}",
                through=None if relay is None else f"s{relay + 1}",
            )
        )
    sources = tuple(
        SourceRecord(
            id=f"s{number + 1}",
            name=referent.name,
            kind=referent.kind,
            named=referent.kind in NAMED,
            attributions=counts.get(number, 0),
            mentions=tuple(mentions.get(number, ())),
            affiliation=_affiliation(referent.first),
        )
        for referent, number in order.items()
    )
    return tuple(links), sources


def _affiliation(source: Span) -> Affiliation | None:
    found = next(find_outlets(source), None)
    return None if found is None else Affiliation(found[1].country, list_name())


def _number(attribution: Attribution | None, order: dict[Referent, int]) -> int | None:
    if attribution is None or attribution.referent is None:
        return None
    return order.setdefault(attribution.referent, len(order))


def _mark(role: str, span: Span) -> Mark:
    return Mark(role, span.start_char, span.end_char, words_of(span))
