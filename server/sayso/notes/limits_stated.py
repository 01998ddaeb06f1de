"""The note type *says what is not known*."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from sayso.annotate.clauses import (
    clause,
    negated,
    object_of,
    own_subject,
    passive,
    verb_group,
    verb_lemma,
    verbs_placed,
)
from sayso.annotate.guards import own_words
from sayso.annotate.minds import has_mind
from sayso.annotate.segments import sentences
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import placed, words_in
from sayso.lexicon import load
from sayso.note import Finding, note_type

_LEXICON = load("limits")
_FINDING = _LEXICON.lemmas("finding")
_TELLING = _LEXICON.lemmas("telling")
_ALWAYS = _LEXICON.lemmas("always")
_ASKING = _LEXICON.lemmas("asking")
_MATTER = _LEXICON.lemmas("matter")
_CALL = _LEXICON.lemmas("call")
_REFUSING = _LEXICON.lemmas("refusing")
_UNKNOWN = _LEXICON.lemmas("unknown")
_KNOWN = _LEXICON.lemmas("known")
_EARLY = _LEXICON.lemmas("early")

_HINTS = frozenset(
    {
        "cannot", "early", "hang", "hung", "little", "n't", "n’t", "neither", "never", "no", "nobody",
        "not", "nothing", "phone", "soon", "unable", "unanswered", "unavailable", "uncertain",
        "unclear", "unconfirmed", "unknown", "unreachable", "unreturned", "unverified", "without", "yet",
    }
)  # fmt: skip
_GOING = frozenset({"be", "confirm", "end", "go", "hang", "leave", "put", "release", "walk"})
_ASKERS = frozenset(
    {
        "committee",
        "congress",
        "court",
        "detectives",
        "investigators",
        "judge",
        "jury",
        "panel",
        "police",
        "prosecutors",
    }
)
_GIVING = frozenset({"disclose", "give", "offer", "provide", "release", "reveal"})
_READY = frozenset({"available", "reachable", "unavailable", "unreachable"})
_WORDS = _READY | _UNKNOWN | _KNOWN | {"early", "soon"}
_LEMMAS = _FINDING | _TELLING | _REFUSING | _GOING | {"know"}
_QUESTION = frozenset(
    {"whether", "if", "how", "who", "whom", "whose", "what", "when", "where", "why", "which"}
)
_TENSES = frozenset({"did", "has", "have", "had", "would", "will", "wo"})
_CLAUSES = frozenset({"ccomp", "csubj", "csubj:pass", "advcl", "obj", "nsubj", "xcomp"})


@note_type(
    family="sourcing",
    tone="credit",
    line="solid",
    title="Says what is not known",
    question="Has it been cleared up since?",
    often_fine="Saying what is not known is a mark of careful reporting.",
    basis="Reuters Handbook: be explicit about what you do not know; W3C Credible Web 18.61",
    examples=(
        "{statement:Reuters could not independently verify the report.}",
        "{statement:The ministry did not respond to a request for comment.}",
        "{statement:It was not immediately clear how many people were hurt.}",
        "{statement:The harbour board declined to comment.}",
        "The mayor left at noon and {statement:would not say who had paid for the trip}.",
        "{statement:No figures were available for Dunmere.}",
        "Police said {statement:it was too early to say what had caused the fire}.",
        "{statement:The owner could not be reached.}",
    ),
    near_misses=(
        "The team could not beat the champions.",
        "The implications are clear.",
        "The patient did not respond to the drug.",
        "He refused to leave his seat.",
        "The water was not clear.",
        "She declined the invitation to the ball.",
        "The two sides could not reach a deal.",
        "The brand is not known abroad.",
    ),
)
def limits_stated(doc: Doc) -> Iterator[Finding]:
    """The article states what it could not verify, whom it could not reach or what is not known."""
    end = -1
    for token in own_words(doc, _candidates(doc)):
        if token.i < end or not _withholds(token):
            continue
        span = _statement(token)
        end = span.end
        yield Finding((("statement", span),), f"The text says what is missing: “{_short(span)}”.")


def _candidates(doc: Doc) -> Iterator[int]:
    """What ``_withholds`` may be true of, in sentences that have a word without which nothing can
    be missing.
    """
    words = words_in(doc)
    hints = {w for w in words.by_lower if w in _HINTS or w.startswith(("declin", "refus"))}
    places = placed(doc, words=hints)
    verbs = {*words.by_tag.get("VBN", ()), *verbs_placed(doc, _GIVING)}
    wanted = sorted({*verbs, *placed(doc, words=_WORDS, lemmas=_LEMMAS)})
    for sent in sentences(doc):
        if bisect_left(places, sent.start) < bisect_left(places, sent.end):
            yield from wanted[bisect_left(wanted, sent.start) : bisect_left(wanted, sent.end)]


def _short(span: Span) -> str:
    words = " ".join(span.text.split()).rstrip(".!?")
    if len(words) <= 90:
        return words
    return words[:90].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _withholds(token: Token) -> bool:
    lemma = token.lemma_.lower()
    if _yet_to(token, lemma) or _gave_none(token):
        return True
    if token.pos_ in ("VERB", "AUX"):
        return (
            _could_not(token, lemma)
            or _did_not(token, lemma)
            or _refuses(token, lemma)
            or _unavailable(token)
            or _silent(token, lemma)
            or _not_known(token, lemma)
            # *It was not clear*: the tagger may take the adjective for a verb.
            or (token.lower_ in _KNOWN and _unclear(token, lemma))
        )
    return _unclear(token, lemma) or _unavailable(token)


def _yet_to(verb: Token, lemma: str) -> bool:
    """*Has yet to say how*."""
    yet = verb.doc[max(verb.i - 2, verb.sent.start) : verb.i]
    return (
        [t.lower_ for t in yet] == ["yet", "to"]
        and lemma in _TELLING
        and (lemma in _ALWAYS or _asks(verb))
    )


def _gave_none(verb: Token) -> bool:
    """*Gave no details*, *offered no explanation*."""
    if verb_lemma(verb, _GIVING) is None or verb.pos_ != "VERB":
        return False
    thing = object_of(verb)
    if thing is None or lemma_of(thing) not in _MATTER - {"evidence", "example", "name", "number"}:
        return False
    finite = verb.tag_ in ("VBD", "VBZ", "VBP", "VBN") and own_subject(verb) is not None
    return finite and any(c.lower_ in ("no", "little") for c in thing.children)


def _official_asks(verb: Token) -> bool:
    """Whether a court or the police asked, not the press."""
    return any(t.lower_ in _ASKERS for t in verb.subtree if t.i > verb.i)


def _helper(verb: Token, *wanted: str) -> bool:
    return any(
        child.dep_ in ("aux", "aux:pass") and child.lemma_.lower() in wanted
        for child in verb.children
    ) or any(child.dep_ == "aux" and child.lower_ in wanted for child in verb.children)


def _modal(verb: Token, *wanted: str) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in wanted for child in verb.children)


def _could_not(verb: Token, lemma: str) -> bool:
    """*Could not verify*, *was unable to establish*, *was not able to supply*."""
    if lemma not in _FINDING:
        return False
    unable = verb.dep_ in ("xcomp", "ccomp", "advcl") and (
        verb.head.lower_ == "unable" or (verb.head.lower_ == "able" and negated(verb.head))
    )
    cannot = negated(verb) and (
        _modal(verb, "could", "can", "ca") or (verb.i > 0 and verb.nbor(-1).lower_ == "cannot")
    )
    if not (unable or cannot):
        return False
    if lemma in ("reach", "contact", "locate", "trace"):
        return _reaches(verb)
    if lemma in ("say", "tell"):
        return _asks(verb) or (lemma == "say" and not _has_clause(verb))
    if lemma in ("supply", "obtain"):
        thing = object_of(verb)
        return thing is not None and thing.lemma_.lower() in _MATTER
    return object_of(verb) is not None or passive(verb) or _has_clause(verb)


def _reaches(verb: Token) -> bool:
    """Whether people, not a goal, could not be reached."""
    if any(t.lower_ == "comment" for t in verb.subtree):
        return True
    target = own_subject(verb) if passive(verb) else object_of(verb)
    if target is None:
        return False
    return has_mind(target) or target.lower_ in ("him", "her", "them")


def _did_not(verb: Token, lemma: str) -> bool:
    """*Did not reply*, *would not say whether*, *has not given a reason*."""
    if lemma not in _TELLING or not negated(verb) or passive(verb):
        return False
    # "They do not disclose" is a habit; a question to them has a time.
    if not any(child.dep_ == "aux" and child.lower_ in _TENSES for child in verb.children):
        return False
    subject = own_subject(verb)
    if subject is not None and subject.lower_ in ("i", "we", "you"):
        return False
    thing = object_of(verb)
    word = thing.lemma_.lower() if thing is not None else ""
    if lemma in ("respond", "reply", "answer", "return"):
        around = {t.lemma_.lower() for t in verb.subtree}
        if around & (_CALL | {"comment"}):
            return True
        return lemma in ("respond", "reply") and not _to(verb)
    if lemma in _ALWAYS:
        return True
    if _asks(verb):
        return True
    if lemma in _ASKING and thing is None and not _has_clause(verb):
        return lemma != "say" or _modal(verb, "would")
    if word in _MATTER:
        return True
    withheld = _modal(verb, "would") or lemma in ("disclose", "identify", "name", "specify")
    return (
        withheld
        and lemma in ("confirm", "disclose", "discuss", "identify", "name", "reveal")
        and thing is not None
    )


def _to(verb: Token) -> bool:
    return any(c.dep_ == "obl" and any(g.lower_ == "to" for g in c.children) for c in verb.children)


def _refuses(verb: Token, lemma: str) -> bool:
    """*Declined to comment*, *refused to give details*, *declined an interview*."""
    if lemma not in _REFUSING or negated(verb):
        return False
    told = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i), None)
    if told is not None:
        word = told.lemma_.lower()
        thing = object_of(told)
        if word in ("give", "provide", "offer", "release", "share", "supply"):
            return thing is not None and any(
                t.lemma_.lower() in _MATTER or t.lower_ == "interview" for t in thing.subtree
            )
        if word in ("speak", "talk"):
            around = {t.lower_ for t in told.subtree}
            return bool(around & {"press", "media", "reporters", "journalists", "about", "record"})
        if word in ("answer", "return", "respond", "reply") and not _official_asks(told):
            around = {t.lemma_.lower() for t in told.subtree}
            return bool(around & (_CALL | {"comment"}))
        if word in ("answer", "return", "respond", "reply"):
            return False
        return word in _TELLING or (word == "interview" and passive(told))
    thing = object_of(verb)
    return thing is not None and any(
        t.lemma_.lower() in ("comment", "interview") for t in thing.subtree
    )


def _asks(verb: Token) -> bool:
    """Whether a question is the verb's complement: *did not say why*."""
    for child in verb.children:
        if child.i < verb.i or child.dep_ not in ("ccomp", "xcomp", "advcl", "obj", "obl"):
            continue
        first = child.left_edge
        if first.lower_ in _QUESTION and not (
            first.lower_ == "if" and verb.lemma_ in ("comment", "respond")
        ):
            return True
    following = verb.nbor(1) if verb.i + 1 < verb.sent.end else None
    return following is not None and following.lower_ in _QUESTION


def _has_clause(verb: Token) -> bool:
    return any(child.dep_ in ("ccomp", "xcomp") and child.i > verb.i for child in verb.children)


def _not_known(verb: Token, lemma: str) -> bool:
    """*Is not known*, *would not know until*, *nobody knows who*."""
    if lemma != "know":
        return False
    subject = own_subject(verb)
    nobody = subject is not None and (
        subject.lower_ in ("nobody", "little", "nothing")
        or any(c.lower_ in ("no", "little") for c in subject.subtree)
    )
    if passive(verb) or (verb.tag_ == "VBN" and _helper(verb, "be")):
        if negated(verb) and verb.sent[0].lower_ in _QUESTION:
            return True
        if negated(verb) and subject is not None and lemma_of(subject) in _MATTER:
            return not any(c.dep_ in ("xcomp", "obl") and c.i > verb.i for c in verb.children)
        if nobody and subject is not None:
            return True
        return (
            negated(verb)
            and (subject is None or subject.lower_ == "it" or subject.dep_.startswith("csubj"))
            and (_has_question(verb))
        )
    if subject is not None and subject.lower_ in ("i", "we", "you"):
        return False
    if nobody:
        return _asks(verb)
    until = any(t.lower_ == "until" for t in verb.subtree)
    return negated(verb) and (
        (_modal(verb, "would", "will") and until)
        or (_helper(verb, "do") and _asks(verb) and _official(subject))
    )


def _official(subject: Token | None) -> bool:
    return subject is not None and subject.lower_ in (
        "police",
        "authorities",
        "officials",
        "investigators",
        "officers",
        "researchers",
        "scientists",
        "doctors",
        "prosecutors",
        "detectives",
    )


def _has_question(head: Token) -> bool:
    return any(
        child.dep_ in _CLAUSES
        and any(t.lower_ in _QUESTION for t in child.doc[child.left_edge.i : child.left_edge.i + 2])
        for child in head.children
    ) or any(t.lower_ in _QUESTION for t in head.doc[head.i + 1 : min(head.i + 4, head.sent.end)])


def _unclear(token: Token, lemma: str) -> bool:
    """*It is unclear whether*, *was not immediately clear*, *too early to say*."""
    word = token.lower_
    linked = any(c.dep_ == "cop" for c in token.children) or (
        token.dep_ in ("xcomp", "acomp") and token.head.lemma_ in ("remain", "be", "stay", "seem")
    )
    subject = own_subject(token) or (
        own_subject(token.head) if token.dep_ in ("xcomp", "acomp") else None
    )
    if word in _UNKNOWN and token.pos_ == "ADJ":
        if token.sent[0].lower_ in _QUESTION and token.i > 0 and token.nbor(-1).lemma_ == "be":
            return True
        if not linked and not token.is_sent_start:
            return False
        if word in ("unclear", "unknown"):
            return (subject is not None and not has_mind(subject, pronouns=False)) or _has_question(
                token
            )
        return _has_question(token)
    if word in _KNOWN and token.pos_ in ("ADJ", "VERB"):
        if not negated(token) and not (token.dep_ in ("xcomp",) and negated(token.head)):
            return False
        hedged = any(c.lower_ in ("immediately", "yet", "exactly") for c in token.children)
        impersonal = subject is None or subject.lower_ == "it" or subject.dep_.startswith("csubj")
        return linked and (
            (_has_question(token) and impersonal)
            or (hedged and subject is not None and not has_mind(subject))
        )
    if word in ("early", "soon") and any(c.lower_ == "too" for c in token.children):
        return any(
            c.lemma_.lower() in _EARLY
            and (_asks(c) or c.lemma_.lower() in ("speculate", "gauge", "tell", "say"))
            for c in token.subtree
            if c.pos_ == "VERB"
        )
    return False


def _unavailable(token: Token) -> bool:
    """*No figures were available*, *was not available for comment*, *no reason was given*."""
    word = token.lower_
    if word in _READY:
        for_comment = any(t.lower_ in ("comment", "interview") for t in token.subtree)
        if (word.startswith("un") or negated(token)) and for_comment:
            return True
        subject = own_subject(token)
        if subject is None or not any(c.dep_ == "cop" for c in token.children):
            return False
        empty = any(c.lower_ in ("no", "neither") for c in subject.children) or (
            negated(token) and any(c.lower_ == "immediately" for c in token.children)
        )
        return empty and any(t.lemma_.lower() in _MATTER for t in subject.subtree)
    if token.tag_ == "VBN" and token.lemma_.lower() in (
        "disclose",
        "give",
        "make",
        "offer",
        "provide",
        "release",
        "report",
        "supply",
    ):
        subject = own_subject(token)
        if subject is None or not passive(token):
            return False
        empty = any(c.lower_ in ("no", "neither") for c in subject.children)
        empty = empty or negated(token)
        public = token.lemma_.lower() != "make" or any(
            t.lower_ in ("public", "available") for t in token.subtree
        )
        return empty and public and subject.lemma_.lower() in _MATTER
    return False


def _silent(verb: Token, lemma: str) -> bool:
    """*Left without speaking to the press*, *hung up*, *calls went unanswered*, *neither confirm nor deny*."""
    if lemma not in _GOING and verb.tag_ != "VBN":
        return False
    words = [t.lower_ for t in verb.subtree]
    if lemma in ("leave", "walk", "go", "end", "release") and "without" in words:
        inner = next(
            (
                c
                for c in verb.children
                if c.dep_ == "advcl" and any(g.lower_ == "without" for g in c.children)
            ),
            None,
        )
        if inner is not None:
            around = {t.lower_ for t in inner.subtree}
            speaking = inner.lemma_.lower() in ("speak", "talk") and around & {
                "press",
                "media",
                "reporters",
                "journalists",
            }
            return (
                bool(speaking)
                or inner.lemma_.lower() in _ALWAYS
                or (
                    inner.lemma_.lower() in ("give", "provide", "offer", "answer", "take")
                    and bool({t.lemma_.lower() for t in inner.subtree} & (_MATTER | _CALL))
                )
            )
    if lemma in ("hang", "put") and (
        "hung up" in " ".join(words) or "phone down" in " ".join(words)
    ):
        return True
    if lemma in ("go", "be", "leave") or verb.tag_ == "VBN":
        subject = own_subject(verb)
        if subject is not None and any(t.lemma_.lower() in _CALL for t in subject.subtree):
            if "unanswered" in words or "unreturned" in words:
                return True
            return lemma in ("return", "answer") and passive(verb) and negated(verb)
    return (
        lemma == "confirm"
        and "neither" in words + [t.lower_ for t in verb.lefts]
        and "deny" in [t.lower_ for t in verb.sent[verb.i - verb.sent.start :]]
    )


def _statement(token: Token) -> Span:
    """The clause that says what is missing; after a shared subject, from the verb on."""
    verb, sent = token, token.sent
    if token.lower_ in _UNKNOWN and sent[0].lower_ in _QUESTION:
        return Span(verb.doc, sent.start, sent.end)
    if verb.i > 0 and verb.nbor(-1).lower_ == "neither":
        end = clause(verb, whole=False).end
        return (
            clause(verb)
            if own_subject(verb) is not None
            else Span(verb.doc, max(verb.i - 2, sent.start), end)
        )
    if verb.dep_ in ("xcomp", "ccomp", "advcl") and verb.head.lower_ in ("unable", "able"):
        verb = verb.head
    if (
        verb.dep_ in ("xcomp", "acomp")
        and own_subject(verb) is None
        and verb.head.pos_ in ("VERB", "AUX")
    ):
        verb = verb.head
    if own_subject(verb) is None or verb.dep_ == "acl:relcl":
        end = clause(verb, whole=False).end
        if own_subject(verb) is None and verb.dep_ == "ROOT":
            return clause(verb)
        start = verb_group(verb).start
        return Span(verb.doc, start, max(end, start + 1))
    return clause(verb)
