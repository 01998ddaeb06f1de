"""Guards that hold for every note type, in one place (G1 and G3; the others are where they decide).

G1: inside an attributed quotation the words are the source's own, and no note is made of them.
G3: mastheads, bylines, captions and the like are no sentences of the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from sayso.annotate.lifted import lifted
from sayso.annotate.segments import sentences
from sayso.annotate.words import words_in

# Fewer words than this in quotation marks, with no source, are the writer's, held at a distance.
_SPEECH = 5


def quoted(token: Token) -> bool:
    """Whether the token is somebody else's word: it stands in a quotation that is speech (G1)."""
    return token.i in _speech(token.doc) and not lifted(token.doc, "G1")


def is_speech(quotation: Span) -> bool:
    """Whether a quotation gives somebody's words (G1)."""
    return quotation.start in _speech(quotation.doc)


def own_words(doc: Doc, among: Iterable[int] | None = None) -> Iterator[Token]:
    """The tokens of headline and body that are the writer's own words: outside speech (G1, G3).

    ``among`` are the tokens to look at, in reading order, where not all are wanted.
    """
    own: frozenset[int] | None = doc.user_data.get("own_words")
    if own is None:
        own = frozenset(find_own_words(doc))
    for at in sorted(own) if among is None else among:
        if at in own:
            yield doc[at]


def find_own_words(doc: Doc) -> Iterator[int]:
    """The places of the writer's own words."""
    speech = frozenset() if lifted(doc, "G1") else _speech(doc)
    lower = words_in(doc).lower
    for sent in sentences(doc):
        for at in range(sent.start, sent.end):
            if at not in speech and not lower[at].isspace():
                yield at


def find_speech(doc: Doc) -> frozenset[int]:
    """The places of words in a quotation that gives somebody's words: it has a source, or it is
    long enough for a statement.
    """
    said = bytearray(len(doc))
    for attribution in doc._.attributions:
        for content in attribution.content if attribution.source else ():
            said[content.start : content.end] = b"\1" * len(content)
    return frozenset(
        at
        for quotation in doc.spans["quotations"]
        if said.find(1, quotation.start, quotation.end) >= 0 or _is_long(quotation)
        for at in range(quotation.start, quotation.end)
    )


def _speech(doc: Doc) -> frozenset[int]:
    speech: frozenset[int] | None = doc.user_data.get("speech")
    return find_speech(doc) if speech is None else speech


def _is_long(quotation: Span) -> bool:
    return sum(not token.is_punct and not token.is_space for token in quotation) >= _SPEECH


@Language.component("own_words", requires=["doc._.attributions"])
def store_own_words(doc: Doc) -> Doc:
    """Store the places of quoted speech and of the writer's own words in ``doc.user_data``."""
    doc.user_data["speech"] = find_speech(doc)
    doc.user_data["own_words"] = frozenset(find_own_words(doc))
    return doc
