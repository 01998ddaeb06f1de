"""Noun phrases and subjects, as a reader would point at them."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "nsubj:outer", "expl")
_RELATIVE = frozenset({"who", "which", "that"})
_BREAKS = frozenset({",", "—", "–", ":", ";", "-"})
_LEFT_OUT = frozenset(
    {
        "case",
        "cc",
        "punct",
        "mark",
        "parataxis",
        "advcl",
        "advmod",
        "discourse",
        "aux",
        "cop",
        "nsubj",
        "vocative",
    }
)


def subject_of(verb: Token) -> Token | None:
    """The head noun of who does it, also for relative clauses, participles and joined verbs."""
    seen = 0
    while seen < 6:
        seen += 1
        for child in verb.children:
            if child.dep_ in _SUBJECTS and child.dep_ != "expl":
                if child.lower_ in _RELATIVE and verb.dep_ == "acl:relcl":
                    return verb.head
                return child
        if verb.dep_ == "acl" or (
            verb.dep_ == "acl:relcl" and verb.head.pos_ in ("NOUN", "PROPN", "PRON")
        ):
            return verb.head
        if verb.dep_ in ("conj", "xcomp", "advcl") and verb.head.pos_ in ("VERB", "AUX"):
            if verb.dep_ == "advcl" and verb.tag_ not in ("VBG", "VBN"):
                return None
            verb = verb.head
            continue
        return None
    return None


def noun_phrase(head: Token) -> Span:
    """A noun with what belongs to it: not its preposition, nor a clause after a comma."""
    doc = head.doc
    start, end = head.i, head.i + 1
    for child in head.lefts:
        if child.dep_ in _LEFT_OUT and child.dep_ != "advmod":
            continue
        start = min(start, child.left_edge.i)
    for child in head.rights:
        if child.dep_ in _LEFT_OUT:
            continue
        edge = child.left_edge
        comma = edge.text in _BREAKS or doc[edge.i - 1].text in _BREAKS
        if child.dep_ in ("acl:relcl", "acl", "conj") and comma and child.dep_ != "conj":
            break
        if child.dep_ == "acl:relcl" and head.pos_ == "PROPN":
            break
        if child.dep_ == "conj" and child.pos_ not in ("NOUN", "PROPN", "PRON"):
            break
        end = max(end, child.right_edge.i + 1)
    while start < head.i and (
        doc[start].dep_ == "case" or doc[start].is_punct or doc[start].is_space
    ):
        start += 1
    while (
        end > head.i + 1
        and (doc[end - 1].is_punct or doc[end - 1].is_space)
        and doc[end - 1].text not in ')”’"'
    ):
        end -= 1
    return without_clause(Span(doc, start, end), head)


def without_clause(phrase: Span, head: Token) -> Span:
    """A phrase cut at a comma after which a clause of its own begins: a slip of the parse."""
    for token in phrase:
        if token.text != "," or token.i < head.i:
            continue
        rest = [t for t in phrase.doc[token.i + 1 : phrase.end]]
        relative = bool(rest) and rest[0].lower_ in ("who", "which", "whose", "whom", "where")
        if not relative and any(t.tag_ in ("VBD", "VBP", "VBZ", "MD") for t in rest):
            return Span(phrase.doc, phrase.start, token.i)
    return phrase


def trimmed(doc: Doc, start: int, end: int) -> Span | None:
    """A span without the punctuation and conjunctions at its edges; None where nothing is left."""
    while start < end and (doc[start].text in ",;:—–" or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in ",.;:—–" or doc[end - 1].is_space):
        end -= 1
    return Span(doc, start, end) if any(not t.is_punct for t in doc[start:end]) else None
