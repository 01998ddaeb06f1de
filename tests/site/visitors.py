"""Two visitors of the site, in real Chromium and real Firefox: what they see, hear and load."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

from playwright.sync_api import Browser, Page, expect, sync_playwright
from websockets.sync.client import connect

from tests.browser.driver import DriverError, find
from tests.browser.firefox import Firefox

# How long a page may take to show something, in milliseconds: tests share their machine.
expect.set_options(timeout=60_000)

_KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "ArrowRight": "\ue014",
    "Space": " ",
    "Escape": "\ue00c",
}

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of this system; in CI a missing one fails, elsewhere it skips aloud."""
    binary = find("chromium", "chromium-browser")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=flags)
        yield browser
        browser.close()


def listen(page: Page, *own: str) -> list[str]:
    """What a page says to the console, and what it asks for at other addresses than ``own``.

    Questions that it puts to the visitor are answered with yes.
    """
    heard: list[str] = []
    fine = (*own, "data:", "blob:")
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith(fine) else heard.append(asked.url)
    )
    page.on("dialog", lambda dialog: dialog.accept())
    return heard


class Visitor(Protocol):
    """A browser with one tab, in which pages are opened one after the other."""

    name: str
    said: list[str]
    asked: list[str]

    def open(self, url: str) -> None:
        """Go there and wait until all has loaded."""

    def js(self, expression: str) -> Any:
        """The value of an expression in the page; promises are awaited."""

    def size(self, width: int, height: int) -> None:
        """Make the window's inside so many CSS pixels wide and high."""

    def scheme(self, scheme: Scheme) -> None:
        """Prefer light or dark pages."""

    def key(self, name: str) -> None:
        """Press 'Tab', 'Enter', 'Space', 'Escape' or 'ArrowRight'."""

    def shot(self, path: Path) -> None:
        """Save what the window shows."""


class InChromium:
    """Chromium of this system, driven by Playwright."""

    name = "chromium"

    def __init__(self, page: Any) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, url: str) -> None:
        self.page.goto(url)

    def js(self, expression: str) -> Any:
        return self.page.evaluate(f"async () => ({expression})")

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def scheme(self, scheme: Scheme) -> None:
        self.page.emulate_media(color_scheme=scheme)

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path)


class _Listening(Firefox):
    """Firefox without an add-on that keeps what pages say and ask for."""

    def _start(self, extension: Path | None) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        address = self._address()
        # Undrained, the pipe fills and Firefox stands still.
        self._drain = threading.Thread(target=self._forget, daemon=True)
        self._drain.start()
        self._open = ExitStack()
        self.socket = self._open.enter_context(
            connect(f"{address}/session", max_size=None, proxy=None)
        )
        self._number = 0
        self("session.new", capabilities={})
        self("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def __call__(self, method: str, **params: Any) -> Any:
        self._number += 1
        self.socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=60))
            if message.get("id") != self._number:
                self._keep(message)
                continue
            if message["type"] == "error":
                raise DriverError(f"{method}: {message['error']}: {message['message']}")
            return message["result"]

    def _keep(self, message: dict[str, Any]) -> None:
        about = message.get("params", {})
        if message.get("method") == "log.entryAdded":
            self.said.append(str(about["text"]))
        elif message.get("method") == "network.beforeRequestSent" and about.get("context"):
            self.asked.append(str(about["request"]["url"]))


class InFirefox:
    """Stock Firefox, over WebDriver BiDi."""

    name = "firefox"

    def __init__(self, browser: _Listening) -> None:
        self.browser = browser
        self.tab = browser.tab("about:blank")

    @property
    def said(self) -> list[str]:
        return self.browser.said

    @property
    def asked(self) -> list[str]:
        return self.browser.asked

    def open(self, url: str) -> None:
        self.tab.open(url)

    def js(self, expression: str) -> Any:
        return self.tab.js(expression)

    def size(self, width: int, height: int) -> None:
        self.tab.resize(width, height)

    def scheme(self, scheme: Scheme) -> None:
        # Firefox's own switch for pages: 0 dark, 1 light.
        value = {"dark": 0, "light": 1}[scheme]
        name = "layout.css.prefers-color-scheme.content-override"
        self.browser.chrome(f"(Services.prefs.setIntPref('{name}', {value}), '')")

    def key(self, name: str) -> None:
        strokes = [{"type": kind, "value": _KEYS[name]} for kind in ("keyDown", "keyUp")]
        self.browser(
            "input.performActions",
            context=self.tab.context,
            actions=[{"type": "key", "id": "keys", "actions": strokes}],
        )

    def shot(self, path: Path) -> None:
        self.tab.shot(path)


@contextmanager
def visiting(name: str) -> Iterator[Visitor]:
    """A visitor by the browser's name; in CI a missing browser fails, elsewhere it skips aloud."""
    if name == "firefox":
        firefox = _Listening(Path())
        try:
            yield InFirefox(firefox)
        finally:
            firefox.close()
        return
    with chromium() as browser:
        yield InChromium(browser.new_page())
