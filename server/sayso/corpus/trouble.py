"""What ends a run, as a sentence that says what, where and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Trouble(Exception):
    """A run cannot begin or go on. What is done so far is kept."""


class Stopped(BaseException):
    """Somebody asked the run to stop. Not an Exception, so that nothing swallows it."""


def of_file(path: Path, error: OSError, *, todo: str) -> Trouble:
    """Trouble with a file, in the system's own words, and what to do about it."""
    return Trouble(f"{path}: {error.strerror or error}. {todo}")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object that an earlier run wrote. Raises Trouble where somebody changed it."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise of_file(path, error, todo="Make it readable, or begin anew with --again.") from error
    except ValueError as error:
        raise Trouble(
            f"{path} is not as a run leaves it ({error}). Begin anew with --again."
        ) from error
    if not isinstance(found, dict):
        raise Trouble(f"{path} is not as a run leaves it. Begin anew with --again.")
    return found
