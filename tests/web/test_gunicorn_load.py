"""`sayso serve` under load: workers that are killed, signals, queues, and what is not HTTP.

Nothing here hopes for a speed: texts that begin with "Wait" are held until a file lies there.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("gunicorn does not run on Windows.", allow_module_level=True)

from sayso.web import worker
from tests.web.test_gunicorn import Server, start, stop

# The same server; a text that begins with "Wait" tells which worker has it and waits for a file.
HELD = """
import os, pathlib, signal, sys, time
from sayso.cli import main
from sayso.web import v1

# Whoever runs the tests may keep it away from all that they start.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
folder = pathlib.Path(sys.argv.pop(1))

def analyse(text, *rest, **options):
    if text.startswith("Wait"):
        folder.joinpath(text).write_text(str(os.getpid()))
        while not folder.joinpath("go").exists():
            time.sleep(0.01)
    return real(text, *rest, **options)

real, v1.analyse = v1.analyse, analyse
main(["serve", *sys.argv[1:]])
"""
LONG = 120  # seconds


class Held:
    """A server whose workers can be held, and the folder by which they are let go."""

    def __init__(self, folder: Path, *options: str, script: str = HELD) -> None:
        self.folder = folder
        command = [sys.executable, "-c", script, str(folder)]
        self.server = start(folder / "log.txt", "--timeout", "600", *options, command=command)
        self.pool = ThreadPoolExecutor(16)

    def hold(self, *names: str) -> list[Any]:
        """Send texts and wait until workers have them."""
        asked = [self.pool.submit(self.ask, name) for name in names]
        until(lambda: all((self.folder / name).exists() for name in names))
        return asked

    def holder(self, name: str) -> int:
        """The worker that has this text."""
        until(lambda: bool((self.folder / name).read_text()))
        return int((self.folder / name).read_text())

    def go(self) -> None:
        """Let them all go on."""
        (self.folder / "go").touch()

    def ask(self, text: str) -> tuple[int, Any]:
        """Status and answer."""
        return read(self.queued(text))

    def queued(self, text: str) -> socket.socket:
        """A connection with a whole request in it, which is in the queue when this returns."""
        body = json.dumps({"text": text}).encode()
        head = (
            f"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/json\r\nConnection: close\r\n\r\n"
        )
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=LONG)
        connection.sendall(head.encode() + body)
        return connection


def read(connection: socket.socket) -> tuple[int, Any]:
    """Status and answer. Closes the connection, which its worker waits for a while."""
    with connection, connection.makefile("rb") as file:
        answer = file.read()
    if not answer:
        raise ConnectionError("no answer")
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Callable[..., Held]]:
    started: list[Held] = []

    def make(*options: str) -> Held:
        started.append(Held(tmp_path, *options))
        return started[-1]

    yield make
    for each in started:
        each.go()
        stop(each.server)
        each.pool.shutdown()


def test_a_worker_that_is_killed_under_load_loses_its_own_request_alone(
    held: Callable[..., Held], article: str
) -> None:
    server = held()
    (lost,) = server.hold("Wait a")
    waiting = [server.queued(f"{article} {number}") for number in range(8)]
    os.kill(server.holder("Wait a"), signal.SIGKILL)
    waiting += [server.queued(f"{article} {number}") for number in range(8, 16)]
    assert [read(each)[0] for each in waiting] == [200] * 16
    with pytest.raises((ConnectionError, HTTPException)):
        lost.result(LONG)


@pytest.mark.parametrize(
    "told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda s: s.name
)
def test_who_waits_is_answered_when_the_server_is_told_to_stop(
    held: Callable[..., Held], article: str, told: signal.Signals
) -> None:
    server = held("--graceful-timeout", "120", "--wait", "600")
    first = server.hold("Wait a", "Wait b")
    waiting = [server.queued(f"{article} {number}") for number in range(8)]
    # A terminal tells all processes, others tell the first.
    workers = () if told == signal.SIGTERM else server.server.workers()
    for pid in (server.server.process.pid, *workers):
        os.kill(pid, told)
    server.go()
    assert [each.result(LONG)[0] for each in first] == [200, 200]
    assert [read(each)[0] for each in waiting] == [200] * 8
    assert server.server.process.wait(LONG) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.server.port), timeout=2)
    assert "Traceback" not in server.server.log.read_text()


def test_a_server_that_was_started_with_nohup_goes_on(tmp_path: Path) -> None:
    server = Held(tmp_path, script=HELD.replace("SIG_DFL", "SIG_IGN"))
    try:
        for pid in (server.server.process.pid, *server.server.workers()):
            os.kill(pid, signal.SIGHUP)
        assert server.ask("It may rain.")[0] == 200
        assert server.server.process.poll() is None
    finally:
        stop(server.server)
        server.pool.shutdown()


def test_a_second_ctrl_c_waits_for_nobody(held: Callable[..., Held]) -> None:
    server = held("--graceful-timeout", "600")
    (first,) = server.hold("Wait a")

    def ended() -> bool:
        # As often as it takes: the same signal twice before the first is read is one.
        server.server.process.send_signal(signal.SIGINT)
        return server.server.process.poll() is not None

    until(ended)
    with pytest.raises((ConnectionError, HTTPException)):
        first.result(LONG)


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="Only Linux tells how many wait.")
def test_a_long_queue_is_told_to_come_back(held: Callable[..., Held], article: str) -> None:
    server = held("--workers", "1", "--wait", "0.5")
    first = server.hold("Wait a")
    waiting = [server.queued(f"{article} {number}") for number in range(12)]
    server.go()
    assert first[0].result(LONG)[0] == 200
    answers = [read(each) for each in waiting]
    # A request takes 0.2 seconds as far as the server knows, or more once it has seen longer ones.
    assert answers[0][0] == 503
    assert answers[0][1]["code"] == "busy"
    assert answers[-1][0] == 200
    refused = [status == 503 for status, _ in answers]
    assert refused == sorted(refused, reverse=True), "whoever came first was refused first"


def test_a_batch_leaves_a_worker_free(held: Callable[..., Held], article: str) -> None:
    server = held()

    def batch(text: str) -> tuple[int, list[Any], str | None]:
        connection = HTTPConnection("127.0.0.1", server.server.port, timeout=LONG)
        try:
            body = json.dumps({"text": text})
            connection.request("POST", "/v1/batch", body, {"Content-Type": "application/x-ndjson"})
            answer = connection.getresponse()
            lines = [json.loads(line) for line in answer.read().splitlines()]
            return answer.status, lines, answer.headers["Retry-After"]
        finally:
            connection.close()

    first = server.pool.submit(batch, "Wait a")
    until((server.folder / "Wait a").exists)
    status, lines, after = batch(article)
    assert (status, lines[0]["code"], after) == (503, "busy", "10")
    assert server.ask(article)[0] == 200
    # A worker that is killed with a batch in hand leaves its place free.
    os.kill(server.holder("Wait a"), signal.SIGKILL)
    with pytest.raises((ConnectionError, HTTPException)):
        first.result(LONG)
    assert batch(article)[0] == 200


NOT_HTTP = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
    "another version": b"GET /Quillwort HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no version": b"Quillwort\r\n\r\n",
    "a bad header": b"GET / HTTP/1.1\r\nHost: localhost\r\nQuill wort: Quillwort\r\n\r\n",
    "a long line": b"GET /" + b"Quillwort" * 2_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"Quillwort" * 2_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: Quillwort\r\n" * 300 + b"\r\n",
    "two lengths": b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    "a length of letters": b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Length: Quillwort\r\n\r\n{}",
    "both lengths": b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad chunks": b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
    b"\r\nTransfer-Encoding: chunked\r\n\r\nQuillwort\r\n{}\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("plain") / "log.txt", "--languagetool", "--metrics")
    yield running
    stop(running)


@pytest.mark.parametrize("sent", NOT_HTTP.values(), ids=NOT_HTTP)
def test_what_is_not_http_gets_a_problem_document_and_no_line_in_the_log(
    plain: Server, sent: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", plain.port), timeout=LONG) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        status, document = read(connection)
    assert (status, document["code"]) == (400, "bad_request")
    long = sent in {NOT_HTTP[name] for name in ("a long line", "a long header", "many headers")}
    assert ("too long" in document["detail"]) is long
    assert "Quillwort" not in plain.log.read_text()
    assert "127.0.0.1" not in plain.log.read_text()


def test_what_is_not_http_is_counted(plain: Server) -> None:
    before = counted(plain, "bad_request")
    for sent in (NOT_HTTP["TLS"], NOT_HTTP["no version"]):
        with socket.create_connection(("127.0.0.1", plain.port), timeout=LONG) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            read(connection)
    assert counted(plain, "bad_request") == before + 2


def counted(server: Server, code: str) -> float:
    """How many problems of this code /metrics tells of."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=LONG)
    try:
        connection.request("GET", "/metrics")
        told = connection.getresponse().read().decode()
    finally:
        connection.close()
    series = f'sayso_problems_total{{code="{code}"}} '
    (value,) = (line[len(series) :] for line in told.splitlines() if line.startswith(series))
    return float(value)


@pytest.mark.parametrize("told", [signal.SIGUSR2, signal.SIGTTIN, signal.SIGTTOU], ids=str)
def test_workers_are_as_many_as_were_asked_for(plain: Server, told: signal.Signals) -> None:
    until(lambda: len(plain.workers()) == 2)
    plain.process.send_signal(told)
    # What came to the parent is done before what comes after.
    victim = min(plain.workers())
    os.kill(victim, signal.SIGKILL)
    until(lambda: victim not in plain.workers() and len(plain.workers()) >= 2)
    assert len(plain.workers()) == 2
    assert plain.log.read_text().count("Traceback") == 0


@pytest.mark.parametrize(
    "header", ["SCRIPT_NAME: /v1", "PATH_INFO: /v1/info", "X-Forwarded-Prefix: /v1"]
)
def test_no_header_says_what_is_asked_for(plain: Server, header: str) -> None:
    with socket.create_connection(("127.0.0.1", plain.port), timeout=LONG) as connection:
        request = f"GET /v1/v1/info HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n"
        connection.sendall(request.encode())
        connection.shutdown(socket.SHUT_WR)
        assert read(connection)[0] in {400, 404}


def test_no_header_says_how_a_request_came(plain: Server) -> None:
    with socket.create_connection(("127.0.0.1", plain.port), timeout=LONG) as connection:
        connection.sendall(
            b"GET /v1/info HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
            b"X-Forwarded-Ssl: off\r\n\r\n"
        )
        connection.shutdown(socket.SHUT_WR)
        assert read(connection)[0] == 200


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="Only Linux tells how many may wait.")
def test_the_system_tells_how_many_may_wait() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=7) as listener:
        assert worker.room(listener) == 7
        with socket.create_connection(listener.getsockname()):
            until(lambda: worker.waiting(listener) == 1)


LINE = b'{"text": "It may rain, they say."}\n'
# Each is whole as far as it goes: nothing but its length tells that there was more.
CUT = {
    "/v1/analyze": ("application/json", LINE),
    "/v1/batch": ("application/x-ndjson", LINE),
    "/v2/check": ("application/x-www-form-urlencoded", b"language=en&text=It+may+rain."),
}


@pytest.mark.parametrize("chunked", [False, True], ids=["a length", "chunks"])
@pytest.mark.parametrize(("path", "kind", "body"), [(path, *cut) for path, cut in CUT.items()])
def test_a_body_that_ends_too_early_is_not_taken_for_whole(
    plain: Server, path: str, kind: str, body: bytes, chunked: bool
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n".encode()
    how = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body)
    if not chunked:
        how = b"Content-Length: %d\r\n\r\n" % (300 * len(body))
    with socket.create_connection(("127.0.0.1", plain.port), timeout=LONG) as connection:
        connection.sendall(head + how + body)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as file:
            answer = file.read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"bad_request" in answer
    assert b"The body broke off" in answer
    if not chunked:
        assert b"%d of the " % len(body) in answer
