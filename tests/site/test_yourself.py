"""Marking a text by hand on the site: mouse, finger and keyboard, the reveal, a teacher's exercise."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.reader.test_reading import contrast
from tests.site.visitors import listen

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
NAME = "mark-it-yourself.html"

ARTICLE = """Ossa harbour to close

Officials say the harbour may close in May. “We do not know,” said Mayor Ilse Brandt 🚢👩‍🚒.

נמל אוסה ייסגר, כך נמסר. The report is believed to exist."""
KEY = [("unnamed", "Officials"), ("named", "Mayor Ilse Brandt 🚢👩‍🚒"), ("nobody", "כך נמסר")]
GROUPS = ["Found by both", "Same words, another kind", "Only you", "Only Sayso", "Teacher’s key"]

# The first and the last letter of some words of the text, in the window.
ENDS = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("#exercise article"), 4);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    node.parentElement.scrollIntoView({ block: "start", behavior: "instant" });
    scrollBy({ top: -60, behavior: "instant" });
    const rects = [...range.getClientRects()];
    const [first, last] = [rects[0], rects.at(-1)];
    return [first.left + 3, first.top + first.height / 2, last.right - 3, last.top + last.height / 2];
  }
  throw new Error(`not in the text: ${words}`);
}"""
INSIDE = "(what) => sayso.hosted?.root.querySelector(what)?.innerText ?? null"
CLICK = "(what) => sayso.hosted.root.querySelector(what).click()"
DRAWN = """() => Object.fromEntries([...CSS.highlights].filter(([, { size }]) => size)
  .map(([name, ranges]) => [name, [...ranges].map(String)]))"""
MARKS = "() => sayso.marking.marks.map(({ kind, text }) => [kind, text])"


@pytest.fixture
def page(browser: Browser, dist: Path) -> Iterator[Page]:
    """The page from a folder. It must say nothing to the console and ask for nothing but files."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    heard = listen(page, "file:")
    page.goto((dist / NAME).as_uri())
    yield page
    page.close()
    assert heard == []


def start(page: Page) -> None:
    page.get_by_role("button", name="Start marking").click()


def drag(page: Page, words: str) -> None:
    left, top, right, bottom = page.evaluate(ENDS, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, top)
    page.mouse.move(right, bottom)
    page.mouse.up()


def mark(page: Page, words: str, kind: str) -> None:
    drag(page, words)
    page.evaluate(CLICK, f"[data-kind={kind}]")


def reveal(page: Page) -> Locator:
    page.evaluate(CLICK, ".bar.marking .main")
    found = page.locator("#found")
    expect(found).to_be_visible()
    return found


def headings(found: Locator) -> list[str]:
    return found.get_by_role("heading", level=3).all_inner_texts()


def link_of(page: Page, text: str, key: list[tuple[str, str]], **more: Any) -> str:
    """The end of an address that carries an exercise, made by the page's own code."""
    fragment: str = page.evaluate(
        """([text, key, more]) => exercise.toFragment({ title: "Ossa", instruction: "Who says so? 🔍",
          budget: 3, text, key: key.map(([kind, words]) => {
            const start = text.indexOf(words);
            return { kind, start, end: start + words.length, text: words };
          }), ...more })""",
        [text, key, more],
    )
    return fragment


def open_link(page: Page, fragment: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", fragment)


# ---------------------------------------------------------------- who found what


def test_marks_agree_where_kinds_and_words_do(page: Page) -> None:
    told = page.evaluate(
        """() => {
          const mark = (kind, start, end) => ({ kind, start, end, text: `${start}` });
          const other = (kind, ...places) => ({ kind, places: places.map(([start, end]) => ({ start, end, text: "" })) });
          const others = [other("named", [0, 5], [9, 12]), other("unsure", [4, 6]), other("nobody", [30, 40]), other("passed", [50, 60])];
          const mine = [mark("named", 10, 20), mark("unnamed", 35, 36), mark("unsure", 12, 30), mark("passed", 60, 70)];
          const { both, near, mine: only, others: rest } = sayso.compareMarks(mine, others);
          const key = [mark("named", 11, 12), mark("passed", 0, 5), mark("headline", 90, 99)];
          return {
            both: both.map((each) => [each.mark.text, each.others.map(({ kind }) => kind)]),
            near: near.map((each) => [each.mark.text, each.others.map(({ kind }) => kind)]),
            only: only.map(({ text }) => text),
            rest: rest.map(({ kind }) => kind),
            key: sayso.compareKey(key, mine, others).map(({ you, sayso }) => [you, sayso]),
          };
        }"""
    )
    # Touching is not overlapping: 60 ends where 60 begins.
    assert told == {
        "both": [["10", ["named"]]],
        "near": [["35", ["nobody"]]],
        "only": ["12", "60"],
        "rest": ["unsure", "passed"],
        "key": [["same", "same"], ["none", "near"], ["none", "none"]],
    }


def test_every_note_with_a_line_has_a_kind(page: Page) -> None:
    without = page.evaluate(
        """() => Object.entries(sayso.types).filter(([type, about]) =>
          !sayso.kindOf({ ...about, type, marks: [{}] })).map(([type]) => type)"""
    )
    # These two are about the article as a whole.
    assert sorted(without) == ["missing-provenance", "no-direct-quotation"]


def test_words_have_no_punctuation_around_them(page: Page) -> None:
    words = page.evaluate(
        """(text) => sayso.wordsIn({ text, blocks: [{ start: 0, end: text.length }] })
          .map(({ start, end }) => text.slice(start, end))""",
        "“We know,” he said (twice)—the company’s 30% … 🚢 fell; £4m.",
    )
    assert " ".join(words) == "We know he said twice the company’s 30% 🚢 fell £4m"


def test_the_locale_has_the_words_of_marking(page: Page) -> None:
    path = ROOT / "extension" / "_locales" / "en" / "messages.json"
    messages = json.loads(path.read_text("utf-8"))
    words = page.evaluate("() => sayso.markWords")
    assert {key: messages[key]["message"] for key in words} == words


def test_lines_of_ones_own_are_visible_on_light_and_dark() -> None:
    style = (ROOT / "extension" / "reader" / "yourself.css").read_text("utf-8")
    colours = set(re.findall(r"(?:underline|overline) \w+ [\d.]+px (#\w{6})", style))
    assert len(colours) == 5
    for colour in colours:
        for paper in ("#ffffff", "#111111", "#fff1e5", "#14161a"):
            assert contrast(colour, paper) >= 3, f"{colour} on {paper}"
    (cursor,) = re.findall(r"background-color: (#\w{6}); color: #fff", style)
    assert contrast(cursor, "#ffffff") >= 4.5


# ---------------------------------------------------------------- mouse, finger, keyboard


def test_marks_by_mouse_and_what_they_are_beside(page: Page) -> None:
    page.get_by_label("Marrin Dam").check()
    start(page)
    assert page.evaluate(DRAWN) == {}
    mark(page, "Petra Lindqvist", "named")
    mark(page, "reportedly warned", "unsure")
    mark(page, "bottled water", "nobody")
    assert page.evaluate(DRAWN) == {
        "sayso-mine-solid": ["Petra Lindqvist"],
        "sayso-mine-dotted": ["reportedly warned"],
        "sayso-mine-wavy": ["bottled water"],
    }
    found = reveal(page)
    assert headings(found) == GROUPS[:4]
    said = found.inner_text()
    assert "What made you mark this?" in said
    assert not re.search(
        r"%|\d+ (?:of|out of) \d+|\d ?/ ?\d|\bpoints\b|\bwrong\b|\bcorrect\b", said
    )
    groups = [each.inner_text() for each in found.locator("section").all()]
    assert "Petra Lindqvist" in groups[0]
    assert "You: Less than certain. Sayso: Said to be so." in groups[1]
    assert "bottled water" in groups[2]
    drawn = page.evaluate(DRAWN)
    assert drawn["sayso-mine-solid"] == ["Petra Lindqvist"]
    assert "reportedly" in drawn["sayso-theirs-sourcing-wavy"]
    # Every entry leads to its words.
    found.get_by_role("button", name="bottled water").click()
    assert page.evaluate(DRAWN)["sayso-shown"] == ["bottled water"]
    found.get_by_role("button", name="Leave").click()
    assert page.evaluate(DRAWN) == {}
    expect(page.get_by_role("button", name="Start marking")).to_be_focused()


def test_a_mark_can_be_changed_and_taken_away(page: Page) -> None:
    start(page)
    headline = page.locator("#exercise .headline").inner_text()
    first = headline.split()[0]
    mark(page, first, "named")
    x, y, _, _ = page.evaluate(ENDS, first)
    page.mouse.click(x, y)
    assert "Change this mark" in page.evaluate(INSIDE, ".card")
    page.evaluate(CLICK, "[data-kind=headline]")
    assert page.evaluate(MARKS) == [["headline", first]]
    page.mouse.click(x, y)
    page.evaluate(CLICK, ".card .foot button")
    assert page.evaluate(MARKS) == []
    assert "Taken away" in page.evaluate(INSIDE, ".spoken")


def test_there_are_no_more_marks_than_the_budget(page: Page) -> None:
    open_link(page, link_of(page, ARTICLE, []))
    expect(page.locator("#exercise .instruction")).to_have_text("Who says so? 🔍")
    start(page)
    for words in ("Officials", "harbour may", "know"):
        mark(page, words, "unsure")
    drag(page, "Mayor Ilse")
    assert "All 3 marks are used" in page.evaluate(INSIDE, ".card")
    assert page.evaluate("() => sayso.hosted.root.querySelector('[data-kind=named]')") is None
    page.keyboard.press("Escape")
    # The same words anew take no further mark.
    mark(page, "harbour may close", "unsure")
    assert ["unsure", "harbour may close"] in page.evaluate(MARKS)
    assert len(page.evaluate(MARKS)) == 3


def test_a_mark_stays_within_one_paragraph_and_says_so(page: Page) -> None:
    open_link(page, link_of(page, ARTICLE, []))
    expect(page.locator("#exercise .instruction")).to_have_text("Who says so? 🔍")
    start(page)
    left, top, _, _ = page.evaluate(ENDS, "Ilse Brandt")
    page.mouse.move(left, top)
    page.mouse.down()
    target = page.locator("#exercise article p").last.bounding_box()
    assert target
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + target["height"] / 2)
    page.mouse.up()
    assert "only the words of the first one were taken" in page.evaluate(INSIDE, ".bar .line")
    assert page.evaluate(DRAWN)["sayso-pending"] == ["Ilse Brandt 🚢👩‍🚒"]


def test_by_keyboard_alone(page: Page) -> None:
    page.locator("input[name=text]").first.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    words = page.locator("#exercise .headline").inner_text().split()
    reach(page, "() => document.activeElement.id === 'start'")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(INSIDE, ".spoken") == " ".join(words[:2])
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate(MARKS) == [["unnamed", " ".join(words[:2])]]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("4")
    kinds = [kind for kind, _ in page.evaluate(MARKS)]
    assert kinds == ["unnamed", "passed"]
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    assert "marked as Unnamed source" in page.evaluate(INSIDE, ".spoken")
    page.keyboard.press("Delete")
    assert [kind for kind, _ in page.evaluate(MARKS)] == ["passed"]
    reach(page, "() => sayso.hosted.root.activeElement?.classList.contains('main') ?? false")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(DRAWN)["sayso-shown"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Start marking")).to_be_focused()


def reach(page: Page, there: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(40):
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead there: {there}")


def test_by_finger(browser: Browser, dist: Path) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    heard = listen(page, "file:")
    page.goto((dist / NAME).as_uri())
    page.get_by_label("Marrin Dam").tap()
    page.get_by_role("button", name="Start marking").tap()
    # First and last word.
    x, y, _, _ = page.evaluate(ENDS, "two metres")
    page.touchscreen.tap(x, y)
    assert "For more words, tap the last one." in page.evaluate(INSIDE, ".card")
    _, _, x, y = page.evaluate(ENDS, "as a precaution")
    page.touchscreen.tap(x, y)
    assert page.evaluate(DRAWN)["sayso-pending"] == ["two metres as a precaution"]
    page.screenshot(path=SHOTS / "yourself-finger-390.png")
    box = page.evaluate(
        """() => { const { left, top, width, height } =
          sayso.hosted.root.querySelector("[data-kind=named]").getBoundingClientRect();
          return [left + width / 2, top + height / 2]; }"""
    )
    page.touchscreen.tap(*box)
    assert page.evaluate(MARKS) == [["named", "two metres as a precaution"]]
    # A long press selects; what comes of it is the browser's own selection.
    page.evaluate(
        """() => { const node = document.querySelector("#exercise article p:nth-of-type(3)").firstChild;
          getSelection().setBaseAndExtent(node, 10, node, 32); }"""
    )
    page.wait_for_function("() => CSS.highlights.get('sayso-pending')?.size")
    page.evaluate(CLICK, "[data-kind=unsure]")
    assert len(page.evaluate(MARKS)) == 2
    # A swipe still moves the page: nothing keeps it from that.
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('#exercise')).touchAction")
        == "auto"
    )
    context.close()
    assert heard == []


# ---------------------------------------------------------------- a teacher's text and key


def test_a_link_brings_text_and_key_back_letter_by_letter(page: Page, dist: Path) -> None:
    fragment = link_of(page, ARTICLE, KEY)
    assert re.fullmatch(r"#exercise=[A-Za-z0-9_-]+", fragment)
    page.goto("about:blank")
    page.goto((dist / NAME).as_uri() + fragment)
    expect(page.locator("#exercise .label")).to_have_text("Ossa")
    blocks = page.locator("#exercise article > *").all_inner_texts()
    assert blocks == ARTICLE.split("\n\n")
    start(page)
    mark(page, "Officials", "unnamed")
    mark(page, "Mayor Ilse", "passed")
    found = reveal(page)
    assert headings(found) == [*GROUPS[:3], "Only the teacher’s key"]
    groups = [each.inner_text() for each in found.locator("section").all()]
    assert "Officials" in groups[0]
    assert "You: Passed on. The key: Named source." in groups[1]
    assert "כך נמסר" in groups[3]
    assert "opened from a folder" in found.inner_text()
    assert sorted(page.evaluate(DRAWN)["sayso-key"]) == sorted(words for _, words in KEY)


def test_words_from_right_to_left_follow_the_arrows_that_one_sees(page: Page) -> None:
    open_link(page, link_of(page, "נמל אוסה ייסגר בקרוב", []))
    expect(page.locator("#exercise .label")).to_have_text("Ossa")
    start(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(DRAWN)["sayso-cursor"] == ["אוסה"]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(DRAWN)["sayso-cursor"] == ["נמל"]


def test_a_specimens_key_stands_beside_you_and_sayso(page: Page) -> None:
    page.evaluate(
        """() => {
          const radio = document.querySelector("input[value=marrin-dam]");
          const data = JSON.parse(radio.dataset.exercise);
          const mark = (type, words) => {
            const start = data.text.indexOf(words);
            return { type, start, end: start + words.length, text: words };
          };
          data.key = [mark("named-source", "Petra Lindqvist"), mark("modal-hedge", "may lose"),
            mark("imputed-motive", "Nobody will go thirsty"), mark("no-direct-quotation", "Agnes")];
          radio.dataset.exercise = JSON.stringify(data);
          radio.click();
        }"""
    )
    start(page)
    mark(page, "Petra Lindqvist", "named")
    found = reveal(page)
    assert headings(found) == GROUPS
    key = found.locator("section").last.locator("li").all_inner_texts()
    assert [each.splitlines()[-1] for each in key] == [
        "Also marked by you and by Sayso.",
        "Also found by Sayso, not marked by you.",
        "Neither you nor Sayso marked this.",
    ]
    assert "may lose" in page.evaluate(DRAWN)["sayso-key"]


def test_a_key_in_code_points_comes_out_in_the_pages_units() -> None:
    spec = importlib.util.spec_from_file_location("yourself", ROOT / "site" / "yourself.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["yourself"] = module
    spec.loader.exec_module(module)
    piece = SimpleNamespace(words="🚢 Officials say 🚢 so.")
    read = SimpleNamespace(
        blocks=[SimpleNamespace(role="paragraph", pieces=[piece])],
        answer={
            "segments": [{"start": 0, "end": 24, "role": "paragraph"}],
            "notes": [{"marks": []}, {"marks": [1]}],
            "summary": {"shown_at_first": 1},
        },
    )
    whole = SimpleNamespace(type="single-origin", start=None, end=None)
    mark = SimpleNamespace(type="bare-unnamed-source", start=2, end=11)
    made = module.exercise("s", read, [whole, mark])
    assert made.data["key"] == [
        {"type": "bare-unnamed-source", "start": 3, "end": 12, "text": "Officials"}
    ]
    assert made.data["notes"] == [{"marks": [1]}]


GOOD = {
    "schema": "sayso-exercise/1",
    "title": "Ossa",
    "instruction": "",
    "budget": 10,
    "text": "Officials say so.\n\nNobody knows.",
    "key": [{"kind": "unnamed", "start": 0, "end": 9, "text": "Officials"}],
}
BAD_MARK = {"kind": "unnamed", "start": 0, "end": 9, "text": "Ministers"}
DAMAGED: list[tuple[str, str]] = [
    ("", "The file is empty."),
    (json.dumps(GOOD)[:80], "not JSON, or only a part of it"),
    ("[1]", "no exercise of Sayso"),
    (json.dumps({**GOOD, "schema": "sayso-exercise/2"}), "“sayso-exercise/2”"),
    (json.dumps({**GOOD, "title": " "}), "“title” must be a text of 1 to 200"),
    (json.dumps({**GOOD, "budget": "ten"}), "“budget” must be a whole number from 1 to 100"),
    (json.dumps({**GOOD, "text": 5}), "“text” must be the article’s words"),
    (json.dumps({**GOOD, "text": "x" * 200_001}), "200,001 characters; at most 200,000"),
    (
        json.dumps({**GOOD, "key": [BAD_MARK]}),
        "at 0 to 9 stands “Officials”, the mark says “Ministers”",
    ),
    (
        json.dumps({**GOOD, "key": [{**BAD_MARK, "kind": "lie"}]}),
        "Mark 1 of the key has the kind “lie”",
    ),
    (
        json.dumps({**GOOD, "key": [{**BAD_MARK, "end": 99}]}),
        "Mark 1 of the key has no place in the text",
    ),
    (json.dumps({**GOOD, "key": [None]}), "Mark 1 of the key is no mark"),
    (
        json.dumps({**GOOD, "key": [{**BAD_MARK, "end": 22, "text": GOOD["text"][:22]}]}),  # type: ignore[index]
        "from one paragraph into the next",
    ),
    (json.dumps({**GOOD, "key": [None] * 9}), "And 4 more like this."),
]


def test_a_file_that_is_not_right_says_what_and_where(page: Page, tmp_path: Path) -> None:
    told = page.locator(".told")
    before = page.locator("#exercise article").inner_text()
    for number, (content, message) in enumerate(DAMAGED):
        file = tmp_path / f"exercise-{number}.json"
        file.write_text(content, "utf-8")
        page.get_by_label("Open a teacher’s file").set_input_files(file)
        expect(told).to_contain_text(f"“{file.name}” could not be opened.")
        expect(told).to_contain_text(message)
    odd = tmp_path / "picture.json"
    odd.write_bytes(b"\x89PNG\xff\xfe")
    page.get_by_label("Open a teacher’s file").set_input_files(odd)
    expect(told).to_contain_text("not a text in UTF-8")
    # What was on the page is still there.
    assert page.locator("#exercise article").inner_text() == before
    good = tmp_path / "good.json"
    good.write_text("\ufeff" + json.dumps(GOOD), "utf-8")
    page.get_by_label("Open a teacher’s file").set_input_files(good)
    expect(page.locator("#exercise .label")).to_have_text("Ossa")
    expect(told).to_have_text("")


def test_a_damaged_link_says_so(page: Page, dist: Path) -> None:
    whole = link_of(page, ARTICLE, KEY)
    bomb = page.evaluate(
        """async () => {
          const packed = new Blob(["a".repeat(5_000_000)]).stream().pipeThrough(new CompressionStream("deflate"));
          const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
          return "#exercise=" + btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
        }"""
    )
    for fragment, message in (
        (whole[:-20], "its end is missing"),
        (whole[:60] + "AAAA" + whole[64:], "The link is damaged"),
        (
            whole[:60] + "!" + whole[61:],
            "“!” at character 51 of the exercise does not belong there",
        ),
        ("#exercise=", "ends where the exercise should begin"),
        (bomb, "too large"),
    ):
        open_link(page, fragment)
        expect(page.locator(".told")).to_contain_text(message)
    # The same on arrival; there is always a text to mark.
    page.goto("about:blank")
    page.goto((dist / NAME).as_uri() + whole[:-20])
    expect(page.locator(".told")).to_contain_text("its end is missing")
    assert page.locator("#exercise .headline").is_visible()
    page.get_by_role("button", name="Start marking").click()
    mark(page, page.locator("#exercise .headline").inner_text().split()[0], "named")
    open_link(page, whole)
    expect(page.locator(".told")).to_contain_text("Leave it first")
    assert len(page.evaluate(MARKS)) == 1


def test_a_teacher_makes_an_exercise(page: Page, tmp_path: Path) -> None:
    page.get_by_label("Make one for a class").check()
    page.get_by_role("button", name="Go on to the key").click()
    expect(page.locator(".told")).to_have_text("There is no text in the box yet.")
    page.get_by_label("The article, headline first").fill(ARTICLE)
    page.get_by_role("button", name="Go on to the key").click()
    expect(page.locator(".told")).to_contain_text("Give the exercise a title")
    page.get_by_label("Title").fill("Ossa: harbour & “closing” ⚓")
    page.get_by_label("What the class should do").fill("Find who says so.")
    page.get_by_label("Marks that each reader has").fill("4")
    page.get_by_role("button", name="Go on to the key").click()
    mark(page, "Officials", "unnamed")
    mark(page, "is believed", "nobody")
    page.evaluate(CLICK, ".bar.marking .main")
    expect(page.locator("#made .summary")).to_contain_text("2 marks in the key, 4 for each reader")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save to a file").click()
    assert caught.value.suggested_filename == "ossa-harbour-closing.sayso.json"
    file = tmp_path / caught.value.suggested_filename
    caught.value.save_as(file)
    saved = json.loads(file.read_text("utf-8"))
    assert saved["text"] == ARTICLE
    assert [(each["kind"], each["text"]) for each in saved["key"]] == [
        ("unnamed", "Officials"),
        ("nobody", "is believed"),
    ]
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#linked")).to_be_visible()
    link = page.locator("#address-of").input_value()
    assert page.evaluate("(link) => exercise.fromFragment(new URL(link).hash)", link) == {
        "exercise": {
            name: saved[name] for name in ("title", "instruction", "budget", "text", "key")
        }
    }
    expect(page.locator("#linked .length")).to_contain_text("opened from a folder")
    # The text changes: what still fits stays, what does not is named.
    page.get_by_role("button", name="Change the text").click()
    box = page.get_by_label("The article, headline first")
    box.fill("New first line\n\n" + ARTICLE.replace("is believed", "is said"))
    page.get_by_role("button", name="Go on to the key").click()
    expect(page.locator(".told")).to_contain_text("no longer fit")
    expect(page.locator(".told")).to_contain_text("“is believed”")
    expect(page.locator("#made .summary")).to_contain_text("1 mark in the key")
    # What the file brings is what was saved.
    page.get_by_label("Open a teacher’s file").set_input_files(file)
    expect(page.locator("#exercise .label")).to_have_text("Ossa: harbour & “closing” ⚓")
    expect(page.locator("#exercise .instruction")).to_have_text("Find who says so.")


def test_a_text_too_long_for_a_link_is_for_a_file(page: Page) -> None:
    told = page.evaluate(
        """() => {
          let seed = 7;
          const text = Array.from({ length: 40000 }, () => String.fromCodePoint(97 + ((seed = (seed * 48271) % 2147483647) % 26)));
          return exercise.toLink({ title: "t", instruction: "", budget: 1, text: text.join("").replace(/(.{6})/g, "$1 "), key: [] }, location.href);
        }"""
    )
    assert re.search(
        r"too long for a link: \d\d,\d{3} characters, at most 32,000", told["trouble"][0]
    )


def test_ones_own_text_is_read_by_the_server_of_the_page(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    heard = listen(page, address)
    page.goto(address + NAME)
    page.get_by_label("Your own text").check()
    page.get_by_label("The article, headline first").fill(ARTICLE)
    page.get_by_role("button", name="Use this text").click()
    start(page)
    mark(page, "is believed", "nobody")
    found = reveal(page)
    assert headings(found) == GROUPS[:4]
    assert "is believed" in found.locator("section").first.inner_text()
    # With a key, the key is a list of its own.
    open_link(page, link_of(page, ARTICLE, KEY))
    expect(page.locator("#exercise .label")).to_have_text("Ossa")
    start(page)
    mark(page, "Mayor Ilse Brandt", "named")
    found = reveal(page)
    assert headings(found) == GROUPS
    last = found.locator("section").last.inner_text()
    assert "Also marked by you and by Sayso." in last
    assert "Neither you nor Sayso marked this." in last
    found.get_by_role("button", name="Leave").click()
    page.get_by_role("button", name="Change this exercise").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save to a file").click()
    assert json.loads(Path(caught.value.path()).read_text("utf-8"))["text"] == ARTICLE
    page.close()
    assert heard == []


# ---------------------------------------------------------------- what a person sees


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way(
    browser: Browser, dist: Path, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    heard = listen(page, "file:")
    page.goto((dist / NAME).as_uri())
    page.evaluate(AXE.read_text("utf-8"))
    found = [axe(page)]
    page.get_by_label("Make one for a class").check()
    found.append(axe(page))
    page.get_by_label("Marrin Dam").check()
    start(page)
    mark(page, "Petra Lindqvist", "named")
    mark(page, "Sources", "unnamed")
    page.evaluate("() => [...sayso.hosted.root.querySelectorAll('.bar button')][0].click()")
    drag(page, "reportedly warned")
    page.screenshot(path=SHOTS / f"yourself-marking-{scheme}.png")
    found.append(axe(page))
    page.keyboard.press("Escape")
    reveal(page)
    page.screenshot(path=SHOTS / f"yourself-found-{scheme}.png")
    found.append(axe(page))
    page.close()
    assert found == [[], [], [], []]
    assert heard == []


def axe(page: Page) -> list[str]:
    """What axe calls serious; for it, what stands in the closed shadow root is put into the page."""
    found: list[str] = page.evaluate(
        """async () => {
          const copies = document.createElement("section");
          copies.setAttribute("aria-label", "Copies");
          const open = copies.attachShadow({ mode: "open" });
          const root = sayso.hosted?.root;
          if (root) open.adoptedStyleSheets = [...root.adoptedStyleSheets];
          for (const part of root?.children ?? []) {
            const copy = part.cloneNode(true);
            copy.removeAttribute("popover");
            copy.style.position = "static";
            open.append(copy);
          }
          document.body.append(copies);
          const { violations, passes } = await axe.run({ preload: false });
          copies.remove();
          if (passes.length < 5) throw new Error("axe looked at nothing");
          return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`);
        }"""
    )
    return found


@pytest.mark.parametrize("width", [320, 390, 768, 1920])
def test_it_fits_the_window(browser: Browser, dist: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 760})
    page.goto((dist / NAME).as_uri())
    page.get_by_label("Marrin Dam").check()
    start(page)
    drag(page, "Petra Lindqvist")
    for part in (".bar.marking", ".card.marking"):
        box = page.evaluate(
            """(what) => { const { left, top, right, bottom } =
              sayso.hosted.root.querySelector(what).getBoundingClientRect();
              return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight; }""",
            part,
        )
        assert box, part
    page.screenshot(path=SHOTS / f"yourself-marking-{width}.png")
    page.evaluate(CLICK, "[data-kind=named]")
    reveal(page)
    wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0
    page.screenshot(path=SHOTS / f"yourself-found-{width}.png", full_page=width < 700)
    page.close()
