"""The shape of an attribution: who says it, the words that say so, and what is said.

Source, cue and content after Pareti (2012); the source may be missing, which is what the
agentless and sourceless note types are about.
"""

from __future__ import annotations

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


if not Doc.has_extension("attributions"):
    Doc.set_extension("attributions", default=())
