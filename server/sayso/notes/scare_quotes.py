"""The note type *words in quotation marks, nobody quoted*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.guards import is_speech
from sayso.annotate.lifted import lifted
from sayso.annotate.quotations import quotations_between
from sayso.annotate.segments import headline, in_headline, previous_sentence, segment_of
from sayso.lexicon import load
from sayso.note import Finding, note_type

_QUOTING = load("quoting")
_NAMING = _QUOTING.lemmas("naming")
_TERM = _QUOTING.lemmas("term")
_MARK = _QUOTING.lemmas("mark")
_WORK = _QUOTING.lemmas("work")
_REPORTING = load("reporting")
_GOVERNING = _REPORTING.lemmas("speech", "judgement", "relay") | _NAMING
_SAYING = _QUOTING.lemmas("saying") | _NAMING

_AT_MOST = 4
_SMALL = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "de",
        "for",
        "from",
        "in",
        "is",
        "la",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    }
)


@note_type(
    family="hedging",
    tone="observation",
    line="dotted",
    title="Words in quotation marks, nobody quoted",
    question="Is it a quotation, irony or doubt? Whose word is it?",
    often_fine="Headlines quote single words from a speaker named in the text below.",
    basis="Wikipedia MOS:SCAREQUOTES",
    examples=(
        "The {quotation:'humanitarian'} convoy crossed the border at night.",
        "The {quotation:“reform”} cost a million.",
        "Two {quotation:“volunteers”} took the keys to the archive.",
        "The harbour’s {quotation:“green”} ferry burns diesel.",
        "Villagers paid for the {quotation:‘gift’} with their winter wood.",
    ),
    near_misses=(
        "He called the plan “reckless”.",
        "They read “War and Peace” in class.",
        "Ukraine’s armed forces’ reserves",
        "the word “alleged” is overused",
        "The minister said the plan was “reckless”.",
        "Ana “Kit” Marlow won the race.",
        "The bank kept its “hold” rating on the ferry line.",
        "According to the union, the board met “far too late” in the year.",
        "“Never,” the mayor said.",
        "The pier, known as “the long arm”, was built in 1902.",
    ),
)
def scare_quotes(doc: Doc) -> Iterator[Finding]:
    """One to four words stand in quotation marks and the sentence gives no speaker for them."""
    voiced = frozenset(
        attribution.source[0].sent.start
        for attribution in doc._.attributions
        if attribution.source
        and (attribution.quotation != "indirect" or attribution.cue[0][0].lower_ == "according")
    )
    for quotation in doc.spans["quotations"]:
        words = [token for token in quotation if not token.is_punct and not token.is_space]
        if not 1 <= len(words) <= _AT_MOST or is_speech(quotation):
            continue
        somebodys = (
            _names(quotation, words) or _is_term(quotation) or _has_speaker(quotation, voiced)
        )
        if somebodys and not lifted(doc, "R13"):
            continue
        message = f"{quotation.text}: the sentence does not say whose word this is."
        yield Finding((("quotation", quotation),), message)


def _names(quotation: Span, words: list[Token]) -> bool:
    """A name, a title, a nickname, a number or a whole utterance (rule R13)."""
    doc = quotation.doc
    if all(any(c.isdigit() for c in word.text) or word.pos_ in ("PRON", "NUM") for word in words):
        return True
    # Words with a verb and its subject are a statement, not a word held at a distance.
    if any(
        w.tag_ in ("VBD", "VBP", "VBZ", "MD") and any(_is_subject(c) for c in w.children)
        for w in words
    ):
        return True
    # A full stop inside belongs to a slogan, a title or an utterance.
    if quotation[-2].text in ("!", "?") or (
        quotation[-2].text == "." and quotation.end < quotation.sent.end - 1
    ):
        return True
    before = doc[quotation.start - 1] if quotation.start > quotation.sent.start else None
    after = doc[quotation.end] if quotation.end < quotation.sent.end else None
    if before is not None and after is not None and before.pos_ == after.pos_ == "PROPN":
        return True
    if _titled(quotation):
        return False
    large = [word for word in words if word.text[0].isupper()]
    if large and all(word.text[0].isupper() or word.lower_ in _SMALL for word in words):
        return True
    # A capital opens an utterance of its own: “Not now,” at the start of somebody's words.
    return words[0].text[0].isupper()


def _is_subject(token: Token) -> bool:
    return token.dep_ in ("nsubj", "nsubj:pass", "expl")


def _titled(quotation: Span) -> bool:
    """Whether the words stand in a headline where all words have capitals."""
    title = headline(quotation.doc)
    if title is None or not in_headline(quotation[0]):
        return False
    others = [
        t for t in title if t.is_alpha and len(t) > 3 and not quotation.start <= t.i < quotation.end
    ]
    return bool(others) and sum(t.text[0].isupper() for t in others) >= 0.7 * len(others)


def _is_term(quotation: Span) -> bool:
    """*The word “alleged”*, *known as “the arm”*, *the film “Low Water”*: mentioned, not used."""
    doc, start = quotation.doc, quotation.start
    before = doc[start - 1] if start > quotation.sent.start else None
    if before is not None and before.lower_ in ("that", ":"):
        return True
    # "Spanish for “witches”": a translation.
    if before is not None and before.lower_ == "for" and doc[start - 2].text[0].isupper():
        return True
    # "Known as “the arm”", but not "shut as ‘broken’ government falls".
    after = doc[quotation.end] if quotation.end < quotation.sent.end else None
    goes_on = after is not None and after.pos_ in ("ADJ", "NOUN", "PROPN")
    if before is not None and before.lower_ == "as" and not goes_on:
        return True
    near = doc[max(quotation.sent.start, start - 4) : start]
    if any(token.lemma_.lower() in _NAMING or token.lower_ in _NAMING for token in near):
        return True
    close = near[-2:] if len(near) else near
    if any({token.lemma_.lower(), token.lower_} & (_TERM | _WORK | _MARK) for token in close):
        return True
    following = doc[quotation.end : min(quotation.sent.end, quotation.end + 1)]
    return any({token.lemma_.lower(), token.lower_} & (_WORK | _MARK) for token in following)


def _has_speaker(quotation: Span, voiced: frozenset[int]) -> bool:
    """Whether the sentence says who uses the words, or a word of saying governs them.

    ``voiced`` are the first tokens of the sentences that quote somebody or say *according to*.
    """
    doc, sent = quotation.doc, quotation.sent
    for token in (quotation.root, *quotation.root.ancestors):
        inside = quotation.start <= token.i < quotation.end
        if not inside and token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in _GOVERNING:
            return True
    after = quotation.doc[quotation.end : quotation.end + 4]
    if any(
        token.lemma_.lower() in ("say", "add", "tell", "write")
        for token in after
        if token.pos_ == "VERB"
    ):
        return True
    if not in_headline(quotation[0]) and any(_says(token) for token in quotation.sent):
        return True
    others = [
        q for q in quotations_between(doc, sent.start, sent.end) if q.start != quotation.start
    ]
    # Somebody's speech in the same sentence, or a list of mentioned terms.
    if len(others) > 1 or any(is_speech(other) for other in others):
        return True
    if sent.start in voiced:
        return True
    if in_headline(quotation[0]):
        return _headline_speaker(quotation)
    return _goes_on(quotation)


def _says(token: Token) -> bool:
    """Whether somebody says something: a verb of saying that has a subject."""
    if token.pos_ != "VERB" or token.lemma_.lower() not in _SAYING:
        return False
    return any(_is_subject(child) for child in token.children) or token.tag_ == "VBG"


def _goes_on(quotation: Span) -> bool:
    """Whether the sentence before it, in the same block, quotes somebody: these may be theirs too."""
    block, before = segment_of(quotation[0]), previous_sentence(quotation.sent)
    if before is None or segment_of(before[0]) != block:
        return False
    return bool(quotations_between(quotation.doc, before.start, before.end)) and any(
        _says(token) for token in before
    )


def _headline_speaker(quotation: Span) -> bool:
    """*Minister: plan is ‘reckless’*."""
    title = headline(quotation.doc)
    return title is not None and any(
        token.text == ":" for token in title if token.i < quotation.start
    )
