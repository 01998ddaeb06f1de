"""What goes wrong has a card of its own, and the page stays as it was."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    fresh[0].shot(shots / f"no-server-{desk.name}.png")


@pytest.mark.parametrize(
    ("kind", "status", "headers", "body", "words"),
    [
        ("not-json", 200, {}, "<!doctype html><title>Printer</title><h1>Ready</h1>", "another program"),
        ("not-json", 404, {}, "<h1>Not found</h1>", "another program"),
        ("schema", 200, {"Content-Type": "application/json"}, '{"schema": "sayso/0.3", "notes": []}', "same version"),
        ("schema", 200, {"Content-Type": "application/json"}, "[1, 2]", "same version"),
        ("too-long", 413, {"Content-Type": "application/problem+json"}, '{"detail": "At most 5 words."}', "at most 5 words"),
        ("busy", 503, {"Content-Type": "application/problem+json"}, '{"detail": "Full."}', "wait a little"),
        ("refused", 422, {"Content-Type": "application/problem+json"}, '{"detail": "Segments overlap."}', "segments overlap"),
    ],
)  # fmt: skip
def test_wrong_answers(
    desk: Desk,
    article: str,
    pages: PageServer,
    fresh: list[Tab],
    kind: str,
    status: int,
    headers: dict[str, str],
    body: str,
    words: str,
) -> None:
    pages.put("/v1/analyze", body, status=status, headers=headers)
    desk.set_server(pages.address + "/")
    shown, card = card_for(desk, article, fresh)
    assert shown == kind
    assert words in card.lower()


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
def test_a_server_that_never_answers(desk: Desk, article: str, fresh: list[Tab]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.set_server(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        kind, card = card_for(desk, article, fresh, seconds=40)
    assert kind == "slow"
    assert "25 seconds" in card


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
