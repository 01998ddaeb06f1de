"""Who may ask: host names, origins, preflights, headers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.web import create_app
from sayso.web.access import host_name
from sayso.web.settings import Settings

Problem = Callable[..., dict[str, Any]]

CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
FIREFOX = "moz-extension://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
PARTNER = "https://lessons.example"
SCHOOL = "sayso.school.example"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A server with a name of its own, one friendly site, and an IPv6 address."""
    return create_app(
        Settings(
            hosts=("127.0.0.1", "localhost", "::1", SCHOOL),
            origins=(PARTNER,),
            site=tmp_path_factory.mktemp("site"),
            cache_bytes=0,
        )
    )


def ask(app: Flask, host: str | None, *, path: str = "/v1/analyze", **headers: str) -> TestResponse:
    """One request with exactly these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    method = "POST" if path == "/v1/analyze" else "GET"
    kind = named.pop("Content-Type", "application/json")
    return app.test_client().open(
        path,
        method=method,
        headers=named,
        data=b'{"text": "Rain may fall."}' if method == "POST" else None,
        content_type=kind if method == "POST" else None,
        environ_overrides={"HTTP_HOST": host or ""},
    )


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:7297", "localhost:7297", "LOCALHOST:7297", "[::1]", "[::1]:7297",
     "[0:0:0:0:0:0:0:1]:7297", SCHOOL, SCHOOL.upper()],
)  # fmt: skip
def test_own_names_are_answered(shared: Flask, host: str) -> None:
    assert ask(shared, host).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:7297", "localhost", "LOCALHOST:7297", "LocalHost"])
def test_own_names_are_answered_by_a_server_as_it_comes(app: Flask, host: str) -> None:
    assert ask(app, host).status_code == 200


FOREIGN = [
    None, "evil.example", "evil.example:7297", "localhost.", "localhost.:7297", "127.0.0.1.nip.io",
    "127.0.0.1.nip.io:7297", "127.0.0.1.", "127.1", "2130706433", "0.0.0.0:7297", "[::]:7297",
    "[::ffff:127.0.0.1]:7297", "::1", "[::1", "[::1%25lo]:7297", "localhost:", "localhost:x",
    "localhost:7297:7297", "localhost,evil.example", "evil.example@localhost", "localhost/evil",
    " localhost", "localhost evil.example", "sayso.school.example.evil.example", "localhost\u00e9",
    "xsayso.school.example", "127.0.0.2:7297", ".localhost", "a.localhost",
]  # fmt: skip


@pytest.mark.parametrize("host", [*FOREIGN, "[::1]:7297", SCHOOL])
def test_foreign_names_are_refused_by_a_server_as_it_comes(
    app: Flask, problem: Problem, host: str | None
) -> None:
    problem(ask(app, host), "host_not_allowed")


@pytest.mark.parametrize("path", ["/v1/analyze", "/healthz", "/", "/nothing", "/openapi.json"])
@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_names_are_refused_everywhere(
    shared: Flask, problem: Problem, host: str | None, path: str
) -> None:
    # This is what DNS rebinding looks like: the page's own name, at our address, same origin.
    response = ask(shared, host, path=path, Origin=f"http://{host}", Sec_Fetch_Site="same-origin")
    problem(response, "host_not_allowed")
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_forwarded_host_name_counts_for_nothing(shared: Flask, problem: Problem) -> None:
    response = ask(shared, "evil.example", X_Forwarded_Host="localhost", Forwarded="host=localhost")
    problem(response, "host_not_allowed")
    assert ask(shared, "localhost", X_Forwarded_Host="evil.example").status_code == 200


def test_flask_checks_names_too_where_it_can(app: Flask, shared: Flask) -> None:
    assert app.config["TRUSTED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert shared.config["TRUSTED_HOSTS"] is None
    assert ask(app, "[::1]:7297").status_code == 400


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("A.Example:80", "a.example"),
        ("[0::1]:1", "::1"),
        ("[1:2]", None),
        ("", None),
        ("a b", None),
    ],
)
def test_host_name(header: str, name: str | None) -> None:
    assert host_name(header) == name


HOST = "127.0.0.1:7297"
ALLOWED = {
    "no origin": None,
    "the site itself": f"http://{HOST}",
    "the site behind https": f"https://{HOST}",
    "Chromium extension": CHROME,
    "Firefox extension": FIREFOX,
    "configured site": PARTNER,
}
REFUSED = {
    "null": "null",
    "web page": "https://evil.example",
    "other port": "http://127.0.0.1:8000",
    "no port": "http://127.0.0.1",
    "other loopback name": "http://localhost:7297",
    "longer name": f"http://{HOST}.evil.example",
    "name in user part": f"http://{HOST}@evil.example",
    "suffix of a configured site": PARTNER + ".evil.example",
    "configured site, plain": PARTNER.replace("https", "http"),
    "configured site, port": PARTNER + ":8443",
    "dot for any letter": "https://lessonsxexample",
    "short Chromium id": CHROME[:-1],
    "long Chromium id": CHROME + "a",
    "letters after p": CHROME[:-1] + "q",
    "Chromium id, suffix": CHROME + ".evil.example",
    "Chromium id, line end": CHROME + "\x0b",
    "Firefox without id": "moz-extension://",
    "Firefox id, suffix": FIREFOX + ".evil.example",
    "safari": "safari-web-extension://" + "0" * 32,
    "file": "file://",
    "two": f"{CHROME}, https://evil.example",
    "empty": "",
    "broken": "http://[::1",
    "other scheme, own host": f"ftp://{HOST}",
}


@pytest.mark.parametrize("origin", ALLOWED.values(), ids=ALLOWED)
def test_origins_that_may_ask(shared: Flask, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    assert ask(shared, HOST, **headers).status_code == 200
    assert ask(shared, HOST, path="/v1/types", **headers).status_code == 200


@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/types", "/nothing"])
@pytest.mark.parametrize("origin", REFUSED.values(), ids=REFUSED)
def test_origins_that_may_not(shared: Flask, problem: Problem, origin: str, path: str) -> None:
    response = ask(shared, HOST, path=path, Origin=origin)
    problem(response, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_refused_origin_costs_no_analysis(
    shared: Flask, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("sayso.web.v1.analyse", never)
    problem(ask(shared, HOST, Origin="https://evil.example"), "origin_not_allowed")


@pytest.mark.parametrize(
    ("site", "origin", "allowed"),
    [
        ("none", None, True),  # a program, an address typed in, Chromium's extension
        ("same-origin", None, True),
        ("cross-site", None, False),
        ("same-site", None, False),
        ("none", CHROME, True),
        ("same-origin", FIREFOX, True),
        ("cross-site", CHROME, True),
        ("cross-site", PARTNER, True),
        ("cross-site", "https://evil.example", False),
        ("same-origin", "https://evil.example", False),
    ],
)
def test_where_a_browser_says_the_request_comes_from(
    shared: Flask, site: str, origin: str | None, allowed: bool
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    response = ask(shared, HOST, Sec_Fetch_Site=site, **headers)
    assert response.status_code == (200 if allowed else 403)


def test_a_link_from_a_web_page_opens_the_site(shared: Flask) -> None:
    response = ask(shared, HOST, path="/", Sec_Fetch_Site="cross-site")
    assert response.status_code == 200


KINDS = ("application/json", "text/plain", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("host", "origin", "kind"),
    list(product([HOST, "evil.example"], [None, CHROME, "https://evil.example", "null"], KINDS)),
)
def test_host_then_origin_then_media_type(
    shared: Flask, problem: Problem, host: str, origin: str | None, kind: str
) -> None:
    headers = {"Content-Type": kind} | ({} if origin is None else {"Origin": origin})
    response = ask(shared, host, **headers)
    if host != HOST:
        problem(response, "host_not_allowed")
    elif origin not in {None, CHROME}:
        problem(response, "origin_not_allowed")
    elif kind != "application/json":
        problem(response, "unsupported_media_type")
    else:
        assert response.status_code == 200


@pytest.mark.parametrize("origin", [CHROME, FIREFOX, PARTNER])
def test_preflights_of_friends_are_answered(shared: Flask, origin: str) -> None:
    response = shared.test_client().options(
        "/v1/analyze",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
            "Access-Control-Request-Private-Network": "true",
        },
    )
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"].lower() == "content-type"
    assert response.headers["Access-Control-Allow-Private-Network"] == "true"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]


def test_friends_may_ask_for_another_form_and_for_what_has_changed(shared: Flask) -> None:
    client = shared.test_client()
    wanted = ["accept", "authorization", "content-type", "if-none-match"]
    asked = {
        "Origin": CHROME,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": ",".join(wanted),
    }
    allowed = client.options("/v1/analyze", headers=asked).headers["Access-Control-Allow-Headers"]
    assert sorted(allowed.lower().split(", ")) == wanted
    for path in ("/v1/info", "/openapi.json"):
        answer = client.get(path, headers={"Origin": CHROME})
        assert answer.headers["Access-Control-Allow-Origin"] == CHROME
        shown = answer.headers["Access-Control-Expose-Headers"]
        assert {"ETag", "Retry-After"} <= set(shown.split(", "))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", CHROME + ".evil.example"])
def test_preflights_of_strangers_are_not(shared: Flask, problem: Problem, origin: str) -> None:
    response = shared.test_client().options(
        "/v1/analyze", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
    )
    problem(response, "origin_not_allowed")
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


def test_friends_can_read_errors_too(shared: Flask, problem: Problem) -> None:
    response = shared.test_client().post("/v1/analyze", json={}, headers={"Origin": PARTNER})
    problem(response, "validation_failed")
    assert response.headers["Access-Control-Allow-Origin"] == PARTNER


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/info", "/openapi.json", "/nothing"])
def test_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ("Content-Security-Policy" in headers) == (path == "/")
    kept = path in {"/", "/v1/info", "/openapi.json"}
    assert ("no-cache" if kept else "no-store") in headers["Cache-Control"]


def test_pages_may_run_scripts_of_ours_alone(built_site: Path) -> None:
    response = create_app(Settings(site=built_site)).test_client().get("/", buffered=True)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
