"""The note type *from 'could' to fact*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.certainty import hedged, owned_by_unnamed
from sayso.annotate.guards import quoted
from sayso.annotate.segments import body, segment_of
from sayso.annotate.words import words_in
from sayso.note import Finding, note_type

_STEM = 6
_TAKEN_FOR_GRANTED = frozenset({"this", "these", "such"})


@note_type(
    family="article",
    tone="question",
    line="double",
    title="From ‘could’ to fact",
    question="What happened between ‘could’ and ‘is’?",
    often_fine="When a later paragraph brings new evidence.",
    basis="FactBank; de Marneffe et al. 2012",
    examples=(
        "{body:If this estimation holds true, the number of soldiers who defected could surpass "
        "1,000}.\n\n"
        "The implications of {body:this mass defection} are profound.",
        "{body:Guards have reportedly captured two boats off Dunmere}.\n\n{body:These captures} "
        "have changed the mood in the harbour.",
        "{body:The mill may collapse, an engineer fears}.\n\n{body:This collapse} will cost the "
        "town its last landmark.",
    ),
    near_misses=(
        "The number of soldiers who defected could surpass 1,000.\n\nMinister Ana Cruz said "
        "1,200 soldiers had defected. This defection was planned, she said.",
        "Two soldiers defected in May.\n\nThis defection was the first of the year.",
        "The mill may close.\n\nThis year the town will hold its fair in June.",
        "Guards captured two boats off Dunmere.\n\nThese captures were filmed.",
    ),
)
def certainty_drift(doc: Doc) -> Iterator[Finding]:
    """A claim that is hedged, conditional or attributed in one place is taken for granted in
    another, and nothing in between supports the change.
    """
    open_claims: dict[str, Span] = {}
    settled: set[str] = set()
    done: set[str] = set()
    words = words_in(doc)
    for sentence in body(doc):
        inside = range(sentence.start, sentence.end)
        pointing = not _TAKEN_FOR_GRANTED.isdisjoint(words.lower[sentence.start : sentence.end])
        for at in inside if pointing else ():
            token = doc[at]
            taken = _taken(token) if words.pos[at] == "NOUN" else None
            if taken is None:
                continue
            stem = words.lower[at][:_STEM]
            before = open_claims.get(stem)
            if (
                before is None
                or stem in done
                or stem in settled
                or segment_of(before[0]) == segment_of(token)
            ):
                continue
            done.add(stem)
            yield Finding(
                (("body", taken), ("body", before)),
                f"“{taken.text}” is taken for granted here; above it is held open: "
                f"“{before.text}”.",
            )
        held = _held_open(sentence)
        for at in inside:
            if words.pos[at] not in ("VERB", "NOUN") or len(words.text[at]) < 5:
                continue
            if held is not None:
                open_claims.setdefault(words.lower[at][:_STEM], held)
            elif words.pos[at] == "VERB":
                settled.add(words.lower[at][:_STEM])


def _taken(token: Token) -> Span | None:
    """*this mass defection*: a noun made of a verb, pointed at as something that has happened."""
    if token.pos_ != "NOUN" or quoted(token) or len(token.text) < 6:
        return None
    pointing = next(
        (c for c in token.children if c.dep_ == "det" and c.lower_ in _TAKEN_FOR_GRANTED), None
    )
    return token.doc[pointing.i : token.i + 1] if pointing is not None else None


def _held_open(sentence: Span) -> Span | None:
    """The sentence, where it hedges, or where its statement has passed through a chain or an
    unnamed source.
    """
    links = links_in(sentence.doc).with_cue_between(sentence.start, sentence.end)
    chained = any(link.outer is not None for link in links)
    if not chained and hedged(sentence) is None and not owned_by_unnamed(sentence):
        return None
    end = sentence.end
    while end > sentence.start + 1 and (
        sentence.doc[end - 1].is_space or sentence.doc[end - 1].text == "."
    ):
        end -= 1
    return Span(sentence.doc, sentence.start, end)
