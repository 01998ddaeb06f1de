"""Drawing, the card and the bar on a plain page, as the site uses them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sayso.note import ROLES
from tests.browser.fixtures import ROOT

TEXT = "Aides reportedly said that the boats may sail, sources said."
EVIL = "<img src=x onerror=\"document.title='taken'\">"

_START = f"""(() => {{
  const page = sayso.collect(document);
  const note = (id, type, family, rank, words) => {{
    const start = page.text.indexOf(words);
    const mark = {{ role: "cue", start, end: start + words.length, text: words }};
    return {{ id, type, family, tone: "question", rank, ...mark, message: {json.dumps(EVIL)}, marks: [mark] }};
  }};
  const notes = [note("a", "evidential-adverb", "sourcing", 1, "reportedly"),
                 note("b", "modal-hedge", "hedging", 3, "may"),
                 note("c", "a-type-of-tomorrow", "sourcing", 2, "reportedly said"),
                 {{ ...note("d", "agentless-attribution", "article", 4, "Aides"), start: null, end: null, text: null, marks: [] }}];
  sayso.read(document, page.map, {{ notes, summary: {{ notes: 4, shown_at_first: 2 }} }}, {{ pages: "https://sayso.example/" }});
  return null;
}})()"""
_NAMES = "[...CSS.highlights.keys()].filter((name) => CSS.highlights.get(name).size).sort()"


@pytest.fixture
def page(show: Any) -> Any:
    tab = show(f"<body><article><p id=p>{TEXT}</p><p><a href='#x'>a link</a></p></article></body>")
    tab.js(_START)
    return tab


def test_the_first_few_are_drawn_then_all(page: Any) -> None:
    assert page.js("sayso.reading.shown.map(({ note }) => note.id)") == ["a", "c"]
    page.js("sayso.reading.showAll(true)")
    assert page.js("sayso.reading.shown.map(({ note }) => note.id)") == ["a", "b", "c"]
    assert len(page.js(_NAMES)) == 3


def test_a_click_opens_the_note_with_the_shortest_words(page: Any) -> None:
    click_on(page, "reportedly")
    assert page.js("document.querySelector('sayso-notes').dataset.card") == "a"
    card = page.js("sayso.hosted.root.querySelector('.card').innerText")
    assert EVIL in card and page.js("document.title") != "taken"
    assert "a type of tomorrow" in card
    assert page.js("sayso.hosted.root.activeElement.className").startswith("card")
    page.key("Escape")
    assert page.js("document.querySelector('sayso-notes').dataset.card ?? null") is None


def test_a_click_elsewhere_closes_the_card(page: Any) -> None:
    click_on(page, "reportedly")
    click_on(page, "boats")
    assert page.js("document.querySelector('sayso-notes').dataset.card ?? null") is None


def test_stepping_goes_round(page: Any) -> None:
    seen = []
    for _ in range(3):
        page.js("sayso.reading.step(1)")
        seen.append(page.js("document.querySelector('sayso-notes').dataset.card"))
    assert seen == ["a", "c", "a"]


def test_a_note_about_the_whole_article_has_a_card(page: Any) -> None:
    assert page.js("sayso.reading.open('d')") is True
    assert page.js("sayso.hosted.root.querySelector('.card h2').textContent")
    assert page.js("sayso.reading.open('nonsense')") is False


def test_the_card_leads_to_the_types_page(page: Any) -> None:
    page.js("sayso.reading.open('a')")
    assert page.js("sayso.hosted.root.querySelector('.card a').href") == (
        "https://sayso.example/types/evidential-adverb.html"
    )


def test_stopping_leaves_nothing(page: Any) -> None:
    page.js("(sayso.reading.showAll(true), null)")
    page.js("(sayso.reading.open('b'), null)")
    page.js("(sayso.reading.stop(), null)")
    assert page.js("[...CSS.highlights.keys()]") == []
    assert page.js("document.querySelector('sayso-notes')") is None
    assert page.js("sayso.reading") is None
    click_on(page, "reportedly")
    assert page.js("document.querySelector('sayso-notes')") is None


def test_files_may_run_twice(page: Any) -> None:
    for path in sorted((ROOT / "extension" / "reader").glob("*.js")):
        page("Runtime.evaluate", expression=path.read_text(encoding="utf-8"))
    page.js(_START)
    assert page.js("document.querySelectorAll('sayso-notes').length") == 1
    assert (
        len(page.js("[...CSS.highlights.keys()].filter((name) => CSS.highlights.get(name).size)"))
        == 2
    )


def test_every_role_and_family_has_a_word_for_it(page: Any) -> None:
    types = page.js("sayso.types")
    words = set(page.js("sayso.words"))
    assert types
    assert {f"family_{each['family']}" for each in types.values()} <= words
    assert {f"role_{role}" for role in ROLES} <= words


def test_the_locale_has_the_readers_words(page: Any) -> None:
    path = ROOT / "extension" / "_locales" / "en" / "messages.json"
    messages = json.loads(path.read_text(encoding="utf-8"))
    words = page.js("sayso.words")
    assert {key: messages[key]["message"] for key in words} == words


def test_marks_are_visible_on_light_and_dark() -> None:
    """Contrast of every line colour, at least 3:1 (WCAG 1.4.11), on white, near-black and pink paper."""
    style = (ROOT / "extension" / "reader" / "notes.css").read_text(encoding="utf-8")
    colours = {part[:7] for part in style.split(" ") if part.startswith("#") and len(part) >= 7}
    assert len(colours) == 3
    for colour in colours:
        for paper in ("#ffffff", "#111111", "#fff1e5", "#14161a"):
            assert contrast(colour, paper) >= 3, f"{colour} on {paper}"


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def click_on(page: Any, words: str) -> None:
    x, y = page.js(
        f"""(() => {{ const node = document.querySelector("#p").firstChild, range = new Range();
          const at = node.data.indexOf({json.dumps(words)});
          range.setStart(node, at); range.setEnd(node, at + {len(words)});
          const {{ left, top, width, height }} = range.getBoundingClientRect();
          return [left + width / 2, top + height / 2]; }})()"""
    )
    page.click(x, y)


@pytest.mark.parametrize(
    ("read_to", "line"),
    [
        (12, "Read only the first 7 words: the server ran out of time."),
        (
            len(TEXT) + len("\n\na link"),
            "Some kinds of notes are missing: the server ran out of time.",
        ),
    ],
)
def test_an_incomplete_answer_says_so_in_the_bar(page: Any, read_to: int, line: str) -> None:
    bar = "sayso.hosted.root.querySelector('.bar').innerText"
    assert "ran out of time" not in page.js(bar)
    page.js(f"""(() => {{
      const {{ text, segments, map }} = sayso.collect(document);
      const answer = {{ notes: [], words: 7, summary: {{ shown_at_first: 2 }}, incomplete: true, read_to: {read_to} }};
      sayso.read(document, map, answer, {{ pages: "https://sayso.example/" }});
      return null;
    }})()""")
    assert line in page.js(bar)
