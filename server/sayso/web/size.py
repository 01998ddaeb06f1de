"""How large a server this machine can carry: cores and memory, inside of a container too.

Containers and services have their shares from control groups (Linux's cgroups(7)), of version 1 or
2, one inside the other; the smallest share counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# What the first process takes, and what each worker adds once it has answered for a while. Measured
# with `python -m tests.bench.memory` and `tests.bench.flat`, rounded up.
FIRST, EACH = 350_000_000, 150_000_000
# For one reader's own machine, which has other things to do.
AT_MOST = 4

_CGROUP = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")
_MEMINFO = Path("/proc/meminfo")


def cores() -> int:
    """Cores that this process may use; a container's share is rounded up."""
    count = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    for group in _groups("cpu"):
        # Version 2 has both numbers in one file.
        told = _read(group / "cpu.max").split() or [
            _read(group / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")
        ]
        if all(each.isdigit() for each in told) and len(told) == 2 and int(told[1]) > 0:
            count = min(count, -(-int(told[0]) // int(told[1])))
    return max(1, count)


def free_memory() -> int | None:
    """Bytes that this process and its workers may still take; None where nothing tells."""
    found = []
    for line in _read(_MEMINFO).splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            found.append(int(value.split()[0]) * 1024)
    for group in _groups("memory"):
        for of, taken in (("max", "current"), ("limit_in_bytes", "usage_in_bytes")):
            limit, used = _read(group / f"memory.{of}"), _read(group / f"memory.{taken}")
            if limit.strip().isdigit() and used.strip().isdigit():
                found.append(int(limit) - int(used))
    return min(found) if found else None


def workers_that_fit(cores: int, memory: int | None, *, at_most: int | None) -> int:
    """One worker per core, as far as the memory goes."""
    count = cores if at_most is None else min(cores, at_most)
    if memory is not None:
        count = min(count, (memory - FIRST) // EACH)
    return max(1, count)


def _groups(controller: str) -> Iterator[Path]:
    """The folders of the groups that this process is in, the innermost first, then the outermost.

    A container may see its own group as the outermost one, by whatever path it is told.
    """
    for line in _read(_OWN).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        top = _CGROUP / controller if controllers else _CGROUP
        inner = top / path.strip("/")
        yield from (each for each in (inner, *inner.parents) if each.is_relative_to(top))
    yield _CGROUP


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, ValueError):
        return ""
