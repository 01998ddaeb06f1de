"""The button in the toolbar is 16 pixels wide and must be seen on light and on dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.desk import Desk
from tests.browser.driver import wait

# Toolbars of Chromium and Firefox, light and dark, as they come.
TOOLBARS = {
    "light": ("#ffffff", "#dee1e6", "#f9f9fb"),
    "dark": ("#202124", "#35363a", "#2b2a33"),
}

# Colours of an icon's pixels: the most frequent of those that cover what lies behind, and white.
_SHOW = """(async () => {
  const show = (colour, size, times) => {
    const box = document.createElement("span");
    box.style.cssText = `display: inline-block; padding: 12px; background: ${colour}`;
    const icon = new Image();
    icon.src = `icons/${size}.png`;
    icon.style.cssText = `width: ${size * times}px; image-rendering: pixelated; display: block`;
    box.append(icon);
    document.body.append(box);
    return icon.decode();
  };
  document.body.replaceChildren();
  for (const colour of %s) {
    await show(colour, 16, 1);
    await show(colour, 16, 8);
    await show(colour, 32, 2);
  }
  return null;
})()"""
_PIXELS = """(async () => {
  const icon = new Image();
  icon.src = "icons/16.png";
  await icon.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const context = canvas.getContext("2d");
  context.drawImage(icon, 0, 0);
  const { data } = context.getImageData(0, 0, 16, 16);
  const pixels = [];
  for (let at = 0; at < data.length; at += 4) pixels.push([...data.slice(at, at + 4)]);
  return pixels;
})()"""


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance as WCAG defines it; channels from 0 to 255."""
    parts = [c / 3294.6 if c <= 10.3 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("desk", ["chromium"], indirect=True)
def test_the_small_icon_reads_on_light_and_dark(desk: Desk, shots: Path) -> None:
    page = desk.settings()
    wait("the page", lambda: page.js("document.querySelector('#kinds input') !== null"))
    try:
        pixels = [tuple(each) for each in page.js(_PIXELS)]
        solid = [(r, g, b) for r, g, b, a in pixels if a > 200]
        assert len(solid) > 120, "too little of the icon covers what lies behind it"
        shape = max(set(solid), key=solid.count)
        for colours in TOOLBARS.values():
            for colour in colours:
                ground = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
                assert contrast(shape, ground) >= 3, (shape, colour)
        lines = [each for each in solid if contrast(each, shape) >= 2.5]
        assert len(lines) >= 12, "the lines inside cannot be told from their ground"
        page.js(_SHOW % [colour for colours in TOOLBARS.values() for colour in colours])
        page.shot(shots / "icons.png")
    finally:
        page.close()
