"""What the journeys ask of a browser, whichever it is."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

ADD_ON = "sayso@sayso.example"


class DriverError(RuntimeError):
    """The browser refused a command or a script in it threw."""


class Tab(Protocol):
    """One page in a browser."""

    def js(self, expression: str) -> Any:
        """Evaluate in the page's own world; promises are awaited, the result travels as JSON."""

    def click(self, x: float, y: float) -> None:
        """Press and release the left mouse button at a point of the window, in CSS pixels."""

    def move(self, x: float, y: float) -> None:
        """Move the mouse there."""

    def key(self, name: str) -> None:
        """Press and release 'Escape', 'Tab', 'Enter' or 'ArrowDown'."""

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window's inside, in CSS pixels."""

    def shot(self, path: Path) -> None:
        """Save what the window shows as a PNG."""

    def front(self) -> None:
        """Bring the tab to the front, where a person would see it."""

    def action(self) -> None:
        """Press the extension's toolbar button for this tab, as a person does."""

    def open(self, url: str) -> None:
        """Go to an address and wait until it has loaded."""

    def close(self) -> None:
        """Close the tab."""


class Browser(Protocol):
    """A browser with the extension in it."""

    name: str

    def tab(self, url: str) -> Tab:
        """Open a page in a new tab in front and wait until it has loaded."""

    def page_of_extension(self, path: str) -> Tab:
        """Open one of the extension's own pages in a tab."""

    def close(self) -> None:
        """End the browser and remove its profile."""


def find(*names: str) -> str:
    """Path of an installed browser; in CI its absence fails the test, elsewhere it skips aloud."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    message = f"No {' or '.join(names)} on this machine; 'make test' installs it."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def wait(what: str, ready: Callable[[], Any], *, seconds: float = 60, every: float = 0.02) -> Any:
    """Ask until the answer is true; its value. Fails with ``what`` after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = ready()
        if value:
            return value
        if time.monotonic() > end:
            pytest.fail(f"Waited {seconds} s in vain: {what}")
        time.sleep(every)


def as_json(expression: str) -> str:
    """The expression, wrapped so that its value travels as one string in both browsers."""
    return f"(async () => JSON.stringify((await ({expression})) ?? null))()"


def from_json(value: Any) -> Any:
    """The value that ``as_json`` sent."""
    return json.loads(value)
