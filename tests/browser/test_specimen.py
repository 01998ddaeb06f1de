"""The site's invented article as a news page: the pictures of README and of the stores."""

from __future__ import annotations

import json
import re
import struct
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.fixtures import ROOT
from tests.browser.pages import PageServer, news_page

_WORDS = """((words) => {
  const box = (range) => range.getClientRects()[0];
  const drawn = [...CSS.highlights].filter(([name]) => name.startsWith("sayso-"))
    .flatMap(([, highlight]) => [...highlight]);
  const { x, y, width, height } = box(drawn.find((range) => String(range) === words));
  return [x + width / 2, y + height / 2];
})(%s)"""
_CARD = "document.querySelector('sayso-notes').dataset.card ?? ''"
# What the Chrome Web Store takes, and the others too.
LARGE, SMALL = (1280, 800), (640, 400)


@pytest.fixture(scope="module")
def article(pages: PageServer) -> tuple[str, str]:
    """Addresses of the article on a light and on a dark page."""
    specimen = tomllib.loads((ROOT / "site" / "specimens" / "marrin-dam.toml").read_text("utf-8"))
    paragraphs = "".join(f"<p>{words}</p>" for words in specimen["paragraphs"])
    light = pages.put("/specimen", news_page(specimen["title"], paragraphs))
    dark = news_page(specimen["title"], paragraphs, kind="dark")
    return light, pages.put("/specimen-dark", dark)


@pytest.fixture(scope="module")
def read(desk: Desk, article: tuple[str, str], sayso_server: str) -> Iterator[Read]:
    desk.set_server(sayso_server)
    done = desk.read(article[0], size=(1000, 860))
    yield done
    done.tab.close()


def click(tab: Tab, words: str) -> None:
    """Click on drawn words, and wait for their card."""
    tab.click(*tab.js(_WORDS % json.dumps(words)))
    wait("the card", lambda: tab.js(_CARD))


def test_the_specimen_is_read_as_a_news_page(read: Read, desk: Desk, shots: Path) -> None:
    """docs/result.png is this picture from Chromium."""
    assert read.state == "done"
    click(read.tab, "citing")
    read.tab.shot(shots / f"result-{desk.name}.png")


def test_pictures_for_the_stores(
    desk: Desk, read: Read, article: tuple[str, str], shots: Path
) -> None:
    """Those that extension/STORE.md names, in a size that stores take."""
    made = {}

    def shot(tab: Tab, name: str, size: tuple[int, int]) -> None:
        path = shots / f"store-{name}-{desk.name}.png"
        tab.shot(path)
        made[path.name] = size

    read.tab.resize(*LARGE)
    click(read.tab, "citing")
    shot(read.tab, "1-card", LARGE)
    desk.send(read, type="show", all=True)
    desk.inside(read, "() => (sayso.reading.close(), sayso.reading.strip(true))")
    shot(read.tab, "2-all", LARGE)
    desk.page.js("browser.storage.local.remove('strip')")
    dark = desk.read(article[1], size=LARGE)
    click(dark.tab, "citing")
    shot(dark.tab, "3-dark", LARGE)
    dark.tab.close()
    panel = desk.browser.page_of_extension(f"panel.html?tab={read.id}")
    panel.resize(*SMALL)
    wait("the list", lambda: panel.js("document.querySelector('#text li') !== null"))
    panel.js("(document.querySelector('#text').scrollIntoView(), null)")
    shot(panel, "4-list", SMALL)
    panel.close()
    options = desk.settings()
    options.resize(*LARGE)
    shot(options, "5-settings", LARGE)
    options.close()
    for name, size in made.items():
        header = (shots / name).read_bytes()[:24]
        assert header[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", header[16:]) == size, name
    store = (ROOT / "extension" / "STORE.md").read_text("utf-8")
    named = set(re.findall(r"`(store-[\w-]+)-chromium\.png`", store))
    assert named == {name.removesuffix(f"-{desk.name}.png") for name in made}
