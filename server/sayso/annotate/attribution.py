"""The shape of an attribution: who says it, the words that say so, and what is said.

Source, cue and content after Pareti (2012); the source may be missing, which is what the
agentless and sourceless note types are about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Span

from sayso.annotate.sources import Kind

Quotation = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Referent:
    """Who stands behind a source's words: the fullest phrase for them so far, and its kind."""

    name: str
    kind: Kind
    first: Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """One link from a source to a statement.

    ``outer`` is the link that relays this one, if any: somebody else's (rule R3). ``statement``
    says whether something is stated at all (rule R1 of the note types): not a request, a question,
    or an act such as *endorsed*. ``referent`` is who the source's words stand for, pronouns
    resolved. ``whole`` is the source as annotators of attributions mark it, with relative clause
    and apposition (Newell and others 2018), where ``source`` is what a note marks.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    quotation: Quotation = "indirect"
    outer: Attribution | None = None
    statement: bool = True
    referent: Referent | None = None
    whole: tuple[Span, ...] = ()

    @property
    def start(self) -> int:
        """First token of source, cue and content together."""
        return min(span.start for span in (*self.source, *self.cue, *self.content))

    @property
    def kind(self) -> Kind | None:
        """The kind of the source, pronouns resolved; None where there is no source."""
        return self.referent.kind if self.referent is not None else None


@dataclass(frozen=True, slots=True)
class Links:
    """The attributions of a Doc by where they stand: who looks for those in a sentence or at a word
    must not go through all of them.

    Numbers are places in ``all``. ``cues`` and ``sources`` are first tokens with numbers, in order;
    ``cue_at`` and ``source_at`` give for each token of a cue or a source the numbers of its links.
    """

    all: tuple[Attribution, ...]
    cues: tuple[tuple[int, int], ...]
    sources: tuple[tuple[int, int], ...]
    cue_at: Mapping[int, tuple[int, ...]]
    source_at: Mapping[int, tuple[int, ...]]

    def with_cue_between(self, start: int, end: int) -> list[Attribution]:
        """Those whose first cue begins there, in the order of the attributions."""
        return self._between(self.cues, start, end)

    def with_source_between(self, start: int, end: int) -> list[Attribution]:
        """Those whose first source begins there, in the order of the attributions."""
        return self._between(self.sources, start, end)

    def with_cue_at(self, token: int) -> list[Attribution]:
        """Those with a cue that holds the token."""
        return [self.all[number] for number in self.cue_at.get(token, ())]

    def with_source_at(self, token: int) -> list[Attribution]:
        """Those with a source that holds the token."""
        return [self.all[number] for number in self.source_at.get(token, ())]

    def _between(
        self, places: tuple[tuple[int, int], ...], start: int, end: int
    ) -> list[Attribution]:
        low, high = bisect_left(places, (start, -1)), bisect_left(places, (end, -1))
        return [self.all[number] for number in sorted(number for _, number in places[low:high])]


def links_of(found: Sequence[Attribution]) -> Links:
    """Where each of these attributions stands."""
    cues = ((link.cue[0].start, number) for number, link in enumerate(found))
    sources = ((link.source[0].start, at) for at, link in enumerate(found) if link.source)
    return Links(
        all=tuple(found),
        cues=tuple(sorted(cues)),
        sources=tuple(sorted(sources)),
        cue_at=_by_token(link.cue for link in found),
        source_at=_by_token(link.source for link in found),
    )


def links_in(doc: Doc) -> Links:
    """Where the attributions of a Doc stand, as the component stored it."""
    stored = doc.user_data.get("links")
    return stored if isinstance(stored, Links) else links_of(doc._.attributions)


def _by_token(parts: Iterable[tuple[Span, ...]]) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, dict[int, None]] = {}
    for number, spans in enumerate(parts):
        for span in spans:
            for at in range(span.start, span.end):
                found.setdefault(at, {})[number] = None
    return {at: tuple(numbers) for at, numbers in found.items()}


if not Doc.has_extension("attributions"):
    Doc.set_extension("attributions", default=())
