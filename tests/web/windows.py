"""A process that has to do without what Windows does not have: ``python windows.py serve …``.

Not Windows, but what of it can break Sayso: no fork, no file locks, no timers, no gunicorn.
"""

from __future__ import annotations

import importlib
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

MISSING = {"fcntl", "grp", "gunicorn", "pty", "pwd", "resource", "syslog", "termios", "tty"}
MISSING_IN = {
    os: ("fork", "getuid", "killpg", "register_at_fork", "sched_getaffinity", "sysconf"),
    signal: ("SIGHUP", "SIGKILL", "SIGPROF", "alarm", "getitimer", "pthread_sigmask", "setitimer"),
}
# They find out by themselves what system this is; what they find must be the truth.
SERVING = (
    *("click", "flask", "flask_cors", "jinja2", "numpy", "pydantic", "rich.console"),
    *("prometheus_client", "psutil", "spacy.lang.en", "waitress.server", "werkzeug.serving"),
)
OTHERS = (*SERVING, "distributed", "pyarrow.parquet")
EARLIER = (multiprocessing.connection, subprocess, tempfile)


class NotThere(MetaPathFinder):
    """Says of some modules that there are none."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def pretend(*, others: Sequence[str] = OTHERS) -> None:
    """From here on this process is on Windows, as far as Sayso can see."""
    for name in others:
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] in MISSING]:
        del sys.modules[name]
    sys.meta_path.insert(0, NotThere())
    for module, names in MISSING_IN.items():
        for name in names:
            delattr(module, name)
    sys.platform = "win32"


def main() -> None:
    """The command line of Sayso there."""
    pretend(others=SERVING)
    from sayso.cli import main

    main()


if __name__ == "__main__":
    main()
