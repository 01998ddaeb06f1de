"""Who a source is when it is mentioned again: a light coreference for sources only.

A surname is joined to the full name above it, an acronym to the name that it was given with, a
pronoun to the last person or body that spoke or acted, *the ministry* to the ministry named above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.tokens import Span, Token

from sayso.annotate.attribution import Attribution, Referent
from sayso.annotate.entities import entities_between
from sayso.annotate.segments import nearby
from sayso.annotate.sources import BODY, PERSON, Kind, head_of, kind_of, lemma_of, own_name

_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her", "hers"})
_THEY = frozenset({"they", "them", "their"})
_REACH = 4


def find_referents(
    found: Iterable[Attribution], *, says: Callable[[Attribution], bool]
) -> dict[tuple[int, int], Referent]:
    """The referent of each source span, keyed by its first and last token; pronouns resolved.

    ``says`` tells whether an attribution's cue is a verb of saying.
    """
    links = tuple(found)
    sayers = {(s.start, s.end) for link in links if says(link) for s in link.source}
    referents: dict[tuple[int, int], Referent] = {}
    known: list[Referent] = []
    for span in _source_spans(links):
        place = span.start, span.end
        referents[place] = _refer(span, known, says=place in sayers)
        if referents[span.start, span.end] not in known:
            known.append(referents[span.start, span.end])
    return referents


def _source_spans(found: Iterable[Attribution]) -> list[Span]:
    spans = {(s.start, s.end): s for attribution in found for s in attribution.source}
    return [spans[key] for key in sorted(spans)]


def _refer(span: Span, known: list[Referent], *, says: bool) -> Referent:
    kind = kind_of(span, says=says)
    head = head_of(span)
    if kind == "pronoun":
        antecedent = _antecedent(span, head, known)
        return antecedent or Referent(span.text, "pronoun", span)
    name = _name(span, head)
    if kind in ("person", "organisation", "outlet"):
        return _same(span, name, kind, known) or Referent(name, kind, span)
    if kind in ("described", "document") and _anaphoric(head):
        before = next(
            (
                r
                for r in reversed(known)
                if r.kind == kind and lemma_of(head_of(r.first)) == lemma_of(head)
            ),
            None,
        )
        if before is not None:
            return before
    return Referent(name, kind, span)


def _name(span: Span, head: Token) -> str:
    named = own_name(span, head)
    if named is None:
        return span.text
    names = entities_between(span.doc, named.start, named.end)
    people = [e for e in names if e.label_ == "Person"]
    if people:
        return people[0].text
    bodies = [e for e in names if e.label_ == "Organization"]
    return bodies[0].text if bodies else span.text


def _same(span: Span, name: str, kind: Kind, known: list[Referent]) -> Referent | None:
    words = _words(name)
    head = head_of(span)
    for before in reversed(known):
        if before.kind not in ("person", "organisation", "outlet"):
            continue
        theirs = _words(before.name)
        if name == before.name or (words and theirs and words == theirs):
            return before
        if len(words) == 1 and words[-1:] == theirs[-1:] and len(theirs) > 1:
            return before
        if name.isupper() and len(name) > 1 and name == _acronym(before.name):
            return before
        role = lemma_of(head)
        if (
            _anaphoric(head)
            and role in BODY | PERSON
            and role in {w.lower() for w in before.first.text.split()}
        ):
            return before
    return None


def _words(name: str) -> list[str]:
    return [
        w
        for w in name.replace(",", " ").split()
        if w[:1].isupper() and w.lower() not in ("the", "mr", "mrs", "ms", "dr")
    ]


def _acronym(name: str) -> str:
    return "".join(word[0] for word in _words(name))


def _anaphoric(head: Token) -> bool:
    determiner = next((c for c in head.children if c.dep_ == "det"), None)
    return (
        head.pos_ == "NOUN"
        and determiner is not None
        and determiner.lower_ in ("the", "this", "that")
    )


def _antecedent(span: Span, head: Token, known: list[Referent]) -> Referent | None:
    """The last fitting person or body before a pronoun, within a few sentences."""
    doc, word = span.doc, head.lower_
    if word in ("i", "we", "you"):
        return None
    low = nearby(span, sentences=_REACH)
    candidates: list[tuple[int, Referent]] = []
    for before in known:
        if before.kind == "pronoun":
            continue
        if word in _HE | _SHE and before.kind not in ("person", "described"):
            continue
        if word == "it" and before.kind not in ("organisation", "outlet", "document"):
            continue
        if word in _THEY and before.kind == "person":
            continue
        candidates.append((before.first.start, before))
    people = [
        (ent.start, Referent(ent.text, "person", ent))
        for ent in (entities_between(doc, low, span.end) if word in _HE | _SHE else ())
        # One word alone is too often a place or a body that was taken for a person.
        if ent.label_ == "Person" and len(ent) > 1 and ent.start < span.start
    ]
    recent = [pair for pair in (*candidates, *people) if low <= pair[0] < span.start]
    chosen = max(recent or candidates, key=lambda pair: pair[0], default=None)
    if chosen is None:
        return None
    referent = chosen[1]
    return _same(referent.first, referent.name, referent.kind, known) or referent
