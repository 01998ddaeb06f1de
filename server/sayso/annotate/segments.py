"""Which parts of the Doc are the article's own sentences (guard G3)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token

from sayso.annotate.words import words_in


def headline(doc: Doc) -> Span | None:
    """The headline, where there is one."""
    segments: SpanGroup = doc.spans["segments"]
    return next((span for span in segments if span.label_ == "headline"), None)


def sentences(doc: Doc) -> Iterator[Span]:
    """The sentences of headline and body in reading order; the headline is cut as the parser cuts
    it.
    """
    yield from doc.spans["sentences"]


def find_sentences(doc: Doc) -> Iterator[Span]:
    """The sentences that the model has read; what stands between two blocks is none."""
    for sent in doc.sents:
        if sent[0].pos_ != "SPACE" and not sent[0].is_space:
            yield Span(doc, sent.start, sent.end, "sentence")


def body(doc: Doc) -> Iterator[Span]:
    """The sentences below the headline."""
    title = headline(doc)
    for sent in sentences(doc):
        if title is None or not title.start <= sent.start < title.end:
            yield sent


def in_headline(token: Token) -> bool:
    """Whether the token stands in the headline."""
    title = token.doc.user_data.get("headline")
    if not isinstance(title, range):
        title = _headline_tokens(token.doc)
    return token.i in title


def _headline_tokens(doc: Doc) -> range:
    title = headline(doc)
    return range(0) if title is None else range(title.start, title.end)


def text_of(doc: Doc) -> str:
    """The text as received, which differs from the Doc's where the guard replaced characters."""
    text = doc.user_data.get("text")
    return text if isinstance(text, str) else doc.text


def words_of(span: Span) -> str:
    """The words of a span as received."""
    return text_of(span.doc)[span.start_char : span.end_char]


def segment_of(token: Token) -> Span | None:
    """The block that the token stands in."""
    starts = token.doc.user_data.get("starts")
    if isinstance(starts, tuple):
        number = bisect_right(starts, token.i) - 1
        segments: SpanGroup = token.doc.spans["segments"]
        block = segments[number] if number >= 0 else None
        return block if block is not None and token.i < block.end else None
    spans: SpanGroup = token.doc.spans["segments"]
    for span in spans:
        if span.start <= token.i < span.end:
            return span
    return None


def next_sentence(sent: Span) -> Span | None:
    """The sentence after this one, also across a paragraph; a mark alone is none."""
    group: SpanGroup = sent.doc.spans["sentences"]
    text = words_in(sent.doc).text
    for number in range(bisect_left(_starts(sent.doc), sent.end), len(group)):
        following = group[number]
        if any(map(str.isalpha, text[following.start : following.end])):
            return following
    return None


def previous_sentence(sent: Span) -> Span | None:
    """The sentence before this one, also across a paragraph, but never the headline."""
    group: SpanGroup = sent.doc.spans["sentences"]
    number = bisect_left(_starts(sent.doc), sent.start) - 1
    while number >= 0 and in_headline(group[number][0]):
        number -= 1
    return group[number] if number >= 0 else None


def nearby(span: Span, *, sentences: int) -> int:
    """The token at which the last so many sentences begin, the span's own among them."""
    starts = _starts(span.doc)
    number = bisect_right(starts, span.start) - sentences
    return starts[max(number, 0)] if starts else 0


def _starts(doc: Doc) -> tuple[int, ...]:
    starts: tuple[int, ...] = doc.user_data["sentence_starts"]
    return starts


def word_count(doc: Doc) -> int:
    """Words of headline and body: tokens with a letter or digit, contractions counted once."""
    text = words_in(doc).text
    return sum(
        any(map(str.isalnum, word)) and not word.startswith(("'", "’", "n't", "n’t"))
        for sent in sentences(doc)
        for word in text[sent.start : sent.end]
    )


@Language.component("sentences", assigns=["doc.spans"])
def store_sentences(doc: Doc) -> Doc:
    """Store the sentences in ``doc.spans["sentences"]``: they are asked for again and again."""
    doc.spans["sentences"] = list(find_sentences(doc))
    doc.user_data["sentence_starts"] = tuple(sent.start for sent in doc.spans["sentences"])
    doc.user_data["headline"] = _headline_tokens(doc)
    doc.user_data["starts"] = tuple(block.start for block in doc.spans["segments"])
    return doc
