"""`sayso doctor` before real servers that are wrong in one way each."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import socket
import ssl
import sys
import threading
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from sayso import SCHEMA, __version__, pipeline
from sayso.cli import main
from sayso.web import create_app, pressure, size
from sayso.web.doctor import around, machine
from sayso.web.doctor.address import read_address
from sayso.web.doctor.finding import Finding
from sayso.web.doctor.server import EXTENSIONS, Question, Server
from sayso.web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = ROOT / "pyproject.toml"
GUIDE = ROOT / "docs" / "serving.md"
TOKEN = "Quillwort-Ankersund.7"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Serve = Callable[..., str]


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts the real application, perhaps with something before it, and says where it is."""
    running = []
    site = tmp_path_factory.mktemp("site")

    def serve(
        before: Callable[[Wsgi], Wsgi] = lambda app: app,
        *,
        tls: ssl.SSLContext | None = None,
        change: Callable[[Flask], None] = lambda app: None,
        **settings: Any,
    ) -> str:
        app = create_app(Settings(site=site, **settings))
        change(app)
        server = make_server(
            "127.0.0.1",
            0,
            before(app),
            threaded=True,
            request_handler=Quiet,
            ssl_context=tls,
        )
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        running.append((server, thread))
        return f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def right(serve: Serve) -> str:
    """The address of a server with which nothing is wrong."""
    return serve()


Stub = Callable[..., str]


@pytest.fixture
def stub() -> Iterator[Stub]:
    """Starts another program that speaks HTTP; it answers by path, else 404."""
    running = []

    def stub(
        answers: dict[str, Any] | None = None, *, host: str = "127.0.0.1", port: int = 0
    ) -> str:
        class Handler(BaseHTTPRequestHandler):
            server_version, sys_version = "Odd/1.0", ""

            def do_GET(self) -> None:
                found = (answers or {}).get(self.path)
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(found).encode() if found else b"<p>Odd")

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer((host, port), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        running.append((server, thread))
        return f"http://{host}:{server.server_port}/"

    yield stub
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(address: str, **question: Any) -> list[Finding]:
    wanted = {"timeout": 60.0} | question
    return list(Server(Question(read_address(address), **wanted)).findings())


def only(findings: Iterable[Finding], state: str = "to do") -> Finding:
    """The one finding in this state."""
    found = [finding for finding in findings if finding.state == state]
    assert len(found) == 1, found
    return found[0]


def run(*arguments: str, **environment: str) -> Any:
    cleared = {name: "" for name in os.environ if name.startswith("SAYSO_")}
    return CliRunner().invoke(main, ["doctor", *arguments], env=cleared | environment)


@pytest.fixture
def nobody() -> int:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# --------------------------------------------------------------------------- nothing is wrong


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Where connections go."""
    seen: list[tuple[Any, ...]] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, to: Any) -> None:
        seen.append(to)
        connect(self, to)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return seen


def test_nothing_is_wrong(
    right: str, met: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "free_memory", lambda: 10**10)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(machine, "extension", lambda repository: machine.note("Extension", "x"))
    result = run(right, "--seconds", "600", "--timeout", "60")
    assert result.exit_code == 0, result.output
    assert "Nothing to do." in result.output
    assert "to do  " not in result.output
    for about in ("Python", "Model", "Server", "Schema", "Version", "Host", "Origin", "Answer"):
        assert f"fine    {about}: " in result.output
    # At the address that was given and at no other; ::1 is what localhost may lead to.
    port = read_address(right).port
    assert {to[0] for to in met} <= {"127.0.0.1", "::1"}
    assert {to[1] for to in met} == {port}
    # Each line has its word, and no line says more than one thing.
    lines = result.output.splitlines()
    assert all(line[:8].strip() in {"fine", "note", ""} for line in lines[:-1])


def test_its_variables_are_those_of_the_server(right: str) -> None:
    result = run(
        "--json",
        SAYSO_PORT=str(read_address(right).port),
        SAYSO_HOST="0.0.0.0",
        SAYSO_ALLOW_HOST="a.example",
        SAYSO_ALLOW_ORIGIN="https://b.example",
        SAYSO_TOKEN=TOKEN,
        SAYSO_WORKERS="256",
    )
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert told["address"] == right
    assert told["version"] == __version__
    wrong = {f["about"]: f["found"] for f in told["findings"] if f["state"] == "to do"}
    assert told["to_do"] == len([f for f in told["findings"] if f["state"] == "to do"])
    assert "a.example" in wrong["Host"]
    assert "https://b.example" in wrong["Origin"]
    assert "asks for none" in wrong["Token"]
    assert "256 workers" in wrong["Room"]
    assert TOKEN not in result.output
    assert all(f["advice"] for f in told["findings"] if f["state"] == "to do")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ftp://127.0.0.1/"], "http:// or https://"),
        (["http://"], "no host name"),
        (["http://127.0.0.1:99999/"], "no address"),
        (["http://[::1/"], "no address"),
        (["http://ada:secret@127.0.0.1/"], "SAYSO_TOKEN"),
        (["http://127.0.0.1/?a=b"], "address alone"),
        (["http://127.0.0.1/a b"], "path"),
        (["http://a b/"], "host name"),
        (["--name", "https://a.example"], "--name"),
        (["--origin", "a.example"], "--origin"),
        (["--token", "short"], "16 or more"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert "secret" not in result.output


@pytest.mark.parametrize("port", ["0", "x", "70000"])
def test_a_port_that_nobody_can_be_asked_at_is_refused(port: str) -> None:
    result = run(SAYSO_PORT=port)
    assert result.exit_code == 2
    assert "SAYSO_PORT" in result.output


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("localhost", "http://localhost:7297/"),
        ("127.0.0.1:80", "http://127.0.0.1/"),
        ("http://127.0.0.1", "http://127.0.0.1/"),
        ("https://Sayso.School.example/notes", "https://sayso.school.example/notes/"),
        ("http://[::1]:7297", "http://[::1]:7297/"),
        ("https://bücher.example", "https://xn--bcher-kva.example/"),
    ],
)
def test_addresses_as_people_type_them(typed: str, address: str) -> None:
    assert str(read_address(typed)) == address


# --------------------------------------------------------------------------- who has the port


def test_nobody_listens(nobody: int) -> None:
    result = run(f"127.0.0.1:{nobody}")
    assert result.exit_code == 1
    assert f"Nobody listens at 127.0.0.1, port {nobody}." in result.output
    assert f"Start it: sayso serve --port {nobody}" in result.output


def test_a_port_that_is_bound_without_listening() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = only(asked(f"127.0.0.1:{port}"))
    assert found.about == "Port"
    assert f"{port} cannot be listened on" in found.found
    assert f"--port {port + 1}" in found.advice


def test_a_port_that_not_everybody_may_use(nobody: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", denied)
    assert "above 1023" in only(asked(f"127.0.0.1:{nobody}")).advice


def test_another_program_has_the_port(stub: Stub) -> None:
    address = stub()
    found = only(asked(address))
    assert found.about == "Port"
    assert "taken by another program" in found.found
    assert "which calls itself Odd/1.0" in found.found
    assert f"process {os.getpid()}" in found.found
    assert f"--port {read_address(address).port + 1}" in found.advice


def test_a_program_that_the_system_does_not_name(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(kind: str) -> None:
        raise around.psutil.AccessDenied

    monkeypatch.setattr(around.psutil, "net_connections", denied)
    address = stub()
    found = only(asked(address))
    assert "process" not in found.found
    assert around.finding(read_address(address).port) in found.advice


@pytest.mark.parametrize("said", [b"220 mail.example\r\n", b"\x00\x01", b""])
def test_a_program_without_http_has_the_port(said: bytes) -> None:
    def greet() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(said)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=greet)
        thread.start()
        found = only(asked(f"127.0.0.1:{listener.getsockname()[1]}"))
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert "does not speak HTTP" in found.found


def test_a_program_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = only(asked(f"127.0.0.1:{listener.getsockname()[1]}", timeout=0.2))
    assert "says nothing for 0.2 seconds" in found.found
    assert f"process {os.getpid()}" in found.advice


def test_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "known by the name nobody.invalid" in only(asked("http://nobody.invalid")).found


def answering(status: str, *headers: tuple[str, str], body: bytes = b"") -> Callable[[Wsgi], Wsgi]:
    """Something in place of the application that always says the same."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [*headers])
        return [body]

    return lambda _: app


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (
            answering("301 Moved", ("Location", "https://a.example/\x1b[2J")),
            "https://a.example/[2J",
        ),
        (answering("502 Bad Gateway"), "not Sayso behind it (status 502)"),
        (answering("401 Unauthorized", ("WWW-Authenticate", "Basic")), "asks for a password"),
        (
            answering("400 Bad Request", body=b"The plain HTTP request was sent to HTTPS port"),
            "speaks TLS",
        ),
        (answering("200 OK", body=b"[" * 100_000), "another program"),
        (answering("200 OK", body=b'{"name": "other"}'), "another program"),
    ],
)
def test_what_answers_instead_of_sayso(serve: Serve, before: Any, words: str) -> None:
    found = only(asked(serve(before)))
    assert words in found.found
    assert "\x1b" not in found.found


# --------------------------------------------------------------------------- which server it is


@pytest.mark.parametrize(
    ("change", "about", "words", "advice"),
    [
        ({"schema": "sayso/0.9"}, "Schema", "answers in sayso/0.9", "start this version"),
        ({"schema": "sayso/2.0"}, "Schema", "answers in sayso/2.0", "Renew Sayso here"),
        ({"version": "0.0.9"}, "Version", "older than this program", "start this version"),
        ({"version": "99.0.0"}, "Version", "newer than this program", "Renew Sayso here"),
        ({"model": "sayso 0.0.1"}, "Server's model", "sayso 0.0.1", "Start the server again"),
    ],
)
def test_another_version(
    stub: Stub, change: dict[str, str], about: str, words: str, advice: str
) -> None:
    told = {"schema": SCHEMA, "version": __version__, "model": pipeline.model_version()} | change
    info = {"schema": told.pop("schema"), "engine": told}
    found = asked(stub({"/healthz": {"name": "sayso"}, "/v1/info": info}))
    first = next(each for each in found if each.about == about)
    assert first.state == "to do"
    assert words in first.found
    assert advice in first.advice


def test_a_server_that_does_not_say_which_it_is(stub: Stub) -> None:
    found = asked(stub({"/healthz": {"name": "sayso"}, "/v1/info": {"engine": 1}}))
    assert "does not say which it is" in next(f for f in found if f.about == "Version").found


def test_a_token_is_asked_for(serve: Serve) -> None:
    address = serve(token=TOKEN)
    assert "none is given" in only(asked(address)).found
    assert "another than the one given" in only(asked(address, token=TOKEN[:-1] + "8")).found
    found = asked(address, token=TOKEN, origins=("https://a.example",))
    assert "takes the one given" in next(f for f in found if f.about == "Token").found
    assert only(found, "note").about == "Token"
    assert only(found).found.startswith("https://a.example: not allowed")
    assert found[-1].about == "Answer" and found[-1].state == "fine"
    assert TOKEN not in str(found)


# --------------------------------------------------------------------------- whom it lets in


def test_a_host_name_that_the_server_does_not_answer_to(serve: Serve) -> None:
    found = only(asked(serve(hosts=("sayso.school.example",))))
    assert "does not answer to the name 127.0.0.1" in found.found
    assert "answers to sayso.school.example" in found.found
    assert found.advice.endswith("--allow-host 127.0.0.1")


def test_an_address_that_the_server_does_not_answer_to(serve: Serve) -> None:
    # 127.0.0.1 is known to it, localhost is not: what else is there to ask is asked.
    address = serve(hosts=("127.0.0.1",)).replace("127.0.0.1", "localhost")
    found = asked(address)
    assert only(found).advice.endswith("--allow-host localhost")
    assert found[-1].about == "Answer" and found[-1].state == "fine"


def test_names_and_origins_that_were_configured(serve: Serve) -> None:
    address = serve(
        hosts=("127.0.0.1", "a.example"), origins=("https://a.example", "http://b.example:81")
    )
    names, origins = ("a.example", "127.0.0.1"), ("https://a.example", "http://b.example:81")
    assert {f.state for f in asked(address, names=names, origins=origins)} == {"fine"}
    found = only(asked(address, names=("c.example",), origins=origins))
    assert "does not answer to the name c.example (host_not_allowed)" in found.found
    assert "--allow-host c.example" in found.advice
    found = only(asked(address, origins=("https://c.example",)))
    assert found.advice == "Start it with --allow-origin https://c.example"


def proxy(
    *,
    host: str = "",
    origin: bool = True,
    add: tuple[str, str] | None = None,
    drop: str = "",
    options: bool = True,
    analyze: bool = True,
) -> Callable[[Wsgi], Wsgi]:
    """A proxy before the application that is set up in a wrong way."""

    def before(app: Wsgi) -> Wsgi:
        def changed(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                kept = [each for each in headers if each[0] != drop]
                return start(status, kept + ([add] if add else []), *rest)

            if host:
                environ["HTTP_HOST"] = host
            if not origin:
                environ.pop("HTTP_ORIGIN", None)
            refused = environ["REQUEST_METHOD"] == "OPTIONS" and not options
            if refused or (environ["REQUEST_METHOD"] == "POST" and not analyze):
                start("403 Forbidden", [])
                return [b""]
            return app(environ, begin)

        return changed

    return before


ALLOW = "Access-Control-Allow-Origin"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (proxy(host="localhost"), ["answers to any name", "may not ask it themselves"]),
        (
            proxy(add=(ALLOW, "https://a.example")),
            ["Chromium's extensions: the question beforehand (preflight) is answered with "
             f"{ALLOW} twice", "Firefox's extensions", "any web site"],
        ),
        (proxy(drop=ALLOW), ["Chromium's extensions", "Firefox's extensions"]),
        (proxy(drop="Access-Control-Allow-Headers"), ["header content-type", "header content-type"]),
        (proxy(drop="Access-Control-Allow-Methods"), ["does not allow POST"] * 2),
        (proxy(drop=ALLOW, add=(ALLOW, "*")), ["for another origin"] * 2 + ["any web site"]),
        (proxy(options=False), ["(preflight) is answered with status 403"] * 2),
        (proxy(origin=False), ["Access-Control-Allow-Origin"] * 2 + ["any web site"]),
        (proxy(analyze=False), ["not read (status 403)"]),
    ],
    ids=["host", "twice", "dropped", "headers", "methods", "any", "options", "origin", "post"],
)  # fmt: skip
def test_a_proxy_that_gets_in_the_way(serve: Serve, before: Any, words: list[str]) -> None:
    found = [each for each in asked(serve(before)) if each.state == "to do"]
    assert [word for word, each in zip(words, found, strict=True) if word not in each.found] == []
    assert all(each.advice for each in found)


def test_extensions_are_named_as_browsers_name_them() -> None:
    from sayso.web.access import EXTENSIONS as PATTERNS

    assert all(
        pattern.match(origin) for pattern, (_, origin) in zip(PATTERNS, EXTENSIONS, strict=True)
    )


def test_the_extension_sends_plain_http_to_one_address_alone() -> None:
    if sys.platform != "linux":
        pytest.skip("Elsewhere 127.0.0.1 is the only loopback address.")
    app = create_app(Settings(hosts=("127.0.0.9",)))
    server = make_server("127.0.0.9", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        found = only(asked(f"127.0.0.9:{server.server_port}"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (found.about, "127.0.0.1 alone" in found.found) == ("Extension", True)


def test_a_busy_server(serve: Serve) -> None:
    address = serve(change=lambda app: pressure.on_waiting(app, lambda: 10_000))
    found = only(asked(address))
    assert found.found == "A sentence was not read (busy)."
    assert "more workers" in found.advice


# --------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def context(authority: trustme.CA, name: str, **more: Any) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **more).configure_cert(made)
    return made


def test_tls_that_is_right(
    serve: Serve, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    address = serve(tls=context(authority, "127.0.0.1"))
    assert {finding.state for finding in asked(address)} == {"fine"}
    other = asked(serve(tls=context(authority, "a.example")))
    assert "for another address" in only(other).found
    named = serve(tls=context(authority, "a.example")).replace("127.0.0.1", "localhost")
    assert "for another name" in only(asked(named)).found
    yesterday = datetime.now(UTC) - timedelta(days=1)
    expired = context(authority, "127.0.0.1", not_after=yesterday)
    assert "has expired" in only(asked(serve(tls=expired))).found


def test_tls_and_none_taken_for_each_other(serve: Serve, authority: trustme.CA, right: str) -> None:
    address = serve(tls=context(authority, "127.0.0.1"))
    found = only(asked(address))
    assert "authority that this machine" in found.found
    found = only(asked(address.replace("https", "http")))
    assert (found.about, found.advice) == ("TLS", f"Ask with https: {address}")
    found = only(asked(right.replace("http", "https")))
    assert "speaks no TLS" in found.found
    assert right in found.advice


# --------------------------------------------------------------------------- the machine


def broken(tmp_path: Path, name: str, content: bytes | None) -> Path:
    """A copy of the model in which one file is missing or another."""
    folder = tmp_path / "model"
    shutil.copytree(pipeline.MODEL, folder, copy_function=os.symlink)
    folder.joinpath(name).unlink()
    if content is not None:
        folder.joinpath(name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("meta.json", None, "meta.json cannot be read"),
        ("meta.json", b"{}", "has no name, version"),
        ("meta.json", b"{", "is not JSON"),
        ("vocab/strings.json", None, "vocab/strings.json is missing"),
        ("tokenizer", None, "tokenizer is missing"),
        ("encoder/weights.npz", b"PK", "loaded (ValueError)"),
    ],
)
def test_a_model_that_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None, words: str
) -> None:
    monkeypatch.setattr(pipeline, "MODEL", broken(tmp_path, name, content))
    monkeypatch.setattr(pipeline, "load", cache(pipeline.load.__wrapped__))
    found = only(machine.program(3.5))
    assert found.about == "Model"
    assert words in found.found
    assert "git checkout" in found.advice


def test_a_model_for_another_spacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = json.loads(pipeline.MODEL.joinpath("meta.json").read_text("utf-8"))
    later = json.dumps(meta | {"spacy_version": ">=4.0"}).encode()
    monkeypatch.setattr(pipeline, "MODEL", broken(tmp_path, "meta.json", later))
    found = [each for each in machine.program(600) if each.state == "to do"]
    assert "the model needs >=4.0" in found[0].found


def test_a_model_that_was_changed_since(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.load()
    meta = json.loads(pipeline.MODEL.joinpath("meta.json").read_text("utf-8"))
    changed = json.dumps(meta | {"version": "9.9.9"}).encode()
    monkeypatch.setattr(pipeline, "MODEL", broken(tmp_path, "meta.json", changed))
    assert "9.9.9" in only(machine.program(600)).found


def test_an_analysis_that_takes_long() -> None:
    assert machine.speed(1.0, 3.5).state == "fine"
    found = machine.speed(2.0, 3.5)
    assert (found.state, "reading stops after 1.75" in found.found) == ("to do", True)
    assert found.advice.endswith("--seconds 7")


def test_pythons_age() -> None:
    wanted = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["requires-python"]
    assert wanted == ">=" + ".".join(map(str, machine.PYTHON))
    assert machine.python((3, 11, 0)).state == "fine"
    assert "3.10.4 is too old" in machine.python((3, 10, 4)).found


@pytest.mark.parametrize(
    ("workers", "memory", "running", "words"),
    [
        (None, None, False, ""),
        (2, 10**9, False, ""),
        (3, 10**10, False, "3 workers are set"),
        (2, 4 * 10**8, False, "2 workers takes 0.7"),
        (2, 4 * 10**8, True, ""),
        (None, 10**8, False, "1 worker takes 0.5"),
    ],
)
def test_cores_and_memory(
    monkeypatch: pytest.MonkeyPatch, workers: int, memory: int, running: bool, words: str
) -> None:
    monkeypatch.setattr(size, "cores", lambda: 2)
    monkeypatch.setattr(size, "free_memory", lambda: memory)
    found = machine.room(workers, running=running)
    assert (found.state == "to do") == bool(words)
    assert words in found.found


def test_the_extension(tmp_path: Path) -> None:
    assert machine.extension(tmp_path).state == "note"
    for name in ("manifest.json", "reader/mark.js"):
        file = tmp_path / "extension" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    assert "make extension" in machine.extension(tmp_path).advice
    shutil.copytree(tmp_path / "extension", tmp_path / "build" / "extension")
    assert machine.extension(tmp_path).state == "fine"
    tmp_path.joinpath("extension/reader/mark.js").write_text("2")
    found = machine.extension(tmp_path)
    assert (found.state, "mark.js differs" in found.found) == ("to do", True)


# --------------------------------------------------------------------------- what is around it


def test_a_proxy_in_the_environment(right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    here, away = read_address(right), read_address("http://sayso.school.example/")
    assert around.proxy(here).state == "fine"
    monkeypatch.setenv("http_proxy", "http://ada:secret@127.0.0.1:9/")
    found = around.proxy(here)
    assert (found.state, "no_proxy=127.0.0.1,localhost" in found.advice) == ("to do", True)
    assert around.proxy(away).state == "note"
    assert "secret" not in str(found)
    # The doctor itself goes straight to the address.
    assert {finding.state for finding in asked(right)} == {"fine"}
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert around.proxy(here).state == "fine"


def leads(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    """Have the name localhost lead to these."""
    real = socket.getaddrinfo

    def found(host: str, port: int, *rest: Any, **more: Any) -> Any:
        if host != "localhost":
            return real(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 is Linux's.")
def test_where_localhost_leads(right: str, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    address = read_address(right)
    assert around.localhost(address, 60).state in {"fine", "note"}
    # A second loopback address stands for ::1, which not every machine has.
    leads(monkeypatch, "127.0.0.2", "127.0.0.1")
    found = around.localhost(address, 60)
    assert found.state == "note"
    assert "127.0.0.2 first, where nobody listens" in found.found
    assert right in found.advice
    stub(host="127.0.0.2", port=address.port)
    found = around.localhost(address, 60)
    assert (found.state, "at 127.0.0.2 another program" in found.found) == ("to do", True)
    leads(monkeypatch, "192.0.2.1")
    assert "not to this machine" in around.localhost(address, 60).found
    leads(monkeypatch, "127.0.0.1")
    assert around.localhost(address, 60).state == "fine"


def test_localhost_leads_nowhere(right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "leads nowhere" in around.localhost(read_address(right), 60).found


def test_each_line_is_explained() -> None:
    made = r"""(?:fine|note|to_do)\(\s*"([^"]+)",|Finding\(\s*"([^"]+)","""
    folder = Path(machine.__file__).parent
    named = {
        match[1] or match[2]
        for file in folder.glob("*.py")
        for match in re.finditer(made, file.read_text("utf-8"))
    }
    assert {"Python", "Port", "TLS", "Origin", "Server's model"} <= named
    table = [
        line.split("|")[1] for line in GUIDE.read_text("utf-8").splitlines() if line[:1] == "|"
    ]
    explained = {about.strip() for line in table for about in line.split(",")}
    assert named - explained == set()


def test_it_is_listed() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert "doctor" in result.output
    assert "Find out what keeps Sayso from working" in result.output
