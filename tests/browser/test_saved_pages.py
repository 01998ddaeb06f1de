"""The reading of a folder of saved pages (``make pages``), on pages that are invented for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from tests.bench.pages import ROW, TRIES, Row, line, lost, main, read, report, started
from tests.browser.driver import Browser, Tab
from tests.browser.pages import news_page

HEADLINE = "Pier of Ossa may open in May"
WORDS = (
    "The pier of Ossa may open in May, according to two officials who know the plans.",
    "“We hope so,” said Ilse Brandt, the mayor, on Monday. It reportedly cost 3 million crowns.",
    "Nobody in Ossa has seen the new timetable, and it is believed to be short.",
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three saved pages; of the last nobody said which words are the article."""
    root = tmp_path_factory.mktemp("saved")
    paragraphs = "".join(f"<p>{words}</p>" for words in WORDS)
    made = []
    for name in ("a-pier", "b-falls", "c-unknown"):
        folder = root / name
        folder.mkdir()
        (folder / "source.html").write_text(news_page(HEADLINE, paragraphs), "utf-8")
        if name != "c-unknown":
            (folder / "expected.html").write_text(f"<div>{paragraphs}</div>", "utf-8")
        made.append(folder)
    return made


@pytest.fixture
def falling(
    monkeypatch: pytest.MonkeyPatch, extension: Path
) -> Callable[[int], Callable[[str], Browser]]:
    """Real browsers; the first so many are killed, as by a crash, when they open the page b-falls."""

    def falls(times: int) -> Callable[[str], Browser]:
        left = [times]

        def start(name: str) -> Browser:
            browser = started(name, extension)
            opened = browser.tab

            def tab(url: str) -> Tab:
                if "b-falls" in url and left[0]:
                    left[0] -= 1
                    browser.process.kill()
                return opened(url)

            monkeypatch.setattr(browser, "tab", tab)
            return browser

        return start

    return falls


@pytest.mark.parametrize(("name", "falls"), [("firefox", 1), ("chromium", TRIES)])
def test_a_browser_that_is_lost_is_started_anew(
    folders: list[Path],
    sayso_server: str,
    falling: Callable[[int], Callable[[str], Browser]],
    capsys: pytest.CaptureFixture[str],
    name: str,
    falls: int,
) -> None:
    first, second, third = read(name, folders, sayso_server, start=falling(falls))
    for row in (first, third):
        assert (row.state, row.trouble, row.wrong, row.changed) == ("done", "", 0, False)
        assert row.notes >= 4
    assert first.recall == 1 and first.precision >= 0.9
    assert first.words == sum(len(words.split()) for words in WORDS)
    # Without words to compare with, nothing is said about how much was found.
    assert third.words == 0
    assert second.trouble
    if falls < TRIES:
        assert replace(second, trouble="", milliseconds=0, longest=0) == replace(
            first, page="b-falls", milliseconds=0, longest=0
        )
    else:
        assert second == lost(folders[1], second.trouble)
        assert second.words == first.words
    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"{name}:", line(first), line(second), line(third)]
    assert "browser started anew" in printed[2] and second.trouble in printed[2]


def row(page: str, **facts: object) -> Row:
    """A row of a page on which all is as it should be, but for these facts."""
    plain = Row(page, 200, "done", 1.0, 1.0, 10, 0, 0, False, (), 400, 30)
    return replace(plain, **facts)  # type: ignore[arg-type]


def test_the_report_has_a_row_for_each_page_and_keeps_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pages.json"
    report([row("one"), row("two", state="lost", trouble="gone", notes=0)], path)
    report([row("two", recall=0.5), row("three", unplaced=1)], path)
    told = json.loads(path.read_text("utf-8"))
    assert [each["page"] for each in told["pages"]] == ["one", "three", "two"]
    assert all(list(each) == [field.name for field in fields(Row)] for each in told["pages"])
    assert set(told["pages"][0]) == ROW
    summary = told["summary"]
    assert (summary["pages"], summary["pages with notes"], summary["pages not read"]) == (3, 3, 0)
    assert summary["of these, recall at least .97"] == 2
    assert summary["share placed"] == pytest.approx(29 / 30)
    assert "pages: 3" in capsys.readouterr().out
    # Rows of another make cannot be summed with these.
    older = {key: value for key, value in asdict(row("old")).items() if key != "trouble"}
    path.write_text(json.dumps({"summary": {}, "pages": [older]}), "utf-8")
    report([row("new", state="lost", trouble="gone")], path)
    told = json.loads(path.read_text("utf-8"))
    assert [each["page"] for each in told["pages"]] == ["new"]
    assert told["summary"]["pages not read"] == 1
    assert told["summary"]["pages for which the browser was started anew"] == 1


def test_a_folder_without_pages_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
