"""The site, built once into a temporary folder, and a real server that serves it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from sayso.web import create_app
from sayso.web.settings import Settings
from tests.deploy import containerfile
from tests.site.visitors import chromium


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, made from no more than what the container's build is given."""
    folder = tmp_path_factory.mktemp("site") / "dist"
    tree = containerfile.copy(tmp_path_factory.mktemp("tree"))
    made = subprocess.run(
        [sys.executable, tree / "site" / "build.py", "--out", folder],
        env={**os.environ, "PYTHONPATH": str(tree / "server")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="session")
def address(dist: Path) -> Iterator[str]:
    """Address of a server with the site and the analyser, with a slash at the end."""
    server = make_server("127.0.0.1", 0, create_app(Settings(site=dist)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of this system, without the extension."""
    with chromium() as one:
        yield one
