"""Quotations: spans between quotation marks, American and British, closed or not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token

from sayso.annotate.attribution import Quotation
from sayso.annotate.lifted import lifted

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "''": "''", "``": "''", "'": "'"}
_CLOSING = frozenset("”“»’\"'") | {"''"}


def find_quotations(doc: Doc) -> Iterator[Span]:
    """Yield quotations with their marks, in reading order; inner ones are not given.

    A mark that is never closed reaches to the end of its block at most, and only where the next
    block opens with a mark as well (a quotation over several paragraphs) or the mark opens the
    block; otherwise it is taken for a stray mark and dropped.
    """
    blocks = list(doc.spans["segments"])
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        at = block.start
        # Marks that nothing closes any more: each of many would look as far as the block's end.
        open_for_good: set[str] = set()
        while at < block.end:
            token = doc[at]
            if not _opens(token, block):
                at += 1
                continue
            close = None if token.text in open_for_good else _close(doc, at, block.end)
            if close is None:
                open_for_good.add(token.text)
            if close is not None:
                yield Span(doc, at, close + 1, "quotation")
                at = close + 1
                continue
            goes_on = following is not None and _opens(doc[following.start], following)
            single = token.text[0] in "'’‘" and token.text != "''"
            if not single and (goes_on or at == block.start):
                yield Span(doc, at, block.end, "quotation")
                break
            at += 1


def inside(token: Token) -> Span | None:
    """The quotation that the token stands in, its marks included."""
    spans: SpanGroup = token.doc.spans["quotations"]
    starts = token.doc.user_data.get("quotation_starts")
    if isinstance(starts, tuple):
        number = bisect_right(starts, token.i) - 1
        span = spans[number] if number >= 0 else None
        return span if span is not None and token.i < span.end else None
    return next((span for span in spans if span.start <= token.i < span.end), None)


def quotations_between(doc: Doc, start: int, end: int) -> list[Span]:
    """The quotations that begin within the tokens from ``start`` to ``end``, half-open."""
    group: SpanGroup = doc.spans["quotations"]
    starts = doc.user_data.get("quotation_starts")
    if not isinstance(starts, tuple):
        return [span for span in group if start <= span.start < end]
    return [group[number] for number in range(bisect_left(starts, start), bisect_left(starts, end))]


def quotations_near(doc: Doc, start: int, end: int) -> list[Span]:
    """The quotations that hold or touch one of the tokens from ``start`` to ``end``, half-open."""
    group: SpanGroup = doc.spans["quotations"]
    starts = doc.user_data.get("quotation_starts")
    if not isinstance(starts, tuple):
        return [span for span in group if start <= span.end and span.start <= end]
    # None holds another one, so that their ends are in order too.
    low, high = max(bisect_left(starts, start) - 1, 0), bisect_right(starts, end)
    return [span for span in (group[at] for at in range(low, high)) if start <= span.end]


def _opens(token: Token, block: Span) -> bool:
    if token.text[0] in "’'" and lifted(token.doc, "G5"):
        return True
    if token.text not in _PAIRS:
        return False
    if token.text in ("“", "„", "«", "``"):
        return True
    # Straight marks and the British single one: a mark opens where no word touches its left side
    # and one touches its right (G5: a mark after a letter is an apostrophe).
    if token.i + 1 >= block.end or token.whitespace_:
        return False
    if token.i > block.start:
        left = token.nbor(-1)
        if not left.whitespace_ and left.text[-1] not in "([{—–-/“\"‘'":
            return False
    if token.text in ("'", "’", "‘"):
        return not token.nbor(1).is_punct
    return True


def _close(doc: Doc, opening: int, end: int) -> int | None:
    if doc[opening].text[0] in "’'" and lifted(doc, "G5"):
        return next((at for at in range(opening + 1, end) if doc[at].text[0] in "’'"), None)
    wanted = _PAIRS[doc[opening].text]
    single = doc[opening].text in ("'", "‘")
    for at in range(opening + 1, end):
        text = doc[at].text
        if text not in _CLOSING or text not in wanted:
            if not single and len(text) > 1 and text[-1] in wanted and text[-1] in '”"':
                return at
            continue
        if not single:
            return at
        # A single mark closes where a space, punctuation or the block's end follows, and where it
        # is not the plural possessive of the word before it with its mate still to come.
        if doc[at].tag_ == "POS" and _another(doc, at, end, wanted):
            continue
        if at + 1 >= end or doc[at].whitespace_ or doc[at + 1].is_punct:
            return at
    return None


def _another(doc: Doc, at: int, end: int, wanted: str) -> bool:
    return any(
        doc[later].text in wanted
        and (later + 1 >= end or doc[later].whitespace_ or doc[later + 1].is_punct)
        for later in range(at + 1, min(end, at + 60))
    )


def has_words(quotation: Span, count: int) -> bool:
    """Whether a quotation has so many words, signs not counted; not all of a long one is read."""
    words = (token for token in quotation if not token.is_punct and not token.is_space)
    return sum(1 for _ in islice(words, count)) == count


def how_quoted(doc: Doc, content: Iterable[Span]) -> Quotation:
    """Whether a content stands within quotation marks, without, or in part."""
    words = [t for span in content for t in span if not t.is_punct and not t.is_space]
    quoted = sum(inside(token) is not None for token in words)
    if not words or quoted == 0:
        return "indirect"
    return "direct" if quoted == len(words) else "mixed"


@Language.component("quotations", assigns=["doc.spans"])
def quotations(doc: Doc) -> Doc:
    """Store the quotations in ``doc.spans["quotations"]``."""
    doc.spans["quotations"] = list(find_quotations(doc))
    doc.user_data["quotation_starts"] = tuple(span.start for span in doc.spans["quotations"])
    return doc
