"""What goes wrong has a card of its own, and the page stays as it was."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.firefox import Firefox
from tests.browser.fixtures import free_port
from tests.browser.pages import PageServer, news_page

_BODY = "document.body.outerHTML"
_CARD = "() => sayso.hosted.root.querySelector('.card').innerText"
_KIND = "document.querySelector('sayso-notes').dataset.kind"

ARTICLE = "".join(
    f"<p>The harbour board of Vellmar met on pier {number} on Tuesday and spoke for two hours about "
    "the new ferry, which may sail in spring, according to people who know the plans.</p>"
    for number in range(1, 6)
)


@pytest.fixture(scope="module")
def article(pages: PageServer) -> str:
    return pages.put("/vellmar", news_page("Vellmar ferry may sail in spring", ARTICLE))


@pytest.fixture
def fresh(desk: Desk) -> Iterator[list[Tab]]:
    """Tabs to be closed after the test."""
    tabs: list[Tab] = []
    yield tabs
    for tab in tabs:
        tab.close()


def card_for(desk: Desk, url: str, fresh: list[Tab], *, seconds: float = 20) -> tuple[str, str]:
    """Kind and words of the card that a click on this page brings; the page must be unchanged."""
    tab = desk.browser.tab(url)
    fresh.append(tab)
    before = tab.js(_BODY)
    read = desk.press(tab, seconds=seconds)
    assert read.state == "error"
    assert tab.js(_BODY) == before
    assert tab.js("[...CSS.highlights.keys()].length") == 0
    return tab.js(_KIND), desk.inside(read, _CARD)


def test_no_server(desk: Desk, article: str, fresh: list[Tab], shots: Path) -> None:
    port = free_port()
    desk.set_server(f"http://127.0.0.1:{port}/")
    kind, card = card_for(desk, article, fresh)
    assert kind == "unreachable"
    assert "not running" in card and "make run" in card and f"127.0.0.1:{port}" in card
    picture(desk, fresh[0], shots / f"trouble-unreachable-%s-{desk.name}.png")


_PROBLEM = "application/problem+json"
_LONG = "The text has 61,234 words; at most 50,000 are read. Send it in parts, or start the server with --max-words."


@pytest.mark.parametrize(
    ("kind", "status", "form", "body", "words"),
    [
        ("not-json", 200, "text/html", "<!doctype html><title>Printer</title><h1>Ready</h1>", "another program"),
        ("not-json", 404, "text/html", "<h1>Not found</h1>", "another program"),
        ("not-json", 200, "application/json", '{"schema": "sayso/1.0", "not', "another program"),
        ("schema", 200, "application/json", '{"schema": "sayso/0.3", "notes": []}', "same version"),
        ("schema", 200, "application/json", '{"schema": "sayso/1.0", "notes": [null]}', "same version"),
        ("schema", 200, "application/json", '{"schema": "sayso/1.0", "notes": []}', "same version"),
        ("schema", 200, "application/json", "[1, 2]", "same version"),
        ("schema", 200, "application/json", "null", "same version"),
        ("too-long", 413, _PROBLEM, json.dumps({"detail": _LONG}), "at most 50,000"),
        ("too-long", 503, _PROBLEM, '{"code": "out_of_time", "detail": "It took 3.5 seconds."}', "select a part"),
        ("busy", 503, _PROBLEM, '{"detail": "Come back in 20 seconds."}', "come back in 20"),
        ("refused", 422, _PROBLEM, '{"detail": "Segments overlap."}', "segments overlap"),
        ("token", 401, _PROBLEM, '{"code": "unauthorized", "detail": "Send it."}', "token"),
        ("origin", 403, _PROBLEM, '{"code": "origin_not_allowed", "detail": "Not you."}', "not you."),
    ],
    ids=("html", "missing", "cut-off", "old", "no-notes", "no-summary", "list", "null", "long", "out-of-time", "busy",
         "refused", "token", "origin"),
)  # fmt: skip
def test_wrong_answers(
    desk: Desk,
    article: str,
    pages: PageServer,
    fresh: list[Tab],
    shots: Path,
    kind: str,
    status: int,
    form: str,
    body: str,
    words: str,
) -> None:
    pages.put("/v1/analyze", body, status=status, headers={"Content-Type": form})
    desk.set_server(pages.address + "/")
    shown, card = card_for(desk, article, fresh)
    assert shown == kind
    assert words in card.lower()
    (tab,) = fresh
    picture(desk, tab, shots / f"trouble-{kind}-%s-{desk.name}.png")


# Light or dark as the page is, which is looked at elsewhere; here the same card is put on both.
_GROUND = """(dark) => {
  const card = sayso.hosted.root.querySelector(".card");
  card.classList.toggle("dark", dark);
  card.classList.toggle("light", !dark);
}"""
_INSIDE = """() => {
  const card = sayso.hosted.root.querySelector(".card");
  const { left, top, right, bottom } = card.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
    && card.scrollWidth <= card.clientWidth;
}"""


def picture(desk: Desk, tab: Tab, path: Path) -> None:
    """Keep the card as it is on a light page and, narrow, on a dark one; none of it may be cut off."""
    read = Read(tab, desk.id_of(tab), "error", 0)
    for name, width in (("light", 1000), ("dark", 320)):
        dark = json.dumps(name == "dark")
        tab.js(f"(document.body.classList.toggle('dark', {dark}), null)")
        tab.resize(width, 640)
        desk.inside(read, f"() => ({_GROUND})({dark})")
        wait("the window's new size", lambda width=width: tab.js("innerWidth") == width)
        assert desk.inside(read, _INSIDE), name
        tab.shot(path.with_name(path.name % name))


def test_markup_in_an_answer_is_shown_as_text(
    desk: Desk, article: str, pages: PageServer, fresh: list[Tab]
) -> None:
    evil = "<img src=x onerror=\"document.title='taken'\">"
    pages.put("/v1/analyze", json.dumps({"detail": evil}), status=422)
    desk.set_server(pages.address + "/")
    _, card = card_for(desk, article, fresh)
    assert evil in card
    assert fresh[0].js("document.title") != "taken"


def test_too_short(desk: Desk, pages: PageServer, sayso_server: str, fresh: list[Tab]) -> None:
    desk.set_server(sayso_server)
    url = pages.put(
        "/short", news_page("Ferry late", "<p>The ferry from Vellmar was late today.</p>")
    )
    kind, card = card_for(desk, url, fresh)
    assert kind == "too-short"
    assert "40" in card


def test_no_article(desk: Desk, pages: PageServer, sayso_server: str, fresh: list[Tab]) -> None:
    desk.set_server(sayso_server)
    links = "".join(
        f'<li><a href="/{n}">Story number {n} about the harbour</a></li>' for n in range(60)
    )
    url = pages.put("/front", f"<!doctype html><title>Front page</title><body><ul>{links}</ul>")
    kind, card = card_for(desk, url, fresh)
    assert kind == "not-article"
    assert "single article" in card


def test_close_takes_the_card_and_the_element_away(
    desk: Desk, article: str, fresh: list[Tab]
) -> None:
    desk.set_server(f"http://127.0.0.1:{free_port()}/")
    tab = desk.browser.tab(article)
    fresh.append(tab)
    before = tab.js("document.documentElement.outerHTML")
    desk.press(tab)
    tab.key("Escape")
    assert tab.js("document.documentElement.outerHTML") == before


def test_a_slow_server_can_be_waited_for_or_left(
    desk: Desk, article: str, fresh: list[Tab], shots: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.set_server(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        tab = desk.browser.tab(article)
        fresh.append(tab)
        before = tab.js("document.documentElement.outerHTML")
        state = "document.querySelector('sayso-notes')?.dataset.state ?? ''"
        tab.action()
        wait("the reading to begin", lambda: tab.js(state) == "reading")
        read = Read(tab, desk.id_of(tab), "reading", 0)
        bar = "() => sayso.hosted.root.querySelector('.bar').innerText"
        assert "reading" in desk.inside(read, bar).lower()
        wait("word that it takes longer", lambda: "Still reading" in desk.inside(read, bar))
        tab.shot(shots / f"slow-{desk.name}.png")
        assert tab.js(_BODY) in before
        tab.action()
        wait("an end", lambda: tab.js(state) == "")
        assert tab.js("document.documentElement.outerHTML") == before


# Firefox ends a background page after 30 seconds, which is what makes this hard.
@pytest.mark.parametrize("desk", ["firefox"], indirect=True)
def test_a_server_that_never_answers(
    desk: Desk, article: str, fresh: list[Tab], shots: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.set_server(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        kind, card = card_for(desk, article, fresh, seconds=40)
    assert kind == "slow"
    assert "25 seconds" in card
    picture(desk, fresh[0], shots / f"trouble-slow-%s-{desk.name}.png")


# The clock of Chromium's background can be reached, so that nobody has to wait the time out twice.
_HASTE = """(() => {
  globalThis.timeout = AbortSignal.timeout;
  AbortSignal.timeout = (limit) => ((globalThis.waited = limit), timeout.call(AbortSignal, 200));
})()"""


@pytest.mark.parametrize("desk", ["chromium"], indirect=True)
def test_a_server_that_never_answers_in_chromium(
    desk: Desk, article: str, fresh: list[Tab], shots: Path
) -> None:
    assert isinstance(desk.browser, Chromium)
    desk.browser.background(_HASTE)
    try:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            desk.set_server(f"http://127.0.0.1:{silent.getsockname()[1]}/")
            kind, card = card_for(desk, article, fresh)
        assert desk.browser.background("globalThis.waited") == 25_000
    finally:
        desk.browser.background("void (AbortSignal.timeout = globalThis.timeout)")
    assert kind == "slow"
    assert "25 seconds" in card
    picture(desk, fresh[0], shots / f"trouble-slow-%s-{desk.name}.png")


_REVOKE = """(async () => {
  const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
  const { extension } = WebExtensionPolicy.getByID("sayso@sayso.example");
  const local = { permissions: [], origins: ["http://127.0.0.1/*"] };
  await ExtensionPermissions.%s("sayso@sayso.example", local, extension);
  return "done";
})()"""


@pytest.mark.parametrize("desk", ["firefox"], indirect=True)
def test_permission_taken_back(
    desk: Desk, article: str, sayso_server: str, fresh: list[Tab]
) -> None:
    """Firefox lets people take back what was granted when the add-on was installed."""
    assert isinstance(desk.browser, Firefox)
    desk.set_server(sayso_server)
    desk.browser.chrome(_REVOKE % "remove")
    try:
        kind, card = card_for(desk, article, fresh)
    finally:
        desk.browser.chrome(_REVOKE % "add")
    assert kind == "permission"
    assert "Allow" in card
