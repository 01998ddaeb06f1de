"""What somebody sets is kept in the browser alone and does what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.desk import Desk
from tests.browser.driver import Tab, wait
from tests.browser.pages import PageServer, news_page
from tests.browser.test_extension_pages import choose, result_of_test
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

_HOST = "document.querySelector('sayso-notes')"
_CARD = "() => sayso.hosted.root.querySelector('.card').innerText"
_COLOUR = "getComputedStyle(document.body, '::highlight(sayso-sourcing-wavy)').textDecorationColor"
_STORED = "browser.storage.local.get('colours').then(({ colours }) => colours)"
STANDARD = "rgb(31, 120, 209)"


@pytest.fixture(scope="module")
def article(pages: PageServer) -> str:
    return pages.put("/set", news_page(HEADLINE, PARAGRAPHS))


@pytest.fixture
def fresh(desk: Desk, sayso_server: str) -> Iterator[list[Tab]]:
    """Tabs to be closed, and settings to be forgotten, after the test."""
    desk.set_server(sayso_server)
    tabs: list[Tab] = []
    yield tabs
    for tab in tabs:
        tab.close()
    desk.page.js("browser.storage.local.clear()")
    wait("no site to be read by itself", lambda: registered(desk) == [])


def registered(desk: Desk) -> list[str]:
    """Where the browser reads pages by itself."""
    found: list[str] = desk.page.js(
        "browser.scripting.getRegisteredContentScripts()"
        ".then((all) => all.flatMap(({ matches }) => matches))"
    )
    return found


def test_how_many_notes_at_first(desk: Desk, article: str, fresh: list[Tab]) -> None:
    shown = {}
    for density in ("few", "usual", "all"):
        desk.set(density=density)
        read = desk.read(article)
        fresh.append(read.tab)
        notes = [note for note in desk.report(read)["notes"] if note["marks"]]
        shown[density] = sum(note["shown"] for note in notes)
        if density == "all":
            assert shown["all"] == len(notes)
    assert shown["few"] <= min(5, shown["usual"])
    assert shown["usual"] <= shown["all"]
    assert 0 < shown["few"] < shown["all"]


def test_colours_of_lines_and_cards(
    desk: Desk, article: str, pages: PageServer, fresh: list[Tab], shots: Path
) -> None:
    options = desk.settings()
    fresh.append(options)
    dark = pages.put("/set-dark", news_page(HEADLINE, PARAGRAPHS, kind="dark"))
    seen = {}
    wanted = (("grey", "dark"), ("standard", "dark"), ("contrast", "dark"), ("contrast", "light"))
    for colours, ground in wanted:
        choose(options, "#colours", colours)
        wait("the setting", lambda colours=colours: desk.page.js(_STORED) == colours)
        read = desk.read(dark if ground == "dark" else article)
        fresh.append(read.tab)
        seen[colours, ground] = read.tab.js(_COLOUR)
        note = next(n["id"] for n in desk.report(read)["notes"] if n["shown"])
        desk.send(read, type="go", note=note)
        kind = desk.inside(read, "() => sayso.hosted.root.querySelector('.card').className")
        assert {colours, ground} <= set(kind.split())
        read.tab.shot(shots / f"colours-{colours}-{ground}-{desk.name}.png")
    assert seen["standard", "dark"] == STANDARD
    assert len(set(seen.values())) == 4
    # Nothing of it is left behind.
    tab = fresh[-1]
    tab.action()
    wait("the style to go", lambda: tab.js(_COLOUR) not in seen.values())


def test_a_site_that_is_never_read(desk: Desk, article: str, fresh: list[Tab]) -> None:
    desk.set(never=["http://127.0.0.1"])
    read = desk.read(article)
    fresh.append(read.tab)
    assert read.state == "error"
    card = desk.inside(read, _CARD)
    assert "never" in card and "http://127.0.0.1" in card and "Nothing was sent" in card
    assert desk.report(read)["server"] == ""
    read.tab.click(*desk.button(read, "Read it this once"))
    wait("the notes", lambda: read.tab.js(f"{_HOST}?.dataset.state") == "done")
    options = desk.settings()
    fresh.append(options)
    wait("the list", lambda: options.js("document.querySelector('#sites li') !== null"))
    assert "127.0.0.1: never read" in options.js("document.querySelector('#sites').innerText")
    options.js("document.querySelector('#sites button').click()")
    wait("no rule", lambda: options.js("document.querySelector('#sites li') === null"))
    assert desk.page.js("browser.storage.local.get('never')") == {"never": []}


def test_a_site_that_is_always_read(
    desk: Desk, article: str, pages: PageServer, fresh: list[Tab]
) -> None:
    read = desk.read(article)
    fresh.append(read.tab)
    panel = desk.browser.page_of_extension(f"panel.html?tab={read.id}")
    fresh.append(panel)
    wait("the panel", lambda: not panel.js("document.querySelector('#site').hidden"))
    assert "127.0.0.1" in panel.js("document.querySelector('#site').innerText")
    # The host is granted already, so no browser asks anything here; Firefox wants a real key.
    panel.front()
    panel.js("document.querySelector('#site select').focus()")
    panel.key("ArrowDown")
    said = "document.querySelector('#ruled').textContent"
    wait("the rule", lambda: "as they open" in panel.js(said))
    wait("the browser to know", lambda: registered(desk) == ["http://127.0.0.1/*"])
    other = desk.browser.tab(pages.put("/set-always", news_page(HEADLINE, PARAGRAPHS)))
    fresh.append(other)
    assert desk.settled(other).state == "done"
    # A list of links is opened like any page, and nothing is said.
    front = desk.browser.tab(
        pages.put("/set-front", "<!doctype html><title>Front</title><a href='/'>Home</a>")
    )
    fresh.append(front)
    badge = f"browser.action.getBadgeText({{ tabId: {desk.id_of(front)} }})"
    wait("the button to tell", lambda: desk.page.js(badge) == "–")
    assert front.js(f"{_HOST} === null")
    # A page that swaps its article is read anew once it has come to rest.
    other.js("history.pushState(null, '', '/set-always-2')")
    other.js(
        "document.querySelector('article').lastElementChild.textContent ="
        " 'Another end: the ferry may sail after all, two officials said on Friday.'"
    )
    wait("the old notes to go", lambda: other.js(f"{_HOST}?.dataset.state ?? 'gone'") != "done")
    assert desk.settled(other).state == "done"
    assert "two officials" in str(desk.report(desk.settled(other))["notes"])
    choose(panel, "#site select", "asked")
    wait("the browser to forget", lambda: registered(desk) == [])


def test_only_https_can_be_read_without_a_click(desk: Desk, fresh: list[Tab]) -> None:
    """Nobody can press the browser's own question here; what it refuses can be tried."""
    page = desk.settings()
    fresh.append(page)
    asked = (
        "browser.permissions.request({ origins: ['http://news.example/*'] })"
        ".then(String, () => 'refused')"
    )
    assert page.js(asked) == "refused"
    assert page.js("browser.permissions.contains({ origins: ['https://news.example/*'] })") is False


def test_the_test_button_tells_servers_apart(
    desk: Desk, pages: PageServer, fresh: list[Tab]
) -> None:
    options = desk.settings()
    fresh.append(options)
    problem = {"Content-Type": "application/problem+json"}
    for status, body, words in (
        (200, '{"schema": "sayso/0.9"}', "same version"),
        (200, "[]", "same version"),
        (200, "<!doctype html><h1>Router</h1>", "Another program"),
        (403, '{"code": "origin_not_allowed", "detail": "Not yours."}', "certain extensions"),
        (401, '{"code": "unauthorized", "detail": "Send it."}', "asks for a token"),
        (503, '{"code": "busy", "detail": "Full."}', "busy"),
        (400, '{"code": "host_not_allowed", "detail": "Use its own name."}', "Use its own name."),
    ):
        pages.put("/v1/info", body, status=status, headers=problem)
        assert words in result_of_test(options, pages.address + "/"), (status, body)
    del pages.answers["/v1/info"]
    # An address that the browser has not been allowed to ask.
    said = result_of_test(options, "https://sayso.example/")
    assert "does not let this extension" in said
    assert options.js("document.querySelector('#allow').hidden") is False


def test_nothing_but_settings_is_stored(desk: Desk, article: str, fresh: list[Tab]) -> None:
    before = set(desk.page.js("browser.storage.local.get(null)"))
    read = desk.read(article)
    fresh.append(read.tab)
    desk.send(read, type="show", all=True)
    assert set(desk.page.js("browser.storage.local.get(null)")) == before
    session = "browser.storage.session.get(null)"
    assert desk.page.js(session) == {}
    assert read.tab.js("localStorage.length + sessionStorage.length") == 0
    assert read.tab.js("document.cookie") == ""


def test_nothing_can_be_chosen_before_the_settings_are_read(desk: Desk, fresh: list[Tab]) -> None:
    """A choice would be lost, or overwritten by what was stored."""
    page = desk.settings()
    fresh.append(page)
    at_first = (
        "fetch('options.html').then((answer) => answer.text()).then((text) =>"
        " new DOMParser().parseFromString(text, 'text/html').querySelector('main').inert)"
    )
    assert page.js(at_first) is True
    assert page.js("document.querySelector('main').inert") is False
    assert page.js("document.querySelector('#density').value") == "usual"


def test_settings_are_read_carefully(desk: Desk, fresh: list[Tab]) -> None:
    """Whatever stands in the storage, by another version say, there are settings."""
    page = desk.settings()
    fresh.append(page)
    read = "import('./settings.js').then(({ readSettings }) => readSettings())"
    usual = page.js("import('./settings.js').then(({ DEFAULTS }) => DEFAULTS)")
    wrong = {
        "server": "ftp://x",
        "off": "all",
        "density": 7,
        "colours": None,
        "always": {},
        "never": 1,
    }
    page.js(f"browser.storage.local.set({json.dumps(wrong)})")
    assert page.js(read) == usual
