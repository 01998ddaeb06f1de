"""The note type *may, might, could*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.hedges import own_hedges
from sayso.note import Finding, note_type


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="May, might, could",
    question="How likely, and says who?",
    often_fine="Hedging is honest when the evidence is incomplete.",
    basis="Palmer 2001; Hyland 2005; BioScope",
    examples=(
        "The insistence {cue:may} be a pragmatic move.",
        "The talks {cue:could} collapse.",
        "He {cue:might} have left already.",
        "Engineers said the dam {cue:might} not hold another winter.",
        "A strike {cue:could} close the port of Sellin for a week.",
        "The council {cue:may} vote on Friday, the clerk said.",
    ),
    near_misses=(
        "The vote is on May 5.",
        "He could not swim.",
        "You may enter now.",
        "conditions under which soldiers can lay down their arms",
        "From the tower she could see the whole bay.",
        "The guards opened the gate so that the boats could pass.",
        "“The talks could collapse before Friday,” the envoy said.",
        "The driver could face five years in prison.",
        "The might of the empire was broken.",
    ),
)
def modal_hedge(doc: Doc) -> Iterator[Finding]:
    """An epistemic modal marks the statement as possible, not established."""
    for cue in own_hedges(doc, "modal"):
        message = f"“{cue.text}”: the sentence says that this is possible, not that it is so."
        yield Finding((("cue", cue),), message)
