"""The note type *possible, potential, perhaps*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.hedges import own_hedges
from sayso.note import Finding, note_type


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Possible, potential, perhaps",
    question="Possible compared with what?",
    often_fine="It keeps an open question open.",
    basis="Hyland 2005; CoNLL-2010 hedge cues",
    examples=(
        "It signals a {cue:potential} erosion of trust.",
        "{cue:Perhaps} the gate was left open.",
        "The {cue:apparent} suicide is being investigated.",
        "Police are looking into a {cue:possible} link between the two fires.",
        "The {cue:suspected} leak was found under the pier.",
        "The wall was {cue:apparently} built without a permit.",
        "Farmers in Orsk Valley face {cue:the prospect of} a second dry year.",
    ),
    near_misses=(
        "Come as soon as possible.",
        "It converts potential energy into heat.",
        "He is the prime suspect.",
        "It is possible to visit the tower on Sundays.",
        "The error soon became apparent.",
        "The shop wrote to potential customers.",
        "The river has great potential.",
    ),
)
def possibility_word(doc: Doc) -> Iterator[Finding]:
    """An adjective, adverb or noun marks possibility.

    For instance: possible, potential, perhaps, maybe, apparent, presumed, suspected, risk or
    prospect of.
    """
    for cue in own_hedges(doc, "possibility"):
        message = f"“{cue.text}”: the sentence leaves open whether it is so."
        yield Finding((("cue", cue),), message)
