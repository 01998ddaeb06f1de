"""Drawing, the card and the bar on a plain page, as the site uses them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sayso.note import ROLES
from tests.browser.driver import wait
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


# White, near-black, and the tints that news sites use: pink, cream, sepia, grey, mint, sky, ink, night.
PAPERS = (
    *("#ffffff", "#111111", "#14161a", "#000000", "#fff1e5", "#fdf6e3", "#f4ecd8", "#eeeeee"),
    *("#eaf6ee", "#e6f1fb", "#0b1a2b", "#1b1b1b"),
)
_LOOKS = """(() => {
  const found = {};
  for (const family of ["sourcing", "hedging", "article"])
    for (const line of ["solid", "dashed", "dotted", "wavy", "double"]) {
      const style = getComputedStyle(document.body, `::highlight(sayso-${family}-${line})`);
      found[`${family} ${line}`] = [style.textDecorationStyle, style.textDecorationColor, style.textUnderlineOffset];
    }
  for (const tint of ["hover", "open", "place"])
    found[tint] = getComputedStyle(document.body, `::highlight(sayso-${tint})`).backgroundColor;
  return found;
})()"""


@pytest.fixture(scope="module")
def looks(show: Any) -> dict[str, Any]:
    """The marks as a browser styles them, from the stylesheet that is put into pages."""
    style = (ROOT / "extension" / "reader" / "notes.css").read_text(encoding="utf-8")
    found: dict[str, Any] = show(f"<head><style>{style}</style></head><body></body>").js(_LOOKS)
    return found


def test_marks_are_visible_on_every_paper_tinted_or_not(looks: dict[str, Any]) -> None:
    """Contrast of every line, at least 3:1 (WCAG 1.4.11), also while its words are tinted."""
    tints = [None, *(looks[tint] for tint in ("hover", "open", "place"))]
    for name in (each for each in looks if " " in each):
        for paper in PAPERS:
            for tint in tints:
                below = over(tint, paper) if tint else paper
                assert contrast(hexed(looks[name][1]), below) >= 3, f"{name}: {tint} on {paper}"


@pytest.mark.parametrize(
    ("tone", "papers", "least"),
    [
        ("contrast-light", ("#ffffff",), 8),
        ("contrast-dark", ("#111111", "#14161a", "#000000", "#1b1b1b"), 8),
        ("contrast-light", [paper for paper in PAPERS if paper >= "#e"], 7),
        ("grey", PAPERS, 3),
    ],
)
def test_other_colours_are_as_visible_as_they_say(
    show: Any, tone: str, papers: list[str], least: float
) -> None:
    """The files that lie over the style: each line of them on each paper that they are for."""
    css = [ROOT / "extension" / "reader" / f"{name}.css" for name in ("notes", tone)]
    style = "".join(path.read_text("utf-8") for path in css)
    looks = show(f"<head><style>{style}</style></head><body></body>").js(_LOOKS)
    lines = [name for name in looks if " " in name]
    assert len(lines) == 15
    for name in lines:
        for paper in papers:
            assert contrast(hexed(looks[name][1]), paper) >= least, f"{name} on {paper}"


def test_the_pattern_tells_the_kind_and_the_distance_the_family(looks: dict[str, Any]) -> None:
    lines = ("solid", "dashed", "dotted", "wavy", "double")
    families = ("sourcing", "hedging", "article")
    for family in families:
        assert [looks[f"{family} {line}"][0] for line in lines] == list(lines)
    for line in lines:
        assert len({looks[f"{family} {line}"][2] for family in families}) == 3, line


def test_the_mouse_over_words_tints_them(page: Any) -> None:
    page.js("sayso.reading.showAll(true)")
    x, y = middle_of(page, "may")
    page.move(x, y)
    tinted = "[...(CSS.highlights.get('sayso-hover') ?? [])].map(String)"
    wait("the tint", lambda: page.js(tinted) == ["may"])
    page.move(x, y + 300)
    wait("the tint to go", lambda: page.js(tinted) == [])


def test_what_has_the_focus_is_ringed(page: Any) -> None:
    """By keyboard every button of card and bar has a ring of at least 2 pixels and 3:1."""
    page.js("sayso.reading.open('a')")
    ring = """(() => { const { activeElement } = sayso.hosted.root, style = getComputedStyle(activeElement);
      const card = getComputedStyle(activeElement.closest(".card"));
      return [activeElement.tagName, style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor, card.backgroundColor]; })()"""
    seen = []
    while len(seen) < 6:
        page.key("Tab")
        seen.append(page.js(ring))
    assert {tag for tag, *_ in seen} <= {"BUTTON", "A"}
    for _, style, width, colour, paper in seen:
        assert style == "solid" and width >= 2
        assert contrast(hexed(colour), hexed(paper)) >= 3


def over(tint: str, paper: str) -> str:
    """A colour with some transparency on paper."""
    *colour, alpha = map(float, re.findall(r"[\d.]+", tint))
    below = [int(paper[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [c * alpha + b * (1 - alpha) for c, b in zip(colour, below, strict=True)]
    return "#" + "".join(f"{round(each):02x}" for each in mixed)


def hexed(colour: str) -> str:
    """An opaque ``rgb()`` as hexadecimal digits."""
    parts = [int(each) for each in re.findall(r"\d+", colour)]
    assert len(parts) == 3, colour
    return "#" + "".join(f"{each:02x}" for each in parts)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def click_on(page: Any, words: str) -> None:
    page.click(*middle_of(page, words))


def middle_of(page: Any, words: str) -> tuple[float, float]:
    x, y = page.js(
        f"""(() => {{ const node = document.querySelector("#p").firstChild, range = new Range();
          const at = node.data.indexOf({json.dumps(words)});
          range.setStart(node, at); range.setEnd(node, at + {len(words)});
          const {{ left, top, width, height }} = range.getBoundingClientRect();
          return [left + width / 2, top + height / 2]; }})()"""
    )
    return x, y


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
