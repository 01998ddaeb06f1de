"""The note type *second-hand or third-hand*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from sayso.annotate.attribution import Attribution
from sayso.annotate.chains import opens_inner
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="question",
    line="double",
    title="Second-hand or third-hand",
    question="How many mouths has this passed through, and can you reach the first one?",
    often_fine=(
        "Crediting another newsroom openly is honest; the chain is there so that you can follow it."
    ),
    basis="BBC Editorial Guidelines 3.3 (first-hand sources); Reuters Handbook",
    examples=(
        "According to {source:a report by TASS}, {cue:citing} {source:Russian law enforcement "
        "sources}, the unit has defected.",
        "{source:The Interfax agency} {cue:quoted} {source:a ministry official} {cue:as saying} "
        "that the talks had failed.",
        "{source:State television} said, {cue:citing} {source:the defence ministry}, that two "
        "ships were hit.",
        "{source:The Northline agency} reported on Monday, {cue:citing} {source:a court clerk}, "
        "that the trial would begin in May.",
        "{source:The Ossa Herald} reported, {cue:quoting} {source:the harbour master}, that "
        "three boats had sunk.",
        "According to {source:the Dunmere Post}, {cue:citing} {source:two people close to the "
        "board}, the plant will close.",
    ),
    near_misses=(
        "According to TASS, the unit has defected.",
        "Citing high costs, the firm closed its plant.",
        "The minister said he had spoken to his deputy.",
        "“He left in March,” Cruz told a local radio station.",
        "Mayor Ilse Brandt said that she believed the plan would work.",
        "Citing the rain, the club moved the match to Sunday.",
    ),
)
def relayed_attribution(doc: Doc) -> Iterator[Finding]:
    """A statement reaches the reader through two or more sources, each quoting the next."""
    # By identity: a link that is equal to another may stand for another chain.
    done: set[int] = set()
    chains = [link for link in doc._.attributions if link.outer is not None]
    # The word that opens the inner link (citing, quoting) stands for the whole chain of a sentence.
    for inner in sorted(chains, key=lambda link: not opens_inner(link.cue[0])):
        outer = inner.outer
        if outer is None or id(outer) in done:
            continue
        done.add(id(outer))
        cues = _opening(inner, outer)
        links = _links(inner)
        names = " ← ".join(f"“{span.text}”" for span in links)
        yield Finding(
            (*(("cue", cue) for cue in cues), *(("source", span) for span in links)),
            f"{names}: the statement has passed through {len(links)} sources before it reached "
            "this page.",
        )


def _opening(inner: Attribution, outer: Attribution) -> tuple[Span, ...]:
    """What opens the inner link; where that is only a verb of saying, the outer cue (R3)."""
    first = outer.cue[0]
    if opens_inner(inner.cue[0]):
        return inner.cue
    if inner.source[0].start < first.start or first[0].lower_ == "according":
        return outer.cue
    return inner.cue


def _links(inner: Attribution) -> list[Span]:
    links: list[Span] = []
    link: Attribution | None = inner
    while link is not None and len(links) < 6:
        links += [span for span in link.source[:1] if span not in links]
        link = link.outer
    return links[::-1]
