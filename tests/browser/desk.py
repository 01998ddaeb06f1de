"""One of the extension's own pages, kept open: from it a test sets settings and looks inside."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from tests.browser.chromium import Chromium
from tests.browser.driver import Browser, Tab, wait
from tests.browser.firefox import FirefoxTab

_STATE = "document.querySelector('sayso-notes')?.dataset.state ?? ''"

# Resolves to the time, in milliseconds since 1970, at which the notes are on the page.
_WATCH = """(globalThis.marksAt = new Promise((resolve) => {
  const look = () => {
    const state = document.querySelector("sayso-notes")?.dataset.state;
    if (state === "done" || state === "error") resolve(Date.now());
  };
  new MutationObserver(look).observe(document.documentElement,
    { childList: true, subtree: true, attributes: true, attributeFilter: ["data-state"] });
}), null)"""


@dataclass(frozen=True)
class Read:
    """A page after the click: which tab, what came of it, and how long it took."""

    tab: Tab
    id: int
    state: str
    milliseconds: float


class Desk:
    """A browser, and the extension's settings page open in it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page = self.settings()

    @property
    def name(self) -> str:
        """Which browser this is."""
        return self.browser.name

    def settings(self) -> Tab:
        """The extension's settings in a tab of their own, once they can be used."""
        page = self.browser.page_of_extension("options.html")
        usable = "document.querySelector('main')?.inert === false"
        wait("the settings to be read", lambda: page.js(usable))
        return page

    def set_server(self, address: str) -> None:
        """Point the extension at a server."""
        self.page.js(f"browser.storage.local.set({{server: {json.dumps(address)}}})")

    def read(self, url: str, *, size: tuple[int, int] | None = None) -> Read:
        """Open a page and press the toolbar button; wait until notes, or an error, are there."""
        tab = self.browser.tab(url)
        if size:
            tab.resize(*size)
        return self.press(tab)

    def press(self, tab: Tab, *, seconds: float = 60) -> Read:
        """Press the toolbar button on a page that is open, and wait likewise."""
        tab.js(_WATCH)
        before = self._tabs_read()
        clicked = time.time() * 1000
        tab.action()
        wait(
            "notes on the page",
            lambda: tab.js(_STATE) in {"done", "error"},
            seconds=seconds,
        )
        state = tab.js(_STATE)
        took = tab.js("globalThis.marksAt") - clicked
        (new,) = set(self._tabs_read()) - set(before)
        return Read(tab, new, state, took)

    def passage(self, tab: Tab, x: float, y: float, *, frame: str = "") -> str:
        """Choose the extension's line in the menu on selected words; the words of that line.

        No protocol opens Chromium's own menu, so there its event is sent to the background. ``frame``
        is a part of the address of the frame in which the words are selected.
        """
        if not isinstance(self.browser, Chromium):
            assert isinstance(tab, FirefoxTab)
            return tab.menu(x, y)
        found = f"(await chrome.tabs.query({{}})).find((tab) => tab.url === {json.dumps(tab.js('location.href'))})"
        self.browser.background(
            f"""(async () => {{
              // It is there, or this fails.
              await chrome.contextMenus.update("passage", {{ enabled: true }});
              const tab = {found};
              const frames = await chrome.scripting.executeScript({{
                target: {{ tabId: tab.id, allFrames: true }}, func: () => location.href }});
              const frameId = {json.dumps(frame)}
                ? frames.find(({{ result }}) => result.includes({json.dumps(frame)}))?.frameId ?? 1 : 0;
              chrome.contextMenus.onClicked.dispatch({{ menuItemId: "passage", frameId }}, tab);
            }})()"""
        )
        name = "chrome.i18n.getMessage('menu_passage')"
        return str(self.browser.background(name))

    def command(self, tab: Tab, name: str) -> None:
        """Give one of the manifest's commands; Chromium's protocol presses no keys of extensions."""
        tab.front()
        if isinstance(self.browser, Chromium):
            self.browser.background(f"void chrome.commands.onCommand.dispatch({json.dumps(name)})")
            return
        assert isinstance(tab, FirefoxTab)
        tab.command(name)

    def id_of(self, tab: Tab) -> int:
        """The browser's number for a tab."""
        address = json.dumps(tab.js("location.href"))
        found: int = self.page.js(
            f"browser.tabs.query({{}}).then((all) => all.find(({{ url }}) => url === {address}).id)"
        )
        return found

    def settled(self, tab: Tab, *, seconds: float = 60) -> Read:
        """Wait for notes, or an error, that somebody else has asked for."""
        wait("notes on the page", lambda: tab.js(_STATE) in {"done", "error"}, seconds=seconds)
        return Read(tab, self.id_of(tab), tab.js(_STATE), 0)

    def set(self, **settings: Any) -> None:
        """Change settings, as the settings page would."""
        self.page.js(f"browser.storage.local.set({json.dumps(settings)})")

    def _tabs_read(self) -> list[int]:
        read: list[int] = self.page.js(
            """(async () => {
              const tabs = await browser.tabs.query({});
              const ask = ({ id }) => browser.runtime.sendMessage({ type: "report", tab: id });
              const told = await Promise.all(tabs.map(ask));
              return told.filter(({ report }) => report).map(({ tab }) => tab);
            })()"""
        )
        return read

    def report(self, read: Read) -> dict[str, Any]:
        """What the page's content script tells the side panel."""
        found: dict[str, Any] = self.page.js(
            f"browser.runtime.sendMessage({{ type: 'report', tab: {read.id} }})"
            ".then(({ report }) => report)"
        )
        return found

    def inside(self, read: Read, function: str) -> Any:
        """Call a function in the content script's world, where the closed shadow root is known."""
        return self.page.js(
            "browser.scripting.executeScript("
            f"{{ target: {{ tabId: {read.id} }}, func: {function} }}).then(([first]) => first.result)"
        )

    def button(self, read: Read, words: str) -> tuple[float, float]:
        """The middle of the bar's or the card's button with these words, in the window."""
        x, y = self.inside(
            read,
            f"""() => {{
              const all = [...sayso.hosted.root.querySelectorAll("button")];
              const button = all.find((each) => each.textContent === {json.dumps(words)});
              button.scrollIntoView();
              const {{ left, top, width, height }} = button.getBoundingClientRect();
              return [left + width / 2, top + height / 2];
            }}""",
        )
        return x, y

    def send(self, read: Read, **message: Any) -> Any:
        """Send what the panel sends about a tab."""
        return self.page.js(
            f"browser.runtime.sendMessage({json.dumps({**message, 'tab': read.id})})"
        )
