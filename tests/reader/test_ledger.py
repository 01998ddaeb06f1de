"""Who is cited, and how a statement came here: lists made from an answer alone."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from sayso.annotate.sources import Kind

TEXT = "Ada Venn spoke. TASS, citing aides, wrote. Ada Venn wept. She sang."


def span(words: str, nth: int = 0) -> dict[str, Any]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return {"start": at, "end": at + len(words), "text": words}


def source(id: str, name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "name": name, "kind": kind, "named": kind in {"person", "outlet"},
        "attributions": 1, "mentions": [], "affiliation": None, **more,
    }  # fmt: skip


def link(id: str, where: dict[str, Any], cue: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "source": [where], "cue": [cue], "content": [], "quotation": "indirect", "source_id": id,
        "through": None, **more,
    }  # fmt: skip


ANSWER = {
    "sources": [
        source("s1", "TASS", "outlet", affiliation={"state": "Russia", "list": "State Media Matrix 2024"}),
        source("s2", "aides", "bare"),
        source("s3", "Ada Venn", "person", attributions=3),
        source("s4", "that", "thing"),
        source("s5", "never cited", "person", attributions=0),
    ],
    "attributions": [
        link("s3", span("Ada Venn"), span("spoke"), quotation="direct"),
        link("s1", span("TASS"), span("wrote")),
        link("s2", span("aides"), span("citing"), through="s1"),
        link("s3", span("Ada Venn", 1), span("wept"), quotation="mixed"),
        link("s3", span("She"), span("sang")),
        link("s4", span("She"), span("sang")),
    ],
}  # fmt: skip


@pytest.fixture
def page(show: Any) -> Any:
    tab = show("<body><div id=box></div></body>")
    tab.js(
        f"""(() => {{ globalThis.answer = {json.dumps(ANSWER)}; globalThis.gone = [];
          box.append(sayso.ledger(document, {{ answer, onGo: ({{ start, end }}) => gone.push([start, end]) }}));
          globalThis.ledger = box.firstChild.shadowRoot; return null; }})()"""
    )
    return tab


def test_the_most_cited_come_first_each_with_the_facts(page: Any) -> None:
    rows = page.js(
        "[...ledger.querySelectorAll('li')].map((li) => li.innerText.split('\\n').map((line) => line.trim()).filter(Boolean))"
    )
    assert rows == [
        ["Ada Venn", "3 ×", "person · quoted two times · paraphrased once"],
        ["TASS", "1 ×", "news outlet · paraphrased once · belongs to the state: Russia (State Media Matrix 2024)"],
        ["aides", "1 ×", "not named, not described · paraphrased once · through TASS"],
    ]  # fmt: skip


def test_unnamed_sources_in_the_same_words_are_one_line(page: Any) -> None:
    """Two who share a name stay two, because their names tell them apart elsewhere."""
    alike = {
        "sources": [
            source("s1", "officials", "vague"),
            source("s2", "Officials", "vague", attributions=2),
            source("s3", "officials", "bare"),
            source("s4", "Ada Venn", "person"),
            source("s5", "Ada Venn", "person"),
        ],
        "attributions": [
            link("s1", span("Ada Venn"), span("spoke")),
            link("s2", span("TASS"), span("wrote"), quotation="direct"),
            link("s2", span("She"), span("sang")),
        ],
    }
    rows = page.js(
        f"sayso.cited({json.dumps(alike)}).map((each) => [each.source.name, each.source.kind,"
        " each.source.attributions, each.quoted, each.paraphrased, each.places.map(({ text }) => text)])"
    )
    assert rows == [
        ["officials", "vague", 3, 1, 2, ["Ada Venn", "TASS", "She"]],
        ["officials", "bare", 1, 0, 0, []],
        ["Ada Venn", "person", 1, 0, 0, []],
        ["Ada Venn", "person", 1, 0, 0, []],
    ]


def test_a_name_steps_through_its_places(page: Any) -> None:
    page.js("(ledger.querySelector('button').focus(), null)")
    seen = []
    for _ in range(4):
        page.key("Enter")
        seen.append(page.js("ledger.querySelector('.times').textContent"))
    assert seen == ["1 of 3", "2 of 3", "3 of 3", "1 of 3"]
    places = [span("Ada Venn"), span("Ada Venn", 1), span("She"), span("Ada Venn")]
    assert page.js("gone") == [[each["start"], each["end"]] for each in places]


def test_without_a_way_to_go_there_are_no_buttons(page: Any) -> None:
    page.js("(box.replaceChildren(sayso.ledger(document, { answer })), null)")
    assert page.js("box.firstChild.shadowRoot.querySelectorAll('button').length") == 0
    assert "Ada Venn" in page.js("box.firstChild.shadowRoot.querySelector('li').innerText")


def test_a_search_leaves_the_names_that_match(page: Any) -> None:
    page.js("(box.replaceChildren(sayso.ledger(document, { answer, filter: 'ta' })), null)")
    assert page.js("[...box.firstChild.shadowRoot.querySelectorAll('.name')].map((each) => each.textContent)") == ["TASS"]  # fmt: skip


def test_an_answer_without_sources_says_so(page: Any) -> None:
    page.js("(box.replaceChildren(sayso.ledger(document, { answer: {} })), null)")
    assert page.js("box.firstChild.shadowRoot.textContent") == "Nobody is cited here."


def test_every_kind_of_source_that_is_listed_has_a_word(page: Any) -> None:
    words = set(page.js("sayso.words"))
    assert {f"kind_{kind}" for kind in get_args(Kind)} - words == {"kind_thing", "kind_pronoun"}


def test_chains_run_from_the_nearest_source_to_the_first(page: Any) -> None:
    page.js("(answer.attributions.push({ ...answer.attributions[0], source_id: 's3', through: 's2' }), null)")  # fmt: skip
    chains = page.js("sayso.chains(answer).map((chain) => chain.map(({ name, named, cue }) => [name, named, cue]))")  # fmt: skip
    assert chains == [[["TASS", True, "wrote"], ["aides", False, "citing"], ["Ada Venn", True, "spoke"]]]  # fmt: skip


def test_links_that_relay_each_other_make_no_endless_chain(page: Any) -> None:
    page.js("(answer.attributions[1].through = 's2', null)")
    assert page.js("sayso.chains(answer)") == []
    page.js("(answer.attributions[0].through = 's1', null)")
    (chain,) = page.js("sayso.chains(answer)")
    assert [link["name"] for link in chain] == ["aides", "TASS", "Ada Venn"]


def test_a_chain_without_two_links_is_not_drawn(page: Any) -> None:
    assert page.js("sayso.chain(document, { links: sayso.chains(answer)[0].slice(1) })") is None


def test_a_chain_is_drawn_in_words_and_without_buttons_where_nothing_leads(page: Any) -> None:
    page.js("(box.replaceChildren(sayso.chain(document, { links: sayso.chains(answer)[0] })), null)")  # fmt: skip
    assert page.js("box.firstChild.shadowRoot.querySelector('ol').ariaLabel") == "How it came here: This article from TASS from aides"  # fmt: skip
    assert page.js("box.firstChild.shadowRoot.querySelectorAll('button').length") == 0
    assert page.js("[...box.firstChild.shadowRoot.querySelectorAll('.who')].map((who) => getComputedStyle(who).borderStyle)")[1:] == ["solid", "dashed"]  # fmt: skip
