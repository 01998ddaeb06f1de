"""Stock Firefox ESR over WebDriver BiDi."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.browser.driver import ADD_ON, DriverError, as_json, find, from_json, wait

_PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    # Pages under test reach this machine alone; whatever else they ask for is refused at once.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 65500,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 65500,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
_KEYS = {
    **{"Escape": "\ue00c", "Tab": "\ue004", "Enter": "\ue007", "Home": "\ue011", "End": "\ue010"},
    **{"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "PageUp": "\ue00e", "PageDown": "\ue00f"},
    "ArrowDown": "\ue015",
}

# Runs in the browser's own window, as the toolbar's button does; it grants activeTab.
_PRESS = """(() => {
  const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const { extension } = WebExtensionPolicy.getByID(%s);
  ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
  return "pressed";
})()"""
# The menu opens a while after the press; whoever asks waits for it.
_MENU = """(() => {
  const menu = document.getElementById("contentAreaContextMenu");
  const ours = [...menu.querySelectorAll("menuitem")].find(({ id }) => id.startsWith("sayso_"));
  if (menu.state !== "open" || !ours || ours.hidden) return "";
  const { label } = ours;
  menu.activateItem(ours);
  return label;
})()"""
_COMMAND = """(() => {
  const keys = document.querySelector("keyset[id^='ext-keyset-id-sayso']");
  keys.querySelector("key[keycode=%s]").doCommand();
  return "pressed";
})()"""
_HOST_NAME = "WebExtensionPolicy.getByID(%s)?.mozExtensionHostname ?? ''"


class Firefox:
    """A headless Firefox with a profile of its own, and one temporary add-on where one is given.

    ``managed`` is what whoever looks after the computer has set for the add-on.
    """

    name = "firefox"

    def __init__(
        self, extension: Path | None = None, *, managed: Mapping[str, object] | None = None
    ) -> None:
        # What pages wrote to the console, and what was thrown in them.
        self.said: list[str] = []
        binary = find("firefox-esr", "firefox")
        self.profile = tempfile.mkdtemp(prefix="sayso-firefox-")
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in _PREFERENCES.items())
        Path(self.profile, "user.js").write_text("".join(lines), encoding="utf-8")
        if managed is not None:
            self._manage(managed)
        self.process = subprocess.Popen(
            [
                *(binary, "--headless", "--no-remote", "--profile", self.profile),
                *("--remote-debugging-port", "0", "--remote-allow-system-access"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "HOME": self.profile,
                "MOZ_HEADLESS_WIDTH": "1000",
                "MOZ_HEADLESS_HEIGHT": "985",
            },
        )
        try:
            self._start(extension)
        except BaseException:
            # Nobody else could end it.
            self.process.kill()
            self.process.wait()
            raise

    def _manage(self, values: Mapping[str, object]) -> None:
        # In the home folder, which is the profile's here, so that no other Firefox sees it.
        folder = Path(self.profile, ".mozilla", "managed-storage")
        folder.mkdir(parents=True)
        manifest = {"name": ADD_ON, "description": "-", "type": "storage", "data": dict(values)}
        (folder / f"{ADD_ON}.json").write_text(json.dumps(manifest), encoding="utf-8")

    def _start(self, extension: Path | None) -> None:
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
        self("session.subscribe", events=["log.entryAdded"])
        if extension is None:
            return
        self("webExtension.install", extensionData={"type": "path", "path": str(extension)})
        self.host = wait("the add-on", lambda: self.chrome(_HOST_NAME % json.dumps(ADD_ON)))

    def _address(self) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            found = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
            if found:
                return found.group(1)
        raise DriverError("Firefox ended before it listened")

    def _forget(self) -> None:
        assert self.process.stderr
        for _ in self.process.stderr:
            pass

    def __call__(self, method: str, **params: Any) -> Any:
        """Send one command and wait for its answer. Raises DriverError."""
        self._number += 1
        self.socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=60))
            if message.get("method") == "log.entryAdded":
                self.said.append(message["params"]["text"] or "")
            if message.get("id") != self._number:
                continue
            if message["type"] == "error":
                raise DriverError(f"{method}: {message['error']}: {message['message']}")
            return message["result"]

    def chrome(self, expression: str) -> Any:
        """Evaluate in the browser's own window; the result must be a string."""
        window = self("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]
        return self.evaluate(window["context"], expression)

    def evaluate(self, context: str, expression: str) -> Any:
        """Evaluate in a page or window; the result must be a string. Raises DriverError."""
        result = self(
            "script.evaluate",
            expression=expression,
            target={"context": context},
            awaitPromise=True,
            userActivation=True,
        )
        if result["type"] == "exception":
            raise DriverError(result["exceptionDetails"]["text"])
        return result["result"].get("value")

    def tab(self, url: str) -> FirefoxTab:
        """Open a page in a new tab in front and wait until it has loaded."""
        tab = FirefoxTab(self, self("browsingContext.create", type="tab")["context"])
        tab.open(url)
        return tab

    def page_of_extension(self, path: str) -> FirefoxTab:
        """Open one of the extension's own pages in a tab."""
        return self.tab(f"moz-extension://{self.host}/{path}")

    def close(self) -> None:
        """End the browser and remove its profile."""
        try:
            self("browser.close")
            self._open.close()
            self.process.wait(15)
        except (DriverError, WebSocketException, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self._drain.join(5)
        if self.process.stderr:
            self.process.stderr.close()
        shutil.rmtree(self.profile, ignore_errors=True)


class FirefoxTab:
    """One page, by its browsing context."""

    def __init__(self, browser: Firefox, context: str) -> None:
        self.browser = browser
        self.context = context

    def open(self, url: str) -> None:
        """Go to an address and wait until it has loaded."""
        # Waiting is done here: Firefox takes a frame that cannot load for a failure of the page.
        self.browser("browsingContext.navigate", context=self.context, url=url, wait="none")
        wait(f"{url} to load", lambda: self._loaded(url))

    def _loaded(self, url: str) -> bool:
        try:
            # A page is not told the text fragment of its address.
            bare = json.dumps(url.partition(":~:")[0].rstrip("#"))
            here = "location.href.replace(/#$/, '')"
            arrived = f"{here} === {bare} && document.readyState === 'complete'"
            return bool(self.js(arrived))
        except DriverError:
            # The document is being replaced by the next.
            return False

    def js(self, expression: str) -> Any:
        """Evaluate in the page's own world; promises are awaited, the result travels as JSON."""
        return from_json(self.browser.evaluate(self.context, as_json(expression)))

    def _pointer(self, *actions: dict[str, Any]) -> None:
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.browser(
            "input.performActions",
            context=self.context,
            actions=[{**pointer, "actions": list(actions)}],
        )

    def move(self, x: float, y: float) -> None:
        """Move the mouse there."""
        self._pointer({"type": "pointerMove", "x": round(x), "y": round(y)})

    def click(self, x: float, y: float) -> None:
        """Press and release the left mouse button at a point of the window, in CSS pixels."""
        self._pointer(
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def key(self, name: str) -> None:
        """Press and release a key: 'Escape', 'Tab', 'ArrowRight' … or a character."""
        strokes = [{"type": kind, "value": _KEYS.get(name, name)} for kind in ("keyDown", "keyUp")]
        self.browser(
            "input.performActions",
            context=self.context,
            actions=[{"type": "key", "id": "keys", "actions": strokes}],
        )

    def menu(self, x: float, y: float) -> str:
        """Press the right button there and choose the extension's line in the menu; its words."""
        self.front()
        self._pointer(
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 2},
            {"type": "pointerUp", "button": 2},
        )
        return str(wait("the menu", lambda: self.browser.chrome(_MENU)))

    def command(self, name: str) -> None:
        """Press the keys of 'next-note' or 'previous-note', as far as the browser's window sees them."""
        self.front()
        keycode = {"next-note": "VK_PERIOD", "previous-note": "VK_COMMA"}[name]
        self.browser.chrome(_COMMAND % keycode)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window's inside, in CSS pixels."""
        self.browser(
            "browsingContext.setViewport",
            context=self.context,
            viewport={"width": width, "height": height},
        )

    def shot(self, path: Path) -> None:
        """Save what the window shows as a PNG."""
        picture = self.browser("browsingContext.captureScreenshot", context=self.context)
        path.write_bytes(base64.b64decode(picture["data"]))

    def front(self) -> None:
        """Bring the tab to the front, where a person would see it."""
        self.browser("browsingContext.activate", context=self.context)

    def action(self) -> None:
        """Press the extension's toolbar button for this tab, as a person does."""
        self.front()
        self.browser.chrome(_PRESS % json.dumps(ADD_ON))

    def close(self) -> None:
        """Close the tab."""
        self.browser("browsingContext.close", context=self.context)
