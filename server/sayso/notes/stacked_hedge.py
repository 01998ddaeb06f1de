"""The note type *hedge with a push*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.hedges import own_hedges
from sayso.note import Finding, note_type


@note_type(
    family="hedging",
    tone="question",
    line="dotted",
    title="Hedge with a push",
    question="What makes it easy, or likely? Where is the arithmetic?",
    often_fine="Rarely needed: the plain hedge says the same.",
    basis="Hyland 2005 (hedges and boosters)",
    examples=(
        "The number {cue:could easily} surpass 1,000.",
        "Prices {cue:may well} double.",
        "The bill {cue:could potentially} pass.",
        "The ferry company {cue:might even} close, the mayor of Torva said.",
        "A second flood {cue:would likely} break the wall.",
        "Frost {cue:could quite possibly} ruin the harvest.",
    ),
    near_misses=(
        "They won easily.",
        "It could not easily be moved.",
        "The well might run dry.",
        "She could easily see the far shore.",
        "The harvest may fail, and it may also rain.",
    ),
)
def stacked_hedge(doc: Doc) -> Iterator[Finding]:
    """A hedge is combined with another hedge or with a booster.

    For instance: could easily, may well, could potentially, might even, would likely.
    """
    for cue in own_hedges(doc, "stacked"):
        message = (
            f"“{cue.text}”: one word says that it is possible, "
            "the other changes how likely that sounds."
        )
        yield Finding((("cue", cue),), message)
