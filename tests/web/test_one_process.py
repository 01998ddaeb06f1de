"""`sayso serve` in threads of one process, on a system that lacks what Windows lacks."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Ends servers by signals of POSIX.", allow_module_level=True)

import resource

from sayso.web import create_app, threads
from sayso.web.settings import Settings
from tests.web import windows
from tests.web.test_access import CHROME
from tests.web.test_gunicorn import Server, start, stop
from tests.web.test_gunicorn_load import HELD, LONG, NOT_HTTP, Held, counted, read, until

FILE = Path(windows.__file__)
ROOT = FILE.parents[2]
# Tests begin anywhere; the folder that holds them must be found from there.
FIND = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
PRETEND = FIND + "from tests.web import windows; windows.pretend(others=windows.SERVING)\n"

IMPORT_ALL = f"""{FIND}
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
    command = [sys.executable, str(FILE), "serve"]
    running = start(log, "--batch-bytes", "2000000", "--metrics", command=command)
    yield running
    stop(running)


def sent(server: Server, request: bytes) -> tuple[int, str, bytes]:
    """Status, media type and body of what comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=LONG) as connection:
        connection.sendall(request)
        answer = HTTPResponse(connection)
        answer.begin()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return answer.status, answer.headers["Content-Type"], answer.read()


def test_every_module_but_gunicorns_can_be_imported_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 150


def test_it_answers(server: Server, article: str) -> None:
    assert server.ask("GET", "/readyz") == (200, {"name": "sayso", "status": "ready"})
    assert server.ask("GET", "/v1/types")[0] == 200
    status, answer = server.analyze(article)
    assert status == 200
    assert len(answer["notes"]) > 5
    assert not server.workers(), "no process but one"
    told = sent(server, b"GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    assert told[0] == 200
    counted = 'sayso_requests_total{method="POST",route="/v1/analyze",status="200"} 1.0'
    assert counted in told[2].decode().splitlines()


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


# What waitress reads all the same, as the standard lets it.
READ = {"another version", "many headers", "both lengths"}


def test_what_is_not_http_is_answered_with_a_problem(server: Server) -> None:
    before, asked = counted(server, "bad_request"), 0
    for name, request in NOT_HTTP.items():
        status, kind, body = sent(server, request)
        asked += status == 400
        if name in READ:
            assert status < 500, name
            continue
        assert (status, kind) == (400, "application/problem+json"), name
        assert json.loads(body)["code"] == "bad_request", name
        assert b"Quillwort" not in body
    assert counted(server, "bad_request") == before + asked


def test_silent_connections_keep_nobody_out(server: Server) -> None:
    with ExitStack() as silent:
        for _ in range(200):
            silent.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
        assert server.ask("GET", "/healthz")[0] == 200


def test_who_says_nothing_is_left_sooner_than_who_said_something(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known: list[threads.Server] = []
    monkeypatch.setattr(threads.Server, "serve", lambda server, graceful: known.append(server))
    monkeypatch.setattr(threads, "_signals", list)
    monkeypatch.setattr(threads, "_quieten", lambda: None)
    settings = Settings(site=tmp_path)
    app = create_app(settings)
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as open_:
        threads.run(
            app, listener, settings=settings, on_ready=lambda: None, threads=1, graceful_timeout=1
        )
        (server,) = known
        open_.callback(server.task_dispatcher.shutdown)
        open_.callback(server.asyncore.close_all, server._map)
        for said in (b"", b"GET / HTTP/1.1\r\n"):
            each = socket.create_connection(listener.getsockname(), timeout=LONG)
            open_.enter_context(each).sendall(said)
        until(lambda: bool(server._turn(0)) or len(server.active_channels) == 2)
        until(lambda: bool(server._turn(0)) or any(map(spoke, server.active_channels.values())))
        silent, speaking = sorted(server.active_channels.values(), key=spoke)
        now = silent.creation_time
        server.maintenance(now + 14)
        assert not silent.will_close
        server.maintenance(now + 16)
        assert silent.will_close and not speaking.will_close
        server.maintenance(now + 1_000)
        assert speaking.will_close


def spoke(channel: threads.Channel) -> bool:
    return bool(channel.last_activity > channel.creation_time)


@pytest.mark.parametrize(
    ("allowed", "held"), [(resource.RLIM_INFINITY, 1_000), (65_536, 1_000), (256, 192), (9, 64)]
)
def test_no_more_connections_are_held_than_files_may_be_open(
    monkeypatch: pytest.MonkeyPatch, allowed: int, held: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda of: (allowed, allowed))
    assert threads._connections() == held


def test_a_body_that_is_too_large_for_anything_is_refused_unread(server: Server) -> None:
    head = b"POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"
    status, _, body = sent(server, head)
    assert (status, json.loads(body)["code"]) == (413, "body_too_large")


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


def test_sigterm_lets_requests_finish_and_ends_cleanly(held: Callable[..., Held]) -> None:
    server = held("--graceful-timeout", "120", "--wait", "600")
    first = server.hold("Wait a", "Wait b")
    waiting = [server.queued(f"Rain may fall {n}.") for n in range(6)]
    # Nor does a connection that says nothing keep the server alive.
    with socket.create_connection(("127.0.0.1", server.server.port)):
        server.server.process.send_signal(signal.SIGTERM)
        until(lambda: refused(server.server.port))
        server.go()
        assert [each.result(LONG)[0] for each in first] == [200] * 2
        assert [read(each)[0] for each in waiting] == [200] * 6
        assert server.server.process.wait(LONG) == 0
    assert "Traceback" not in server.server.log.read_text()


def refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=LONG).close()
    except ConnectionError:
        return True
    return False


def test_what_does_not_end_in_time_is_given_up(held: Callable[..., Held]) -> None:
    server = held("--graceful-timeout", "1")
    (lost,) = server.hold("Wait a")
    server.server.process.send_signal(signal.SIGINT)
    assert server.server.process.wait(LONG) == 0
    with pytest.raises(ConnectionError):
        lost.result(LONG)
