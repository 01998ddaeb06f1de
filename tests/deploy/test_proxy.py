"""Sayso behind the proxies of deploy/: the real Caddy and nginx, https, and a real server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("gunicorn does not run on Windows.", allow_module_level=True)

from tests.web.conftest import ARTICLE
from tests.web.test_access import CHROME, FIREFOX
from tests.web.test_gunicorn import stop
from tests.web.test_gunicorn_load import LONG, Held, until

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAME = "sayso.school.example"
TOKEN = "an-invented-token-of-some-length"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def code(self) -> str:
        """That of a problem document of Sayso's; empty for what is none."""
        if self.headers.get_content_type() != "application/problem+json":
            return ""
        return str(json.loads(self.body)["code"])


class Proxy:
    """A proxy with a certificate of its own, before a server whose workers can be held."""

    name = ""

    def __init__(self, folder: Path) -> None:
        options = ("--allow-host", NAME, "--token", TOKEN, "--wait", "600")
        self.folder = folder
        self.log = folder / f"{self.name}.txt"
        self.held = Held(folder, *options)
        try:
            self._begin()
        except BaseException:
            self._end_server()
            raise

    def _begin(self) -> None:
        for _ in range(5):  # Another program may take a port before the proxy does.
            self.plain, self.port = free_ports()
            self.process = self.start()
            until(lambda: self.process.poll() is not None or self.answers())
            if self.process.poll() is None:
                return
        raise AssertionError(self.log.read_text())

    def _end_server(self) -> None:
        self.held.go()
        stop(self.held.server)
        self.held.pool.shutdown()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it on the two ports."""
        raise NotImplementedError

    def run(self, *command: str | Path, **environment: str) -> subprocess.Popen[bytes]:
        """A process that writes to our log, on standard output too."""
        with self.log.open("ab") as log:
            own = {**os.environ, "HOME": str(self.folder), **environment}
            return subprocess.Popen(command, env=own, stdout=log, stderr=log)

    @property
    def root(self) -> Path:
        """The certificate that its own is signed with."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it has made its certificate and speaks https."""
        with suppress(OSError):
            self.trust = ssl.create_default_context(cafile=str(self.root))
            self.connect().close()
            return True
        return False

    def connect(self, name: str = NAME) -> ssl.SSLSocket:
        """A connection with https, made for this name, whose certificate is checked."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        return self.trust.wrap_socket(connection, server_hostname=name)

    def send(
        self, connection: ssl.SSLSocket, method: str, path: str, body: bytes, **headers: str
    ) -> HTTPResponse:
        """A request as a browser sends it, and the answer's head."""
        lines = {
            "Host": f"{NAME}:{self.port}",
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())
        with suppress(OSError):  # Whoever is refused may be told before all was sent.
            connection.sendall(body)
        answer = HTTPResponse(connection, method=method)
        answer.begin()
        return answer

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        with self.connect() as connection:
            answer = self.send(connection, method, path, body, **headers)
            return Answer(answer.status, answer.headers, answer.read())

    def analyze(self, text: str = "Rain may fall.", **headers: str) -> Answer:
        return self.ask("POST", "/v1/analyze", json.dumps({"text": text}).encode(), **headers)

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(LONG)
        finally:
            self.process.kill()
            self._end_server()


class Caddy(Proxy):
    """As deploy/compose.yaml runs it, which makes its certificate itself."""

    name = "caddy"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it on the two ports."""
        program = shutil.which("caddy", path=PATH)
        assert program is not None
        return self.run(
            *(program, "run", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"),
            XDG_DATA_HOME=str(self.folder),
            XDG_CONFIG_HOME=str(self.folder),
            SAYSO_NAME=NAME,
            SAYSO_UPSTREAM=f"127.0.0.1:{self.held.server.port}",
            SAYSO_HTTP_PORT=str(self.plain),
            SAYSO_HTTPS_PORT=str(self.port),
        )

    @property
    def root(self) -> Path:
        """The certificate that its own is signed with."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"


class Nginx(Proxy):
    """With our file included, as Debian's does, and no more changed in it than ports and paths."""

    name = "nginx"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it on the two ports."""
        program = shutil.which("nginx", path=PATH)
        assert program is not None
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
             "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem"],
            capture_output=True,
            check=True,
        )  # fmt: skip
        text = (DEPLOY / "nginx.conf").read_text("utf-8")
        for there, here in (
            ("/etc/ssl/sayso", str(self.folder)),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("127.0.0.1:7297", f"127.0.0.1:{self.held.server.port}"),
        ):
            assert there in text
            text = text.replace(there, here)
        file = self.folder / "nginx.conf"
        kept = "".join(
            f"{name}_temp_path {self.folder / name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file.write_text(
            f"daemon off;\npid {self.folder / 'pid'};\nevents {{}}\nhttp {{\n{kept}{text}}}\n",
            "utf-8",
        )
        return self.run(program, "-p", self.folder, "-e", "stderr", "-c", file)

    @property
    def root(self) -> Path:
        """The certificate, which nobody else has signed."""
        return self.folder / "cert.pem"


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as a, socket.create_server(("127.0.0.1", 0)) as b:
        return a.getsockname()[1], b.getsockname()[1]


@pytest.fixture(scope="module", params=[Caddy, Nginx], ids=["caddy", "nginx"])
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    kind: type[Proxy] = request.param
    for needed in (kind.name, "openssl"):
        if shutil.which(needed, path=PATH) is None:
            pytest.skip(f"{needed} is not here, so that Sayso is not tried behind {kind.name}.")
    running = kind(tmp_path_factory.mktemp(kind.name))
    yield running
    running.close()


def test_an_article_goes_through_and_comes_back(proxy: Proxy) -> None:
    answer = proxy.analyze(ARTICLE)
    assert answer.status == 200
    assert len(json.loads(answer.body)["notes"]) > 5
    assert proxy.ask("GET", "/healthz").status == 200
    # What Sayso refuses, it refuses here too, in its own words.
    assert proxy.analyze(ARTICLE, Authorization="").code == "unauthorized"
    assert proxy.ask("POST", "/v1/analyze", b"[").code == "invalid_json"
    assert proxy.ask("POST", "/v1/analyze", b"x" * 3_000_000).code == "body_too_large"


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    connection = HTTPConnection("127.0.0.1", proxy.plain, timeout=LONG)
    connection.request("GET", "/types/", headers={"Host": NAME})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 308
    assert answer.headers["Location"].startswith(f"https://{NAME}")


def test_other_names_are_nobody_here(proxy: Proxy) -> None:
    # A page that has its own name lead to this address (DNS rebinding) finds no certificate …
    with pytest.raises(ssl.SSLError):
        proxy.connect("evil.example")
    # … and a request that gives another name than the certificate's gets nothing from Sayso, even
    # where it is one to which Sayso would answer on its own machine.
    for host in ("evil.example", "localhost", "127.0.0.1"):
        answer = proxy.ask("GET", "/healthz", Host=host)
        assert b"sayso" not in answer.body
        assert "X-Request-Id" not in answer.headers
    assert proxy.ask("GET", "/healthz", X_Forwarded_Host="evil.example").status == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": CHROME}, ""),
        ({"Origin": FIREFOX}, ""),
        ({"Origin": "its own"}, ""),
        ({"Sec_Fetch_Site": "same-origin"}, ""),
        ({"Origin": "https://evil.example"}, "origin_not_allowed"),
        ({"Origin": f"https://{NAME}.evil.example"}, "origin_not_allowed"),
        ({"Origin": "null"}, "origin_not_allowed"),
        ({"Sec_Fetch_Site": "cross-site"}, "origin_not_allowed"),
        ({"Content_Type": "text/plain"}, "unsupported_media_type"),
        ({"Content_Type": "application/x-www-form-urlencoded"}, "unsupported_media_type"),
    ],
)
def test_pages_of_others_are_kept_out(proxy: Proxy, headers: dict[str, str], code: str) -> None:
    if headers.get("Origin") == "its own":
        headers = {"Origin": f"https://{NAME}:{proxy.port}"}
    answer = proxy.analyze(**headers)
    assert answer.code == code
    assert (answer.status == 200) == (code == "")
    allowed = answer.headers.get_all("Access-Control-Allow-Origin", [])
    assert allowed == ([headers["Origin"]] if headers.get("Origin") in {CHROME, FIREFOX} else [])


def test_every_header_is_there_once(proxy: Proxy) -> None:
    page, answer = proxy.ask("GET", "/"), proxy.analyze(Origin=CHROME)
    for each in (page, answer):
        for name in (
            *("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy"),
            *("Cross-Origin-Opener-Policy", "Cache-Control", "Strict-Transport-Security"),
            *("X-Request-Id", "Date"),
        ):
            assert len(each.headers.get_all(name, [])) == 1, name
        # Who made the parts, and whether somebody has asked the same before, is nobody's business.
        for name in ("Via", "X-Powered-By", "Cache-Status"):
            assert name not in each.headers
        assert each.headers["Server"] == ("nginx" if proxy.name == "nginx" else None)
    assert len(page.headers.get_all("Content-Security-Policy", [])) == 1
    preflight = proxy.ask(
        "OPTIONS",
        "/v1/analyze",
        Origin=CHROME,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type",
        Authorization="",
    )
    assert preflight.status == 200
    assert preflight.headers.get_all("Access-Control-Allow-Origin") == [CHROME]


def test_what_is_larger_than_any_batch_stops_at_the_proxy(proxy: Proxy) -> None:
    answer = proxy.ask("POST", "/v1/batch", b"x" * 23_000_000)
    assert answer.status == 413
    assert "X-Request-Id" not in answer.headers


def test_a_batch_comes_line_by_line_and_a_second_is_told_to_come_back(proxy: Proxy) -> None:
    lines = b'{"id": "a", "text": "Rain may fall."}\n{"id": "b", "text": "Wait b"}\n'
    kind = {"Content_Type": "application/x-ndjson"}
    with proxy.connect() as connection:
        answer = proxy.send(connection, "POST", "/v1/batch", lines, **kind)
        # The first line is here while the second is still being read.
        assert json.loads(answer.readline())["id"] == "a"
        until((proxy.held.folder / "Wait b").exists)
        second = proxy.ask("POST", "/v1/batch", lines, **kind)
        assert (second.status, second.code, second.headers["Retry-After"]) == (503, "busy", "10")
        proxy.held.go()
        assert json.loads(answer.readline())["id"] == "b"
        assert json.loads(answer.readline()) == {"done": True, "ok": 2, "failed": 0}


def test_slow_senders_hold_no_worker(proxy: Proxy) -> None:
    head = (
        f"POST /v1/analyze HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n"
    )
    slow = [proxy.connect() for _ in range(6)]
    try:
        for each in slow:
            each.sendall(head.encode() + b'{"text": "' + b"a " * 20_000)
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(lambda n: proxy.analyze(f"Rain may fall {n}.").status, range(8))
            assert list(answers) == [200] * 8
    finally:
        for each in slow:
            each.close()


def test_nothing_of_a_text_is_in_the_proxys_log(proxy: Proxy) -> None:
    written = proxy.log.read_text()
    assert "Oslund" not in written
    assert "/v1/analyze" not in written
