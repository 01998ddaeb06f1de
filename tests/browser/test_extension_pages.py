"""The list of notes and the settings, as pages of the extension."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.fixtures import ROOT, free_port
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

_AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
_ENTRIES = "[...document.querySelectorAll('#text li button')].map((each) => each.dataset.note)"


@pytest.fixture(scope="module")
def read(desk: Desk, sayso_server: str, pages: PageServer) -> Iterator[Read]:
    desk.set_server(sayso_server)
    done = desk.read(pages.put("/listed", news_page(HEADLINE, PARAGRAPHS)))
    yield done
    done.tab.close()


@pytest.fixture(scope="module")
def panel(desk: Desk, read: Read) -> Iterator[Tab]:
    page = desk.browser.page_of_extension(f"panel.html?tab={read.id}")
    wait("the list", lambda: page.js(_ENTRIES))
    yield page
    page.close()


def test_the_panel_lists_the_notes_in_reading_order(
    desk: Desk, read: Read, panel: Tab, shots: Path
) -> None:
    notes = [note for note in desk.report(read)["notes"] if note["marks"]]
    assert panel.js(_ENTRIES) == [note["id"] for note in notes]
    assert [note["start"] for note in notes] == sorted(note["start"] for note in notes)
    text = panel.js("document.body.innerText")
    for note in notes:
        assert note["message"] in text
    assert "Notes describe wording. They do not say whether it is true." in text
    panel.resize(360, 860)
    panel.shot(shots / f"panel-{desk.name}.png")


def test_enter_in_the_panel_goes_to_the_words(desk: Desk, read: Read, panel: Tab) -> None:
    ids = panel.js(_ENTRIES)
    panel.js("[...document.querySelectorAll('#text li button')].at(-1).focus()")
    panel.key("Enter")
    wait(
        "the card on the page",
        lambda: (
            read.tab.js("document.querySelector('sayso-notes').dataset.card ?? null") == ids[-1]
        ),
    )
    seen = desk.inside(
        read,
        "() => { const note = sayso.reading.shown.at(-1);"
        " const { top, bottom } = note.marks[0].range.getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; }",
    )
    assert seen


def test_a_layer_can_be_switched_off(desk: Desk, read: Read, panel: Tab) -> None:
    assert any(
        note["family"] == "sourcing" and note["shown"] for note in desk.report(read)["notes"]
    )
    panel.js("document.querySelector('#layers input[value=sourcing]').click()")
    wait(
        "the layer to go",
        lambda: (
            not any(n["family"] == "sourcing" and n["shown"] for n in desk.report(read)["notes"])
        ),
    )
    panel.js("document.querySelector('#layers input[value=sourcing]').click()")
    wait(
        "the layer to come back",
        lambda: any(n["family"] == "sourcing" and n["shown"] for n in desk.report(read)["notes"]),
    )


def test_searching_the_notes(panel: Tab) -> None:
    everything = panel.js(_ENTRIES)
    look_for(panel, "reportedly")
    found = panel.js(_ENTRIES)
    assert 0 < len(found) < len(everything)
    look_for(panel, "zeppelin")
    assert panel.js(_ENTRIES) == []
    assert "No note matches" in panel.js("document.querySelector('main').innerText")
    look_for(panel, "")
    assert panel.js(_ENTRIES) == everything


def look_for(panel: Tab, words: str) -> None:
    panel.js(
        "(() => { const box = document.querySelector('#search input');"
        f" box.value = {json.dumps(words)}; box.dispatchEvent(new Event('input')); }})()"
    )


def test_the_bars_button_opens_the_side_panel(desk: Desk, read: Read) -> None:
    read.tab.front()
    desk.inside(read, "() => void sayso.card.close(sayso.hosted)")
    read.tab.click(*desk.button(read, "List"))
    if not isinstance(desk.browser, Chromium):
        # Firefox opens its sidebar for a key or menu alone, and a card says which.
        card = "() => sayso.hosted.root.querySelector('.card')?.innerText ?? ''"
        wait("the hint", lambda: "Alt+Shift+L" in desk.inside(read, card))
        return
    browser = desk.browser
    url = f"chrome-extension://{browser.id}/panel.html"
    panels = wait("the panel", lambda: [t for t in browser.targets() if t["url"] == url])
    for each in panels:
        browser("Target.closeTarget", targetId=each["targetId"])


def result_of_test(options: Tab, address: str) -> str:
    options.js(
        f"(() => {{ document.querySelector('#server').value = {json.dumps(address)};"
        " document.querySelector('#test').click(); })()"
    )
    said: str = wait(
        "a result",
        lambda: (lambda text: text if text and "…" not in text else "")(
            options.js("document.querySelector('#result').textContent")
        ),
    )
    return said


def test_settings_say_what_is_wrong(
    desk: Desk, sayso_server: str, pages: PageServer, shots: Path
) -> None:
    options = desk.browser.page_of_extension("options.html")
    assert "It works" in result_of_test(options, sayso_server)
    options.resize(800, 760)
    options.shot(shots / f"options-{desk.name}.png")
    assert "It works" in result_of_test(options, sayso_server.replace("127.0.0.1", "localhost"))
    assert "not running" in result_of_test(options, f"http://127.0.0.1:{free_port()}/")
    assert "Another program" in result_of_test(options, pages.address)
    assert "this computer alone" in result_of_test(options, "http://news.example/")
    assert "must begin with" in result_of_test(options, "ftp://127.0.0.1/")
    assert "must begin with" in result_of_test(options, "127.0.0.1:7297")
    assert "name and password" in result_of_test(options, "https://me:word@news.example/")
    options.close()


def test_saving_an_address(desk: Desk, sayso_server: str) -> None:
    options = desk.browser.page_of_extension("options.html")
    options.js(
        f"(() => {{ document.querySelector('#server').value = {json.dumps(sayso_server)}; }})()"
    )
    x, y = options.js(
        "(() => { const { left, top, width, height } = document.querySelector('[type=submit]')"
        ".getBoundingClientRect(); return [left + width / 2, top + height / 2]; })()"
    )
    options.click(x, y)
    wait("saved", lambda: options.js("document.querySelector('#result').textContent") == "Saved.")
    assert options.js("browser.storage.local.get('server')") == {"server": sayso_server}
    options.close()


@pytest.mark.parametrize("path", ["options.html", "panel.html"])
def test_axe_finds_nothing_serious(desk: Desk, read: Read, path: str) -> None:
    page = desk.browser.page_of_extension(
        path + (f"?tab={read.id}" if path == "panel.html" else "")
    )
    if path == "panel.html":
        wait("the list", lambda: page.js(_ENTRIES))
    assert serious(page) == []
    page.close()


def serious(page: Tab) -> list[str]:
    """What axe calls serious or critical on a page."""
    source = _AXE.read_text(encoding="utf-8")
    page.js(f"(() => {{ {source}\n return null; }}).call(globalThis)")
    found: list[str] = page.js(
        """axe.run().then(({ passes, violations }) => {
          if (passes.length < 5) throw new Error("axe looked at nothing");
          return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        })"""
    )
    return found
