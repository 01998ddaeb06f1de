"""Pages that are hard on an extension: they move, hydrate, zoom, hide, scroll for ever, or are huge."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Chromium, ChromiumTab
from tests.browser.desk import Desk, Read
from tests.browser.driver import Tab, wait
from tests.browser.fixtures import ROOT
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS, check

_HOST = "document.querySelector('sayso-notes')"
_GONE = f"{_HOST} === null"
_OUTER = "document.documentElement.outerHTML"
_DRAWN = """[...CSS.highlights].filter(([name]) => name.startsWith("sayso-"))
  .flatMap(([, highlight]) => [...highlight].map(String))"""


@pytest.fixture
def opened(desk: Desk, sayso_server: str) -> Iterator[list[Tab]]:
    """Tabs to be closed after the test; the real server answers."""
    desk.set_server(sayso_server)
    tabs: list[Tab] = []
    yield tabs
    for tab in tabs:
        tab.close()


def read(desk: Desk, opened: list[Tab], url: str, **options: Any) -> Read:
    done = desk.read(url, **options)
    opened.append(done.tab)
    return done


# Sees every change that anybody makes to the page, but for the one element that is allowed.
_WATCH = """(() => {
  globalThis.changes = [];
  const ours = (node) => node.localName === "sayso-notes";
  new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes } of records) {
      const nodes = [...addedNodes, ...removedNodes];
      if (type === "childList" && nodes.every(ours)) continue;
      if (type === "attributes" && ours(target)) continue;
      changes.push(`${type} ${target.nodeName}`);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  return null;
})()"""


def test_nothing_of_the_page_changes_from_click_to_second_click(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    tab = desk.browser.tab(pages.put("/watched", news_page(HEADLINE, PARAGRAPHS)))
    opened.append(tab)
    before = tab.js(_OUTER)
    own = set(tab.js("Object.getOwnPropertyNames(globalThis)"))
    tab.js(_WATCH)
    done = desk.press(tab)
    desk.send(done, type="show", all=True)
    for note in desk.report(done)["notes"][:6]:
        desk.send(done, type="go", note=note["id"])
    tab.key("Escape")
    tab.action()
    wait("the notes to go", lambda: tab.js(_GONE))
    assert tab.js("globalThis.changes") == []
    assert tab.js(_OUTER) == before
    assert tab.js(_DRAWN) == []
    # Nor has the page's own world a name more.
    added = set(tab.js("Object.getOwnPropertyNames(globalThis)")) - own
    assert added <= {"changes", "marksAt"}


def test_back_and_forward_bring_no_dead_notes(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    url = pages.put("/kept", news_page(HEADLINE, PARAGRAPHS))
    other = pages.put("/other-page", "<!doctype html><title>Elsewhere</title><p>Elsewhere.")
    done = read(desk, opened, url)
    done.tab.js(
        "(addEventListener('pageshow', (event) => { globalThis.restored = event.persisted; }), null)"
    )
    drawn = done.tab.js(_DRAWN)
    assert drawn
    done.tab.open(other)
    back(done.tab, url)
    if done.tab.js("globalThis.restored ?? false"):
        # The browser kept the page: notes and all are as they were, and alive.
        assert done.tab.js(_DRAWN) == drawn
        first = next(note["id"] for note in desk.report(done)["notes"] if note["shown"])
        assert desk.send(done, type="go", note=first)
        wait("a card", lambda: done.tab.js(f"{_HOST}.dataset.card ?? ''") == first)
        done.tab.action()
        wait("the notes to go", lambda: done.tab.js(_GONE))
    assert done.tab.js(_GONE) and done.tab.js(_DRAWN) == []
    assert desk.press(done.tab).state == "done"


def back(tab: Tab, url: str) -> None:
    tab.js("void setTimeout(() => history.back())")
    at = f"location.href === {json.dumps(url)} && document.readyState === 'complete'"

    def there() -> bool:
        try:
            return bool(tab.js(at))
        except Exception:  # the document is being replaced
            return False

    wait("the page before", there)


@pytest.mark.parametrize("by", ["browser", "page"])
def test_zoomed_to_twice_its_size(
    desk: Desk, pages: PageServer, opened: list[Tab], shots: Path, by: str
) -> None:
    """The card stands beside its words, whether the reader zooms or the page does it itself."""
    head = "<style>html { zoom: 2 }</style>" if by == "page" else ""
    tab = desk.browser.tab(pages.put("/zoomed", news_page(HEADLINE, PARAGRAPHS, head=head)))
    opened.append(tab)
    zoom = f"browser.tabs.setZoom({desk.id_of(tab)}, %s)"
    if by == "browser":
        wide = tab.js("innerWidth")
        desk.page.js(zoom % 2)
        wait("the zoom", lambda: tab.js("innerWidth") < wide * 0.6)
    try:
        done = desk.press(tab)
        check(desk, done)
        x, y = middle_of_first_line(tab)
        tab.click(x, y)
        wait("a card", lambda: tab.js(f"{_HOST}.dataset.card ?? null") is not None)
        box = desk.inside(
            done,
            "() => { const { left, top, right, bottom } = sayso.hosted.root.querySelector('.card')"
            ".getBoundingClientRect();"
            " return { left, top, right, bottom, wide: innerWidth, high: innerHeight }; }",
        )
        tab.shot(shots / f"zoom-{by}-{desk.name}.png")
        assert box["left"] >= 0 and box["top"] >= 0
        assert box["right"] <= box["wide"] + 1 and box["bottom"] <= box["high"] + 1
        inside = box["left"] < x < box["right"] and box["top"] < y < box["bottom"]
        assert not inside, "the card lies over its words"
    finally:
        desk.page.js(zoom % 1)


def middle_of_first_line(tab: Tab) -> tuple[float, float]:
    x, y = tab.js(
        """(() => {
          const ranges = [...CSS.highlights].filter(([name]) => name.startsWith("sayso-"))
            .flatMap(([, highlight]) => [...highlight]);
          const range = ranges[0];
          range.startContainer.parentElement.scrollIntoView({ block: "center" });
          const { left, top, width, height } = range.getClientRects()[0];
          return [left + width / 2, top + height / 2];
        })()"""
    )
    return x, y


def test_beside_text_that_runs_from_right_to_left(
    desk: Desk, pages: PageServer, opened: list[Tab], shots: Path
) -> None:
    neighbour = (
        "<p dir=rtl lang=he>הגשר נסגר אתמול בערב.</p>"
        "<p>The sign reads <bdo dir=rtl lang=he>סגור</bdo>, two officials said on Friday.</p>"
    )
    page = news_page(HEADLINE, PARAGRAPHS + neighbour).replace("<html ", "<html dir=rtl ")
    done = read(desk, opened, pages.put("/rtl", page))
    report = check(desk, done)
    assert any("officials" in (note["text"] or "") for note in report["notes"])
    desk.send(done, type="go", note=next(n["id"] for n in report["notes"] if n["shown"]))
    direction = "() => getComputedStyle(sayso.hosted.root.querySelector('.card')).direction"
    assert desk.inside(done, direction) == "ltr"
    done.tab.shot(shots / f"rtl-{desk.name}.png")


_MODULES = {
    "react": "react/cjs/react.development.js",
    "react-dom": "react-dom/cjs/react-dom.development.js",
    "react-dom/client": "react-dom/cjs/react-dom-client.development.js",
    "scheduler": "scheduler/cjs/scheduler.development.js",
}


def react_page() -> str:
    """A page as a React server sends it, with React in it and nothing begun."""
    modules = ROOT / "extension" / "node_modules"
    sources = {name: (modules / path).read_text("utf-8") for name, path in _MODULES.items()}
    inlined = json.dumps(sources).replace("</", "<\\/")
    paragraphs = re.findall(r"<p>.*?</p>", PARAGRAPHS)
    plain = [re.sub(r"<[^>]+>", "", each).replace("&nbsp;", "\u00a0") for each in paragraphs]
    article = "".join(f"<p>{each}</p>" for each in plain)
    return f"""<!doctype html><html lang=en><meta charset=utf-8><title>{HEADLINE}</title>
<body><div id=root><main><h1>{HEADLINE}</h1><article>{article}</article>\
<button type="button">Like<!-- --> (<!-- -->0<!-- -->)</button></main></div>
<script>
globalThis.process = {{ env: {{ NODE_ENV: "development" }} }};
const sources = {inlined};
const made = {{}};
function require(name) {{
  if (!made[name]) {{
    const module = (made[name] = {{ exports: {{}} }});
    new Function("require", "module", "exports", sources[name])(require, module, module.exports);
  }}
  return made[name].exports;
}}
globalThis.faults = [];
const told = console.error;
console.error = (...words) => {{ faults.push(words.map(String).join(" ")); told(...words); }};
function hydrate() {{
  const React = require("react");
  const words = {json.dumps(plain)};
  const e = React.createElement;
  function Page() {{
    const [likes, like] = React.useState(0);
    const [hidden, hide] = React.useState(false);
    globalThis.hideFirst = () => hide(true);
    return e("main", null, e("h1", null, {json.dumps(HEADLINE)}),
      e("article", null, words.map((each, n) => hidden && n === 0 ? null : e("p", {{ key: n }}, each))),
      e("button", {{ type: "button", onClick: () => like(likes + 1) }}, "Like", " (", likes, ")"));
  }}
  require("react-dom/client").hydrateRoot(document.querySelector("#root"), e(Page), {{
    onRecoverableError: (error) => faults.push(String(error)),
  }});
}}
</script></body></html>"""


def test_react_hydrates_a_page_that_is_drawn_on(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    done = read(desk, opened, pages.put("/react", react_page()))
    tab = done.tab
    report = check(desk, done)
    drawn = sorted(tab.js(_DRAWN))
    button = "document.querySelector('button')"
    tab.js("void hydrate()")
    wait("React", lambda: tab.js(f"Object.keys({button}).some((key) => key.startsWith('__react'))"))
    tab.js(f"{button}.click()")
    wait("the count", lambda: tab.js(f"{button}.textContent") == "Like (1)")
    assert tab.js("globalThis.faults") == []
    assert sorted(tab.js(_DRAWN)) == drawn
    # What the page takes away has no place any more; all else stays where it is.
    there = "document.querySelectorAll('p').length"
    all_there = tab.js(there)
    tab.js("void hideFirst()")
    wait("fewer paragraphs", lambda: tab.js(there) == all_there - 1)
    wait(
        "the notes to follow",
        lambda: any(n["marks"] and not n["placed"] for n in notes(desk, done)),
    )
    assert len(notes(desk, done)) == len(report["notes"])
    assert tab.js("globalThis.faults") == []
    tab.action()
    wait("the notes to go", lambda: tab.js(_GONE))
    tab.js(f"{button}.click()")
    wait("the count", lambda: tab.js(f"{button}.textContent") == "Like (2)")
    assert tab.js("globalThis.faults") == []


def test_a_react_page_that_has_hydrated_goes_on_working(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    tab = desk.browser.tab(pages.put("/react-begun", react_page()))
    opened.append(tab)
    button = "document.querySelector('button')"
    tab.js("void hydrate()")
    wait("React", lambda: tab.js(f"Object.keys({button}).some((key) => key.startsWith('__react'))"))
    done = desk.press(tab)
    check(desk, done)
    drawn = sorted(tab.js(_DRAWN))
    for count in (1, 2):
        tab.js(f"{button}.click()")
        wait("the count", lambda count=count: tab.js(f"{button}.textContent") == f"Like ({count})")
    assert sorted(tab.js(_DRAWN)) == drawn
    tab.action()
    wait("the notes to go", lambda: tab.js(_GONE))
    tab.js("void hideFirst()")
    wait("React to go on", lambda: not tab.js("document.body.innerText.includes('🚢')"))
    assert tab.js("globalThis.faults") == []


def notes(desk: Desk, done: Read) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.report(done)["notes"]
    return found


def test_a_page_that_goes_on_for_ever(desk: Desk, pages: PageServer, opened: list[Tab]) -> None:
    """Another article comes in below as the reader scrolls: the first one's notes stay its own."""
    more = "<article><h2>Another story</h2><p>The market may move, sources said. </p></article>"
    script = f"""<script>
      let count = 0;
      addEventListener("scroll", () => {{
        if (count++ < 3) document.querySelector(".page").insertAdjacentHTML("beforeend", {json.dumps(more)});
      }});
    </script>"""
    page = news_page(HEADLINE, PARAGRAPHS + "<div style='height: 3000px'></div>", head=script)
    done = read(desk, opened, pages.put("/endless", page))
    check(desk, done)
    drawn = done.tab.js(_DRAWN)
    for _ in range(3):
        done.tab.js("scrollBy(0, 800)")
    wait("more", lambda: done.tab.js("document.querySelectorAll('article').length") == 4)
    assert done.tab.js(_DRAWN) == drawn
    assert done.tab.js(f"{_HOST}.dataset.state") == "done"


def test_a_page_that_never_rests_is_still_followed(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    ticker = "<script>setInterval(() => { document.querySelector('aside h2').textContent = Date.now(); }, 50)</script>"
    done = read(desk, opened, pages.put("/ticker", news_page(HEADLINE, PARAGRAPHS, head=ticker)))
    done.tab.js("document.querySelector('article li').replaceWith(document.createElement('li'))")
    wait(
        "notes without a place",
        lambda: any(n["marks"] and not n["placed"] for n in notes(desk, done)),
    )


def test_text_behind_a_paywall_that_is_there_is_read(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    """What the page shows is read, the veil's own words are not, and the veil stays."""
    veil = (
        "<div id=veil style='position: fixed; inset: auto 0 0 0; height: 320px; background: #fff'>"
        "<h2>Subscribe to read on</h2><p>Experts say subscribers may be happier.</p>"
        "<button>Subscribe</button></div>"
    )
    page = news_page(HEADLINE, PARAGRAPHS).replace("</body>", veil + "</body>")
    done = read(desk, opened, pages.put("/paywall", page))
    check(desk, done)
    text = desk.inside(done, "() => sayso.reading.map.text")
    assert "could easily cost more" in text and "happier" not in text
    assert done.tab.js("document.querySelector('#veil').checkVisibility()")


def test_a_frame_that_never_loads_holds_nothing_up(
    desk: Desk, pages: PageServer, opened: list[Tab]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        frame = (
            "<script>addEventListener('load', () => { const frame = document.createElement('iframe');"
            f" frame.src = 'http://127.0.0.1:{silent.getsockname()[1]}/'; document.body.append(frame);"
            " })</script>"
        )
        page = news_page(HEADLINE, PARAGRAPHS, head=frame)
        done = read(desk, opened, pages.put("/hanging", page))
        check(desk, done)
        done.tab.action()
        wait("the notes to go", lambda: done.tab.js(_GONE))


# ---------------------------------------------------------------------------------- very long pages

_COUNT = 5_000


@pytest.fixture(scope="module")
def long_page(pages: PageServer) -> str:
    """A page of 5,000 paragraphs, and an answer with a note in each, made from what is sent."""
    lines = (
        f"<p>Pier {n} may <a href='/{n}'>open</a> soon, said <em>Ilse Brandt</em>.</p>"
        for n in range(_COUNT)
    )
    pages.compute("/v1/analyze", note_on_every_may)
    return pages.put("/long", news_page(HEADLINE, "".join(lines)))


def note_on_every_may(body: bytes) -> str:
    text = json.loads(body)["text"]
    found = [
        {
            "id": f"n{number}",
            "type": "modal-hedge",
            "family": "hedging",
            "tone": "observation",
            "rank": number + 1,
            "start": match.start(),
            "end": match.end(),
            "text": match[0],
            "message": "“may” leaves it open.",
            "marks": [
                {"role": "cue", "start": match.start(), "end": match.end(), "text": match[0]}
            ],
        }
        for number, match in enumerate(re.finditer(r"\bmay\b", text))
    ]
    return json.dumps(
        {
            "schema": "sayso/1.0",
            "engine": {"version": "0", "model": "0"},
            "offsets": "utf-16",
            "words": len(text.split()),
            "notes": found,
            "sources": [],
            "summary": {"notes": len(found), "shown_at_first": 15},
            "warnings": [],
            "elapsed_ms": 1,
        }
    )


def test_five_thousand_paragraphs(
    desk: Desk, pages: PageServer, long_page: str, shots: Path
) -> None:
    """All are read and marked; how long the page stood still at most goes into a report."""
    desk.set_server(pages.address + "/")
    tab = desk.browser.tab(long_page)
    try:
        tab.js(
            """(() => {
              globalThis.held = [];
              if (PerformanceObserver.supportedEntryTypes.includes("longtask"))
                new PerformanceObserver((list) => held.push(...list.getEntries()
                  .map(({ duration }) => duration))).observe({ type: "longtask" });
              let last = performance.now();
              globalThis.ticks = 0;
              globalThis.gap = 0;
              setInterval(() => {
                const now = performance.now();
                gap = Math.max(gap, now - last);
                last = now;
                ticks += 1;
              }, 5);
              return null;
            })()"""
        )
        done = desk.press(tab)
        assert done.state == "done"
        report = desk.report(done)
        assert report["blocks"] >= _COUNT
        assert len(report["notes"]) == _COUNT
        assert all(note["placed"] for note in report["notes"])
        # The page had its turns between the pieces of work: one piece would leave room for none.
        assert tab.js("globalThis.ticks") >= 5
        desk.send(done, type="show", all=True)
        wait("all lines", lambda: tab.js(f"{_HOST}.dataset.lines") == str(_COUNT))
        figures = {
            "browser": desk.name,
            "milliseconds": round(done.milliseconds),
            "longest tasks": sorted(map(round, tab.js("globalThis.held")), reverse=True)[:5],
            "longest pause": round(tab.js("globalThis.gap")),
        }
        print(f"{_COUNT} paragraphs: {figures}")
        (shots / f"long-{desk.name}.json").write_text(json.dumps(figures) + "\n")
        tab.action()
        wait("the notes to go", lambda: tab.js(_GONE))
    finally:
        tab.close()


@pytest.mark.parametrize("desk", ["chromium"], indirect=True)
def test_memory_goes_back_to_where_it_was(
    desk: Desk, pages: PageServer, sayso_server: str, opened: list[Tab]
) -> None:
    """Nodes and listeners of the whole renderer, by DevTools' own count, after ten times on and off."""
    assert isinstance(desk.browser, Chromium)
    tab = desk.browser.tab(pages.put("/memory", news_page(HEADLINE, PARAGRAPHS)))
    opened.append(tab)

    def counted() -> dict[str, int]:
        assert isinstance(tab, ChromiumTab)
        tab("HeapProfiler.collectGarbage")
        found: dict[str, int] = tab("Memory.getDOMCounters")
        return found

    def on_and_off() -> None:
        done = desk.press(tab)
        desk.send(done, type="show", all=True)
        desk.send(done, type="go", note=next(n["id"] for n in notes(desk, done) if n["marks"]))
        tab.action()
        wait("the notes to go", lambda: tab.js(_GONE))

    on_and_off()
    once = counted()
    for _ in range(5):
        on_and_off()
    # The test's own watcher may be in the middle of being collected.
    wait(
        "the memory to be given back",
        lambda: (
            (now := counted())["nodes"] <= once["nodes"] + 20
            and now["jsEventListeners"] <= once["jsEventListeners"] + 5
        ),
        every=0.5,
    )
