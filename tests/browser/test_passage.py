"""Words that somebody selects are read from the menu: those words and no others, wherever they stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

_LINKS = "".join(f"<li><a href='/{n}'>Story number {n} of the harbour</a></li>" for n in range(40))
_FRONT = f"""<!doctype html><meta charset=utf-8><title>Front page</title><body><ul>{_LINKS}</ul>
<div id=box>The pier <b>has reportedly sunk</b>, two officials said. It may be raised.
Allegedly nobody was on it.</div></body>"""
# Selects from one text to another within an element, and says where to press.
_SELECT = """(() => {
  const root = document.querySelector(%s);
  const walker = document.createTreeWalker(root, 4);
  const [from, to] = %s;
  const range = document.createRange();
  for (let node; (node = walker.nextNode()); ) {
    if (node.data.includes(from)) range.setStart(node, node.data.indexOf(from));
    if (node.data.includes(to)) range.setEnd(node, node.data.indexOf(to) + to.length);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  const { left, top, width, height } = range.getClientRects()[0];
  return [left + width / 2, top + height / 2];
})()"""
_SENT = "() => sayso.reading.map.text"
_MARKS = """() => sayso.reading.placed.notes.flatMap(({ marks }) =>
  marks.map(({ mark, range }) => [mark.text, String(range)]))"""
_CARD = "() => sayso.hosted.root.querySelector('.card').innerText"

Passage = Callable[..., Read]


def select(tab: Tab, root: str, first: str, last: str) -> tuple[float, float]:
    x, y = tab.js(_SELECT % (json.dumps(root), json.dumps([first, last])))
    return x, y


@pytest.fixture
def passage(desk: Desk, sayso_server: str, pages: PageServer) -> Iterator[Passage]:
    """Open a page, select words in it and read them."""
    desk.set_server(sayso_server)
    tabs: list[Tab] = []

    def read(path: str, markup: str, root: str, first: str, last: str) -> Read:
        tabs.append(desk.browser.tab(pages.put(path, markup)))
        label = desk.passage(tabs[-1], *select(tabs[-1], root, first, last))
        assert label == "Analyse this passage with Sayso"
        return desk.settled(tabs[-1])

    yield read
    for tab in tabs:
        tab.close()


def test_selected_words_of_a_page_that_is_no_article(
    desk: Desk, passage: Passage, shots: Path
) -> None:
    read = passage("/passage-front", _FRONT, "#box", "The pier", "said.")
    assert read.state == "done"
    assert desk.inside(read, _SENT) == "The pier has reportedly sunk, two officials said."
    marks = desk.inside(read, _MARKS)
    assert marks and all(text == there for text, there in marks)
    assert any("officials" in text for text, _ in marks)
    report = desk.report(read)
    assert report["passage"] and all(note["shown"] for note in report["notes"])
    # Nothing is said about a whole of which only a part was read.
    assert all(note["marks"] for note in report["notes"])
    read.tab.shot(shots / f"passage-{desk.name}.png")


def test_a_selection_may_begin_and_end_within_words_of_several_blocks(
    desk: Desk, passage: Passage
) -> None:
    read = passage(
        "/passage-blocks", news_page(HEADLINE, PARAGRAPHS), "article", "officials", "wait"
    )
    assert read.state == "done"
    assert desk.inside(read, _SENT) == (
        "officials familiar with the plans.\n\nMayor Ilse\u00a0Brandt said the town could not wait"
    )


def test_a_selection_without_words_says_so(desk: Desk, passage: Passage) -> None:
    markup = news_page(HEADLINE, PARAGRAPHS + "<p><button id=b>Sources say yes</button></p>")
    read = passage("/passage-none", markup, "#b", "Sources", "yes")
    assert read.state == "error"
    assert "No words could be read here" in desk.inside(read, _CARD)


def test_a_passage_takes_the_place_of_what_was_read(
    desk: Desk, passage: Passage, pages: PageServer, sayso_server: str
) -> None:
    read = passage(
        "/passage-twice", news_page(HEADLINE, PARAGRAPHS), "article", "Engineers", "year."
    )
    few = desk.report(read)["words"]
    read.tab.action()
    wait("the notes to go", lambda: read.tab.js("document.querySelector('sayso-notes') === null"))
    whole = desk.press(read.tab)
    assert desk.report(whole)["words"] > few
    label = desk.passage(read.tab, *select(read.tab, "article", "Engineers", "year."))
    assert label
    wait("the passage", lambda: (desk.report(whole) or {}).get("words") == few)
    assert read.tab.js("document.querySelectorAll('sayso-notes').length") == 1


@pytest.fixture
def framed(desk: Desk, sayso_server: str, pages: PageServer) -> Iterator[Tab]:
    """A page whose article stands in a frame of the same site."""
    desk.set_server(sayso_server)
    pages.put("/inner-article", news_page(HEADLINE, PARAGRAPHS))
    tab = desk.browser.tab(
        pages.put(
            "/framed",
            "<!doctype html><meta charset=utf-8><title>Reader</title><h1>The reader</h1>"
            "<iframe src='/inner-article' style='width: 900px; height: 700px'></iframe>",
        )
    )
    yield tab
    tab.close()


_FRAME = "document.querySelector('iframe').contentDocument"


def test_an_article_in_a_frame_is_offered_and_read_there(desk: Desk, framed: Tab) -> None:
    outside = desk.press(framed)
    assert outside.state == "error"
    assert "in a frame of its own" in desk.inside(outside, _CARD)
    framed.click(*desk.button(outside, "Read the frame"))
    state = f"{_FRAME}.querySelector('sayso-notes')?.dataset.state"
    wait("the notes in the frame", lambda: framed.js(state) == "done", seconds=60)
    outer = "document.querySelector('sayso-notes') === null"
    wait("the page around it to be left as it was", lambda: framed.js(outer))
    wait("the list", lambda: len((desk.report(outside) or {}).get("notes", [])) > 5)
    # A second click ends it there, too.
    framed.action()
    gone = f"{_FRAME}.querySelector('sayso-notes') === null"
    wait("the notes to go", lambda: framed.js(gone))


@pytest.mark.parametrize("desk", ["chromium"], indirect=True)
def test_selected_words_in_a_frame_that_is_closed_to_the_extension(
    desk: Desk, sayso_server: str, pages: PageServer
) -> None:
    """As those of other sites are. Here it is a frame that is gone by the time it should be read."""
    desk.set_server(sayso_server)
    tab = desk.browser.tab(pages.put("/framed-elsewhere", news_page(HEADLINE, PARAGRAPHS)))
    try:
        body = tab.js("document.body.outerHTML")
        desk.passage(tab, 0, 0, frame="/no-such-frame")
        read = desk.settled(tab)
        assert read.state == "error"
        assert "belong to another site" in desk.inside(read, _CARD)
        assert tab.js("document.body.outerHTML") == body
    finally:
        tab.close()


def test_selected_words_in_a_frame(desk: Desk, framed: Tab) -> None:
    x, y = framed.js(
        """(() => {
          const frame = document.querySelector("iframe");
          const words = [...frame.contentDocument.querySelectorAll("article p")].at(-1);
          words.scrollIntoView({ block: "center" });
          frame.contentWindow.getSelection().selectAllChildren(words);
          const { left, top } = words.getBoundingClientRect();
          const outer = frame.getBoundingClientRect();
          return [outer.left + left + 40, outer.top + top + 12];
        })()"""
    )
    desk.passage(framed, x, y, frame="/inner-article")
    state = f"{_FRAME}.querySelector('sayso-notes')?.dataset.state"
    wait("the notes in the frame", lambda: framed.js(state) == "done", seconds=60)
    report: dict[str, Any] = desk.page.js(
        f"browser.runtime.sendMessage({{ type: 'report', tab: {desk.id_of(framed)} }})"
        ".then(({ report }) => report)"
    )
    assert report["passage"] and report["words"] < 40
