"""The page for programs: every command runs as it is typed, and gives the answer that is shown."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import click
import pytest
from werkzeug.serving import make_server

from sayso.web import create_app
from sayso.web.openapi import document
from sayso.web.problems import KINDS
from sayso.web.serve import serve
from sayso.web.settings import Settings

SHOWN_FOR = "http://127.0.0.1:7297/"
# What is another each time.
FLEETING = re.compile(r'"(elapsed_ms|request_id)": ?("[0-9a-f]+"|\d+)')


@pytest.fixture(scope="module")
def html(dist: Path) -> str:
    return (dist / "api.html").read_text("utf-8")


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    """The address of a running server with everything switched on."""
    app = create_app(Settings(site=Path("nowhere"), languagetool=True))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def shown(html: str) -> list[tuple[str, str | None]]:
    """Each command with the answer below it; None for one that is saved."""
    sections = re.findall(r'<section class="asked">(.*?)</section>', html, re.DOTALL)
    return [(_code(section, "command") or "", _code(section, "answer")) for section in sections]


def _code(section: str, kind: str) -> str | None:
    found = re.search(rf'<pre class="{kind}"[^>]*><code>(.*?)</code>', section, re.DOTALL)
    return unescape(found[1]) if found else None


def steady(words: str) -> Any:
    words = FLEETING.sub(r'"\1": 0', words)
    try:
        return (
            [json.loads(line) for line in words.splitlines()]
            if "\n{" in words
            else json.loads(words)
        )
    except ValueError:
        return words.splitlines()


def test_every_command_gives_the_answer_that_is_shown(html: str, live: str, tmp_path: Path) -> None:
    assert shutil.which("curl"), "No curl on this machine; 'make test' installs it."
    examples = shown(html)
    assert len(examples) >= 10
    for command, answer in examples:
        typed = command.replace(SHOWN_FOR, live)
        done = subprocess.run(
            ["bash", "-c", typed],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=60,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        if answer is None:
            saved = re.search(r"-o (\S+)", command)
            assert saved
            assert (tmp_path / saved[1]).read_text("utf-8").startswith("<!doctype html>")
        else:
            assert steady(done.stdout.replace(live, SHOWN_FOR)) == steady(answer), command


def test_there_is_a_command_for_each_route_that_people_ask(html: str) -> None:
    asked = {path for command, _ in shown(html) for path in re.findall(r"7297(/\S+)", command)}
    wanted = {"/v1/analyze", "/v1/batch", "/v1/compare", "/v1/types", "/v1/info", "/v2/check"}
    assert wanted <= asked


def test_every_form_of_answer_has_a_command(html: str) -> None:
    for kind in ("text/csv", "text/html", "application/ld+json", "application/x-ndjson"):
        assert any(kind in command for command, _ in shown(html))


def test_how_a_token_is_sent_is_said(html: str) -> None:
    assert "<code>-H 'Authorization: Bearer TOKEN'</code>" in html


def test_every_route_problem_and_setting_is_listed(html: str) -> None:
    for path, item in document(languagetool=True, metrics=True)["paths"].items():
        for method in item:
            assert f"<code>{method.upper()} {path}</code>" in html
    for code in KINDS:
        assert f"<code>{code}</code>" in html
    for option in serve.params:
        assert isinstance(option, click.Option)
        assert f"<code>{option.opts[0]}</code>" in html
        assert f'<code class="variable">{option.envvar}</code>' in html
