"""What a reader keeps: links that lead back, kinds turned off and on again, a short card, the strip, who is cited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.pages import PageServer, news_page

HEADLINE = "Marrin Dam will close after crack, say officials"
# Far more than a window between the first paragraph and those after it.
PARAGRAPHS = (
    "<p>Marrin Dam could close for most of a year after a long crack was found in its northern wall, "
    "according to the Norland Press Agency, citing officials at the regional water company.</p>"
    "<p style='margin-bottom: 3000px'>“We found the crack on Sunday,” said Petra Lindqvist, chief "
    "engineer of Halvern Water. She said that the wall was stable.</p>"
    "<p>The fault is believed to have begun in a joint. Homes in the valley below may lose their supply "
    "while repairs are made, and nobody knows when they will begin.</p>"
)
_SHADOW = "sayso.hosted.root.querySelector"
_COPIED = "() => globalThis.saysoCopied ?? ''"


@pytest.fixture(scope="module")
def read(desk: Desk, sayso_server: str, pages: PageServer) -> Iterator[Read]:
    desk.set_server(sayso_server)
    done = desk.read(pages.put("/kept", news_page(HEADLINE, PARAGRAPHS)), size=(1280, 800))
    yield done
    done.tab.close()


def note_of(desk: Desk, read: Read, kind: str) -> dict[str, Any]:
    found = [note for note in desk.report(read)["notes"] if note["type"] == kind]
    assert found, kind
    first: dict[str, Any] = found[0]
    return first


def test_a_copied_link_leads_to_the_words(desk: Desk, read: Read) -> None:
    note = note_of(desk, read, "agentless-attribution")
    desk.send(read, type="go", note=note["id"])
    desk.inside(
        read,
        "() => { navigator.clipboard.writeText = async (text) => { globalThis.saysoCopied = text; }; }",
    )
    read.tab.front()
    read.tab.click(*desk.button(read, "Copy with link"))
    copied = wait("the copy", lambda: desk.inside(read, _COPIED))
    link = next(line for line in copied.splitlines() if "#:~:text=" in line).split(" — ")[-1]
    assert note["message"] in copied
    tab = desk.browser.tab(link)
    seen = f"""(() => {{
      const walker = document.createTreeWalker(document.body, 4);
      while (walker.nextNode()) {{
        const at = walker.currentNode.data.indexOf({json.dumps(note["text"])});
        if (at < 0) continue;
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + 4);
        const {{ top, bottom }} = range.getBoundingClientRect();
        return scrollY > 1000 && top >= 0 && bottom <= innerHeight;
      }}
    }})()"""
    wait("the words to come into view", lambda: tab.js(seen))
    tab.close()


def test_a_kind_turned_off_by_mistake_comes_back(desk: Desk, read: Read) -> None:
    stored = "browser.storage.local.get('off').then(({ off }) => off ?? [])"
    note = note_of(desk, read, "agentless-attribution")
    desk.send(read, type="go", note=note["id"])
    read.tab.front()
    read.tab.click(*desk.button(read, "Turn this kind off"))
    wait("the kind to be off", lambda: desk.page.js(stored) == ["agentless-attribution"])
    assert not note_of(desk, read, "agentless-attribution")["shown"]
    read.tab.key("Enter")
    wait("the kind to be on", lambda: desk.page.js(stored) == [])
    assert note_of(desk, read, "agentless-attribution")["shown"]


def test_a_short_card_is_a_setting_that_holds_at_once(desk: Desk, read: Read, shots: Path) -> None:
    desk.send(read, type="go", note=note_of(desk, read, "relayed-attribution")["id"])
    size = f"() => {_SHADOW}('.card').dataset.size"
    assert desk.inside(read, size) == "full"
    options = desk.settings()
    choose(options, "short")
    wait("the short card", lambda: desk.inside(read, size) == "short")
    assert options.js("browser.storage.local.get('card')") == {"card": "short"}
    read.tab.shot(shots / f"card-short-{desk.name}.png")
    choose(options, "full")
    wait("the full card", lambda: desk.inside(read, size) == "full")
    read.tab.shot(shots / f"card-full-{desk.name}.png")
    options.close()


def test_the_strip_is_remembered_for_the_next_page(
    desk: Desk, read: Read, pages: PageServer, shots: Path
) -> None:
    desk.inside(read, "() => void sayso.card.close(sayso.hosted)")
    strip = f"() => {_SHADOW}('.strip') !== null"
    assert not desk.inside(read, strip)
    read.tab.front()
    read.tab.click(*desk.button(read, "Strip"))
    wait("the strip", lambda: desk.inside(read, strip))
    wait(
        "it to be stored",
        lambda: desk.page.js("browser.storage.local.get('strip').then(({ strip }) => strip)"),
    )
    next_page = desk.read(pages.put("/kept-2", news_page(HEADLINE, PARAGRAPHS)), size=(1280, 800))
    assert desk.inside(next_page, strip)
    parts = f"[...{_SHADOW}('.strip > *').shadowRoot.querySelectorAll('.part')]"
    labels = desk.inside(next_page, f"() => {parts}.map((part) => part.getAttribute('aria-label'))")
    assert len(labels) == 4
    assert labels[2].startswith("Paragraph 2: one named source")
    next_page.tab.shot(shots / f"strip-{desk.name}.png")
    desk.inside(next_page, f"() => {parts}.at(-1).click()")
    assert next_page.tab.js("scrollY") > 1000
    next_page.tab.close()
    desk.page.js("browser.storage.local.remove('strip')")


def test_who_is_cited_leads_to_each_place(desk: Desk, read: Read, shots: Path) -> None:
    panel = desk.browser.page_of_extension(f"panel.html?tab={read.id}")
    ledger = "document.querySelector('#sources .sayso-ledger')?.shadowRoot"
    wait("the list", lambda: panel.js(f"{ledger}?.querySelector('button') instanceof Element"))
    panel.resize(360, 860)
    panel.js(f"{ledger}.host.scrollIntoView()")
    panel.shot(shots / f"cited-{desk.name}.png")
    names = panel.js(f"[...{ledger}.querySelectorAll('.name')].map((each) => each.textContent)")
    assert names[0] == "Petra Lindqvist"
    tinted = "[...(CSS.highlights.get('sayso-place') ?? [])].map(String)"
    for words in ("Petra Lindqvist, chief engineer of Halvern Water", "She"):
        panel.js(f"{ledger}.querySelector('button').focus()")
        panel.key("Enter")
        wait(words, lambda words=words: read.tab.js(tinted) == [words])
    panel.close()


def choose(options: Tab, size: str) -> None:
    options.js(f"document.querySelector('#card input[value={size}]').click()")
