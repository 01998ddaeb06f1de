"""Which parts of the Doc are the article's own sentences (guard G3)."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, SpanGroup, Token


def headline(doc: Doc) -> Span | None:
    """The headline, where there is one."""
    segments: SpanGroup = doc.spans["segments"]
    return next((span for span in segments if span.label_ == "headline"), None)


def sentences(doc: Doc) -> Iterator[Span]:
    """The sentences of headline and body in reading order; the headline is cut as the parser cuts
    it.
    """
    for sent in doc.sents:
        if not sent[0].is_space and sent[0].pos_ != "SPACE":
            yield sent


def body(doc: Doc) -> Iterator[Span]:
    """The sentences below the headline."""
    title = headline(doc)
    for sent in sentences(doc):
        if title is None or not title.start <= sent.start < title.end:
            yield sent


def in_headline(token: Token) -> bool:
    """Whether the token stands in the headline."""
    title = headline(token.doc)
    return title is not None and title.start <= token.i < title.end


def segment_of(token: Token) -> Span | None:
    """The block that the token stands in."""
    spans: SpanGroup = token.doc.spans["segments"]
    for span in spans:
        if span.start <= token.i < span.end:
            return span
    return None


def next_sentence(sent: Span) -> Span | None:
    """The sentence after this one, also across a paragraph."""
    following = (s for s in sentences(sent.doc) if s.start >= sent.end)
    return next(following, None)


def previous_sentence(sent: Span) -> Span | None:
    """The sentence before this one, also across a paragraph, but never the headline."""
    before = None
    for candidate in body(sent.doc):
        if candidate.start >= sent.start:
            break
        before = candidate
    return before


def word_count(doc: Doc) -> int:
    """Words of headline and body: tokens with a letter or digit, contractions counted once."""
    return sum(
        any(character.isalnum() for character in token.text)
        and not token.text.startswith(("'", "’", "n't", "n’t"))
        for sent in sentences(doc)
        for token in sent
    )
