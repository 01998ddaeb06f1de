"""How large a server this machine can carry: cores and memory, inside of a container too."""

from __future__ import annotations

import os
from pathlib import Path

# What the first process takes, and what each worker adds once it has answered for a while. Measured
# with `python -m tests.bench.memory` and `tests.bench.flat`, rounded up.
FIRST, EACH = 350_000_000, 150_000_000
# For one reader's own machine, which has other things to do.
AT_MOST = 4

_CGROUP = Path("/sys/fs/cgroup")
_MEMINFO = Path("/proc/meminfo")


def cores() -> int:
    """Cores that this process may use; a container's share is rounded up."""
    count = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    quota, _, period = _read(_CGROUP / "cpu.max").partition(" ")
    if quota.isdigit() and period.strip().isdigit() and int(period) > 0:
        count = min(count, -(-int(quota) // int(period)))
    return max(1, count)


def free_memory() -> int | None:
    """Bytes that this process and its workers may still take; None where nothing tells."""
    found = []
    for line in _read(_MEMINFO).splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            found.append(int(value.split()[0]) * 1024)
    limit, used = _read(_CGROUP / "memory.max"), _read(_CGROUP / "memory.current")
    if limit.strip().isdigit() and used.strip().isdigit():
        found.append(int(limit) - int(used))
    return min(found) if found else None


def workers_that_fit(cores: int, memory: int | None, *, at_most: int | None) -> int:
    """One worker per core, as far as the memory goes."""
    count = cores if at_most is None else min(cores, at_most)
    if memory is not None:
        count = min(count, (memory - FIRST) // EACH)
    return max(1, count)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, ValueError):
        return ""
