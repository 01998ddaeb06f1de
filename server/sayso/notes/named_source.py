"""The note type *named source*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.sources import NAMED
from sayso.annotate.statements import relaying, statements_in
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="credit",
    line="solid",
    title="Named source",
    question=(
        "Is this source a party to the story, and is there a quotation, a date or a place you "
        "could check?"
    ),
    often_fine="Naming the source is what good reporting does.",
    basis="Reuters Handbook: named source preferred; Pareti 2012 (source, cue, content)",
    examples=(
        "{content:This initiative}, {cue:according to} {source:Putin}, {content:is of paramount "
        "importance}.",
        "{source:Finance minister Ana Cruz} {cue:said} {content:the budget would pass}.",
        "{content:“We will appeal,”} {cue:said} {source:Maria Lopez, the company's lawyer}.",
        "{source:The ministry} {cue:said} {content:the harbour would open again in June}.",
        "{source:Tarn Council} {cue:announced} {content:that the library will close}.",
        "“It was a quiet night,” {source:he} {cue:said}.",
    ),
    near_misses=(
        "Putin ordered the general to report on the progress.",
        "Officials said the road was closed.",
        "The accident claimed the life of John Smith.",
        "Mayor Ilse Brandt opened the new bridge on Friday.",
        "Brandt asked the council to wait until May.",
        "A woman who lives near by said she had heard two bangs.",
    ),
)
def named_source(doc: Doc) -> Iterator[Finding]:
    """A statement is attributed to a person, organisation or document identified by name."""
    chains = relaying(doc)
    for statement in statements_in(doc):
        source = statement.source
        if statement.kind not in NAMED and statement.kind != "pronoun":
            continue
        if statement.kind == "pronoun" and source.text.lower() not in ("he", "she", "it", "they"):
            continue
        if (source.start, source.end) in chains:
            continue
        name = statement.referent.name
        told = (
            f"“{source.text}” is {name}"
            if source.root.pos_ == "PRON" and name != source.text
            else f"“{source.text}”"
        )
        yield Finding(statement.marks, f"{told}: the sentence says whose statement this is.")
