"""Pages of many kinds: dark, narrow, with a strict policy, with emoji, changing as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk, Read
from tests.browser.driver import wait
from tests.browser.pages import PageServer, news_page

HEADLINE = "Vellmar bridge reportedly closed for good"
PARAGRAPHS = """
<p>🚢🧑‍🚒 The old bridge of Vellmar has reportedly been closed for good, according to <b>two officials</b> familiar with the plans.</p>
<p>Mayor Ilse&nbsp;Brandt <a href="/mayor">said</a> the town <em>could <i>not</i></em> wait. “We will build a new one,” Brandt said on Monday.</p>
<p>𝒜 report by the Dorrel Gazette, citing <span>harbour</span> sources, put the cost at about 40 million crowns. It is believed to be higher.</p>
<ul><li>Traffic may be sent over the northern weir, sources said, while the crossing stays shut.</li>
<li>Engineers allegedly warned of cracks last year.</li></ul>
<p>Critics say the decision was rushed.<br>Some residents fear that the ferry will not cope in winter.</p>
<p hidden>Sources said this paragraph is hidden and must never be sent to the server at all.</p>
<p>If the estimate holds, the new bridge could easily cost more than the old one did, the Gazette suggested.</p>
"""
_PLACED = """() => sayso.reading.placed.notes.flatMap(({ marks }) =>
  marks.map(({ mark, range }) => [mark.text, String(range)]))"""


@pytest.fixture(scope="module")
def reading(desk: Desk, sayso_server: str) -> Iterator[Any]:
    """Reads a page with the real server; its tabs are closed at the end."""
    desk.set_server(sayso_server)
    opened: list[Read] = []

    def read(url: str, **options: Any) -> Read:
        opened.append(desk.read(url, **options))
        return opened[-1]

    yield read
    for each in opened:
        each.tab.close()


def check(desk: Desk, read: Read) -> dict[str, Any]:
    """The report of a page on which every note has its place and its own words."""
    assert read.state == "done"
    report = desk.report(read)
    assert [note["text"] for note in report["notes"] if not note["placed"]] == []
    placed = desk.inside(read, _PLACED)
    assert placed
    for text, there in placed:
        assert there == text or there == text.replace("\n", "")
    return report


def test_words_behind_emoji_and_in_nested_markup(
    desk: Desk, reading: Any, pages: PageServer
) -> None:
    report = check(desk, reading(pages.put("/bridge", news_page(HEADLINE, PARAGRAPHS))))
    words = " | ".join(note["text"] or "" for note in report["notes"])
    assert "reportedly" in words and "allegedly" in words
    assert "hidden" not in words


@pytest.mark.usefixtures("reading")
def test_strict_policy_and_trusted_types(desk: Desk, pages: PageServer) -> None:
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; require-trusted-types-for 'script'; "
        "trusted-types 'none'; form-action 'none'; sandbox allow-same-origin allow-scripts"
    )
    url = pages.put(
        "/strict", news_page(HEADLINE, PARAGRAPHS), headers={"Content-Security-Policy": policy}
    )
    tab = desk.browser.tab(url)
    try:
        tab.js(
            "(globalThis.against = [], addEventListener('securitypolicyviolation',"
            " ({ violatedDirective }) => against.push(violatedDirective)), null)"
        )
        read = desk.press(tab)
        report = check(desk, read)
        desk.inside(read, "() => sayso.reading.strip(true)")
        desk.send(read, type="go", note=report["notes"][2]["id"])
        width = "() => sayso.hosted.root.querySelector('.card').offsetWidth"
        assert desk.inside(read, width) == 392, "the card has lost its style"
        assert tab.js("globalThis.against") == []
    finally:
        tab.close()
        desk.page.js("browser.storage.local.remove('strip')")


def test_dark_page(desk: Desk, reading: Any, pages: PageServer, shots: Path) -> None:
    read = reading(pages.put("/dark", news_page(HEADLINE, PARAGRAPHS, kind="dark")))
    report = check(desk, read)
    desk.send(read, type="show", all=True)
    desk.send(read, type="go", note=report["notes"][2]["id"])
    surface = desk.inside(read, "() => sayso.hosted.root.querySelector('.card').className")
    assert "dark" in surface.split()
    read.tab.shot(shots / f"dark-{desk.name}.png")


def test_narrow_window(desk: Desk, reading: Any, pages: PageServer, shots: Path) -> None:
    read = reading(pages.put("/narrow", news_page(HEADLINE, PARAGRAPHS)), size=(390, 780))
    report = check(desk, read)
    read.tab.shot(shots / f"narrow-{desk.name}.png")
    desk.send(read, type="go", note=report["notes"][3]["id"])
    box = desk.inside(
        read,
        "() => { const { left, right, bottom } = sayso.hosted.root.querySelector('.card')"
        ".getBoundingClientRect(); return [left >= 0, right <= innerWidth, bottom <= innerHeight]; }",
    )
    assert box == [True, True, True]
    over = desk.inside(
        read,
        "() => sayso.reading.placed.notes[3].marks[0].range.getBoundingClientRect().bottom"
        " <= sayso.hosted.root.querySelector('.card').getBoundingClientRect().top",
    )
    assert over, "the card lies over its words"
    read.tab.shot(shots / f"narrow-card-{desk.name}.png")


def test_replaced_nodes_are_found_again(desk: Desk, reading: Any, pages: PageServer) -> None:
    read = reading(pages.put("/again", news_page(HEADLINE, PARAGRAPHS)))
    before = len(desk.report(read)["notes"])
    read.tab.js(
        "document.querySelectorAll('article p').forEach((p) => p.replaceWith(p.cloneNode(true)))"
    )
    wait(
        "ranges on the new nodes",
        lambda: all(there for _, there in desk.inside(read, _PLACED)),
        seconds=5,
    )
    assert len(check(desk, read)["notes"]) == before
    # Words that are gone have no place, and are listed as such rather than drawn elsewhere.
    read.tab.js("document.querySelector('article li').textContent = 'Nothing to see.'")
    wait(
        "notes without a place",
        lambda: [n for n in desk.report(read)["notes"] if n["marks"] and not n["placed"]],
        seconds=5,
    )


def test_a_page_that_swaps_its_article_loses_its_notes(
    desk: Desk, reading: Any, pages: PageServer
) -> None:
    desk_read = desk.read(pages.put("/app", news_page(HEADLINE, PARAGRAPHS)))
    desk_read.tab.js("history.replaceState(null, '', '#part')")
    assert desk_read.tab.js("document.querySelector('sayso-notes') !== null")
    desk_read.tab.js("history.pushState(null, '', '/other')")
    wait(
        "the notes to go",
        lambda: desk_read.tab.js("document.querySelector('sayso-notes') === null"),
    )
    desk_read.tab.close()


def test_selecting_words_opens_no_card(desk: Desk, reading: Any, pages: PageServer) -> None:
    read = reading(pages.put("/select", news_page(HEADLINE, PARAGRAPHS)))
    x, y = read.tab.js(
        """(() => { const range = [...CSS.highlights].find(([name]) => name.startsWith("sayso-"))[1];
          const { left, top, width, height } = [...range][0].getBoundingClientRect();
          getSelection().selectAllChildren(document.querySelector("article p:last-of-type"));
          return [left + width / 2, top + height / 2]; })()"""
    )
    read.tab.js("document.addEventListener('mousedown', (event) => event.preventDefault())")
    read.tab.click(x, y)
    assert read.tab.js("document.querySelector('sayso-notes').dataset.card ?? null") is None


def test_hiding_one_note(desk: Desk, reading: Any, pages: PageServer) -> None:
    read = reading(pages.put("/hide", news_page(HEADLINE, PARAGRAPHS)))
    first = next(note for note in desk.report(read)["notes"] if note["shown"])
    desk.send(read, type="go", note=first["id"])
    read.tab.click(*desk.button(read, "Hide this"))
    wait("the note to go", lambda: not shown(desk, read, first["id"]))
    desk.send(read, type="show", all=True)
    assert not shown(desk, read, first["id"])
    # Asked for by name, in the list, it comes back.
    desk.send(read, type="go", note=first["id"])
    assert shown(desk, read, first["id"])


def test_turning_a_kind_off_and_on_again(desk: Desk, reading: Any, pages: PageServer) -> None:
    url = pages.put("/off", news_page(HEADLINE, PARAGRAPHS))
    read = reading(url)
    kind = "evidential-adverb"
    desk.send(
        read, type="go", note=next(n["id"] for n in desk.report(read)["notes"] if n["type"] == kind)
    )
    read.tab.click(*desk.button(read, "Turn this kind off"))
    stored = "browser.storage.local.get('off').then(({ off }) => off ?? [])"
    wait("the setting", lambda: desk.page.js(stored) == [kind])
    again = reading(url)
    desk.send(again, type="show", all=True)
    assert not [n for n in desk.report(again)["notes"] if n["type"] == kind and n["shown"]]
    options = desk.settings()
    box = f"document.querySelector('#kinds input[value={kind}]')"
    wait("the list of kinds", lambda: options.js(f"{box} !== null"))
    assert options.js(f"{box}.checked") is False
    options.js(f"{box}.click()")
    wait("the setting", lambda: desk.page.js(stored) == [])
    options.close()


def shown(desk: Desk, read: Read, note: str) -> bool:
    """Whether a note is drawn."""
    return any(each["id"] == note and each["shown"] for each in desk.report(read)["notes"])


def test_late_content_is_offered_to_be_read(desk: Desk, reading: Any, pages: PageServer) -> None:
    read = reading(pages.put("/late", news_page(HEADLINE, PARAGRAPHS)))
    bar = "() => sayso.hosted.root.querySelector('.bar').innerText"
    assert "Read again" not in desk.inside(read, bar)
    before = desk.report(read)["words"]
    read.tab.js(
        """(() => { const p = document.createElement("p");
          p.textContent = "The ferry may sail at noon, officials said, if the wind allows it at all. ".repeat(8);
          document.querySelector("article").append(p); })()"""
    )
    wait("the offer", lambda: "Read again" in desk.inside(read, bar))
    read.tab.click(*desk.button(read, "Read again"))
    wait("more words", lambda: (desk.report(read) or {}).get("words", 0) > before + 50)
    wait("the notes", lambda: desk.report(read)["state"] == "done")
    line = "getComputedStyle(document.body, '::highlight(sayso-sourcing-wavy)').textDecorationStyle"
    assert read.tab.js(line) == "wavy"
    check(desk, read)
