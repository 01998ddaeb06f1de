"""The specimens' pages: what stands on them is what the analyser and the key say, by keyboard too."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sayso.notes import NOTE_TYPES
from tests.site.visitors import listen

ROOT = Path(__file__).resolve().parents[2]
SPECIMENS = {path.stem: path for path in sorted((ROOT / "site" / "specimens").glob("*.toml"))}
KEYS = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "site" / "specimens" / "keys").glob("*.toml"))
}
TITLES = {note_type.id: note_type.title for note_type in NOTE_TYPES}
CHAINED = "marrin-dam"

INSIDE = (
    "(what) => document.querySelector(what[0]).firstElementChild.shadowRoot.querySelector(what[1])"
)
FOCUS = f"(what) => ({INSIDE})(what).focus()"
TINTED = "() => [...(CSS.highlights.get('sayso-place') ?? [])].map((range) => range.toString())"
CARD = "() => sayso.hosted?.root.querySelector('.card')?.textContent ?? null"
SHOWN = "() => sayso.reading.shown.map(({ note }) => [note.rank, note.family])"


def source(dist: Path, slug: str) -> str:
    return (dist / "specimens" / f"{slug}.html").read_text("utf-8")


def answer(dist: Path, slug: str) -> dict[str, Any]:
    found = re.search(r"data-answer='(.*?)'", source(dist, slug))
    assert found
    read: dict[str, Any] = json.loads(html.unescape(found[1]))
    return read


def listed(page: str, kind: str) -> list[tuple[str, str]]:
    """The entries of a list of the key: their words, and all that is said of them."""
    found = re.search(rf'<ul class="listed {kind}">(.*?)</ul>', page, re.DOTALL)
    assert found, kind
    entries = re.findall(r'<li>\s*<\w+ class="words".*?>(.*?)</\w+>(.*?)</li>', found[1], re.DOTALL)
    return [(plain(words).strip("“”"), plain(rest)) for words, rest in entries]


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def same(entry: dict[str, Any], notes: list[dict[str, Any]], text: str) -> bool:
    """Whether a note of the entry's type meets its words, looked up in another way than the site's."""
    if "words" not in entry:
        return any(n["type"] == entry["type"] and n["start"] is None for n in notes)
    around = text.index(entry.get("within", entry["words"]))
    at = re.search(rf"(?<!\w){re.escape(entry['words'])}(?!\w)", text[around:])
    assert at
    start, end = around + at.start(), around + at.end()
    placed = [n for n in notes if n["type"] == entry["type"] and n["start"] is not None]
    return any(n["start"] < end and start < n["end"] for n in placed)


def words_of(slug: str) -> str:
    data = tomllib.loads(SPECIMENS[slug].read_text("utf-8"))
    blocks = [data["title"], data.get("standfirst"), data["byline"], *data["paragraphs"]]
    return "\n\n".join(block.removeprefix("## ") for block in blocks if block)


# --------------------------------------------------------------------------- as files


def test_every_specimen_has_a_page_that_says_it_is_invented(dist: Path) -> None:
    built = {path.stem for path in (dist / "specimens").glob("*.html")}
    assert built == {*SPECIMENS, "index"}
    index = source(dist, "index")
    for slug in SPECIMENS:
        page = source(dist, slug)
        assert "<b>Invented</b> for Sayso" in page
        for address in (f"project/{slug}", f"print/{slug}-sheet", f"print/{slug}"):
            assert f'href="../{address}.html"' in page
        assert f'href="../mark-it-yourself.html#specimen-{slug}"' in page
        assert f'href="{slug}.html"' in index
        assert f'href="../specimens/{slug}.html"' in (dist / "project" / f"{slug}.html").read_text()


def test_the_article_and_its_footnotes_are_whole(dist: Path) -> None:
    for slug in SPECIMENS:
        read = answer(dist, slug)
        page = source(dist, slug)
        assert read["sources"]
        assert read["attributions"]
        assert read["sentences"]
        numbers = re.findall(r'<li id="note-(\d+)"', page)
        assert len(numbers) == len(read["notes"]) == read["summary"]["notes"]
        refs = re.findall(r'id="ref-(\d+)" href="#note-(\d+)"', page)
        assert all(ref == note for ref, note in refs)
        assert len(refs) == sum(note["start"] is not None for note in read["notes"])


@pytest.mark.parametrize("slug", KEYS)
def test_key_and_sayso_are_compared_openly(dist: Path, slug: str) -> None:
    page, text, notes = source(dist, slug), words_of(slug), answer(dist, slug)["notes"]
    key = KEYS[slug]
    asked = [entry for entry in key["note"] if entry["must"]]
    missed = [entry for entry in asked if not same(entry, notes, text)]
    shown = listed(page, "missed")
    assert sorted(words for words, _ in shown) == sorted(entry["words"] for entry in missed)
    for entry in missed:
        said = [rest for words, rest in shown if words == entry["words"]]
        assert any(entry["why"] in rest and TITLES[entry["type"]] in rest for rest in said)
    counts = plain(page[page.index('<p class="counts">') :].partition("</p>")[0])
    assert f"found {len(asked) - len(missed)} of the {len(asked)} notes" in counts
    assert "%" not in counts
    assert counts.count(str(len(listed(page, "alone")))) >= 1

    debatable = [entry for entry in key["note"] if not entry["must"]]
    told = [rest for _, rest in listed(page, "debatable")]
    assert len(told) == len(debatable)
    has = sum(same(entry, notes, text) for entry in debatable)
    assert sum("Sayso has it" in rest for rest in told) == has
    kept = [rest for _, rest in listed(page, "quiet")]
    assert len(kept) == len(key["quiet"])
    broken = sum(same(entry, notes, text) for entry in key["quiet"])
    assert sum("should not" in rest for rest in kept) == broken


@pytest.mark.parametrize("slug", SPECIMENS)
def test_headline_and_text_are_laid_beside_each_other(dist: Path, slug: str) -> None:
    page, read = source(dist, slug), answer(dist, slug)
    held = [note for note in read["notes"] if note["family"] == "article" and note["marks"]]
    marked = re.findall(r"<dd>.*?<mark>(.*?)</mark>", page)
    assert sorted(map(html.unescape, marked)) == sorted(
        mark["text"] for note in held for mark in note["marks"]
    )
    alone = sum(len(note["marks"]) == 1 for note in held)
    assert page.count("Sayso finds it nowhere.") == alone
    assert ("no note that holds headline and text" in page) == (not held)


def test_the_key_is_the_teachers_when_readers_mark_themselves(dist: Path) -> None:
    page = (dist / "mark-it-yourself.html").read_text("utf-8")
    exercises = [
        json.loads(html.unescape(data)) for data in re.findall(r'data-exercise="(.*?)"', page)
    ]
    assert {exercise["slug"] for exercise in exercises} == set(SPECIMENS)
    for exercise in exercises:
        for mark in exercise["key"]:
            assert exercise["text"][mark["start"] : mark["end"]] == mark["text"]
        asked = [
            (entry["type"], entry["words"])
            for entry in KEYS.get(exercise["slug"], {"note": []})["note"]
            if entry["must"] and "words" in entry
        ]
        assert sorted((mark["type"], mark["text"]) for mark in exercise["key"]) == sorted(asked)


# --------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def rumour(browser: Browser, dist: Path) -> Iterator[Page]:
    """The rumour's page from a folder; it must say nothing and ask for nothing but files."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    heard = listen(page, "file:")
    page.goto((dist / "specimens" / "orle-rumour.html").as_uri())
    yield page
    page.close()
    assert heard == []


def test_layers_and_density_by_keyboard(rumour: Page) -> None:
    total = rumour.evaluate("() => sayso.reading.placed.notes.length")
    first = rumour.evaluate("() => sayso.reading.first")
    assert all(rank <= first for rank, _ in rumour.evaluate(SHOWN))
    rumour.get_by_role("button", name=f"Show all {total}").focus()
    rumour.keyboard.press("Enter")
    assert len(rumour.evaluate(SHOWN)) == total
    assert rumour.locator(".count").text_content() == f"All {total} notes shown"
    for name, family in (("Who says so", "sourcing"), ("How sure", "hedging")):
        rumour.get_by_label(name).focus()
        rumour.keyboard.press("Space")
        assert family not in {each for _, each in rumour.evaluate(SHOWN)}
    assert {each for _, each in rumour.evaluate(SHOWN)} == {"article"}
    for name in ("Who says so", "How sure"):
        rumour.get_by_label(name).focus()
        rumour.keyboard.press("Space")
    rumour.get_by_role("button", name="Show fewer").press("Enter")
    assert 0 < len(rumour.evaluate(SHOWN)) < total


def test_a_number_opens_its_card_and_escape_closes_it(rumour: Page) -> None:
    ref = rumour.locator(".text .ref").first
    ref.focus()
    rumour.keyboard.press("Enter")
    number = ref.get_attribute("data-number")
    assert str(rumour.locator(f"#note-{number} .kind").text_content()) in rumour.evaluate(CARD)
    rumour.keyboard.press("Escape")
    assert rumour.evaluate(CARD) is None


def test_the_ledger_leads_to_its_places(rumour: Page) -> None:
    names = rumour.evaluate(
        """() => [...document.querySelector('.ledger').firstElementChild.shadowRoot.querySelectorAll('.name')]
            .map((each) => each.textContent)"""
    )
    assert "Insiders" in names
    rumour.evaluate(FOCUS, [".ledger", f"li:nth-child({names.index('Insiders') + 1}) button"])
    rumour.keyboard.press("Enter")
    assert rumour.evaluate(TINTED) == ["Insiders"]


def test_the_strip_leads_through_the_article(rumour: Page) -> None:
    rumour.evaluate(FOCUS, [".strip.upright", ".part"])
    for _ in range(3):
        rumour.keyboard.press("ArrowRight")
    rumour.keyboard.press("Enter")
    [words] = rumour.evaluate(TINTED)
    assert words in words_of("orle-rumour")
    assert rumour.locator(".strip.lying").is_hidden()
    rumour.set_viewport_size({"width": 320, "height": 700})
    assert rumour.locator(".strip.lying").is_visible()
    assert rumour.locator(".strip.upright").is_hidden()
    rumour.set_viewport_size({"width": 1280, "height": 800})


def test_what_sayso_missed_is_shown_where_it_stands(rumour: Page) -> None:
    missed = rumour.locator(".missed a.words")
    for at in range(missed.count()):
        missed.nth(at).press("Enter")
        assert rumour.evaluate(TINTED) == [str(missed.nth(at).text_content()).strip("“”")]


def test_a_chain_is_drawn_and_leads_to_who_passed_it_on(rumour: Page, dist: Path) -> None:
    rumour.goto((dist / "specimens" / f"{CHAINED}.html").as_uri())
    rumour.evaluate(FOCUS, [".chains", "li:nth-child(3) button"])
    rumour.keyboard.press("Enter")
    assert rumour.evaluate(TINTED) == ["officials at the regional water company"]
    assert rumour.locator(".no-chain").is_hidden()
    rumour.goto((dist / "specimens" / "orle-science.html").as_uri())
    assert not [n for n in answer(dist, "orle-science")["notes"] if "relayed" in n["type"]]
    expect(rumour.locator(".no-chain")).to_be_visible()


def test_the_page_of_all_draws_a_strip_for_each(rumour: Page, dist: Path) -> None:
    rumour.goto((dist / "specimens" / "index.html").as_uri())
    parts = "(place) => place.firstElementChild.shadowRoot.querySelectorAll('.part').length"
    drawn = [place.evaluate(parts) for place in rumour.locator(".strip").all()]
    assert len(drawn) == len(SPECIMENS)
    assert min(drawn) >= 8
    rumour.evaluate(FOCUS, [".four li:nth-child(2) .strip", ".part"])
    rumour.keyboard.press("ArrowRight")
    rumour.keyboard.press("Enter")
    rumour.wait_for_url("**/orle-rumour.html#block-2")
    assert rumour.locator("#block-2").get_attribute("class") == "standfirst"


def test_without_scripts_notes_are_footnotes(browser: Browser, dist: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / "specimens" / "orle-rumour.html").as_uri())
    expect(page.locator("#ref-1")).to_be_visible()
    page.locator("#ref-1").press("Enter")
    expect(page).to_have_url(re.compile("#note-1$"))
    expect(page.locator("#note-1")).to_be_visible()
    page.locator("#note-1 .back").press("Enter")
    expect(page).to_have_url(re.compile("#ref-1$"))
    page.locator(".missed a.words").first.press("Enter")
    expect(page).to_have_url(re.compile("#block-"))
    block = page.locator(f"#{page.url.partition('#')[2]}")
    assert str(page.locator(".missed a.words").first.text_content()).strip("“”") in str(
        block.text_content()
    )
    for needless in (".ledger", ".top-edge", "#chains"):
        expect(page.locator(needless)).to_be_hidden()
    context.close()


def test_paper_has_the_notes_and_the_key(browser: Browser, dist: Path) -> None:
    page = browser.new_page()
    page.goto((dist / "specimens" / "orle-rumour.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    for there in ("#ref-1", "#note-1", "#key", ".missed li >> nth=0", ".strip.lying", ".ledger"):
        expect(page.locator(there)).to_be_visible()
    for absent in (".top nav", ".ways", ".strip.upright", "button.all"):
        expect(page.locator(absent)).to_be_hidden()
    page.close()


def test_who_marks_it_alone_sees_the_key_afterwards(rumour: Page, dist: Path) -> None:
    rumour.goto((dist / "mark-it-yourself.html").as_uri() + "#specimen-orle-rumour")
    rumour.get_by_role("button", name="Start marking").click()
    rumour.evaluate("() => sayso.hosted.root.querySelector('.bar.marking .main').click()")
    expect(rumour.locator("#found h3").last).to_have_text("Teacher’s key")
    keyed = rumour.locator("#found section").last
    asked = [note for note in KEYS["orle-rumour"]["note"] if note["must"] and "words" in note]
    for note in asked:
        expect(keyed).to_contain_text(note["words"])
