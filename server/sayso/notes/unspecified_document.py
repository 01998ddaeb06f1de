"""The note type *document you cannot look up*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.documents import documents_in
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="observation",
    line="dashed",
    title="Document you cannot look up",
    question="What is it called, who wrote it, and can you find it?",
    often_fine="When the document is linked or was named further up.",
    basis="Trust Project indicator: citations and references",
    examples=(
        "{source:A recent study} shows that sales are falling.",
        "In {source:a recent directive}, he ordered the general to report.",
        "{source:Polls} suggest the party is ahead.",
        "According to {source:some estimates}, the lake has lost half its fish.",
        "{source:An internal memo} says that the ferry is unsafe.",
        "The bridge will not last, {source:one report} warned.",
    ),
    near_misses=(
        "A study published in Nature on 5 May shows that sales are falling.",
        "He was told to report on the progress.",
        "The court's 2019 ruling in Smith v. Jones was upheld.",
        "She is writing a study of river birds.",
        "The Harbour Board's report says that the ferry is unsafe.",
        "Public figures met in Dunmere.",
    ),
)
def unspecified_document(doc: Doc) -> Iterator[Finding]:
    """A study, report, poll, survey, directive or leaked paper is relied on, and cannot be found.

    No title, author or publisher is given with it. Noted at its first mention.
    """
    for document in documents_in(doc):
        if document.findable:
            continue
        words = " ".join(document.phrase.text.split())
        yield Finding(
            (("source", document.phrase),),
            f"“{words}”: no title, author or publisher is given by which to find it.",
        )
