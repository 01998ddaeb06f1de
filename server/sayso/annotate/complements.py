"""What a verb or noun of reporting takes: a clause, a quotation, an infinitive or a noun.

Whether *claim*, *reveal* or *suggest* reports anything is decided here (guard G7): *claimed that
he left* has a clause, *claimed a refund* has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.nominals import noun_phrase
from sayso.annotate.phrases import find_phrases
from sayso.annotate.quotations import inside
from sayso.lexicon import load

_ABSTRACT = load("abstract")
_NOUNS = _ABSTRACT.lemmas("noun")
_CONCRETE = _ABSTRACT.lemmas("concrete")
_REFUSING = _ABSTRACT.lemmas("refusing")
_CARRYING = _ABSTRACT.lemmas("carrying")
_ALSO_NOUNS = frozenset({"charge", "claim", "highlight", "hint", "point", "signal", "stress"})
_SUFFIXES = (
    "ance", "ation", "ction", "dom", "ence", "hood", "ism", "ition", "ity", "ment", "ncy", "ness",
    "ption", "racy", "rtion", "ship", "sion", "tude", "ution",
)  # fmt: skip
_NOT = frozenset({"hardly", "n't", "neither", "never", "no", "nor", "not", "n’t", "scarcely"})
_FINITE = frozenset({"MD", "VBD", "VBN", "VBP", "VBZ"})
_QUESTION = frozenset(
    {"how", "if", "what", "when", "where", "whether", "which", "who", "whom", "why"}
)

Kind = Literal["clause", "demand", "quotation", "infinitive", "object"]


@dataclass(frozen=True, slots=True)
class Complement:
    """What is reported: its kind, its words without *that*, the head of its words, and *that*."""

    kind: Kind
    content: Span
    head: Token
    that: Token | None = None


def complement(verb: Token) -> Complement | None:
    """What a verb takes, the most clause-like first; None for nothing or for an open question."""
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and not _embedded(c, verb)), None)
    if clause is not None and _after_object(clause, verb):
        clause = None
    if clause is not None and clause.i > verb.i:
        if _question(clause):
            return None
        return _clause(clause, verb)
    quotation = _quotation(verb)
    if quotation is not None:
        return quotation
    if clause is not None and not _question(clause):
        return _clause(clause, verb)
    before = _before(verb)
    if before is not None:
        return before
    beside = _beside(verb)
    if beside is not None:
        return beside
    infinitive = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i), None)
    if infinitive is not None and any(
        c.lower_ == "to" and c.dep_ == "mark" for c in infinitive.children
    ):
        start = min(c.i for c in infinitive.children if c.lower_ == "to")
        return Complement(
            "infinitive", _trimmed(verb.doc, start, infinitive.right_edge.i + 1), infinitive
        )
    noun = object_of(verb)
    if noun is not None and infinitive is not None and _agrees(noun, infinitive):
        return Complement(
            "clause",
            _trimmed(verb.doc, noun.left_edge.i, infinitive.right_edge.i + 1),
            infinitive,
        )
    return Complement("object", noun_phrase(noun), noun) if noun is not None else None


def _agrees(noun: Token, word: Token) -> bool:
    """*Reveals 40 men fight*: what is said of several is a verb in the plural, whatever the tag."""
    beside = noun.right_edge.i + 1 == word.left_edge.i == word.i
    return beside and noun.tag_ in ("NNS", "NNPS") and word.tag_ in ("NN", "VBP")


def object_of(verb: Token) -> Token | None:
    """What the verb is done to: its object, or the subject of its passive."""
    for child in verb.children:
        if child.dep_ == "obj" and child.i > verb.i:
            return child
    for child in verb.children:
        if child.dep_ == "nsubj:pass":
            return (
                verb.head
                if child.lower_ in ("that", "which", "who") and verb.dep_ == "acl:relcl"
                else child
            )
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return verb.head
    return None


def is_passive(verb: Token) -> bool:
    """Whether the verb stands in the passive."""
    if any(child.dep_ in ("aux:pass", "nsubj:pass", "obl:agent") for child in verb.children):
        return True
    return verb.dep_ == "acl" and verb.tag_ == "VBN"


def happens(verb: Token) -> bool:
    """Whether the deed is told as done: not denied, refused, only possible or wished for."""
    children = list(verb.children)
    if any(c.lower_ in _NOT and c.dep_ in ("advmod", "neg", "cc", "cc:preconj") for c in children):
        return False
    if any(c.tag_ == "MD" and c.lower_ not in ("can", "'ll", "’ll") for c in children):
        return False
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in children):
        return False
    if any(c.dep_ in ("mark", "aux") and c.lower_ == "to" for c in children):
        # "Managed to prove", "continues to suggest": done all the same.
        return verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _CARRYING and happens(verb.head)
    if any(c.dep_ == "mark" and c.lower_ == "without" for c in children):
        return False
    head = verb.head
    if verb.dep_ == "conj" and verb.tag_ == "VB" and head.tag_ == "VB":
        return happens(head)
    # "Demanded that he prove it": not done yet.
    if verb.dep_ == "ccomp" and verb.tag_ == "VB" and verb.lower_ != head.lower_:
        return False
    return not (verb.dep_ in ("xcomp", "ccomp") and head.lemma_.lower() in _REFUSING)


_THAT = frozenset({"that"})
_NO_OBJECT = frozenset(
    {
        "appear", "arrive", "come", "depart", "die", "disappear", "emerge", "exist", "fall", "go",
        "happen", "laugh", "lie", "occur", "resign", "rise", "sleep", "vanish", "wait",
    }
)  # fmt: skip


def nouns_with_that(doc: Doc, lemmas: frozenset[str]) -> Iterator[tuple[Span, Span]]:
    """Yield cue (*the claim that*) and content for nouns that a that-clause belongs to.

    *The claim that he made* has a relative clause and is none of these.
    """
    for that in find_phrases(doc, _THAT):
        if that.start == 0:
            continue
        noun, that_word = doc[that.start - 1], doc[that.start]
        if noun.pos_ not in ("NOUN", "PROPN") or _singular(noun) not in lemmas:
            continue
        if that_word.sent != noun.sent or not _introduces(that_word, noun):
            continue
        start = noun.i
        for child in noun.lefts:
            if child.dep_ in ("det", "amod") and child.i < start:
                start = child.left_edge.i
        if doc[start].dep_ != "det" and not (start < noun.i and doc[start].dep_ == "amod"):
            start = noun.i
        if any(c.dep_ == "nmod:poss" for c in noun.children):
            start = noun.i
        end = _clause_end(that_word, noun)
        yield Span(doc, start, that_word.i + 1), _trimmed(doc, that_word.i + 1, end)


def _clause_end(that: Token, noun: Token) -> int:
    """Where a noun's clause ends: before the verb that the noun is the subject of."""
    verb, sent = that.head, noun.sent
    end = sent.end if verb == noun or verb.i <= that.i else verb.right_edge.i + 1
    if noun.head != noun and noun.dep_ != "ROOT" and verb.dep_ != "ROOT":
        return end
    # "Worse is the fact that …": the copula is the sentence's verb.
    if any(c.dep_ == "cop" for c in noun.children) or noun.i - sent.start > 4:
        return end
    # The parser gave the sentence no other verb, so the clause has swallowed it.
    seen = False
    for token in noun.doc[that.i + 1 : end]:
        finite = token.tag_ in ("MD", "VBD", "VBP", "VBZ")
        before = token.nbor(-1)
        # A past tense without an auxiliary is often tagged as a participle.
        past = before.tag_ in ("VBD", "VBN") and before.i > that.i + 1
        verb_before = before.pos_ == "VERB" and before.lemma_ not in ("be", "get", "have")
        bare = past and (token.tag_ == "NN" or (token.tag_ == "VBN" and verb_before))
        joined = before.tag_ in ("CC", "WDT", "WP", "MD")
        if seen and not joined and (bare or (finite and not _begun(token))):
            return token.i
        seen = seen or finite or token.tag_ == "VBN"
    return end


def _begun(token: Token) -> bool:
    """Whether a verb has a subject of its own, or helps one, within the clause."""
    return any(c.dep_ in ("nsubj", "nsubj:pass", "mark") for c in token.children)


def is_verb(token: Token, lemma: str) -> bool:
    """Whether a form of a verb is used as one, also where the tagger took it for a noun.

    Of most verbs in question no noun has the same form; *claims*, *hints* and a few others are
    believed to be verbs only where they are tagged so.
    """
    if token.dep_ in ("amod", "compound") and token.tag_ != "VBZ":
        return False
    if token.tag_.startswith("VB") or (token.tag_ == "RB" and token.dep_ == "ROOT"):
        return True
    return (
        lemma not in _ALSO_NOUNS
        and token.lower_ in (lemma, *_thirds(lemma))
        and token.tag_ in ("NNS", "NN", "NNP", "NNPS", "RB", "JJ")
    )


def _thirds(lemma: str) -> tuple[str, ...]:
    return (f"{lemma}s", f"{lemma}es", f"{lemma[:-1]}ies")


def is_abstract(noun: Token) -> bool:
    """Whether a noun names a quality, an event or a thought rather than a thing to touch."""
    if noun.pos_ != "NOUN":
        return False
    lemma = _singular(noun)
    if lemma in _NOUNS:
        return True
    if any(
        c.dep_ in ("acl", "ccomp")
        and c.tag_ != "VBN"
        and any(g.lower_ == "that" for g in c.children)
        for c in noun.children
    ):
        return True
    return lemma not in _CONCRETE and len(lemma) > 6 and lemma.endswith(_SUFFIXES)


def _singular(noun: Token) -> str:
    lemma, word = noun.lemma_.lower(), noun.lower_
    return (
        lemma[:-1]
        if lemma == word and noun.tag_ in ("NNS", "NNPS") and word.endswith("s")
        else lemma
    )


def _embedded(clause: Token, verb: Token) -> bool:
    """A clause before the verb counts only where the verb follows it (*…, he admitted*)."""
    return clause.i < verb.i and not any(c.dep_ in ("nsubj", "expl") for c in verb.children)


def _after_object(clause: Token, verb: Token) -> bool:
    """*Claimed the lives of two, and a stone …*: the verb has its object already."""
    if any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children):
        return False
    for child in verb.children:
        if child.dep_ == "obj" and verb.i < child.i < clause.i:
            # An "object" right before a finite verb is that verb's subject.
            return child.doc[child.right_edge.i + 1].tag_ not in _FINITE
    return False


def _question(clause: Token) -> bool:
    first = clause.doc[clause.left_edge.i]
    if any(c.dep_ == "mark" and c.lower_ in ("whether", "if") for c in clause.children):
        return True
    return first.lower_ in _QUESTION - {"how", "what", "when"} and first.lower_ != "if"


def _clause(clause: Token, verb: Token) -> Complement:
    doc = clause.doc
    that = next((c for c in clause.children if c.dep_ == "mark" and c.lower_ == "that"), None)
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    if that is not None and that.i - start <= 1:
        start = that.i + 1
    if verb.i < start:
        that, start = _opening(verb, start, that)
    if clause.i < verb.i:
        end = min(end, verb.left_edge.i if verb.left_edge.i > clause.i else verb.i)
    subject = any(c.dep_ in ("nsubj", "nsubj:pass", "expl", "csubj") for c in clause.children)
    helped = any(
        c.dep_ in ("aux", "cop") and c.tag_ in ("MD", "VBD", "VBP", "VBZ") for c in clause.children
    )
    bare = clause.tag_ == "VB" or any(
        c.lower_ == "be" and c.dep_ in ("aux:pass", "cop") for c in clause.children
    )
    # "Suggested that he leave": the form after he or she can be no report.
    subjects = [c for c in clause.children if c.dep_ == "nsubj" and c.i < clause.i]
    single = bool(subjects) and (
        subjects[-1].lower_ in ("he", "it", "she") or subjects[-1].tag_ in ("NN", "NNP")
    )
    bare = bare or (clause.tag_ == "VBP" and single) or _asked_for(clause, verb)
    kind: Kind = "demand" if subject and bare and not helped else "clause"
    if any(c.lower_ == "to" and c.dep_ == "mark" for c in clause.children):
        kind = "infinitive"
    return Complement(kind, _trimmed(doc, start, end), clause, that)


def _opening(verb: Token, start: int, that: Token | None) -> tuple[Token | None, int]:
    """Where a clause after a verb begins, words included that the parser left out of it."""
    doc = verb.doc
    between = [
        token for token in doc[verb.i + 1 : start] if token.lower_ != "that" or token is not that
    ]
    word = next((token for token in reversed(between) if token.lower_ == "that"), None)
    if that is None and word is not None:
        return word, word.i + 1
    if that is None and 0 < start - verb.i - 1 <= 8 and not any(t.is_punct for t in between):
        first = doc[verb.i + 1]
        if first.pos_ not in ("ADP", "ADV") and first.ent_type_ != "DATE":
            return None, verb.i + 1
    return that, start


def _asked_for(clause: Token, verb: Token) -> bool:
    """*Suggested that they walk*: a plain form after a verb in the past is a wish."""
    if not verb.lower_.startswith(("suggest", "insist")):
        return False
    if any(child.lower_ == "should" for child in clause.children):
        return True
    if verb.tag_ not in ("VBD", "VBN"):
        return False
    return clause.tag_ in ("VB", "VBP") and clause.lemma_.lower() not in ("be", "have")


def _quotation(verb: Token) -> Complement | None:
    plain = [c for c in verb.children if c.dep_ == "obj" and c.i > verb.i and inside(c) is None]
    if plain:
        return None
    for attribution in links_in(verb.doc).with_cue_at(verb.i):
        if attribution.quotation != "indirect" and attribution.content:
            content = attribution.content[0]
            return Complement("quotation", content, content.root)
    return None


def _before(verb: Token) -> Complement | None:
    """*The dam had been blown up, an officer admits*: what stands before the inserted clause."""
    doc, main, left = verb.doc, verb.head, verb.left_edge.i
    while left < verb.i and doc[left].is_punct:
        left += 1
    if (
        verb.dep_ not in ("parataxis", "conj")
        or main.i > verb.i
        or main.pos_ not in ("VERB", "AUX")
    ):
        return None
    if not any(c.dep_ in ("nsubj", "expl") for c in verb.children) or doc[left - 1].text not in (
        ",",
        "—",
        "–",
        ":",
    ):
        return None
    if any(c.dep_ in ("obj", "ccomp", "xcomp", "cc") for c in verb.children):
        return None
    return Complement("clause", _trimmed(doc, main.left_edge.i, left - 1), main)


def _beside(verb: Token) -> Complement | None:
    """A clause that the parser did not hang under the verb: *confirmed in a letter that …*.

    Between the verb and *that* no other verb and no object may stand.
    """
    doc, end = verb.doc, verb.sent.end
    subject = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None)
    if subject is not None and subject.lower_ != "it":
        return None
    if any(c.dep_ == "obj" and c.i > verb.i and c.lower_ != "that" for c in verb.children):
        return None
    for token in doc[verb.i + 1 : min(end, verb.i + 16)]:
        if (
            token.lower_ == "that"
            and token.i + 2 < end
            and (token.i == verb.i + 1 or doc[verb.i + 1].pos_ in ("ADP", "NOUN", "PROPN", "ADV"))
        ):
            if not any(t.tag_ in _FINITE for t in doc[token.i + 1 : end]):
                return None
            content = _trimmed(doc, token.i + 1, end)
            return Complement("clause", content, content.root, token)
        if token.pos_ in ("VERB", "AUX") or token.text in (";", ":"):
            break
    following = doc[verb.i + 1 : min(end, verb.i + 3)]
    if (
        verb.pos_ == "NOUN"
        and len(following) == 2
        and following[0].lower_ == "to"
        and following[1].tag_ in ("VB", "VBP")
    ):
        return Complement("infinitive", _trimmed(doc, verb.i + 1, end), following[1])
    if verb.pos_ == "NOUN" or verb.dep_ == "dep":
        return _flat(verb)
    return None


def _flat(verb: Token) -> Complement | None:
    """*Report reveals 40 men fled, agency says*: in headlines up to the comma."""
    doc, start = verb.doc, verb.i + 1
    end = next(
        (t.i for t in doc[start : verb.sent.end] if t.text in (",", ";", ":") or t.is_space),
        verb.sent.end,
    )
    words = doc[start:end]
    clause = any(t.tag_ in ("VBP", "VBZ", "VBD", "MD") for t in words[1:]) or any(
        t.tag_ == "NN" and t.i > start + 1 and t.nbor(-1).tag_ == "NNS" for t in words[1:]
    )
    if not clause:
        return None
    content = _trimmed(doc, start, end)
    return Complement("clause", content, content.root)


def _introduces(that: Token, noun: Token) -> bool:
    if that.dep_ == "mark" or that.tag_ == "IN":
        if that.dep_ in ("obj", "obl"):
            return _full_without(that)
        return that.dep_ not in ("nsubj", "nsubj:pass")
    return False


def _full_without(that: Token) -> bool:
    """Whether a clause has no room for *that* as its object: it has another, or can have none."""
    verb = that.head
    other = any(c.dep_ == "obj" and c != that and c.i > verb.i for c in verb.children)
    return that.dep_ == "obj" and (other or verb.lemma_.lower() in _NO_OBJECT)


def _trimmed(doc: Doc, start: int, end: int) -> Span:
    while start < end - 1 and (doc[start].is_space or doc[start].text in (",", ":", ";")):
        start += 1
    while end > start + 1 and (
        doc[end - 1].is_space or doc[end - 1].text in (",", ".", ";", ":", "—", "–", "-")
    ):
        end -= 1
    return Span(doc, start, end)
