"""A text on the wall, driven as in a classroom: keyboard, clicker, mouse and finger, in two browsers."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import wait
from tests.browser.firefox import Firefox
from tests.site.visitors import listen

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = [(1280, 720), (1920, 1080), (390, 800)]

HEADING = "document.querySelector('.telling h2')?.textContent ?? null"
COUNT = "document.querySelector('.deck .count').textContent"
LIT = "[...sayso.drawn.places.keys()].map((range) => range.toString())"
MARKED = "[...sayso.drawn.places.values()].map(({ note }) => note.text)"


@pytest.fixture(scope="module")
def slug(dist: Path) -> str:
    """A text that can be put on the wall, with a key."""
    keys = {path.stem for path in (ROOT / "site" / "specimens" / "keys").glob("*.toml")}
    return sorted(path.stem for path in (dist / "project").glob("*.html") if path.stem in keys)[0]


@pytest.fixture
def wall(browser: Browser, dist: Path, slug: str) -> Iterator[Page]:
    """A text on the wall, opened from a folder; fails its test when it says or asks for anything."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    heard = listen(page, "file:")
    page.goto((dist / "project" / f"{slug}.html").as_uri())
    yield page
    page.close()
    assert heard == []


def drive(look: Callable[[str], Any], key: Callable[[str], None]) -> None:
    """The keys of a class, from the first note to the last and back; ``look`` evaluates."""
    assert look(HEADING) == "Read the text first"
    assert look(LIT) == []
    key("ArrowRight")
    assert look(HEADING) in {"Look at these words", "Look at the whole text"}
    if look(HEADING) == "Look at these words":
        assert look(MARKED)[0] in look(LIT)
    first = look(LIT)
    key("PageDown")
    title = look(HEADING)
    assert title in look("Object.values(sayso.types).map(({ title }) => title)")
    assert look(LIT) == first
    key(" ")
    assert look(COUNT).startswith("2 of ")
    key("PageUp")
    assert look(COUNT).startswith("1 of ")
    assert look(HEADING) == title
    key("End")
    total = look("document.querySelector('.deck select').selectedOptions[0].text.match(/\\d+/)[0]")
    assert look(COUNT) == f"{total} of {total}"
    key("h")
    assert look("document.querySelector('.deck .first').getAttribute('aria-pressed')") == "false"
    key("Home")
    key("ArrowRight")
    assert look(HEADING) == title
    key("b")
    assert look("document.querySelector('.dark-wall').hidden") is False
    key("ArrowRight")
    assert look("document.querySelector('.dark-wall').hidden") is True
    assert look(COUNT).startswith("1 of ")


def test_by_keyboard_alone_in_chromium(wall: Page, slug: str) -> None:
    drive(wall.evaluate, wall.keyboard.press)
    wall.keyboard.press("Escape")
    wall.wait_for_url(f"**/specimens/{slug}.html")


def test_by_keyboard_alone_in_firefox(dist: Path, slug: str) -> None:
    firefox = Firefox()
    try:
        tab = firefox.tab((dist / "project" / f"{slug}.html").as_uri())
        drive(tab.js, tab.key)
        tab.key("Escape")
        left = f"/specimens/{slug}.html"
        wait("the specimen's page", lambda: tab.js("location.pathname").endswith(left))
        assert firefox.said == []
    finally:
        firefox.close()


def test_by_mouse_and_by_finger(browser: Browser, dist: Path, slug: str) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True)
    page = context.new_page()
    page.goto((dist / "project" / f"{slug}.html").as_uri())
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Show the note").tap()
    assert page.evaluate(COUNT).startswith("1 of ")
    # The keyboard is the text's again after a button was pressed.
    page.keyboard.press(" ")
    assert page.evaluate(COUNT).startswith("2 of ")
    page.evaluate(
        """() => {
            const at = (x) => new Touch({ identifier: 1, target: document.querySelector('.stage'), clientX: x, clientY: 300 });
            const send = (kind, list) => document.querySelector('.stage').dispatchEvent(new TouchEvent(kind, { bubbles: true, touches: kind === 'touchstart' ? list : [], changedTouches: list }));
            send('touchstart', [at(200)]);
            send('touchend', [at(500)]);
        }"""
    )
    assert page.evaluate(COUNT).startswith("1 of ")
    context.close()


def test_one_kind_of_note_can_be_chosen(wall: Page) -> None:
    choose = wall.get_by_label("Which notes")
    names = choose.locator("option").all_text_contents()
    assert len(names) >= 4
    choose.select_option(index=3)
    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("ArrowRight")
    assert names[3].startswith(wall.evaluate(HEADING))
    assert wall.evaluate(COUNT) == f"1 of {names[3].rpartition('(')[2][:-1]}"


def test_the_key_can_be_shown_instead(wall: Page, slug: str) -> None:
    key = tomllib.loads((ROOT / "site" / "specimens" / "keys" / f"{slug}.toml").read_text("utf-8"))
    wanted = [note for note in key["note"] if note["must"] and "words" in note]
    wall.get_by_label("Which notes").select_option("Key, made by hand")
    assert wall.evaluate(COUNT) == f"0 of {len(wanted)}"
    shown = []
    for _ in wanted:
        wall.keyboard.press("ArrowRight")
        wall.keyboard.press("ArrowRight")
        [words] = wall.evaluate(LIT)
        shown.append((words, wall.locator(".telling .message").text_content()))
    assert sorted(shown) == sorted((note["words"], note["why"]) for note in wanted)
    assert "made by hand" in str(wall.locator(".telling .fixed").text_content())


def test_it_fills_the_screen_and_comes_back(wall: Page) -> None:
    wall.get_by_role("button", name="Full screen").click()
    wall.wait_for_function("() => document.fullscreenElement !== null")
    assert wall.get_by_role("button", name="Leave full screen").is_visible()
    wall.keyboard.press("Escape")
    wall.wait_for_function("() => document.fullscreenElement === null")
    assert "/project/" in wall.url
    wall.keyboard.press("f")
    wall.wait_for_function("() => document.fullscreenElement !== null")


def test_a_note_has_an_address(wall: Page) -> None:
    for _ in range(5):
        wall.keyboard.press("ArrowRight")
    assert wall.url.endswith("#3")
    wall.reload()
    assert wall.evaluate(COUNT).startswith("3 of ")


def test_the_words_are_where_everybody_looks(wall: Page) -> None:
    count = int(wall.evaluate(COUNT).rpartition(" ")[2])
    for size in SIZES:
        wall.set_viewport_size({"width": size[0], "height": size[1]})
        wall.keyboard.press("Home")
        for _ in range(count):
            wall.keyboard.press("ArrowRight")
            wall.keyboard.press("ArrowRight")
            inside = wall.evaluate(
                """() => {
                    const [range] = sayso.drawn.places.keys();
                    if (!range) return true;
                    const words = range.getClientRects()[0];
                    const stage = document.querySelector('.stage').getBoundingClientRect();
                    return words.top >= stage.top && words.bottom <= stage.bottom;
                }"""
            )
            assert inside, (size, wall.url)
            too_long = wall.evaluate(
                "() => { const it = document.querySelector('.telling'); return it.scrollHeight - it.clientHeight; }"
            )
            assert too_long <= 0 or size[0] < 960, (size, wall.url)
    type_size = (
        "parseFloat(getComputedStyle(document.querySelector('.text p:not(.byline)')).fontSize)"
    )
    assert wall.evaluate(type_size) >= 20
    wall.set_viewport_size({"width": 1280, "height": 720})
    assert wall.evaluate(type_size) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_and_nothing_in_the_way(
    browser: Browser, dist: Path, slug: str, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto((dist / "project" / f"{slug}.html").as_uri())
    page.evaluate(AXE.read_text("utf-8"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate("() => axe.run().then(({ violations }) => violations)")
        assert [(each["id"], [n["html"] for n in each["nodes"]][:3]) for each in found] == []
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        picture = page.screenshot(path=SHOTS / f"wall-{width}-{scheme}.png")
        assert len(picture) > 5_000
    page.close()
