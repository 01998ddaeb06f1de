"""Which words of the article an overt source stands behind."""

from __future__ import annotations

from spacy.tokens import Doc, Span

from sayso.annotate.attribution import links_in
from sayso.annotate.quotations import quotations_between

_NOBODY = frozenset({"thing", None})
_SPEECH = 5


def sourced(doc: Doc, *, besides: frozenset[str] = frozenset()) -> frozenset[int]:
    """The tokens that a source in words is said to have said, in whatever way.

    ``besides`` names kinds of source that do not count.
    """
    found: set[int] = set()
    for link in doc._.attributions:
        if not link.source or not link.statement or link.kind in _NOBODY or link.kind in besides:
            continue
        for content in link.content:
            found.update(range(content.start, content.end))
        cue = link.cue[0]
        if cue[0].lower_ == "according":
            found.update(range(cue.sent.start, cue.sent.end))
    return frozenset(found)


def speaks_near(sent: Span, *, after: Span | None) -> bool:
    """Whether somebody is quoted, or a named person speaks, in a sentence or the one after it."""
    doc = sent.doc
    end = after.end if after is not None else sent.end
    for link in links_in(doc).with_cue_between(sent.start, end):
        if link.source and link.statement and link.kind == "person":
            return True
    # A title or a single word in quotation marks is no voice.
    return any(
        sum(t.is_alpha for t in quotation) >= _SPEECH
        for quotation in quotations_between(doc, sent.start, end)
    )
