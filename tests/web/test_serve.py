"""`sayso serve`: what it refuses to start with, and what it says."""

from __future__ import annotations

import os
import socket
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from sayso.web import scratch, serve
from sayso.web.doctor import machine
from sayso.web.settings import Settings, is_loopback


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, dict[str, Any]]]:
    """Collects what would have been served, up to the point where gunicorn takes over."""
    calls: list[tuple[Settings, dict[str, Any]]] = []
    seen: list[Settings] = []

    def warm(settings: Settings, workers: int, *, processes: bool) -> None:
        seen.append(settings)

    def run(app: None, listener: socket.socket, *, on_ready: Any, **options: int) -> None:
        listener.close()
        on_ready()
        calls.append((seen[-1], options))

    monkeypatch.setattr(serve, "_warm", warm)
    monkeypatch.setattr("sayso.web.worker.run", run)
    for name in serve._ONE_THREAD:
        monkeypatch.setenv(name, "1")
    return calls


Started = list[tuple[Settings, dict[str, Any]]]


def run(*arguments: str, **environment: str) -> Any:
    return CliRunner().invoke(serve.serve, [*arguments], env=environment)


def test_it_says_where_to_click(started: Started) -> None:
    result = run("--port", "0")
    assert result.exit_code == 0, result.output
    assert "Sayso is running: http://127.0.0.1:" in result.output
    assert "chrome://extensions" in result.output
    assert "about:debugging" in result.output
    settings, options = started[0]
    assert settings.hosts == ("127.0.0.1", "localhost")
    assert 1 <= options["workers"] <= 4


def test_an_installed_package_names_no_folder_that_is_not_there(
    started: Started, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serve, "REPOSITORY", tmp_path)
    result = run("--port", "0")
    assert "Sayso is running: http://127.0.0.1:" in result.output
    assert "extension" not in result.output


def test_every_option_is_an_environment_variable_and_shown() -> None:
    shown = " ".join(run("--help").output.split())
    for option in serve.serve.params:
        assert isinstance(option, click.Option)
        assert option.envvar == "SAYSO_" + str(option.name).upper()
        assert f"env var: {option.envvar}" in shown
        assert option.help


def test_every_setting_is_an_option() -> None:
    named = {"allow_host": "hosts", "allow_origin": "origins"}
    options = {named.get(str(option.name), str(option.name)) for option in serve.serve.params}
    assert {field.name for field in fields(Settings)} - options == set()


def test_settings_come_from_the_environment(started: Started, tmp_path: Path) -> None:
    result = run(
        SAYSO_PORT="0",
        SAYSO_WORKERS="3",
        SAYSO_SECONDS="2.5",
        SAYSO_SITE=str(tmp_path),
        SAYSO_BATCH_LINES="7",
        SAYSO_BATCH_BYTES="8000",
        SAYSO_CACHE_BYTES="0",
        SAYSO_CACHE_SECONDS="60",
        SAYSO_TOKEN="0123456789abcdef=",
        SAYSO_ALLOW_HOST="a.example B.example",
        SAYSO_ALLOW_ORIGIN="https://c.example/ http://d.example:8080",
    )
    assert result.exit_code == 0, result.output
    settings, options = started[0]
    assert settings.hosts == ("127.0.0.1", "localhost", "a.example", "b.example")
    assert settings.origins == ("https://c.example", "http://d.example:8080")
    assert settings.seconds == 2.5
    assert settings.site == tmp_path
    assert (settings.batch_lines, settings.batch_bytes) == (7, 8_000)
    assert (settings.cache_bytes, settings.cache_seconds) == (0, 60.0)
    assert settings.token == "0123456789abcdef="
    assert options["workers"] == 3


def test_an_empty_variable_is_none(started: Started) -> None:
    # As compose hands on what nobody has filled in.
    result = run("--port", "0", SAYSO_TOKEN="", SAYSO_ALLOW_ORIGIN="", SAYSO_ALLOW_HOST="")
    assert result.exit_code == 0, result.output
    settings, _ = started[0]
    assert (settings.token, settings.origins) == ("", ())
    assert settings.hosts == ("127.0.0.1", "localhost")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "sayso.school.example"])
def test_other_machines_are_let_in_only_on_purpose(started: Started, host: str) -> None:
    result = run("--host", host, "--port", "0")
    assert result.exit_code == 2
    assert "--allow-host" in result.output
    assert started == []


def test_no_address_is_not_every_address(started: Started) -> None:
    result = run("--host", "", "--port", "0", "--allow-host", "sayso.school.example")
    assert result.exit_code == 2
    assert "--host needs an address" in result.output
    assert started == []


def test_other_machines_are_let_in_under_a_name(started: Started) -> None:
    result = run("--host", "0.0.0.0", "--port", "0", "--allow-host", "sayso.school.example")
    assert result.exit_code == 0, result.output
    assert started[0][0].hosts == ("127.0.0.1", "localhost", "sayso.school.example")
    assert "http://127.0.0.1:" in result.output


@pytest.mark.parametrize(
    ("host", "own"),
    [
        *(
            (each, True)
            for each in ("localhost", "127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1")
        ),
        *((each, False) for each in ("0.0.0.0", "::", "::ffff:192.0.2.1", "a.localhost")),
    ],
)
def test_it_is_known_what_is_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="This machine has no IPv6.")
def test_all_addresses_are_those_of_both_kinds() -> None:
    with serve._listen("::", 0) as listener:
        port = listener.getsockname()[1]
        for address in ("127.0.0.1", "::1"):
            socket.create_connection((address, port), timeout=60).close()


def test_an_ipv6_loopback_address_is_answered_to(started: Started) -> None:
    if not socket.has_ipv6:
        pytest.skip("This machine has no IPv6.")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("This machine has no IPv6.")
    result = run("--host", "::1", "--port", "0")
    assert result.exit_code == 0, result.output
    assert "::1" in started[0][0].hosts
    assert "http://[::1]:" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--allow-host", "https://a.example"],
        ["--allow-host", "a.example:80"],
        ["--allow-host", "*"],
        ["--allow-host", ""],
        ["--allow-origin", "*"],
        ["--allow-origin", "null"],
        ["--allow-origin", "https://a.example/page"],
        ["--allow-origin", "a.example"],
        ["--allow-origin", "https://a:b"],
        ["--allow-origin", "https://a..b"],
        ["--allow-origin", "https://[::1"],
        ["--port", "70000"],
        ["--workers", "0"],
        ["--seconds", "0"],
        ["--seconds", "40"],
        ["--batch-lines", "0"],
        ["--cache-bytes", "-1"],
        ["--token", "short"],
        ["--token", "0123456789abcdef 0123456789abcdef"],
        ["--nonsense"],
    ],
)
def test_settings_that_cannot_be_meant_are_refused(started: Started, arguments: list[str]) -> None:
    result = run("--port", "0", *arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert started == []


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://News.example:443/", "https://news.example"),
        ("http://news.example:80", "http://news.example"),
        ("http://news.example:443", "http://news.example:443"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("chrome-extension://abcdefghijklmnopabcdefghijklmnop",) * 2,
    ],
)
def test_an_origin_is_taken_as_browsers_send_it(given: str, meant: str) -> None:
    assert serve.read_origin(given) == meant


def test_a_port_that_another_program_has_is_named(started: Started) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.1)
        port = other.getsockname()[1]
        result = run("--port", str(port))
    assert result.exit_code == 1
    assert f"Port {port} is in use by another program." in result.output
    assert f"--port {port + 1}" in result.output
    assert started == []


def test_an_address_that_is_not_this_machines_is_named(started: Started) -> None:
    result = run("--host", "203.0.113.7", "--allow-host", "a.example", "--port", "0")
    assert result.exit_code == 1
    assert "Cannot listen on 203.0.113.7" in result.output


@pytest.fixture
def nowhere_to_write(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A system that can only be read, memory included."""
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: ["/proc/none"])
    monkeypatch.setattr(scratch, "_SHARED", Path("/proc/none"))
    return monkeypatch


def test_a_system_that_can_only_be_read_is_told_what_it_lacks(
    started: Started, nowhere_to_write: pytest.MonkeyPatch
) -> None:
    result = run("--port", "0")
    assert result.exit_code == 1
    assert "set TMPDIR" in result.output
    assert not started
    found = {each.about: each for each in machine.program(3.5)}
    assert found["Files"].state == "to do"
    assert "TMPDIR" in found["Files"].advice


def test_memory_is_place_enough_for_a_container_that_can_only_be_read(
    started: Started, nowhere_to_write: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # As `read_only: true` leaves it, where an engine does not add a /tmp.
    nowhere_to_write.setattr(scratch, "_SHARED", tmp_path)
    assert run("--port", "0").exit_code == 0
    assert len(started) == 1
    assert "Files" not in {each.about for each in machine.program(3.5)}


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Only Linux has files without folders.")
def test_one_process_needs_no_place_to_write(
    nowhere_to_write: pytest.MonkeyPatch, started: Started
) -> None:
    ran: list[socket.socket] = []

    def run_threads(app: None, listener: socket.socket, **options: Any) -> None:
        ran.append(listener)
        listener.close()

    nowhere_to_write.setattr("sayso.web.threads.run", run_threads)
    assert run("--port", "0", "--one-process").exit_code == 0
    assert ran


def test_one_process_is_there_on_request_and_says_what_has_no_effect(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[dict[str, Any]] = []

    def run_threads(app: None, listener: socket.socket, **options: Any) -> None:
        listener.close()
        threads.append(options)

    monkeypatch.setattr("sayso.web.threads.run", run_threads)
    result = run("--port", "0", "--one-process", "--max-requests", "9", SAYSO_TIMEOUT="50")
    assert result.exit_code == 0, result.output
    assert "No effect where one process answers: --timeout, --max-requests." in result.output
    assert threads[0]["threads"] == 4
    assert run("--port", "0", SAYSO_ONE_PROCESS="1", SAYSO_WORKERS="7").output == ""
    assert threads[1]["threads"] == 7
    assert started == []


@pytest.mark.parametrize("platform", ["darwin", "win32", "linux"])
def test_processes_are_the_rule_where_they_are_safe(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(serve.sys, "platform", platform)
    if platform == "win32":
        monkeypatch.delattr(serve.os, "fork")
        with pytest.raises(click.UsageError, match="does not run on this system"):
            serve._in_threads(False)
    else:
        assert serve._in_threads(False) is False
    assert serve._in_threads(True)
    assert serve._in_threads(None) is (platform != "linux")


def test_an_address_has_one_form() -> None:
    from sayso.web.serve import read_name

    assert read_name("0:0:0:0:0:0:0:1") == "::1"
    assert read_name("LOCALHOST") == "localhost"
    for wrong in ("fe80::1%eth0", "a..b"):
        with pytest.raises(click.BadParameter):
            read_name(wrong)
