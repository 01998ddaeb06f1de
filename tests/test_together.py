"""What shares a fixture runs in one process, as ``make test`` divides the tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What a file's tests share leaves a word when it is made, and in which process.
FILE = """
import os
from pathlib import Path
import pytest

def made(*what):
    Path("made", " ".join([Path(__file__).stem, *what, os.environ["PYTEST_XDIST_WORKER"]])).touch()

@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request):
    made(request.param)

@pytest.fixture(scope="module")
def server():
    made("server")

@pytest.mark.parametrize("number", range(4))
def test_in_a_browser(browser, number):
    pass

@pytest.mark.parametrize("number", range(4))
def test_of_a_server(server, number):
    pass
"""


def test_what_a_file_shares_is_made_once(tmp_path: Path) -> None:
    division = re.search(r"pytest (-n 2 .*)", (ROOT / "Makefile").read_text("utf-8"))
    assert division is not None
    (tmp_path / "made").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    for name in ("test_one", "test_other"):
        (tmp_path / f"{name}.py").write_text(FILE, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", *division[1].split(), "--rootdir=."],
        cwd=tmp_path,
        # No other plugins: they take seconds to load, three times.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "24 passed" in ran.stdout
    made = sorted(path.name.rpartition(" ")[0] for path in (tmp_path / "made").iterdir())
    what = ("chromium", "firefox", "server")
    assert made == [f"{name} {each}" for name in ("test_one", "test_other") for each in what]
