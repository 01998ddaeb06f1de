"""Two texts side by side: what the page shows against the real comparison, and how it is used."""

from __future__ import annotations

import json
import re
import sys
import threading
import tomllib
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from sayso.analyse import analyse
from sayso.compare import compare
from sayso.text import Segment
from sayso.wire import compared_to_json
from tests.browser.driver import wait
from tests.site.visitors import InChromium, visiting

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
sys.path.append(str(ROOT / "site"))

from findings import Section, findings  # noqa: E402

SLUGS = ("orle-agency", "orle-rumour", "orle-partisan", "orle-science")
LETTERS = dict(zip(SLUGS, "ABCD", strict=True))
PAIRS = [f"{one}+{other}" for one, other in combinations(SLUGS, 2)]
FIRST_LOAD = 250_000
# Two invented texts of a visitor.
ONE = """Tank in Tellin may have leaked

A tank at the mill may have leaked, according to Ada Moss. “We do not know why,” she said. The council took 41 calls."""
OTHER = """Tank in Tellin leaked

A tank at the mill leaked. “We do not know why,” Ada Moss said. Forty-one people asked for help."""

# What the page shows, and which words are lined by what.
ROWS = """() => [...document.querySelectorAll(".panel")].map((panel) => ({
  id: panel.id,
  groups: [...panel.querySelectorAll("h3")].map((head) => ({
    title: head.textContent,
    rows: [...head.nextElementSibling.children].map((row) => ({
      line: row.querySelector("p").textContent,
      words: [...row.querySelectorAll(".at")].map((link) =>
        [link.dataset.side, link.querySelector("b").textContent, link.querySelector("q").textContent,
         JSON.parse(link.dataset.places)]),
    })),
  })),
}))"""
LINED = """() => Object.fromEntries(["solid", "double", "dashed", "dotted"].map((line) => [line,
  [...(CSS.highlights.get(`beside-${line}`) ?? [])].map((range) =>
    [range.startContainer.parentElement.closest(".pane").id, range.toString()]).sort()]))"""
CHOSEN = """() => [...(CSS.highlights.get("beside-chosen") ?? [])].map((range) => {
  const { top, bottom } = range.getClientRects()[0] ?? { top: -1, bottom: -1 };
  const pane = range.startContainer.parentElement.closest(".pane");
  const frame = pane.getBoundingClientRect();
  return { side: pane.id, words: range.toString(),
           seen: top >= frame.top && bottom <= Math.min(frame.bottom, innerHeight) };
})"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[InChromium]:
    """One Chromium for all that is done here."""
    with visiting("chromium") as visitor:
        assert isinstance(visitor, InChromium)
        yield visitor


def laid(page: Page, key: str) -> None:
    """Wait until a pair is on the page."""
    wait(key, lambda: page.evaluate("() => beside.key") == key)


@pytest.fixture
def page(chromium: InChromium, address: str) -> Iterator[Page]:
    """The page from a real server; it must say nothing to the console and ask no other host."""
    chromium.said.clear()
    chromium.asked.clear()
    chromium.size(1280, 800)
    chromium.page.goto("about:blank")
    chromium.page.goto(f"{address}compare.html")
    yield chromium.page
    assert chromium.said == []
    assert [url for url in chromium.asked if not url.startswith((address, "data:", "about:"))] == []


def given(dist: Path, key: str) -> dict[str, Any]:
    """What the script file of a pair hands to the page."""
    script = (dist / "compare" / f"{key}.js").read_text("utf-8")
    found = re.fullmatch(r'beside\.given\("([^"]+)", (\{.*\})\);\n', script, re.DOTALL)
    assert found is not None
    assert found[1] == key
    made: dict[str, Any] = json.loads(found[2])
    return made


def rows(sections: list[Section]) -> list[dict[str, Any]]:
    """Sections as ROWS reads them from the page."""
    return [
        {
            "id": section.id,
            "groups": [
                {
                    "title": f"{group.title} ({len(group.rows)})",
                    "rows": [
                        {
                            "line": row.line,
                            "words": [
                                [w.side, w.letter, w.text, [list(p) for p in w.places]]
                                for w in row.words
                            ],
                        }
                        for row in group.rows
                    ],
                }
                for group in section.groups
            ],
        }
        for section in sections
    ]


def expected(dist: Path, key: str) -> list[dict[str, Any]]:
    """What the page should show for a pair."""
    one, other = key.split("+")
    return rows(findings(given(dist, key)["answer"], (LETTERS[one], LETTERS[other])))


@pytest.mark.parametrize("key", PAIRS)
def test_each_pair_is_what_the_real_comparison_finds(dist: Path, key: str) -> None:
    made = given(dist, key)
    read = []
    for side, slug in zip(("first", "second"), key.split("+"), strict=True):
        text = made["texts"][side]["text"]
        data = tomllib.loads((ROOT / "site" / "specimens" / f"{slug}.toml").read_text("utf-8"))
        blocks = [data["title"], data["standfirst"], data["byline"]]
        blocks += [paragraph.removeprefix("## ") for paragraph in data["paragraphs"]]
        assert text == "\n\n".join(blocks)
        assert made["texts"][side]["outlet"] == data["outlet"]
        assert "Invented" in made["texts"][side]["label"]
        segments = [Segment(**each) for each in made["answer"][side]["segments"]]
        read.append(analyse(text, segments, beside=True))
    wanted = compared_to_json(compare(*read), offsets="utf-16")
    assert made["answer"] | {"elapsed_ms": 0} == wanted | {"elapsed_ms": 0}


def test_the_alarm_of_the_specimens_is_found(dist: Path) -> None:
    """What lesson 2 has pupils look for: who says that the alarm sounded, and how surely."""
    kinds = {}
    for key in PAIRS:
        shifts = given(dist, key)["answer"]["shifts"]
        kinds[key] = [s["kind"] for s in shifts if "alarm" in s["shared"]]
    assert kinds["orle-agency+orle-partisan"] == ["source"]
    assert kinds["orle-rumour+orle-partisan"] == ["hedge"]
    assert kinds["orle-agency+orle-rumour"] == ["hedge"]


class _Words(HTMLParser):
    """The words of a page, without its markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def test_without_scripts_the_first_pair_can_be_read(dist: Path) -> None:
    html = (dist / "compare.html").read_text("utf-8")
    parser = _Words()
    parser.feed(html)
    words = " ".join(" ".join(parser.found).split())
    made = given(dist, PAIRS[0])
    for side in ("first", "second"):
        for block in made["texts"][side]["text"].split("\n\n"):
            assert block in words
    for section in expected(dist, PAIRS[0]):
        for group in section["groups"]:
            assert all(row["line"] in words for row in group["rows"])
    # Nothing is hidden by the page itself but the form, which needs a server.
    assert re.findall(r"<(\w+)[^>]*\shidden", html) == ["form", "p", "button", "button", "button"]


def test_the_first_load_is_small(dist: Path) -> None:
    html = (dist / "compare.html").read_text("utf-8")
    files = re.findall(r'(?:src|href)="([\w./-]+\.(?:js|css|svg))"', html)
    assert {"compare.js", "compare.css", "findings.js", "ask.js", "site.css"} <= set(files)
    assert len(html.encode()) + sum((dist / name).stat().st_size for name in files) <= FIRST_LOAD


def test_python_and_the_browser_say_the_same_of_every_pair(page: Page, dist: Path) -> None:
    """From a server; the last pair is the first one again, laid by the script this time."""
    assert page.evaluate(ROWS) == expected(dist, PAIRS[0])
    for key in (*PAIRS[1:], PAIRS[0]):
        page.click(f'.pairs [id="{key}"]')
        laid(page, key)
        assert page.evaluate(ROWS) == expected(dist, key)
        texts = given(dist, key)["texts"]
        for side in ("first", "second"):
            blocks = page.locator(f"#{side} .text > *").all_text_contents()
            assert "\n\n".join(blocks) == texts[side]["text"]
        expect(page.locator(".told")).to_contain_text(texts["second"]["outlet"])
        assert page.locator('.pairs [aria-current="true"]').get_attribute("id") == key


def outermost(places: list[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
    """Places that lie within no other one."""
    return {
        (side, start, end)
        for side, start, end in places
        if not any(
            side == other and first <= start and end <= last and (first, last) != (start, end)
            for other, first, last in places
        )
    }


def test_every_line_stands_under_its_own_words(page: Page, dist: Path) -> None:
    key = "orle-agency+orle-partisan"
    page.click(f'.pairs [id="{key}"]')
    laid(page, key)
    texts = {side: one["text"] for side, one in given(dist, key)["texts"].items()}
    count = 0
    for section in expected(dist, key):
        page.click(f"#tab-{section['id']}")
        drawn: dict[str, list[tuple[str, int, int]]] = {
            line: [] for line in ("solid", "double", "dashed", "dotted")
        }
        for group in section["groups"]:
            for row in group["rows"]:
                for side, _, _, places in row["words"]:
                    for start, end, line in places:
                        drawn[line].append((side, start, end))
        wanted = {
            line: sorted([side, texts[side][start:end]] for side, start, end in outermost(each))
            for line, each in drawn.items()
        }
        assert page.evaluate(LINED) == wanted
        count += sum(map(len, wanted.values()))
    assert count > 40


@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_has_an_address(
    chromium: InChromium, address: str, page: Page, turned: bool
) -> None:
    key = "orle-rumour+orle-science"
    page.goto("about:blank")
    page.goto(f"{address}compare.html#{'+'.join(reversed(key.split('+'))) if turned else key}")
    laid(page, key)
    expect(page.locator("#first-name")).to_have_text("B The Daily Lantern")


def test_a_finding_leads_to_its_words_in_both_texts(page: Page) -> None:
    key = "orle-rumour+orle-partisan"
    page.click(f'.pairs [id="{key}"]')
    laid(page, key)
    page.click("#tab-shifts")
    row = page.locator("#shifts li", has_text="is understood")
    expect(row).to_contain_text("B holds it open: “is understood”. C has no such word.")
    for width, height in ((1280, 800), (800, 700), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        row.locator(".at").nth(1).click()
        chosen = page.evaluate(CHOSEN)
        assert {each["side"] for each in chosen} == {"first", "second"}
        assert "is understood" in " ".join(each["words"] for each in chosen)
        # In a narrow window one text is seen at a time.
        assert all(each["seen"] for each in chosen if width > 640 or each["side"] == "second")
        assert page.evaluate("() => document.activeElement.closest('.pane').id") == "second"
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        page.screenshot(path=SHOTS / f"compare-chosen-{width}.png")
        if width == 320:
            page.click(".which [data-side=first]")
            assert all(each["seen"] for each in page.evaluate(CHOSEN) if each["side"] == "first")
            page.click(".which [data-side=second]")
        page.keyboard.press("Escape")
        assert page.evaluate("() => document.activeElement.className") == "at"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way_when_words_are_chosen(
    chromium: InChromium, page: Page, scheme: Literal["light", "dark"]
) -> None:
    chromium.scheme(scheme)
    page.click("#tab-figures")
    page.locator("#figures .at").first.click()
    page.click('.pairs [href="#own"]')
    page.evaluate(f"() => {{ {AXE.read_text('utf-8')} }}")
    wrong = page.evaluate(
        """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations
           .map((each) => [each.impact, each.id, each.nodes.map(({ html }) => html)]))"""
    )
    assert [each for each in wrong if each[0] in ("serious", "critical")] == []
    chromium.scheme("light")


def test_own_texts_are_read_by_the_server_of_the_page(page: Page) -> None:
    page.click('.pairs [href="#own"]')
    page.get_by_label("Text 1").fill(ONE)
    page.get_by_role("button", name="Put them side by side").click()
    expect(page.locator(".told")).to_have_text("There is no text in the box for text 2 yet.")
    assert page.evaluate("() => document.activeElement.id") == "words-second"
    page.get_by_label("Text 2").fill(OTHER)
    page.get_by_role("button", name="Put them side by side").click()
    expect(page.locator(".told")).to_contain_text("Now side by side: text 1 with")
    found = {each["id"]: each["groups"] for each in page.evaluate(ROWS)}
    assert found["shifts"][0]["title"].startswith("Held open in 1, not in 2")
    assert found["sources"][0]["rows"][0]["words"][0][2] == "Ada Moss"
    assert found["quotations"][0]["title"] == "In both (1)"
    assert "The same number of something else (1)" in [g["title"] for g in found["figures"]]
    assert page.locator("#second .text > *").all_text_contents() == OTHER.split("\n\n")
    page.click("#tab-shifts")
    page.locator("#shifts .at").first.click()
    assert ["first", "may"] in page.evaluate(LINED)["dotted"]
    assert {each["side"] for each in page.evaluate(CHOSEN)} == {"first", "second"}
    # And back to a pair of the site.
    page.click(f'.pairs [id="{PAIRS[0]}"]')
    expect(page.locator("#first-name")).to_have_text("A Velland Wire")
    expect(page.locator("#own")).to_be_hidden()


def test_markup_in_own_texts_stays_text(page: Page) -> None:
    page.click('.pairs [href="#own"]')
    for number in (1, 2):
        page.get_by_label(f"Text {number}").fill("“<img src=x onerror=alert(1)>”, officials said.")
    page.get_by_role("button", name="Put them side by side").click()
    expect(page.locator(".told")).to_contain_text("Now side by side")
    assert page.locator(".work img").count() == 0
    expect(page.locator("#quotations")).to_contain_text("<img src=x")


def test_from_a_folder_all_works_but_own_texts_and_the_page_says_so(
    chromium: InChromium, dist: Path
) -> None:
    page = chromium.page
    page.goto((dist / "compare.html").as_uri())
    for key in reversed(PAIRS):
        page.click(f'.pairs [id="{key}"]')
        laid(page, key)
    page.click('.pairs [href="#own"]')
    expect(page.locator(".where")).to_contain_text("opened from a folder")
    page.get_by_label("Address of a Sayso server").fill("http://127.0.0.1:9/")
    page.get_by_label("Text 1").fill(ONE)
    page.get_by_label("Text 2").fill(OTHER)
    page.get_by_role("button", name="Put them side by side").click()
    expect(page.locator(".told")).to_contain_text("No answer from http://127.0.0.1:9/")


def test_from_a_host_of_files_the_page_says_so(chromium: InChromium, dist: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(dist))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.page
        page.goto(f"http://127.0.0.1:{server.server_port}/compare.html#own")
        page.get_by_label("Text 1").fill(ONE)
        page.get_by_label("Text 2").fill(OTHER)
        page.get_by_role("button", name="Put them side by side").click()
        expect(page.locator(".told")).to_contain_text("a host that only keeps files")
        expect(page.get_by_label("Address of a Sayso server")).to_be_visible()
        (dist / "compare" / f"{PAIRS[1]}.js").rename(dist / "away.js")
        try:
            page.click(f'.pairs [id="{PAIRS[1]}"]')
            expect(page.locator(".told")).to_contain_text("could not be loaded")
        finally:
            (dist / "away.js").rename(dist / "compare" / f"{PAIRS[1]}.js")
        server.shutdown()


def test_paper_has_both_texts_and_every_finding(page: Page) -> None:
    page.emulate_media(media="print")
    for part in ("#first", "#second", "#sources", "#figures", "#quotations", "#shifts"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator(".choose")).to_be_hidden()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 780, "height": 1100})
    page.screenshot(path=SHOTS / "compare-print.png", full_page=True)
    page.pdf(path=SHOTS / "compare-print.pdf", format="A4")
    page.emulate_media(media="screen")
