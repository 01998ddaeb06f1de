"""The note type *verbal probability*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.hedges import own_hedges
from sayso.note import Finding, note_type


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Verbal probability",
    question=(
        "Which number would you put on it? Analysts bound to ICD 203 mean 55–80 % by ‘likely’; "
        "this writer may not."
    ),
    often_fine="Good forecasting says how likely.",
    basis="ICD 203; Kent 1964; IPCC guidance note",
    examples=(
        "The bill is {cue:likely} to pass.",
        "The fire was {cue:probably} set on purpose.",
        "Rates will {cue:almost certainly} rise.",
        "A verdict is {cue:very unlikely} before spring.",
        "The new ferry is {cue:expected to} sail in April.",
        "{cue:In all likelihood} the archive was moved to Torva.",
    ),
    near_misses=(
        "He looked every inch the likely lad.",
        "The risk is 40 per cent, the study found.",
        "Smokers were twice as likely to fall ill.",
        "Turnout was higher than expected.",
        "The survey asked 900 likely voters.",
        "Women were 20 per cent more likely to vote than men.",
    ),
)
def probability_term(doc: Doc) -> Iterator[Finding]:
    """A word gives a probability without a number.

    For instance: likely, unlikely, probably, almost certainly, expected to.
    """
    for cue in own_hedges(doc, "probability"):
        message = f"“{cue.text}”: a probability in words; the sentence gives no number for it."
        yield Finding((("cue", cue),), message)
