"""The note type *unspecified authority*."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from sayso.annotate.lifted import lifted
from sayso.annotate.segments import next_sentence
from sayso.annotate.sources import NAMED, named_near
from sayso.annotate.statements import Statement, statements_in
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="question",
    line="dashed",
    title="Unspecified authority",
    question="Which experts or critics, how many, and who disagrees?",
    often_fine="A summary sentence may be borne out by named people in the paragraphs that follow.",
    basis="Wikipedia Manual of Style, words to watch: unsupported attributions",
    examples=(
        "{source:Experts} {cue:warn} that the region could collapse.",
        "{source:Critics} {cue:say} the law goes too far.",
        "{source:Many} {cue:believe} the vote was rigged.",
        "{source:Analysts} {cue:expect} that prices will fall.",
        "{source:Observers} {cue:said} the count was slow.",
        "{source:Some} {cue:fear} that the well will run dry.",
        "The harbour {cue:is considered} by {source:many} to be the finest on the coast.",
        "{source:Many} {cue:regard} the pier as an eyesore.",
        "{source:Some people} {cue:feel} that the mayor is wrong.",
        "{source:Military analysts} {cue:said} the fort would fall.",
    ),
    near_misses=(
        "Experts including Dr Ana Cruz of the WHO warn that the region could collapse.",
        "Officials arrested two men on Sunday.",
        "Critics say the law goes too far. “It is a gag,” said Leo Marsh of Index.",
        "Experts met in Dunmere on Friday.",
        "Analysts at Corran Bank said prices would fall.",
        "Many people walked home.",
        "Some saw him as he left the pier.",
        "Some residents considered moving to Torva.",
    ),
)
def vague_authority(doc: Doc) -> Iterator[Finding]:
    """A view or fact is credited to a loosely defined group (experts, analysts, critics, observers,
    officials, many, some), and no member of it is named in that sentence or the next.
    """
    named = sorted(
        span.start
        for statement in statements_in(doc)
        if statement.kind in NAMED and statement.source.root.pos_ != "PRON"
        for span in (statement.source, *statement.content)
    )
    for statement in statements_in(doc):
        if statement.kind != "vague" or _named_soon(statement, named):
            continue
        if statement.by_evidence:
            continue
        cues = tuple(("cue", cue) for cue in statement.cues)
        yield Finding(
            (("source", statement.source), *cues),
            f"“{statement.source.text}”: no member of this group is named here or in the next "
            "sentence.",
        )


def _named_soon(statement: Statement, named: Sequence[int]) -> bool:
    """Guard G8: a member is named in the sentence, or a named person speaks in the next one.

    ``named`` are the first tokens of all named sources and of what they say.
    """
    doc = statement.source.doc
    if lifted(doc, "G8"):
        return False
    sent = statement.source.sent
    beside = doc[statement.source.start : min(statement.source.end + 8, sent.end)]
    if any(token.lower_ in ("including", "like", "as") for token in beside) and named_near(
        doc, statement.source.start, sent.end
    ):
        return True
    following = next_sentence(sent)
    if following is None:
        return False
    return bisect_left(named, following.start) < bisect_left(named, following.end)
