"""The note type *seems, appears*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.hedges import own_hedges
from sayso.note import Finding, note_type


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Seems, appears",
    question="What was actually seen?",
    often_fine="It says that the writer infers rather than knows.",
    basis="Palmer 2001 (sensory evidentials)",
    examples=(
        "The men {cue:appear} to have fled.",
        "It {cue:seems} that nobody was told.",
        "The lock {cue:seemed} to have been forced.",
        "It {cue:appears} that the ledger was copied twice.",
        "It {cue:looks as if} the council will lose the case.",
    ),
    near_misses=(
        "He appeared in court on Monday.",
        "The figure appears on page 2.",
        "She looked at the map.",
        "The actor will appear at the Torva festival.",
        "“It seems that nobody was told,” the nurse said.",
    ),
)
def appearance_verb(doc: Doc) -> Iterator[Finding]:
    """A verb of seeming carries the statement: seem, appear, look as if."""
    for cue in own_hedges(doc, "appearance"):
        message = f"“{cue.text}”: the sentence says how it looks, not that it is so."
        yield Finding((("cue", cue),), message)
