"""The note type *said to be so*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from sayso.annotate.guards import own_words
from sayso.annotate.lifted import lifted
from sayso.annotate.statements import Statement, statements_in
from sayso.annotate.words import placed
from sayso.note import Finding, note_type

# Chafe 1986 and NPR Ethics Handbook: the English hearsay adverbs; a closed class.
_ADVERBS = frozenset({"reportedly", "allegedly", "purportedly", "supposedly", "reputedly"})


@note_type(
    family="sourcing",
    tone="question",
    line="wavy",
    title="Said to be so",
    question="Reported or alleged by whom? Can you find that report?",
    often_fine=(
        "‘Allegedly’ protects a person who has not been convicted; the charge and the court are "
        "usually near by."
    ),
    basis="NPR Ethics Handbook: 'reportedly' is never enough; Wikipedia MOS:ALLEGED",
    examples=(
        "The directorate has {cue:reportedly} identified 62 men.",
        "He was {cue:allegedly} paid twice.",
        "The document, {cue:purportedly} signed in March, cannot be found.",
        "The gate was {cue:supposedly} locked.",
        "Two boats {cue:reportedly} sank off Dunmere.",
        "The mayor {cue:allegedly} kept the second key.",
    ),
    near_misses=(
        "He was allegedly paid twice, according to the indictment.",
        "The team reported on the findings.",
        "“He reportedly left,” she said.",
        "Police said the driver had allegedly run two red lights.",
        "The alleged thief was released.",
        "The two boats sank off Dunmere, Northline reported.",
    ),
)
def evidential_adverb(doc: Doc) -> Iterator[Finding]:
    """An adverb (reportedly, allegedly, purportedly, supposedly) tells that the statement comes
    from somebody else, and the sentence does not say from whom.
    """
    near: dict[int, list[Statement]] = {}
    for statement in statements_in(doc):
        near.setdefault(statement.source.sent.start, []).append(statement)
    for token in own_words(doc, placed(doc, words=_ADVERBS)):
        if not _sourced(token, near.get(token.sent.start, ())) or lifted(doc, "G6"):
            yield Finding(
                (("cue", doc[token.i : token.i + 1]),),
                f"“{token.text}”: the sentence does not say who {_VERB[token.lower_]} it.",
            )


_VERB = {
    "reportedly": "reported", "allegedly": "alleged", "purportedly": "said",
    "supposedly": "supposed", "reputedly": "said",
}  # fmt: skip


def _sourced(adverb: Token, statements: Iterable[Statement]) -> bool:
    """Whether the sentence's statements attribute the same words to a source (guard G6)."""
    for statement in statements:
        if any(span.start <= adverb.i < span.end for span in statement.content):
            return True
        if any(cue[0].lower_ == "according" for cue in statement.cues):
            return True
    return False
