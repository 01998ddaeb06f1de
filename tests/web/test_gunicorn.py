"""The real thing: `sayso serve` as a process, whose workers are killed and which signals end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case

from sayso.web.doctor.address import read_address
from sayso.web.doctor.server import Question
from sayso.web.doctor.server import Server as Asked

if sys.platform == "win32":
    pytest.skip("gunicorn does not run on Windows.", allow_module_level=True)

from sayso.web.worker import Sender
from tests.web.test_schemathesis import CONFIG, answers_are_what_the_description_says

READY_SECONDS = 90
COMMAND = [sys.executable, "-m", "sayso.cli", "serve"]

# The same server with a step of the analysis that, for one text, comes to no end.
STUCK = """
import itertools
from sayso.cli import main
from sayso.web import v1

def analyse(text, *rest, **options):
    if text == "No end.":
        for _ in itertools.repeat(None):
            pass
    return real(text, *rest, **options)

real, v1.analyse = v1.analyse, analyse
main(["serve", *__import__("sys").argv[1:]])
"""


# The same server, which takes its time over each text.
SLEEP = 0.5
SLOW = f"""
import time
from sayso.cli import main
from sayso.web import v1

def analyse(*rest, **options):
    time.sleep({SLEEP})
    return real(*rest, **options)

real, v1.analyse = v1.analyse, analyse
main(["serve", *__import__("sys").argv[1:]])
"""

# The same server, which says on its standard error when it begins with a text.
TELLING = """
import sys
from sayso.cli import main
from sayso.web import v1

def analyse(*rest, **options):
    print("begun", file=sys.stderr, flush=True)
    return real(*rest, **options)

real, v1.analyse = v1.analyse, analyse
main(["serve", *sys.argv[1:]])
"""


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int
    log: Path
    said: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            kind = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, body, kind | headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def analyze(self, text: str) -> tuple[int, Any]:
        return self.ask("POST", "/v1/analyze", json.dumps({"text": text}).encode())

    def workers(self) -> set[int]:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return {int(pid) for pid in listed.stdout.split()}


def start(log: Path, *options: str, command: Sequence[str] = COMMAND) -> Server:
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "--port", "0", "--workers", "2", *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.fullmatch(r"Sayso is running: http://127\.0\.0\.1:(\d+)/\n", first)
    assert found, first + log.read_text()
    return Server(process, int(found[1]), log, first)


def stop(server: Server) -> None:
    if server.process.poll() is None:
        server.process.terminate()
        try:
            server.process.wait(15)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()
    assert server.process.stdout is not None
    server.process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("serve") / "log.txt", "--seconds", "2")
    yield running
    stop(running)


def test_it_answers(server: Server, article: str) -> None:
    assert server.ask("GET", "/readyz") == (200, {"name": "sayso", "status": "ready"})
    status, answer = server.analyze(article)
    assert status == 200
    assert len(answer["notes"]) > 5
    status, document = server.ask("POST", "/v1/analyze", b"[")
    assert (status, document["code"]) == (400, "invalid_json")
    status, document = server.ask("GET", "/healthz", Host="evil.example")
    assert (status, document["code"]) == (400, "host_not_allowed")
    # Not 500 nor silence for a body that is refused before it was read.
    status, document = server.ask("POST", "/v1/analyze", b"x" * 3_000_000)
    assert (status, document["code"]) == (413, "body_too_large")
    status, document = server.ask("POST", "/v1/analyze", b"x" * 3_000_000, Host="evil.example")
    assert (status, document["code"]) == (400, "host_not_allowed")


def test_the_doctor_has_nothing_to_say_against_it(server: Server) -> None:
    address = read_address(f"http://127.0.0.1:{server.port}/")
    found = list(Asked(Question(address, timeout=60)).findings())
    assert {finding.state for finding in found} == {"fine"}, found
    assert {"Server", "Version", "Host", "Origin", "Answer"} <= {each.about for each in found}


def test_a_chunked_body_is_read_whole_or_refused(server: Server) -> None:
    for size, code in ((1_000_000, "text_too_long"), (2_500_000, "body_too_large")):
        body = b'{"text": "' + b"a" * size + b'"}'
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request(
            "POST",
            "/v1/analyze",
            iter([body[at : at + 50_000] for at in range(0, len(body), 50_000)]),
            {"Content-Type": "application/json"},
            encode_chunked=True,
        )
        assert json.loads(connection.getresponse().read())["code"] == code
        connection.close()


def test_two_host_names_in_one_request_are_refused(server: Server) -> None:
    for first, second in (("localhost", "evil.example"), ("evil.example", "localhost")):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            request = f"GET /healthz HTTP/1.1\r\nHost: {first}\r\nHost: {second}\r\n\r\n"
            connection.sendall(request.encode())
            assert b" 400 " in connection.recv(100)


def test_silent_connections_hold_nobody_up(server: Server) -> None:
    # Browsers open connections that they may never use.
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(6)]
    try:
        time.sleep(0.2)
        assert server.ask("GET", "/healthz")[0] == 200
    finally:
        for connection in silent:
            connection.close()


def test_a_byte_now_and_then_holds_nobody_up() -> None:
    ours, theirs = socket.socketpair()
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.01):
            theirs.send(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    sender = Sender.of(ours, 0.5)
    received = 0
    try:
        with pytest.raises(ConnectionResetError):
            while True:
                received += len(sender.recv(100))
    finally:
        ended.set()
        dripping.join()
        sender.close()
        theirs.close()
    assert received


def test_silence_is_ended_too() -> None:
    ours, theirs = socket.socketpair()
    with theirs, Sender.of(ours, 0.1) as sender, pytest.raises(ConnectionResetError):
        sender.recv(100)


def test_who_takes_nothing_of_an_answer_is_left() -> None:
    ours, theirs = socket.socketpair()
    with theirs, Sender.of(ours, 60) as sender, pytest.raises(ConnectionResetError):
        sender.settimeout(0.1)
        sender.sendall(bytes(50_000_000))


def test_who_takes_nothing_of_a_page_is_left(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(bytes(5_000_000))
    ours, theirs = socket.socketpair()
    late = pytest.raises(ConnectionResetError)
    with theirs, Sender.of(ours, 0.1) as sender, page.open("rb") as file, late:
        sender.sendfile(file, 0, 5_000_000)


def test_no_answer_is_waited_for_longer_than_a_worker_may_be_silent() -> None:
    ours, theirs = socket.socketpair()
    with theirs, Sender.of(ours, 4) as sender:
        assert sender.gettimeout() == 4


def test_a_killed_worker_is_replaced(server: Server, article: str) -> None:
    before = server.workers()
    assert len(before) == 2
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    for _ in range(10):
        assert server.analyze(article)[0] == 200
    until = time.monotonic() + 60
    while len(server.workers()) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    after = server.workers()
    assert len(after) == 2
    assert victim not in after


def test_of_a_text_that_takes_too_long_a_part_is_read(server: Server, article: str) -> None:
    # A quarter of what is read at once, in which nobody says anything.
    plain = [server.analyze(f"Rain fell on quay {at}. " * 140)[1] for at in range(8)]
    status, answer = server.analyze("“No,” said Ada Moss. " * 9_000)
    if status == 200:
        assert answer["incomplete"]
    else:
        # Only a slow machine has not even a part in two seconds.
        assert answer["code"] == "out_of_time"
        assert min(each["elapsed_ms"] for each in plain) > 250
    assert server.analyze(article)[0] == 200


def test_a_worker_that_is_stuck_is_ended_and_replaced(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STUCK]
    server = start(tmp_path / "log.txt", "--seconds", "0.3", command=command)
    try:
        before = server.workers()
        status, document = server.analyze("No end.")
        assert (status, document["code"]) == (503, "out_of_time")
        assert server.analyze("Rain may fall.")[0] == 200
        until = time.monotonic() + 60
        while not server.workers() - before and time.monotonic() < until:
            time.sleep(0.1)
        assert server.workers() - before
    finally:
        stop(server)


def test_many_at_once_are_all_answered(server: Server, article: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: server.analyze(f"{article} {number}"), range(24)))
    assert {status for status, _ in answers} == {200}
    ids = {tuple(note["id"] for note in answer["notes"]) for _, answer in answers}
    assert len(ids) == 1


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/analyze"), ("GET", "/v1/types")])
def test_answers_over_http_are_what_the_description_says(
    server: Server, method: str, path: str
) -> None:
    address = f"http://127.0.0.1:{server.port}/openapi.json"
    operation = schemathesis.openapi.from_url(address, config=CONFIG)[path][method]
    answered: list[str] = []

    @settings(
        max_examples=8,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def ask(case: Case) -> None:
        answers_are_what_the_description_says(case)
        answered.append(case.method)

    ask()
    assert answered


def test_a_second_server_on_the_port_says_so(server: Server) -> None:
    second = subprocess.run(
        [*COMMAND, "--port", str(server.port)],
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
        check=False,
    )
    assert second.returncode == 1
    assert f"Sayso is already running: http://127.0.0.1:{server.port}/" in second.stderr
    assert "Traceback" not in second.stderr


def test_nothing_of_the_texts_is_in_the_log(server: Server) -> None:
    words = "The mayor of Quillwort may resign, Ada Moss said. "
    assert server.analyze(words)[0] == 200
    assert server.analyze("\n\n".join([words] * 3_000))[0] in {200, 503}
    assert server.ask("POST", "/v1/analyze", words.encode())[0] == 400
    assert server.ask("POST", f"/Quillwort?{'Quillwort' * 99}", words.encode())[0] == 404
    for request in (
        f"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{words}",
        f"POST /v1/analyze HTTP/1.1\r\nHost: Quillwort\r\n\r\n{words}",
        f"{words}\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(request.encode())
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1_000)
    written = server.log.read_text()
    for each in ("Quillwort", "Oslund", "Ada Moss", "Traceback"):
        assert each not in written


def test_sigterm_lets_a_request_finish_and_ends_cleanly(tmp_path: Path, article: str) -> None:
    server = start(
        tmp_path / "log.txt",
        *("--seconds", "20", "--graceful-timeout", "60"),
        command=[sys.executable, "-c", TELLING],
    )
    try:
        children = server.workers()
        long = "\n\n".join([article] * 8)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(server.analyze, long)
            until = time.monotonic() + 60
            while "begun" not in server.log.read_text() and time.monotonic() < until:
                time.sleep(0.01)
            server.process.send_signal(signal.SIGTERM)
            assert waiting.result()[0] == 200
        assert server.process.wait(60) == 0
    finally:
        stop(server)
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=2)
    assert "Traceback" not in server.log.read_text()


def test_a_batch_may_take_longer_than_a_worker_may_be_silent(tmp_path: Path) -> None:
    silent, count = 5, 14
    running = start(
        tmp_path / "log.txt",
        *("--timeout", str(silent), "--cache-bytes", "0"),
        command=[sys.executable, "-c", SLOW],
    )
    try:
        body = b'{"text": "Rain may fall."}\n' * count
        connection = HTTPConnection("127.0.0.1", running.port, timeout=120)
        try:
            connection.request("POST", "/v1/batch", body, {"Content-Type": "application/x-ndjson"})
            answers = [json.loads(line) for line in connection.getresponse().read().splitlines()]
        finally:
            connection.close()
        assert count * SLEEP > silent + 1, "too quick to show anything"
        assert answers[-1] == {"done": True, "ok": count, "failed": 0}
    finally:
        stop(running)
