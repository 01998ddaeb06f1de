"""Chromium over the DevTools protocol, by the pipe that alone may press an extension's button."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.browser.driver import DriverError, as_json, find, from_json, wait

_ENDED = "the browser has ended"
_KEYS = {"Escape": 27, "Tab": 9, "Enter": 13, "ArrowDown": 40}


class Chromium:
    """A headless Chromium with one unpacked extension and a profile of its own.

    ``managed`` is what whoever looks after the computer has set for the extension.
    """

    name = "chromium"

    def __init__(
        self,
        extension: Path,
        *,
        flags: Sequence[str] = (),
        managed: Mapping[str, object] | None = None,
    ) -> None:
        binary = find("chromium", "chromium-browser")
        self.profile = tempfile.mkdtemp(prefix="sayso-chromium-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [
            binary,
            "--headless=new",
            "--remote-debugging-pipe",
            "--enable-unsafe-extension-debugging",
            f"--user-data-dir={self.profile}",
            f"--disable-extensions-except={extension}",
            f"--load-extension={extension}",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            # Pages under test reach this machine alone.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--disable-component-update",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--window-size=1000,900",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            *flags,
            "about:blank",
        ]
        # The protocol's pipe is file 3 (commands) and file 4 (answers).
        self.process = subprocess.Popen(
            [
                *(managing(self.profile, extension, managed) if managed is not None else ()),
                *("bash", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "chromium"),
                *command,
            ],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._number = 0
        self._ended = False
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self("Target.setDiscoverTargets", discover=True)
            self.id: str = wait("the extension's background", self._extension_id)
        except BaseException:
            # Nobody else could end it.
            self.process.kill()
            self.process.wait()
            raise

    def __call__(
        self, method: str, session: str | None = None, *, patience: float = 60, **params: Any
    ) -> Any:
        """Send one command and wait ``patience`` seconds for its answer. Raises DriverError."""
        self._number += 1
        number = self._number
        box: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._answers[number] = box
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        if self._ended:
            raise DriverError(f"{method}: {_ENDED}")
        try:
            answer = box.get(timeout=patience)
        except queue.Empty:
            raise DriverError(f"{method}: no answer within {patience:.0f} s") from None
        if "error" in answer:
            raise DriverError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def _read(self) -> None:
        rest = b""
        while chunk := os.read(self._in, 1 << 16):
            *whole, rest = (rest + chunk).split(b"\0")
            for message in map(json.loads, whole):
                box = self._answers.pop(message.get("id"), None)
                if box:
                    box.put(message)
                else:
                    self.events.append(message)
        self._ended = True
        for box in list(self._answers.values()):
            box.put({"error": {"message": _ENDED}})

    def targets(self, *kinds: str) -> list[dict[str, Any]]:
        """What is open, of these kinds ('tab', 'page', 'service_worker' …)."""
        wanted = [{"type": kind} for kind in kinds] or [{}]
        found: list[dict[str, Any]] = self("Target.getTargets", filter=wanted)["targetInfos"]
        return found

    def _extension_id(self) -> str | None:
        for target in self.targets("service_worker"):
            if target["url"].startswith("chrome-extension://"):
                return str(target["url"].split("/")[2])
        return None

    def tab(self, url: str) -> ChromiumTab:
        """Open a page in a new tab in front and wait until it has loaded."""
        before = {target["targetId"] for target in self.targets("tab")}
        page = self("Target.createTarget", url="about:blank")["targetId"]
        new = [t["targetId"] for t in self.targets("tab") if t["targetId"] not in before]
        tab = ChromiumTab(self, page, new[0])
        tab.open(url)
        return tab

    def page_of_extension(self, path: str) -> ChromiumTab:
        """Open one of the extension's own pages in a tab."""
        return self.tab(f"chrome-extension://{self.id}/{path}")

    def background(self, expression: str) -> Any:
        """Evaluate in the extension's background, which sleeps when it has nothing to do."""
        awake = [t for t in self.targets("service_worker") if self.id in t["url"]]
        assert awake, "the background is asleep: open one of the extension's pages first"
        session = self("Target.attachToTarget", targetId=awake[0]["targetId"], flatten=True)
        try:
            result = self(
                "Runtime.evaluate",
                session["sessionId"],
                expression=as_json(expression),
                awaitPromise=True,
                returnByValue=True,
            )
        finally:
            self("Target.detachFromTarget", sessionId=session["sessionId"])
        if "exceptionDetails" in result:
            raise DriverError(str(result["exceptionDetails"]))
        return from_json(result["result"]["value"])

    def close(self) -> None:
        """End the browser and remove its profile."""
        try:
            self("Browser.close")
            self.process.wait(15)
        except (DriverError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self._reader.join(5)
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self.profile, ignore_errors=True)


# Chromium reads policies from this folder alone. It is laid over with one that only the command
# after it sees, and everything that the command starts.
_OVERLAY = """
mount -t tmpfs none /etc/chromium && mkdir -p /etc/chromium/policies/managed &&
cp "$1" /etc/chromium/policies/managed/ && shift && exec "$@"
"""
_ALONE = ("unshare", "--mount")


def managing(profile: str, extension: Path, values: Mapping[str, object]) -> list[str]:
    """What to put before a command so that it has this policy for the extension, and it alone.

    Skips the test where this machine gives nobody a view of the file system of their own.
    """
    folder = Path("/etc/chromium")
    probe = [*_ALONE, "mount", "-t", "tmpfs", "none", str(folder)]
    if not folder.is_dir() or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("Only root may put a policy before Chromium, by a mount of its own.")
    # As Chromium makes the identifier of an unpacked extension from its path.
    digest = hashlib.sha256(str(extension).encode()).hexdigest()[:32]
    number = digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    policy = Path(profile, "policy.json")
    content = {"3rdparty": {"extensions": {number: dict(values)}}}
    policy.write_text(json.dumps(content), encoding="utf-8")
    return [*_ALONE, "bash", "-c", _OVERLAY, "managing", str(policy)]


class ChromiumTab:
    """One page; commands go to its session."""

    def __init__(self, browser: Chromium, page: str, tab: str) -> None:
        self.browser = browser
        self.page = page
        self.target = tab
        attached = browser("Target.attachToTarget", targetId=page, flatten=True)
        self.session: str = attached["sessionId"]
        self("Page.enable")
        self("Runtime.enable")

    def __call__(self, method: str, **params: Any) -> Any:
        """Send one command to this page. Raises DriverError."""
        return self.browser(method, self.session, **params)

    def open(self, url: str) -> None:
        """Go to an address and wait until it has loaded."""
        result = self("Page.navigate", url=url)
        if result.get("errorText"):
            raise DriverError(f"{url}: {result['errorText']}")
        wait(
            f"{url} to load",
            lambda: self.js(
                "document.readyState === 'complete' && location.href !== 'about:blank'"
            ),
        )

    def js(self, expression: str) -> Any:
        """Evaluate in the page's own world; promises are awaited, the result travels as JSON."""
        result = self(
            "Runtime.evaluate",
            expression=as_json(expression),
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
            # The page's policy against eval must not bind the test.
            allowUnsafeEvalBlockedByCSP=True,
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise DriverError(str(details.get("exception", {}).get("description", details["text"])))
        return from_json(result["result"]["value"])

    def _mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        self("Input.dispatchMouseEvent", type=kind, x=x, y=y, pointerType="mouse", **more)

    def move(self, x: float, y: float) -> None:
        """Move the mouse there."""
        self._mouse("mouseMoved", x, y)

    def click(self, x: float, y: float) -> None:
        """Press and release the left mouse button at a point of the window, in CSS pixels."""
        self.move(x, y)
        self._mouse("mousePressed", x, y, button="left", clickCount=1)
        self._mouse("mouseReleased", x, y, button="left", clickCount=1)

    def key(self, name: str) -> None:
        """Press and release 'Escape', 'Tab', 'Enter' or 'ArrowDown'."""
        code = {"key": name, "code": name, "windowsVirtualKeyCode": _KEYS[name]}
        text = {"text": "\r"} if name == "Enter" else {}
        self("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **code, **text)
        self("Input.dispatchKeyEvent", type="keyUp", **code)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window's inside, in CSS pixels."""
        self(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=0,
            mobile=False,
        )

    def shot(self, path: Path) -> None:
        """Save what the window shows as a PNG."""
        try:
            picture = self("Page.captureScreenshot", format="png", patience=15)
        except DriverError:
            # On a busy machine the frame that Chromium waits for is lost now and then.
            self.front()
            picture = self("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(picture["data"]))

    def front(self) -> None:
        """Bring the tab to the front, where a person would see it."""
        self("Page.bringToFront")

    def action(self) -> None:
        """Press the extension's toolbar button for this tab, as a person does."""
        self.browser("Extensions.triggerAction", id=self.browser.id, targetId=self.target)

    def close(self) -> None:
        """Close the tab."""
        self.browser("Target.closeTarget", targetId=self.page)
