"""docs/corpora.md does what it says, and prints what it shows.

Where a figure changes for a good reason, `python -m tests.corpus.test_examples` writes the new ones.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

import duckdb
from click.testing import CliRunner

from sayso.cli import main
from tests.corpus.invented import write

PAGE = Path(__file__).resolve().parents[2] / "docs" / "corpora.md"
_EXAMPLE = re.compile(
    r"### .*?\n    (sayso corpus .*?)\n.*?```(sql|python)\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL
)


def printed(command: str, language: str, code: str) -> str:
    """What an example prints, in the folder that this process is in."""
    result = CliRunner().invoke(main, [*shlex.split(command)[1:], "--workers", "1"])
    assert result.exit_code == 0, result.output
    out = io.StringIO()
    if language == "sql":
        with duckdb.connect() as db:
            out.write(db.execute(code).df().to_string(index=False) + "\n")
    else:
        with contextlib.redirect_stdout(out):
            exec(code, {})
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def in_a_folder_of_its_own(page: str) -> list[str]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            write(Path("news.jsonl"))
            return [printed(*found.groups()[:3]) for found in _EXAMPLE.finditer(page)]
        finally:
            os.chdir(before)


def test_the_examples_print_what_the_page_shows() -> None:
    page = PAGE.read_text("utf-8")
    shown = [found[4] for found in _EXAMPLE.finditer(page)]
    assert len(shown) == 2
    assert in_a_folder_of_its_own(page) == shown, (
        "If the new figures are right: python -m tests.corpus.test_examples"
    )


def renew() -> None:
    """Write into the page what the examples print now."""
    page = PAGE.read_text("utf-8")
    now = iter(in_a_folder_of_its_own(page))

    def fresh(found: re.Match[str]) -> str:
        return found[0][: found.start(4) - found.start()] + next(now) + "```"

    PAGE.write_text(_EXAMPLE.sub(fresh, page), "utf-8")


if __name__ == "__main__":
    sys.exit(renew())
