"""The note type *only if*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.hedges import own_hedges
from sayso.note import Finding, note_type


@note_type(
    family="hedging",
    tone="question",
    line="dotted",
    title="Only if",
    question="Is the condition met later in the article, or forgotten?",
    often_fine="Stating the condition is honest, as long as it is kept.",
    basis="FactBank; Saurí and Pustejovsky 2012",
    examples=(
        "{cue:If this estimation holds true}, the number could pass 1,000.",
        "{cue:If confirmed}, it would be the largest find ever.",
        "{cue:Assuming the figures are right}, the city is bankrupt.",
        "{cue:If the letter is genuine}, the treaty was signed a year earlier.",
        "{cue:If the reports are confirmed}, two more bridges are lost.",
        "The forecast {cue:assumes} a mild winter in the Orsk Valley.",
    ),
    near_misses=(
        "If elected, he will cut taxes.",
        "She asked if he had left.",
        "Call this number if you see smoke.",
        "If confirmed by the senate, she will lead the bank.",
        "If it rains, the match will be moved.",
        "The general assumed command on Monday.",
    ),
)
def conditional_premise(doc: Doc) -> Iterator[Finding]:
    """A claim hangs on a condition about the truth of something.

    For instance: if this holds true, if confirmed, assuming that.
    """
    for cue in own_hedges(doc, "condition"):
        message = f"“{cue.text}”: the claim stands only if this is so."
        yield Finding((("cue", cue),), message)
