"""A real page with the reader's own files in it, and nothing of the extension."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Chromium, ChromiumTab
from tests.browser.fixtures import ROOT, extension, pages, shots
from tests.browser.pages import PageServer

__all__ = ["extension", "pages", "shots"]

READER = (
    *(
        "types",
        "words",
        "pace",
        "tree",
        "collect",
        "anchor",
        "draw",
        "look",
        "host",
        "inset",
        "strip",
    ),
    *("ledger", "chain", "places", "fragment", "undo", "card", "bar", "reading"),
)
# What the extension alone adds.
ADDED = ("copy", "choice")

Show = Callable[[str], ChromiumTab]


@pytest.fixture(scope="session")
def chromium(extension: Path) -> Iterator[Chromium]:
    browser = Chromium(extension)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def show(chromium: Chromium, pages: PageServer) -> Iterator[Show]:
    """Open markup as a page with the reader loaded, as the site loads it."""
    names = [*(f"reader/{name}.js" for name in READER), *(f"{name}.js" for name in ADDED)]
    for name in names:
        pages.put(
            f"/{name}",
            (ROOT / "extension" / name).read_text(encoding="utf-8"),
            headers={"Content-Type": "text/javascript; charset=utf-8"},
        )
    scripts = "".join(f'<script src="/{name}"></script>' for name in names)
    tab = chromium.tab(pages.put("/empty", "<!doctype html><title>Empty</title>"))

    def open_page(markup: str) -> ChromiumTab:
        head = (
            "" if "<head" in markup else "<head><meta charset=utf-8><title>Untitled</title></head>"
        )
        tab.open(pages.put("/reader-page", f"<!doctype html>{head}{scripts}{markup}"))
        return tab

    yield open_page
    tab.close()


@pytest.fixture
def collect(show: Show) -> Callable[[str], dict[str, Any]]:
    """Text and segments of some markup."""

    def collected(markup: str) -> dict[str, Any]:
        found: dict[str, Any] = show(markup).js(
            """(({ text, segments }) => {
              const parts = segments.map(({ start, end, role }) => [role, text.slice(start, end)]);
              return { text, segments, parts };
            })(sayso.collect(document))"""
        )
        return found

    return collected
