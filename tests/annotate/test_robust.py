"""Who says what is found in whatever form a page brings its text: quotation styles, capitals,
lists, live blogs, long sentences, bylines and datelines. One attribution is marked in each text.
"""

from __future__ import annotations

import re

import pytest

from sayso import marked, pipeline
from sayso.explain import explain
from sayso.text import read

BODY = "The harbour at Amble has been closed since Friday. Nobody was hurt when the crane fell."

HEADLINES = (
    f"{{content:Harbour To Stay Closed Until May}}, {{source:Mayor}} {{cue:Says}}\n\n{BODY}",
    f"{{source:Union Leader}} {{cue:Warns}} {{content:Crane Could Fall Again}}\n\n{BODY}",
    f"{{source:Police}} {{cue:Say}} {{content:Two Men Held Over Harbour Fire}}\n\n{BODY}",
    f"{{source:MAYOR}} {{cue:SAYS}} {{content:HARBOUR WILL STAY CLOSED}}\n\n{BODY}",
    f"{{content:Crane was ‘a death trap’}}, {{source:docker}} {{cue:says}}\n\n{BODY}",
    f"{{source:Brandt}}{{cue::}} {{content:“We will rebuild the harbour”}}\n\n{BODY}",
    f"{{content:Harbour Fees Will Double}}, {{cue:Says}} {{source:Port Chief}}\n\n{BODY}",
    f"{{content:Fishermen Were Never Told}}, {{source:Union}} {{cue:Claims}}\n\n{BODY}",
)
QUOTATION_MARKS = (
    # American: commas and full stops within the marks.
    "{content:“The pier is safe,”} {cue:said} {source:Ilse Brandt}, who runs the port.",
    "{content:“The pier,”} {source:Brandt} {cue:said}, {content:“is as safe as a house.”}",
    '{content:"The pier is safe,"} {cue:said} {source:Ilse Brandt}, who runs the port.',
    "{source:Brandt} {cue:said}, {content:“The pier is safe.”}",
    # British: single marks, signs outside where they are not the source's own.
    "{content:‘The pier is safe’}, {cue:said} {source:Ilse Brandt}, who runs the port.",
    "{content:‘The pier’s as safe as a house,’} {cue:said} {source:Ilse Brandt}.",
    "{content:'The pier is safe,'} {cue:said} {source:Ilse Brandt}, who runs the port.",
    "{source:Brandt} {cue:said} the pier was {content:‘as safe as a house’}.",
    "{source:The dockers’ union} {cue:said}: {content:‘The men’s hours were cut and the crane wasn’t checked.’}",
    # Marks of typewriters and wires.
    "{content:''The pier is safe,''} {cue:said} {source:Ilse Brandt}, who runs the port.",
    "{content:``The pier is safe,''} {cue:said} {source:Ilse Brandt}, who runs the port.",
    "{content:«The pier is safe»}, {cue:said} {source:Ilse Brandt}, who runs the port.",
    "{content:„The pier is safe“}, {cue:said} {source:Ilse Brandt}, who runs the port.",
    # A quotation within a quotation.
    "{content:“He shouted ‘jump’ and I jumped,”} {cue:said} {source:Tomas Weil}, a docker.",
    "{content:‘He shouted “jump” and I jumped,’} {cue:said} {source:Tomas Weil}, a docker.",
    # The verb before and after, with a colon, with words in between.
    "{source:Weil} {cue:added}: {content:“Nobody had checked the crane.”}",
    "{content:“Nobody had checked the crane,”} {source:he} {cue:added} quietly.",
    "{content:“Was it checked?”} {cue:asked} {source:Weil}.",
    "{content:“It fell!”} {cue:shouted} {source:a docker}.",
)
UNCLOSED = (
    "“The pier is safe, said Ilse Brandt, who runs the port.\n\n{source:Tomas Weil} {cue:said} {content:the crane had not been checked}.",
    "‘The pier is safe, said Ilse Brandt, who runs the port.\n\n{source:Tomas Weil} {cue:said} {content:the crane had not been checked}.",
    'Brandt called it "a matter of days. Work began on Monday.\n\n{source:Weil} {cue:warned} {content:that the crane would fall again}.',
    "Brandt called it “a matter of days. {source:Weil} {cue:warned} {content:that the crane would fall again}.",
    "“The pier is safe. “It has been checked twice,” said Brandt.\n\n{content:“It has not,”} {cue:said} {source:Weil}.",
    "The 6' 4\" docker was hurt. {source:Weil} {cue:said} {content:that the rope was too short}.",
    "The rock 'n' roll night is off. {source:The club} {cue:said} {content:the roof had leaked}.",
    "“First we heard a bang,” said Weil.\n\n“Then the crane fell.\n\n“After that it was quiet.”\n\n{source:Brandt} {cue:said} {content:the port would help the families}.",
)
CAPITALS = (
    "{source:mayor ilse brandt} {cue:said} {content:the harbour would stay closed until may}.",
    "{content:“the pier is safe,”} {source:she} {cue:said}.",
    "the crane fell at noon. {source:a docker} {cue:said} {content:that nobody had checked it}.",
    "{cue:according to} {source:the port}, {content:the crane was checked in march}.",
    "{source:MAYOR ILSE BRANDT} {cue:SAID} {content:THE HARBOUR WOULD STAY CLOSED UNTIL MAY}.",
    "{content:“THE PIER IS SAFE,”} {source:SHE} {cue:SAID}.",
    "{cue:ACCORDING TO} {source:THE PORT}, {content:THE CRANE WAS CHECKED IN MARCH}.",
)
LISTS = (
    "What we know so far:\n\n- {source:Police} {cue:said} {content:two men had been held}.\n\n- The harbour is closed.",
    "• The harbour is closed.\n\n• {source:The union} {cue:says} {content:the crane was not checked}.",
    "1. {source:Brandt} {cue:says} {content:the port will reopen in May}.\n\n2. The fees will not rise.",
    "* {content:The crane was last checked in March}, {cue:according to} {source:the port}.\n* The fees will not rise.",
)
LIVE_BLOG = (
    "14:32\n\n{source:Brandt} {cue:says} {content:the harbour will stay closed}.\n\n14:10\n\nThe crane has fallen.",
    "2.32pm GMT\n\nHarbour to stay closed\n\n{source:Brandt} {cue:said} {content:the harbour would stay closed}.",
    "10:05 BST – {source:Brandt} {cue:says} {content:the harbour will stay closed}.",
    "[16:45] {source:Police} {cue:say} {content:two men have been held}.",
    "4 min ago\n\n{content:“We heard a bang,”} {source:Weil} {cue:tells} our reporter at the gate.",
    "Updated 09.15\n\n{source:The union} {cue:said} {content:its members had been told to go home}.",
)
LONG = (
    "{source:Ilse Brandt}, who has run the port since the old company was sold eleven years ago and who before that had "
    "been a pilot on the river, a teacher of navigation and, for one summer, a cook on a dredger, {cue:said} "
    "{content:that the crane had been checked in March}.",
    "{source:The port authority} {cue:said} {content:that the crane, which was built in 1974, rebuilt in 1991 after a storm and moved "
    "to the north quay in 2003, when the container ships grew too long for the old basin, had been checked by two engineers "
    "in March, that neither of them had found a crack, and that the rope had been changed only a week before it broke}.",
    "After the crane fell, and while the dockers were still being counted at the gate, which took until four because the "
    "list of the morning shift had been lost, {source:Tomas Weil} {cue:told} the police {content:that nobody had checked the rope}.",
)
AROUND = (
    "By Nora Aldous and Per Lind\n\n{source:Brandt} {cue:said} {content:the harbour would stay closed}.",
    "BY NORA ALDOUS\n\n{source:Brandt} {cue:said} {content:the harbour would stay closed}.",
    "Nora Aldous, Harbour correspondent\n\n{source:Brandt} {cue:said} {content:the harbour would stay closed}.",
    "AMBLE (Norwire) — {source:Brandt} {cue:said} on Monday {content:that the harbour would stay closed}.",
    "AMBLE, May 3 (Norwire) - {source:Police} {cue:said} {content:two men had been held}.",
    "AMBLE, Oresia — {content:The harbour will stay closed}, {cue:according to} {source:the port}.",
    "Tuesday, 3 May 2022\n\n{source:Brandt} {cue:said} {content:the harbour would stay closed}.",
    "Harbour closed\n\nBy Nora Aldous\n\nMay 3, 2022\n\nAMBLE — {source:Police} {cue:said} {content:two men had been held}.",
    "Photograph: Nora Aldous\n\n{source:Brandt} {cue:said} {content:the harbour would stay closed}.\n\nRead more: Crane falls",
    "{source:Brandt} {cue:said} {content:the harbour would stay closed}.\n\nReporting by Nora Aldous; editing by Per Lind",
)

CASES = {
    "headline": HEADLINES,
    "marks": QUOTATION_MARKS,
    "unclosed": UNCLOSED,
    "capitals": CAPITALS,
    "list": LISTS,
    "live": LIVE_BLOG,
    "long": LONG,
    "around": AROUND,
}
TEXTS = [
    pytest.param(text, id=f"{name}-{number}")
    for name, texts in CASES.items()
    for number, text in enumerate(texts, start=1)
]


def words(text: str) -> list[str]:
    found = re.findall(r"\w+", text.lower())
    return found[1:] if found[:1] == ["that"] else found


@pytest.mark.parametrize("case", TEXTS)
def test_who_says_what_is_found(case: str) -> None:
    text, marks = marked.read(case)
    wanted = {
        role: " ".join(mark.text for mark in marks if mark.role == role)
        for role in ("source", "cue", "content")
    }
    with pipeline.parsed(read(text)) as doc:
        found = [
            {
                role: " ".join(span.text for span in getattr(link, role))
                for role in ("source", "cue", "content")
            }
            for link in doc._.attributions
        ]
    assert any(same(link, wanted) for link in found), f"{found}\n{explain(text)}"


def same(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether source and cue begin alike and neither content has many words that the other lacks."""
    if words(found["cue"])[: len(words(wanted["cue"]))] != words(wanted["cue"]):
        return False
    if words(found["source"])[: len(words(wanted["source"]))] != words(wanted["source"]):
        return False
    one, other = words(found["content"]), words(wanted["content"])
    shared = len(set(one) & set(other))
    return shared >= 0.9 * len(set(other)) and len(one) <= 1.25 * len(other) + 2
