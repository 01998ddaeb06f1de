"""Clauses as a reader would point at them: the verb with its helpers, and the whole clause."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from sayso.annotate.lifted import lifted
from sayso.annotate.words import placed, words_in

_HELPERS = frozenset({"aux", "aux:pass", "cop", "advmod", "neg"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl", "nsubj:outer"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_OUTSIDE = frozenset({"conj", "cc", "parataxis", "punct"})


def verb_group(verb: Token, *, end: int | None = None) -> Span:
    """A verb with the auxiliaries and adverbs directly before it: *has also ignited*.

    ``end`` (a token number, half-open) says where the span shall stop; else after the verb.
    """
    start = verb.i
    while start > verb.sent.start:
        before = verb.doc[start - 1]
        if before.dep_ not in _HELPERS or before.head != verb or before.text in (",", "—", "–"):
            break
        start -= 1
    while start < verb.i and verb.doc[start].dep_ == "advmod" and not _negates(verb.doc[start]):
        start += 1
    return Span(verb.doc, start, verb.i + 1 if end is None else max(end, verb.i + 1))


def _negates(token: Token) -> bool:
    return token.lower_ in _NOT or token.lower_ in ("no", "longer")


def negated(verb: Token) -> bool:
    """Whether a word of denial stands with the verb or with its first auxiliary."""
    return any(child.lower_ in _NOT for child in verb.children if child.i < verb.i + 3)


def own_subject(verb: Token) -> Token | None:
    """The subject that stands in the verb's own clause."""
    return next((child for child in verb.children if child.dep_ in _SUBJECTS), None)


def object_of(verb: Token) -> Token | None:
    """The direct object of a verb."""
    return next((child for child in verb.children if child.dep_ == "obj"), None)


def passive(verb: Token) -> bool:
    """Whether a verb is in the passive."""
    return any(child.dep_ in ("aux:pass", "nsubj:pass", "csubj:pass") for child in verb.children)


def has_agent(verb: Token, *prepositions: str) -> bool:
    """Whether a phrase with *by* (or the given prepositions) says who did it (guard G6)."""
    if lifted(verb.doc, "G6"):
        return False
    wanted = prepositions or ("by",)
    return any(
        child.dep_.startswith(("obl", "nmod"))
        and any(case.dep_ == "case" and case.lower_ in wanted for case in child.children)
        for child in verb.children
    )


def clause(verb: Token, *, whole: bool = True) -> Span:
    """The clause of a verb, without its conjunction and without clauses joined to it.

    Where the clause is all there is to the sentence, the full stop belongs to it (``whole``).
    """
    doc, sent = verb.doc, verb.sent
    kept = set(_inside(verb))
    start, end = min(kept), max(kept) + 1
    while start < end and (doc[start].is_punct or doc[start].is_space or _links(doc[start], verb)):
        start += 1
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        if doc[end - 1].text in ')”’"' and any(t.text in '(“‘"' for t in doc[start : end - 1]):
            break
        end -= 1
    if whole and start == sent.start and all(t.is_punct or t.is_space for t in doc[end : sent.end]):
        while end < sent.end and doc[end].text in ".!?":
            end += 1
    return Span(doc, start, end)


def _inside(verb: Token) -> Iterator[int]:
    yield verb.i
    for child in verb.children:
        if child.dep_ in _OUTSIDE and not (
            child.dep_ == "conj" and own_subject(child) is None and child.i < verb.i
        ):
            continue
        if child.dep_ == "advcl" and child.i < verb.i:
            continue
        yield from (token.i for token in child.subtree)


def _links(token: Token, verb: Token) -> bool:
    return token.dep_ in ("mark", "cc") and token.head == verb


def same_block(doc: Doc, one: int, other: int) -> bool:
    """Whether two tokens stand in the same block of the page."""
    return any(s.start <= one < s.end and s.start <= other < s.end for s in doc.spans["segments"])


def verb_lemma(token: Token, lemmas: frozenset[str]) -> str | None:
    """The lemma of a verb where it is one of ``lemmas``; the lemmatizer guesses at rare ones."""
    words = words_in(token.doc)
    lemma = words.lemma[token.i]
    return lemma if lemma in lemmas else _spellings(lemmas).get(words.lower[token.i])


def verbs_placed(doc: Doc, lemmas: frozenset[str]) -> list[int]:
    """The tokens of which ``verb_lemma`` gives one of ``lemmas``, in reading order."""
    return placed(doc, words=_spellings(lemmas), lemmas=lemmas)


@cache
def _spellings(lemmas: frozenset[str]) -> dict[str, str]:
    """What may be a form of the verbs by its ending, with its lemma."""
    forms = {
        stem + ending
        for lemma in lemmas
        for ending, endings in _ENDINGS
        for stem in (lemma, lemma + lemma[-1], *(lemma.removesuffix(e) for e in endings))
    }
    guessed = ((form, _guessed(form, lemmas)) for form in forms)
    return {form: lemma for form, lemma in guessed if lemma is not None}


def _guessed(word: str, lemmas: frozenset[str]) -> str | None:
    for ending, endings in _ENDINGS:
        if not word.endswith(ending):
            continue
        stem = word[: -len(ending)]
        single = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        for candidate in (*(stem + e for e in endings), single):
            if candidate in lemmas:
                return candidate
    return None


def _verbless(noun: Token) -> bool:
    return noun.dep_ == "ROOT" and not any(t.tag_ in _TENSED for t in noun.sent)


_TENSED = frozenset({"MD", "VBD", "VBP", "VBZ"})
_ENDINGS = (
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("es", ("", "e")),
    ("s", ("",)),
)


def misread_verb(noun: Token) -> Token | None:
    """The verb that the parser took for its object's adjective: *the leak has fuelled talk*.

    No adjective follows *has* or another noun directly.
    """
    for child in noun.lefts:
        if (
            child.dep_ != "amod"
            or child.tag_ not in ("JJ", "VBN", "VBD")
            or not child.lower_.endswith("ed")
        ):
            continue
        if child.i == child.sent.start:
            continue
        before = child.nbor(-1)
        # *The ruling sparked outrage* with no other verb: what stands after *the* is a noun.
        named = before.tag_ == "VBG" and before.i > child.sent.start
        if named and before.nbor(-1).pos_ == "DET" and _verbless(noun):
            return child
        if before.pos_ in ("AUX", "NOUN", "PROPN", "PRON") and before.lemma_ != "be":
            return child
    return None
