"""Draw the icons: ``python extension/icons/draw.py`` renders the drawings with Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
SIZES = (16, 32, 48, 128)


def main() -> None:
    """Write 16.png, 32.png, 48.png and 128.png beside the drawings."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for size in SIZES:
            drawing = HERE / ("icon-small.svg" if size <= 16 else "icon.svg")
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(
                f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>"
                + drawing.read_text(encoding="utf-8")
            )
            page.screenshot(path=HERE / f"{size}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
