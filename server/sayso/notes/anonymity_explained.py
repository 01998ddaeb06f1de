"""The note type *reason for anonymity given*."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.clauses import own_subject, passive
from sayso.annotate.guards import quoted
from sayso.annotate.nominals import noun_phrase, subject_of
from sayso.annotate.segments import sentences
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("anonymity")
_ASKING = _LEXICON.lemmas("asking")
_HIDDEN = _LEXICON.lemmas("hidden")
_NAMING = _LEXICON.lemmas("naming")
_NAME = _LEXICON.lemmas("name")
_KEEPING = _LEXICON.lemmas("keeping")
_REASON = _LEXICON.lemmas("reason")
_PURPOSE = _LEXICON.lemmas("purpose")
_NOT = frozenset({"not", "n't", "n’t", "never", "without", "cannot"})
_WINDOW = 12


@note_type(
    family="sourcing",
    tone="credit",
    line="solid",
    title="Reason for anonymity given",
    question="Does the reason fit the risk?",
    often_fine="Giving the reason is what the codes of ethics ask for.",
    basis="SPJ Code of Ethics: explain why anonymity was granted; AP",
    examples=(
        "said {source:an official}, who spoke {reason:on condition of anonymity because he was not "
        "authorised to speak to the press}",
        "{source:A person close to the talks}, {reason:who asked not to be named because staff were told "
        "to keep quiet}, said they had failed.",
        "{source:The woman}, {reason:who asked not to be named for fear of reprisals}, said she had left.",
        "{source:A dock worker}, {reason:who did not want to be identified because he feared for his "
        "job}, said the crane had failed twice.",
        "{source:Two clerks} {reason:requested anonymity since the audit is still secret}.",
        "The pumps had been off for a month, said {source:a technician}, who spoke {reason:on "
        "condition of anonymity to discuss the plant's records}.",
    ),
    near_misses=(
        "An official said the talks had failed.",
        "The group Anonymous said it had taken down the site.",
        "A clerk, who asked not to be named, said the audit was secret.",
        "She asked not to be moved because the ward was quiet.",
        "The donor remained anonymous, and the museum was named after the street.",
    ),
)
def anonymity_explained(doc: Doc) -> Iterator[Finding]:
    """The article says why a source is not named."""
    opening = placed(
        doc,
        words=("condition", "withheld"),
        lemmas=_KEEPING | _ASKING | _NAMING | {"withhold", "conceal"},
    )
    for sent in sentences(doc):
        inside = opening[bisect_left(opening, sent.start) : bisect_left(opening, sent.end)]
        found = _formula(sent, [doc[at] for at in inside])
        if found is None or quoted(found[0]):
            continue
        reason = _reason(sent, found[-1])
        if reason is None:
            continue
        span = Span(doc, found[0].i, reason)
        source = _source(found, span)
        marks = (
            (("reason", span), ("source", source)) if source is not None else (("reason", span),)
        )
        yield Finding(marks, _message(source))


def _message(source: Span | None) -> str:
    who = f"“{source.text}”" if source is not None else "this source"
    return f"The text says why {who} is not named."


def _formula(sent: Span, opening: list[Token]) -> tuple[Token, Token] | None:
    """First and last word of *on condition of anonymity*, *who asked not to be named* and the like, given
    the words that may open one.
    """
    for token in opening:
        if token.lower_ == "condition" and token.i > sent.start:
            last = next(
                (t for t in sent.doc[token.i : min(token.i + 12, sent.end)] if _hides(t)), None
            )
            before = sent.doc[token.i - 1]
            first = (
                sent.doc[token.i - 2]
                if before.lower_ in ("the", "a") and token.i - 2 >= sent.start
                else before
            )
            if last is not None and first.lower_ in ("on", "under", "upon"):
                return first, last
    for token in opening:
        last = _hidden_after(token, sent)
        if last is not None:
            return _opening(token, sent), last
    return None


def _hides(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return token.lower_ in _HIDDEN or (lemma in _NAMING and token.pos_ == "VERB") or lemma in _NAME


def _hidden_after(verb: Token, sent: Span) -> Token | None:
    """The last word of the formula that the verb opens, or None."""
    if verb.pos_ not in ("VERB", "AUX"):
        return None
    lemma = verb.lemma_.lower()
    window = sent.doc[verb.i + 1 : min(verb.i + _WINDOW, sent.end)]
    negative = _negative(verb)
    subject = own_subject(verb)
    hides = lemma in _KEEPING or verb.lower_ == "withheld"
    if hides and passive(verb) and subject is not None and lemma_of(subject) in _NAME:
        return verb if any(c.dep_.startswith("nmod") for c in subject.children) else None
    if lemma in _ASKING:
        for token in window:
            if token.lower_ in _HIDDEN and (lemma not in ("decline", "refuse")):
                return token
            refused = (
                negative
                or lemma in ("decline", "refuse")
                or any(t.lower_ in _NOT for t in sent.doc[verb.i + 1 : token.i])
            )
            if token.lemma_.lower() in _NAMING and token.tag_ == "VBN" and refused and _be(token):
                return token
            if token.lemma_.lower() in _NAME and token.pos_ == "NOUN" and _owned(token):
                kept = [
                    t
                    for t in sent.doc[token.i : min(token.i + 7, sent.end)]
                    if t.lemma_.lower() in _KEEPING
                    or t.lower_ in ("hidden", "kept", "left", "withheld")
                ]
                if refused or kept:
                    return kept[0] if kept else token
            if token.text in (",", ";", ":"):
                return None
        return None
    if lemma in _NAMING and negative and verb.tag_ in ("VBN", "VBG") and lemma != "quote":
        return verb
    if lemma in ("withhold", "conceal") and any(t.lemma_.lower() in _NAME for t in verb.subtree):
        return verb
    return None


def _be(token: Token) -> bool:
    return any(child.lemma_ == "be" for child in token.children)


def _owned(token: Token) -> bool:
    return any(child.dep_ == "nmod:poss" for child in token.children)


def _negative(verb: Token) -> bool:
    return any(child.lower_ in _NOT for child in verb.children)


def _opening(verb: Token, sent: Span) -> Token:
    """The verb with its helpers, from *who* on where it opens the clause."""
    subject = own_subject(verb)
    if subject is not None and lemma_of(subject) in _NAME:
        return sent.doc[subject.left_edge.i]
    start = verb.i
    while start > sent.start:
        before = sent.doc[start - 1]
        if before.lower_ == "who":
            return before
        if before.head != verb or before.dep_ not in ("aux", "aux:pass", "advmod", "neg"):
            break
        start -= 1
    return sent.doc[start]


def _reason(sent: Span, last: Token) -> int | None:
    """One past the last word of the reason, where one follows the formula."""
    doc = sent.doc
    for token in doc[last.i + 1 : min(last.i + _WINDOW, sent.end)]:
        if token.text in (";", ".") or (
            token.text == "," and doc[min(token.i + 1, sent.end - 1)].lower_ not in _REASON
        ):
            return None
        head = _reason_head(token)
        if head is not None:
            return _last(head, sent) if head.i >= token.i else _last(token, sent)
    return None


def _reason_head(token: Token) -> Token | None:
    word = token.lower_
    following = token.nbor(1) if token.i + 1 < len(token.doc) else token
    if word in ("because", "as", "since", "lest") and token.dep_ in ("mark", "case", "fixed"):
        return token.head
    if word in ("citing", "fearing"):
        return token
    if word in ("given", "due", "owing") or (
        word == "out" and following.lower_ == "of" and _fears(token)
    ):
        return token.head
    if word == "for" and (
        following.lower_ == "fear" or token.head.lemma_ in ("reason", "fear", "concern")
    ):
        return token.head
    if word == "so" and following.lower_ in ("that", "as"):
        return token.head
    if token.lemma_.lower() in _PURPOSE and any(c.lower_ == "to" for c in token.children):
        return token
    return None


def _fears(token: Token) -> bool:
    after = token.doc[token.i + 2 : min(token.i + 4, token.sent.end)]
    return any(t.lemma_.lower() in ("fear", "concern", "respect") for t in after)


def _last(head: Token, sent: Span) -> int:
    end = min(head.right_edge.i + 1, sent.end)
    while end > head.i + 1 and (sent.doc[end - 1].is_punct or sent.doc[end - 1].is_space):
        end -= 1
    return end


def _source(found: tuple[Token, Token], span: Span) -> Span | None:
    verb = next((t for t in span if t.pos_ in ("VERB", "AUX")), None)
    if span[0].lower_ in ("on", "under", "upon"):
        verb = span[0].head.head if span[0].head.lower_ == "condition" else None
        while verb is not None and verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
    if verb is None or verb.lemma_.lower() in ("withhold", "conceal") or lemma_of(span[0]) in _NAME:
        return None
    head = subject_of(verb)
    if span[0].lower_ == "who" and span.start >= 2:
        head = _before(span)
    if head is None or head.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "DET", "CCONJ"):
        return None
    phrase = noun_phrase(head)
    end = min(phrase.end, span.start) if phrase.start < span.start else phrase.end
    while end > phrase.start + 1 and span.doc[end - 1].is_punct:
        end -= 1
    return Span(span.doc, phrase.start, end)


def _before(span: Span) -> Token | None:
    """The head of the noun phrase that ends just before *who*."""
    at = span.start - 1
    if span.doc[at].text == ",":
        at -= 1
    token = span.doc[at]
    clause = span[0].head
    # "A person familiar with the plan, who …": the parse knows which noun, where both are in one phrase.
    if clause.dep_ == "acl:relcl" and clause.head.is_ancestor(token):
        token = clause.head
    while (
        token.dep_ in ("compound", "flat", "nmod", "amod", "appos")
        and token.head.i < span.start
        and token.head != token
        and token.head.sent == token.sent
    ):
        token = token.head
    return token if token.pos_ in ("NOUN", "PROPN", "PRON", "NUM") else None
