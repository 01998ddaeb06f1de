"""What kind of source a noun phrase is: named, described, bare, vague, a document, social media.

Decided by the head noun and what stands with it (rules R4, R5, R14 and R16 of the note types).
"""

from __future__ import annotations

from typing import Literal

from spacy.tokens import Doc, Span, Token

from sayso.annotate.entities import entities_between
from sayso.annotate.segments import in_headline
from sayso.annotate.words import words_in
from sayso.casing import is_common
from sayso.lexicon import load

Kind = Literal[
    "person", "organisation", "outlet", "document", "social", "described", "bare", "vague",
    "pronoun", "thing",
]  # fmt: skip

_SOURCES = load("sources")
BARE = _SOURCES.lemmas("bare")
CROWD = _SOURCES.lemmas("crowd")
INDEFINITE = _SOURCES.lemmas("indefinite")
PERSON = _SOURCES.lemmas("person")
BODY = _SOURCES.lemmas("body")
OUTLET = _SOURCES.lemmas("outlet")
DOCUMENT = _SOURCES.lemmas("document")
SOCIAL = _SOURCES.lemmas("social")
_FIELDS = _SOURCES.lemmas("field")
PLATFORM = _SOURCES.lemmas("platform")
# What is cited as a reason, not as a source: *citing high costs*.
REASONS = _SOURCES.lemmas("reason")

_CLASSES = BARE | CROWD | INDEFINITE | PERSON | DOCUMENT | SOCIAL
# Nouns that can be a source, save for those that are cited as a reason.
CLASSES = _CLASSES | BODY | OUTLET
NAMED: frozenset[Kind] = frozenset({"person", "organisation", "outlet"})
UNNAMED: frozenset[Kind] = frozenset({"described", "bare", "vague", "social"})

_NAMES = frozenset({"Person", "Organization", "Location", "Facility", "NORP", "Misc", "Product"})
_PARTICIPANTS = frozenset({"i", "we", "you", "me", "us"})
_LOOSE = frozenset(
    {"det", "nummod", "case", "punct", "cc", "advmod", "mark", "cop", "aux", "discourse"}
)
_NEUTER = frozenset(
    {
        "everything",
        "something",
        "anything",
        "nothing",
        "it",
        "this",
        "that",
        "these",
        "those",
        "which",
        "what",
    }
)


def kind_of(span: Span, *, says: bool = False) -> Kind:
    """The kind of source that a noun phrase names, from its own words alone.

    ``says`` tells that it is the source of a verb of saying: whatever says something and is no
    document is somebody, also where the noun is in no list.
    """
    head = head_of(span)
    lemma = lemma_of(head)
    if head.pos_ == "PRON" and lemma not in INDEFINITE and lemma not in CROWD:
        return _pronoun(span, head)
    if _is_social(span, head, lemma):
        return "social"
    if lemma in DOCUMENT and not _is_name(head) and not _outlet_name(head):
        return "document"
    name = own_name(span, head)
    if name is not None:
        return _named_kind(span, name, head, lemma)
    if lemma in BARE:
        return "described" if _says_who(span, head, bare=True) else "bare"
    if (
        lemma in INDEFINITE
        or head.tag_ in ("CD", "JJ", "JJR", "JJS", "DT")
        or head.pos_ in ("NUM", "DET")
    ):
        return "described" if _of_whom(span, head) else "vague"
    if lemma in BODY or lemma in OUTLET:
        return _body_kind(span, head, lemma)
    if span.text.endswith("-year-old") and _definite(head):
        return "person"
    if lemma in _WORDS:
        owner = next((c for c in head.children if c.dep_ == "nmod:poss"), None)
        return "thing" if owner is None else kind_of(span.doc[owner.left_edge.i : owner.i + 1])
    if lemma in CROWD and _plural(head):
        return "described" if _says_who(span, head) or _known(span, head) else "vague"
    if lemma in PERSON or _person_like(head, lemma):
        return _person_kind(span, head)
    if _plural(head) and head.pos_ in ("NOUN", "PROPN"):
        return "described" if _says_who(span, head) or _known(span, head) else "vague"
    if says and head.pos_ == "NOUN" and lemma not in REASONS:
        return "person" if _definite(head) and not _indefinite(head) else "described"
    return "thing"


def head_of(span: Span) -> Token:
    """The head noun: of *one of the officials* it is *one*, of *a group of experts* *experts*."""
    root = span.root
    article = root.tag_ == "DT" and root.n_rights == 0 and len(span) > 1
    if article or (
        root.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "DET") and root.lower_ not in INDEFINITE
    ):
        nouns = [t for t in span if t.pos_ in ("NOUN", "PROPN") or t.tag_ == "PRP"]
        root = next((t for t in nouns if t.dep_ != "compound"), nouns[-1] if nouns else root)
    if root.lemma_ in (
        "number",
        "group",
        "range",
        "handful",
        "couple",
        "majority",
        "series",
        "host",
    ):
        inner = next((c for c in root.children if c.dep_ == "nmod" and c.i < span.end), None)
        if inner is not None and _plural(inner):
            return inner
    return root


def lemma_of(token: Token) -> str:
    """The lemma in small letters; plural nouns that the lemmatizer left alone lose their s."""
    return words_in(token.doc).base[token.i]


def own_name(span: Span, head: Token) -> Span | None:
    """The proper name that names the source itself, not one that only describes it.

    *Finance minister Ana Cruz* and *Maria Lopez, the company's lawyer* have one; *Scientology
    officials* and *a spokesman for Acme* have none of their own.
    """
    doc = span.doc
    if _is_name(head):
        return span
    for child in head.children:
        if not span.start <= child.i < span.end:
            continue
        if child.dep_ in ("appos", "flat", "flat:name") and (
            child.pos_ == "PROPN" or _ent(child) in ("Person", "Organization")
        ):
            return doc[child.left_edge.i : child.right_edge.i + 1]
        # Titles as compounds of a name, or a name that the parser made the head's compound.
        if child.dep_ == "compound" and child.i > head.i and child.pos_ == "PROPN":
            return doc[child.i : child.i + 1]
    named = span[head.i + 1 - span.start :] if span.start <= head.i < span.end else span[:0]
    # "Coauthor Ana Cruz", whatever the parse made of the name.
    if len(named) >= 2 and head.tag_ == "NN" and all(t.tag_ == "NNP" for t in named):
        return named
    for ent in entities_between(doc, span.start, span.end):
        if ent.label_ == "Person":
            after = ent.end == span.end or doc[ent.end].text == ","
            close = ent.start > head.i and not any(t.pos_ == "ADP" for t in doc[head.i : ent.start])
            if after and close and ent.start - head.i <= 2 and not _plural(head):
                return ent
            if ent.start == span.start and doc[min(ent.end, len(doc) - 1)].text == ",":
                return ent
    return None


def _named_kind(span: Span, name: Span, head: Token, lemma: str) -> Kind:
    labels = {_ent(token) for token in name} | {_ent(head)}
    words = {token.lower_ for token in span}
    if lemma in PERSON and name is not span:
        return "person"
    if words & OUTLET and "Person" not in labels:
        return "outlet"
    if "Person" in labels or _titled(span):
        return "person"
    if "Organization" in labels or "Location" in labels or "NORP" in labels or lemma in BODY:
        return "organisation"
    return "person" if len(_run(name, head)) > 1 else "organisation"


def _titled(span: Span) -> bool:
    """Whether a name follows what a person is called: *captain Jo Reed*."""
    name = next((t for t in span if t.pos_ == "PROPN" and lemma_of(t) not in PERSON), None)
    if name is None or name.i == span.start or name.nbor(-1).ent_type_ == "Organization":
        return False
    title = name.nbor(-1)
    return lemma_of(title) in PERSON and not _plural(title) and title.head.i >= name.i


def _run(name: Span, head: Token) -> Span:
    """The proper nouns in a row around the head of a name, without a clause behind them."""
    doc, start, end = name.doc, head.i, head.i + 1
    while start > name.start and doc[start - 1].pos_ == "PROPN":
        start -= 1
    while end < name.end and doc[end].pos_ == "PROPN":
        end += 1
    others = any(t.pos_ != "PROPN" for t in doc[name.start : start])
    return doc[start:end] if not others else doc[head.i : head.i + 1]


def _pronoun(span: Span, head: Token) -> Kind:
    word = head.lower_
    if word in ("who",):
        return "pronoun"
    if word in _NEUTER and word != "it":
        return "thing"
    if word in ("those", "anyone", "someone", "somebody", "everyone", "nobody", "others"):
        return "vague"
    return "pronoun"


def _is_social(span: Span, head: Token, lemma: str) -> bool:
    words = {token.lower_ for token in span}
    lemmas = {lemma_of(token) for token in span}
    if lemma in SOCIAL and not (
        head.pos_ == "PROPN" and head.text[0].isupper() and not head.is_sent_start
    ):
        if lemma in (
            "account",
            "channel",
            "comment",
            "video",
            "clip",
            "footage",
            "viewer",
            "poster",
            "thread",
            "user",
            "post",
        ):
            on = bool(
                (words | lemmas)
                & (PLATFORM | {"social", "circulating", "unverified", "viral", "forum"})
            )
            return on or lemma in ("post", "poster", "user", "tweet")
        return True
    return lemma == "media" and "social" in words


def _outlet_name(head: Token) -> bool:
    return head.pos_ == "PROPN" and head.ent_type_ == "Organization"


def _is_name(token: Token) -> bool:
    if not token.text[:1].isupper() or _is_class(token):
        return False
    if token.pos_ == "PROPN":
        return True
    if token.pos_ not in ("NOUN", "ADJ", "X"):
        return False
    if _ent(token) in ("Organization", "Person", "Location") and token.pos_ != "ADJ":
        return True
    # A capitalised word that texts never write small is a name that the tagger missed.
    return (
        token.text.isalpha()
        and len(token.text) > 1
        and not is_common(token.text)
        and not is_common(lemma_of(token))
    )


def _is_class(token: Token) -> bool:
    """Whether a noun of a class (*Officials*) owes its capital to a sentence start or headline."""
    return lemma_of(token) in _CLASSES and (token.is_sent_start is True or in_headline(token))


def _ent(token: Token) -> str:
    return token.ent_type_ if token.ent_type_ in _NAMES else ""


def _plural(token: Token) -> bool:
    return (
        token.tag_ in ("NNS", "NNPS")
        or "Plur" in token.morph.get("Number", [])
        or token.lower_ in ("people", "police", "media")
    )


def _person_like(head: Token, lemma: str) -> bool:
    return lemma.endswith(("man", "woman", "person", "men", "women")) and head.pos_ == "NOUN"


def _describing(span: Span, head: Token) -> list[Token]:
    return [
        child
        for child in head.children
        if child.dep_ not in _LOOSE
        and child.dep_ not in ("appos", "conj", "parataxis", "advcl")
        and not child.is_punct
        and span.start <= child.i < span.end
    ]


# A field of knowledge ties nobody to a body: *sleep specialists*, *military analysts*.
_PUNDITS = frozenset(
    {
        "academic", "analyst", "commentator", "critic", "detractor", "economist", "expert",
        "historian", "observer", "pundit", "researcher", "sceptic", "scholar", "scientist",
        "skeptic", "specialist", "strategist", "watcher",
    }
)  # fmt: skip


def _says_who(span: Span, head: Token, *, bare: bool = False) -> bool:
    """Whether something ties these people to a body or an event, or says how they would know."""
    pundit = lemma_of(head) in _PUNDITS
    for child in _describing(span, head):
        if pundit and child.dep_ in ("amod", "compound"):
            body = lemma_of(child) in BODY - _FIELDS
            if _ent(child) in ("Organization", "Facility") or body:
                return True
            continue
        if child.dep_ == "amod" and child.pos_ == "ADJ" and child.lower_ in _EMPTY:
            continue
        if child.dep_ == "amod" and bare and _ent(child) == "" and child.lower_ not in _TYING:
            continue
        if child.dep_ == "amod" and not bare and _ent(child) == "" and child.lower_ not in _TYING:
            continue
        if child.dep_ == "acl:relcl" and bare and not any(_ent(t) for t in child.subtree):
            continue
        if (
            bare
            and child.dep_ in ("nmod", "obl", "acl")
            and any(
                t.lower_ in ("matter", "situation", "talks", "discussion") for t in child.subtree
            )
        ):
            return _plural(head)
        if bare and child.dep_ == "amod" and child.lower_ in ("close", "near"):
            continue
        return True
    tail = span.doc[head.i + 1 : span.end]
    if len(tail) < 2 or tail[-1].pos_ not in ("NOUN", "PROPN") or tail[0].is_punct:
        return False
    return not bare or (_plural(head) and tail[-1].lemma_ not in _UNTOLD)


_WORDS = frozenset({"comment", "remark", "word", "speech", "answer", "reply"})
# Being close to *the matter* does not say how anybody would know.
_UNTOLD = frozenset({"matter", "situation", "story", "event", "issue"})
_EMPTY = frozenset(
    {
        "some", "many", "several", "most", "other", "more", "certain", "various", "numerous", "few",
        "anonymous", "unnamed", "unidentified", "well-placed", "placed", "independent", "leading",
        "top", "prominent", "outside", "concerned", "own", "multiple", "different", "new", "old",
    }
)  # fmt: skip
_TYING = frozenset(
    {
        "senior", "military", "diplomatic", "industry", "judicial", "medical", "presidential",
        "federal", "local", "legal", "parliamentary", "intelligence", "security", "government",
        "official", "political", "familiar", "royal", "ministerial", "financial", "western",
        "close",
        "former", "present", "retired", "current", "involved", "aware",
    }
)  # fmt: skip


def _of_whom(span: Span, head: Token) -> bool:
    """*One of the diplomats*, *two of its members*: a few people of something said."""
    for child in head.children:
        if child.dep_ == "nmod" and child.i < span.end:
            inner = lemma_of(child)
            return _count(head) and (inner in PERSON or inner in CROWD or child.pos_ == "PRON")
    return head.lower_ in ("one", "another", "other") and any(
        c.lower_ == "the" for c in head.children
    )


def _count(head: Token) -> bool:
    return (
        head.pos_ == "NUM"
        or head.tag_ == "CD"
        or head.lower_ in ("one", "another", "both", "neither")
    )


def _indefinite(head: Token) -> bool:
    determiner = next((c for c in head.children if c.dep_ == "det"), None)
    if determiner is not None:
        return determiner.lower_ in ("a", "an", "another", "some", "any", "no", "each", "every")
    return any(c.dep_ == "nummod" for c in head.children)


def _body_kind(span: Span, head: Token, lemma: str) -> Kind:
    if lemma == "authority" and _plural(head):
        return "organisation" if _says_who(span, head) or _definite(head) else "vague"
    if _indefinite(head) or (_plural(head) and not _definite(head) and lemma not in ("police",)):
        return "described" if lemma not in OUTLET else "vague"
    return "outlet" if lemma in OUTLET and lemma not in BODY else "organisation"


def _person_kind(span: Span, head: Token) -> Kind:
    if _plural(head):
        # "Some residents" are as loose a group as "residents"; "two residents" are not.
        some = any(c.dep_ == "det" and c.lower_ in ("some", "any", "no") for c in head.children)
        tied = _says_who(span, head) or _definite(head)
        return "described" if tied or (_indefinite(head) and not some) else "vague"
    if _indefinite(head):
        return "described"
    # A bare role that only one person can hold is as good as a name (R4).
    if head.lower_ in (
        "friend",
        "man",
        "woman",
        "boy",
        "girl",
        "colleague",
        "neighbour",
        "neighbor",
        "person",
    ):
        return "described"
    return "person"


def _known(span: Span, head: Token) -> bool:
    """Whether the text has spoken of them before: *the researchers*, whatever *the* hangs on."""
    return _definite(head) or span[0].lower_ in ("the", "its", "his", "her", "their")


def _definite(head: Token) -> bool:
    return any(
        c.dep_ == "nmod:poss"
        or (c.dep_ == "det" and c.lower_ in ("the", "its", "his", "her", "their"))
        for c in head.children
    )


def named_near(doc: Doc, start: int, end: int) -> Span | None:
    """A person's name between two tokens, for guard G8."""
    return next(
        (ent for ent in doc.ents if ent.label_ == "Person" and start <= ent.start < end), None
    )
