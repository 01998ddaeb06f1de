"""Verbs that were taken for nouns although the number does not fit: *many regard the pier as …*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

# Words for several, after which no noun in the singular stands.
_SEVERAL = frozenset({"few", "many", "several"})


def find_misread_verbs(doc: Doc) -> Iterator[int]:
    """The tokens tagged as a noun in the singular between a word for several and an article."""
    several = {doc.vocab.strings[word] for word in _SEVERAL}
    lower: list[int] = doc.to_array(["LOWER"]).tolist()
    for at, word in enumerate(lower[:-2]):
        if word not in several:
            continue
        token = doc[at + 1]
        noun = token.tag_ == "NN" and token.dep_ != "compound" and doc[at].head == token
        if noun and doc[at + 2].pos_ == "DET":
            yield token.i


def correct(doc: Doc) -> None:
    """Write what these verbs are into the Doc, and that the word before is their subject."""
    for at in list(find_misread_verbs(doc)):
        doc[at].tag_, doc[at].pos_ = "VBP", "VERB"
        doc[at - 1].dep_ = "nsubj"
