"""The pages for teachers as files and on paper: minutes, quotations, figures, lines, addresses."""

from __future__ import annotations

import html
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from sayso.notes import NOTE_TYPES
from tests.site.visitors import listen

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
SHOTS = ROOT / "build" / "shots"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
LESSONS = {path.stem.partition("-")[2]: path for path in sorted((SITE / "lessons").glob("*.toml"))}
SLUGS = ["whose-say-so", "four-versions", "hedges-are-not-lies", "hunt-for-unnamed-sources", "write-it-better"]  # fmt: skip
# Addresses that others link to: entries may be added, and none may go.
WORDS = {
    *("agency", "agentless", "anonymity-explained", "approximator", "attribution", "booster"),
    *("certainty-drift", "chain", "condition", "content", "cue", "described-source", "document"),
    *("doubting-verb", "evidential", "factive-verb", "first-hand", "headline-gap", "hedge", "key"),
    *("lateral-reading", "named", "near-miss", "note", "off-the-record", "on-background"),
    *("on-the-record", "primary-source", "probability", "quotation", "relayed", "rewrite"),
    *("scare-quotes", "scope", "single-origin", "social-media", "source", "stacked-hedge"),
    *("unnamed", "unattributed", "vague-authority", "verify"),
}
# Sides of paper at most. A handout with its text is one leaf.
SIDES = {"teach": 2, "print": 4}
PAPER = {"A4": (595, 842), "Letter": (612, 792)}
# Width between the margins, in CSS pixels: 34 mm less than the paper.
BETWEEN_MARGINS = {"A4": 665, "Letter": 687}


def lesson(slug: str) -> dict[str, Any]:
    return tomllib.loads(LESSONS[slug].read_text("utf-8"))


def page(dist: Path, address: str) -> str:
    return (dist / address).read_text("utf-8")


def words_of(text: str) -> str:
    """What a person reads of some HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def specimen(slug: str) -> str:
    """All that a specimen's file says, in one row."""
    data = tomllib.loads((SITE / "specimens" / f"{slug}.toml").read_text("utf-8"))
    blocks = [data["title"], data.get("standfirst", ""), data["byline"], *data["paragraphs"]]
    return "\n".join(block.removeprefix("## ") for block in blocks)


def lines_of(text: str) -> dict[int, str]:
    """The lines of a sheet by their number."""
    rows = re.findall(
        r'<p class="row"><span class="number[^>]*>(\d+)</span><span class="line-words">(.*?)</span></p>',
        text,
        re.DOTALL,
    )
    noteless = ((number, re.sub(r'<a class="at.*?</a>', "", row)) for number, row in rows)
    return {
        int(number): html.unescape(re.sub(r"<[^>]+>", "", row)).strip() for number, row in noteless
    }


# --------------------------------------------------------------------------- lessons


def test_there_are_five_lessons_in_order(dist: Path) -> None:
    assert list(LESSONS) == SLUGS
    index = page(dist, "teach/index.html")
    places = [index.index(f'<a href="{slug}.html">') for slug in SLUGS]
    assert places == sorted(places)


@pytest.mark.parametrize("slug", SLUGS)
def test_minutes_add_up(dist: Path, slug: str) -> None:
    data = lesson(slug)
    assert data["minutes"] in {20, 45}
    shown = re.findall(r'<span class="time">(\d+) min</span>', page(dist, f"teach/{slug}.html"))
    assert sum(map(int, shown)) == data["minutes"]
    assert bool(data.get("shorter")) == (data["minutes"] == 45)
    for step in data.get("shorter", []):
        assert step["title"] in {each["title"] for each in data["steps"]}
    if "shorter" in data:
        assert sum(step["minutes"] for step in data["shorter"]) == 20


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_is_whole(dist: Path, slug: str) -> None:
    data = lesson(slug)
    assert len(data["outcomes"]) >= 3
    assert len(data["said"]) >= 3
    assert len(data["hooks"]) >= 3
    assert all(task["key"].strip() and task["ask"].strip() for task in data["handout"]["tasks"])
    shown = words_of(page(dist, f"teach/{slug}.html"))
    for wanted in (data["summary"], data["for_whom"], *(step["title"] for step in data["steps"])):
        assert wanted in shown
    for address in (f"{slug}-handout.html", f"{slug}-key.html"):
        assert f'href="{address}"' in page(dist, f"teach/{slug}.html")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_handout_has_no_answers(dist: Path, slug: str) -> None:
    handout, key = (page(dist, f"teach/{slug}-{kind}.html") for kind in ("handout", "key"))
    assert "key-answer" not in handout
    answers = re.findall(r'<div class="key-answer">(.*?)</div></li>', key, re.DOTALL)
    assert len(answers) == len(lesson(slug)["handout"]["tasks"])
    main = words_of(handout[handout.index("<main") :])
    for answer in map(words_of, answers):
        assert len(answer) <= 3 or answer not in main


def test_every_quotation_stands_in_its_specimen_at_its_line(dist: Path) -> None:
    count = 0
    for path in sorted((dist / "teach").glob("*.html")):
        quoted = re.findall(
            r'<q class="quoted" data-of="([^"]+)">(.*?)</q>'
            r'(?: <span class="in-line">\(line (\d+)\)</span>)?',
            path.read_text("utf-8"),
        )
        for slug, words, number in quoted:
            words = html.unescape(words)
            assert words in specimen(slug), f"{path.name}: {words}"
            count += 1
            if number:
                lines = lines_of(page(dist, f"print/{slug}-sheet.html"))
                from_there = " ".join(lines[each] for each in sorted(lines) if each >= int(number))
                at = from_there.find(words)
                assert 0 <= at <= len(lines[int(number)]), f"{path.name}, {number}: {words}"
    assert count >= 60


def test_nothing_is_quoted_without_being_looked_up() -> None:
    for path in LESSONS.values():
        bare = re.sub(r"\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search("[“”]", bare), path.name


def test_figures_are_those_of_the_key(dist: Path) -> None:
    key = tomllib.loads((SITE / "specimens" / "keys" / "orle-rumour.toml").read_text("utf-8"))
    numbers = [
        "none",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ]
    shown = words_of(page(dist, "teach/hunt-for-unnamed-sources-key.html"))
    for letter, types in {
        "D": {"described-unnamed-source"},
        "X": {"bare-unnamed-source"},
        "E": {"vague-authority"},
        "O": {"agentless-attribution", "evidential-adverb", "unowned-concern"},
    }.items():
        notes = [note for note in key["note"] if note["type"] in types and note.get("must", True)]
        found = re.search(rf" {letter} , [^:]+: (\w+)\. (.*?)(?= [DXEO] , | Pupils)", shown)
        assert found, letter
        assert found[1] == numbers[len(notes)]
        for note in notes:
            assert note["words"] in found[2]


def test_the_written_answer_keeps_to_its_own_rule(dist: Path) -> None:
    key = page(dist, "teach/write-it-better-key.html")
    found = re.search(r"in (\d+) words:</p>\s*<blockquote>(.*?)</blockquote>", key, re.DOTALL)
    assert found
    assert len(words_of(found[2]).split()) == int(found[1])
    assert 80 <= int(found[1]) <= 120


@pytest.mark.parametrize("slug", SLUGS)
def test_pupils_meet_short_sentences(slug: str) -> None:
    data = lesson(slug)
    texts = [data["handout"]["intro"], *(task["ask"] for task in data["handout"]["tasks"])]
    bare = words_of(re.sub(r"\{\{.*?\}\}", "", " ".join(texts), flags=re.DOTALL))
    sentences = [each for each in re.split(r"[.?!:]\s+", bare) if each.strip()]
    assert len(bare.split()) / len(sentences) <= 14
    assert max(len(each.split()) for each in sentences) <= 25


# --------------------------------------------------------------------------- sheets


def sheet_slugs(dist: Path) -> list[str]:
    return sorted(path.stem for path in (dist / "project").glob("*.html"))


def test_every_specimen_has_its_sheets_and_its_wall(dist: Path) -> None:
    slugs = {path.stem for path in (SITE / "specimens").glob("*.toml")}
    assert set(sheet_slugs(dist)) == slugs
    index = page(dist, "teach/index.html")
    for slug in slugs:
        for address in (f"print/{slug}.html", f"print/{slug}-sheet.html", f"project/{slug}.html"):
            assert (dist / address).is_file()
            assert f'href="../{address}"' in index


def test_lines_are_the_same_with_and_without_notes(dist: Path) -> None:
    for slug in sheet_slugs(dist):
        plain = lines_of(page(dist, f"print/{slug}-sheet.html"))
        assert list(plain) == list(range(1, len(plain) + 1))
        assert lines_of(page(dist, f"print/{slug}.html")) == plain
        assert max(map(len, plain.values())) <= 62
        for block in specimen(slug).split("\n"):
            assert block in " ".join(plain.values())


def test_a_sheet_with_notes_has_all_of_them_and_one_without_none(dist: Path) -> None:
    titles = {note_type.title for note_type in NOTE_TYPES}
    for slug in sheet_slugs(dist):
        noted = page(dist, f"print/{slug}.html")
        ends = set(re.findall(r'<li id="note-(\d+)"', noted))
        numbers = re.findall(r'id="at-(\d+)"', noted)
        assert ends >= set(numbers)
        assert len(numbers) == len(set(numbers)) >= 15
        margin = re.findall(r"<li class=\"[a-z]+\"><b>(\d+)</b> ([^<]+)</li>", noted)
        assert {number for number, _ in margin} == set(numbers)
        assert {html.unescape(title) for _, title in margin} <= titles
        plain = page(dist, f"print/{slug}-sheet.html")
        assert not re.search(r'class="(?:at|line|margin) ', plain)


def test_a_key_on_paper_has_what_the_person_wrote(dist: Path) -> None:
    keys = sorted((SITE / "specimens" / "keys").glob("*.toml"))
    assert len(keys) >= 4
    for path in keys:
        wanted = [
            (note["words"], note["why"])
            for note in tomllib.loads(path.read_text("utf-8"))["note"]
            if note["must"] and "words" in note
        ]
        text = page(dist, f"print/{path.stem}-key.html")
        shown = re.findall(r'class="of">“(.*?)”</a> <b>[^<]+</b> (.*?) <i>', text)
        assert sorted(why for _, why in wanted) == sorted(html.unescape(why) for _, why in shown)
        assert not re.search(r'\w<span class="line ', text), "a mark begins inside of a word"
        assert lines_of(text) == lines_of(page(dist, f"print/{path.stem}-sheet.html"))
        assert f'href="../print/{path.stem}-key.html"' in page(dist, "teach/index.html")


def test_the_source_sheet_says_whose_idea_it_is(dist: Path) -> None:
    shown = words_of(page(dist, "teach/source-sheet.html"))
    assert "Stony Brook" in shown
    assert "IMVAIN" in shown


# --------------------------------------------------------------------------- glossary, download


def test_words_keep_their_addresses(dist: Path) -> None:
    shown = page(dist, "teach/glossary.html")
    assert set(re.findall(r'<div id="([^"]+)">', shown)) >= WORDS


def test_every_example_is_marked_as_the_glossary_says(dist: Path) -> None:
    shown = page(dist, "teach/glossary.html")
    entries = tomllib.loads((SITE / "pages" / "glossary.toml").read_text("utf-8"))["entry"]
    examples = [entry for entry in entries if "example" in entry]
    assert len(examples) >= 20
    assert all(entry.get("types") for entry in examples)
    assert shown.count("data-answer=") == len(examples)
    assert "Sayso misses this one today" not in shown


def test_the_whole_site_is_one_file(dist: Path) -> None:
    with zipfile.ZipFile(dist / "sayso-site.zip") as archive:
        packed = {entry.removeprefix("sayso/") for entry in archive.namelist()}
        assert archive.read("sayso/index.html") == (dist / "index.html").read_bytes()
    there = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}
    assert packed == there - {"sayso-site.zip"}


# --------------------------------------------------------------------------- in a browser


def one_of_each(dist: Path) -> list[str]:
    """A page of each kind, by its address as a file."""
    slug = sheet_slugs(dist)[0]
    names = [
        *("teach/index.html", "teach/glossary.html", "teach/leave-the-page.html"),
        *("teach/source-sheet.html", "teach/four-versions.html", "teach/four-versions-key.html"),
        *("teach/whose-say-so-handout.html", f"print/{slug}.html", f"print/{slug}-sheet.html"),
    ]
    return [(dist / name).as_uri() for name in names]


def test_from_a_folder_nothing_is_asked_or_said(browser: Browser, dist: Path) -> None:
    browser_page = browser.new_page()
    heard = listen(browser_page, "file:")
    for address in one_of_each(dist):
        browser_page.goto(address)
        assert browser_page.evaluate("() => document.documentElement.classList.contains('js')") or (
            not browser_page.locator("script").count()
        )
    browser_page.close()
    assert heard == []


def test_in_the_dark_nothing_stands_in_the_way(browser: Browser, dist: Path) -> None:
    browser_page = browser.new_page(color_scheme="dark")
    axe = AXE.read_text("utf-8")
    for address in one_of_each(dist):
        browser_page.goto(address)
        browser_page.evaluate(axe)
        found = browser_page.evaluate("() => axe.run().then(({ violations }) => violations)")
        assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == [], address
    browser_page.close()


@pytest.mark.parametrize("paper", PAPER)
def test_sheets_fit_their_paper(browser: Browser, dist: Path, paper: str) -> None:
    sheets = [*(dist / "print").glob("*.html"), *(dist / "teach").glob("*-handout.html")]
    sheets += [*(dist / "teach").glob("*-key.html"), dist / "teach" / "source-sheet.html"]
    browser_page = browser.new_page(viewport={"width": BETWEEN_MARGINS[paper], "height": 900})
    browser_page.emulate_media(media="print")
    SHOTS.mkdir(parents=True, exist_ok=True)
    for path in sorted(sheets):
        browser_page.goto(path.as_uri())
        cut_off = browser_page.evaluate(
            """() => [...document.querySelectorAll('.row .line-words, td, th, li, p')]
                .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
                .map((each) => each.textContent)"""
        )
        assert cut_off == [], path.name
        pdf = browser_page.pdf(path=SHOTS / f"{path.stem}-{paper}.pdf", format=paper)
        sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        sides = 1 if path.stem == "source-sheet" else SIDES[path.parent.name]
        assert 1 <= len(sizes) <= sides, path.name
        assert {(int(float(w)), int(float(h))) for w, h in sizes} == {PAPER[paper]}, path.name
    browser_page.close()
