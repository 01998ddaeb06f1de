"""Read every saved page of a folder in a real browser and print a row for each.

    python -m tests.bench.pages ../shared/data/pages [chromium|firefox]

The folder has one folder per page with ``source.html`` and, to compare with, ``expected.html``. The
real server analyses them. Results go to ``build/pages-<browser>.json`` as well. Nothing of the pages
is kept.
"""

from __future__ import annotations

import html
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import Popen

from tests.browser.chromium import Chromium
from tests.browser.desk import Desk
from tests.browser.driver import DriverError, wait
from tests.browser.firefox import Firefox
from tests.browser.fixtures import ROOT, answers, free_port, serve_command
from tests.browser.pages import PageServer

# Pages with fewer words than this in ``expected.html`` are not counted in the summary.
FEWEST = 150

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


@dataclass(frozen=True)
class Row:
    """One page: shares lie between 0 and 1, times are milliseconds from click to marks."""

    page: str
    words: int
    state: str
    recall: float
    precision: float
    notes: int
    unplaced: int
    wrong: int
    changed: bool
    milliseconds: float


def main() -> int:
    """Print the rows and a summary; 1 where a mark stood on other words or a page was changed."""
    folder = Path(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else "chromium"
    extension = ROOT / "build" / "extension"
    browser = Chromium(extension) if name == "chromium" else Firefox(extension)
    pages = PageServer()
    rows: list[Row] = []
    try:
        with server() as address:
            desk = Desk(browser)
            desk.set_server(address)
            for page in sorted(path.parent for path in folder.glob("*/source.html")):
                try:
                    rows.append(measure(desk, pages, page))
                except DriverError as error:
                    print(f"{page.name:36} {error}")
                    continue
                print(line(rows[-1]), flush=True)
    finally:
        browser.close()
        pages.close()
    report(rows, ROOT / "build" / f"pages-{name}.json")
    return int(any(row.wrong or row.changed for row in rows))


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
    expected = folder / "expected.html"
    wanted = words_of(strip(expected.read_text("utf-8"))) if expected.exists() else Counter[str]()
    tab = desk.browser.tab(pages.put(f"/{folder.name}", source))
    try:
        before = tab.js(_WITHOUT_HOST)
        read = desk.press(tab)
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
            milliseconds=round(read.milliseconds),
        )
    finally:
        tab.close()


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
    change = ", page changed" if row.changed else ""
    return f"{row.page:36} {row.state:6} {found}; {marks}; {row.milliseconds:5.0f} ms{change}"


def report(rows: list[Row], path: Path) -> None:
    """The summary, printed and saved with the rows."""
    long = [row for row in rows if row.words >= FEWEST]
    times = sorted(row.milliseconds for row in rows)
    notes = sum(row.notes for row in rows)
    summary = {
        "pages": len(rows),
        "recall at least .97": sum(row.recall >= 0.97 for row in long) / max(1, len(long)),
        "precision at least .97": sum(row.precision >= 0.97 for row in long) / max(1, len(long)),
        "placed": 1 - sum(row.unplaced for row in rows) / max(1, notes),
        "wrong": sum(row.wrong for row in rows),
        "milliseconds, median": statistics.median(times) if times else 0,
        "milliseconds, 95 %": times[int(len(times) * 0.95)] if times else 0,
    }
    path.write_text(json.dumps({"summary": summary, "pages": [asdict(row) for row in rows]}))
    for name, value in summary.items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")


if __name__ == "__main__":
    sys.exit(main())
