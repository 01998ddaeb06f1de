"""The note type *quoted in the headline, not in the text*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.alignment import stems
from sayso.annotate.segments import in_headline
from sayso.note import Finding, note_type


@note_type(
    family="article",
    tone="question",
    line="double",
    title="Quoted in the headline, not in the text",
    question="Who used this word?",
    often_fine="When the text gives the same words unquoted, from a named source.",
    basis="Reuters Handbook on quotation; MOS:SCAREQUOTES",
    examples=(
        "Agency warns of {headline:'Alarming'} defections\n\n"
        "The agency said on Monday that more soldiers had left their units than in any month "
        "before.",
        "Harbour plan is {headline:“a disaster”}, say residents\n\n"
        "Residents of the old town met on Friday and spoke against the plan for the harbour for "
        "two hours.",
        "Mayor calls budget {headline:‘reckless’}\n\n"
        "Mayor Ilse Brandt told the council on Tuesday that “this budget spends what we do not "
        "have”.",
    ),
    near_misses=(
        "Minister: plan is 'reckless'\n\n“It is reckless,” the minister said on Monday after "
        "the plan had been shown to the press.",
        "Mayor warns of ‘alarming’ costs\n\n“The costs alarm me,” Mayor Ilse Brandt told the "
        "council on Tuesday evening.",
        "Bridge over the Ossa closes in May\n\nThe bridge over the Ossa will be closed from "
        "May, the council said on Friday.",
        "Dunmere’s farmers’ market moves\n\nThe market will move to the old station in spring, "
        "the council of Dunmere said on Friday.",
    ),
)
def headline_quote_unmatched(doc: Doc) -> Iterator[Finding]:
    """Words quoted in the headline are quoted nowhere in the text."""
    inside = [q for q in doc.spans["quotations"] if not in_headline(q[0])]
    for quotation in doc.spans["quotations"]:
        if not in_headline(quotation[0]):
            continue
        wanted = stems(quotation)
        if not wanted or any(len(wanted & stems(other)) * 2 >= len(wanted) for other in inside):
            continue
        yield Finding(
            (("headline", quotation),),
            f"{quotation.text}: the headline quotes this, and no quotation in the text has "
            "these words.",
        )
