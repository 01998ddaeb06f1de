"""The note type *motive or feeling without a source*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.clauses import (
    negated,
    object_of,
    own_subject,
    verb_group,
    verb_lemma,
    verbs_placed,
)
from sayso.annotate.guards import own_words
from sayso.annotate.minds import has_mind
from sayso.annotate.nominals import subject_of
from sayso.annotate.segments import next_sentence, previous_sentence, segment_of
from sayso.annotate.sourced import sourced
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("motives")
_WISH = _LEXICON.lemmas("wish")
_OBJECT = _LEXICON.lemmas("object")
_FEELING = _LEXICON.lemmas("feeling")
_STATE = _LEXICON.lemmas("state")
_INNER = _LEXICON.lemmas("inner")
_PLAN = _LEXICON.lemmas("plan")
_CALCULATED = _LEXICON.lemmas("calculated")
_SHOWING = _LEXICON.lemmas("showing")
_LOST = _LEXICON.lemmas("lost")
_HAVING = _LEXICON.lemmas("having")
_WAY = _LEXICON.lemmas("way")
_CERTAINLY = _LEXICON.lemmas("certainly")
_WONDERING = _LEXICON.lemmas("wondering")

_GUESS = frozenset({"could", "may", "might", "would", "should", "can", "must", "'d", "’d"})
_OPEN = frozenset({"if", "whether", "unless", "when", "whenever", "once"})
_CONTENT = frozenset({"ADJ", "AUX", "NOUN", "VERB"})
_HOLDING = frozenset({"have", "see", "lose", "take"})
_MENTAL = frozenset({"believe", "fear", "know", "think", "understand", "want"})
_KNOWING = frozenset({"know", "understand"})
_OPENERS = frozenset({"act", "bent", "bid", "for", "intent", "knew"})
_ASKED = frozenset({"hear", "interview", "question", "speak", "talk", "trace"})


@note_type(
    family="sourcing",
    tone="question",
    line="wavy",
    title="Motive or feeling without a source",
    question="How could the writer know this?",
    often_fine="When the person has said so, in this article or in a record it cites.",
    basis="FactBank (source of a private state); Wikipedia MOS:EDITORIAL",
    examples=(
        "The president's emphasis {cue:reflects a calculated strategy}.",
        "{cue:For Putin, these incidents are not merely} tactical victories.",
        "{cue:In a bid to} silence his rivals, the minister changed the law.",
        "The shopkeepers {cue:are afraid} of the new owner.",
        "Brandt {cue:has no intention of} leaving the council.",
        "The generals {cue:knew exactly} what the order meant.",
        "Mayor Brandt {cue:wants to} be remembered as a builder.",
    ),
    near_misses=(
        "Putin said he fears a new front.",
        "The law is designed to cut taxes.",
        "“I wanted to help,” she said.",
        "Police want to hear from anyone who saw the boat.",
        "Anyone who wants to swim needs a ticket.",
        "The council decided to sell the harbour.",
        "If the owner wants to sell, the council must be told.",
        "The town is happy hunting ground for anglers.",
    ),
)
def imputed_motive(doc: Doc) -> Iterator[Finding]:
    """What a person or group wants, fears, feels or intends is asserted as fact, without a source."""
    said = sourced(doc)
    end = -1
    for token in own_words(doc, _candidates(doc)):
        if token.i < end or token.i in said:
            continue
        cue = _cue(token)
        if cue is None or cue[0].i in said or cue.start < end:
            continue
        end = cue.end
        words = " ".join(cue.text.split())
        yield Finding((("cue", cue),), f"“{words}”: no source is given for this motive or feeling.")


def _candidates(doc: Doc) -> list[int]:
    words = placed(doc, words=_STATE | _FEELING | _OPENERS, lemmas=_HOLDING)
    return sorted({*words, *verbs_placed(doc, _WISH | _SHOWING | _WONDERING | _KNOWING)})


def _cue(token: Token) -> Span | None:
    if token.pos_ not in _CONTENT and token.lower_ != "for":
        return None
    cue = (
        _bid(token)
        or _for_whom(token)
        or _wishes(token)
        or _feels(token)
        or _knows(token)
        or _had(token)
        or _shows(token)
    )
    return None if cue is None or token.sent[-1].text == "?" else cue


def _who(verb: Token) -> Token | None:
    """The person or group whose mind it is, where the clause states it of somebody in particular."""
    if any(c.dep_ == "aux" and c.lower_ in _GUESS for c in verb.children):
        return None
    if any(
        c.dep_ in ("mark", "advmod") and c.lower_ in _OPEN and c.i < verb.i for c in verb.children
    ):
        return None
    if verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children):
        return None
    if verb.dep_ == "acl:relcl" and not (
        verb.head.pos_ == "PROPN" or verb.head.ent_type_ == "Person"
    ):
        return None
    subject = own_subject(verb) or subject_of(verb)
    if (
        subject is None
        or subject.sent != verb.sent
        or (subject.lower_ in ("who", "that", "which") and verb.dep_ != "acl:relcl")
    ):
        return None
    if subject.lower_ == "who":
        subject = verb.head
    if not has_mind(subject):
        return None
    if any(c.lower_ in ("any", "no", "every") for c in subject.children):
        return None
    return None if _speaks_here(subject) else subject


def _speaks_here(subject: Token) -> bool:
    """Whether the same person is a source in this paragraph, and so may have said it."""
    block = segment_of(subject)
    if block is None:
        return False
    pronoun = subject.pos_ == "PRON"
    name = subject.lower_
    near = {subject.sent.start}
    end = subject.sent.end
    for beside in (previous_sentence(subject.sent), next_sentence(subject.sent)):
        if beside is not None and block.start <= beside.start < block.end:
            near.add(beside.start)
            end = max(end, beside.end)
    for link in links_in(subject.doc).with_source_between(min(near), end):
        if not link.statement:
            continue
        source = link.source[0]
        if source.sent.start not in near or link.cue[0].root.lemma_.lower() in _MENTAL:
            continue
        if source.start <= subject.i < source.end or any(
            t.lower_ == name for t in source if not pronoun
        ):
            return True
        if pronoun and link.kind in ("person", "described", "pronoun", "vague"):
            return True
    return False


def _wishes(verb: Token) -> Span | None:
    """*Wants to*, *preferred to*, *want answers*."""
    lemma = verb_lemma(verb, _WISH)
    if (
        lemma is None
        or verb.pos_ != "VERB"
        or (verb.tag_ == "VBN" and not any(c.lemma_ == "have" for c in verb.children))
    ):
        return None
    told = next(
        (
            c
            for c in verb.children
            if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i and c.tag_ in ("VB", "VBN")
        ),
        None,
    )
    to = next(
        (t for t in verb.doc[verb.i + 1 : min(verb.i + 2, verb.sent.end)] if t.lower_ == "to"), None
    )
    thing = object_of(verb)
    if told is None and to is None and (thing is None or lemma not in _OBJECT):
        return None
    if told is not None and verb_lemma(told, _ASKED) is not None:
        return None
    # "Many want", "some fear" is a matter of vague authority.
    subject = _who(verb)
    if subject is None or subject.lower_ in ("many", "some", "others", "everyone", "most", "few"):
        return None
    if thing is not None and thing.pos_ == "PRON":
        return None
    if to is not None:
        return verb_group(verb, end=to.i + 1)
    if thing is not None and told is None and len(list(thing.subtree)) <= 2:
        return verb_group(verb, end=thing.i + 1)
    return verb_group(verb)


def _feels(token: Token) -> Span | None:
    """*Are afraid*, *no longer feel safe*, *intent on*, *Concerned about …, he*."""
    word = token.lower_
    if word not in _STATE and word not in _FEELING and word not in ("intent", "bent"):
        return None
    before = token.nbor(-1) if token.i > 0 and not token.is_sent_start else token
    if word in _STATE and before.lower_ in ("feel", "feels", "felt") and before.pos_ == "VERB":
        return verb_group(before, end=token.i + 1) if _who(before) is not None else None
    if (
        word in ("intent", "bent")
        and has_mind(before, pronouns=False)
        and token.doc[token.i : token.i + 2].text.endswith(" on")
    ):
        return None if _speaks_here(before) else Span(token.doc, token.i, token.i + 2)
    if (
        word not in _FEELING
        or token.pos_ not in ("ADJ", "VERB")
        or any(c.dep_ == "obj" for c in token.children)
    ):
        return None
    linked = [c for c in token.children if c.dep_ in ("cop", "aux:pass")]
    after = next(
        (
            t
            for t in token.doc[token.i + 1 : min(token.i + 2, token.sent.end)]
            if t.lower_ in ("to", "on", "about", "of", "by", "with", "that", "over")
        ),
        None,
    )
    if linked and token.dep_ not in ("amod", "compound"):
        if _who(token) is None or (
            word in ("happy", "proud", "confident", "motivated") and after is None
        ):
            return None
        if word in ("concerned", "worried") and after is not None and after.lower_ == "with":
            return None
        first = min(linked[0].i, token.i)
        while (
            first > token.sent.start
            and token.doc[first - 1].dep_ in ("aux",)
            and token.doc[first - 1].head == token
        ):
            first -= 1
        if _helped(token, first):
            return None
        end = after.i + 1 if after is not None and after.lower_ in ("to", "on") else token.i + 1
        return Span(token.doc, first, end)
    if after is None or token.i + 1 >= token.sent.end:
        return None
    if (
        token.dep_ in ("acl", "amod", "appos")
        and token.head.i < token.i
        and has_mind(token.head)
        and not _speaks_here(token.head)
    ):
        return Span(token.doc, token.i, after.i + 1)
    if token.dep_ in ("advcl", "acl", "amod", "xcomp") and token.is_sent_start:
        subject = own_subject(token.head)
        if subject is not None and has_mind(subject) and not _speaks_here(subject):
            return Span(token.doc, token.i, after.i + 1)
    return None


def _helped(token: Token, first: int) -> bool:
    """*Seems happy*, *said to be afraid*: somebody's impression, which other notes treat."""
    return first > 0 and token.doc[first - 1].lower_ == "to"


def _knows(verb: Token) -> Span | None:
    """*Knew exactly*, *know perfectly well that*: a certainty about what others know."""
    if verb_lemma(verb, _KNOWING) is None and verb.lower_ != "knew":
        return None
    doc = verb.doc
    end = verb.i + 1
    while end < verb.sent.end and doc[end].lower_ in _CERTAINLY:
        end += 1
    if end == verb.i + 1 or verb.pos_ != "VERB":
        return None
    subject = own_subject(verb)
    if subject is None or not has_mind(subject):
        return None
    if doc[min(end, len(doc) - 1)].lower_ == "that":
        end += 1
    return verb_group(verb, end=end)


def _had(verb: Token) -> Span | None:
    """*Have no intention of*, *saw no other means of*, *has had enough*, *has lost patience*."""
    if verb.pos_ not in ("VERB", "AUX") or verb.lemma_.lower() not in _HOLDING:
        return None
    thing = object_of(verb)
    if thing is None or thing.i < verb.i:
        return None
    word = lemma_of(thing)
    none = any(c.lower_ in ("no", "little") for c in thing.children)
    doc = verb.doc
    after = doc[thing.i + 1] if thing.i + 1 < verb.sent.end else None
    end = (
        thing.i + 2
        if after is not None and after.lower_ in ("of", "in", "to", "but")
        else thing.i + 1
    )
    fits = (
        (verb.lemma_ == "have" and word in _HAVING and none)
        or (
            verb.lemma_ in ("see", "have")
            and word in _WAY
            and none
            and any(c.lower_ == "other" for c in thing.children)
            and verb.lemma_ == "see"
        )
        or (verb.lemma_ == "have" and thing.lower_ == "enough")
        or (
            verb.lemma_ == "have"
            and thing.lower_ == "thoughts"
            and any(c.lower_ == "second" for c in thing.children)
        )
        or (
            verb.lemma_ == "lose"
            and word in _LOST
            and not any(c.dep_ == "nmod:poss" for c in thing.children)
        )
        or (
            verb.lemma_ == "take"
            and word == "interest"
            and any(c.lower_ in ("personal", "keen", "direct") for c in thing.children)
        )
    )
    if not fits or _who(verb) is None:
        return None
    return verb_group(verb, end=end)


def _shows(token: Token) -> Span | None:
    """*Reflects a calculated strategy*, *an act of desperation*, *out of spite*."""
    doc = token.doc
    if (
        token.pos_ == "VERB"
        and verb_lemma(token, _SHOWING) is not None
        and token.tag_ != "VB"
        and not negated(token)
    ):
        thing = object_of(token)
        subject = own_subject(token)
        if thing is None or thing.i < token.i or (subject is not None and has_mind(subject)):
            return None
        calculated = any(c.lower_ in _CALCULATED for c in thing.children)
        inner = lemma_of(thing) in _INNER and not any(c.dep_ == "nmod:poss" for c in thing.children)
        if (lemma_of(thing) in _PLAN and calculated) or (
            inner and any(t.lower_ in ("to", "that", "of") for t in doc[thing.i + 1 : thing.i + 2])
        ):
            return verb_group(token, end=thing.i + 1)
    if (
        token.lower_ == "act"
        and doc[token.i + 1 : token.i + 2].text == "of"
        and token.i + 2 < token.sent.end
        and lemma_of(doc[token.i + 2]) in _INNER
    ):
        return Span(
            doc, token.left_edge.i if token.i - token.left_edge.i <= 3 else token.i, token.i + 3
        )
    if (
        verb_lemma(token, _WONDERING) is not None
        and token.dep_ == "xcomp"
        and token.head.lemma_ == "leave"
    ):
        return verb_group(token.head, end=token.i + 1)
    return None


def _bid(token: Token) -> Span | None:
    """*In a bid to*: an aim given by nobody."""
    if token.lower_ != "bid" or token.pos_ != "NOUN":
        return None
    doc = token.doc
    following = doc[token.i + 1] if token.i + 1 < token.sent.end else None
    start = token.i
    while (
        start > token.sent.start
        and doc[start - 1].head == token
        and doc[start - 1].dep_ in ("det", "case", "amod")
    ):
        start -= 1
    if following is None or following.lower_ != "to" or doc[start].lower_ != "in":
        return None
    return Span(doc, start, token.i + 2)


def _for_whom(token: Token) -> Span | None:
    """*For Putin, these incidents are not merely …*: how things look to somebody."""
    if token.lower_ != "for" or not token.is_sent_start:
        return None
    doc, sent = token.doc, token.sent
    comma = next((t for t in sent[1:9] if t.text == ","), None)
    if comma is None or not any(has_mind(t, pronouns=False) for t in doc[token.i + 1 : comma.i]):
        return None
    words = [t.lower_ for t in doc[comma.i : sent.end]]
    for word in ("merely", "just", "simply", "only", "more"):
        if word not in words[:9]:
            continue
        at = comma.i + words.index(word)
        before = doc[at - 1].lower_
        if before in ("not", "n't", "n’t", "no") and any(
            t.lemma_ == "be" for t in doc[comma.i : at]
        ):
            return Span(doc, token.i, at + 1)
        if word == "more" and doc[at - 1].lemma_ == "be" and doc[at + 1].lower_ == "than":
            return Span(doc, token.i, at + 2)
    return None
