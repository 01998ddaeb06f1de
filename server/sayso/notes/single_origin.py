"""The note type *everything from one side*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.attribution import Referent
from sayso.annotate.segments import body, in_headline
from sayso.note import Finding, note_type

_STATEMENTS = 4
_SENTENCES = 8


@note_type(
    family="article",
    tone="question",
    line="double",
    title="Everything from one side",
    question="What would the other side, or somebody uninvolved, say?",
    often_fine="Short breaking items.",
    basis="BBC 3.3.4 (single source); Reuters: sources on all sides",
    examples=(
        "Oresia and Talland met in Dunmere. Oresian minister Davit Anwar said the pass would "
        "open. Anwar said Talland had fired first. "
        "The Tallandic guards left in May. He said that the road was safe. Anwar added that "
        "Talland had signed. "
        "Goods will cross on Monday. Snow lies on the road. The talks began in spring. Talland "
        "is larger than Oresia.",
        "The council and the union disagree about the mill. Mayor Ilse Brandt said the mill "
        "would close. She said the union had been told. "
        "Brandt said orders had fallen. The mill stands on the Ossa. The mayor added that the "
        "land would be sold. "
        "The union has two hundred members in Dunmere. The mill was built in 1902. A vote is "
        "due in June.",
        "The Ossa Football Club lost again to Dunmere United. Coach Piet Rovan said the pitch "
        "was wet. Rovan said Dunmere had fouled. "
        "He said that the referee was slow. Rain fell all day. Rovan added that Dunmere United "
        "would not win again. "
        "The match ended late. Two players left early. The next match is on Sunday.",
    ),
    near_misses=(
        "Mayor Ilse Brandt said the bridge would close. She said it would take a year.",
        "Oresia and Talland met. Davit Anwar of Oresia said the pass would open. Irja Koskela "
        "of Talland said it would not. "
        "Anwar said snow lay on the road. Koskela said the road was clear. They met again. It "
        "snowed. Goods wait. The road is long.",
        "The bridge closed. The road is open. The market has moved. Shops stay open. Boats can "
        "pass. It will rain. The sun sets at nine. The tide is low.",
    ),
)
def single_origin(doc: Doc) -> Iterator[Finding]:
    """All attributed statements go back to one source, though the story has two sides or more."""
    origins: Counter[str] = Counter()
    names: dict[str, Referent] = {}
    for attribution in doc._.attributions:
        if (
            not attribution.statement
            or attribution.referent is None
            or in_headline(attribution.cue[0][0])
        ):
            continue
        if attribution.kind in ("pronoun", "thing"):
            continue
        origins[attribution.referent.name] += 1
        names[attribution.referent.name] = attribution.referent
    if (
        len(origins) != 1
        or sum(origins.values()) < _STATEMENTS
        or sum(1 for _ in body(doc)) < _SENTENCES
    ):
        return
    (name, count), *_ = origins.items()
    others = {
        t.text
        for t in doc
        if t.is_title and not t.is_sent_start and t.ent_type_ != "Date" and t.text not in name
    }
    if len(others) >= 2:
        yield Finding((), f"All {count} attributed statements go back to one source: {name}.")
