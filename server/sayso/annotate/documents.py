"""Documents that a text relies on, and whether they can be found.

They can where their title, author or publisher is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.clauses import own_subject, passive, verb_lemma
from sayso.annotate.guards import own_words
from sayso.annotate.nominals import noun_phrase
from sayso.annotate.outlets import find_outlets
from sayso.annotate.segments import in_headline, previous_sentence
from sayso.annotate.sources import BODY, lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load

_LEXICON = load("documents")
_PAPER = _LEXICON.lemmas("paper")
_DEED = _LEXICON.lemmas("deed")
_ORDER = _LEXICON.lemmas("order")
_EVIDENCE = _LEXICON.lemmas("evidence")
_CITING = _LEXICON.lemmas("citing")
_BASED = _LEXICON.lemmas("based")
_PLURAL = _LEXICON.lemmas("plural")

_AUTHORS = frozenset({"Person", "Organization", "Misc", "Facility", "Product"})
_NEWS = frozenset(
    {
        "news",
        "times",
        "post",
        "tv",
        "radio",
        "reuters",
        "afp",
        "bloomberg",
        "politico",
        "journal",
        "tribune",
        "telegraph",
        "press",
        "cnn",
        "bbc",
        "guardian",
    }
)
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_AUTHORED = frozenset({"by", "from", "of", "in", "with"})


@dataclass(frozen=True, slots=True)
class Document:
    """A document relied on, at its first mention.

    ``findable`` says that its title, author or publisher is given.
    """

    phrase: Span
    head: Token
    findable: bool


def find_documents(doc: Doc) -> Iterator[Document]:
    """Yield documents used as evidence, each at its first mention, in reading order."""
    links = _linked(doc)
    known: set[str] = set()
    for token in own_words(doc, placed(doc, bases=_PAPER | _DEED)):
        lemma = lemma_of(token)
        if (
            token.pos_ not in ("NOUN", "PROPN")
            or lemma not in _PAPER | _DEED
            or not _is_paper(token, lemma)
        ):
            continue
        if in_headline(token):
            continue
        phrase = _phrase(token, links)
        author = _author(token, phrase)
        again = _definite(token) and author is None
        if _pronoun_owner(token) or not _relied_on(token, phrase, links):
            known.add(lemma)
            continue
        if again or (
            author is not None
            and _definite(token)
            and lemma in known
            and token.pos_ == "NOUN"
            and len(phrase) <= 3
        ):
            known.add(lemma)
            continue
        known.add(lemma)
        if author is None and (lemma not in _PAPER and lemma not in _ORDER):
            continue
        if (
            author is not None
            and lemma in ("report", "article")
            and (_by_outlet(phrase) or token.tag_ == "NNS")
        ):
            continue
        if author is None and (
            (_issuer(token) and (lemma not in _ORDER or _dated(phrase))) or _version(token, lemma)
        ):
            continue
        yield Document(phrase, token, author is not None)


def documents_in(doc: Doc) -> tuple[Document, ...]:
    """The documents of a text as the component stored them."""
    stored = doc.user_data.get("documents")
    return stored if isinstance(stored, tuple) else tuple(find_documents(doc))


def _linked(doc: Doc) -> list[Span]:
    return [source for link in doc._.attributions for source in link.source]


def _is_paper(token: Token, lemma: str) -> bool:
    if token.pos_ == "PROPN" and not token.is_sent_start and token.ent_type_ not in ("", "Misc"):
        return False
    if lemma in _PLURAL:
        return token.tag_ in ("NNS", "NNPS") and lemma != "number"
    if lemma in (
        "test",
        "leak",
        "act",
        "order",
        "sentence",
        "notice",
        "opinion",
        "decision",
        "result",
    ):
        return token.dep_ not in ("obj", "compound")
    return token.dep_ != "compound" or _misread(token)


def _misread(head: Token) -> bool:
    """*A new poll shows*: the verb after it was taken for a noun."""
    following = head.nbor(1) if head.i + 1 < len(head.doc) else head
    if head.dep_ != "compound" or head.head != following:
        return False
    verb = following.pos_ == "VERB" and verb_lemma(following, _EVIDENCE) is not None
    return verb or following.lower_ in _VERBAL


_VERBAL = frozenset(
    {"finds", "shows", "show", "suggests", "says", "reveals", "claims", "indicates"}
)


def _phrase(head: Token, links: list[Span]) -> Span:
    doc = head.doc
    if _misread(head):
        return Span(doc, head.head.left_edge.i, head.i + 1)
    if _inside_name(head):
        return Span(doc, head.head.left_edge.i, head.i + 1)
    for source in links:
        if (
            source.start <= head.i < source.end
            and source.root == head
            and source[-1].pos_ != "ADP"
            and source[0].pos_ != "VERB"
        ):
            return source
    phrase = noun_phrase(head)
    for token in doc[head.i + 1 : phrase.end]:
        if token.lower_ == "point" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            return Span(doc, phrase.start, token.i)
    return phrase


def _inside_name(head: Token) -> bool:
    """*The Office for Statistics' June bulletin put …*: the head of a subject like a name."""
    owner = head.head
    return (
        head.dep_ in ("nmod", "appos", "conj")
        and owner.dep_ == "nsubj"
        and owner.pos_ == "PROPN"
        and owner.head.i == head.i + 1
    )


def _definite(head: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in _DEFINITE for c in head.children)


def _pronoun_owner(head: Token) -> bool:
    return any(c.dep_ == "nmod:poss" and c.pos_ == "PRON" for c in head.children)


def _author(head: Token, phrase: Span) -> Token | None:
    """The token that makes the document findable: its author, publisher, title or number."""
    doc, sent = head.doc, head.sent
    for child in head.children:
        if child.dep_ == "nmod:poss" and (
            _names(child) or child.pos_ == "PROPN" or lemma_of(child) in BODY | _OFFICES
        ):
            return child
        if child.dep_ in ("compound", "amod", "appos", "flat") and _names(child):
            return child
        if child.dep_ == "nmod" and child.i > head.i:
            cases = {c.lower_ for c in child.children if c.dep_ == "case"}
            author = next((t for t in child.subtree if _names(t)), None)
            if (
                cases & _AUTHORED
                and author is not None
                and not (cases & {"of", "in", "with"} and author.ent_type_ == "Person")
            ):
                return author
            if (
                "by" in cases
                and child.pos_ in ("NOUN", "PROPN")
                and any(c.dep_ == "det" and c.lower_ == "the" for c in child.children)
            ):
                return child
        if (
            child.dep_ in ("acl", "acl:relcl")
            and child.i > head.i
            and verb_lemma(child, _MADE) is not None
        ):
            beside = doc[child.i + 1 : min(child.i + 5, sent.end)]
            given = bool(beside) and beside[0].lower_ in ("by", "from", "in")
            author = next((t for t in child.subtree if _names(t)), None)
            if author is None and given:
                author = next((t for t in beside[1:] if _titled(t)), None)
            if author is not None:
                return author
    published = (
        head.head
        if head.dep_ == "nsubj:pass" and verb_lemma(head.head, _MADE) is not None
        else None
    )
    if published is not None:
        author = next(
            (
                t
                for c in published.children
                if c.dep_.startswith("obl")
                for t in c.subtree
                if _names(t)
            ),
            None,
        )
        if author is not None:
            return author
    after = doc[head.i + 1 : min(head.i + 4, sent.end)]
    before = doc[head.i - 1] if head.i > sent.start else head
    if before != head and _names(before) and before.ent_type_ not in ("Date", "NORP"):
        return before
    court = _court(head)
    if court is not None:
        return court
    if _misread(head) or _inside_name(head):
        left = doc[head.head.left_edge.i : head.i]
        author = next((t for t in left if _names(t)), None)
        if author is not None:
            return author
    if len(after) == 3 and after[0].lower_ == "in" and after[2].lower_ in _JOURNALS:
        return after[2]
    if (
        len(after) == 3
        and after[0].lower_ == "by"
        and (after[1].lower_ == "the" or _names(after[1]))
    ):
        return after[1]
    end = min(max(phrase.end, head.right_edge.i + 1), sent.end, phrase.end + 8)
    for token in doc[head.i : end]:
        if (
            token.lower_ in ("no.", "no", "number", "§")
            and token.i + 1 < end
            and doc[token.i + 1].like_num
        ):
            return token
        if (
            any(c.isdigit() for c in token.text)
            and any(c in token.text for c in "/-")
            and len(token.text) > 3
            and token.ent_type_ != "Date"
        ):
            return token
    return _named_behind(head)


def _named_behind(head: Token) -> Token | None:
    """*taken in March by Kestrel Research*, *published in the Annals*: by the words alone.

    The parse hangs such phrases in many places; up to the next verb with tense they belong to the
    document all the same.
    """
    opened = ""
    for token in head.doc[head.i + 1 : min(head.i + 16, head.sent.end)]:
        if token.text in (",", ";", ":", ".") or token.tag_ in ("VBD", "VBP", "VBZ", "MD"):
            return None
        if token.lower_ == "by" or (token.lower_ == "in" and opened == "published"):
            opened = "by"
        elif token.lower_ in ("published", "printed"):
            opened = "published"
        elif opened == "by" and token.text[:1].isupper() and token.ent_type_ != "Date":
            return token
        elif opened == "by" and token.tag_ in ("IN", "TO"):
            opened = ""
    return None


# Offices that only one person holds and that publish what they find.
_OFFICES = frozenset({"auditor", "coroner", "ombudsman", "inspector", "commissioner", "registrar"})
_NO_NAMES = frozenset({"internet", "web"})
_JOURNALS = frozenset({"journal", "magazine", "proceedings"})
_RULING = frozenset({"decision", "judgement", "judgment", "ruling", "sentence", "verdict"})
_MADE = frozenset(
    {
        "appear",
        "author",
        "commission",
        "compile",
        "conduct",
        "file",
        "issue",
        "lead",
        "make",
        "obtain",
        "prepare",
        "produce",
        "publish",
        "release",
        "write",
    }
)


def _titled(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper() and token.ent_type_ != "Date"


def _names(token: Token) -> bool:
    if token.lower_ in _NO_NAMES:
        return False
    if token.pos_ == "PROPN" and token.text[:1].isupper() and token.ent_type_ in _AUTHORS:
        return True
    return (
        token.pos_ == "PROPN"
        and token.ent_type_ == ""
        and token.text[:1].isupper()
        and len(token.text) > 1
        and not token.is_sent_start
    )


def _by_outlet(phrase: Span) -> bool:
    """Whether it is a news report: then the outlet is the source, not a document."""
    words = {token.lower_ for token in phrase}
    return bool(words & _NEWS) or next(find_outlets(phrase), None) is not None


def _relied_on(head: Token, phrase: Span, links: list[Span]) -> bool:
    """Whether something is taken from the document, not merely told about it."""
    verb = head.head
    if _misread(head):
        return True
    if _inside_name(head):
        return verb_lemma(verb.head, _EVIDENCE) is not None and _has_content(verb.head)
    if (
        head.dep_ == "nsubj:pass"
        and verb_lemma(verb, _MADE) is not None
        and lemma_of(head) in _PAPER
    ):
        return any(
            c.dep_.startswith("obl") and any(_names(t) for t in c.subtree) for c in verb.children
        )
    if (
        lemma_of(head) in _RULING
        and any(_names(t) and t.lower_ in ("court", "tribunal") for t in phrase)
        and any(t.ent_type_ == "Date" for t in phrase)
    ):
        return True
    seen = next(
        (
            c
            for c in head.children
            if c.dep_ == "acl"
            and c.tag_ == "VBN"
            and c.lemma_ in ("see", "obtain", "review", "leak")
        ),
        None,
    )
    if seen is not None and head.dep_ in ("nsubj", "conj", "ROOT"):
        return any(t.lower_ in ("by", "to") for t in seen.subtree)
    if any(
        source.start <= head.i < source.end and source.root == head and _as_source(head)
        for source in links
    ):
        return True
    if head.dep_ == "nsubj" and verb_lemma(verb, _EVIDENCE) is not None and not passive(verb):
        return _has_content(verb)
    if any(c.lower_ == "according" for c in head.children):
        return True
    cases = {c.lower_ for c in head.children if c.dep_ == "case"}
    if (
        head.dep_ == "obl"
        and "in" in cases
        and verb.pos_ == "VERB"
        and head.i < verb.i
        and own_subject(verb) is not None
    ):
        return lemma_of(head) in _ORDER or verb_lemma(verb, _EVIDENCE) is not None
    if head.dep_ == "obj" and verb_lemma(verb, _CITING) is not None:
        return True
    if head.dep_ in ("obl", "nmod") and (
        ("to" in cases and verb.lemma_ == "point") or verb.lemma_.lower() in _BASED
    ):
        return True
    return any(
        c.dep_ in ("acl:relcl", "acl")
        and verb_lemma(c, _EVIDENCE) is not None
        and c.i > head.i
        and not passive(c)
        and c.tag_ != "VBN"
        and _has_content(c)
        for c in head.children
    )


def _as_source(head: Token) -> bool:
    if any(
        c.dep_ == "case" and c.lower_ not in ("according", "to", "in", "by", "per", "with")
        for c in head.children
    ):
        return False
    for link in links_in(head.doc).with_source_at(head.i):
        if any(
            source.start <= head.i < source.end and source.root == head for source in link.source
        ):
            root = link.cue[0].root
            if link.cue[0][0].lower_ == "according" or link.statement:
                return True
            if (
                root.pos_ == "VERB"
                and verb_lemma(root, _EVIDENCE) is not None
                and not passive(root)
            ):
                return True
    return False


def _has_content(verb: Token) -> bool:
    return any(
        (c.dep_ in ("ccomp", "obj", "xcomp", "parataxis") and c.i > verb.i)
        or c.dep_ == "ccomp"
        or (c.dep_ == "obl" and verb.lemma_ in ("point", "put"))
        for c in verb.children
    )


def _court(head: Token) -> Token | None:
    """*In a ruling on 4 May, the High Court said*: the court that gave the ruling."""
    if lemma_of(head) not in _RULING or head.dep_ != "obl" or head.head.pos_ != "VERB":
        return None
    subject = own_subject(head.head)
    court = subject is not None and subject.lower_ in ("court", "tribunal", "judges")
    return subject if court and any(c.lower_ == "in" for c in head.children) else None


def _issuer(head: Token) -> bool:
    """Whether the sentence's subject is the named author: *in a report, the agency said*."""
    verb = head.head
    within = any(c.dep_ == "case" and c.lower_ == "in" for c in head.children)
    return head.dep_ == "obl" and within and verb.pos_ == "VERB" and own_subject(verb) is not None


def _dated(phrase: Span) -> bool:
    return any(token.ent_type_ == "Date" and token.text[:1].isdigit() for token in phrase)


def _version(head: Token, lemma: str) -> bool:
    """Whether it is a draft of a document that the sentence before names."""
    if lemma != "draft":
        return False
    before = previous_sentence(head.sent)
    return before is not None and any(
        lemma_of(t) in _PAPER | _DEED for t in before if t.pos_ == "NOUN"
    )


@Language.component("documents", requires=["doc._.attributions"])
def documents(doc: Doc) -> Doc:
    """Store the documents in ``doc.user_data["documents"]``."""
    doc.user_data["documents"] = tuple(find_documents(doc))
    return doc
