"""Marking a live page by hand: notes hidden, words marked, the reveal, and nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, ChromiumTab
from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.firefox import FirefoxTab
from tests.browser.fixtures import ROOT
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

LINKED = (
    '<p id="linked">The harbour board may meet again, <a href="/elsewhere">two people '
    "familiar with the plan</a> said on Monday. The report is <button onclick="
    "\"document.title='pressed'\">here</button>.</p>"
)
_AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
_DRAWN = """[...CSS.highlights].filter(([name, { size }]) => size && name.startsWith("sayso-"))
  .map(([name, ranges]) => [name, [...ranges].map(String)])"""
_WITHOUT_HOST = """(() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("sayso-notes").forEach((host) => host.remove());
  return copy.outerHTML;
})()"""
_MARKS = "document.querySelector('sayso-notes')?.dataset.marks ?? null"
_CARD = "() => sayso.hosted?.root.querySelector('.card')?.innerText ?? ''"
_CODES = {"ArrowLeft": (37, "\ue012"), "ArrowUp": (38, "\ue013"), "ArrowRight": (39, "\ue014")} | {
    "ArrowDown": (40, "\ue015"),
    "Enter": (13, "\ue007"),
    "Delete": (46, "\ue017"),
    "2": (50, "2"),
}


def press(tab: Tab, name: str, *, shift: bool = False) -> None:
    """Press and release a key."""
    number, letter = _CODES[name]
    if isinstance(tab, ChromiumTab):
        held = 8 if shift else 0
        for kind in ("rawKeyDown", "keyUp"):
            tab(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                code=name,
                windowsVirtualKeyCode=number,
                modifiers=held,
            )
        return
    assert isinstance(tab, FirefoxTab)
    strokes = [{"type": kind, "value": letter} for kind in ("keyDown", "keyUp")]
    if shift:
        strokes = [{"type": "keyDown", "value": "\ue008"}, *strokes]
        strokes.append({"type": "keyUp", "value": "\ue008"})
    actions = [{"type": "key", "id": "keys", "actions": strokes}]
    tab.browser("input.performActions", context=tab.context, actions=actions)


def drag(tab: Tab, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the mouse's button at one point and release it at another."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    if isinstance(tab, ChromiumTab):
        tab.move(*start)
        held = {"button": "left", "pointerType": "mouse", "clickCount": 1}
        tab("Input.dispatchMouseEvent", type="mousePressed", x=start[0], y=start[1], **held)
        for x, y in (middle, end):
            tab("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, buttons=1, button="left")
        tab("Input.dispatchMouseEvent", type="mouseReleased", x=end[0], y=end[1], **held)
        return
    assert isinstance(tab, FirefoxTab)
    moves = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in (start, middle, end)]
    first, *others = moves
    tab._pointer(
        first, {"type": "pointerDown", "button": 0}, *others, {"type": "pointerUp", "button": 0}
    )


def ends(tab: Tab, words: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Points on the first and the last letter of some words, brought into view."""
    a, b, c, d = tab.js(
        f"""(() => {{
          const walker = document.createTreeWalker(document.querySelector("article"), 4);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
            const at = node.data.indexOf({json.dumps(words)});
            if (at < 0) continue;
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + {len(words)});
            node.parentElement.scrollIntoView({{ block: "start", behavior: "instant" }});
            scrollBy({{ top: -60, behavior: "instant" }});
            const rects = [...range.getClientRects()];
            const [first, last] = [rects[0], rects.at(-1)];
            return [first.left + 3, first.top + first.height / 2, last.right - 3, last.top + last.height / 2];
          }}
        }})()"""
    )
    return (a, b), (c, d)


@pytest.fixture(scope="module")
def read(desk: Desk, sayso_server: str, pages: PageServer) -> Iterator[Read]:
    desk.set_server(sayso_server)
    done = desk.read(pages.put("/to-mark", news_page(HEADLINE, LINKED + PARAGRAPHS)))
    yield done
    done.tab.close()


def begin(desk: Desk, read: Read) -> None:
    desk.send(read, type="mark")
    read.tab.front()
    wait("marking to begin", lambda: read.tab.js(_MARKS) == "0")


def pick(desk: Desk, read: Read, kind: str) -> None:
    """Press the button of a kind in the card, as a person does."""
    x, y = wait(
        "the choice of kinds",
        lambda: desk.inside(
            read,
            f"""() => {{
              const box = sayso.hosted.root.querySelector("[data-kind={kind}]")?.getBoundingClientRect();
              return box ? [box.left + box.width / 2, box.top + box.height / 2] : null;
            }}""",
        ),
    )
    read.tab.click(x, y)


def press_button(desk: Desk, read: Read, words: str) -> None:
    read.tab.click(*desk.button(read, words))


def marks(desk: Desk, read: Read) -> list[tuple[str, str]]:
    found = desk.inside(read, "() => sayso.marking.marks.map(({ kind, text }) => [kind, text])")
    return [(kind, text) for kind, text in found]


def test_marking_a_live_page(desk: Desk, read: Read, shots: Path) -> None:
    tab = read.tab
    # Other pages of this browser may have said something before.
    heard = len(desk.browser.events) if isinstance(desk.browser, Chromium) else 0
    before = tab.js(_WITHOUT_HOST)
    shown = sorted(tab.js(_DRAWN))
    assert shown
    begin(desk, read)
    assert tab.js(_DRAWN) == [], "notes are still drawn"

    drag(tab, *ends(tab, "two people familiar with"))
    pick(desk, read, "unnamed")
    assert tab.js(_MARKS) == "1"
    # A click on a word of a link, and on a button of the page: neither does what it does elsewhere.
    here = tab.js("location.href")
    tab.click(*ends(tab, "plan")[0])
    assert "What kind is it?" in desk.inside(read, _CARD)
    tab.click(*ends(tab, "said on Monday")[1])
    pick(desk, read, "passed")
    tab.click(*ends(tab, "here")[0])
    assert (tab.js("location.href"), tab.js("document.title === 'pressed'")) == (here, False)
    tab.key("Escape")
    drag(tab, *ends(tab, "harbour board"))
    pick(desk, read, "nobody")
    tab.shot(shots / f"yourself-marking-{desk.name}.png")
    assert marks(desk, read) == [
        ("nobody", "harbour board"),
        ("unnamed", "two people familiar with"),
        ("passed", "plan said on Monday"),
    ]
    assert tab.js(_WITHOUT_HOST) == before

    press_button(desk, read, "Reveal")
    card = desk.inside(read, _CARD)
    assert [words for words in card.splitlines() if words in GROUPS] == GROUPS
    assert "What made you mark this?" in card
    assert not any(letter == "%" for letter in card)
    drawn = dict(tab.js(_DRAWN))
    assert drawn["sayso-mine-dashed"] == ["two people familiar with"]
    assert any(name.startswith("sayso-theirs-") for name in drawn)
    assert tab.js(_WITHOUT_HOST) == before
    tab.shot(shots / f"yourself-reveal-{desk.name}.png")

    tab.key("Escape")
    wait("the notes to come back", lambda: sorted(tab.js(_DRAWN)) == shown)
    assert tab.js(_MARKS) is None
    assert tab.js(_WITHOUT_HOST) == before
    tab.click(*ends(tab, "here")[0])
    assert tab.js("document.title") == "pressed"
    if isinstance(desk.browser, Chromium):
        loud = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        since = desk.browser.events[heard:]
        assert [event for event in since if event.get("method") in loud] == []


GROUPS = ["Found by both", "Same words, another kind", "Only you", "Only Sayso"]


def test_by_keyboard_alone(desk: Desk, read: Read) -> None:
    begin(desk, read)
    tab = read.tab
    press(tab, "ArrowRight")
    first = HEADLINE.split()[0]
    assert dict(tab.js(_DRAWN))["sayso-cursor"] == [first]
    press(tab, "ArrowRight", shift=True)
    press(tab, "2")
    two = " ".join(HEADLINE.split()[:2])
    assert marks(desk, read) == [("unnamed", two)]
    said = "() => sayso.hosted.root.querySelector('.spoken').textContent"
    assert desk.inside(read, said) == (f"Marked as Unnamed source: {two}. 1 of 10 marks used.")
    press(tab, "Enter")
    wait("the mark's card", lambda: "Change this mark" in desk.inside(read, _CARD))
    press(tab, "ArrowDown")
    tab.key("Enter")
    assert marks(desk, read) == [("nobody", two)]
    press(tab, "Delete")
    assert marks(desk, read) == []
    press(tab, "2")
    # Leaving would lose a mark, so it takes two presses.
    tab.key("Escape")
    assert tab.js(_MARKS) == "1"
    tab.key("Escape")
    wait("the marking to end", lambda: tab.js(_MARKS) is None)


def test_axe_finds_nothing_serious(desk: Desk, read: Read) -> None:
    begin(desk, read)
    read.tab.click(*ends(read.tab, "harbour board")[0])
    found = serious(desk, read)
    pick(desk, read, "nobody")
    press_button(desk, read, "Reveal")
    assert found + serious(desk, read) == []
    read.tab.key("Escape")
    wait("the marking to end", lambda: read.tab.js(_MARKS) is None)


def serious(desk: Desk, read: Read) -> list[str]:
    """What axe calls serious in our own element: it is shown a copy, as the shadow root is closed."""
    desk.inside(
        read,
        """() => {
          const copies = document.createElement("section");
          copies.id = "copies";
          const open = copies.attachShadow({ mode: "open" });
          const style = document.createElement("style");
          style.textContent = sayso.look + sayso.markLook;
          open.append(style);
          for (const part of sayso.hosted.root.children) {
            const copy = part.cloneNode(true);
            copy.removeAttribute("popover");
            copy.style.position = "static";
            open.append(copy);
          }
          document.body.append(copies);
        }""",
    )
    read.tab.js(f"(() => {{ {_AXE.read_text('utf-8')}\n return null; }}).call(globalThis)")
    found: list[str] = read.tab.js(
        """axe.run("#copies").then(({ passes, violations }) => {
          document.querySelector("#copies").remove();
          if (passes.length < 5) throw new Error("axe looked at nothing");
          return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        })"""
    )
    return found


def test_the_panel_begins_it_and_gives_nothing_away(desk: Desk, read: Read) -> None:
    panel = desk.browser.page_of_extension(f"panel.html?tab={read.id}")
    try:
        entries = "document.querySelectorAll('li').length"
        wait("the list", lambda: panel.js(entries))
        panel.js("document.querySelector('#mark').click()")
        status = "document.querySelector('#status').textContent"
        wait("the panel", lambda: "marking this page" in panel.js(status))
        wait("an empty list", lambda: panel.js(entries) == 0)
        read.tab.front()
        wait("marking to begin", lambda: read.tab.js(_MARKS) == "0")
        read.tab.key("Escape")
        wait("the list to come back", lambda: panel.js(entries))
    finally:
        panel.close()
    assert read.tab.js(_MARKS) is None


def test_a_page_can_be_marked_before_any_note_is_seen(
    desk: Desk, pages: PageServer, sayso_server: str
) -> None:
    desk.set_server(sayso_server)
    # The settings' own tab has no article, so the panel offers to mark the next.
    panel = desk.browser.page_of_extension("panel.html")
    wait("the offer", lambda: panel.js("!document.querySelector('#mark-next').hidden"))
    panel.js("document.querySelector('#mark-next').click()")
    wait(
        "the hint",
        lambda: "opens without notes" in panel.js("document.querySelector('#status').textContent"),
    )
    panel.close()
    tab = desk.browser.tab(pages.put("/first", news_page(HEADLINE, PARAGRAPHS)))
    try:
        before = tab.js("document.documentElement.outerHTML")
        # Every name under which something is ever drawn.
        tab.js(
            "(globalThis.names = new Set(), CSS.highlights.set = function (name, value) {"
            " names.add(name); return HighlightRegistry.prototype.set.call(this, name, value); }, null)"
        )
        read = desk.press(tab)
        wait("marking to begin", lambda: tab.js(_MARKS) == "0")
        assert tab.js(_DRAWN) == []
        assert desk.report(read)["marking"] is True
        tab.key("Escape")
        wait("the element to go", lambda: tab.js("document.querySelector('sayso-notes') === null"))
        assert tab.js("document.documentElement.outerHTML") == before
        assert tab.js("[...CSS.highlights.keys()]") == []
    finally:
        tab.close()
