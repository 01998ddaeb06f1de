"""What all tests share. One thread for the numerical libraries: two cores are all there is."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

# What takes minutes begins first, so that no process is left alone with it at the end.
FIRST = (
    "tests/browser firefox",
    "tests/site/test_whole_site.py firefox",
    "tests/browser",
    "tests/site",
    "tests/web",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long tests first, and refuse two with one id.

    Of the latter pytest-xdist would run but one, and say nothing.
    """
    twice = sorted(
        name for name, count in Counter(item.nodeid for item in items).items() if count > 1
    )
    if twice:
        raise pytest.UsageError(
            f"several tests are called {', '.join(twice)}: give each its own id"
        )
    items.sort(key=lambda item: [not _together(item.nodeid).startswith(one) for one in FIRST])


class Together(LoadScopeScheduling):
    """Gives a file's tests, or all that drive the same browser, to one process.

    pytest-xdist 3.8 does so by writing groups into the ids of tests. pytest 9.2 takes no notice of
    that, and each process would set up every fixture of every file.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _together(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """Stand in for ``--dist loadgroup``."""
    return Together(config, log) if config.getoption("dist") == "loadgroup" else None


def _together(nodeid: str) -> str:
    """Tests of the same name run in one process: a file's, or all that drive the same browser."""
    file, _, case = nodeid.partition("::")
    browser = next((name for name in ("firefox", "chromium") if name in case.partition("[")[2]), "")
    shared = "tests/browser" if browser and file.startswith("tests/browser/") else file
    return f"{shared} {browser}".strip()
