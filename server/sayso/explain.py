"""What Sayso saw in a sentence, layer by layer: for people who write note types, and for failing
tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from sayso import pipeline
from sayso.annotate.segments import sentences
from sayso.considered import Rejected, find_considered, find_unread, in_order
from sayso.note import Note
from sayso.notes import NOTE_TYPES
from sayso.settle import settle
from sayso.text import read


def explain(text: str) -> str:
    """Tokens with tag, lemma and head, then spans, attributions, notes and what was rejected, one
    to a line.

    Raises TextError for a text that cannot be read.
    """
    article = read(text)
    with pipeline.parsed(article) as doc:
        notes = [note for note_type in NOTE_TYPES for note in note_type.detect(doc)]
        found = settle(notes)
        lines = [*_lines(doc), *_notes(found)]
        rejected = list(find_considered(doc, notes, NOTE_TYPES))
    rejected += find_unread(article, NOTE_TYPES, found)
    return "\n".join([*lines, *_rejected(in_order(rejected))])


def _lines(doc: Doc) -> Iterator[str]:
    for sent in sentences(doc):
        yield f"— {' '.join(sent.text.split())}"
        for token in sent:
            if not token.is_space:
                name = f"  [{token.ent_type_}]" if token.ent_type_ else ""
                yield (
                    f"{token.i:>5} {token.text:<18} {token.lemma_:<14} {token.tag_:<5} "
                    f"{token.pos_:<6}"
                    f" {token.dep_:<12} ← {token.head.text}{name}"
                )
    for key in doc.spans:
        for span in doc.spans[key]:
            if key != "segments" or len(doc.spans[key]) > 1:
                yield f"{key}: {span.label_} “{span.text}”"
    for number, link in enumerate(doc._.attributions, start=1):
        parts = " · ".join(
            f"{role} {' + '.join(f'“{span.text}”' for span in spans) or '–'}"
            for role, spans in (
                ("source", link.source),
                ("cue", link.cue),
                ("content", link.content),
            )
        )
        through = (
            f" · through “{link.outer.source[0].text}”" if link.outer and link.outer.source else ""
        )
        stated = "" if link.statement else " · no statement"
        kind = link.kind or "nobody"
        yield f"attribution {number}: {parts} · {link.quotation} · {kind}{through}{stated}"


def _notes(found: tuple[Note, ...]) -> Iterator[str]:
    for note in found:
        marks = " ".join(f"{mark.role}“{mark.text}”" for mark in note.marks) or "(whole article)"
        yield f"note {note.type}: {marks}"
    if not found:
        yield "no notes"


def _rejected(rejected: Iterable[Rejected]) -> Iterator[str]:
    for each in rejected:
        guard = f" ({each.guard})" if each.guard else ""
        yield f"considered {each.type}: “{each.mark.text}” · {each.reason}{guard}"
