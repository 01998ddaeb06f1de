"""Every page of the site in two browsers: what is built is visited, whoever added it.

Each page is opened once in each browser and looked at in several ways; the tests then ask what was
seen. Colours depend on elements, their parents and classes, so a page that has only such as were
looked at before is not looked at for them again. All else that axe knows is asked of every page in
Chromium, and in Firefox of those with something new.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

from tests.browser.driver import wait
from tests.site.visitors import Visitor, visiting

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
NARROW, WIDE = 320, 1280
# What a page says is wrong with it, as far as it would keep somebody out.
SERIOUS = ("serious", "critical")

LOOK = """(() => {
  const all = [...document.querySelectorAll("*")];
  const shape = (one) => one ? `${one.localName}.${[...one.classList].sort().join(".")}` : "";
  return {
    links: [...document.links].map((link) => link.href),
    ids: all.map((one) => one.id).filter(Boolean),
    shapes: [...new Set(all.map((one) => `${shape(one.parentElement)} ${shape(one)}`))],
  };
})()"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
FINDINGS = """axe.run(%s).then(({ violations }) => violations.map((each) =>
  [each.impact, each.id, each.nodes.slice(0, 3).map(({ html }) => html)]))"""
RULES = (
    FINDINGS % "{ resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } }"
)
COLOURS = FINDINGS % "{ resultTypes: ['violations'], runOnly: ['color-contrast'] }"

# Elements that the keyboard should reach, in the order of the page, and where it stands now.
REACHABLE = """[...document.querySelectorAll(
  "a[href], button, input, textarea, summary, select, [tabindex='0']")].filter((one) =>
  one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }))"""
NUMBERED = f"({REACHABLE}.forEach((one, at) => {{ one.dataset.at = at; }}), {REACHABLE}.length)"
FOCUSED = "(document.activeElement?.dataset?.at ?? '')"


@dataclass
class Seen:
    """One page as it was seen."""

    links: list[str]
    ids: list[str]
    wider: int
    wrong: list[Any] = field(default_factory=list)


@dataclass
class Visit:
    """All pages that were found from the first one on, by their address."""

    home: str
    pages: dict[str, Seen]
    said: list[str]
    asked: list[str]


def crawl(visitor: Visitor, home: str) -> Visit:
    """Follow every link within the site from its first page."""
    axe = AXE.read_text("utf-8")
    pages: dict[str, Seen] = {}
    shapes: set[str] = set()
    waiting = [home + "index.html"]
    while waiting:
        url = waiting.pop()
        if url in pages:
            continue
        visitor.size(WIDE, 800)
        visitor.open(url)
        found = visitor.js(LOOK)
        new = set(found["shapes"]) - shapes
        shapes |= new
        wrong = []
        if new or visitor.name == "chromium":
            visitor.js(f"(() => {{ {axe}; return null; }})()")
            wrong += visitor.js(RULES)
        if new:
            wrong += visitor.js(COLOURS)
            visitor.scheme("dark")
            wrong += visitor.js(COLOURS)
            visitor.scheme("light")
        visitor.size(NARROW, 700)
        pages[url] = Seen(found["links"], found["ids"], visitor.js(WIDER), wrong)
        inside = {urldefrag(link).url for link in found["links"] if link.startswith(home)}
        inside = {link for link in inside if link.endswith(".html")}
        waiting += sorted(inside - set(pages))
    return Visit(home, pages, list(visitor.said), list(visitor.asked))


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def visitor(request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A browser that visits the site."""
    with visiting(request.param) as one:
        one.scheme("light")
        yield one


@pytest.fixture(scope="module")
def visit(visitor: Visitor, address: str) -> Visit:
    """The whole site, seen once by this browser, from the server that has it."""
    return crawl(visitor, address)


def test_every_page_is_reached_by_links(visit: Visit, dist: Path) -> None:
    built = {path.relative_to(dist).as_posix() for path in dist.rglob("*.html")}
    reached = {unquote(url.removeprefix(visit.home)) for url in visit.pages}
    assert reached == built


def test_every_link_leads_to_a_place_that_is_there(visit: Visit, dist: Path) -> None:
    for url, seen in visit.pages.items():
        for link in seen.links:
            there, fragment = urldefrag(link)
            # Files to keep are no pages.
            if not there.endswith(".html") and there.startswith(visit.home):
                assert (dist / unquote(there.removeprefix(visit.home))).is_file(), f"{url}: {link}"
                continue
            assert there in visit.pages, f"{url}: {link}"
            assert not fragment or unquote(fragment) in visit.pages[there].ids, f"{url}: {link}"


def test_nothing_serious_stands_in_the_way_of_anybody(visit: Visit) -> None:
    wrong = {
        url: found
        for url, seen in visit.pages.items()
        if (found := [each for each in seen.wrong if each[0] in SERIOUS])
    }
    assert wrong == {}


def test_no_page_is_wider_than_a_narrow_window(visit: Visit) -> None:
    assert {url: seen.wider for url, seen in visit.pages.items() if seen.wider > 0} == {}


def test_no_page_says_anything_to_the_console(visit: Visit) -> None:
    assert visit.said == []


def test_no_other_host_is_asked(visit: Visit) -> None:
    own = (visit.home, "data:", "about:")
    # Firefox asks for the picture of the tab by itself, from the same host.
    assert [url for url in visit.asked if not url.startswith(own)] == []
    assert len(visit.asked) >= len(visit.pages)


def test_the_keyboard_reaches_everything_on_the_first_page(visitor: Visitor, visit: Visit) -> None:
    visitor.size(WIDE, 800)
    visitor.open(visit.home + "index.html")
    count = visitor.js(NUMBERED)
    assert count > 30
    reached: list[str] = []
    for _ in range(count + 1):
        visitor.key("Tab")
        reached.append(visitor.js(FOCUSED))
        if len(reached) == count:
            break
    assert reached == [str(number) for number in range(count)]


def test_the_keyboard_alone_puts_two_texts_side_by_side(visitor: Visitor, visit: Visit) -> None:
    visitor.size(WIDE, 800)
    visitor.open(visit.home + "compare.html")
    here = "(document.activeElement?.id || document.activeElement?.className || '')"

    def reach(wanted: str) -> None:
        while visitor.js(here) != wanted:
            assert visitor.js("document.activeElement.closest('footer')") is None, wanted
            visitor.key("Tab")

    visitor.key("Tab")
    reach("orle-rumour+orle-partisan")
    visitor.key("Enter")
    wait("the pair", lambda: visitor.js("beside.key") == "orle-rumour+orle-partisan")
    reach("tab-sources")
    for _ in range(3):
        visitor.key("ArrowRight")
    assert visitor.js(here) == "tab-shifts"
    reach("at")
    assert visitor.js("document.activeElement.closest('.panel').id") == "shifts"
    visitor.key("Enter")
    assert visitor.js("document.activeElement.closest('.pane').id") == "first"
    words = visitor.js("[...CSS.highlights.get('beside-chosen')].map((range) => range.toString())")
    assert len(words) == 2
    SHOTS.mkdir(parents=True, exist_ok=True)
    visitor.shot(SHOTS / f"compare-{visitor.name}.png")
    visitor.key("Escape")
    assert visitor.js(here) == "at"
    visitor.size(NARROW, 700)
    visitor.key("Enter")
    assert visitor.js(WIDER) <= 0
    visitor.shot(SHOTS / f"compare-{visitor.name}-narrow.png")


def test_the_keyboard_alone_has_a_text_read(visitor: Visitor, visit: Visit) -> None:
    visitor.open(visit.home + "index.html")
    visitor.js("(document.querySelector('#tab-specimen').focus(), null)")
    visitor.key("ArrowRight")
    visitor.key("Tab")
    while visitor.js("document.activeElement.id") != "words":
        assert visitor.js("document.activeElement.localName") != "body"
        visitor.key("Tab")
    visitor.js("(document.activeElement.value = 'Two officials said the pier may close.', null)")
    visitor.key("Tab")
    assert visitor.js("document.activeElement.textContent") == "Show the notes"
    visitor.key("Enter")
    told = wait("the notes", lambda: visitor.js("document.querySelector('.told').textContent"))
    wait(
        "the answer", lambda: "words," in visitor.js("document.querySelector('.told').textContent")
    )
    assert told
    assert visitor.js("document.querySelectorAll('.result .notes li').length") >= 1


# What the reader has drawn and offers, told by its own parts: the card's root is closed to the page.
DRAWN_TYPES = "[...new Set([...sayso.drawn.places.values()].map(({ note }) => note.type))].sort()"
PRESS = """[...sayso.hosted.root.querySelectorAll("button")]
  .find(({ textContent }) => textContent === %s).click()"""
# Close the offer to undo, in whose place a line tells what is off.
LEAVE_IT = "(sayso.hosted.root.querySelector('.undo .x').click(), null)"
TURNED_OFF = (
    "(({ hidden, innerText }) => (hidden ? '' : innerText))(document.querySelector('.turned-off'))"
)
STORED = "[localStorage.length, sessionStorage.length, document.cookie, location.hash]"


def turn_off(visitor: Visitor) -> str:
    """Open the first card and turn its kind off; the kind."""
    first = "[...sayso.drawn.places.values()][0].note"
    kind: str = visitor.js(f"{first}.type")
    assert visitor.js(f"sayso.reading.open({first}.id)")
    visitor.js(f"({PRESS % json.dumps('Turn this kind off')}, null)")
    return kind


def test_a_kind_is_turned_off_and_back_on(visitor: Visitor, visit: Visit) -> None:
    visitor.open(visit.home + "index.html")
    visitor.size(WIDE, 800)
    before = visitor.js(DRAWN_TYPES)
    kind = turn_off(visitor)
    title = visitor.js(f"sayso.types[{json.dumps(kind)}].title")
    assert visitor.js(DRAWN_TYPES) == sorted(set(before) - {kind})
    assert visitor.js(TURNED_OFF) == ""
    assert visitor.js("document.querySelector('.count').textContent").startswith(
        f"{visitor.js('sayso.reading.shown.length')} of "
    )
    # The offer to undo has the focus at once.
    visitor.key("Enter")
    assert visitor.js(DRAWN_TYPES) == before
    assert visitor.js(TURNED_OFF) == ""
    # What is off stays off when the text is shown anew, until it is asked for.
    assert turn_off(visitor) == kind
    visitor.js(LEAVE_IT)
    assert title in visitor.js(TURNED_OFF)
    visitor.shot(SHOTS / f"site-turned-off-{visitor.name}.png")
    visitor.js("(document.querySelector('#tab-own').click(), null)")
    visitor.js("(document.querySelector('#tab-specimen').click(), null)")
    assert kind not in visitor.js(DRAWN_TYPES)
    visitor.js("(document.querySelector('.turned-off button').click(), null)")
    assert visitor.js(DRAWN_TYPES) == before
    assert visitor.js(TURNED_OFF) == ""


def test_a_kind_that_is_off_comes_back_from_the_list(visitor: Visitor, visit: Visit) -> None:
    visitor.open(visit.home + "index.html")
    first = visitor.js("[...sayso.drawn.places.values()][0].note.id")
    kind = turn_off(visitor)
    visitor.js(LEAVE_IT)
    assert visitor.js(TURNED_OFF)
    visitor.js(f"(document.querySelector('.notes [data-note=\"{first}\"]').click(), null)")
    assert kind in visitor.js(DRAWN_TYPES)
    assert visitor.js(TURNED_OFF) == ""


@pytest.mark.parametrize("name", ["index.html", "types/named-source.html", "teach/glossary.html"])
def test_what_is_turned_off_is_not_stored(visitor: Visitor, visit: Visit, name: str) -> None:
    visitor.open(visit.home + name)
    before = visitor.js(DRAWN_TYPES)
    stored = visitor.js(STORED)
    kind = turn_off(visitor)
    visitor.js(LEAVE_IT)
    assert kind not in visitor.js(DRAWN_TYPES)
    assert visitor.js(TURNED_OFF)
    visitor.size(NARROW, 700)
    assert visitor.js(WIDER) <= 0
    assert visitor.js(STORED) == stored == [0, 0, "", ""]
    visitor.open("about:blank")
    visitor.open(visit.home + name)
    assert visitor.js(DRAWN_TYPES) == before
    assert visitor.js(TURNED_OFF) == ""


def test_the_keyboard_alone_reads_a_specimen(visitor: Visitor, visit: Visit) -> None:
    def reach(where: str) -> None:
        for _ in range(100):
            visitor.key("Tab")
            if visitor.js(f"document.activeElement.matches({json.dumps(where)})"):
                return
        pytest.fail(f"The keyboard does not reach {where}")

    visitor.size(WIDE, 800)
    visitor.open(visit.home + "specimens/marrin-dam.html")
    families = "[...new Set(sayso.reading.shown.map(({ note }) => note.family))]"
    reach("[value=hedging]")
    visitor.key("Space")
    assert "hedging" not in visitor.js(families)
    visitor.key("Space")
    reach("button.all")
    visitor.key("Enter")
    assert visitor.js("sayso.reading.shown.length === sayso.reading.placed.notes.length")
    assert "hedging" in visitor.js(families)
    reach(".ref")
    visitor.key("Enter")
    assert visitor.js("sayso.hosted.root.querySelector('.card h2').textContent")
    visitor.key("Escape")
    assert visitor.js("sayso.hosted.root.querySelector('.card') === null")
    # The strip, the ledger and the chain are one element each, with buttons inside.
    for part in (".sayso-strip", ".sayso-ledger", ".sayso-chain"):
        visitor.js("(sayso.tint('place', null), null)")
        reach(part)
        visitor.key("Enter")
        assert visitor.js("CSS.highlights.get('sayso-place').size") == 1, part


def test_pages_work_from_a_folder(visitor: Visitor, visit: Visit, dist: Path) -> None:
    before = len(visitor.said)
    folder = dist.as_uri() + "/"
    for name in (
        *("index.html", "accuracy.html", "types/index.html", "specimens/orle-rumour.html"),
        "types/modal-hedge.html",
    ):
        visitor.open(folder + name)
        links = [urldefrag(link).url for link in visitor.js(LOOK)["links"]]
        assert links
        for link in links:
            assert (dist / unquote(link.removeprefix(folder))).is_file(), f"{name}: {link}"
    assert visitor.js("sayso.drawn.places.size") > 0
    assert visitor.said[before:] == []


def test_pictures_in_each_browser_to_look_at(visitor: Visitor, visit: Visit) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for page in ("index", "accuracy", "privacy"):
        visitor.open(f"{visit.home}{page}.html")
        for width in (NARROW, WIDE):
            visitor.size(width, 800)
            path = SHOTS / f"site-{page}-{visitor.name}-{width}.png"
            visitor.shot(path)
            assert path.stat().st_size > 5_000
