"""The card: what it says, both places of a note, less and more of it, and back again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sayso.accuracy import FEW, articles, of_type
from sayso.notes import NOTE_TYPES
from tests.browser.fixtures import ROOT

AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"

HEADLINE = "Ossa harbour will close in May"
FILLER = "<p style='height: 1500px'>It rained on the islands for most of the week, and nobody minded.</p>"
BODY = "The harbour could close, the Dunmere Post reported on Monday, citing two officials."
MARKUP = f"<article><h1>{HEADLINE}</h1>{FILLER}<p>It is cold. {BODY}</p>{FILLER}</article>"
# A closed root is closed to axe, too; the test alone opens it.
OPEN = """<script>{ const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: "open" }); }; }</script>"""

_START = """((options = {}) => {
  const page = sayso.collect(document);
  const at = (words) => ({ start: page.text.indexOf(words), end: page.text.indexOf(words) + words.length, text: words });
  const note = (id, type, family, ...marks) => ({ id, type, family, tone: "question", rank: 1,
    message: "A sentence about " + type + ".", ...at(marks[0][1]), marks: marks.map(([role, words]) => ({ role, ...at(words) })) });
  globalThis.page = page;
  globalThis.told = [];
  globalThis.answer = {
    notes: [
      note("gap", "headline-certainty-gap", "article", ["headline", "Ossa harbour will close"], ["body", "The harbour could close"]),
      note("chain", "relayed-attribution", "sourcing", ["cue", "citing"], ["source", "the Dunmere Post"], ["source", "two officials"]),
      note("may", "modal-hedge", "hedging", ["cue", "could"]),
    ],
    sources: [{ id: "s1", name: "the Dunmere Post", kind: "outlet", named: true, attributions: 1, mentions: [], affiliation: null },
              { id: "s2", name: "two officials", kind: "described", named: false, attributions: 1, mentions: [], affiliation: null }],
    attributions: [
      { source: [at("the Dunmere Post")], cue: [at("reported")], content: [], quotation: "indirect", source_id: "s1", through: null },
      { source: [at("two officials")], cue: [at("citing")], content: [], quotation: "indirect", source_id: "s2", through: "s1" }],
    summary: { notes: 3, shown_at_first: 3 } };
  sayso.read(document, page.map, answer, { pages: "https://sayso.example/", onOff: (...all) => told.push(all),
    onStrip: () => {}, onList: () => {}, ...options });
  return null;
})"""
_CARD = "sayso.hosted.root.querySelector('.card')"
_OPEN = "document.querySelector('sayso-notes').dataset.card ?? null"


@pytest.fixture
def page(show: Any) -> Any:
    tab = show(f"<head><title>{HEADLINE}</title></head><body>{OPEN}{MARKUP}</body>")
    tab.resize(1000, 700)
    tab.js(f"{_START}()")
    yield tab
    tab("Emulation.clearDeviceMetricsOverride")


def test_a_full_card_says_everything(page: Any) -> None:
    page.js("sayso.reading.open('may')")
    card = page.js(f"{_CARD}.innerText")
    kind = next(each for each in NOTE_TYPES if each.id == "modal-hedge")
    for said in (kind.title, kind.question, kind.often_fine, "A sentence about modal-hedge."):
        assert said in card
    for button in ("Hide this", "Turn this kind off", "Copy with link"):
        assert button in card


def test_a_card_says_how_often_its_kind_was_right(page: Any) -> None:
    said = page.js(
        f"""Object.keys(sayso.types).map((type) => {{
          answer.notes[2].type = type;
          sayso.reading.open("may");
          return [type, {_CARD}.querySelector(".measured").textContent];
        }})"""
    )
    assert dict(said) == {each.id: measured(each.id) for each in NOTE_TYPES}


def measured(kind: str) -> str:
    """Articles that nothing was tuned on first, then the others, each said to be what it is."""
    of, found = articles(), of_type(kind)
    (right, made), (right_seen, made_seen) = (
        (found[each]["found"], found[each]["found"] + found[each]["in_vain"])
        for each in ("blind", "seen")
    )
    if not made and not made_seen:
        return "Sayso made no such note in any article of our tests."
    new = f"In {of['blind']} articles that were new to Sayso, "
    new += f"{right} of {made} such notes were right." if made else "it made no such note."
    few = " That is too few to tell much." if 0 < made < FEW else ""
    seen = (
        f" In the {of['seen']} that its rules were made with, {right_seen} of {made_seen} were right."
        if made_seen
        else ""
    )
    return new + few + seen


def test_a_short_card_is_title_sentence_and_question(page: Any) -> None:
    page.js("(sayso.reading.cardSize('short'), sayso.reading.open('may'))")
    kind = next(each for each in NOTE_TYPES if each.id == "modal-hedge")
    card = page.js(f"{_CARD}.innerText")
    assert kind.question in card and "A sentence about modal-hedge." in card
    assert kind.often_fine not in card and "Hide this" not in card
    assert "new to Sayso" not in card
    page.js(f"({_CARD}.querySelector('.say-more').click(), null)")
    assert kind.often_fine in page.js(f"{_CARD}.innerText")
    page.js("(sayso.reading.cardSize('full'), null)")
    assert page.js(f"{_CARD}.dataset.size") == "full"


def test_both_places_are_shown_with_their_words_set_off(page: Any) -> None:
    page.js("sayso.reading.open('gap')")
    places = page.js(
        f"""[...{_CARD}.querySelectorAll("blockquote")].map((quote) =>
          [quote.innerText.replace(/\\s+/g, " "), [...quote.querySelectorAll("mark")].map((mark) => mark.textContent)])"""
    )
    assert places == [
        [f"In the headline {HEADLINE}", ["Ossa harbour will close"]],
        [f"In the text {BODY}", ["The harbour could close"]],
    ]


def test_the_card_leads_from_one_place_to_the_other_by_keyboard(page: Any) -> None:
    in_view = """(() => sayso.reading.placed.notes.find(({ note }) => note.id === "gap").marks.map(({ range }) => {
      const { top, bottom } = range.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }))()"""
    tinted = "[...CSS.highlights.get('sayso-place')].map(String)"
    page.js("sayso.reading.open('gap')")
    assert page.js(in_view) == [True, False]
    assert page.js(tinted) == [BODY]
    page.key("Tab")
    page.key("Tab")
    assert page.js("sayso.hosted.root.activeElement.textContent") == "Show the other place"
    page.key("Enter")
    assert page.js(in_view) == [False, True]
    assert page.js(tinted) == [HEADLINE]
    assert page.js("sayso.hosted.root.activeElement.textContent") == "Show the other place"
    assert overlap(page) == 0
    page.key("Enter")
    assert page.js(in_view) == [True, False]
    page.key("Escape")
    assert page.js(tinted) == []


def test_a_click_at_the_second_place_starts_there(page: Any) -> None:
    x, y = page.js(
        """(() => { const mark = sayso.reading.placed.notes.find(({ note }) => note.id === "gap").marks[1];
          // Long words of another role have no line of their own: as if a short one had been there.
          mark.line = true;
          sayso.reading.showAll(true);
          mark.range.startContainer.parentElement.scrollIntoView({ block: "center" });
          const { left, top, height } = mark.range.getClientRects()[0];
          return [left + 4, top + height / 2]; })()"""
    )
    page.click(x, y)
    assert page.js(_OPEN) == "gap"
    assert page.js(f"{_CARD}.querySelector('blockquote.here').innerText").startswith("In the text")


def test_a_chain_is_drawn_and_its_sources_lead_to_their_words(page: Any) -> None:
    page.js("sayso.reading.open('chain')")
    chain = f"{_CARD}.querySelector('.sayso-chain').shadowRoot"
    assert page.js(f"{chain}.querySelector('ol').ariaLabel") == (
        "How it came here: This article from the Dunmere Post from two officials"
    )
    assert page.js(
        f"[...{chain}.querySelectorAll('li')].map((li) => li.innerText.replace(/\\s+/g, ' ').trim())"
    ) == [
        "This article",
        "reported the Dunmere Post",
        "citing two officials not named",
    ]
    page.js(f"({chain}.querySelectorAll('button')[1].click(), null)")
    assert page.js("[...CSS.highlights.get('sayso-place')].map(String)") == ["two officials"]


def test_hiding_a_note_can_be_undone(page: Any) -> None:
    shown = "sayso.reading.shown.map(({ note }) => note.id)"
    page.js("sayso.reading.open('may')")
    press(page, "Hide this")
    assert page.js(shown) == ["gap", "chain"]
    assert page.js("sayso.hosted.root.activeElement.textContent") == "Undo"
    page.key("Enter")
    assert page.js(shown) == ["gap", "chain", "may"]
    assert page.js("sayso.hosted.root.querySelector('.undo')") is None
    assert page.js("told") == []


def test_turning_a_kind_off_can_be_undone(page: Any) -> None:
    page.js("sayso.reading.open('may')")
    press(page, "Turn this kind off")
    assert page.js("told") == [["modal-hedge", False]]
    assert "May, might, could" in page.js("sayso.hosted.root.querySelector('.undo').innerText")
    page.key("Enter")
    assert page.js("told") == [["modal-hedge", False], ["modal-hedge", True]]
    assert len(page.js("sayso.reading.shown")) == 3


def test_a_kind_is_turned_off_where_nobody_wants_to_know(show: Any) -> None:
    """As on the site, where nothing is stored: for this reading alone."""
    tab = show(f"<head><title>{HEADLINE}</title></head><body>{OPEN}{MARKUP}</body>")
    tab.resize(1000, 700)
    tab.js(f"{_START}({{ onOff: undefined }})")
    shown = "sayso.reading.shown.map(({ note }) => note.id)"
    tab.js("sayso.reading.open('may')")
    press(tab, "Turn this kind off")
    assert tab.js(shown) == ["gap", "chain"]
    assert tab.js("sayso.reading.keepsType('modal-hedge')") is False
    tab.js("sayso.reading.turnOn('modal-hedge')")
    assert tab.js(shown) == ["gap", "chain", "may"]
    assert tab.js("sayso.hosted.root.querySelector('.undo')") is None
    tab("Emulation.clearDeviceMetricsOverride")


def test_the_offer_to_undo_goes_with_the_next_step(page: Any) -> None:
    page.js("sayso.reading.open('may')")
    press(page, "Hide this")
    page.js("sayso.reading.open('gap')")
    assert page.js("sayso.hosted.root.querySelector('.undo')") is None


@pytest.mark.parametrize("secure", [True, False], ids=["https", "plain http"])
def test_a_copy_has_sentence_question_words_and_link(page: Any, secure: bool) -> None:
    """What is put on the clipboard is caught on its way there, in both ways that browsers offer."""
    page.js(
        f"""(() => {{
          Object.defineProperty(window, "isSecureContext", {{ value: {json.dumps(secure)} }});
          globalThis.copied = null;
          navigator.clipboard.writeText = async (text) => void (copied = text);
          const set = DataTransfer.prototype.setData;
          DataTransfer.prototype.setData = function (kind, text) {{ copied = text; return set.call(this, kind, text); }};
          return null;
        }})()"""
    )
    page.js("sayso.reading.open('chain')")
    x, y = place_of(page, "Copy with link")
    page.click(x, y)
    copied = page.js(
        """new Promise((resolve) => { const look = () => (copied ? resolve(copied) : requestAnimationFrame(look)); look(); })"""
    )
    assert copied.splitlines() == [
        "Second-hand or third-hand: A sentence about relayed-attribution.",
        "How many mouths has this passed through, and can you reach the first one?",
        "“citing”",
        f"{HEADLINE} — {page.js('location.href')}#:~:text=citing",
        "https://sayso.example/types/relayed-attribution.html",
    ]
    assert page.js(f"{_CARD}.querySelector('.copy').textContent") == "Copied"


def test_the_card_keeps_off_the_bar_where_there_is_room(page: Any) -> None:
    """Words low in the window have their card above them, or beside the bar, never over it."""
    over = f"""(() => {{ const card = {_CARD}.getBoundingClientRect();
      const bar = sayso.hosted.root.querySelector(".bar").getBoundingClientRect();
      return card.right > bar.left && card.bottom > bar.top; }})()"""
    for top in (80, 200, 300, 400):
        page.js(
            f"""(() => {{
              const {{ range }} = sayso.reading.placed.notes.find(({{ note }}) => note.id === "may").marks[0];
              scrollBy(0, range.getBoundingClientRect().top - {top});
              range.startContainer.parentElement.style.marginLeft = "450px";
              return sayso.reading.open("may"); }})()"""
        )
        assert page.js(over) is False, top
        assert overlap(page, "may") == 0, top


def test_in_a_narrow_window_the_card_has_the_foot_to_itself(page: Any) -> None:
    """The bar is drawn anew while a card is open, and would lie over it."""
    page.resize(320, 640)
    bar = "sayso.hosted.root.querySelector('.bar').checkVisibility()"
    assert page.js(bar)
    page.js("sayso.reading.open('may')")
    page.js("(sayso.reading.layer('article', false), null)")
    assert not page.js(bar)
    at_foot = page.js(
        f"""(() => {{ const {{ left, width, bottom }} = {_CARD}.getBoundingClientRect();
          return sayso.hosted.root.elementFromPoint(left + width / 2, bottom - 8)?.closest(".card") !== null; }})()"""
    )
    assert at_foot
    page.key("Escape")
    assert page.js(bar)


def test_card_and_bar_lie_over_whatever_the_page_puts_on_top(page: Any) -> None:
    page.js(
        """(() => {
          const veil = document.createElement("div");
          veil.style.cssText = "position: fixed; inset: 0; z-index: 2147483647; background: #fff";
          document.documentElement.append(veil);
          sayso.reading.open("may");
          return null;
        })()"""
    )
    above = page.js(
        """[".card", ".bar"].map((each) => {
          const { left, top, width, height } = sayso.hosted.root.querySelector(each).getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2)?.localName;
        })"""
    )
    assert above == ["sayso-notes", "sayso-notes"]


@pytest.mark.parametrize("size", [(320, 640), (500, 400), (640, 400), (1000, 700)])
@pytest.mark.parametrize(
    "corner", ["top: 0; left: 0", "top: 0; right: 0", "bottom: 0; left: 0", "bottom: 0; right: 0"]
)
def test_the_card_keeps_off_its_words_at_every_edge(
    show: Any, size: tuple[int, int], corner: str
) -> None:
    """A window of 640 by 400 is one of 1280 by 800 at 200 % zoom."""
    tab = show(
        f"<body>{OPEN}{MARKUP}<p id=edge style='position: fixed; margin: 0; {corner}'>Perhaps</p></body>"
    )
    tab.resize(*size)
    tab.js(f"{_START}()")
    tab.js(
        """(() => { const page = sayso.collect(document.body.ownerDocument);
          document.querySelector("article").remove();
          const map = sayso.collect(document).map;
          const mark = { role: "cue", start: 0, end: 7, text: "Perhaps" };
          const note = { ...answer.notes[2], id: "edge", ...mark, marks: [mark] };
          sayso.read(document, map, { ...answer, notes: [note] }, { pages: "https://sayso.example/", bar: false });
          return sayso.reading.open("edge"); })()"""
    )
    box = tab.js(
        f"""(() => {{ const {{ top, left, bottom, right }} = {_CARD}.getBoundingClientRect();
          return {{ top, left, bottom, right, wide: innerWidth, high: innerHeight }}; }})()"""
    )
    assert box["top"] >= 0 and box["left"] >= 0
    assert box["bottom"] <= box["high"] and box["right"] <= box["wide"]
    # The sheet of a narrow window lies at its foot, where words that are fixed there cannot be moved away from.
    if not (size[0] <= 520 and "bottom" in corner):
        assert overlap(tab, "edge") == 0
    tab("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 640), (1280, 800)])
def test_nothing_in_card_strip_and_bar_stands_in_the_way_of_anybody(
    show: Any, scheme: str, size: tuple[int, int], shots: Any
) -> None:
    dark = "<style>:root { background: #15171a; color: #eee; color-scheme: dark }</style>"
    tab = show(
        f"<head><title>{HEADLINE}</title>{dark if scheme == 'dark' else ''}</head><body>{OPEN}<main>{MARKUP}</main></body>"
    )
    tab.resize(*size)
    tab.js(f"document.documentElement.lang = 'en', {_START}({{ strip: true }})")
    tab("Runtime.evaluate", expression=AXE.read_text("utf-8"))
    for step in ("'gap'", "'chain'", "'may'"):
        tab.js(f"sayso.reading.open({step})")
        tab.shot(shots / f"card-{step.strip(chr(39))}-{scheme}-{size[0]}.png")
        assert violations(tab) == [], step
    press(tab, "Hide this")
    assert violations(tab) == [], "undo"
    tab.js(
        """(() => {
          const lines = ["Nothing answers at `https://sayso.a-school-with-a-rather-long-name.example:7297/notes/`.",
            "Open a terminal in Sayso's folder, type `make run`, and try again."];
          const actions = [{ label: "Try again", act: () => {} }, { label: "Open the settings", act: () => {} }];
          sayso.card.trouble(sayso.hosted, { title: "The Sayso server is not running", lines, actions }, sayso.words, () => {});
          return null;
        })()"""
    )
    tab.shot(shots / f"card-trouble-{scheme}-{size[0]}.png")
    assert violations(tab) == [], "trouble"
    wide, room = tab.js(f"[{_CARD}.scrollWidth, {_CARD}.clientWidth]")
    assert wide <= room
    tab("Emulation.clearDeviceMetricsOverride")


# Axe cannot tell colours in the top layer, so words are compared here with the paper that they stand on.
_FAINT = """(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = (element) => {
    const [r, g, b, a = 1] = numbers(getComputedStyle(element).backgroundColor);
    if (a === 1) return [r, g, b];
    const below = paper(element.parentElement ?? element.getRootNode().host);
    return [r, g, b].map((c, i) => c * a + below[i] * (1 - a));
  };
  const roots = [sayso.hosted.root];
  for (const root of roots) for (const each of root.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot);
  const said = roots.flatMap((root) => [...root.querySelectorAll("*")]).filter((each) =>
    each.checkVisibility() && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return [said.length, said.map((each) => {
    const pair = [numbers(getComputedStyle(each).color), paper(each)].map(light).sort((a, b) => b - a);
    return [each.textContent, (pair[0] + 0.05) / (pair[1] + 0.05)];
  }).filter(([, ratio]) => ratio < 4.5)];
})()"""


def violations(tab: Any) -> list[Any]:
    words, faint = tab.js(_FAINT)
    assert words > 5
    found: list[Any] = tab.js(
        """axe.run(document.querySelector("sayso-notes"), { rules: { "target-size": { enabled: true } } }).then(({ violations, passes }) =>
          !passes.some(({ id }) => id === "button-name") ? ["axe saw no buttons"] :
          violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]))"""
    )
    return [*found, *faint]


def overlap(tab: Any, id: str = "gap") -> float:
    """Square pixels of the words beside which the card stands that lie beneath it."""
    area: float = tab.js(
        f"""(() => {{ const card = {_CARD}.getBoundingClientRect();
          const {{ marks }} = sayso.reading.placed.notes.find(({{ note }}) => note.id === {json.dumps(id)});
          return marks.flatMap(({{ range }}) => [...range.getClientRects()]).reduce((sum, rect) => sum +
            Math.max(0, Math.min(rect.right, card.right) - Math.max(rect.left, card.left)) *
            Math.max(0, Math.min(rect.bottom, card.bottom) - Math.max(rect.top, card.top)), 0); }})()"""
    )
    return area


def place_of(tab: Any, words: str) -> tuple[float, float]:
    x, y = tab.js(
        f"""(() => {{ const all = [...sayso.hosted.root.querySelectorAll("button")];
          const {{ left, top, width, height }} = all.find((each) => each.textContent === {json.dumps(words)}).getBoundingClientRect();
          return [left + width / 2, top + height / 2]; }})()"""
    )
    return x, y


def press(tab: Any, words: str) -> None:
    tab.click(*place_of(tab, words))
