"""Who a source is when it is mentioned again: a light coreference for sources only.

A surname is joined to the full name above it, an acronym or a short form to the name that it
stands for, *the ministry* and *the mayor* to whoever was called so above, a pronoun to the last
person or body that spoke or acted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import Attribution, Referent
from sayso.annotate.entities import entities_between
from sayso.annotate.quotations import inside
from sayso.annotate.segments import nearby
from sayso.annotate.sources import (
    BODY,
    NAMED,
    OUTLET,
    PERSON,
    Kind,
    head_of,
    kind_of,
    lemma_of,
    own_name,
)
from sayso.annotate.words import words_in
from sayso.lexicon import load

_PRONOUNS = load("pronouns")
_SHE = _PRONOUNS.lemmas("she-word")
_HE = _PRONOUNS.lemmas("he-word")
_SHE_NAMES = _PRONOUNS.lemmas("she-name")
_HE_NAMES = _PRONOUNS.lemmas("he-name")
_WHICH = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("they", "them", "their"), "they"),
    "it": "it",
}
_PARTICLES = frozenset(
    {
        "al", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le",
        "van", "von",
    }
)  # fmt: skip
_TITLES = frozenset({"the", "mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "st"})
# Nouns for a body whose name need not hold them: *Brannock Steel … the company*.
_GENERIC = frozenset(
    {
        "agency", "airline", "bank", "broadcaster", "carrier", "channel", "charity", "club",
        "company", "daily", "firm", "giant", "group", "lender", "magazine", "maker",
        "manufacturer", "network", "newspaper", "operator", "outlet", "paper", "party",
        "publisher", "retailer", "site", "station", "supplier", "website",
    }
)  # fmt: skip
# The label of a name that the model gives none, where it is no source.
_UNKNOWN = "unknown"
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
# Sentences: how far back a pronoun reaches; tokens: how long an apposition is.
_REACH = 4
_APPOSITION = 12
# How many who share a word are looked at, the last ones first: more would take a long text long.
_MANY = 40


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody whom the text has named or described so far."""

    name: str
    kind: Kind
    first: Span
    # Capitalised words of the name in order; every noun that names or describes; he, she or "".
    words: tuple[str, ...]
    nouns: frozenset[str]
    pronoun: str
    plural: bool
    label: str = ""


@dataclass(slots=True)
class _Text:
    """Whom the text has brought up, and where: kept for one text, while it is read once."""

    known: list[_Known] = field(default_factory=list)
    # Where each was mentioned, in order: first token, number, whether it spoke or acted there.
    history: list[tuple[int, int, bool]] = field(default_factory=list)
    by_word: dict[str, list[int]] = field(default_factory=dict)
    by_noun: dict[str, list[int]] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    # The single words that each has been called by.
    alone: dict[int, set[str]] = field(default_factory=dict)

    def add(self, someone: _Known) -> int:
        self.known.append(someone)
        number = len(self.known) - 1
        self.index(number)
        return number

    def index(self, number: int) -> None:
        someone = self.known[number]
        for word in (*someone.words, *_short_forms(someone)):
            if number not in self.by_word.setdefault(word, []):
                self.by_word[word].append(number)
        for noun in someone.nouns:
            if number not in self.by_noun.setdefault(noun, []):
                self.by_noun[noun].append(number)

    def mention(self, number: int, at: int, *, strong: bool) -> None:
        self.history.append((at, number, strong))
        self.last[number] = at

    def latest(self, numbers: Iterable[int]) -> int | None:
        return max(numbers, key=lambda number: self.last.get(number, -1), default=None)


def find_referents(
    found: Iterable[Attribution], *, says: Callable[[Attribution], bool]
) -> dict[tuple[int, int], Referent]:
    """The referent of each source span, keyed by its first and last token; pronouns resolved.

    ``says`` tells whether an attribution's cue is a verb of saying.
    """
    links = tuple(found)
    sayers = {(s.start, s.end) for link in links if says(link) for s in link.source}
    spans = _source_spans(links)
    if not spans:
        return {}
    text = _Text()
    said = {at for link in links for span in link.content for at in range(span.start, span.end)}
    numbers: dict[tuple[int, int], int] = {}
    for span, source in _mentions(spans):
        if not source:
            _bystander(span, text, said=span.start in said)
            continue
        number = _resolve(span, text, says=(span.start, span.end) in sayers)
        text.mention(number, span.start, strong=True)
        numbers[span.start, span.end] = number
    whole = [Referent(someone.name, someone.kind, someone.first) for someone in text.known]
    return {place: whole[number] for place, number in numbers.items()}


def _source_spans(found: Iterable[Attribution]) -> list[Span]:
    spans = {(s.start, s.end): s for attribution in found for s in attribution.source}
    return [spans[key] for key in sorted(spans)]


def _mentions(sources: list[Span]) -> Iterator[tuple[Span, bool]]:
    """The sources, and between them the names that are none, in text order."""
    doc = sources[0].doc
    taken = {at for span in sources for at in range(span.start, span.end)}
    joined = {
        at for span in sources if _joined(span, head_of(span)) for at in range(span.start, span.end)
    }
    names = entities_between(doc, 0, len(doc))
    others = [
        ent
        for ent in names
        if ent.label_ in ("Person", "Organization")
        # *X and Y wrote*: each of them may be meant below.
        and (ent.start in joined or not any(at in taken for at in range(ent.start, ent.end)))
    ]
    taken.update(at for ent in names for at in range(ent.start, ent.end))
    others += [
        _proper(doc[at])
        for at, pos in enumerate(words_in(doc).pos)
        if pos == "PROPN" and at not in taken and _is_subject(doc[at])
    ]
    mentions = [*((span, True) for span in sources), *((span, False) for span in others)]
    yield from sorted(mentions, key=lambda pair: (pair[0].start, not pair[1]))


def _is_subject(token: Token) -> bool:
    return token.dep_ in _SUBJECTS or (token.dep_ == "conj" and token.head.dep_ in _SUBJECTS)


def _proper(token: Token) -> Span:
    """The proper nouns in a row that begin or end with a token."""
    doc, start, end = token.doc, token.i, token.i + 1
    while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].head.i >= start:
        end += 1
    while start > 0 and doc[start - 1].pos_ == "PROPN" and doc[start - 1].head == token:
        start -= 1
    return doc[start:end]


def _bystander(span: Span, text: _Text, *, said: bool) -> None:
    """Note a name that is no source where it stands, but may be one below.

    ``said`` tells that it stands in what a source says, and so behind the source itself.
    """
    if inside(span[0]) is not None:
        return
    label = span.label_ or _UNKNOWN
    # One word alone is too often a place or a body that was taken for a person.
    given = len(span) > 1 and span[0].lower_ in _SHE_NAMES | _HE_NAMES
    kind: Kind = "person" if given or (label == "Person" and len(span) > 1) else "organisation"
    someone = _someone(span, span.text, _words(span.text), kind, label)
    if not someone.words:
        return
    number = _by_name(someone, text)
    if number is None:
        if label == "Person" and len(span) == 1:
            return
        number = text.add(someone)
    else:
        _learn(number, someone, text)
    subject = span.root
    while subject.dep_ in ("conj", "flat", "compound", "appos") and subject.head != subject:
        subject = subject.head
    text.mention(number, span.start, strong=subject.dep_ in _SUBJECTS and not said)


def _resolve(span: Span, text: _Text, *, says: bool) -> int:
    """The number of whom a source's words stand for: known already, or new."""
    kind = kind_of(span, says=says)
    head = head_of(span)
    if kind == "pronoun":
        number = _antecedent(span, head, text)
        if number is None:
            return text.add(_Known(span.text, "pronoun", span, (), frozenset(), "", False))
        which = _WHICH.get(head.lower_, "")
        if which in ("he", "she") and not text.known[number].pronoun:
            text.known[number] = replace(text.known[number], pronoun=which)
        return number
    name = _name(span, head)
    words: tuple[str, ...] = ()
    own = own_name(span, head) is not None or _ends_in_name(span)
    if kind in NAMED and own and not _joined(span, head):
        words = _words(name)
    elif kind in NAMED and span[0].tag_ != "PRP$":
        # *Tarn police* is a name too, but none of its words alone is.
        words = (span.text.lower(),)
    someone = _someone(span, name, words, kind, head.ent_type_)
    number = _by_name(someone, text) if kind in NAMED and someone.words else None
    if number is None and _anaphoric(span, head):
        number = _by_noun(span, head, someone, text)
    if number is None:
        return text.add(someone)
    _learn(number, someone, text)
    return number


def _someone(span: Span, name: str, words: tuple[str, ...], kind: Kind, label: str) -> _Known:
    described = _described(span)
    return _Known(
        name=name,
        kind=kind,
        first=span,
        words=words,
        nouns=_nouns(described),
        pronoun=_pronoun_of(described, words),
        plural=_plural(span),
        label=label,
    )


def _learn(number: int, someone: _Known, text: _Text) -> None:
    """Add what a new mention tells of somebody known: a fuller name, a role, he or she."""
    known = text.known[number]
    if known.kind in NAMED and someone.kind in NAMED and len(someone.words) > len(known.words):
        known = replace(known, name=someone.name, kind=someone.kind, words=someone.words)
    text.known[number] = replace(
        known, nouns=known.nouns | someone.nouns, pronoun=known.pronoun or someone.pronoun
    )
    text.index(number)


# --- names ---------------------------------------------------------------------------------------


def _name(span: Span, head: Token) -> str:
    named = own_name(span, head)
    if named is None or _joined(span, head):
        return span.text
    inner = entities_between(span.doc, named.start, named.end)
    for label in ("Person", "Organization"):
        # *Stein spokeswoman Mel Figueroa*: the name that the head belongs to, or else the last.
        own = [ent for ent in inner if ent.label_ == label]
        within = [ent for ent in own if ent.start < _end_of_name(span)]
        if own and (within or not _ends_in_name(span)):
            return next((e for e in own if e.start <= head.i < e.end), (within or own)[-1]).text
    return span.doc[span.start : _end_of_name(span)].text if _ends_in_name(span) else span.text


def _ends_in_name(span: Span) -> bool:
    """Whether a phrase without what hangs on it ends in a name: *Coach Dan Reyes, who …*."""
    last = span.doc[_end_of_name(span) - 1]
    return last.pos_ == "PROPN" or (last.i > span.start and last.is_title)


def _end_of_name(span: Span) -> int:
    """Where the first words of a phrase end, before a comma, a preposition or a relative clause."""
    for token in span[1:]:
        stops = token.pos_ == "ADP" or (token.is_punct and token.text not in "-'’.&()")
        if stops or token.lower_ in ("who", "which", "whose"):
            return token.i
    return span.end


def _words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: no titles, roles or particles."""
    bare = name.partition(", ")[0]
    capitalised = [w.strip("()“”\"'‘’") for w in bare.replace(",", " ").split() if w[:1].isupper()]
    kept = [w for w in capitalised if w.lower().rstrip(".") not in _TITLES | _PARTICLES]
    names = [w for w in kept if w.lower() not in PERSON]
    return tuple(w.removesuffix("’s").removesuffix("'s") for w in names or kept)


def _short_forms(someone: _Known) -> Iterator[str]:
    if someone.kind != "person" and len(someone.words) > 1:
        yield "".join(word[0] for word in someone.words)
    for word in someone.first.text.replace("(", " (").split():
        if word.startswith("(") and word[1:].rstrip(").,").isupper():
            yield word[1:].rstrip(").,")


def _by_name(someone: _Known, text: _Text) -> int | None:
    candidates = {
        number
        for word in (someone.words[0], someone.words[-1])
        for number in text.by_word.get(word, ())[-_MANY:]
        if _same_name(someone, text.known[number])
    }
    # *Trump* is whoever was called so before, not the last one of that family.
    usual = {number for number in candidates if someone.words[-1] in text.alone.get(number, ())}
    chosen = text.latest(usual or candidates)
    if chosen is not None and len(someone.words) == 1:
        text.alone.setdefault(chosen, set()).add(someone.words[0])
    return chosen


def _same_name(one: _Known, other: _Known) -> bool:
    if one.pronoun and other.pronoun and one.pronoun != other.pronoun:
        return False
    mine, theirs = one.words, other.words
    if mine == theirs:
        return True
    if len(mine) == 1 and mine[0] in _short_forms(other):
        return True
    few, many = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
    if len(few) == 1:
        return few[0] in (many[0], many[-1]) if many else False
    return len(few) >= 2 and "person" not in (one.kind, other.kind) and set(few) <= set(many)


# --- roles: the mayor, the ministry, the official ------------------------------------------------


def _anaphoric(span: Span, head: Token) -> bool:
    if head.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return False
    return span[0].lower_ in ("the", "this", "that", "these", "those")


def _by_noun(span: Span, head: Token, someone: _Known, text: _Text) -> int | None:
    """The last one who was called so: every noun and adjective of the mention fits."""
    wanted = _nouns(span)
    lemma = lemma_of(head)
    fitting = [
        number
        for number in text.by_noun.get(lemma, ())[-_MANY:]
        if wanted <= text.known[number].nouns and _agrees(someone, text.known[number], lemma)
    ]
    if fitting:
        return text.latest(fitting)
    if lemma not in _GENERIC or someone.plural:
        return None
    bodies = [
        number
        for _, number, _ in reversed(text.history[-_MANY:])
        if _is_body(text.known[number])
        and wanted - {lemma} <= text.known[number].nouns
        and not text.known[number].nouns & (BODY | OUTLET | _GENERIC) - {lemma}
    ]
    return bodies[0] if bodies else None


def _agrees(one: _Known, other: _Known, lemma: str) -> bool:
    if one.pronoun and other.pronoun and one.pronoun != other.pronoun:
        return False
    surely = other.label == "Person" or bool(other.pronoun)
    if surely and other.kind == "person" and lemma in (BODY | OUTLET) - PERSON:
        # *Campaign spokesman Jason Miller* is not the campaign.
        return False
    if other.label == "Organization" and lemma in PERSON - BODY:
        return False
    return one.plural == other.plural


def _is_body(someone: _Known) -> bool:
    if someone.kind not in ("organisation", "outlet") or not someone.words:
        return False
    named = someone.words[0].lower() in _SHE_NAMES | _HE_NAMES
    return someone.label in ("Organization", _UNKNOWN, "") and not named and not someone.plural


def _described(span: Span) -> Span:
    """A mention with the title before it and the apposition behind: *X, the mayor of Dunmere,*."""
    doc: Doc = span.doc
    start, end, sent = span.start, span.end, span.sent
    while start > sent.start and doc[start - 1].pos_ in ("NOUN", "PROPN", "ADJ"):
        if doc[start - 1].head.i not in range(start - 1, end):
            break
        start -= 1
    if end < sent.end - 2 and doc[end].text == "," and doc[end + 1].pos_ in ("DET", "NOUN"):
        close = next(
            (t.i for t in doc[end + 1 : end + _APPOSITION] if t.text in (",", ".", ";")), None
        )
        verbs = doc[end + 1 : close] if close is not None else ()
        if close is not None and not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in verbs):
            end = min(close, sent.end)
    return doc[start:end]


def _nouns(span: Span) -> frozenset[str]:
    """What a phrase calls somebody: nouns and adjectives in small letters, as far as a clause."""
    words: list[str] = []
    for token in span:
        if token.lower_ in ("who", "which", "that", "whose") and token.i > span.start:
            break
        if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.lower_ not in _TITLES:
            words.append(lemma_of(token))
    return frozenset(words)


# --- he, she, it, they ---------------------------------------------------------------------------


def _pronoun_of(described: Span, words: tuple[str, ...]) -> str:
    lower = {token.lower_.rstrip(".") for token in described[:6]}
    lemmas = lower | {token.lemma_.lower() for token in described}
    if lower & {"his", "her", "their"}:
        # *her husband*: the word for the one, not for the other.
        lemmas -= {"his", "her", "their"}
    she, he = bool(lemmas & _SHE), bool(lemmas & _HE)
    if she != he:
        return "she" if she else "he"
    given = words[0].lower() if len(words) > 1 else ""
    if given in _SHE_NAMES:
        return "she"
    return "he" if given in _HE_NAMES else ""


def _plural(span: Span) -> bool:
    head = head_of(span)
    if head.lower_ in ("people", "police", "media"):
        return True
    if head.tag_ in ("NNS", "NNPS"):
        return True
    return _joined(span, head)


def _joined(span: Span, head: Token) -> bool:
    if any(t.text == "&" for t in span) or head.ent_type_ == "Organization":
        return False
    # *Helmut and Greta Falk*
    names = any(
        t.lower_ == "and" and t.nbor(-1).pos_ == t.nbor(1).pos_ == "PROPN" for t in span[1:-1]
    )
    return names or any(c.dep_ == "conj" and c.i < span.end for c in head.children)


def _antecedent(span: Span, head: Token, text: _Text) -> int | None:
    """The last fitting person or body that spoke or acted before a pronoun, a few sentences back;
    failing these, the last that was named.
    """
    which = _WHICH.get(head.lower_)
    if which is None or inside(head) is not None:
        # In a quotation the words are the source's own, and so is whom they point at.
        return None
    low = nearby(span, sentences=_REACH)
    fitting = []
    for at, number, strong in reversed(text.history):
        if at < low:
            break
        if at < span.start and _stands_for(which, text.known[number]):
            fitting.append((strong, number))
    chosen = next((number for strong, number in fitting if strong), None)
    if chosen is None and which != "it":
        chosen = next((number for _, number in fitting), None)
    if chosen is None and which == "they":
        chosen = _body_for_they(low, span.start, text)
    return chosen


def _stands_for(which: str, someone: _Known) -> bool:
    if which == "they":
        return someone.plural
    if someone.plural:
        return which == "it" and someone.kind == "organisation"
    if which == "it":
        return someone.kind in ("organisation", "outlet", "document")
    if someone.pronoun and someone.pronoun != which:
        return False
    unlabelled = someone.kind == "organisation" and not someone.label and len(someone.words) == 1
    return someone.kind in ("person", "described") or unlabelled


def _body_for_they(low: int, high: int, text: _Text) -> int | None:
    recent = takewhile(lambda mention: low <= mention[0], reversed(text.history))
    return next(
        (
            number
            for at, number, strong in recent
            if at < high and strong and text.known[number].kind in ("organisation", "outlet")
        ),
        None,
    )
