"""Read every saved page of a folder in a real browser and print a row for each.

    make pages PAGES=../shared/data/pages
    python -m tests.bench.pages FOLDER [--browser chromium] [--only 'b*' …]

The folder has one folder per page with ``source.html`` and, to compare with, ``expected.html``. The
real server analyses them. Results go to ``build/pages-<browser>.json`` as well, beside those of other
pages that stand there already. Nothing of the pages is kept. A browser that is lost at a page is
started anew and tries that page once more; the page's row says so.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields, replace
from fnmatch import fnmatch
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from websockets.exceptions import WebSocketException

from tests.browser.chromium import Chromium
from tests.browser.desk import Desk
from tests.browser.driver import Browser, DriverError, wait
from tests.browser.firefox import Firefox
from tests.browser.fixtures import ROOT, answers, free_port, serve_command
from tests.browser.pages import PageServer

# Pages with fewer words than this in ``expected.html`` are not counted in the summary.
FEWEST = 150

# What a driver raises when a page could not be read, or its browser is gone.
LOST = (DriverError, WebSocketException, OSError, pytest.fail.Exception)
# How often a page is tried, each time in a browser that was just started but for the first.
TRIES = 2

# Readability leaves the headline out of an article's words.
_TEXT = """() => (sayso.reading?.map.blocks ?? [])
  .filter(({ role }) => role !== "headline")
  .map(({ start, end }) => sayso.reading.map.text.slice(start, end)).join("\\n")"""
_WRONG = """() => (sayso.reading?.placed.notes ?? []).flatMap(({ marks }) => marks)
  .filter(({ mark, range }) => {
    const there = String(range).toWellFormed();
    return there !== mark.text && there !== mark.text.replaceAll("\\n", "");
  }).length"""
_WITHOUT_HOST = """(() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("sayso-notes").forEach((host) => host.remove());
  return copy.outerHTML.length;
})()"""

# A page that is still loading, or that tidies up after the one before it, holds itself up.
_AT_REST = """new Promise((resolve) => {
  const begun = performance.now();
  let last = begun;
  let calm = begun;
  const beat = setInterval(() => {
    const now = performance.now();
    if (now - last > 25) calm = now;
    last = now;
    if (now - calm < 500 && now - begun < 10_000) return;
    clearInterval(beat);
    resolve(null);
  }, 5);
})"""
# What the page itself notices between here and the end of the reading: its main thread held up (by
# the browser's own measure where it has one, else by a clock that ticks late), and faults.
_WATCH = """(() => {
  const seen = (globalThis.seenBySayso = { longest: 0, gap: 0, faults: [] });
  if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    });
    tasks.observe({ type: "longtask" });
  }
  let last = performance.now();
  seen.beat = setInterval(() => {
    const now = performance.now();
    seen.gap = Math.max(seen.gap, now - last - 5);
    last = now;
  }, 5);
  const fault = (words) => seen.faults.push(String(words).slice(0, 200));
  addEventListener("error", (event) => event.message && fault(event.message));
  addEventListener("unhandledrejection", (event) => fault(event.reason));
  addEventListener("securitypolicyviolation", (event) => fault(event.violatedDirective));
  return null;
})()"""
# A long task is told only once it is over.
_SEEN = """new Promise((resolve) => setTimeout(() => {
  const { longest, gap, faults, beat } = globalThis.seenBySayso;
  clearInterval(beat);
  const measured = PerformanceObserver.supportedEntryTypes.includes("longtask");
  resolve({ longest: measured ? longest : gap, faults });
}, 150))"""


@dataclass(frozen=True)
class Row:
    """One page: shares lie between 0 and 1, times are milliseconds.

    ``milliseconds`` is the time from click to marks, ``longest`` the longest time for which the
    page's main thread was held up between them. ``wrong`` counts marks that stand on other words than
    theirs, ``faults`` the errors that the page itself saw. ``trouble`` tells why the browser had to be
    started anew; where the state is ``lost`` that did not help either, and the page was not read.
    """

    page: str
    words: int
    state: str
    recall: float
    precision: float
    notes: int
    unplaced: int
    wrong: int
    changed: bool
    faults: tuple[str, ...]
    milliseconds: float
    longest: float
    trouble: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the rows and a summary.

    1 where a mark stood on other words, a page was changed or a page could not be read.
    """
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--browser", choices=("chromium", "firefox"), action="append")
    parser.add_argument("--only", metavar="NAME", action="append", help="pages with such names")
    asked = parser.parse_args(arguments)
    wanted = [
        path.parent
        for path in sorted(asked.folder.glob("*/source.html"))
        if not asked.only or any(fnmatch(path.parent.name, name) for name in asked.only)
    ]
    if not wanted:
        print(f"{asked.folder} has no folder with a source.html that is wanted.", file=sys.stderr)
        return 2
    built = subprocess.run([sys.executable, str(ROOT / "extension" / "build.py")], check=False)
    if built.returncode:
        return built.returncode
    wrong = False
    with server() as address:
        for name in asked.browser or ("chromium", "firefox"):
            rows = list(read(name, wanted, address))
            report(rows, ROOT / "build" / f"pages-{name}.json")
            wrong = wrong or any(row.wrong or row.changed or row.state == "lost" for row in rows)
    return int(wrong)


def started(name: str, extension: Path = ROOT / "build" / "extension") -> Browser:
    """A browser with the extension, the one that was built last unless another is given."""
    return Chromium(extension) if name == "chromium" else Firefox(extension)


def read(
    name: str,
    folders: Iterable[Path],
    address: str,
    *,
    start: Callable[[str], Browser] = started,
) -> Iterator[Row]:
    """Read the pages of these folders in one browser, and print a row for each as it is read."""
    print(f"{name}:")
    with ExitStack() as ends:
        pages = PageServer()
        ends.callback(pages.close)
        at = ends.enter_context(ExitStack())

        def anew() -> Desk:
            at.close()
            browser = start(name)
            at.callback(browser.close)
            desk = Desk(browser)
            desk.set_server(address)
            return desk

        desk = anew()
        for folder in folders:
            trouble = ""
            for _ in range(TRIES):
                try:
                    row = replace(measure(desk, pages, folder), trouble=trouble)
                    break
                except LOST as error:
                    trouble = f"{type(error).__name__}: {error}"
                    desk = anew()
            else:
                row = lost(folder, trouble)
            print(line(row), flush=True)
            yield row


def lost(folder: Path, trouble: str) -> Row:
    """The row of a page that could not be read. Its words count, so that the summary misses them."""
    words = wanted_in(folder).total()
    return Row(folder.name, words, "lost", 0, 0, 0, 0, 0, False, (), 0, 0, trouble)


@contextmanager
def server() -> Iterator[str]:
    """The real server on a free port."""
    port = free_port()
    process = Popen(serve_command(port), cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}/"
        wait("the server", lambda: answers(address + "readyz"), seconds=90, every=0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def measure(desk: Desk, pages: PageServer, folder: Path) -> Row:
    """Read one page."""
    source = (folder / "source.html").read_text(encoding="utf-8")
    wanted = wanted_in(folder)
    tab = desk.browser.tab(pages.put(f"/{folder.name}", source))
    try:
        tab.front()
        tab.js(_AT_REST)
        before = tab.js(_WITHOUT_HOST)
        # The copy that was compared is tidied away.
        tab.js(_AT_REST)
        tab.js(_WATCH)
        read = desk.press(tab)
        seen = tab.js(_SEEN)
        after = tab.js(_WITHOUT_HOST)
        report = desk.report(read)
        found = words_of(desk.inside(read, _TEXT) or "")
        both = sum((wanted & found).values())
        return Row(
            page=folder.name,
            words=wanted.total(),
            state=read.state,
            recall=both / max(1, wanted.total()),
            precision=both / max(1, found.total()),
            notes=len(report["notes"]),
            unplaced=sum(1 for note in report["notes"] if note["marks"] and not note["placed"]),
            wrong=desk.inside(read, _WRONG),
            changed=before != after,
            faults=tuple(seen["faults"]),
            milliseconds=round(read.milliseconds),
            longest=round(seen["longest"]),
        )
    finally:
        tab.close()


def wanted_in(folder: Path) -> Counter[str]:
    """The words that should be found on a page; none where nobody said which."""
    expected = folder / "expected.html"
    return words_of(strip(expected.read_text("utf-8"))) if expected.exists() else Counter()


def strip(markup: str) -> str:
    """The words of simple markup."""
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def words_of(text: str) -> Counter[str]:
    """Words and how often each occurs."""
    return Counter(re.findall(r"\w+", text))


def line(row: Row) -> str:
    """A row for people."""
    marks = f"{row.notes:4} notes, {row.unplaced} not placed, {row.wrong} wrong"
    found = f"found {row.recall:.3f}, of it wanted {row.precision:.3f}"
    times = f"{row.milliseconds:5.0f} ms, held up {row.longest:4.0f} ms"
    change = ", page changed" if row.changed else ""
    faults = f", {len(row.faults)} faults" if row.faults else ""
    trouble = f", browser started anew ({row.trouble})" if row.trouble else ""
    return f"{row.page:36} {row.state:6} {found}; {marks}; {times}{change}{faults}{trouble}"


def report(rows: Sequence[Row], path: Path) -> None:
    """The summary, printed and saved with the rows; rows of other pages in the file stay there."""
    fresh = {row.page: asdict(row) for row in rows}
    if path.exists():
        old = {row["page"]: row for row in json.loads(path.read_text("utf-8"))["pages"]}
        fresh = {**{name: row for name, row in old.items() if row.keys() == ROW}, **fresh}
    summary = summed(list(fresh.values()))
    told = {"summary": summary, "pages": [fresh[name] for name in sorted(fresh)]}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for name, value in summary.items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    print(f"(also in {path.relative_to(ROOT) if path.is_relative_to(ROOT) else path})")


ROW = {field.name for field in fields(Row)}


def summed(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The figures that are asked for, over all rows."""
    done = [row for row in rows if row["state"] == "done"]
    long = [row for row in rows if row["words"] >= FEWEST]
    good = [row for row in long if row["recall"] >= 0.97 and row["precision"] >= 0.97]
    times = sorted(row["milliseconds"] for row in done) or [0]
    held = sorted(row["longest"] for row in done) or [0]
    notes = sum(row["notes"] for row in rows)
    return {
        "pages": len(rows),
        "pages with notes": len(done),
        "pages not read": sum(row["state"] == "lost" for row in rows),
        "pages for which the browser was started anew": sum(bool(row["trouble"]) for row in rows),
        f"pages of {FEWEST} words": len(long),
        "of these, recall at least .97": sum(row["recall"] >= 0.97 for row in long),
        "of these, precision at least .97": sum(row["precision"] >= 0.97 for row in long),
        "of these, both": len(good),
        "notes": notes,
        "share placed": 1 - sum(row["unplaced"] for row in rows) / max(1, notes),
        "wrong marks": sum(row["wrong"] for row in rows),
        "pages changed": sum(row["changed"] for row in rows),
        "pages with faults": sum(bool(row["faults"]) for row in rows),
        "milliseconds to marks, median": statistics.median(times),
        "milliseconds to marks, 95 %": times[int(len(times) * 0.95)],
        "milliseconds held up, median": statistics.median(held),
        "milliseconds held up, most": held[-1],
    }


if __name__ == "__main__":
    sys.exit(main())
