"""The note type *unnamed source, not described*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.statements import statements_in
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="question",
    line="dashed",
    title="Unnamed source, not described",
    question="Who are they, and how would they know?",
    often_fine="A short item may describe the same sources further up; look there first.",
    basis="AP bars the bare phrase 'a source'; Reuters: never 'sources' for one source",
    examples=(
        "with {source:sources} {cue:suggesting} that the number is higher",
        "{source:Insiders} {cue:say} the merger is dead.",
        "{cue:According to} {source:a source}, the meeting never took place.",
        "The vote will be put off, {source:sources} {cue:said}.",
        "{source:One well-placed insider} {cue:said} the plan was dead.",
        "{source:A source} {cue:said} the minister had left by a side door.",
    ),
    near_misses=(
        "The fund has several sources of income.",
        "Two sources in the finance ministry said the tax would rise.",
        "Renewable sources now supply half the grid.",
        "The river has its source in the hills.",
        "Water sources suggested by the survey were closed.",
        "Sources close to the harbour board said the lease would end.",
    ),
)
def bare_unnamed_source(doc: Doc) -> Iterator[Finding]:
    """A statement is attributed to 'sources', 'insiders' or 'a source' with nothing said about who
    they are or how they would know.
    """
    for statement in statements_in(doc):
        if statement.kind != "bare":
            continue
        cues = tuple(("cue", cue) for cue in statement.cues)
        yield Finding(
            (("source", statement.source), *cues),
            f"“{statement.source.text}”: the text does not say who they are or how they would "
            "know.",
        )
