"""The note type *headline surer than the text*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from sayso.annotate.alignment import Alignment, find_alignments, headline_claims
from sayso.annotate.certainty import attributed, hedged, owned_by_unnamed
from sayso.annotate.segments import headline
from sayso.note import Finding, note_type

_SHARED = 2.5
_SHARE = 0.4


@note_type(
    family="article",
    tone="question",
    line="double",
    title="Headline surer than the text",
    question="Which of the two does the evidence bear out?",
    often_fine="Headlines are short, but the hedge or the source usually fits.",
    basis="NewsGuard criterion on headlines; W3C Credible Web 8.2.1",
    examples=(
        "{headline:Over 1,000 Soldiers Fight for Enemy}\n\n"
        "{body:If this holds true, the number could easily surpass 1,000}.",
        "{headline:Council sells harbour to Oresian bank}\n\n"
        "{body:The council may have agreed to sell the harbour to an Oresian bank, a lawyer who "
        "saw the papers wrote}.",
        "{headline:400 jobs lost at Dunmere mill}\n\n"
        "{body:Up to 400 jobs at the mill in Dunmere could be lost, the union fears}.",
    ),
    near_misses=(
        "Over 1,000 soldiers may have defected, agency says\n\nIf this holds true, the number "
        "could easily surpass 1,000, the agency said on Monday.",
        "Bridge closed\n\nThe bridge was closed on Monday, police said.",
        "Will the bridge close?\n\nThe bridge may close in May, the council said on Friday "
        "after a long meeting.",
        "Library opens in Dunmere\n\nThe new library in Dunmere opened on Monday. It may stay "
        "open until nine in summer, the council said.",
    ),
)
def headline_certainty_gap(doc: Doc) -> Iterator[Finding]:
    """The headline states flatly what the best-matching sentence of the text hedges, makes
    conditional or attributes.
    """
    title = headline(doc)
    if title is None or title[-1].text == "?":
        return
    for claim in headline_claims(doc):
        stated = _flat(claim, title)
        if stated is None:
            continue
        held = _held_open(find_alignments(doc, stated))
        if held is not None:
            sentence = _without_stop(held.sentence)
            yield Finding(
                (("headline", stated), ("body", sentence)),
                f"The headline states “{stated.text}”; the text says “{_short(sentence)}”.",
            )
            return


def _flat(claim: Span, title: Span) -> Span | None:
    """The words of a claim that the headline states as a fact; None where it hedges or attributes
    them.
    """
    if hedged(claim) is not None or attributed(claim):
        return None
    if len(claim) < 5 and not any(token.pos_ in ("VERB", "NUM") for token in claim):
        return None
    doc = claim.doc
    for attribution in doc._.attributions:
        cue = attribution.cue[0]
        if not title.start <= cue.start < title.end:
            continue
        for content in attribution.content:
            same = content.start <= claim.start and claim.end <= content.end
            within = claim.start <= cue.start and content.start < claim.end
            if within and content.start > cue.start:
                # *X reveals Y*: what is stated is Y.
                start = _with_amount(content, cue.start + 1)
                return doc[start : min(content.end, claim.end)]
            if (
                same
                and not claim.start <= cue.start < claim.end
                and cue.root.lemma_ in ("say", "warn", "claim")
            ):
                return None
    after = doc[claim.end] if claim.end < title.end else None
    if after is not None and after.text == ":" and len(claim) <= 4:
        return None
    return claim


def _with_amount(content: Span, low: int) -> int:
    """Where a content begins with the word before its first number: *over 1,000*."""
    doc, start = content.doc, content.start
    if start <= low or not content[0].like_num:
        return start
    return start - 1 if doc[start - 1].is_alpha and doc[start - 1].lower_ != "that" else start


def _held_open(alignments: list[Alignment]) -> Alignment | None:
    """What shows the gap: the same number held open, or the closest sentence hedged."""
    close = [a for a in alignments if (a.shared >= _SHARED and a.share >= _SHARE) or a.number]
    for alignment in close:
        if alignment.number and hedged(alignment.sentence) is not None:
            return alignment
    if not close or close[0].share < _SHARE:
        return None
    best = close[0]
    if hedged(best.sentence) is not None or owned_by_unnamed(best.sentence):
        # A flat sentence that matches as well bears the headline out.
        flat = [
            a
            for a in close[1:]
            if a.shared >= 0.8 * best.shared
            and hedged(a.sentence) is None
            and not owned_by_unnamed(a.sentence)
        ]
        return None if flat else best
    return None


def _without_stop(sentence: Span) -> Span:
    end = sentence.end
    while end > sentence.start + 1 and (
        sentence.doc[end - 1].is_space or sentence.doc[end - 1].text in ".!"
    ):
        end -= 1
    return Span(sentence.doc, sentence.start, end)


def _short(span: Span) -> str:
    words = span.text.split()
    return " ".join(words) if len(words) <= 24 else " ".join(words[:24]) + " …"
