"""Named arrays on disk, in half precision, and in bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[Any]]


def to_bytes(weights: Mapping[str, NDArray[Any]]) -> bytes:
    """The arrays as the bytes of an .npz file; floats with 16 bits."""
    file = BytesIO()
    np.savez(
        file,
        allow_pickle=False,
        **{
            name: array.astype(np.float16) if array.dtype == np.float32 else array
            for name, array in weights.items()
        },
    )
    return file.getvalue()


def from_bytes(data: bytes) -> Weights:
    """The arrays of `to_bytes`, floats with 32 bits, which is what processors multiply."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        return {
            name: file[name].astype(np.float32) if file[name].dtype == np.float16 else file[name]
            for name in file.files
        }


def read(path: Path) -> Weights:
    """The arrays of a file that `write` wrote."""
    return from_bytes(path.read_bytes())


def write(path: Path, weights: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays to a file."""
    path.write_bytes(to_bytes(weights))
