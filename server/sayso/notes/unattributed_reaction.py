"""The note type *reaction without a voice*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import links_in
from sayso.annotate.clauses import (
    has_agent,
    misread_verb,
    negated,
    object_of,
    own_subject,
    passive,
    verb_group,
    verb_lemma,
    verbs_placed,
)
from sayso.annotate.guards import own_words
from sayso.annotate.minds import is_crowd
from sayso.annotate.nominals import noun_phrase
from sayso.annotate.segments import next_sentence
from sayso.annotate.sourced import sourced, speaks_near
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("reactions")
_CAUSING = _LEXICON.lemmas("causing")
_OUTCRY = _LEXICON.lemmas("outcry")
_AMOUNT = _LEXICON.lemmas("amount")
_WAVE = _LEXICON.lemmas("wave")
_THROUGH = _LEXICON.lemmas("through")
_SWELLING = _LEXICON.lemmas("swelling")
_MOOD = _LEXICON.lemmas("mood")
_PALPABLE = _LEXICON.lemmas("palpable")
_SPREADING = _LEXICON.lemmas("spreading")
_SHAKING = _LEXICON.lemmas("shaking")
_PUBLIC = _LEXICON.lemmas("public")
_NET = _LEXICON.lemmas("net")
_NETTING = _LEXICON.lemmas("netting")
_STATE = _LEXICON.lemmas("state")
_ANGRY = _LEXICON.lemmas("angry")
_ROCKING = _LEXICON.lemmas("rocking")
_NEWS = _LEXICON.lemmas("news")
_WIDELY = _LEXICON.lemmas("widely")
_PHYSICAL = _LEXICON.lemmas("physical")

_TOPIC = frozenset({"subject", "object", "target", "topic"})
_VERBS = (
    _CAUSING | _SHAKING | _WIDELY | _SWELLING | _ROCKING | _NETTING
    | {"come", "greet", "meet", "raise", "receive", "send"}
)  # fmt: skip
_GUESS = frozenset({"could", "may", "might", "would", "should", "can"})


@note_type(
    family="sourcing",
    tone="question",
    line="wavy",
    title="Reaction without a voice",
    question="Who reacted, and is anybody quoted?",
    often_fine="When the following paragraphs quote the people who reacted.",
    basis="AP on attribution; Wikipedia MOS:WEASEL",
    examples=(
        "The revelation {cue:has sent shockwaves through} the corridors of power.",
        "recent incidents that {cue:have raised eyebrows} on both sides",
        "The ruling {cue:sparked outrage} across the country.",
        "The fare rise {cue:has drawn widespread criticism}.",
        "{cue:Pressure is mounting for} an inquiry into the ferry.",
        "The new statue {cue:was met with ridicule}.",
        "The sale of the harbour {cue:stunned the whole town}.",
    ),
    near_misses=(
        "The blast sent shockwaves through the house.",
        "The ruling sparked outrage. “Shameful,” said MP Ana Cruz.",
        "She raised an eyebrow.",
        "The fare rise drew criticism from the drivers' union.",
        "The pump draws water from the lake.",
        "The storm caused two deaths.",
        "Air pressure is rising in the valley.",
        "The court has set a date for the debate.",
    ),
)
def unattributed_reaction(doc: Doc) -> Iterator[Finding]:
    """A collective reaction is asserted, and nobody who reacted is named or quoted there.

    For instance: sent shockwaves, raised eyebrows, sparked outrage, ignited a debate. A voice in
    the same sentence or the next one is enough.
    """
    said = sourced(doc)
    end = -1
    for token in own_words(doc, _candidates(doc)):
        if token.i < end or token.i in said:
            continue
        cue = _cue(token)
        if cue is None or cue[0].i in said or cue.start < end:
            continue
        if speaks_near(token.sent, after=next_sentence(token.sent)):
            continue
        end = cue.end
        words = " ".join(cue.text.split())
        yield Finding((("cue", cue),), f"“{words}”: nobody who reacted is named or quoted here.")


def _candidates(doc: Doc) -> list[int]:
    words = placed(doc, words=_PALPABLE | _ANGRY | _SPREADING | _STATE | _TOPIC)
    return sorted({*words, *verbs_placed(doc, _VERBS)})


def _cue(token: Token) -> Span | None:
    if token.dep_ == "amod" and token.tag_ in ("JJ", "VBN", "VBD"):
        misread = _misread(token)
        if misread is not None:
            return misread
    if token.pos_ in ("VERB", "AUX"):
        if negated(token) or _guessed(token):
            return None
        return (
            _caused(token)
            or _sent(token)
            or _met(token)
            or _swells(token)
            or _shook(token)
            or _net(token)
        )
    if token.pos_ == "ADJ":
        return _palpable(token) or _angry(token) or _spreading(token)
    return (
        _in_state(token)
        or _subject_of_comment(token)
        or (_spreading(token) if token.pos_ == "VERB" else None)
    )


def _misread(token: Token) -> Span | None:
    """A past tense that the parser took for an adjective: *the ruling sparked outrage*.

    No adjective stands between a noun and another noun's own article, or right after a noun.
    """
    doc, noun = token.doc, token.head
    if token.i == token.sent.start or not token.lower_.endswith("ed") or noun.i < token.i:
        return None
    after = doc[token.i + 1]
    if (
        verb_lemma(token, _CAUSING) is not None
        and _outcry(noun) is not None
        and misread_verb(noun) == token
    ):
        start = token.i - 1 if doc[token.i - 1].pos_ == "AUX" else token.i
        return None if _owned(token, noun) else Span(doc, start, noun.i + 1)
    own = after.dep_ == "det" or after.lower_ in ("many", "the", "a", "several")
    if own and verb_lemma(token, _SHAKING) is not None and lemma_of(noun) in _PUBLIC:
        return Span(doc, token.i, noun.i + 1)
    return None


def _guessed(verb: Token) -> bool:
    """Whether the reaction is only possible, or asked for."""
    if any(child.dep_ == "aux" and child.lower_ in _GUESS for child in verb.children):
        return True
    return any(
        child.dep_ == "mark" and child.lower_ in ("to", "if", "whether", "unless")
        for child in verb.children
    )


def _outcry(noun: Token | None) -> Token | None:
    """The word of reaction: the noun itself, or what stands after *a wave of*."""
    if noun is None:
        return None
    if lemma_of(noun) in _OUTCRY and noun.pos_ in ("NOUN", "ADJ"):
        return noun
    if lemma_of(noun) in _AMOUNT:
        inner = next((c for c in noun.children if c.dep_ == "nmod"), None)
        return inner if inner is not None and lemma_of(inner) in _OUTCRY else None
    return None


def _caused(verb: Token) -> Span | None:
    """*Sparked outrage*, *has also ignited a fierce debate*, *have raised eyebrows*."""
    thing = object_of(verb)
    if thing is None or thing.i < verb.i or _owned(verb, thing):
        return None
    lemma = verb_lemma(verb, _CAUSING)
    if verb.lower_ in ("raise", "raised", "raises", "raising") and thing.lower_ == "eyebrows":
        if any(c.dep_ == "nmod:poss" for c in thing.children):
            return None
        return verb_group(verb, end=thing.i + 1)
    word = _outcry(thing)
    if lemma is None or word is None:
        return None
    subject = _subject(verb)
    if lemma in (
        "face",
        "win",
        "earn",
        "draw",
        "attract",
        "court",
        "set",
        "touch",
    ) and word.lower_ in ("hope", "hopes", "fear", "fears", "opposition", "debate"):
        return None
    if lemma in ("set", "touch") and not any(c.lower_ == "off" for c in verb.children):
        return None
    if subject is not None and lemma_of(subject) in ("storm", "flood", "fire"):
        return None
    return verb_group(verb, end=_stop(thing, word))


def _stop(thing: Token, word: Token) -> int:
    """Where a noun phrase ends for a reader: before what it is about."""
    joined = [
        t.i
        for t in word.subtree
        if t == word or (t.dep_ == "conj" and t.pos_ == "NOUN" and lemma_of(t) in _OUTCRY)
    ]
    return max(joined) + 1 if thing != word else thing.i + 1


def _subject(verb: Token) -> Token | None:
    return own_subject(verb)


def _owned(verb: Token, thing: Token) -> bool:
    """Whether somebody is said to have reacted: *from the union*, *by parents*, *among MPs such as …*."""
    for head in (verb, thing, *thing.children):
        if has_agent(head, "from", "by"):
            return True
        for child in head.children:
            if any(
                c.dep_ == "case" and c.lower_ in ("among", "amongst") for c in child.children
            ) and any(t.ent_type_ in ("Person", "Organization") for t in child.subtree):
                return True
    return any(c.dep_ == "nmod:poss" for c in thing.children)


def _sent(verb: Token) -> Span | None:
    """*Sent shockwaves through*."""
    thing = object_of(verb)
    if verb.lemma_.lower() != "send" or thing is None:
        return None
    compound = any(c.dep_ == "compound" and c.lower_ == "shock" for c in thing.children)
    if not (
        lemma_of(thing) in _WAVE
        or thing.lower_ in ("shockwaves", "shivers", "shudders")
        or (compound and thing.lower_ == "waves")
    ):
        return None
    if lemma_of(thing) == "wave" and not (compound or _outcry(thing)):
        return None
    case = next(
        (
            t
            for t in verb.doc[thing.i + 1 : min(thing.i + 6, verb.sent.end)]
            if t.lower_ in _THROUGH
        ),
        None,
    )
    if case is None:
        return None
    where = case.head
    subject = _subject(verb)
    physical = {lemma_of(where)} | ({lemma_of(subject)} if subject is not None else set())
    if physical & _PHYSICAL:
        return None
    return verb_group(verb, end=case.i + 1)


def _met(verb: Token) -> Span | None:
    """*Was met with ridicule*, *has come under criticism*."""
    lemma = verb.lemma_.lower()
    if lemma in ("meet", "greet", "receive") and passive(verb):
        for child in verb.children:
            if child.dep_ == "obl" and any(c.lower_ in ("with", "by") for c in child.children):
                word = _outcry(child)
                if (word is not None and not _owned(verb, child)) or (
                    word is not None and not has_agent(child, "from", "by")
                ):
                    return verb_group(verb, end=word.i + 1)
    if verb_lemma(verb, _WIDELY) is not None and passive(verb) and not _owned(verb, verb):
        widely = next(
            (c for c in verb.children if c.lower_ in ("roundly", "widely", "universally")), None
        )
        return verb_group(verb) if widely is not None else None
    if lemma == "come":
        for child in verb.children:
            if (
                child.dep_ == "obl"
                and any(c.lower_ == "under" for c in child.children)
                and lemma_of(child) in ("criticism", "fire", "attack")
            ):
                if has_agent(verb, "from", "by") or has_agent(child, "from", "by"):
                    return None
                if lemma_of(child) == "criticism" or not any(
                    t.lower_ in ("troops", "soldiers", "convoy", "positions") for t in verb.subtree
                ):
                    return verb_group(verb, end=child.i + 1)
    return None


def _swells(verb: Token) -> Span | None:
    """*Pressure is building for*, *calls are mounting*."""
    subject = own_subject(verb)
    if verb_lemma(verb, _SWELLING) is None or subject is None or subject.i > verb.i:
        return None
    return _mood(subject, verb)


def _palpable(token: Token) -> Span | None:
    """*The anger is palpable*."""
    subject = own_subject(token)
    if (
        token.lower_ not in _PALPABLE
        or subject is None
        or not any(c.dep_ == "cop" for c in token.children)
    ):
        return None
    return _mood(subject, token)


def _mood(subject: Token, predicate: Token) -> Span | None:
    lemma = lemma_of(subject)
    if lemma not in _MOOD or (lemma in ("call", "demand") and subject.tag_ != "NNS"):
        return None
    if any(
        c.dep_ in ("nmod:poss", "compound", "amod") and c.lower_ not in _SPREADING | _ANGRY
        for c in subject.children
    ):
        return None
    about = next(
        (c for c in subject.children if c.dep_ in ("nmod", "acl") and c.i > subject.i), None
    )
    doc, end = subject.doc, predicate.i + 1
    following = doc[end] if end < predicate.sent.end else None
    towards = following is not None and following.lower_ in ("for", "on", "over", "against", "to")
    if lemma in ("pressure", "momentum", "demand") and not towards and about is None:
        return None
    # Market demand and workload are counted, not voiced.
    if lemma == "demand" and about is not None and any(c.lower_ == "for" for c in about.children):
        return None
    if has_agent(subject, "from", "by") or has_agent(predicate, "from", "by"):
        return None
    return Span(doc, subject.left_edge.i, end + 1 if towards else end)


def _shook(verb: Token) -> Span | None:
    """*Shocked many fans at home and abroad*."""
    thing = object_of(verb)
    if thing is None or thing.i < verb.i:
        return None
    if verb_lemma(verb, _ROCKING) is not None:
        subject = own_subject(verb)
        if subject is None or lemma_of(subject) not in _NEWS:
            return None
    elif verb_lemma(verb, _SHAKING) is None:
        return None
    place = thing.ent_type_ == "Location" and thing.pos_ == "PROPN"
    if not (place or lemma_of(thing) in _PUBLIC):
        return None
    if lemma_of(thing) in ("market", "people", "local", "user") and not any(
        c.dep_ == "amod" for c in thing.children
    ):
        return None
    return verb_group(
        verb, end=noun_phrase(thing).end if len(noun_phrase(thing)) <= 8 else thing.i + 1
    )


def _net(verb: Token) -> Span | None:
    """*The internet has spoken*, *social media erupted*."""
    subject = own_subject(verb)
    if subject is None or verb_lemma(verb, _NETTING) is None:
        return None
    social = lemma_of(subject) == "media" and any(c.lower_ == "social" for c in subject.children)
    if not (social or subject.lower_ in _NET):
        return None
    return Span(verb.doc, subject.left_edge.i, verb.i + 1)


def _angry(token: Token) -> Span | None:
    """*Furious shoppers are swearing off …*: a crowd with a mood, and no member of it."""
    noun = token.head
    if (
        token.lower_ not in _ANGRY
        or token.dep_ != "amod"
        or not is_crowd(noun)
        or noun.dep_ != "nsubj"
    ):
        return None
    if any(
        c.dep_ in ("nummod", "nmod:poss") or c.lower_ in ("two", "three", "the")
        for c in noun.children
    ):
        return None
    verb = noun.head
    if (
        verb.pos_ != "VERB"
        or verb.i < noun.i
        or any(
            link.statement and link.source[0].start <= noun.i < link.source[0].end
            for link in links_in(noun.doc).with_source_at(noun.i)
        )
    ):
        return None
    particle = next(
        (c for c in verb.children if c.dep_ == "compound:prt" and c.i == verb.i + 1), verb
    )
    return Span(token.doc, noun.left_edge.i, particle.i + 1)


def _spreading(token: Token) -> Span | None:
    """*Growing calls for*, *widespread outrage*."""
    noun = token.head
    lemma = lemma_of(noun)
    if token.lower_ not in _SPREADING or token.dep_ != "amod" or noun.i < token.i:
        return None
    loud = (
        lemma in _MOOD
        and lemma not in ("demand", "pressure", "momentum", "excitement", "controversy")
    ) or lemma in ("chorus", "outcry", "uproar")
    if not loud or (lemma == "call" and noun.tag_ != "NNS"):
        return None
    if token.lower_ in ("international", "public", "popular", "fierce") and lemma in (
        "opposition",
        "call",
        "criticism",
    ):
        return None
    if has_agent(noun, "from", "by", "among") or has_agent(noun.head, "from", "by"):
        return None
    if any(c.dep_ == "nmod:poss" for c in noun.children) or noun.dep_ in ("conj",):
        return None
    first = min([c.i for c in noun.children if c.dep_ in ("amod", "det", "compound")] + [token.i])
    return Span(token.doc, first, noun.i + 1)


def _in_state(token: Token) -> Span | None:
    """*Kyiv in shock*: a place or a crowd, and its mood."""
    if token.lower_ not in _STATE or not any(
        c.dep_ == "case" and c.lower_ == "in" for c in token.children
    ):
        return None
    head = token.head
    who = head if head.pos_ in ("PROPN", "NOUN") and head.i < token.i else own_subject(token)
    if who is None or not (who.ent_type_ == "Location" or is_crowd(who)):
        return None
    if lemma_of(token) == "turmoil" and who == head:
        return None
    return Span(token.doc, who.left_edge.i, token.i + 1)


def _subject_of_comment(token: Token) -> Span | None:
    """*Has been the subject of much comment*."""
    if token.lower_ not in _TOPIC or not any(c.dep_ == "cop" for c in token.children):
        return None
    inner = next(
        (
            c
            for c in token.children
            if c.dep_ == "nmod" and any(g.lower_ == "of" for g in c.children)
        ),
        None,
    )
    if inner is None or lemma_of(inner) not in _OUTCRY or has_agent(inner, "from", "by", "in"):
        return None
    first = min(c.i for c in token.children if c.dep_ == "cop")
    while first > token.sent.start and token.doc[first - 1].dep_ == "aux":
        first -= 1
    return Span(token.doc, first, inner.i + 1)
