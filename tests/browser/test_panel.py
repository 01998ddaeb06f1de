"""The list of notes for whoever has no mouse or no screen, and what it says of what is not drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import ChromiumTab
from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.firefox import FirefoxTab
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

_ENTRIES = "[...document.querySelectorAll('#text li button')].map((each) => each.dataset.note)"
_CARD = "document.querySelector('sayso-notes').dataset.card ?? null"
# Whatever the keyboard should reach, in the order in which it stands, shadow roots included.
_REACHABLE = """(() => {
  const found = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.matches("a[href], button, input, select") && !one.disabled && one.checkVisibility()) found.push(one);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(document);
  globalThis.reachable = found;
  return found.length;
})()"""
_FOCUSED = """(() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  return globalThis.reachable.indexOf(one);
})()"""


@pytest.fixture(scope="module")
def read(desk: Desk, sayso_server: str, pages: PageServer) -> Iterator[Read]:
    desk.set_server(sayso_server)
    done = desk.read(pages.put("/panel", news_page(HEADLINE, PARAGRAPHS)))
    yield done
    done.tab.close()


@pytest.fixture
def panel(desk: Desk, read: Read) -> Iterator[Tab]:
    page = opened(desk, read)
    yield page
    page.close()


def opened(desk: Desk, read: Read) -> Tab:
    page = desk.browser.page_of_extension(f"panel.html?tab={read.id}")
    wait("the list", lambda: page.js("document.querySelector('#status').textContent"))
    page.resize(360, 860)
    return page


def test_the_keyboard_alone_reaches_everything_and_goes_to_the_words(
    desk: Desk, read: Read, panel: Tab
) -> None:
    wait("the list", lambda: panel.js(_ENTRIES))
    wait("who is cited", lambda: not panel.js("document.querySelector('#sources').hidden"))
    count = panel.js(_REACHABLE)
    assert count > 20
    first = panel.js("reachable.findIndex((one) => one.dataset.note)")
    for number in range(count):
        panel.key("Tab")
        assert panel.js(_FOCUSED) == number, panel.js(f"reachable[{number}].outerHTML")
    # From the top again, to the first note, as somebody would who has no mouse.
    panel.js("(document.querySelector('#search input').focus(), null)")
    while panel.js(_FOCUSED) != first:
        panel.key("Tab")
    panel.key("Enter")
    wait("the card", lambda: read.tab.js(_CARD) == panel.js(f"reachable[{first}].dataset.note"))
    panel.key("Escape")
    wait("the card to close", lambda: read.tab.js(_CARD) is None)
    assert panel.js(_FOCUSED) == first


def test_what_has_the_focus_is_ringed(panel: Tab) -> None:
    wait("the list", lambda: panel.js(_ENTRIES))
    for _ in range(panel.js(_REACHABLE)):
        panel.key("Tab")
        style, width = panel.js(
            """(() => {
              let one = document.activeElement;
              while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
              const { outlineStyle, outlineWidth } = getComputedStyle(one);
              return [outlineStyle, parseFloat(outlineWidth)];
            })()"""
        )
        assert style != "none" and width >= 1


def test_a_screen_reader_is_told_what_everything_is(desk: Desk, read: Read, panel: Tab) -> None:
    """By the browser's own names: each note with its kind, its words and its sentence."""
    wait("the list", lambda: panel.js(_ENTRIES))
    notes = [note for note in desk.report(read)["notes"] if note["marks"]]
    named = [("searchbox", "Search the notes"), ("combobox", "Kind of note"), ("group", "Show")]
    named += [("heading", "In the text"), ("heading", "Who is cited"), ("link", "Settings")]
    if isinstance(panel, FirefoxTab):
        for role, name in named:
            assert located(panel, role, name), (role, name)
        return
    assert isinstance(panel, ChromiumTab)
    panel("Accessibility.enable")
    tree = panel("Accessibility.getFullAXTree")["nodes"]
    told = [
        (node["role"]["value"], " ".join(node.get("name", {}).get("value", "").split()))
        for node in tree
        if not node.get("ignored")
    ]
    operable = {"button", "checkbox", "combobox", "searchbox", "link"}
    assert [role for role, name in told if role in operable and not name] == []
    for role, name in named:
        assert any(r == role and n.startswith(name) for r, n in told), (role, name)
    buttons = [name for role, name in told if role == "button"]
    for note in notes:
        words, message = (" ".join(note[key].split()) for key in ("text", "message"))
        assert any(words in name and message in name for name in buttons), note
    assert any(role == "status" for role, _ in told)


def located(tab: FirefoxTab, role: str, name: str) -> list[Any]:
    """Elements of a role with just this name, as Firefox tells them to screen readers."""
    locator = {"type": "accessibility", "value": {"role": role, "name": name}}
    found: list[Any] = tab.browser(
        "browsingContext.locateNodes", context=tab.context, locator=locator
    )["nodes"]
    return found


def test_what_has_no_place_and_what_is_about_the_whole_is_listed(
    desk: Desk, sayso_server: str, pages: PageServer, shots: Path
) -> None:
    desk.set_server(sayso_server)
    sentence = "<p>The board of Ossa will meet in hall {} in May and may close the pier, officials said.</p>"
    text = "".join(sentence.format(number) for number in range(1, 11))
    read = desk.read(pages.put("/whole", news_page("Ossa pier may close in May", text)))
    panel = opened(desk, read)
    try:
        notes = desk.report(read)["notes"]
        whole = [note for note in notes if not note["marks"]]
        assert whole, "no note about the whole article"
        listed = "[...document.querySelectorAll('#%s li')].map((each) => each.innerText)"
        said = panel.js(listed % "whole")
        assert len(said) == len(whole)
        assert all(note["message"] in line for note, line in zip(whole, said, strict=True))
        assert panel.js("document.querySelector('#unplaced').hidden")
        panel.js("(document.querySelector('#whole button').focus(), null)")
        panel.key("Enter")
        wait("the card", lambda: read.tab.js(_CARD) == whole[0]["id"])
        read.tab.js("document.querySelector('article p:last-of-type').textContent = 'It rained.'")
        wait("a note without a place", lambda: panel.js(listed % "unplaced"))
        lost = [n for n in desk.report(read)["notes"] if n["marks"] and not n["placed"]]
        assert len(panel.js(listed % "unplaced")) == len(lost) > 0
        assert "no line is drawn" in panel.js("document.querySelector('#unplaced').innerText")
        panel.js("(document.querySelector('#unplaced').scrollIntoView(), null)")
        panel.shot(shots / f"panel-unplaced-{desk.name}.png")
    finally:
        panel.close()
        read.tab.close()


# ---------------------------------------------------------------- an answer that is not whole


def part_of_an_answer(body: bytes) -> str:
    """What a server says whose time was up after the first paragraphs."""
    text = json.loads(body)["text"]
    at = text.index("reportedly")
    mark = {"role": "cue", "start": at, "end": at + 10, "text": "reportedly"}
    note = {
        **{"id": "n1", "type": "evidential-adverb", "family": "sourcing", "tone": "question"},
        **{"rank": 1, "message": "“reportedly” says that somebody said it, and not who."},
        **{"start": at, "end": at + 10, "text": "reportedly", "marks": [mark]},
    }
    return json.dumps(
        {
            **{"schema": "sayso/1.0", "engine": {"version": "0", "model": "0"}},
            **{"offsets": "utf-16", "words": 61, "notes": [note], "sources": []},
            **{"attributions": [], "summary": {"notes": 1, "shown_at_first": 1}},
            **{"warnings": [], "elapsed_ms": 1, "incomplete": True, "read_to": at + 200},
        }
    )


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_an_incomplete_answer_is_told_on_page_and_list(
    desk: Desk, pages: PageServer, shots: Path, ground: str
) -> None:
    line = "Read only the first 61 words: the server ran out of time."
    pages.compute("/v1/analyze", part_of_an_answer)
    desk.set_server(pages.address + "/")
    kind = "dark" if ground == "dark" else ""
    read = desk.read(pages.put(f"/part-{ground}", news_page(HEADLINE, PARAGRAPHS, kind=kind)))
    panel = opened(desk, read)
    try:
        assert line in desk.inside(read, "() => sayso.hosted.root.querySelector('.bar').innerText")
        assert panel.js("document.querySelector('#status').textContent") == "One note"
        assert panel.js("document.querySelector('#partly').checkVisibility()")
        assert panel.js("document.querySelector('#partly').textContent") == line
        assert desk.report(read)["blocks"] < 5
        desk.send(read, type="go", note="n1")
        read.tab.front()
        for width in (1280, 320):
            read.tab.resize(width, 700)
            box = """() => {
              const card = sayso.hosted.root.querySelector(".card").getBoundingClientRect();
              const bar = sayso.hosted.root.querySelector(".bar").getBoundingClientRect();
              return [card, bar].every(({ left, right, bottom }) => left >= 0 && right <= innerWidth && bottom <= innerHeight);
            }"""
            wait("all in the window", lambda box=box: desk.inside(read, box))
            read.tab.shot(shots / f"incomplete-{ground}-{width}-{desk.name}.png")
        desk.inside(read, "() => void sayso.reading.close()")
        read.tab.shot(shots / f"incomplete-bar-{ground}-320-{desk.name}.png")
        panel.front()
        panel.js(f"(document.documentElement.style.colorScheme = '{ground}', null)")
        for width in (320, 480):
            panel.resize(width, 700)
            assert panel.js("document.documentElement.scrollWidth - innerWidth") <= 0
            panel.shot(shots / f"incomplete-panel-{ground}-{width}-{desk.name}.png")
    finally:
        panel.close()
        read.tab.close()
        pages.computed.pop("/v1/analyze")
