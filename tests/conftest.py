"""What all tests share. One thread for the numerical libraries: two cores are all there is."""

from __future__ import annotations

import os
from collections import Counter

import pytest

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse two tests with one id: pytest-xdist would run but one of them, and say nothing."""
    twice = sorted(
        name for name, count in Counter(item.nodeid for item in items).items() if count > 1
    )
    if twice:
        raise pytest.UsageError(
            f"several tests are called {', '.join(twice)}: give each its own id"
        )
