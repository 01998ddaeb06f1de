"""The note type *source moved up in the headline*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from sayso.annotate.alignment import stems
from sayso.annotate.nominals import noun_phrase
from sayso.annotate.segments import headline, in_headline
from sayso.note import Finding, note_type


@note_type(
    family="article",
    tone="question",
    line="double",
    title="Source moved up in the headline",
    question="Who is really speaking?",
    often_fine="When the named source is quoted first-hand elsewhere in the text.",
    basis="AP on attribution in headlines",
    examples=(
        "{headline:UAF intelligence warns of defections}\n\n"
        "According to TASS, citing law enforcement sources, {body:UAF intelligence} has raised "
        "alarms.",
        "{headline:Harbour board warns of delays}\n\n"
        "The Ossa Herald said, citing a clerk, that {body:the harbour board} expects delays "
        "until the end of May.",
        "{headline:Mayor says bridge will close}\n\n"
        "The Ossa Herald reported that {body:Mayor Ilse Brandt} said the bridge would close in "
        "May for a year.",
    ),
    near_misses=(
        "Defections rising, TASS reports\n\nAccording to TASS, citing law enforcement sources, "
        "more soldiers were leaving.",
        "Mayor says bridge will close\n\nMayor Ilse Brandt said on Friday that the bridge would "
        "close in May for a year.",
        "Bridge to close in May\n\nThe bridge will close in May, Mayor Ilse Brandt said on "
        "Friday in Dunmere.",
    ),
)
def headline_attribution_dropped(doc: Doc) -> Iterator[Finding]:
    """The headline lets someone speak directly whom the text quotes only through another source."""
    title = headline(doc)
    if title is None:
        return
    for said in doc._.attributions:
        if not said.source or not in_headline(said.cue[0][0]) or said.outer is not None:
            continue
        wanted = stems(said.source[0])
        if said.cue[0].root.pos_ == "ADV" or said.cue[0].root.lower_.endswith("ly"):
            continue
        if not wanted or said.cue[0].root.lemma_.lower() == "ask" or _first_hand(doc, wanted):
            continue
        relayed = next(_relayed(doc, wanted), None)
        if relayed is not None:
            yield Finding(
                (("headline", _clause(said.source[0], title)), ("body", relayed)),
                f"The headline lets “{said.source[0].text}” speak; in the text the words come "
                "through another source.",
            )
            return


def _first_hand(doc: Doc, wanted: frozenset[str]) -> bool:
    """Whether the text itself quotes the headline's source, with nobody in between."""
    return any(
        link.statement
        and link.outer is None
        and link.source
        and wanted & stems(link.source[0])
        and not in_headline(link.cue[0][0])
        for link in doc._.attributions
    )


def _relayed(doc: Doc, wanted: frozenset[str]) -> Iterator[Span]:
    """Where the headline's source acts or speaks inside what somebody else says."""
    for link in doc._.attributions:
        if (
            not link.statement
            or not link.source
            or in_headline(link.cue[0][0])
            or wanted & stems(link.source[0])
        ):
            continue
        for content in link.content:
            for token in content:
                if token.dep_.startswith("nsubj") and wanted & stems(noun_phrase(token)):
                    yield noun_phrase(token)


def _clause(source: Span, title: Span) -> Span:
    """From the source to the next comma or the end of the headline."""
    doc = title.doc
    end = next(
        (at for at in range(source.end, title.end) if doc[at].text in (",", ";", "|")), title.end
    )
    return doc[source.start : end]
