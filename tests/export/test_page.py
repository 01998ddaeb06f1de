"""The page: the article's words alone in the text, each note beside them, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from sayso.analyse import Analysis, analyse
from sayso.export.page import content_security_policy, to_html
from sayso.rank import shown_at_first
from sayso.text import Segment
from tests.site.visitors import chromium

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
LONG = ROOT / "tests" / "golden" / "political-row.txt"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of this system."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def long() -> Analysis:
    found = analyse(LONG.read_text("utf-8"))
    assert len(found.notes) > shown_at_first(found.words)
    return found


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page without scripts that fails its test when it says anything or asks for anything."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url))
    yield page
    context.close()
    assert [each for each in said if not each.endswith("article.html")] == []


def show(page: Page, folder: Path, html: str) -> None:
    path = folder / "article.html"
    path.write_text(html, "utf-8")
    page.goto(path.as_uri())


def test_words_of_the_article_are_never_markup(analysis: Analysis) -> None:
    html = to_html(analysis)
    assert "&lt;soon&gt;" in html
    assert "<soon>" not in html
    assert "<b>" not in html
    assert "<script" not in html


def test_nothing_is_loaded(analysis: Analysis) -> None:
    html = to_html(analysis, address="https://news.example/ferry")
    assert not re.search(r"\bsrc=|<link|@import|url\(|<script|\son\w+=|\sstyle=", html)
    links = re.findall(r'href="([^"]*)"', html)
    assert {link for link in links if not link.startswith("#")} == {"https://news.example/ferry"}
    assert content_security_policy().replace("'", "&#39;") in html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "//x", "http://["]
)
def test_only_web_addresses_become_links(analysis: Analysis, address: str) -> None:
    assert address not in to_html(analysis, address=address)


def test_text_and_notes_can_be_read(analysis: Analysis, opened: Page, tmp_path: Path) -> None:
    show(opened, tmp_path, to_html(analysis, everything=True))
    assert opened.title() == "Ferry to Brisk may stop <soon> – with notes"
    texts = opened.locator(".text").all_text_contents()
    assert texts == [analysis.text[s.start : s.end] for s in analysis.segments]
    assert opened.locator(".note").count() == len(analysis.notes)
    for note in opened.locator(".note").all():
        assert note.is_visible()
    for note in analysis.notes:
        assert opened.locator(".note", has_text=note.message).count() >= 1


def test_underlined_words_are_those_of_the_note(
    long: Analysis, opened: Page, tmp_path: Path
) -> None:
    show(opened, tmp_path, to_html(long, everything=True))
    placed = [note for note in long.notes if note.start is not None]
    assert opened.locator(".ref").count() == len(placed)
    whole = "".join(opened.locator(".text").all_text_contents())
    lined = "".join(opened.locator(".text > .line").all_text_contents())
    covered = {at for note in placed for at in range(note.start or 0, note.end or 0)}
    assert lined == "".join(long.text[at] for at in sorted(covered))
    assert len(lined) < len(whole) / 2


def test_the_first_notes_are_shown_and_a_switch_shows_all(
    long: Analysis, opened: Page, tmp_path: Path
) -> None:
    show(opened, tmp_path, to_html(long))
    first = shown_at_first(long.words)
    assert opened.locator(".note:visible").count() == first
    opened.get_by_label(f"Show all {len(long.notes)} notes").check()
    assert opened.locator(".note:visible").count() == len(long.notes)
    assert opened.locator(".ref:visible").count() == sum(n.start is not None for n in long.notes)


def test_each_number_leads_to_its_note_and_back(
    long: Analysis, opened: Page, tmp_path: Path
) -> None:
    show(opened, tmp_path, to_html(long))
    for link in opened.locator("a.ref, a.back").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert opened.locator(f"[id='{target}']").count() == 1


def test_a_margin_note_stands_beside_its_paragraph(
    long: Analysis, opened: Page, tmp_path: Path
) -> None:
    show(opened, tmp_path, to_html(long))
    for ref in opened.locator("a.ref:visible").all():
        note = opened.locator(ref.get_attribute("href") or "")
        here, there = ref.bounding_box(), note.bounding_box()
        assert here and there
        assert there["x"] > here["x"]
        assert abs(there["y"] - here["y"]) < 700


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_it_is_never_wider_than_its_window(
    long: Analysis, browser: Browser, tmp_path: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    show(page, tmp_path, to_html(long, address="https://news.example/" + "a" * 200))
    # The page forbids itself scripts; this one comes from outside.
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(
    long: Analysis, browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme, bypass_csp=True)
    show(page, tmp_path, to_html(long, everything=True))
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("() => axe.run().then(({ violations }) => violations)")
    assert [(each["id"], [n["html"] for n in each["nodes"]][:3]) for each in found] == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"export-{scheme}.png")
    page.close()


def test_it_prints(long: Analysis, opened: Page, tmp_path: Path) -> None:
    show(opened, tmp_path, to_html(long))
    opened.emulate_media(media="print", color_scheme="dark")
    background = opened.locator("html").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert opened.locator(".switch").is_hidden()
    assert opened.locator(".note:visible").count() == shown_at_first(long.words)
    SHOTS.mkdir(parents=True, exist_ok=True)
    opened.set_viewport_size({"width": 794, "height": 1123})
    opened.screenshot(path=SHOTS / "export-print.png")
    assert opened.pdf(path=SHOTS / "export.pdf", format="A4").startswith(b"%PDF")


def test_a_text_without_notes_or_headline_is_a_page_too() -> None:
    html = to_html(analyse("Snow fell late \ud800."))
    assert "<title>An article – with notes</title>" in html
    assert "0 notes" in html
    html.encode()


def test_marks_that_lie_across_each_other_are_nested(analysis: Analysis) -> None:
    from sayso.note import Mark, Note

    text = "one two three four"

    def note(start: int, end: int, rank: int) -> Note:
        mark = Mark("cue", start, end, text[start:end])
        return Note("modal-hedge", "hedging", "observation", "…", (mark,), rank)

    crossing = replace(
        analysis,
        text=text,
        segments=(Segment(0, len(text)),),
        notes=(note(0, 13, 1), note(4, 18, 2), note(8, 13, 3)),
    )
    html = to_html(crossing, everything=True)
    shown = re.sub(r"<[^>]+>", "", html[html.index("<section") : html.index("</section>")])
    assert text in shown
    assert html.count('class="line ') == 1 + 2 + 3 + 1
    assert html.count("<span") == html.count("</span>")
