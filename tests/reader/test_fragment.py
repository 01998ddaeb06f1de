"""A link with a text fragment leads a real browser to the words, and to no others like them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

# Between what is sought and what looks like it lies more than a window.
_FAR = "<p style='height: 3000px'>It rained on the islands for most of the week.</p>"
_LONG = (
    "The ferry from Vellmar to the outer islands, which was late on every day of this week, may be "
    "late again, and the harbour master of Ossa, who was asked twice, said that nobody could yet say why."
)


@pytest.fixture(scope="module")
def other(chromium: Any, pages: Any) -> Iterator[Any]:
    """A second tab: a fragment is followed by a page that loads."""
    tab = chromium.tab(pages.put("/empty", "<!doctype html><title>Empty</title>"))
    tab.resize(800, 600)
    yield tab
    tab.close()


@pytest.mark.parametrize(
    ("markup", "words", "nth"),
    [
        pytest.param(f"{_FAR}<p>Aides reportedly wept.</p>{_FAR}", "reportedly", 0, id="once"),
        pytest.param(f"<p>Two may sail.</p>{_FAR}<p>Ten may sail.</p>{_FAR}", "may", 1, id="prefix"),
        pytest.param(f"<p>It may sail.</p>{_FAR}<p>It may sink.</p>{_FAR}", "may", 1, id="suffix"),
        pytest.param(
            f"<p>Now it may sail, aides say.</p>{_FAR}<p>If it may sail, he says.</p>{_FAR}",
            "may", 1, id="both",
        ),
        pytest.param(
            f"<p>well</p>{_FAR}<p>A well-known, “so-called” R&amp;D 50% #1 plan? — café 🚢 ends</p>{_FAR}",
            "well-known, “so-called” R&D 50% #1 plan? — café 🚢", 0, id="signs",
        ),
        pytest.param(
            f"{_FAR}<p>The <b>Dunmere</b>\n <i>Post</i> <a href='#'>of Ossa</a> said so.</p>{_FAR}",
            "Dunmere\n Post of", 0, id="across elements",
        ),
        pytest.param(f"{_FAR}<p>One line<br>and another</p>{_FAR}", "line\nand", 0, id="line break"),
        pytest.param(f"{_FAR}<p>Three&nbsp;officials wept.</p>{_FAR}", "Three\u00a0officials", 0, id="no-break space"),
        pytest.param(f"{_FAR}<p>{_LONG}</p>{_FAR}", _LONG, 0, id="long"),
        pytest.param(f"<p>He maybe may.</p>{_FAR}<p>Maybe he was lost.</p>{_FAR}", "aybe he", 0, id="part of a word"),
    ],
)  # fmt: skip
def test_the_browser_goes_there(
    show: Any, other: Any, pages: Any, markup: str, words: str, nth: int
) -> None:
    tab = show(f"<head><title>Ferry</title></head><body>{markup}</body>")
    tab.resize(800, 600)
    link = tab.js(
        f"""(() => {{ const {{ map }} = sayso.collect(document), words = {json.dumps(words)};
          let at = map.text.indexOf(words);
          for (let n = 0; n < {nth}; n += 1) at = map.text.indexOf(words, at + 1);
          return at < 0 ? map.text : sayso.linkTo(document, map, {{ start: at, end: at + words.length }}); }})()"""
    )
    assert ":~:text=" in link
    other.open(pages.put("/empty", "<!doctype html><title>Empty</title>"))
    other.open(link)
    seen = other.js(
        f"""new Promise((resolve) => {{
          const {{ map }} = sayso.collect(document), words = {json.dumps(words)};
          let at = map.text.indexOf(words);
          for (let n = 0; n < {nth}; n += 1) at = map.text.indexOf(words, at + 1);
          const range = sayso.anchor(map, {{ start: at, end: at + words.length, text: words }});
          let left = 300;
          const look = () => {{
            const {{ top, bottom }} = range.getBoundingClientRect();
            const there = scrollY > 0 && top >= 0 && bottom <= innerHeight;
            if (there || (left -= 1) === 0) resolve(there || [scrollY, top, bottom]);
            else requestAnimationFrame(look);
          }};
          look();
        }})"""
    )
    tab("Emulation.clearDeviceMetricsOverride")
    assert seen is True, link


def test_words_that_nothing_tells_apart_get_the_page_alone(show: Any) -> None:
    tab = show(f"<body><p>It may sail.</p>{_FAR}<p>It may sail.</p></body>")
    link = tab.js(
        """(() => { const { map } = sayso.collect(document), at = map.text.lastIndexOf("may");
          return sayso.linkTo(document, map, { start: at, end: at + 3 }); })()"""
    )
    assert link == tab.js("location.href")


def test_a_place_of_its_own_in_the_address_stays(show: Any) -> None:
    tab = show("<body><p id=top>Aides reportedly wept.</p></body>")
    link = tab.js(
        """(() => { location.hash = "top"; const { map } = sayso.collect(document), at = map.text.indexOf("reportedly");
          return sayso.linkTo(document, map, { start: at, end: at + 10 }); })()"""
    )
    assert link.endswith("/reader-page#top:~:text=reportedly")
