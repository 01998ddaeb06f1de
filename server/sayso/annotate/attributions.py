"""Attributions: who says what, joined from the trained spans, the parse and the word lists.

The model (``doc.spans["roles"]``) proposes sources, cues and contents, and which belong together;
the parse adds what the model missed where a reporting verb has a clause or a quotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from sayso.annotate.attribution import Attribution, links_of
from sayso.annotate.chains import RELAY, chained, opens_link, with_chains
from sayso.annotate.headlines import find_headline_attributions
from sayso.annotate.lifted import lifted
from sayso.annotate.mentions import find_referents
from sayso.annotate.minds import has_mind
from sayso.annotate.nominals import noun_phrase, subject_of, without_clause
from sayso.annotate.nominals import trimmed as _trimmed
from sayso.annotate.quotations import has_words, inside, quotations_near
from sayso.annotate.quotations import how_quoted as _quotation
from sayso.annotate.segments import segment_of
from sayso.annotate.sourceless import JUDGED, find_sourceless
from sayso.annotate.sources import BARE, CROWD, DOCUMENT, PERSON, lemma_of
from sayso.annotate.words import placed
from sayso.lexicon import load
from sayso.network.roles import CUES, ROLES_KEY

_REPORTING = load("reporting")
SPEECH = _REPORTING.lemmas("speech")
BELIEF = _REPORTING.lemmas("belief")
EVIDENCE = _REPORTING.lemmas("evidence")
JUDGEMENT = _REPORTING.lemmas("judgement")
READING = _REPORTING.lemmas("reading")
HOLDING = _REPORTING.lemmas("holding")
NOUNS = _REPORTING.lemmas("noun")
VERBS = SPEECH | BELIEF | EVIDENCE

# Verbs that bring in speech only together with a quotation.
_QUOTING = frozenset(
    {"ask", "speak", "refer", "describe", "be", "go", "urge", "demand", "read", "feel", "put"}
)
_SEEMING = frozenset(
    {"appear", "look", "seem", "sound", "remain", "happen", "mean", "become", "make"}
)
_CLAUSES = frozenset({"ccomp", "parataxis"})
# Tokens between a source and its verb: *last week*.
_BESIDE = 3


def find_attributions(doc: Doc) -> Iterator[Attribution]:
    """Yield attributions in the order of their first word.

    A source may be missing (*it is understood that …*). An attribution whose content holds the
    source of another one relays it: ``outer`` of the inner one.
    """
    group = doc.spans[ROLES_KEY]
    roles = [_edged(span) for span in group]
    cues = _merged([span for span in roles if span.label_ == "CUE"], _rule_cues(doc))
    wholes = {(edged.start, edged.end): span for edged, span in zip(roles, group, strict=True)}
    sources = _linked(roles, group.attrs[CUES], "SOURCE")
    contents = _linked(roles, group.attrs[CUES], "CONTENT")
    found = []
    for cue in cues:
        if opens_link(cue):
            continue
        own = min(sources.get(cue.start, ()), key=lambda span: _gap(span, cue), default=None)
        source = _source(cue, own)
        if source is None and _needs_somebody(cue):
            continue
        if source is not None:
            source = _up_to(_whom(source), cue)
        given = [
            c
            for c in contents.get(cue.start, ())
            if not (source is not None and _overlap(c, source))
        ]
        content = given or [
            c for c in _content(cue, source) if source is None or not _overlap(c, source)
        ]
        content = content or _clause_beside(cue, source)
        if cue.label_ == "rule" and not content:
            continue
        found.append(
            Attribution(
                source=(source,) if source is not None else (),
                cue=(cue,),
                content=tuple(content),
                quotation=_quotation(doc, content),
                whole=(wholes[own.start, own.end],) if own is not None and source else (),
            )
        )
    known = frozenset(at for a in found for c in a.cue for at in range(c.start, c.end))
    in_title = list(find_headline_attributions(doc, known))
    stated = with_chains(doc, [replace(a, statement=_states(a)) for a in found])
    titled = {a.cue[0].start for a in in_title}
    stated = [a for a in stated if not titled & {c.start for c in a.cue}]
    known |= {at for a in stated for c in a.cue for at in range(c.start, c.end)}
    known |= {at for a in in_title for c in a.cue for at in range(c.start, c.end)}
    nobody = find_sourceless(doc, known)
    stated = sorted([*stated, *in_title, *nobody], key=lambda a: a.start)
    referents = find_referents(stated, says=_says)
    yield from chained(
        [
            replace(a, referent=referents[a.source[0].start, a.source[0].end]) if a.source else a
            for a in stated
        ]
    )


def _says(attribution: Attribution) -> bool:
    """Whether the cue is a verb of saying, which only somebody can do."""
    lemma = attribution.cue[0].root.lemma_.lower()
    return attribution.statement and lemma in SPEECH - EVIDENCE | RELAY


def _states(attribution: Attribution) -> bool:
    """Whether something is stated (R1), in the writer's own words (G1)."""
    cue = attribution.cue[0]
    root = cue.root
    if not attribution.content or _in_speech(cue, attribution):
        return False
    if according_to(cue[0]) is not None or root.lemma_ in RELAY or lifted(cue.doc, "R1"):
        return True
    lemma = root.lemma_.lower()
    negated = any(child.lower_ in ("not", "n't", "n’t", "never") for child in root.children)
    if negated and lemma not in BELIEF and attribution.quotation == "indirect":
        return False
    if attribution.quotation == "indirect" and lemma != "explain" and _asks(attribution.content[0]):
        return False
    beside = bool(attribution.source) and attribution.source[0].end == cue.start
    if (
        root.pos_ == "NOUN"
        and beside
        and lemma in VERBS
        and attribution.content[0][0].lower_ == "that"
    ):
        return True
    if attribution.quotation != "indirect" and (
        root.pos_ == "PUNCT" or lemma in VERBS | JUDGEMENT | NOUNS | _QUOTING
    ):
        return not any(child.dep_ == "xcomp" for child in root.children) or lemma != "continue"
    if _reads_as(root, lemma) or _holds(root, lemma):
        return True
    if lemma in VERBS and root.pos_ in ("VERB", "AUX"):
        return _clausal(root) or root.dep_ == "parataxis" or _proposition(attribution.content)
    if lemma in ("accuse", "blame"):
        return not _passive(root)
    if lemma in JUDGEMENT and root.pos_ == "VERB":
        return any(token.lower_ == "as" for span in attribution.content for token in span)
    return lemma in NOUNS and _finite(attribution.content)


def _reads_as(verb: Token, lemma: str) -> bool:
    """*Sees the pier as an eyesore*: a reading of something, which is a proposition (R1)."""
    if lemma not in READING or verb.pos_ != "VERB":
        return False
    return any(
        child.i > verb.i and any(c.lower_ == "as" and c.dep_ == "case" for c in child.children)
        for child in verb.children
        if child.dep_ in ("obl", "xcomp", "nmod")
    )


def _holds(verb: Token, lemma: str) -> bool:
    """*Consider the pier (to be) a danger*, *is thought by some to leak*: what is held true."""
    if lemma not in HOLDING or verb.pos_ != "VERB":
        return False
    passive = _passive(verb)
    held = any(child.dep_ in ("obj", "nsubj:pass") for child in verb.children)
    for child in verb.children:
        to = any(c.lower_ == "to" and c.dep_ == "mark" for c in child.children)
        # After a by-phrase the parse often hangs the infinitive elsewhere.
        clause = child.dep_ in ("xcomp", "ccomp") or (to and passive)
        if not clause or child.i < verb.i or child.tag_ == "VBG":
            continue
        if held and (to or child.pos_ in ("ADJ", "NOUN", "PROPN")):
            return passive or not to or any(c.dep_ == "cop" for c in child.children)
    return False


def _asks(content: Span) -> bool:
    """Whether a content is an indirect question: *did not say whether*, *knew what they did*."""
    first = (
        content[0].lower_
        if content[0].lower_ not in ("exactly", "just") or len(content) < 2
        else content[1].lower_
    )
    return first in ("whether", "why", "how", "what", "who", "where", "when", "if")


def _clausal(verb: Token) -> bool:
    return any(child.dep_ == "ccomp" and _tensed(child) for child in verb.children)


def _tensed(verb: Token) -> bool:
    """Whether a clause's head has tense or a modal: not *asked them to go*, nor *saw them go*."""
    if verb.tag_ not in ("VB", "VBG", "VBN"):
        return True
    return any(
        child.tag_ in ("MD", "VBD", "VBP", "VBZ") and child.dep_.startswith(("aux", "cop"))
        for child in verb.children
    )


def _finite(contents: Iterable[Span]) -> bool:
    """Whether a content has a verb with tense and so can be true or not."""
    return any(
        token.tag_ in ("VBD", "VBP", "VBZ", "MD") and content[0].lower_ != "to"
        for content in contents
        for token in content
    )


def _proposition(contents: tuple[Span, ...]) -> bool:
    """Whether a content is a clause: not a thing that is announced, signalled or reported."""
    if contents[0][0].lower_ == "that":
        return _finite(contents)
    root = contents[0].root
    if root.dep_ in ("obj", "obl", "nsubj:pass") and root.pos_ in ("NOUN", "PROPN", "PRON"):
        return False
    return _finite(contents)


def _in_speech(cue: Span, attribution: Attribution) -> bool:
    """Whether the cue itself stands inside somebody's quotation."""
    quotation = inside(cue[0])
    return quotation is not None and has_words(quotation, 4)


def _edged(span: Span) -> Span:
    """A trained span without the commas and signs at its edges; marks and brackets stay."""
    start, end = span.start, span.end
    while end - start > 1 and _is_edge(span.doc[end - 1]):
        end -= 1
    while end - start > 1 and _is_edge(span.doc[start]):
        start += 1
    return Span(span.doc, start, end, span.label)


def _is_edge(token: Token) -> bool:
    if token.lower_ in (",", ";", "who", "which"):
        return True
    sign = not any(character.isalnum() for character in token.text)
    return sign and not token.is_quote and not token.is_bracket and token.text not in ".?!:"


def according_to(token: Token) -> Token | None:
    """The noun after *according to* / *per*, given the first word of the phrase."""
    if (
        token.lower_ == "according"
        and token.i + 1 < len(token.doc)
        and token.nbor(1).lower_ == "to"
    ):
        head = token.head
        if token.i < head.i < token.sent.end and head.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
            return head
        following = token.doc[token.i + 2 : token.sent.end]
        noun = next((t for t in following if t.pos_ in ("NOUN", "PROPN", "PRON")), None)
        return None if noun is None else _topmost(noun, low=token.i + 2, high=token.sent.end)
    return None


def _object(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ in ("obl", "obj", "nmod")), None)


def _rule_cues(doc: Doc) -> Iterator[Span]:
    quoted = {at for q in doc.spans["quotations"] for at in range(q.start, q.end)}
    for at in placed(doc, words=("according",), lemmas=VERBS | RELAY | READING):
        token = doc[at]
        if at in quoted or token.pos_ == "SPACE":
            # What somebody quoted says that others say is a link of their own, not the article's.
            continue
        if according_to(token) is not None:
            yield Span(doc, token.i, token.i + 2, "rule")
        elif token.pos_ == "VERB" and (_reports(token) or _reads_several(token)):
            yield Span(doc, _verb_start(token), token.i + 1, "rule")
        elif token.pos_ == "VERB" and token.lemma_ in RELAY and _object(token):
            yield Span(doc, token.i, token.i + 1, "rule")


def _reads_several(verb: Token) -> bool:
    """*Many regard the pier as an eyesore*: a reading that no single person is named for."""
    subject = subject_of(verb) if verb.lemma_ in READING else None
    vague = subject is not None and subject.lower_ in ("few", "many", "several", "some")
    return vague and _reads_as(verb, verb.lemma_)


def _verb_start(verb: Token) -> int:
    start = verb.i
    while start - 1 >= verb.sent.start:
        before = verb.doc[start - 1]
        if (
            before.head == verb
            and before.dep_ in ("aux", "aux:pass")
            and before.lemma_ in ("have", "be")
        ):
            start -= 1
            continue
        break
    return start


def _reports(verb: Token) -> bool:
    """Whether a listed verb has what a report needs: a subject, and a clause or a quotation."""
    if verb.lemma_ not in VERBS:
        return False
    if _passive(verb):
        return False
    if verb.dep_ == "parataxis" and verb.lemma_ in SPEECH | BELIEF and subject_of(verb) is not None:
        return True
    clause = next((child for child in verb.children if child.dep_ in _CLAUSES), None)
    if clause is not None and clause.dep_ == "ccomp" and _tensed(clause):
        return subject_of(verb) is not None or verb.dep_ in ("acl", "advcl", "conj", "xcomp")
    if verb.lemma_ in SPEECH and (_beside_quotation(verb) or _that_clause(verb)):
        return subject_of(verb) is not None
    return False


def _that_clause(verb: Token) -> bool:
    """Whether *that* and a clause follow further on: *reported on Tuesday, citing X, that …*."""
    return any(
        token.lower_ == "that" and token.dep_ == "mark" and _tensed(token.head)
        for token in verb.doc[verb.i + 1 : verb.sent.end]
    )


def _beside_quotation(verb: Token) -> bool:
    """Whether a quotation ends just before or begins just after the verb and its subject."""
    subject = subject_of(verb)
    low = min(verb.i, subject.left_edge.i if subject is not None else verb.i)
    high = max(verb.i, subject.right_edge.i if subject is not None else verb.i)
    for quotation in quotations_near(verb.doc, low - 1, high + 3):
        if quotation.start <= verb.i < quotation.end:
            continue
        if 0 <= low - quotation.end <= 1 or 0 <= quotation.start - high - 1 <= 2:
            return True
    return False


def _merged(model: list[Span], rules: Iterable[Span]) -> list[Span]:
    taken = {at for span in model for at in range(span.start, span.end)}
    cues = [*model, *(r for r in rules if not any(at in taken for at in range(r.start, r.end)))]
    return sorted(cues, key=lambda span: span.start)


def _linked(roles: list[Span], cues: list[int], label: str) -> dict[int, list[Span]]:
    """The trained spans of a role by the first token of the cue that each belongs to."""
    given: dict[int, list[Span]] = {}
    for span, cue in zip(roles, cues, strict=True):
        if span.label_ == label and cue >= 0:
            given.setdefault(roles[cue].start, []).append(span)
    return given


def _source(cue: Span, own: Span | None) -> Span | None:
    """The source of a cue: the trained one that is linked to it, otherwise what the parse says."""
    if own is not None:
        if cue.root.lemma_ in JUDGED and _passive(cue.root) and _is_subject(own, cue.root):
            # *The bank was accused of …*: of whom it is said, not who says it.
            return None
        return without_clause(own, own[0])
    parsed = _parsed_source(cue)
    if cue.label_ == "rule":
        return _nearer(cue, parsed) or parsed or _noun_beside(cue)
    if _passive(cue.root):
        return parsed
    # The model saw a cue and no source: what is active has its subject for a source, save for
    # verbs of seeming (*appears to*), whose subject says nothing.
    root = cue.root
    return parsed if root.pos_ == "VERB" and root.lemma_ not in _SEEMING else None


def _is_subject(source: Span, verb: Token) -> bool:
    return any(
        child.dep_ in ("nsubj:pass", "nsubj") and source.start <= child.i < source.end
        for child in verb.children
    )


def _needs_somebody(cue: Span) -> bool:
    """Whether a cue without a source is an active verb, which has somebody for its subject: *worth
    noting*, *to ask why*, *think Brexit*. What somebody would do is no attribution, and where the
    parse has lost who does it, it is not nobody.
    """
    verb = cue.root
    return (
        verb.pos_ == "VERB"
        and verb.tag_ != "VBN"
        and verb.lemma_ not in _SEEMING
        and not any(child.dep_.startswith(("nsubj", "expl")) for child in verb.children)
    )


def _nearer(cue: Span, parsed: Span | None) -> Span | None:
    """Who stands before a verb of saying where the parse went past them to a thing further off:
    *stakes have gone in, and* **a driver** *said …*; *mushrooms, however,* **he** *said …*.
    """
    verb, doc = cue.root, cue.doc
    if verb.pos_ != "VERB" or verb.lemma_ not in SPEECH - EVIDENCE or _passive(verb):
        return None
    if verb.tag_ == "VBG" or cue.start == cue.sent.start:
        return None
    low = cue.sent.start if parsed is None else parsed.end
    before = doc[cue.start - 1]
    if before.lower_ in ("he", "she", "they", "we", "i") and parsed is not None:
        return Span(doc, before.i, before.i + 1) if before.i >= low else None
    if parsed is not None and not _thing(parsed.root):
        return None
    for token in reversed(doc[low : cue.start]):
        if token.pos_ != "NOUN" or lemma_of(token) not in PERSON | CROWD | BARE:
            continue
        phrase = noun_phrase(token)
        joined = phrase.start > low + 1 and (
            doc[phrase.start - 1].tag_ == "CC"
            # "Ana Cruz, a driver, said": the comma after a name opens what she is.
            or (doc[phrase.start - 1].text == "," and doc[phrase.start - 2].pos_ != "PROPN")
        )
        if joined and cue.start - phrase.end <= _BESIDE and inside(token) is None:
            return Span(doc, phrase.start, min(phrase.end, cue.start))
    return None


def _thing(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and not has_mind(noun) and lemma_of(noun) not in DOCUMENT


def _whom(source: Span) -> Span:
    """The noun that a relative pronoun stands for: *one gardener, who has no car, said …*."""
    pronoun, doc = source[0], source.doc
    if len(source) > 1 or pronoun.lower_ != "who" or pronoun.tag_ != "WP":
        return source
    at = pronoun.i - 1
    if at >= pronoun.sent.start and doc[at].text in (",", "—", "–"):
        at -= 1
    if at < pronoun.sent.start or doc[at].pos_ not in ("NOUN", "PROPN"):
        return source
    phrase = noun_phrase(_topmost(doc[at], low=pronoun.sent.start, high=at + 1))
    return Span(doc, phrase.start, at + 1, source.label) if phrase.start <= at else source


def _up_to(source: Span, cue: Span) -> Span:
    """The source with the words that lead from it to the verb: *sources* **close to the board**
    *said*.
    """
    verb, doc = cue.root, cue.doc
    if not source.end < cue.start <= source.end + 8 or verb.lemma_ not in SPEECH or _passive(verb):
        return source
    between = doc[source.end : cue.start]
    if any(
        t.is_punct
        or t.is_space
        or t.tag_ in ("VBD", "VBP", "VBZ", "MD", "CC", "TO")
        or t.pos_ == "AUX"
        for t in between
    ):
        return source
    while between and between[-1].pos_ == "ADV":
        between = doc[between.start : between.end - 1]
    if len(between) < 2 or source.root.pos_ == "PRON" or between[0].pos_ == "PRON":
        return source
    if between[0].tag_ not in ("IN", "JJ", "RB", "VBN", "VBG") or between[-1].pos_ not in (
        "NOUN",
        "PROPN",
        "NUM",
    ):
        return source
    return Span(doc, source.start, between.end, source.label)


def _noun_beside(cue: Span) -> Span | None:
    """Who speaks, where the parse gives the verb no subject: the noun phrase beside it."""
    verb, doc, sent = cue.root, cue.doc, cue.sent
    if (
        verb.lemma_ not in SPEECH
        or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBG", "VBN")
        or _passive(verb)
    ):
        return None
    before = doc[cue.start - 1] if cue.start > sent.start else None
    inverted = before is None or before.text in _EDGES
    if (
        inverted
        and cue.end < sent.end
        and verb.tag_ != "VBG"
        and verb.lemma_ not in ("tell", "inform")
    ):
        noun = next(
            (
                t
                for t in doc[cue.end : min(cue.end + 8, sent.end)]
                if t.pos_ in ("PROPN", "NOUN", "PRON")
            ),
            None,
        )
        if noun is not None and not any(
            t.tag_ in ("IN", "TO") or t.is_punct for t in doc[cue.end : noun.i]
        ):
            return noun_phrase(_topmost(noun, low=cue.end, high=sent.end))
    if verb.tag_ == "VBG":
        return None
    at = cue.start - 1
    while at >= sent.start and (doc[at].pos_ in ("ADV", "AUX") or doc[at].is_space):
        at -= 1
    if at < sent.start or inside(doc[at]) is not None:
        return None
    subjects = [
        t
        for t in doc[sent.start : at + 1]
        if t.dep_.startswith("nsubj")
        and inside(t) is None
        and t.lower_ not in ("who", "which", "that")
    ]
    if not subjects:
        return None
    phrase = noun_phrase(subjects[-1])
    return _edged(Span(doc, phrase.start, min(max(phrase.end, subjects[-1].i + 1), cue.start)))


_EDGES = frozenset({",", "”", '"', "’", "'", "''", "—", "–"})


def _topmost(noun: Token, *, low: int, high: int) -> Token:
    head = noun
    while (
        head.head != head
        and low <= head.head.i < high
        and head.head.pos_ in ("NOUN", "PROPN")
        and head.dep_ in ("compound", "flat", "appos", "amod", "nmod")
    ):
        head = head.head
    return head


def _parsed_source(cue: Span) -> Span | None:
    root = cue.root
    first = cue[0]
    noun = according_to(first)
    if noun is not None:
        return noun_phrase(noun)
    if root.pos_ in ("VERB", "AUX"):
        if root.lemma_ in RELAY and root.tag_ == "VBG":
            target = _object(root)
            return noun_phrase(target) if target is not None else None
        if _passive(root):
            agent = next(
                (
                    child
                    for child in root.children
                    if child.dep_.startswith("obl")
                    and any(c.lower_ == "by" for c in child.children)
                ),
                None,
            )
            return noun_phrase(agent) if agent is not None else None
        subject = subject_of(root)
        if subject is None:
            return None
        phrase = noun_phrase(subject)
        if phrase.start < cue.start < phrase.end:
            # *sources suggesting that …*: the clause that the cue opens is no part of its source.
            return _edged(Span(cue.doc, phrase.start, cue.start))
        return phrase
    if root.pos_ == "NOUN":
        owner = next((c for c in root.children if c.dep_ == "nmod:poss"), None)
        return noun_phrase(owner) if owner is not None else None
    return None


def _passive(verb: Token) -> bool:
    # Without *be* or *get* a past participle with a subject is a past tense that was misread.
    if any(
        child.dep_ == "aux:pass"
        or (child.dep_ == "aux" and child.lemma_ == "be" and verb.tag_ == "VBN")
        for child in verb.children
    ):
        return True
    return verb.dep_ == "acl" and verb.tag_ == "VBN"


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _content(cue: Span, source: Span | None) -> list[Span]:
    """The statement by the parse, for a cue that no trained content belongs to."""
    doc, root = cue.doc, cue.root
    if according_to(cue[0]) is not None:
        return _rest_of_sentence(cue, source)
    clause = next((child for child in root.children if child.dep_ == "ccomp"), None)
    if clause is not None:
        start, end = clause.left_edge.i, clause.right_edge.i + 1
        while start < end and (doc[start].lower_ in ("that", ",") or doc[start].is_space):
            start += 1
        while end > start and doc[end - 1].is_punct and doc[end - 1].text in ".,;":
            end -= 1
        if clause.i < cue.start:
            end = min(end, cue.start)
        return [Span(doc, start, end)] if start < end else []
    if root.dep_ == "parataxis":
        return _rest_of_sentence(cue, source)
    quotations = [
        q
        for q in quotations_near(doc, cue.start - 8, cue.end + 8)
        if segment_of(q[0]) == segment_of(root) and _gap(q, cue) <= 8
    ]
    if quotations:
        return [min(quotations, key=lambda q: _gap(q, cue))]
    if cue.label_ == "rule" and not _reads_several(root):
        return []
    return _complement(cue)


def _complement(cue: Span) -> list[Span]:
    """What a trained cue without a trained content governs: its clause, object or obliques."""
    for wanted in (("xcomp", "ccomp"), ("obj",), ("obl", "advcl")):
        for child in cue.root.children:
            if child.dep_ in wanted and child.i >= cue.end:
                found = _trimmed(cue.doc, max(child.left_edge.i, cue.end), child.right_edge.i + 1)
                return [found] if found is not None else []
    return []


def _clause_beside(cue: Span, source: Span | None) -> list[Span]:
    """The clause beside *said X* or *X insists*, where the parse has lost it."""
    root = cue.root
    if source is None or root.lemma_ not in VERBS or root.pos_ != "VERB" or _passive(root):
        return []
    doc, sent = cue.doc, cue.sent
    low = max(cue.end, source.end)
    that = next(
        (t for t in doc[low : sent.end] if t.lower_ == "that" and t.tag_ in ("IN", "WDT")), None
    )
    if that is not None and _finite([doc[that.i : sent.end]]):
        low = that.i
    after = _trimmed(doc, low, sent.end)
    if after is not None and _finite([after]) and not after[0].lower_.startswith("wh"):
        return [after]
    before = _trimmed(doc, sent.start, min(cue.start, source.start))
    comma = doc[max(min(cue.start, source.start) - 1, 0)].text in (",", "”", '"', "’", "'")
    return [before] if before is not None and comma and _finite([before]) else []


def _rest_of_sentence(cue: Span, source: Span | None) -> list[Span]:
    """The runs of the sentence that are neither cue nor source nor hang on either."""
    sent, doc, root = cue.sent, cue.doc, cue.root
    noun = according_to(cue[0])
    away = {token.i for token in (noun if noun is not None else root).subtree}
    away |= set(range(cue.start, cue.end))
    if source is not None:
        away |= set(range(source.start, source.end))
    if sum(not doc[at].is_punct for at in range(sent.start, sent.end) if at not in away) < 2:
        away = set(range(cue.start, cue.end)) | (
            set(range(source.start, source.end)) if source else set()
        )
    runs: list[Span] = []
    start = sent.start
    for at in range(sent.start, sent.end + 1):
        if at < sent.end and at not in away:
            continue
        run = _trimmed(doc, start, at)
        if run is not None:
            runs.append(run)
        start = at + 1
    return runs


@Language.component("attributions", requires=["doc.spans"], assigns=["doc._.attributions"])
def attributions(doc: Doc) -> Doc:
    """Store the attributions in ``doc._.attributions``."""
    doc._.attributions = tuple(find_attributions(doc))
    doc.user_data["links"] = links_of(doc._.attributions)
    return doc
