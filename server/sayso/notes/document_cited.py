"""The note type *document you can look up*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.documents import documents_in
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="credit",
    line="solid",
    title="Document you can look up",
    question="Does the document say what the article says it says?",
    often_fine="Citing a findable document is good practice.",
    basis="Trust Project; W3C Credible Web signals 7.4",
    examples=(
        "{source:A study published in Nature on 5 May} found that sales were falling.",
        "{source:The Office for National Statistics' June bulletin} put inflation at 3.1 per cent.",
        "According to {source:the Harbour Board's annual report}, the ferry carried 90,000 people.",
        "{source:A survey by the Corran Institute} found that most shops were open.",
        "{source:The ministry's audit} showed that the bridge was safe.",
    ),
    near_misses=(
        "A recent study found that sales were falling.",
        "Nature is healing.",
        "The report says that the ferry is unsafe.",
        "The Harbour Board published its report in May.",
        "According to a report by TASS, the men have defected.",
    ),
)
def document_cited(doc: Doc) -> Iterator[Finding]:
    """A study, report, poll, data set, ruling or filing is cited in such a way that it can be found.

    Its title, author or publisher is given. Noted at its first mention.
    """
    for document in documents_in(doc):
        if not document.findable:
            continue
        words = " ".join(document.phrase.text.split())
        yield Finding(
            (("source", document.phrase),),
            f"“{words}”: the text says enough to find this document.",
        )
