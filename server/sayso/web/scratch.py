"""Where processes keep small files that hold no words: in memory where they can, else on a disk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# What a container whose system can only be read still has, unless somebody took it away.
_SHARED = Path("/dev/shm")

LACKING = (
    "Sayso needs a folder for small files without words, and can write to none of those that the "
    "system names: /dev/shm, /tmp and the like."
)
ADVICE = "Let it write to /dev/shm, or set TMPDIR to a folder where it can."


def folder() -> Path | None:
    """The folder; None where nothing can be written."""
    if os.access(_SHARED, os.W_OK):
        return _SHARED
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return None
