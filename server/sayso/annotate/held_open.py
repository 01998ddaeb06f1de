"""How each clause stands: its telling words, what holds it open, and who is said to say so.

A clause is held open by a hedge in it, by an adverb of hearsay, by a belief that nobody owns (*is
understood to*), by a verb of inference above it (*suggests that*), or by a condition on its truth.
Its own words are those that belong to no clause inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from sayso.annotate.alignment import LIGHT, stem, terms
from sayso.annotate.attribution import Attribution
from sayso.annotate.certainty import BELIEVED, HEARSAY
from sayso.annotate.clauses import negated, own_subject
from sayso.annotate.words import placed
from sayso.lexicon import load

_TENTATIVE = load("tentative").lemmas("verb")
_WHOLE = frozenset({"ROOT", "ccomp", "parataxis"})
_COMPLEMENTS = frozenset({"ccomp", "xcomp", "csubj", "csubj:pass"})
_LINKING = frozenset({"mark", "cc"})
# So many cues are looked at for one clause: an odd text can have thousands.
_MANY = 20


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    ``head`` is its verb, or what stands for one; ``verbs`` are the stems of what it predicates,
    ``terms`` its telling words with their weights, ``open`` the words that hold it open, ``link``
    the attribution that gives it to somebody.
    """

    span: Span
    head: Token
    verbs: frozenset[str]
    terms: dict[str, float]
    denied: bool
    open: tuple[Span, ...]
    link: Attribution | None


def find_clauses(doc: Doc) -> Iterator[Clause]:
    """Yield the clauses that state something, in reading order; those that only say who says so
    (*two officials said*) are none.
    """
    heads = {t.i for sent in doc.spans["sentences"] for t in sent if _predicates(t)}
    owner = _owners(doc, heads)
    own: dict[int, list[Token]] = {}
    for token in doc:
        if token.i in owner:
            own.setdefault(owner[token.i], []).append(token)
    cues = list(_cues(doc))
    open_by = _held_by(doc, cues, owner)
    hedging = {at for cue in cues for at in range(cue.start, cue.end)}
    links = _links(doc, sorted(own))
    saying = {a.cue[0].root.i for a in doc._.attributions if a.source and a.statement and a.content}
    for at in sorted(own, key=lambda head: own[head][0].i):
        span = _span(own[at])
        if at in saying or span is None:
            continue
        verbs = [t for t in own[at] if t.i == at or t.dep_ == "xcomp"]
        yield Clause(
            span=span,
            head=doc[at],
            verbs=frozenset(stem(t) for t in verbs if t.i not in hedging) - LIGHT,
            terms=terms(t for t in own[at] if t.i not in hedging),
            denied=any(negated(t) for t in verbs),
            open=tuple(sorted(open_by.get(at, ()), key=lambda cue: cue.start)),
            link=links.get(at),
        )


def _predicates(token: Token) -> bool:
    """Whether a clause of its own hangs on a token; infinitives belong to the verb above them."""
    if token.is_punct or token.is_space:
        return False
    return token.dep_ in _WHOLE or (token.dep_ != "xcomp" and own_subject(token) is not None)


def _span(own: list[Token]) -> Span | None:
    """From the first to the last word of a clause, without what links it to others."""
    start, end = 0, len(own)
    while start < end and (_outside(own[start]) or own[start].dep_ in _LINKING):
        start += 1
    while end > start and _outside(own[end - 1]):
        end -= 1
    return own[start].doc[own[start].i : own[end - 1].i + 1] if start < end else None


def _outside(token: Token) -> bool:
    return token.is_punct or token.is_space


def _owners(doc: Doc, heads: set[int]) -> dict[int, int]:
    """For each token, the token that its clause hangs on."""
    owner: dict[int, int] = {at: at for at in heads}
    for token in doc:
        path: list[int] = []
        here = token
        while here.i not in owner and here.head.i != here.i:
            path.append(here.i)
            here = here.head
        if here.i in owner:
            owner.update(dict.fromkeys(path, owner[here.i]))
    return owner


def _cues(doc: Doc) -> Iterator[Span]:
    yield from doc.spans["hedges"]
    hedged = {at for cue in doc.spans["hedges"] for at in range(cue.start, cue.end)}
    for at in placed(doc, words=HEARSAY, lemmas=BELIEVED | _TENTATIVE):
        token = doc[at]
        if at in hedged:
            continue
        if token.lower_ in HEARSAY:
            yield Span(doc, at, at + 1, "hearsay")
            continue
        helper = next((c for c in token.children if c.dep_ == "aux:pass" and c.i < at), None)
        if token.tag_ == "VBN" and token.lemma_ in BELIEVED and helper is not None:
            if any(c.dep_ in _COMPLEMENTS for c in token.children):
                yield Span(doc, helper.i, at + 1, "belief")
        elif token.lemma_ in _TENTATIVE and token.pos_ == "VERB" and _clause_below(token):
            yield Span(doc, at, at + 1, "tentative")


def _clause_below(verb: Token) -> bool:
    return any(child.dep_ == "ccomp" for child in verb.children)


def _held_by(doc: Doc, cues: Iterable[Span], owner: dict[int, int]) -> dict[int, list[Span]]:
    """For each clause, by the token that it hangs on, the cues that hold it open."""
    found: dict[int, list[Span]] = {}
    for cue in cues:
        at = owner.get(cue.root.i)
        if at is None or len(found.get(at, ())) >= _MANY:
            continue
        if cue.label_ == "condition":
            # *If that is true, …*: what hangs on the condition is the clause above it.
            above = owner.get(doc[at].head.i) if doc[at].dep_ == "advcl" else None
            found.setdefault(at if above is None else above, []).append(cue)
            continue
        found.setdefault(at, []).append(cue)
        if cue.root.pos_ == "AUX" and cue.root.dep_ == "aux":
            continue
        # *It is possible that …*, *suggests that …*: the clause below is held open as well.
        for child in doc[at].children:
            if child.dep_ in _COMPLEMENTS and owner.get(child.i) == child.i:
                found.setdefault(child.i, []).append(cue)
                _below(child, cue, owner, found)
    return found


def _below(verb: Token, cue: Span, owner: dict[int, int], found: dict[int, list[Span]]) -> None:
    """What is told within a clause that is held open is no surer than it."""
    for child in verb.children:
        if child.dep_ in ("advcl", "conj") and owner.get(child.i) == child.i:
            found.setdefault(child.i, []).append(cue)


def _links(doc: Doc, heads: Iterable[int]) -> dict[int, Attribution]:
    """For each of these tokens, in order, the innermost attribution in whose content it stands."""
    contents = sorted(
        (
            (span.start, -span.end, number)
            for number, link in enumerate(doc._.attributions)
            if link.source and link.statement
            for span in link.content
        ),
        reverse=True,
    )
    around: list[tuple[int, int]] = []
    found: dict[int, Attribution] = {}
    for at in heads:
        while contents and contents[-1][0] <= at:
            _, end, number = contents.pop()
            around.append((-end, number))
        while around and around[-1][0] <= at:
            around.pop()
        if around:
            found[at] = doc._.attributions[around[-1][1]]
    return found
