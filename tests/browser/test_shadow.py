"""Articles that sit in shadow roots: read, marked and clicked where they are open, and named where not."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.desk import Desk
from tests.browser.driver import Tab, wait
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS, check

_HOST = "document.querySelector('sayso-notes')"
_STORY = "document.querySelector('x-story')"

# A drawn line of a note: where it stands in the window, and its text.
_LINE = """() => {
  const { range } = sayso.reading.shown.flatMap(({ marks }) => marks)
    .find(({ range, line }) => line && range.startContainer.getRootNode() !== document);
  sayso.above(range.startContainer).scrollIntoView({ block: "center" });
  const { left, top, width, height } = range.getClientRects()[0];
  return { left, top, width, height };
}"""

# How many points of a picture have the colour of a line of sources.
_COLOURED = """(async () => {
  const image = new Image();
  image.src = "data:image/png;base64,%s";
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { left, top, width, height } = %s;
  const { data } = paper.getImageData(left, top - 2, width, height + 8);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] < 60 && Math.abs(data[at + 1] - 120) < 30 && data[at + 2] > 180) count += 1;
  }
  return count;
})()"""


def shadow_page(mode: str, *, slotted: bool = False) -> str:
    """A news page whose article is the shadow root of an element, or is shown by a slot in it."""
    page = news_page(HEADLINE, PARAGRAPHS)
    before, _, rest = page.partition("<article>")
    article, _, after = rest.partition("</article>")
    style = "<style>:host { display: block } p { margin: 1em 0 }</style>"
    inside = f"<article>{'<slot></slot>' if slotted else article}</article>"
    story = f"<x-story><template shadowrootmode={mode}>{style}{inside}</template>{article if slotted else ''}</x-story>"
    return before + story + after


@pytest.fixture
def opened(desk: Desk, sayso_server: str) -> Iterator[list[Tab]]:
    desk.set_server(sayso_server)
    tabs: list[Tab] = []
    yield tabs
    for tab in tabs:
        tab.close()


def test_an_article_in_an_open_shadow_root(
    desk: Desk, pages: PageServer, opened: list[Tab], shots: Path
) -> None:
    tab = desk.browser.tab(pages.put("/shadow", shadow_page("open")))
    opened.append(tab)
    before = tab.js(f"{_STORY}.getHTML({{ shadowRoots: [{_STORY}.shadowRoot] }})")
    done = desk.press(tab)
    report = check(desk, done)
    assert any("officials" in (note["text"] or "") for note in report["notes"])
    # The lines are there to be seen, and a click on one opens its card.
    desk.send(done, type="show", all=True)
    line = desk.inside(done, _LINE)
    path = shots / f"shadow-{desk.name}.png"
    tab.shot(path)
    picture = base64.b64encode(path.read_bytes()).decode()
    assert tab.js(_COLOURED % (picture, json.dumps(line))) > line["width"] / 2
    tab.click(line["left"] + line["width"] / 2, line["top"] + line["height"] / 2)
    wait("a card", lambda: tab.js(f"{_HOST}.dataset.card ?? null") is not None)
    # Nothing in the shadow root was changed, its style sheets least of all.
    assert tab.js(f"{_STORY}.getHTML({{ shadowRoots: [{_STORY}.shadowRoot] }})") == before
    assert tab.js(f"{_STORY}.shadowRoot.adoptedStyleSheets.length") == 0
    # What changes in it is noticed as anywhere else.
    tab.js(f"{_STORY}.shadowRoot.querySelector('li').replaceWith(document.createElement('li'))")
    wait(
        "a note without a place",
        lambda: any(n["marks"] and not n["placed"] for n in desk.report(done)["notes"]),
    )
    tab.action()
    wait("the notes to go", lambda: tab.js(f"{_HOST} === null"))


def test_an_article_that_a_slot_shows(desk: Desk, pages: PageServer, opened: list[Tab]) -> None:
    tab = desk.browser.tab(pages.put("/slotted", shadow_page("open", slotted=True)))
    opened.append(tab)
    report = check(desk, desk.press(tab))
    assert any("officials" in (note["text"] or "") for note in report["notes"])


def test_an_article_in_a_closed_shadow_root_is_named(
    desk: Desk, pages: PageServer, opened: list[Tab], shots: Path
) -> None:
    tab = desk.browser.tab(pages.put("/closed", shadow_page("closed")))
    opened.append(tab)
    done = desk.press(tab)
    assert done.state == "error"
    report = desk.report(done)
    assert report["kind"] == "closed-part"
    assert "cannot read" in desk.inside(
        done, "() => sayso.hosted.root.querySelector('.card').textContent"
    )
    tab.shot(shots / f"closed-{desk.name}.png")
