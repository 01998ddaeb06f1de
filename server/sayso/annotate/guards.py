"""Guards that hold for every note type, in one place (G1 and G3; the others are where they decide).

G1: inside an attributed quotation the words are the source's own, and no note is made of them.
G3: mastheads, bylines, captions and the like are no sentences of the article.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.lifted import lifted
from sayso.annotate.quotations import inside
from sayso.annotate.segments import sentences

# Fewer words than this in quotation marks, with no source, are the writer's, held at a distance.
_SPEECH = 5


def quoted(token: Token) -> bool:
    """Whether the token is somebody else's word: it stands in a quotation that is speech (G1)."""
    quotation = inside(token)
    return quotation is not None and is_speech(quotation) and not lifted(token.doc, "G1")


def is_speech(quotation: Span) -> bool:
    """Whether a quotation gives somebody's words: it has a source, or it is long enough for a
    statement.
    """
    if _is_long(quotation):
        return True
    for attribution in quotation.doc._.attributions:
        for content in attribution.content:
            if (
                attribution.source
                and content.start < quotation.end
                and quotation.start < content.end
            ):
                return True
    return False


def own_words(doc: Doc) -> Iterator[Token]:
    """The tokens of headline and body that are the writer's own words: outside speech (G1, G3)."""
    if lifted(doc, "G1"):
        yield from (t for sent in sentences(doc) for t in sent if not t.is_space)
        return
    said = [
        (content.start, content.end)
        for attribution in doc._.attributions
        if attribution.source
        for content in attribution.content
    ]
    speech: set[int] = set()
    for quotation in doc.spans["quotations"]:
        start, end = quotation.start, quotation.end
        if any(low < end and start < high for low, high in said) or _is_long(quotation):
            speech.update(range(start, end))
    for sent in sentences(doc):
        for token in sent:
            if token.i not in speech and not token.is_space:
                yield token


def _is_long(quotation: Span) -> bool:
    return sum(not token.is_punct and not token.is_space for token in quotation) >= _SPEECH
