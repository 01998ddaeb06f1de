"""The list of notes and the settings, as pages of the extension."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, ChromiumTab
from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.firefox import Firefox
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


# ------------------------------------------------------------ filters, keys, what is taken along


_SHOWN_IN_LIST = "[...document.querySelectorAll('#text li .title')].map((each) => each.textContent)"
_KINDS = "[...document.querySelectorAll('#kind option')].map(({ value, text }) => [value, text])"


def choose(page: Tab, selector: str, value: str) -> None:
    page.js(
        f"(() => {{ const box = document.querySelector({json.dumps(selector)}); box.focus();"
        f" box.value = {json.dumps(value)};"
        " box.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )


def test_one_kind_alone(desk: Desk, read: Read, panel: Tab) -> None:
    notes = desk.report(read)["notes"]
    kinds = panel.js(_KINDS)
    assert kinds[0] == ["", "All kinds"]
    assert {value for value, _ in kinds[1:]} == {note["type"] for note in notes}
    counts = {v: sum(note["type"] == v for note in notes) for v, _ in kinds[1:]}
    assert all(text.endswith(f"({counts[value]})") for value, text in kinds[1:])
    kind = next(note["type"] for note in notes if note["marks"])
    title = next(text for value, text in kinds if value == kind).rpartition(" (")[0]
    choose(panel, "#kind select", kind)
    assert set(panel.js(_SHOWN_IN_LIST)) == {title}
    choose(panel, "#kind select", "")
    assert len(panel.js(_ENTRIES)) == sum(bool(note["marks"]) for note in notes)


def test_how_many_of_each_family(desk: Desk, read: Read, panel: Tab) -> None:
    notes = desk.report(read)["notes"]
    told = panel.js(
        "[...document.querySelectorAll('#layers label')].map((label) =>"
        " [label.querySelector('input').value, label.querySelector('.count').textContent])"
    )
    assert dict(told) == {
        family: str(sum(note["family"] == family for note in notes))
        for family in ("sourcing", "hedging", "article")
    }
    said = panel.js("document.querySelector('#read').textContent")
    report = desk.report(read)
    assert said == f"Read: {report['words']} words in {report['blocks']} blocks of this page."


def test_escape_comes_back_from_the_words_to_the_list(desk: Desk, read: Read, panel: Tab) -> None:
    panel.front()
    first = panel.js(_ENTRIES)[0]
    card = "document.querySelector('sayso-notes').dataset.card ?? null"
    panel.js("document.querySelector('#text li button').focus()")
    panel.key("Enter")
    wait("the card", lambda: read.tab.js(card) == first)
    # From the page, where the card has the focus …
    panel.js("document.activeElement.blur()")
    read.tab.front()
    read.tab.key("Escape")
    wait("the card to close", lambda: read.tab.js(card) is None)
    wait("the list", lambda: panel.js("document.activeElement.dataset.note ?? ''") == first)
    # … and from the list itself.
    panel.front()
    panel.js("document.querySelector('#text li button').focus()")
    panel.key("Enter")
    wait("the card", lambda: read.tab.js(card) == first)
    panel.key("Escape")
    wait("the card to close", lambda: read.tab.js(card) is None)
    assert panel.js("document.activeElement.dataset.note") == first


def test_commands_go_from_note_to_note(desk: Desk, read: Read) -> None:
    read.tab.front()
    shown = [note["id"] for note in desk.report(read)["notes"] if note["shown"] and note["marks"]]
    card = "document.querySelector('sayso-notes').dataset.card ?? null"
    desk.inside(read, "() => void sayso.reading.close()")
    for expected, name in (
        (shown[0], "next-note"),
        (shown[1], "next-note"),
        (shown[0], "previous-note"),
    ):
        desk.command(read.tab, name)
        wait(f"note {expected}", lambda expected=expected: read.tab.js(card) == expected)
    desk.inside(read, "() => void sayso.reading.close()")


def test_words_to_leave_the_page_with(desk: Desk, read: Read, panel: Tab) -> None:
    panel.front()
    lines = wait(
        "the search words",
        lambda: panel.js(
            "[...document.querySelectorAll('#leave .query')].map((each) => each.textContent)"
        ),
    )
    assert 2 <= len(lines) <= 6
    assert lines[0] == "Vellmar bridge closed good"
    assert '"Dorrel Gazette" Vellmar bridge' in lines
    assert len(set(lines)) == len(lines)
    assert not any("reportedly" in line for line in lines)
    if isinstance(panel, ChromiumTab):
        # A headless window has the focus, without which no clipboard opens, only by chance.
        panel("Emulation.setFocusEmulationEnabled", enabled=True)
    x, y = panel.js(
        "(() => { const copy = document.querySelector('#leave button');"
        " copy.scrollIntoView({ block: 'center' });"
        " const { left, top, width, height } = copy.getBoundingClientRect();"
        " return [left + width / 2, top + height / 2]; })()"
    )
    panel.click(x, y)
    wait(
        "the words to be copied",
        lambda: panel.js("document.querySelector('#leave button').textContent") == "Copied",
    )


@pytest.mark.parametrize(
    ("form", "ending"),
    [("html", "html"), ("csv", "csv"), ("json", "json"), ("annotation", "jsonld")],
)
def test_notes_can_be_taken_along(
    desk: Desk, read: Read, panel: Tab, downloads: Path, form: str, ending: str
) -> None:
    report = desk.report(read)
    panel.front()
    panel.js(f"document.querySelector('#take [data-form={form}]').click()")
    name = f"sayso-Vellmar-bridge-reportedly-closed-for-good-The-Harbour-Post.{ending}"
    path = downloads / name
    wait("the file", lambda: path.exists() and path.stat().st_size)
    assert name in panel.js("document.querySelector('#taken').textContent")
    text = path.read_text("utf-8")
    marked = [note for note in report["notes"] if note["marks"]]
    if form == "json":
        assert [note["id"] for note in json.loads(text)["notes"]] == [
            note["id"] for note in report["notes"]
        ]
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert len(rows) == len(report["notes"])
    elif form == "annotation":
        items = json.loads(text)["first"]["items"]
        assert len(items) == len(report["notes"])
        assert read.tab.js("location.href") in text
    else:
        assert text.startswith("<!doctype html>") and "<script" not in text
        assert all(escape(note["message"], quote=False)[:30] in text for note in marked)
    path.unlink()


def test_a_title_becomes_a_file_name(panel: Tab) -> None:
    made = panel.js(
        """import("./take.js").then(({ fileName }) => [
          'A: "B"/C\\\\D <e> | f?*', "  ", "Ökonomie – 42 %", "x".repeat(300), "../../etc",
        ].map((title) => fileName(title, "csv")))"""
    )
    assert made[:3] == ["sayso-A-B-C-D-e-f.csv", "sayso-page.csv", "sayso-Ökonomie-42.csv"]
    assert len(made[3]) == len("sayso-.csv") + 60
    assert made[4] == "sayso-etc.csv"


def test_what_cannot_be_saved_says_why(desk: Desk, read: Read, panel: Tab) -> None:
    before = desk.page.js("browser.storage.local.get('server').then(({ server }) => server)")
    desk.set_server(f"http://127.0.0.1:{free_port()}/")
    try:
        panel.js("document.querySelector('#take [data-form=csv]').click()")
        said = "document.querySelector('#taken').textContent"
        wait("a reason", lambda: "Nothing was saved" in panel.js(said))
        assert "not running" in panel.js(said)
    finally:
        desk.set_server(before)


@pytest.fixture(scope="module")
def downloads(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this browser saves files, without asking."""
    folder = tmp_path_factory.mktemp("downloads")
    if isinstance(desk.browser, Chromium):
        desk.browser("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    else:
        assert isinstance(desk.browser, Firefox)
        desk.browser.chrome(
            f"""(() => {{
              Services.prefs.setIntPref("browser.download.folderList", 2);
              Services.prefs.setStringPref("browser.download.dir", {json.dumps(str(folder))});
              Services.prefs.setBoolPref("browser.download.useDownloadDir", true);
              Services.prefs.setBoolPref("browser.download.always_ask_before_handling_new_types", false);
              return "set";
            }})()"""
        )
    return folder


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
    options = desk.settings()
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
    options = desk.settings()
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["options.html", "panel.html"])
def test_axe_finds_nothing_serious(
    desk: Desk, read: Read, shots: Path, path: str, scheme: str
) -> None:
    panel = path == "panel.html"
    page = desk.browser.page_of_extension(f"{path}?tab={read.id}") if panel else desk.settings()
    page.js(f"(document.documentElement.style.colorScheme = '{scheme}', null)")
    if panel:
        wait("the list", lambda: page.js(_ENTRIES))
        page.resize(380, 900)
    page.js(f"(() => {{ {_SOURCE}\n return null; }}).call(globalThis)")
    assert page.js(_AXE_RUN % "document") == []
    name = path.partition(".")[0]
    page.shot(shots / f"{name}-{scheme}-{desk.name}.png")
    page.js("scrollTo(0, document.documentElement.scrollHeight)")
    page.shot(shots / f"{name}-end-{scheme}-{desk.name}.png")
    page.close()


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_axe_finds_nothing_serious_in_card_and_bar(
    desk: Desk, pages: PageServer, sayso_server: str, ground: str
) -> None:
    """In the world of the content script, where the closed root can be shown to axe."""
    desk.set_server(sayso_server)
    kind = "dark" if ground == "dark" else ""
    done = desk.read(pages.put(f"/axe-{ground}", news_page(HEADLINE, PARAGRAPHS, kind=kind)))
    try:
        note = next(n["id"] for n in desk.report(done)["notes"] if len(n["marks"]) > 1)
        desk.send(done, type="go", note=note)
        desk.inside(
            done,
            "() => { Object.defineProperty(sayso.hosted.element, 'shadowRoot',"
            " { value: sayso.hosted.root, configurable: true }); }",
        )
        desk.inside(done, f"() => {{ {_SOURCE}\n }}")
        looked = desk.inside(done, f"() => {_AXE_RUN % 'sayso.hosted.element'}")
        assert looked == []
    finally:
        done.tab.close()


_SOURCE = _AXE.read_text(encoding="utf-8") if _AXE.exists() else ""
# What axe calls serious or critical.
_AXE_RUN = """axe.run(%s).then(({ passes, violations }) => {
  if (passes.length < 5) throw new Error("axe looked at nothing");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
})"""
