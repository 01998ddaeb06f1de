"""The note type *social media as source*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import Attribution
from sayso.annotate.clauses import (
    has_agent,
    object_of,
    own_subject,
    passive,
    verb_lemma,
    verbs_placed,
)
from sayso.annotate.guards import own_words, quoted
from sayso.annotate.nominals import noun_phrase
from sayso.annotate.segments import segment_of
from sayso.annotate.sources import head_of, lemma_of
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("posts")
_POST = _LEXICON.lemmas("post")
_MATERIAL = _LEXICON.lemmas("material")
_NET = _LEXICON.lemmas("net")
_VENUE = _LEXICON.lemmas("venue")
_SHOWING = _LEXICON.lemmas("showing")

_CALLING = frozenset(
    {
        "accuse",
        "brand",
        "call",
        "criticise",
        "criticize",
        "dub",
        "hail",
        "label",
        "mock",
        "name",
        "praise",
        "ridicule",
        "slam",
    }
)
_UNNAMED = frozenset({"vague", "described", "bare", "social"})
_SHOWN = frozenset(
    {
        "clip",
        "footage",
        "image",
        "photo",
        "photograph",
        "picture",
        "recording",
        "screenshot",
        "video",
    }
)


@note_type(
    family="sourcing",
    tone="observation",
    line="dashed",
    title="Social media as source",
    question="Who posted it, when and where, and did anybody verify it?",
    often_fine="When the article says that it checked the material, or why it could not.",
    basis="Reuters Handbook on user-generated content; BBC",
    examples=(
        "{source:Users on Telegram} {cue:claimed} the bridge was down.",
        "{cue:According to} {source:posts on X}, the shop had closed.",
        "{source:Unverified videos circulating online} {cue:show} smoke over the port.",
        "“The lift has been broken for weeks,” {cue:wrote} {source:one commenter}.",
        "{source:A post on the town's Facebook page} {cue:said} the pool had closed.",
        "{source:A viral clip} {cue:shows} a man climbing the crane.",
        "{source:Several posters} {cue:claimed} that the vote had been moved.",
    ),
    near_misses=(
        "Telegram's founder was arrested in Paris.",
        "The mayor wrote on X that the bridge was open.",
        "In a post on Facebook, Mayor Ilse Brandt said the pool would close.",
        "The council's video shows the plan for the new quay.",
        "Users of the library said the roof was leaking.",
        "She put a poster on the wall that said the fair was off.",
        "The channel is twelve metres wide.",
    ),
)
def social_media_source(doc: Doc) -> Iterator[Finding]:
    """A statement rests on posts, users, a clip or a channel, and no account or person is named."""
    taken: set[int] = set()
    last: Span | None = None
    for link in doc._.attributions:
        if not link.cue or not _states(link) or quoted(link.cue[0].root):
            continue
        source = _source(link, last)
        if source is None or any(at in taken for at in range(source.start, source.end)):
            continue
        last = source
        taken.update(range(source.start, source.end))
        yield _finding(source, tuple(link.cue))
    for token in own_words(doc, verbs_placed(doc, _SHOWING | _CALLING)):
        shown = _shown(token) or _called(token)
        if shown is None or any(at in taken for at in range(shown.start, shown.end)):
            continue
        taken.update(range(shown.start, shown.end))
        yield _finding(shown, (Span(doc, token.i, token.i + 1),))


def _source(link: Attribution, last: Span | None) -> Span | None:
    """The words of the source, where it is of this kind; wider than the link's where that was cut short."""
    cue = link.cue[0]
    fronted = _fronted(cue.root.sent, cue.start)
    if fronted is not None and (
        not link.source or fronted.start <= link.source[0].start < cue.start
    ):
        return fronted
    if not link.source:
        return _somebody(cue) if _venue(cue) else None
    source = _with_place(link.source[0])
    if quoted(source.root):
        return None
    again = last is not None and _other(source) and 0 <= source.sent.start - last.sent.end <= 1
    return source if _is_social(source) or again or _through_post(link) else None


def _with_place(source: Span) -> Span:
    """*Posts on X*: with the net's name where the source was cut short of it."""
    doc, end = source.doc, source.end
    if end + 1 < source.sent.end and doc[end].lower_ in ("on", "in") and _net_name(doc[end + 1]):
        return Span(doc, source.start, end + 2)
    return source


def _fronted(sent: Span, end: int) -> Span | None:
    """*Posts on the board for … theorised*: a post that opens the sentence, up to the verb."""
    doc = sent.doc
    head = next(
        (t for t in doc[sent.start : min(sent.start + 5, end)] if _noun(t) in _POST | _MATERIAL),
        None,
    )
    if (
        head is None
        or head.i + 1 >= end
        or doc[head.i + 1].lower_
        not in ("on", "in", "at", "from", "circulating", "posted", "shared")
    ):
        return None
    if any(
        t.pos_ in ("PRON", "VERB", "AUX", "ADP", "SCONJ") or t.is_punct
        for t in doc[sent.start : head.i]
    ):
        return None
    between = doc[head.i + 1 : end]
    if any(
        (t.is_punct and t.text != "-") or t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in between
    ):
        return None
    if _noun(head) in _MATERIAL and not any(
        _net_name(t) for t in (*doc[sent.start : head.i], *between)
    ):
        return None
    if any(
        t.dep_ == "nmod:poss" or (t.ent_type_ == "Person" and not _net_name(t))
        for t in doc[sent.start : head.i]
    ):
        return None
    return Span(doc, sent.start, end)


def _somebody(cue: Span) -> Span | None:
    """*Somebody claiming to be a neighbour*, before a verb whose subject the parser did not find."""
    doc = cue.doc
    for at in range(cue.start - 1, max(cue.sent.start, cue.start - 12) - 1, -1):
        if doc[at].is_punct:
            return None
        if doc[at].lower_ in ("somebody", "someone"):
            return Span(doc, at, cue.start)
    return None


def _venue(cue: Span) -> bool:
    """Whether it is said in a thread or a post."""
    around = cue.doc[cue.start : min(cue.end + 6, cue.sent.end)]
    for token in around:
        if _noun(token) in _VENUE and any(
            t.lower_ in ("in", "on") for t in cue.doc[cue.start : token.i]
        ):
            return True
    return False


def _called(verb: Token) -> Span | None:
    """*Was dubbed the winner on social media*: the net itself is the one that says so."""
    if verb_lemma(verb, _CALLING) is None or not passive(verb) or has_agent(verb):
        return None
    for token in verb.subtree:
        social = token.lower_ == "media" and token.i > 0 and token.nbor(-1).lower_ == "social"
        if social and any(t.lower_ == "on" for t in verb.doc[max(token.i - 3, 0) : token.i]):
            return Span(verb.doc, token.i - 1, token.i + 1)
    return None


def _noun(token: Token) -> str:
    """The lemma of a noun; plurals at the start of a sentence are tagged as names now and then."""
    lemma = lemma_of(token)
    if token.pos_ not in ("NOUN", "PROPN"):
        return ""
    if token.pos_ == "PROPN" and not token.is_sent_start:
        return lemma if token.text.islower() else ""
    return lemma[:-1] if lemma.endswith("s") and lemma[:-1] in _POST | _MATERIAL else lemma


def _finding(source: Span, cues: tuple[Span, ...]) -> Finding:
    marks = (("source", source), *(("cue", cue) for cue in cues))
    words = " ".join(source.text.split())
    return Finding(marks, f"“{words}”: posted online, and no person or account is named.")


def _states(link: Attribution) -> bool:
    cue = link.cue[0].root
    if link.statement or (not link.source and cue.pos_ == "VERB" and _venue(link.cue[0])):
        return True
    return (
        bool(link.content)
        and (cue.pos_ == "VERB" or link.cue[0][0].lower_ == "according")
        and cue.lemma_
        not in (
            "ask",
            "call",
            "urge",
            "want",
            "demand",
        )
    )


def _is_social(span: Span) -> bool:
    head = head_of(span)
    lemma = _noun(head) or head.lower_
    if head.pos_ == "PROPN" and not head.is_sent_start and lemma not in ("internet",):
        return False
    if _named(span, head):
        return False
    words = {token.lower_ for token in span} | {lemma_of(token) for token in span}
    if lemma in _POST:
        return lemma != "post" or not words & {"office", "guard"}
    if lemma == "media":
        return "social" in words
    if lemma == "internet":
        return True
    if lemma == "user" and len(span) <= 3:
        block = segment_of(head)
        return block is not None and any(_net_name(t) and t.pos_ == "PROPN" for t in block)
    if lemma in _MATERIAL:
        near = words | {
            t.lower_
            for t in span.doc[span.end : min(span.end + 5, span.sent.end)]
            if _within(t, head)
        }
        return bool(near & _NET)
    return False


def _within(token: Token, head: Token) -> bool:
    """Whether a token belongs to what describes the head: *a clip that went viral*."""
    return token.head == head or (head in token.ancestors and token.dep_ not in ("nsubj", "ROOT"))


def _named(span: Span, head: Token) -> bool:
    """Whether a person, or somebody as its owner or author, is named: *the council's video*."""
    for child in head.children:
        if child.dep_ == "nmod:poss" and child.i < span.end and not _net_name(child):
            return True
        if (
            child.dep_ == "nmod"
            and any(c.lower_ in ("by", "from") for c in child.children)
            and (child.ent_type_ in ("Person", "Organization") and not _net_name(child))
        ):
            return True
    if any(token.ent_type_ == "Person" and not _net_name(token) for token in span):
        return True
    return any(token.text.startswith("@") for token in span)


def _net_name(token: Token) -> bool:
    return token.lower_ in _NET


def _other(span: Span) -> bool:
    """*Another*, *others* after a source of this kind: one more of the same."""
    return span[0].lower_ in ("another", "others", "other") and (
        len(span) == 1 or span[1].pos_ != "NOUN"
    )


def _through_post(link: Attribution) -> bool:
    """Whether somebody unnamed says it in a thread or a post."""
    source = link.source[0]
    if link.kind not in _UNNAMED or any(t.ent_type_ == "Person" for t in source):
        return False
    verb = link.cue[0].root
    for child in verb.children:
        cases = {c.lower_ for c in child.children if c.dep_ == "case"}
        if (
            child.dep_ == "obl"
            and cases & {"in", "on"}
            and (lemma_of(child) in _VENUE or (_net_name(child) and child.pos_ == "PROPN"))
        ):
            return True
    return False


def _shown(token: Token) -> Span | None:
    """*Unverified videos circulating online show smoke*: the verb's subject, where it is posted material."""
    if verb_lemma(token, _SHOWING) is None:
        return None
    # "Videos circulating online show smoke": the verb may be taken for a noun.
    if token.pos_ == "NOUN" and token.lower_ == "show":
        return _fronted(token.sent, token.i)
    if token.pos_ != "VERB":
        return None
    subject = own_subject(token)
    if subject is None or subject.i > token.i or subject.pos_ not in ("NOUN", "PROPN"):
        return None
    lemma = lemma_of(subject)
    if lemma not in _SHOWN | _POST:
        return None
    if object_of(token) is None and not any(c.dep_ in ("ccomp", "xcomp") for c in token.children):
        return None
    span = noun_phrase(subject)
    if not _is_social(span) or (
        lemma not in _SHOWN
        and token.lemma_ == "have"
        and object_of(token) is not None
        and not any(c.tag_ == "VBG" for c in token.subtree)
    ):
        return None
    return span
