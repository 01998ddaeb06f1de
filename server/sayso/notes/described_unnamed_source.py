"""The note type *unnamed source, described*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.statements import relaying, statements_in
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="observation",
    line="dashed",
    title="Unnamed source, described",
    question="Why is this person not named, and what might they gain?",
    often_fine=(
        "Unnamed means not named to you: the reporter normally knows who it is, and naming can "
        "cost a source a job or a life."
    ),
    basis=(
        "AP: describe anonymous sources as fully as possible; Reuters: unnamed sources are the "
        "weakest"
    ),
    examples=(
        "{source:A senior police official} {cue:said} the suspect had fled.",
        "{cue:citing} {source:Russian law enforcement sources}, the agency said the men had "
        "crossed.",
        "The deal is off, {cue:according to} {source:two people familiar with the talks}.",
        "{source:A harbour worker} {cue:said} the alarm had failed.",
        "{source:Two officials in the transport ministry} {cue:said} the bridge was unsafe.",
        "“Nobody told us,” {cue:said} {source:a shopkeeper in Dunmere}.",
    ),
    near_misses=(
        "Russian law enforcement officers arrested two men.",
        "A senior police official, Juan Perez, said the suspect had fled.",
        "Sources said the deal was off.",
        "A harbour worker closed the gate.",
        "Mayor Ilse Brandt said the gate was closed.",
        "Two officials in the transport ministry resigned in May.",
    ),
)
def described_unnamed_source(doc: Doc) -> Iterator[Finding]:
    """A statement is attributed to someone who is not named but is described by role, body or
    closeness to events.
    """
    chains = relaying(doc)
    for statement in statements_in(doc):
        source = statement.source
        if statement.kind != "described" or (
            source.root.pos_ == "PRON" and source.root.lower_ in ("it", "they")
        ):
            continue
        if (source.start, source.end) in chains:
            continue
        if statement.by_evidence:
            continue
        cues = tuple(("cue", cue) for cue in statement.cues)
        yield Finding((("source", source), *cues), f"“{source.text}”: described, but not named.")
