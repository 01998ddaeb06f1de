"""The note type *state-affiliated outlet as source*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from sayso.annotate.guards import quoted
from sayso.annotate.outlets import Outlet, find_outlets, list_name
from sayso.annotate.segments import in_headline
from sayso.annotate.sources import DOCUMENT, OUTLET, lemma_of
from sayso.note import Finding, note_type

_STATE = frozenset(
    {
        "state", "state-run", "state-owned", "state-controlled", "state-backed", "state-funded",
        "state-linked", "state-affiliated", "government", "government-run", "government-owned",
        "government-controlled", "government-backed", "official", "semi-official", "party", "kremlin-backed",
        "pro-government", "public",
    }
)  # fmt: skip
_OUTLET = frozenset(
    {
        "media", "agency", "news", "television", "tv", "broadcaster", "newspaper", "outlet", "outlets",
        "channel", "radio", "paper", "daily", "newswire", "wire", "run", "owned", "controlled", "network",
        "backed", "funded", "affiliated", "linked", "mouthpiece",
    }
)  # fmt: skip
_KINDS = {
    "SC": "state-controlled", "CaPu": "captured by the state", "CaPr": "privately owned and captured by the state",
}  # fmt: skip
_LEFT, _RIGHT = 6, 7


@note_type(
    family="sourcing",
    tone="observation",
    line="dashed",
    title="State-affiliated outlet as source",
    question="Does this outlet answer to a government that is a party to the story?",
    often_fine="State outlets report plain facts too; the point is to know who is speaking. The same "
    "words are used for every country.",
    basis="State Media Matrix (CC/MIT list, versioned with the data); BBC guidelines on describing sources",
    examples=(
        "According to a report by {source:TASS}, the men have defected.",
        "{source:Xinhua} reported that output had risen.",
        "“The harbour is open again,” {source:Prensa Latina} said.",
        "{source:Press TV} reported on Monday that the bridge would close.",
        "The talks will go on in May, according to {source:Al Jazeera}.",
    ),
    near_misses=(
        "The Russian state news agency TASS said the men had defected.",
        "The building of TASS was hit by a drone.",
        "The minister told Xinhua that output had risen.",
        "China's official Xinhua news agency said output had risen.",
        "Xinhua opened an office in Dunmere.",
        "The Dunmere Courier said the bridge would close.",
    ),
)
def state_affiliated_source(doc: Doc) -> Iterator[Finding]:
    """A listed outlet is used as a source, and the text does not say what it is.

    The list is published and counts the outlet as state-controlled or captured. Noted once per
    article, by name, only where the outlet is a source.
    """
    used: dict[str, tuple[Span, Outlet]] = {}
    described: set[str] = set()
    for link in doc._.attributions:
        for source in link.source:
            if quoted(source[0]) or not link.statement:
                continue
            for name, outlet in find_outlets(source):
                if not _speaks(source, name, outlet):
                    continue
                if _says_so(name):
                    described.add(outlet.name)
                before = used.get(outlet.name)
                # The first place in the text below the headline, where there is one.
                if before is None or (in_headline(before[0][0]) and not in_headline(name[0])):
                    used[outlet.name] = (name, outlet)
    for name, outlet in used.values():
        if outlet.name not in described:
            yield Finding((("source", name),), _message(name, outlet))


def _message(name: Span, outlet: Outlet) -> str:
    return f"“{name.text}” ({outlet.country}) is listed as {_KINDS[outlet.typology]} in the {list_name()}; the text does not say so."


def _speaks(source: Span, name: Span, outlet: Outlet) -> bool:
    """Whether the outlet itself is the source or the author of it, not a place or a thing of somebody else's."""
    # One word alone may be somebody's surname.
    if len(name) == 1 and name[0].ent_type_ == "Person" and not outlet.alone:
        return False
    root = source.root
    if name.start <= root.i < name.end:
        return True
    if root.pos_ == "NOUN" and lemma_of(root) not in DOCUMENT | OUTLET:
        return False
    if source.start == name.start:
        return True
    head = name.root
    while head.head != head and head != root:
        cases = {c.lower_ for c in head.children if c.dep_ == "case"}
        if head.dep_ in ("nmod", "obl") and not cases & {"by", "from", "in", "on", "of", "with"}:
            return False
        if head.dep_ in ("acl:relcl", "advcl"):
            return False
        head = head.head
    return root.ent_type_ != "Person"


def _says_so(name: Span) -> bool:
    """Whether the words around the name say that it is a state outlet."""
    sent = name.sent
    around = [
        *name.doc[max(sent.start, name.start - _LEFT) : name.start],
        *name.doc[name.end : min(sent.end, name.end + _RIGHT)],
    ]
    words = {token.lower_ for token in around}
    for token in around:
        hyphen = token.i + 1 < len(name.doc) and name.doc[token.i + 1].text == "-"
        if token.lower_ in _STATE and (words & _OUTLET or "-" in token.text or hyphen):
            return True
    return bool(words & {"mouthpiece"})
