"""The note type *number without a source*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.clauses import own_subject, verb_lemma
from sayso.annotate.figures import Figure, figures_in
from sayso.annotate.guards import quoted
from sayso.annotate.lifted import lifted
from sayso.annotate.minds import has_mind
from sayso.annotate.segments import in_headline, segment_of
from sayso.annotate.sourced import sourced
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("counting")
_ACTING = _LEXICON.lemmas("acting")
_SAID = _LEXICON.lemmas("said")
_COUNTING = _LEXICON.lemmas("counting")
_STUDY = _LEXICON.lemmas("study")
_RULE = _LEXICON.lemmas("rule")
_ESTIMATES = _LEXICON.lemmas("estimates")
_RATE = _LEXICON.lemmas("rate")
_AIM = _LEXICON.lemmas("aim")
_EVENT = _LEXICON.lemmas("event")

# Below this a writer on the spot can count; above the other somebody must have counted.
_SEVERAL = 10
_LARGE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}|thousand|million|billion|trillion|bn\b|\dm\b", re.I)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_BIG_MONEY = re.compile(r"million|billion|trillion|\dbn|\dm\b|bn\b", re.I)


@note_type(
    family="sourcing",
    tone="question",
    line="wavy",
    title="Number without a source",
    question="Who counted, when, and how?",
    often_fine="Public records and official results are often given without repeating the source.",
    basis="AP and Reuters on sourcing figures; NewseumED ESCAPE: evidence",
    examples=(
        "{figure:More than 1,000 former soldiers} are fighting for the other side.",
        "{figure:Some 40 per cent of shops} have closed since March.",
        "{figure:At least 30 people} were injured when the stand fell.",
        "The repairs have swallowed {figure:more than £2 million of harbour money}.",
        "{figure:Nearly half of the wells} in the valley are dry.",
        "The clip has drawn {figure:over 200,000 views} in two days.",
    ),
    near_misses=(
        "More than 1,000 former soldiers are fighting for the other side, the ministry said.",
        "The vote is on 5 May 2026.",
        "The team won 3-1.",
        "The 34-year-old lives in Lima.",
        "The bridge is about 40 metres high.",
        "The council will pay £3 million for the field.",
        "Ilse Brandt, 58, has two sons.",
        "According to the union, 40 per cent of shops have closed since March.",
        "The offence carries up to ten years in prison.",
    ),
)
def unattributed_figure(doc: Doc) -> Iterator[Finding]:
    """A count, share or amount that somebody must have counted is stated, and nobody says who did.

    Neither the sentence nor its neighbours give a source for the same figure.
    """
    said = sourced(doc)
    figures = figures_in(doc)
    given = _sourced_numbers(figures, said)
    end = -1
    for figure in figures:
        number = figure.number
        if (
            number.start < end
            or number.start in said
            or in_headline(number[0])
            or quoted(number[0])
        ):
            continue
        if (
            number.text.lower() in given
            or not _counted(figure)
            or _settled(figure)
            or _has_source(figure)
        ):
            continue
        span = _span(figure)
        end = span.end
        words = " ".join(span.text.split())
        yield Finding(
            (("figure", span),), f"“{words}”: the text does not say who counted or estimated this."
        )


def _sourced_numbers(figures: Iterable[Figure], said: frozenset[int]) -> frozenset[str]:
    """Numbers that a source gives anywhere in the article: said again, they have one."""
    return frozenset(
        figure.number.text.lower()
        for figure in figures
        if figure.number.start in said and len(figure.number.text) > 1
    )


def _counted(figure: Figure) -> bool:
    """Whether somebody must have counted: a share, a large sum, a crowd, an open number."""
    number = figure.number
    if _ratio(number):
        return True
    if (
        number[0].pos_ == "VERB"
        or number.text.lower() in ("one", "zero", "two")
        or figure.unit in ("time", "measure")
    ):
        return False
    after = number.doc[number.end] if number.end < len(number.doc) else None
    if figure.unit == "share":
        # "A third shed", "half a year": a rank and a time.
        return after is None or not (
            after.lower_ in ("a", "an")
            or (number[-1].lower_ == "third" and after.tag_ in ("NN", "NNP", "JJ"))
        )
    before = number.doc[number.start - 1].lower_ if number.start > 0 else ""
    if (
        _YEAR.fullmatch(number.text)
        and figure.cue is None
        and before in ("by", "from", "in", "of", "since", "until")
    ):
        return False
    if number.text.lower() in ("double", "triple", "half", "twice"):
        return False
    if figure.unit == "money":
        if (
            after is not None
            and after.pos_ == "NOUN"
            and after.dep_ != "obl:unmarked"
            and lemma_of(after) not in ("year", "month", "week")
        ):
            return False
        return bool(_BIG_MONEY.search(number.text)) or (
            figure.cue is not None and bool(_LARGE.search(number.text))
        )
    noun = _noun(figure)
    if noun is None and figure.cue is None:
        return False
    if figure.cue is not None:
        return True
    return bool(_LARGE.search(number.text)) or (
        _value(number) >= _SEVERAL and noun is not None and has_mind(noun) and _happens(noun)
    )


def _ratio(number: Span) -> bool:
    """*One in five*: the first of two numbers that make a share."""
    after = number.doc[number.end : number.end + 2]
    return (
        len(after) == 2
        and after[0].lower_ in ("in", "of")
        and after[1].like_num
        and len(number) == 1
    )


def _value(number: Span) -> int:
    """A rough value: enough to tell ten and more from less."""
    digits = re.sub(r"\D", "", number.text)
    if digits:
        return int(digits)
    small = ("three", "four", "five", "six", "seven", "eight", "nine")
    return _SEVERAL - 1 if number.text.lower() in small else _SEVERAL


def _noun(figure: Figure) -> Token | None:
    """The noun that is counted, with a number of its own before it."""
    head = figure.number.root.head
    if (
        head.pos_ in ("NOUN", "PROPN")
        and head.i >= figure.number.end
        and head.sent == figure.number.sent
    ):
        return head
    for token in figure.number.doc[figure.number.end : figure.number.end + 2]:
        if token.sent != figure.number.sent or token.pos_ in ("ADP", "PUNCT"):
            return None
        if token.pos_ in ("NOUN", "PROPN"):
            return token
    return None


def _happens(noun: Token) -> bool:
    """Whether something happened to these people, or they came together."""
    verb = noun.head
    return noun.dep_ in ("nsubj", "nsubj:pass", "obj") and verb_lemma(verb, _EVENT) is not None


def _settled(figure: Figure) -> bool:
    """Figures that nobody had to count: an actor's own, ages, rules, definite ones (rules R9, R15)."""
    number = figure.number
    doc = number.doc
    if lifted(doc, "R15"):
        return False
    noun = _noun(figure)
    before = doc[number.start - 1] if number.start > 0 else None
    after = doc[number.end] if number.end < len(doc) else None
    if after is not None and after.text == "-" and not after.whitespace_:
        return True
    if (
        figure.unit == "count"
        and noun is None
        and before is not None
        and (before.text == "," or before.lower_ in ("age", "aged", "ages", "to", "no."))
    ):
        return True
    heads = [t for t in (noun, number.root) if t is not None]
    for head in heads:
        if figure.cue is None and any(
            c.dep_ in ("det", "nmod:poss")
            and c.i < number.start
            and c.lower_ not in ("a", "an", "another", "some", "no")
            for c in head.children
        ):
            return True
    first = doc[figure.phrase.start - 1] if figure.phrase.start > 0 else None
    if (
        first is not None
        and figure.cue is None
        and (first.dep_ == "nmod:poss" or first.lower_ in ("the", "these", "those"))
    ):
        return True
    around = {lemma_of(t) for t in figure.phrase} | (
        {lemma_of(after)} if after is not None else set()
    )
    if _aimed(figure) or (figure.unit == "share" and {lemma_of(t) for t in number.sent} & _RATE):
        return True
    if around & _RULE or (
        noun is not None and noun.dep_ == "compound" and noun.head.pos_ in ("NOUN", "PROPN")
    ):
        return True
    return _own(figure)


def _aimed(figure: Figure) -> bool:
    """A number that is only aimed at, or that says who is meant: *to cut 80 per cent*, *families with less than $9,000*."""
    verb = _verb(figure.number.root)
    if verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children):
        return True
    if {t.lemma_.lower() for t in figure.number.sent} & _AIM:
        return True
    restricts = verb.dep_ == "acl:relcl" and verb.head.tag_ == "NNS" and verb.tag_ in ("VBP", "VBZ")
    return restricts and figure.unit == "money"


def _own(figure: Figure) -> bool:
    """Whether the one who acts knows the number: *will pay £3 million*, *has 14 inspectors*."""
    token = figure.number.root
    for _ in range(5):
        if token.pos_ in ("VERB", "AUX"):
            break
        token = token.head
    if token.pos_ not in ("VERB", "AUX"):
        return False
    subject = own_subject(token)
    acts = verb_lemma(token, _ACTING) is not None
    if acts and figure.cue is None:
        return True
    if acts and (subject is None or has_mind(subject) or figure.unit == "money"):
        return not (token.lower_ == "pay" and any(c.lower_ == "would" for c in token.children))
    return (
        token.lemma_ in ("have", "employ", "run", "own")
        and figure.cue is None
        and subject is not None
    )


def _has_source(figure: Figure) -> bool:
    """Whether the sentence gives a source, or a study named before gives the shares."""
    number, sent, doc = figure.number, figure.number.sent, figure.number.doc
    words = {t.lower_ for t in sent}
    own_cue = {t.lower_ for t in figure.cue} if figure.cue is not None else set()
    if (
        words & _ESTIMATES - own_cue
        or "according" in words
        or sent[0].lower_ == "if"
        or _said(figure)
    ):
        return True
    links = links_in(doc)
    for link in links.with_cue_between(sent.start, sent.end):
        if not link.source or link.source[0].start <= number.start < link.source[0].end:
            continue
        if link.statement or link.kind == "document":
            return True
    for token in sent:
        if (
            verb_lemma(token, _COUNTING) is not None
            and token.pos_ == "VERB"
            and own_subject(token) is not None
            and number.root in token.subtree
            and token.lower_ not in ("reports",)
        ):
            subject = own_subject(token)
            if (
                subject is not None
                and (has_mind(subject) or subject.pos_ == "NOUN")
                and not (subject.left_edge.i <= number.start <= subject.right_edge.i)
            ):
                return True
    if figure.unit == "share" and any(
        at < sent.end and doc[at].pos_ in ("NOUN", "PROPN") for at in placed(doc, bases=_STUDY)
    ):
        return True
    block = segment_of(number[0])
    return block is not None and any(
        link.kind == "document" for link in links.with_source_between(block.start, number.start)
    )


def _verb(token: Token) -> Token:
    """The verb that a word belongs to."""
    for _ in range(6):
        if token.pos_ == "VERB" or token.head == token:
            break
        token = token.head
    return token


def _said(figure: Figure) -> bool:
    """Whether the figure's own clause is said to be reported, believed, alleged: other notes treat that."""
    verb = _verb(figure.number.root)
    for token in figure.number.sent:
        if token.lower_ not in _SAID:
            continue
        if token == verb or token.head == verb or _verb(token) == verb or verb in token.subtree:
            return True
    return False


def _span(figure: Figure) -> Span:
    """The figure with its noun and *of …*, without clauses that tell more."""
    phrase, number = figure.phrase, figure.number
    doc = number.doc
    if _ratio(number):
        return Span(doc, phrase.start, number.end + 2)
    end = number.end
    for token in doc[number.end : phrase.end]:
        if token.pos_ == "ADP" and token.lower_ != "of":
            break
        if (
            token.text in (",", ";", ":", "(", "—", "–", "--")
            or token.dep_ in ("acl", "acl:relcl")
            or token.tag_ in ("WDT", "WP", "WP$", "VBD", "VBZ", "VBP")
        ):
            break
        end = token.i + 1
    if end < number.sent.end and doc[end].lower_ == "of":
        of = end + 1
        while of < number.sent.end and doc[of].pos_ in ("ADJ", "DET", "NOUN", "NUM", "PROPN"):
            of += 1
        end = of if of > end + 1 else end
    while end > number.end and doc[end - 1].pos_ in (
        "ADP",
        "DET",
        "PUNCT",
        "SPACE",
        "SCONJ",
        "CCONJ",
    ):
        end -= 1
    return Span(doc, phrase.start, end)
