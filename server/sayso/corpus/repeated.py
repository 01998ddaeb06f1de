"""Ids that occur more than once, found with little memory however many articles there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# A record: eight bytes of the id's hash, and the number of its place.
_RECORD = np.dtype([("key", "<u8"), ("place", "<u8")])
# Records that are compared at once, and read at once: some 100 MB.
_AT_ONCE = 4_000_000
_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Repeated:
    """How many articles have the id of an earlier one, and places of the first such pairs."""

    count: int
    examples: tuple[tuple[int, int], ...]


def count_repeated(path: Path, *, at_once: int = _AT_ONCE) -> Repeated:
    """Compare all ids in a file of records.

    The file is read several times, each time for another part of all hashes, so that memory stays
    the same. With 100 million articles, the chance that any two unlike ids are taken for one is 3
    in 10,000.
    """
    total = path.stat().st_size // _RECORD.itemsize
    parts = max(1, -(-total // at_once))
    count = 0
    examples: list[tuple[int, int]] = []
    for part in range(parts):
        found = np.concatenate([_EMPTY, *_part(path, part, parts, at_once)])
        found = np.sort(found, order=["key", "place"])
        again = np.flatnonzero(found["key"][1:] == found["key"][:-1])
        count += len(again)
        for at in again[:_EXAMPLES].tolist():
            examples.append((int(found["place"][at]), int(found["place"][at + 1])))
    examples.sort(key=lambda pair: pair[1])
    return Repeated(count, tuple(examples[:_EXAMPLES]))


_EMPTY: NDArray[np.void] = np.zeros(0, _RECORD)


def _part(path: Path, part: int, parts: int, at_once: int) -> Iterator[NDArray[np.void]]:
    with path.open("rb") as file:
        while data := file.read(at_once // 4 * _RECORD.itemsize or _RECORD.itemsize):
            records: NDArray[np.void] = np.frombuffer(data, _RECORD)
            yield records[records["key"] % np.uint64(parts) == part]
