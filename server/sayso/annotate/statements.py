"""Statements with an overt source, as readers count them: one per source and sentence (rule R2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from sayso.annotate.attribution import Attribution, Referent
from sayso.annotate.attributions import BELIEF, EVIDENCE, SPEECH
from sayso.annotate.sources import Kind


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says in one sentence: its words, every cue of it, and what is said."""

    source: Span
    cues: tuple[Span, ...]
    content: tuple[Span, ...]
    referent: Referent
    attributions: tuple[Attribution, ...]

    @property
    def kind(self) -> Kind:
        """The kind of the source, pronouns resolved."""
        return self.referent.kind

    @property
    def by_evidence(self) -> bool:
        """Whether the source only finds or shows: *the researchers found* speaks of a study."""
        return all(cue.root.lemma_ in EVIDENCE - SPEECH - BELIEF for cue in self.cues)

    @property
    def marks(self) -> tuple[tuple[str, Span], ...]:
        """Source first, then cues and contents, as notes mark them."""
        return (
            ("source", self.source),
            *(("cue", cue) for cue in self.cues),
            *(("content", span) for span in self.content),
        )


def find_statements(doc: Doc) -> Iterator[Statement]:
    """Yield the statements in text order; what has no source in words is not among them."""
    groups: dict[tuple[int, int], list[Attribution]] = {}
    for attribution in doc._.attributions:
        if attribution.statement and attribution.source and attribution.referent is not None:
            source = attribution.source[0]
            groups.setdefault((source.start, source.end), []).append(attribution)
    for group in groups.values():
        cues = {(s.start, s.end): s for a in group for s in a.cue}
        contents = {(s.start, s.end): s for a in group for s in a.content}
        referent = group[0].referent
        if referent is None:
            continue
        yield Statement(
            source=group[0].source[0],
            cues=tuple(cues[key] for key in sorted(cues)),
            content=tuple(contents[key] for key in sorted(contents)),
            referent=referent,
            attributions=tuple(group),
        )


def statements_in(doc: Doc) -> tuple[Statement, ...]:
    """The statements of a text as the component stored them."""
    stored = doc.user_data.get("statements")
    return stored if isinstance(stored, tuple) else tuple(find_statements(doc))


def relaying(doc: Doc) -> frozenset[tuple[int, int]]:
    """First and last token of each source that only passes on what another source says (R3)."""
    return frozenset(
        (a.outer.source[0].start, a.outer.source[0].end)
        for a in doc._.attributions
        if a.outer is not None
    )


@Language.component("statements", requires=["doc._.attributions"])
def statements(doc: Doc) -> Doc:
    """Store the statements in ``doc.user_data["statements"]``."""
    doc.user_data["statements"] = tuple(find_statements(doc))
    return doc
