"""The site as a visitor uses it, in a real headless Chromium."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from sayso.note import NoteType
from sayso.notes import NOTE_TYPES
from tests.site.test_pages import HOME_BYTES
from tests.site.visitors import listen

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
OWN_TEXT = """Harbour may close, council says

The harbour at Ossa may close in May, according to two officials who asked not to be named.

“We do not know yet,” Mayor Ilse Brandt said on Monday."""

# What stands under a line, found as the reader's own code finds it.
DRAWN = """() => [...sayso.drawn.places].map(([range, placed]) => {
    const { x, y, width, height } = range.getClientRects()[0];
    const mark = placed.marks.find((each) => each.range === range).mark;
    return { id: placed.note.id, type: placed.note.type, words: range.toString(), mark: mark.text,
             x: x + Math.min(4, width / 2), y: y + height / 2 };
})"""
CARD_IS_OPEN = "() => sayso.hosted?.root.querySelector('.card')?.textContent ?? null"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test when it says anything to the console or asks another host."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    heard = listen(page, "http://127.0.0.1", "file:")
    page.goto(address)
    yield page
    page.close()
    assert heard == []


def test_every_drawn_line_stands_under_its_own_words(page: Page) -> None:
    first = page.evaluate(DRAWN)
    assert len({each["id"] for each in first}) >= 5
    page.get_by_role("button", name="Show all").click()
    drawn = page.evaluate(DRAWN)
    assert len(drawn) > len(first)
    assert [each["words"] for each in drawn] == [each["mark"] for each in drawn]
    entries = page.locator("#specimen .notes li").count()
    article_level = page.evaluate("() => sayso.reading.placed.article.length")
    assert len({each["id"] for each in drawn}) + article_level == entries
    assert page.evaluate("() => sayso.reading.placed.unplaced.length") == 0


def test_a_click_on_a_mark_opens_its_card(page: Page) -> None:
    mark = page.evaluate(DRAWN)[0]
    page.mouse.click(mark["x"], mark["y"])
    card = page.evaluate(CARD_IS_OPEN)
    note_type = next(each for each in NOTE_TYPES if each.id == mark["type"])
    assert note_type.title in card
    assert note_type.question in card
    page.screenshot(path=SHOTS / "site-card.png")
    page.keyboard.press("Escape")
    assert page.evaluate(CARD_IS_OPEN) is None


@pytest.mark.parametrize("note_type", NOTE_TYPES, ids=lambda each: each.id)
def test_card_and_page_of_a_type_say_the_same_of_how_often_it_is_right(
    cards: dict[str, str], note_type: NoteType, dist: Path
) -> None:
    html = (dist / "types" / f"{note_type.id}.html").read_text("utf-8")
    said = re.search(r'<p class="said-by-card">(.*?)</p>', html)
    if said is None:
        assert "Not measured" in html
        assert cards[note_type.id] == "Sayso made no such note in any article of our tests."
        return
    assert unescape(said[1]) == cards[note_type.id]


@pytest.fixture(scope="module")
def cards(browser: Browser, address: str) -> dict[str, str]:
    """What the card of each type says about how often it was right."""
    page = browser.new_page()
    page.goto(address)
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries(Object.keys(sayso.types).map((type) => {
          const { note } = [...sayso.drawn.places.values()][0];
          note.type = type;
          sayso.reading.open(note.id);
          return [type, sayso.hosted.root.querySelector(".measured").textContent];
        }))"""
    )
    page.close()
    return found


def test_the_keyboard_reaches_every_mark(page: Page) -> None:
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")
    number = page.evaluate("() => document.activeElement.dataset.number")
    assert page.evaluate("() => document.activeElement.className").startswith("ref")
    page.keyboard.press("Enter")
    entry = page.locator(f"#note-{number} .kind").text_content()
    assert entry in page.evaluate(CARD_IS_OPEN)


def test_a_layer_goes_and_comes_back(page: Page) -> None:
    before = len(page.evaluate(DRAWN))
    page.get_by_label("Who says so").uncheck()
    families = {t.id: t.family for t in NOTE_TYPES}
    assert not [d for d in page.evaluate(DRAWN) if families[d["type"]] == "sourcing"]
    page.get_by_label("Who says so").check()
    assert len(page.evaluate(DRAWN)) == before


def test_own_text_is_read_by_the_server_of_the_page(page: Page) -> None:
    page.get_by_role("tab", name="Your own text").click()
    page.get_by_label("Paste a news article").fill(OWN_TEXT)
    page.get_by_role("button", name="Show the notes").click()
    expect(page.locator(".told")).to_contain_text("words,")
    drawn = page.evaluate(DRAWN)
    assert [each["words"] for each in drawn] == [each["mark"] for each in drawn]
    assert "two officials who asked not to be named" in [each["words"] for each in drawn]
    assert page.locator(".result .headline").text_content() == "Harbour may close, council says"
    page.screenshot(path=SHOTS / "site-own-text.png")
    page.get_by_role("tab", name="An example").click()
    assert not [each for each in page.evaluate(DRAWN) if "two officials" in each["words"]]


def test_a_visitor_may_name_another_server(page: Page, address: str) -> None:
    page.get_by_role("tab", name="Your own text").click()
    page.get_by_label("Paste a news article").fill(OWN_TEXT)
    page.get_by_role("button", name="Ask another server").click()
    box = page.get_by_label("Address of a Sayso server")
    expect(box).to_be_focused()
    box.fill(address.removesuffix("/"))
    with page.expect_request(f"{address}v1/analyze"):
        page.get_by_role("button", name="Show the notes").click()
    expect(page.locator(".told")).to_contain_text("words,")


def test_markup_in_own_text_stays_text(page: Page) -> None:
    page.get_by_role("tab", name="Your own text").click()
    page.get_by_label("Paste a news article").fill("<img src=x onerror=alert(1)> officials said.")
    page.get_by_role("button", name="Show the notes").click()
    expect(page.locator(".told")).to_contain_text("words,")
    assert page.locator(".result img").count() == 0


def test_an_empty_box_is_told_apart(page: Page) -> None:
    page.get_by_role("tab", name="Your own text").click()
    page.get_by_role("button", name="Show the notes").click()
    expect(page.locator(".told")).to_have_text("There is no text in the box yet.")


def test_a_problem_of_the_server_is_passed_on(browser: Browser, address: str) -> None:
    # A page of its own: browsers write refused requests to the console.
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("tab", name="Your own text").click()
    page.get_by_label("Paste a news article").fill("word " * 60_000)
    with page.expect_response("**/v1/analyze") as caught:
        page.get_by_role("button", name="Show the notes").click()
    assert caught.value.status == 413
    problem = caught.value.json()
    expect(page.locator(".told")).to_contain_text(problem["title"])
    expect(page.locator(".told")).to_contain_text(problem["detail"])
    page.close()


def test_from_a_folder_all_works_but_the_box_says_so(browser: Browser, dist: Path) -> None:
    page = browser.new_page()
    page.goto((dist / "index.html").as_uri())
    assert page.evaluate(DRAWN)
    page.get_by_role("tab", name="Your own text").click()
    expect(page.locator(".where")).to_contain_text("opened from a folder")
    page.get_by_label("Address of a Sayso server").fill("http://127.0.0.1:9/")
    page.get_by_label("Paste a news article").fill(OWN_TEXT)
    page.get_by_role("button", name="Show the notes").click()
    expect(page.locator(".told")).to_contain_text("No answer from http://127.0.0.1:9/")
    page.goto((dist / "types" / "relayed-attribution.html").as_uri())
    assert page.evaluate(DRAWN)
    page.close()


def test_from_a_host_of_files_the_box_says_so(browser: Browser, dist: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(dist))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.get_by_role("tab", name="Your own text").click()
        page.get_by_label("Paste a news article").fill(OWN_TEXT)
        expect(page.get_by_label("Address of a Sayso server")).to_be_hidden()
        page.get_by_role("button", name="Show the notes").click()
        expect(page.locator(".told")).to_contain_text("a host that only keeps files")
        expect(page.get_by_label("Address of a Sayso server")).to_be_visible()
        page.close()
        server.shutdown()


def test_without_scripts_article_and_notes_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#note-1")).to_be_visible()
    expect(page.locator("#ref-1")).to_be_visible()
    expect(page.get_by_role("tab", name="Your own text")).to_be_hidden()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "site-without-scripts.png", full_page=True)
    context.close()


def one_of_each(dist: Path) -> list[str]:
    """All pages at the top, and two of each folder: its index and the first of the others."""
    pages = sorted(dist.glob("*.html"))
    for folder in sorted({path.parent for path in dist.rglob("*.html")} - {dist}):
        pages += sorted(folder.glob("*.html"), key=lambda path: path.stem != "index")[:2]
    return [path.relative_to(dist).as_posix() for path in pages]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_to_look_at(
    browser: Browser, address: str, dist: Path, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme)
    for name in one_of_each(dist):
        slug = name.removesuffix(".html").replace("/", "-")
        page.goto(address + name)
        for width in (320, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{name} at {width}"
            picture = page.screenshot(path=SHOTS / f"site-{slug}-{scheme}-{width}.png")
            assert len(picture) > 5_000
    page.close()


def test_paper_has_the_article_and_every_note(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#note-1")).to_be_visible()
    expect(page.locator("nav").first).to_be_hidden()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.pdf(path=SHOTS / "site-print.pdf", format="A4")


def test_the_first_load_of_home_is_light(browser: Browser, address: str) -> None:
    """What Chromium receives, headers included, with nothing kept from before."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda it: received.append(it["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    asked = page.evaluate("performance.getEntriesByType('resource').length")
    context.close()
    assert len(received) >= asked + 1
    assert 20_000 < sum(received) <= HOME_BYTES, json.dumps(received)
