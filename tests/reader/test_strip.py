"""The strip along an article: what it tells of each part, and where it leads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sayso.notes import NOTE_TYPES

# Note types that say nothing about who speaks: a credit or a remark beside the source's own note.
NOT_DRAWN = {"anonymity-explained", "limits-stated", "state-affiliated-source"}

PARAGRAPHS = [
    "Ada Venn said the ferry would sail, and Imre Toll agreed that it may.",
    "Aides reportedly wept.",
    "It rained.",
]
_BODY = "<h1>Ferry may sail again</h1>" + "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
_START = """((many) => {
  const page = sayso.collect(document);
  const at = (words) => ({ start: page.text.indexOf(words), end: page.text.indexOf(words) + words.length, text: words });
  const note = (type, family, words, number) => ({ id: type + number, type, family, tone: "question", rank: 1, message: "",
    ...at(words), marks: [{ role: "source", ...at(words) }] });
  const notes = [note("named-source", "sourcing", "Ada Venn", 1), note("named-source", "sourcing", "Imre Toll", 2),
    note("bare-unnamed-source", "sourcing", "Aides", 3), note("evidential-adverb", "sourcing", "reportedly", 4),
    { ...note("modal-hedge", "hedging", "may.", 5) }];
  const attributions = [{ source: [at("Ada Venn")], cue: [at("said")], content: [at("the ferry would sail")],
    quotation: "indirect", source_id: "s1", through: null }];
  globalThis.gone = [];
  globalThis.answer = { notes, attributions, summary: { notes: 5, shown_at_first: 5 } };
  globalThis.page = page;
  globalThis.strip = (more = {}) => {
    document.querySelector("#box")?.remove();
    const box = Object.assign(document.createElement("div"), { id: "box" });
    box.style.width = "600px";
    document.body.append(box);
    box.append(sayso.strip(document, { answer, map: page.map, onGo: (place) => gone.push(place), ...more }));
    return null;
  };
  return strip();
})()"""
_PARTS = "[...document.querySelector('#box > div').shadowRoot.querySelectorAll('.part')]"
_LABELS = f"{_PARTS}.map((part) => part.ariaLabel)"


@pytest.fixture
def page(show: Any) -> Any:
    tab = show(f"<head><title>Ferry may sail again</title></head><body>{_BODY}</body>")
    tab.js(_START)
    return tab


def test_it_says_what_the_signs_mean_unless_told_not_to(page: Any) -> None:
    signs = "[...document.querySelector('#box > div').shadowRoot.querySelectorAll('li')].map((each) => each.textContent)"
    assert len(page.js(signs)) == 5
    page.js("strip({ legend: false })")
    assert page.js(signs) == []
    assert len(page.js(_LABELS)) == 4


def test_it_is_no_wider_than_its_place(page: Any) -> None:
    page.js("(document.querySelector('#box').style.width = '100%', null)")
    assert page.js("document.documentElement.scrollWidth - innerWidth") <= 0


def test_each_part_is_told_in_words(page: Any) -> None:
    assert page.js(_LABELS) == [
        "Headline: nothing marked",
        "Paragraph 1: two named sources, one hedge",
        "Paragraph 2: one unnamed source, one statement by nobody in particular",
        "Paragraph 3: nothing marked",
    ]


def test_one_name_twice_is_one_source(page: Any) -> None:
    page.js("(answer.notes[1] = { ...answer.notes[0], id: 'again' }, strip())")
    assert page.js(_LABELS)[1] == "Paragraph 1: one named source, one hedge"


def test_types_turned_off_are_not_drawn(page: Any) -> None:
    page.js("strip({ off: ['named-source', 'modal-hedge'] })")
    assert page.js(_LABELS)[1] == "Paragraph 1: nothing marked"


def test_the_strip_knows_every_sourcing_type(page: Any) -> None:
    sourcing = {each.id for each in NOTE_TYPES if each.family == "sourcing"}
    assert set(page.js("sayso.sourced")) == sourcing - NOT_DRAWN


@pytest.mark.parametrize("kind", ["named", "unnamed", "passed", "nobody"])
def test_each_kind_has_a_shape_of_its_own(page: Any, kind: str) -> None:
    """Not by hue alone: a kind's band is filled in a way that no other kind's is."""
    ids = page.js(f"Object.keys(sayso.sourced).filter((id) => sayso.sourced[id] === '{kind}')")
    fills = page.js(
        f"""{json.dumps(ids)}.map((type) => {{
          answer.notes = [{{ ...answer.notes[0], type }}];
          strip();
          const band = {_PARTS}[1].querySelector("rect");
          return [band.getAttribute("class"), (band.getAttribute("fill") ?? "").replace(/.*-/, "")];
        }})"""
    )
    expected = ["named", ""] if kind == "named" else [None, f"{kind})"]
    assert fills == [expected] * len(ids)


def test_a_source_reaches_over_what_it_says(page: Any) -> None:
    width = f"{_PARTS}[1].querySelector('.named').getBoundingClientRect().width"
    page.js("(answer.notes.splice(1, 1), strip())")
    long = page.js(width)
    page.js("(answer.attributions = [], strip())")
    assert page.js(width) < long


def test_enter_and_click_go_to_the_part(page: Any) -> None:
    page.js(f"({_PARTS}[0].focus(), null)")
    page("Input.dispatchKeyEvent", type="keyDown", key="ArrowRight", code="ArrowRight")
    page.key("Enter")
    page.js(f"({_PARTS}[3].click(), null)")
    gone = page.js("gone.map(({ start, end }) => page.text.slice(start, end))")
    assert gone == [PARAGRAPHS[0], PARAGRAPHS[2]]
    assert page.js(f"{_PARTS}.filter((part) => part.tabIndex === 0).length") == 1


def test_little_room_joins_blocks(page: Any) -> None:
    page.js("(box.style.width = '70px', null)")
    joined = page.js(
        f"""new Promise((resolve) => {{
          const look = () => ({_PARTS}.length === 2 ? resolve({_LABELS}) : requestAnimationFrame(look));
          look();
        }})"""
    )
    assert joined == [
        "Headline to paragraph 1: two named sources, one hedge",
        "Paragraph 2 to paragraph 3: one unnamed source, one statement by nobody in particular",
    ]


def test_the_reading_shows_the_strip_and_goes_there(page: Any) -> None:
    page.js(
        """(sayso.read(document, page.map, answer, { pages: "https://sayso.example/",
             onStrip: (on) => (globalThis.kept = on) }), null)"""
    )
    assert page.js("sayso.hosted.root.querySelector('.strip')") is None
    page.js("(sayso.hosted.root.querySelector('.strip-toggle').click(), null)")
    assert page.js("kept") is True
    page.js(
        """(sayso.hosted.root.querySelector(".strip > *").shadowRoot.querySelectorAll(".part")[3].click(), null)"""
    )
    tinted = "[...CSS.highlights.get('sayso-place')].map(String)"
    assert page.js(tinted) == [PARAGRAPHS[2]]
    page.js("(sayso.hosted.root.querySelector('.strip-toggle').click(), null)")
    assert page.js("sayso.hosted.root.querySelector('.strip')") is None
    assert page.js("kept") is False


def test_narrow_windows_have_no_strip(page: Any) -> None:
    page.js(
        """(sayso.read(document, page.map, answer, { pages: "https://sayso.example/", strip: true, onStrip: () => {} }), null)"""
    )
    shown = """['.strip', '.strip-toggle'].map((kind) => sayso.hosted.root.querySelector(kind).checkVisibility())"""
    page.resize(1000, 800)
    assert page.js(shown) == [True, True]
    page.resize(600, 800)
    assert page.js(shown) == [False, False]
    page("Emulation.clearDeviceMetricsOverride")
