"""Chains: a source that passes on what another one says (rule R3).

*According to TASS, citing officials*, *quoted the mayor as saying*, *police said, the agency
reported*: words that open an inner link, and links whose content holds another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from sayso.annotate.attribution import Attribution
from sayso.annotate.nominals import noun_phrase, subject_of, trimmed
from sayso.annotate.quotations import how_quoted
from sayso.annotate.sources import REASONS, head_of, kind_of, lemma_of
from sayso.lexicon import load

# Verbs that open the link of somebody who is passed on: *citing X*, *quoted X as saying*.
RELAY = load("reporting").lemmas("relay")
# Tokens: the two links of a chain stand no further apart.
_REACH = 400


def relayed_source(cue: Span) -> Span | None:
    """Whom *citing X* or *quoted X as saying* brings in, where X can say something."""
    verb = cue.root
    if verb.lemma_ not in RELAY or verb.pos_ != "VERB":
        return None
    target = next((c for c in verb.children if c.dep_ == "obj" and c.i > verb.i), None)
    if target is None or (verb.tag_ != "VBG" and _as_saying(verb) is None):
        return None
    source = noun_phrase(target)
    as_saying = _as_saying(verb)
    if as_saying is not None and as_saying.start < source.end:
        source = Span(cue.doc, source.start, as_saying.start)
    if kind_of(source, says=True) == "thing" or lemma_of(head_of(source)) in REASONS:
        return None
    return source


def _as_saying(verb: Token) -> Span | None:
    """*as saying*, *as having said* after *quoted X*."""
    for token in verb.doc[verb.i + 1 : verb.sent.end - 1]:
        if token.lower_ == "as" and token.nbor(1).tag_ == "VBG":
            return verb.doc[token.i : token.i + 2]
    return None


def relay(cue: Span, found: list[Attribution]) -> Iterator[Attribution]:
    """The link that *citing X* opens inside the link of whoever cites (rule R3)."""
    source = relayed_source(cue)
    if source is None:
        return
    verb, doc = cue.root, cue.doc
    word = Span(doc, verb.i, verb.i + 1, "cue")
    as_saying = _as_saying(verb)
    outer = next(
        (a for a in found if a.source and a.cue[0].sent == cue.sent and a.start < source.start),
        None,
    ) or next((a for a in found if a.source and a.cue[0].sent == cue.sent), None)
    if as_saying is not None:
        rest = trimmed(doc, as_saying.end, cue.sent.end) or _said_before(cue)
        content = (rest,) if rest is not None else ()
        if content and content[0][0].lower_ == "that" and len(content[0]) > 1:
            content = (Span(doc, content[0].start + 1, content[0].end),)
        subject = subject_of(verb)
        if subject is not None and verb.tag_ != "VBG":
            yield Attribution((noun_phrase(subject),), (word,), content, how_quoted(doc, content))
        cues = (word, Span(doc, as_saying.start, as_saying.end, "cue"))
        yield Attribution((source,), cues, content, how_quoted(doc, content))
        return
    if outer is None:
        return
    rest = _after_relay(outer, source)
    yield Attribution(
        (source,), (word,), (rest,) if rest is not None else outer.content, outer.quotation
    )


def _said_before(cue: Span) -> Span | None:
    subject = subject_of(cue.root)
    return trimmed(
        cue.doc, cue.sent.start, subject.left_edge.i if subject is not None else cue.start
    )


def _after_relay(outer: Attribution, source: Span) -> Span | None:
    """The statement in *X said, citing Y, that …*: what follows Y, where X's content holds Y or is
    not found.
    """
    if source.start < outer.cue[0].start or outer.cue[0][0].lower_ == "according":
        return None
    if outer.content and not any(c.start <= source.start < c.end for c in outer.content):
        return None
    rest = trimmed(source.doc, source.end, source.sent.end)
    if rest is not None and rest[0].lower_ == "that" and len(rest) > 1:
        return Span(source.doc, rest.start + 1, rest.end)
    return rest


def mended(outer: Attribution, cues: Iterable[Span]) -> Attribution:
    """An attribution whose content took the words *citing Y* in, with the statement alone."""
    for cue in cues:
        source = relayed_source(cue)
        if source is None or cue.sent != outer.cue[0].sent or _as_saying(cue.root) is not None:
            continue
        if outer.source and outer.start < source.start:
            rest = _after_relay(outer, source)
            if rest is not None:
                return replace(outer, content=(rest,))
    return outer


def chained(found: list[Attribution]) -> Iterator[Attribution]:
    """Link each attribution to the one that relays it: whose content holds its cue and source."""
    outers: dict[int, Attribution] = {}
    for number, inner in enumerate(found):
        for outer in found:
            if outer is inner or not outer.source or not inner.source:
                continue
            if abs(outer.cue[0].start - inner.cue[0].start) > _REACH:
                continue
            if _relays(outer, inner):
                outers[number] = outer
                break
    for number, attribution in enumerate(found):
        yield replace(attribution, outer=outers.get(number))


def _relays(outer: Attribution, inner: Attribution) -> bool:
    cue = inner.cue[0]
    if cue.root.lemma_ in RELAY and cue.sent == outer.cue[0].sent:
        if outer.cue[0].start == cue.start:
            return len(inner.cue) == 2
        return outer.cue[0].root.lemma_ not in RELAY and len(outer.cue) == 1
    source = inner.source[0]
    return any(
        content.start <= source.start
        and source.end <= content.end
        and content.start <= cue.start
        and cue.end <= content.end
        for content in outer.content
    )


def is_chain(inner: Attribution) -> bool:
    """Whether an attribution inside another is a chain for a reader: both state, two sources."""
    outer = inner.outer
    if outer is None or not outer.statement or not inner.statement:
        return False
    if not outer.source or not inner.source or outer.quotation == "direct":
        return False
    if inner.referent is not None and inner.referent == outer.referent:
        return False
    if inner.source[0].root.pos_ == "PRON":
        return False
    if inner.kind == "document":
        return inner.cue[0].root.lemma_ in RELAY
    return inner.kind not in ("pronoun", "thing")
