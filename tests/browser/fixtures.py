"""Browsers with the extension, a page server and the real Sayso server, each started once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.browser.chromium import Chromium
from tests.browser.desk import Desk
from tests.browser.driver import wait
from tests.browser.firefox import Firefox
from tests.browser.pages import PageServer

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "data" / "seed.txt"


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loadable folder, freshly built, with the zips beside it; another for each test process."""
    out = tmp_path_factory.mktemp("build")
    made = build_extension(out)
    assert made.returncode == 0, made.stderr
    return out / "extension"


def build_extension(out: Path) -> subprocess.CompletedProcess[str]:
    """Run what ``make extension`` runs, into a folder."""
    command = [sys.executable, str(ROOT / "extension" / "build.py"), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where pictures go; CI leaves the folder behind."""
    folder = ROOT / "build" / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def pages() -> Iterator[PageServer]:
    """A server for the pages that are read."""
    server = PageServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def sayso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server, as ``make run`` starts it, on a free port; its address."""
    port = free_port()
    log = tmp_path_factory.mktemp("serve") / "log.txt"
    address = f"http://127.0.0.1:{port}/"
    with log.open("w") as out:
        process = subprocess.Popen(
            serve_command(port),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

        def ready() -> bool:
            assert process.poll() is None, f"sayso serve ended: {log.read_text()}"
            return answers(address + "readyz")

        try:
            wait("sayso serve to be ready", ready, seconds=180, every=0.2)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def serve_command(port: int) -> list[str]:
    """The command behind ``make run``, but each click is answered afresh, not from memory."""
    sayso = str(Path(sys.executable).with_name("sayso"))
    return [sayso, "serve", "--port", str(port), "--cache-bytes", "0"]


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a GET is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def desk(request: pytest.FixtureRequest, extension: Path) -> Iterator[Desk]:
    """A browser with the extension and one of its pages open, in Chromium and in Firefox."""
    started = Chromium(extension) if request.param == "chromium" else Firefox(extension)
    try:
        yield Desk(started)
    finally:
        started.close()
