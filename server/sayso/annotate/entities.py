"""The names that the model found, kept apart: ``doc.ents`` reads the whole Doc at each asking."""

from __future__ import annotations

from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup


def entities_between(doc: Doc, start: int, end: int) -> list[Span]:
    """The names that begin and end within the tokens from ``start`` to ``end``, half-open."""
    starts = doc.user_data.get("entity_starts")
    if not isinstance(starts, tuple):
        return [ent for ent in doc.ents if start <= ent.start and ent.end <= end]
    group: SpanGroup = doc.spans["entities"]
    inside = range(bisect_left(starts, start), bisect_left(starts, end))
    return [group[number] for number in inside if group[number].end <= end]


@Language.component("entities", assigns=["doc.spans"])
def entities(doc: Doc) -> Doc:
    """Store the names in ``doc.spans["entities"]``."""
    doc.spans["entities"] = list(doc.ents)
    doc.user_data["entity_starts"] = tuple(ent.start for ent in doc.spans["entities"])
    return doc
