"""The site's invented article as a news page; docs/result.png is this picture from Chromium."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.browser.desk import Desk
from tests.browser.driver import wait
from tests.browser.fixtures import ROOT
from tests.browser.pages import PageServer, news_page

_WORDS = """(() => {
  const box = (range) => range.getClientRects()[0];
  const drawn = [...CSS.highlights].filter(([name]) => name.startsWith("sayso-"))
    .flatMap(([, highlight]) => [...highlight]);
  const { x, y, width, height } = box(drawn.find((range) => String(range) === "citing"));
  return [x + width / 2, y + height / 2];
})()"""
_CARD = "document.querySelector('sayso-notes').dataset.card ?? ''"


def test_the_specimen_is_read_as_a_news_page(
    desk: Desk, pages: PageServer, sayso_server: str, shots: Path
) -> None:
    specimen = tomllib.loads((ROOT / "site" / "specimens" / "marrin-dam.toml").read_text("utf-8"))
    paragraphs = "".join(f"<p>{words}</p>" for words in specimen["paragraphs"])
    url = pages.put("/specimen", news_page(specimen["title"], paragraphs))
    desk.set_server(sayso_server)
    read = desk.read(url, size=(1000, 860))
    assert read.state == "done"
    read.tab.click(*read.tab.js(_WORDS))
    wait("the card", lambda: read.tab.js(_CARD))
    read.tab.shot(shots / f"result-{desk.name}.png")
    read.tab.close()
