"""Marking by hand on the site in real Firefox: mouse, keys, the reveal, an exercise in a link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.driver import wait
from tests.browser.firefox import Firefox, FirefoxTab
from tests.browser.fixtures import extension
from tests.browser.test_yourself import drag, ends, press
from tests.site.test_yourself import ARTICLE, GROUPS, KEY, NAME

__all__ = ["extension"]

_MARKS = "sayso.marking.marks.map(({ kind, text }) => [kind, text])"


@pytest.fixture(scope="module")
def tab(extension: Path, dist: Path) -> Iterator[FirefoxTab]:
    """The page, opened from a folder."""
    firefox = Firefox(extension)
    try:
        yield firefox.tab((dist / NAME).as_uri())
    finally:
        firefox.close()


def test_marks_and_reveal(tab: FirefoxTab) -> None:
    tab.js("document.querySelector('input[value=marrin-dam]').click()")
    tab.js("document.querySelector('#start').click()")
    drag(tab, *ends(tab, "Petra Lindqvist"))
    tab.js("sayso.hosted.root.querySelector('[data-kind=named]').click()")
    tab.click(*ends(tab, "reportedly")[0])
    tab.click(*ends(tab, "of it in")[1])
    tab.js("sayso.hosted.root.querySelector('[data-kind=unsure]').click()")
    assert tab.js(_MARKS) == [
        ["named", "Petra Lindqvist"],
        ["unsure", "reportedly warned of it in"],
    ]
    tab.js("sayso.marking.focus()")
    press(tab, "ArrowRight", shift=True)
    press(tab, "2")
    assert tab.js(_MARKS)[2] == ["unnamed", "in the"]
    tab.js("sayso.hosted.root.querySelector('.bar .main').click()")
    wait("the reveal", lambda: tab.js("!document.querySelector('#found').hidden"))
    titles = tab.js("[...document.querySelectorAll('#found h3')].map((each) => each.textContent)")
    assert titles == GROUPS[:4]
    assert "Petra Lindqvist" in tab.js("document.querySelector('#found section').innerText")
    assert tab.js("CSS.highlights.get('sayso-mine-solid').size") == 1
    shots = Path(__file__).resolve().parents[2] / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    tab.shot(shots / "yourself-found-firefox.png")
    tab.key("Escape")
    wait("the marks to go", lambda: tab.js("sayso.marking === null"))
    assert tab.js("[...CSS.highlights.keys()]") == []


def test_an_exercise_comes_back_from_a_link(tab: FirefoxTab) -> None:
    key = [
        {
            "kind": kind,
            "start": len(ARTICLE[: ARTICLE.index(words)].encode("utf-16-le")) // 2,
            "text": words,
        }
        for kind, words in KEY
    ]
    made = {"title": "Ossa 🚢", "instruction": "", "budget": 5, "text": ARTICLE, "key": key}
    back = tab.js(
        f"""(async () => {{
          const made = {json.dumps(made)};
          for (const mark of made.key) mark.end = mark.start + mark.text.length;
          const hash = await exercise.toFragment(made);
          location.hash = hash;
          return [made, await exercise.fromFragment(hash)];
        }})()"""
    )
    assert back[1] == {"exercise": back[0]}
    label = "document.querySelector('#exercise .label').textContent"
    wait("the exercise", lambda: tab.js(label) == "Ossa 🚢")
    damaged = tab.js(
        "exercise.toFragment(({ title: 't', instruction: '', budget: 1, text: 'Sources say.', key: [] }))"
        ".then((hash) => exercise.fromFragment(hash.slice(0, -9)))"
    )
    assert "its end is missing" in damaged["trouble"][0]
