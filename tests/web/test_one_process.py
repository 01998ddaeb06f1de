"""`sayso serve` in threads of one process, on a system that lacks what Windows lacks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Ends servers by signals of POSIX.", allow_module_level=True)

from tests.web import windows
from tests.web.test_access import CHROME
from tests.web.test_gunicorn import TELLING, Server, start, stop
from tests.web.test_gunicorn_load import HELD, LONG, NOT_HTTP, Held, until

FILE = Path(windows.__file__)
ROOT = FILE.parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'server'}{os.pathsep}{ROOT}"}
PRETEND = "from tests.web import windows; windows.pretend(others=('click', 'spacy', 'waitress'))\n"

IMPORT_ALL = """
import pkgutil
from tests.web import windows
windows.pretend()
import sayso
found = [m.name for m in pkgutil.walk_packages(sayso.__path__, "sayso.")]
for name in found:
    if name != "sayso.web.worker":
        __import__(name)
print(len(found))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("threads") / "log.txt"
    running = start(log, "--batch-bytes", "2000000", command=[sys.executable, str(FILE), "serve"])
    yield running
    stop(running)


def sent(server: Server, request: bytes) -> bytes:
    """All that comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=LONG) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as file:
            return file.read()


def test_every_module_but_gunicorns_can_be_imported_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 150


def test_the_command_line_reads_an_article_there(article: str) -> None:
    done = subprocess.run(
        [sys.executable, str(FILE), "analyze", "--format", "json", "-"],
        input=article.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["notes"]) > 5


def test_it_answers(server: Server, article: str) -> None:
    assert server.ask("GET", "/readyz") == (200, {"name": "sayso", "status": "ready"})
    assert server.ask("GET", "/v1/types")[0] == 200
    status, answer = server.analyze(article)
    assert status == 200
    assert len(answer["notes"]) > 5
    assert not server.workers(), "no process but one"


def test_errors_are_problem_documents(server: Server) -> None:
    for method, path, body, code in (
        ("POST", "/v1/analyze", b"[", "invalid_json"),
        ("POST", "/v1/analyze", b'{"text": 1}', "validation_failed"),
        ("POST", "/v1/analyze", b"x" * 3_000_000, "body_too_large"),
        ("POST", "/v1/batch", b"", "unsupported_media_type"),
        ("PUT", "/v1/analyze", None, "method_not_allowed"),
        ("GET", "/nothing", None, "not_found"),
    ):
        status, document = server.ask(method, path, body)
        assert (status, document["code"]) == (document["status"], code)


def test_hosts_and_origins_are_checked(server: Server) -> None:
    body = b'{"text": "Rain may fall."}'
    for named, code in (
        ({"Host": "evil.example"}, "host_not_allowed"),
        ({"Origin": "https://evil.example"}, "origin_not_allowed"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_not_allowed"),
        ({"Content-Type": "text/plain"}, "unsupported_media_type"),
    ):
        assert server.ask("POST", "/v1/analyze", body, **named)[1]["code"] == code
    assert server.ask("POST", "/v1/analyze", body, Origin=CHROME)[0] == 200
    for first, second in (("localhost", "evil.example"), ("evil.example", "localhost")):
        request = f"GET /healthz HTTP/1.1\r\nHost: {first}\r\nHost: {second}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(request.encode())
            assert b" 400 " in connection.recv(100)


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_http_is_answered_with_a_problem(server: Server, name: str) -> None:
    head, _, body = sent(server, NOT_HTTP[name]).partition(b"\r\n\r\n")
    document = json.loads(body)
    assert int(head.split()[1]) == document["status"] >= 400
    assert b"application/problem+json" in head
    assert b"nosniff" in head
    assert b"Quillwort" not in head + body


def test_a_body_that_is_too_large_for_anything_is_refused_unread(server: Server) -> None:
    head = b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"
    assert json.loads(sent(server, head).partition(b"\r\n\r\n")[2])["code"] == "body_too_large"


def test_a_batch_comes_line_by_line_and_ends_with_its_last_line(server: Server) -> None:
    lines = [json.dumps({"id": str(n), "text": f"Rain may fall {n}."}) for n in range(20)]
    connection = HTTPConnection("127.0.0.1", server.port, timeout=LONG)
    kind = {"Content-Type": "application/x-ndjson"}
    connection.request("POST", "/v1/batch", "\n".join([*lines, "["]), kind)
    answer = connection.getresponse()
    assert answer.headers["Transfer-Encoding"] == "chunked"
    found = [json.loads(line) for line in answer]
    connection.close()
    assert [each.get("id") for each in found] == [*map(str, range(20)), None, None]
    assert found[20]["error"]["code"] == "invalid_json"
    assert found[21] == {"done": True, "ok": 20, "failed": 1}


def test_silent_and_slow_connections_hold_nobody_up(server: Server, article: str) -> None:
    open_ = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(12)]
    try:
        for each in open_[6:]:
            each.sendall(
                b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"
            )
        assert server.analyze(article)[0] == 200
    finally:
        for each in open_:
            each.close()


def test_many_at_once_are_all_answered_alike(server: Server, article: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: server.analyze(f"{article} {number}"), range(24)))
    assert {status for status, _ in answers} == {200}
    assert len({tuple(note["id"] for note in answer["notes"]) for _, answer in answers}) == 1


def test_nothing_of_the_texts_is_in_the_log(server: Server) -> None:
    written = server.log.read_text()
    assert "Oslund" not in written
    assert "Quillwort" not in written
    assert "Traceback" not in written


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Callable[..., Held]]:
    started: list[Held] = []

    def make(*options: str) -> Held:
        started.append(Held(tmp_path, *options, script=PRETEND + HELD))
        return started[-1]

    yield make
    for each in started:
        each.go()
        stop(each.server)
        each.pool.shutdown()


def test_who_would_wait_too_long_is_told_to_come_back(held: Callable[..., Held]) -> None:
    server = held("--workers", "4", "--wait", "0.1")
    # Each waits 0.05 seconds for those before it, as far as the server knows.
    first = server.hold("Wait a", "Wait b", "Wait c")
    status, document = server.ask("Rain may fall.")
    assert (status, document["code"]) == (503, "busy")
    # Pages and the question whether it runs are answered all the same.
    assert server.server.ask("GET", "/healthz")[0] == 200
    server.go()
    assert [each.result(LONG)[0] for each in first] == [200] * 3
    assert server.ask("Rain may fall.")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_requests_finish_and_ends_cleanly(
    tmp_path: Path, article: str, number: signal.Signals
) -> None:
    server = start(
        tmp_path / "log.txt",
        *("--seconds", "20", "--graceful-timeout", "60"),
        command=[sys.executable, "-c", PRETEND + TELLING],
    )
    try:
        # Neither a connection that says nothing nor one that is kept keeps the server alive.
        with socket.create_connection(("127.0.0.1", server.port)), ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(server.analyze, "\n\n".join([article] * 6)) for _ in range(3)]
            until(lambda: server.log.read_text().count("begun") == 2)
            server.process.send_signal(number)
            assert [each.result(LONG)[0] for each in asked] == [200] * 3
            assert server.process.wait(LONG) == 0
    finally:
        stop(server)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=2)
    assert "Traceback" not in server.log.read_text()


def test_what_does_not_end_in_time_is_given_up(held: Callable[..., Held]) -> None:
    server = held("--graceful-timeout", "1")
    (lost,) = server.hold("Wait a")
    server.server.process.terminate()
    assert server.server.process.wait(LONG) == 0
    with pytest.raises(ConnectionError):
        lost.result(LONG)
