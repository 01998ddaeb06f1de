"""Chains: a source that passes on what another one says (rule R3).

*According to TASS, citing officials*, *quoted the mayor as saying*, *police said, the agency
reported*, *said the crew had told her*: the inner link is read from the words that open it and
their order, because neither the trained spans nor the parse were made for links inside links.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import Attribution
from sayso.annotate.inflection import verb_forms
from sayso.annotate.nominals import noun_phrase, subject_of, trimmed
from sayso.annotate.phrases import find_phrases
from sayso.annotate.quotations import how_quoted, inside
from sayso.annotate.segments import in_headline
from sayso.annotate.sources import CLASSES, REASONS, head_of, kind_of, lemma_of, own_name
from sayso.annotate.words import words_in
from sayso.lexicon import load

_REPORTING = load("reporting")
# Verbs that open the link of somebody who is passed on: *citing X*, *quoted X as saying*.
RELAY = _REPORTING.lemmas("relay")
# The same in other words: *with reference to X*, *had it from X*; and *as quoted by X*, which
# names the outer link behind the inner one.
_PASSING = _REPORTING.lemmas("passing")
_PASSED_BY = _REPORTING.lemmas("passed-by")
_RELAYING = verb_forms(RELAY)
_QUOTING = frozenset(_RELAYING) | {"reported"}
_SAYING = verb_forms(_REPORTING.lemmas("speech", "belief"))
# Whoever only believes, or shows by figures, passes nobody's words on: *hopes that Y says*.
_MUTE = _REPORTING.lemmas("belief", "evidence") - {"reveal", "discover"}
# Verbs whose object is a statement in short: *had reported a fire on board*.
_STATING = frozenset({"report", "confirm", "deny", "predict", "allege", "admit"})
_ABSTRACT = load("abstract").lemmas("noun") | REASONS
_AGENTS = ("er", "or", "ist", "ian", "eer", "man", "woman", "person")
_TENSED = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BE = frozenset({"be", "is", "are", "was", "were", "been", "being"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
_HAVE = frozenset({"has", "have", "had"})
_BREAKS = frozenset({",", ";", ":", "–", "—", "(", ")"})
# What ties people to a body.
_BODY = frozenset({"at", "of", "from", "within", "inside"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
# Tokens: the two links of a chain stand no further apart; a noun phrase is no longer.
_REACH = 400
_PHRASE = 14


def opens_link(cue: Span) -> bool:
    """Whether a cue is *citing X* or *quoted X as saying*, which is read here."""
    token = cue.root
    if token.lower_ in _RELAYING and token.lower_.endswith("ing"):
        return True
    return token.lower_ in _QUOTING and _as_saying(token) is not None


def opens_inner(cue: Span) -> bool:
    """Whether a cue opens an inner link by its own words: *citing*, *with reference to*."""
    return cue.root.lemma_ in RELAY or cue.text.lower() in _PASSING


def with_chains(doc: Doc, found: Iterable[Attribution]) -> list[Attribution]:
    """The attributions with the inner links that they hold, and the outer ones that the model has
    missed; ``outer`` of an inner link is set where its words say whose it is.
    """
    # Sentence by sentence: a long text has more links than may be compared each with each.
    groups: dict[int, list[Attribution]] = {}
    for link in found:
        groups.setdefault(link.cue[0].sent.start, []).append(link)
    for cues, added in (
        (_quoting_cues(doc), _with_quoting),
        (_passing_cues(doc), _with_passing),
        (find_phrases(doc, _PASSED_BY), _with_passed_by),
    ):
        for cue in cues:
            sent = cue.sent.start
            groups[sent] = added(cue, groups.get(sent, []))
    groups = {sent: [_shortened(old, group) for old in group] for sent, group in groups.items()}
    groups = {
        sent: [link for old in group for link in _parted(old, group)]
        for sent, group in groups.items()
    }
    links = [link for group in groups.values() for link in group]
    links += [inner for outer in links for inner in _nested(outer, groups)]
    begin = {a.source[0].start for a in links if a.statement and a.source}
    return [_stating(link, begin) for link in links]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A link and its places, in tokens: what a comparison of many with many looks at first.

    ``low`` and ``high`` enclose source and cue, ``end`` all its words; ``contents`` are first
    token and one past the last of each; ``tails`` says that it ends a sentence behind all that is
    said there (*…, Y reported*).
    """

    link: Attribution
    cue: int
    sent: int
    low: int
    high: int
    end: int
    contents: tuple[tuple[int, int], ...]
    tails: bool
    may_be_outer: bool

    @property
    def size(self) -> tuple[int, bool]:
        """How much the link holds, by which the closest one is told."""
        return sum(end - start for start, end in self.contents), not _opens(self.link)

    def holds(self, other: _Placed) -> bool:
        """Whether a content holds the source and the cue of another link."""
        return any(low <= other.low and other.high <= high for low, high in self.contents)


def chained(found: list[Attribution]) -> Iterator[Attribution]:
    """Link each attribution to the one that relays it: the closest whose content holds it."""
    placed = [_placed(link) for link in found]
    near = sorted(placed, key=lambda link: link.cue)
    cues = [link.cue for link in near]
    for inner in placed:
        around = near[
            bisect_left(cues, inner.cue - _REACH) : bisect_right(cues, inner.cue + _REACH)
        ]
        if inner.link.outer is not None:
            given = _place(inner.link.outer)
            candidates = [a for a in around if _place(a.link) == given and a is not inner]
        else:
            candidates = [a for a in around if a is not inner and _relays(a, inner)]
        if not candidates or not _may_be_inner(inner.link):
            yield replace(inner.link, outer=None)
            continue
        # The closest first: of links within links most are not looked at.
        fitting = (
            outer.link
            for outer in sorted(candidates, key=lambda link: link.size)
            if _is_chain(outer, inner)
            and (_opens(inner.link) or not _beside(outer.link, inner.link))
        )
        yield replace(inner.link, outer=next(fitting, None))


def _placed(link: Attribution) -> _Placed:
    cue, source = link.cue[0], link.source[0] if link.source else link.cue[0]
    parts = (*link.source, *link.cue, *link.content)
    return _Placed(
        link=link,
        cue=cue.start,
        sent=cue[0].sent.start,
        low=min(source.start, cue.start),
        high=max(source.end, cue.end),
        end=max(part.end for part in parts),
        contents=tuple((content.start, content.end) for content in link.content),
        tails=bool(link.source) and not _opens(link) and _tails(link),
        may_be_outer=bool(link.source)
        and link.statement
        and link.quotation != "direct"
        and cue.root.lemma_.lower() not in _MUTE,
    )


def _place(link: Attribution) -> tuple[int, int]:
    return link.cue[0].start, link.source[0].start if link.source else -1


def _opens(link: Attribution) -> bool:
    """Whether a link is an inner one by its own words, not by where it stands."""
    return link.outer is not None


def _relays(outer: _Placed, inner: _Placed) -> bool:
    """Whether a link relays another one by their places, if the two do not stand side by side."""
    if not outer.may_be_outer or not inner.link.source:
        return False
    if outer.holds(inner):
        # Two links that each hold the other stand side by side: *according to X, …; according to Y*
        return not inner.holds(outer)
    # *X said …, Y reported*
    behind = outer.tails and inner.sent == outer.sent and inner.end <= outer.low
    return behind and bool(inner.contents)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    source, cue = inner.source[0], inner.cue[0]
    return any(
        content.start <= min(source.start, cue.start) and max(source.end, cue.end) <= content.end
        for content in outer.content
    )


def _tails(link: Attribution) -> bool:
    """*X said …, Y reported*: Y and its verb end the sentence, behind what is said."""
    cue, source = link.cue[0], link.source[0]
    behind, front = min(cue.start, source.start), max(cue.end, source.end)
    if cue.doc[behind - 1].text not in (",", "”", '"', "’", "'"):
        return False
    if not any(content.start < behind for content in link.content):
        return False
    return _only_time(cue.doc, front, cue.sent.end)


def _beside(outer: Attribution, inner: Attribution) -> bool:
    """Whether two links are joined, one beside the other: *said …, while Y said …*."""
    first = min(inner.source[0].start, inner.cue[0].start)
    doc, one, other = inner.cue[0].doc, outer.cue[0], inner.cue[0]
    if first > one.end and doc[first - 1].lower_ in ("while", "whereas", "but", ";"):
        return True
    signs = words_in(doc).by_lower.get(";", ())
    following = bisect_left(signs, min(one.end, other.end))
    if following < len(signs) and signs[following] < max(one.start, other.start):
        return True
    return other.root.dep_ == "conj" and other.root.head.i in range(one.start, one.end)


def _is_chain(outer: _Placed, inner: _Placed) -> bool:
    """Whether an attribution inside another is a chain for a reader: both state, two sources."""
    one, other = outer.link, inner.link
    if not outer.may_be_outer or _same_words(one, other):
        return False
    if other.referent is not None and other.referent == one.referent:
        return False
    if opens_inner(other.cue[0]):
        return True
    if other.kind == "outlet" and one.kind != "outlet" and one.cue[0][0].lower_ == "according":
        # *The Post reports …, according to the police*: it is the Post that passes on.
        return False
    return other.kind != "document" or one.cue[0].text.lower() in _PASSED_BY


def _may_be_inner(link: Attribution) -> bool:
    """Whether a chain may end in a link, whatever is around it."""
    if not link.statement or not link.source:
        return False
    if opens_inner(link.cue[0]):
        return True
    source = link.source[0]
    if inside(source[0]) is not None or _unreal(link.cue[0].root):
        return False
    # *said she believed* is mostly the outer source itself.
    if source.root.pos_ == "PRON" and len(source) == 1:
        return False
    return link.kind not in ("pronoun", "thing") and _can_speak(source)


def _unreal(verb: Token) -> bool:
    """Whether a verb tells of saying that is only to come or wanted: *will tell*, *to explain*."""
    if verb.dep_ == "conj" and verb.tag_ == verb.head.tag_ == "VB":
        verb = verb.head
    return any(child.tag_ in ("MD", "TO") and child.i < verb.i for child in verb.children)


def _same_words(one: Attribution, other: Attribution) -> bool:
    first, second = one.source[0], other.source[0]
    return first.start < second.end and second.start < first.end


# --- quoted X as saying, X was quoted (by Y) as saying -------------------------------------------


def _quoting_cues(doc: Doc) -> Iterator[Span]:
    for cue in find_phrases(doc, _QUOTING):
        verb = cue[0]
        if not verb.lower_.endswith("ing") and not _quoted(verb) and _as_saying(verb) is not None:
            yield cue


def _as_saying(verb: Token) -> Span | None:
    """*as saying*, *as having said*, or *saying* alone, after *quoted X*."""
    doc = verb.doc
    for token in doc[verb.i + 1 : min(verb.i + 30, verb.sent.end - 1)]:
        if token.lower_ == "as" and token.nbor(1).lower_.endswith("ing"):
            return doc[token.i : token.i + 2]
        if token.lower_ == "saying" and verb.lower_ != "reported":
            return doc[token.i : token.i + 1]
    return None


def _with_quoting(cue: Span, found: list[Attribution]) -> list[Attribution]:
    verb, doc, sent = cue[0], cue.doc, cue.sent
    saying = _as_saying(verb)
    if saying is None:
        return found
    cues = (Span(doc, verb.i, verb.i + 1, "cue"), Span(doc, saying.start, saying.end, "cue"))
    before = _phrase_before(doc, _auxiliaries(verb), sent.start)
    passive = any(t.lower_ in _BE for t in doc[_auxiliaries(verb) : verb.i])
    rest = _statement(doc, saying.end, sent.end)
    if rest is not None and _only_time(doc, rest.start, rest.end):
        rest = None
    if passive:
        inner = before
        agent = next((t for t in doc[verb.i + 1 : saying.start] if t.lower_ in ("by", "in")), None)
        if agent is None:
            late = next((t for t in doc[saying.end : saying.end + 4] if t.lower_ == "by"), None)
            agent = late if late is not None and late.i == saying.end else None
            # *was quoted as saying … by the Post*: the agent ends the sentence.
            agent = agent or _agent_at_end(sent, saying.end)
        outer = _phrase_after(doc, agent.i + 1, sent.end) if agent is not None else None
        if rest is not None and outer is not None and rest.start < outer.end <= rest.end:
            rest = _statement(doc, rest.start, outer.start - 1)
    else:
        inner = trimmed(doc, verb.i + 1, saying.start)
        outer = before
    if inner is None or outer is None or not _can_speak(inner):
        return found
    behind = _statement(doc, sent.start, min(outer.start, inner.start, verb.i))
    content = tuple(span for span in (rest or behind,) if span is not None)
    quotation = how_quoted(doc, content)
    taken = {*range(verb.i, verb.i + 1), *range(saying.start, saying.end)}
    kept = [a for a in found if not any(at in taken for c in a.cue for at in _tokens(c))]
    first = Attribution((outer,), cues[:1], content, quotation)
    # The statement of the outer link is that somebody says so, whatever marks it is put in.
    first = replace(first, quotation="mixed" if quotation == "direct" else quotation)
    return [*kept, first, Attribution((inner,), cues, content, quotation, outer=first)]


def _auxiliaries(verb: Token) -> int:
    """Where the verb begins with its auxiliaries and adverbs."""
    at = verb.i
    while at > verb.sent.start and (
        verb.doc[at - 1].lower_ in _BE | _HAVE or verb.doc[at - 1].tag_ in ("RB", "MD")
    ):
        at -= 1
    return at


def _agent_at_end(sent: Span, low: int) -> Token | None:
    agents = [t for t in sent.doc[low : sent.end] if t.lower_ == "by" and inside(t) is None]
    if not agents:
        return None
    phrase = _phrase_after(sent.doc, agents[-1].i + 1, sent.end)
    ends = phrase is not None and _only_time(sent.doc, phrase.end, sent.end)
    return agents[-1] if ends else None


# --- citing X, with reference to X, had it from X ------------------------------------------------


def _passing_cues(doc: Doc) -> Iterator[Span]:
    for cue in find_phrases(doc, _PASSING | frozenset(_RELAYING)):
        first = cue[0]
        if _quoted(first) or in_headline(first):
            continue
        if first.i > cue.sent.start and first.nbor(-1).lower_ in _BE and first.tag_ == "VBG":
            # *Both were referring to studies*: no aside of whoever speaks.
            continue
        if len(cue) > 1 or first.lower_.endswith("ing"):
            yield cue
        elif cue.start > cue.sent.start and first.nbor(-1).lower_ == "which":
            yield from () if _as_saying(first) else (cue,)


def _with_passing(cue: Span, found: list[Attribution]) -> list[Attribution]:
    """The link that *citing X* opens inside the link of whoever cites."""
    doc, sent = cue.doc, cue.sent
    found = [_freed(a, cue) for a in found if not any(_touch(c, cue) for c in a.cue)]
    start = cue.end + (cue.end < sent.end and doc[cue.end].lower_ == "from")
    source = _phrase_after(doc, start, sent.end)
    if source is None or not _can_speak(source):
        return found
    outer = _passes_on(cue, source, found)
    if outer is None:
        return found
    new = outer not in found
    kept = [a for a in found if a is not outer]
    rest = _behind(outer, cue, source)
    if rest is not None:
        outer = replace(outer, content=(rest,), quotation=how_quoted(doc, (rest,)), statement=True)
    content = (rest,) if rest is not None else tuple(_without(outer.content, cue))
    if not content:
        return [*kept, outer] if not new else kept
    word = Span(doc, cue.start, cue.end, "cue")
    inner = Attribution((source,), (word,), content, outer.quotation, outer=outer)
    return [*kept, replace(outer, content=content), inner]


def _freed(link: Attribution, cue: Span) -> Attribution:
    """A link whose source took *, citing X* in: *according to the site Y, citing X, …*."""
    source = link.source[0] if link.source else None
    if source is None or not source.start < cue.start - 1 < source.end:
        return link
    shorter = trimmed(cue.doc, source.start, cue.start)
    if cue.doc[cue.start - 1].text != "," or shorter is None:
        return link
    return replace(link, source=(shorter, *link.source[1:]))


def _passes_on(cue: Span, source: Span, found: list[Attribution]) -> Attribution | None:
    """The link of whoever cites: the nearest one in the sentence, or one made from its words."""
    doc, sent = cue.doc, cue.sent
    taken = range(cue.start, source.end)
    near = [
        a
        for a in found
        if a.source
        and a.cue[0].sent == sent
        and not any(at in taken for at in _tokens(a.source[0]))
        and not _quoted(a.cue[0][0])
        and (not _opens(a) or a.cue[0].end <= cue.start)
        and not (source.end <= a.source[0].start and _holds_place(a, found))
    ]
    end = cue.start - 1 if doc[cue.start - 1].text == "," else cue.start
    sayer = _sayer_before(doc, end, sent.start)
    if sayer is not None:
        known = next((a for a in near if _touch(a.cue[0], sayer[1])), None)
        if known is not None:
            return known
        content = _statement(doc, sent.start, sayer[0].start)
        return Attribution(
            (sayer[0],), (sayer[1],), (content,) if content is not None else (),
            how_quoted(doc, (content,) if content is not None else ()),
        )  # fmt: skip
    if near:
        return min(near, key=lambda a: min(_gap(a.cue[0], cue), _gap(a.source[0], cue)))
    subject = subject_of(cue[0]) if cue[0].pos_ == "VERB" else None
    if subject is None or subject.pos_ == "PRON":
        return None
    # *attributed to X (the statement) that …*
    that = next((t for t in doc[source.end : source.end + 4] if t.lower_ == "that"), None)
    content = _statement(doc, that.i, sent.end) if that is not None else None
    if content is None:
        return None
    return Attribution((noun_phrase(subject),), (Span(doc, cue.start, cue.end, "cue"),), (content,))


def _holds_place(link: Attribution, found: list[Attribution]) -> bool:
    """Whether a link stands inside another one, so that it is not the one that cites."""
    return any(other is not link and other.source and _holds(other, link) for other in found)


def _behind(outer: Attribution, cue: Span, source: Span) -> Span | None:
    """The statement in *X said, citing Y, that …*: what follows Y."""
    doc, sent = cue.doc, cue.sent
    behind = max(outer.cue[0].start, outer.source[0].start)
    if behind > cue.start:
        # *was told by X that …, Y reported*
        ends = min(outer.cue[0].start, outer.source[0].start)
        that = source.end < ends and doc[source.end].lower_ == "that"
        return _statement(doc, source.end, ends) if that else None
    rest = _statement(doc, source.end, sent.end)
    if rest is None or not any(t.tag_ in _TENSED for t in rest):
        return None
    that = doc[rest.start - 1].lower_ == "that"
    if that:
        return rest
    stated = [c for c in outer.content if c.end <= cue.start and any(_finite(t) for t in c)]
    return None if stated else rest


def _without(contents: Iterable[Span], cue: Span) -> Iterator[Span]:
    """Contents up to the words *citing X* that the parse took in."""
    for content in contents:
        if not content.start <= cue.start < content.end:
            yield content
            continue
        shorter = trimmed(content.doc, content.start, cue.start)
        if shorter is not None:
            yield shorter


# --- as quoted by Y, which names the outer link behind the inner one -----------------------------


def _with_passed_by(cue: Span, found: list[Attribution]) -> list[Attribution]:
    doc, sent = cue.doc, cue.sent
    outer = _phrase_after(doc, cue.end, sent.end)
    inner = next(
        (
            a
            for a in reversed(found)
            if a.source
            and a.cue[0].sent == sent
            and a.statement
            and (a.cue[0].end <= cue.start or a.source[0].start < cue.start <= a.source[0].end + 1)
        ),
        None,
    )
    if outer is None or inner is None or _quoted(cue[0]) or not _can_speak(outer):
        return found
    known = [a for a in found if any(_touch(c, cue) for c in a.cue)]
    content = tuple(_without(inner.content, cue))
    first = Attribution(
        (outer,),
        (Span(doc, cue.start, cue.end, "cue"),),
        content,
        "mixed" if inner.quotation == "direct" else inner.quotation,
    )
    kept = [a for a in found if a is not inner and a not in known]
    shorter = trimmed(doc, inner.source[0].start, min(inner.source[0].end, cue.start))
    if shorter is not None and inner.source[0].start < cue.start:
        # *A report quoted in the Echo said*
        inner = replace(inner, source=(shorter,))
    return [*kept, replace(inner, content=content, outer=first), first]


# --- X said …, Y reported: the outer link ends the sentence --------------------------------------


def _shortened(link: Attribution, found: list[Attribution]) -> Attribution:
    """A link whose content took the end of the sentence in, which belongs to a link that holds
    this one: *X says …, Y reports*, *X believes …, according to Y*.
    """
    content = link.content[-1] if link.content else None
    if content is None or not link.source or link.quotation == "direct":
        return link
    for other in found:
        if other is link or not other.source or not _holds(other, link):
            continue
        start = min(other.source[0].start, other.cue[0].start)
        end = max(other.source[0].end, other.cue[0].end)
        inside_it = content.start < start and end <= content.end
        if not inside_it or content.doc[start - 1].text != ",":
            continue
        shorter = trimmed(content.doc, content.start, start)
        if shorter is not None and _only_time(content.doc, end, content.end):
            return replace(link, content=(*link.content[:-1], shorter))
    return link


def _parted(link: Attribution, found: list[Attribution]) -> Iterator[Attribution]:
    """A link whose content took *, Y reported* in, and the link of Y."""
    content = link.content[-1] if link.content else None
    if content is None or not link.source or link.quotation == "direct" or not link.statement:
        yield link
        return
    doc, sent = content.doc, content[-1].sent
    end = sent.end
    while end > sent.start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    sayer = _sayer_before(doc, end, content.start) if content.end >= end else None
    if (
        sayer is None
        or link.cue[0].end > sayer[0].start
        or doc[sayer[0].start - 1].text != ","
        or any(_touch(sayer[1], c) for a in found for c in a.cue)
        or not _can_speak(sayer[0])
    ):
        yield link
        return
    shorter = trimmed(doc, content.start, sayer[0].start)
    if shorter is None or _touch(link.source[0], sayer[0]):
        yield link
        return
    whole = _statement(doc, sent.start, sayer[0].start)
    said = (whole,) if whole is not None else (shorter,)
    outer = Attribution((sayer[0],), (sayer[1],), said, how_quoted(doc, said))
    yield replace(link, content=(*link.content[:-1], shorter), outer=outer)
    yield outer


def _sayer_before(doc: Doc, end: int, low: int) -> tuple[Span, Span] | None:
    """*Y reported (on Monday)* that ends at a token: its noun phrase and its verb."""
    at = end - 1
    while at > low and at >= end - 5 and doc[at].lower_ not in _SAYING:
        at -= 1
    verb = doc[at]
    if verb.lower_ not in _SAYING or verb.lower_.endswith("ing") or _quoted(verb):
        return None
    if not _only_time(doc, at + 1, end):
        return None
    phrase = _phrase_before(doc, _auxiliaries(verb), low)
    if phrase is None or phrase.start <= low or any(t.lower_ in _BE for t in doc[phrase.end : at]):
        return None
    return phrase, Span(doc, at, at + 1, "cue")


def _only_time(doc: Doc, start: int, end: int) -> bool:
    """Whether nothing but a time or place follows: *on Monday*, *last week*, *in a statement*."""
    rest = [t for t in doc[start:end] if not t.is_punct and not t.is_space]
    if len(rest) > 6 or any(t.tag_ in _TENSED for t in rest):
        return False
    if not rest or rest[0].pos_ in ("ADP", "ADV") or rest[0].tag_ == "IN":
        return True
    return rest[0].lower_ in ("last", "this", "earlier", "late") or rest[-1].ent_type_ == "Date"


# --- X said that Y had said ----------------------------------------------------------------------


def _nested(outer: Attribution, groups: dict[int, list[Attribution]]) -> Iterator[Attribution]:
    """The link that a content is itself: *the crew had told her (that) the tank was empty*."""
    if not outer.source or outer.quotation == "direct" or len(outer.content) != 1:
        return
    content = outer.content[0]
    doc, sent = content.doc, content[0].sent
    start = content.start + (content[0].lower_ == "that")
    end = min(content.end, sent.end)
    if content.start < outer.cue[0].start or _quoted(content[0]):
        # *The crew believed …, the air force said*: only where the inner link is not known.
        return
    verb = _verb_of(doc, start, end)
    if verb is None:
        return
    known = groups.get(sent.start, ())
    if any(_touch(c, doc[verb.i : verb.i + 1]) for a in known for c in a.cue):
        return
    subject = trimmed(doc, start, _auxiliaries(verb))
    if subject is None or not _is_phrase(subject) or not _can_speak(subject):
        return
    if subject.root.pos_ == "PRON" or any(t.lower_ in ("that", "who", "which") for t in subject):
        return
    said = _statement(doc, verb.i + 1, end)
    if said is None or not _says_something(verb, said):
        return
    that = next((t for t in said if t.lower_ == "that" and t.tag_ != "DT"), None)
    if that is not None and that.i - said.start < 8:
        said = _statement(doc, that.i, said.end) or said
    cue = Span(doc, _auxiliaries(verb), verb.i + 1, "cue")
    yield Attribution((subject,), (cue,), (said,), how_quoted(doc, (said,)), outer=outer)


def _stating(outer: Attribution, begin: set[int]) -> Attribution:
    """A link whose content begins with another link, whose first tokens are given, states
    something, however it was parsed.
    """
    if outer.statement or outer.cue[0].root.lower_ not in _SAYING or not outer.content:
        return outer
    holds = outer.content[0].start in begin
    return replace(outer, statement=True) if holds else outer


def _verb_of(doc: Doc, start: int, end: int) -> Token | None:
    """The reporting verb of a clause that begins at a token, if it is the clause's own verb."""
    for token in doc[start : min(start + _PHRASE, end)]:
        if token.lower_ in _SAYING and token.i > start and not token.lower_.endswith("ing"):
            before = doc[_auxiliaries(token) : token.i]
            if any(t.tag_ == "MD" or t.lower_ in _BE | _NEGATIONS for t in before):
                return None
            return token if _is_verb(token, end) else None
        if token.tag_ in _TENSED and token.lower_ not in _HAVE:
            return None
        if token.text in _BREAKS - {","} or _quoted(token):
            return None
    return None


def _is_verb(token: Token, end: int) -> bool:
    """Whether a word that is a verb or a noun (*reports*, *rules*) is the verb of its clause."""
    if token.pos_ == "PROPN" or token.nbor(-1).tag_ in ("DT", "PRP$", "JJ", "IN", "TO", "POS"):
        return False
    following = token.nbor(1) if token.i + 1 < end else None
    if following is None or _finite(following):
        return False
    noun = token.tag_.startswith("NN")
    return not noun or following.lower_ == "that" or following.pos_ in ("DET", "PRON")


def _says_something(verb: Token, said: Span) -> bool:
    lemma = _SAYING[verb.lower_]
    if any(t.lower_ in ("so", "such") for t in said[:2]):
        return False
    if any(_finite(t) for t in said):
        return said[0].lower_ not in ("to", "whether", "why", "how", "what", "who", "if")
    stated = said[0].pos_ in ("DET", "NOUN", "PROPN", "ADJ") or said[0].tag_ == "VBG"
    return lemma in _STATING and stated


def _finite(token: Token) -> bool:
    return token.tag_ in _TENSED


def _is_phrase(span: Span) -> bool:
    """Whether words are one noun phrase: no verb with tense, no clause."""
    if any(_finite(t) or t.tag_ == "TO" for t in span) or len(span) > _PHRASE:
        return False
    return span[0].pos_ in ("DET", "NOUN", "PROPN", "ADJ", "NUM", "PRON") or span[0].tag_ == "PRP$"


# --- noun phrases by their place -----------------------------------------------------------------


def _phrase_after(doc: Doc, start: int, end: int) -> Span | None:
    """The noun phrase that begins at a token."""
    while start < end and doc[start].is_space:
        start += 1
    head: Token | None = None
    last = start
    for token in doc[start : min(start + _PHRASE, end)]:
        hyphen = token.text == "-" and token.i > start and not token.nbor(-1).whitespace_
        if hyphen or (token.i > start and token.nbor(-1).text == "-" and last == token.i - 1):
            last = token.i
            head = token if token.pos_ in _NOMINAL and not hyphen else head
            continue
        if token.pos_ in _NOMINAL:
            head = token
            if token.i + 1 >= end or token.nbor(1).pos_ not in ("NOUN", "PROPN"):
                break
        elif token.pos_ not in ("DET", "ADJ", "ADV") and token.tag_ not in (
            "PRP$", "POS", "VBN", "HYPH", "NN",
        ):  # fmt: skip
            break
    if head is None:
        return None
    top = head
    while start <= top.head.i < end and top.head.pos_ in _NOMINAL and top.head != top:
        if top.dep_ in ("nsubj", "obj", "obl", "conj", "parataxis"):
            break
        top = top.head
    phrase = noun_phrase(top)
    high = _described(doc, max(phrase.end, head.i + 1, last + 1), end)
    stop = next(
        (
            t.i
            for t in doc[start:high]
            if t.i > start and (_ends_phrase(t) or _opens_clause(t, top))
        ),
        high,
    )
    return trimmed(doc, start, min(stop, end))


def _opens_clause(comma: Token, head: Token) -> bool:
    """Whether what was read as an apposition after a comma goes on without one: it is the subject
    of the clause that follows, *citing sources,* **the port** *authority has …*.
    """
    if comma.text != ",":
        return False
    for child in head.children:
        if child.dep_ != "appos" or comma.i + 1 != child.left_edge.i + child.left_edge.is_punct:
            continue
        after = child.right_edge.i + 1
        return after < child.sent.end and child.doc[after].pos_ in ("AUX", "NOUN", "PROPN", "VERB")
    return False


def _described(doc: Doc, high: int, end: int) -> int:
    """Where a noun phrase ends with *close to the board*, *familiar with the plan*, *at the
    ministry* after it: by the words alone, because the parse hangs them on the verb as often.
    """
    if high + 2 >= end:
        return high
    if doc[high].pos_ == "ADJ" and doc[high + 1].pos_ in ("ADP", "PART"):
        first = high + 2
    elif doc[high].lower_ in _BODY:
        first = high + 1
    else:
        return high
    for token in doc[first : min(first + _PHRASE, end)]:
        if token.pos_ in _NOMINAL:
            if token.i + 1 >= end or token.nbor(1).pos_ not in ("NOUN", "PROPN"):
                return token.i + 1
        elif token.pos_ not in ("DET", "ADJ") and token.tag_ not in ("PRP$", "POS"):
            break
    return high


def _ends_phrase(token: Token) -> bool:
    if token.text in (";", ":", "–", "—") or token.lower_ == "that":
        return True
    if token.text == "," and token.i + 1 < len(token.doc):
        following = token.nbor(1)
        return following.lower_ in ("that", "said", "says") or following.tag_ in ("VBG", "RB")
    return _finite(token) and token.dep_ not in ("acl:relcl",) and not _in_relative(token)


def _in_relative(token: Token) -> bool:
    head = token
    for _ in range(3):
        if head.dep_ == "acl:relcl":
            return True
        head = head.head
    return False


def _phrase_before(doc: Doc, end: int, low: int) -> Span | None:
    """The noun phrase that ends at a token, from the last comma or quotation mark."""
    start = end
    while start > low and end - start <= _PHRASE:
        token = doc[start - 1]
        if token.text in _BREAKS or token.is_quote or (token.tag_ in ("IN", "CC") and start == end):
            break
        if _finite(token) or token.lower_ in ("that", "but", "while", "after", "as"):
            break
        start -= 1
    phrase = trimmed(doc, start, end)
    if phrase is None or not _is_phrase(phrase):
        return None
    return phrase if any(t.pos_ in _NOMINAL for t in phrase) else None


def _statement(doc: Doc, start: int, end: int) -> Span | None:
    """What stands between two tokens, without *that* and the signs at its edges."""
    span = trimmed(doc, start, end)
    if span is not None and span[0].lower_ == "that" and len(span) > 1:
        return Span(doc, span.start + 1, span.end)
    return span


def _can_speak(span: Span) -> bool:
    """Whether a noun phrase can be a source: not the reason in *citing high costs*."""
    head = head_of(span)
    joined = [c for c in head.children if c.dep_ == "conj" and c.i < span.end]
    if any(_can_speak(span.doc[c.left_edge.i : c.i + 1]) for c in joined if c.i > head.i):
        return True
    kind = kind_of(span)
    lemma = lemma_of(head)
    if own_name(span, head) is not None or kind == "pronoun":
        return kind != "thing"
    if lemma in _ABSTRACT:
        return False
    return lemma in CLASSES or lemma.endswith(_AGENTS) or kind in ("person", "outlet")


def _quoted(token: Token) -> bool:
    """Whether a token stands in somebody's quotation, not in a few words between marks."""
    quotation = inside(token)
    if quotation is None:
        return False
    words = (t for t in quotation if not t.is_punct)
    return sum(1 for _ in islice(words, 4)) == 4


def _tokens(span: Span) -> range:
    return range(span.start, span.end)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
