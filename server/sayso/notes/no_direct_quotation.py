"""The note type *nobody is quoted*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.segments import body, in_headline
from sayso.note import Finding, note_type

_WORDS = 4
_STATEMENTS = 2
_SENTENCES = 8


@note_type(
    family="article",
    tone="observation",
    line="dotted",
    title="Nobody is quoted",
    question="Did the writer speak to anybody?",
    often_fine="Data stories and briefs.",
    basis="W3C Credible Web 18.84, 18.87",
    examples=(
        "The council met on Monday. Mayor Ilse Brandt said the bridge would close. The work "
        "will take a year. "
        "Buses will use the old road. The market will move. Shops on the quay stay open. "
        "The harbour master said boats could pass. The council meets again in May. Nothing else "
        "was decided.",
        "The mill shut on Friday. The owner said orders had fallen. About forty people worked "
        "there. "
        "The union said it had not been told. The town lost its brewery last year. A school "
        "stands near by. "
        "The owner will sell the land. The council wants to buy it. A vote is due in June.",
        "Two boats sank off Dunmere. The coast guard said nobody was hurt. The sea was calm. "
        "A third boat was towed in. The owner said the hull had cracked. The boats were old. "
        "They were built in Oresia. An inquiry has begun. It will report in spring.",
    ),
    near_misses=(
        "Mayor Ilse Brandt said the bridge would close.",
        "The council met on Monday. “The bridge will close for a year,” Mayor Ilse Brandt said. "
        "Buses will use the old road. "
        "The market will move. Shops stay open. The harbour master said boats could pass. The "
        "council meets in May. Nothing else was decided. It rained.",
        "The bridge is closed. The road is open. The market has moved. Shops stay open. Boats "
        "can pass. It will rain. The sun sets at nine. The tide is low.",
    ),
)
def no_direct_quotation(doc: Doc) -> Iterator[Finding]:
    """The text has attributed statements but not one direct quotation."""
    quotations = [
        q
        for q in doc.spans["quotations"]
        if not in_headline(q[0]) and sum(token.is_alpha for token in q) >= _WORDS
    ]
    if quotations or sum(1 for _ in body(doc)) < _SENTENCES:
        return
    said = sum(a.statement for a in doc._.attributions)
    if said >= _STATEMENTS:
        yield Finding(
            (), f"The text reports what {said} times somebody says, and quotes nobody directly."
        )
