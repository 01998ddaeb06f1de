"""Commands that anybody can type, each with the answer that the real application gives to it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from sayso.web import create_app
from sayso.web.openapi import document
from sayso.web.problems import KINDS, Kind
from sayso.web.serve import serve
from sayso.web.settings import HOST, PORT, Settings

HERE = Path(__file__).resolve().parent
SERVER = f"http://{HOST}:{PORT}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One command: how it is typed, and what comes back. ``saved`` names a file instead."""

    id: str
    title: str
    about: str
    command: str
    answer: str
    saved: str


@dataclass(frozen=True, slots=True)
class Route:
    """One route and what it is for."""

    method: str
    path: str
    summary: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One option of ``sayso serve``, the variable that says the same, and what it does."""

    flag: str
    variable: str
    help: str


def read_examples() -> list[Asked]:
    """The examples of ``pages/api.toml``, asked now."""
    listed = tomllib.loads((HERE / "pages" / "api.toml").read_text("utf-8"))["example"]
    settings = Settings(site=HERE / "nowhere", cache_bytes=0, languagetool=True)
    client = create_app(settings).test_client()
    return [_asked(client, example) for example in listed]


def read_routes() -> list[Route]:
    """All routes, as the API itself describes them."""
    return [
        Route(method.upper(), path, operation["summary"])
        for path, item in document(languagetool=True, metrics=True)["paths"].items()
        for method, operation in item.items()
    ]


def read_problems() -> dict[str, Kind]:
    """Every code that an error can have."""
    return dict(KINDS)


def read_settings() -> list[Setting]:
    """Every option of the server."""
    return [
        Setting(str(option.opts[0]), str(option.envvar), str(getattr(option, "help", "")))
        for option in serve.params
    ]


def _asked(client: FlaskClient, example: dict[str, Any]) -> Asked:
    headers = dict(example.get("headers", {}))
    body = example.get("body", "").strip()
    path = example["path"]
    if example.get("unchanged"):
        headers["If-None-Match"] = client.get(path, base_url=SERVER).headers["ETag"]
    kind = headers.get("Content-Type", "application/json" if body else "")
    response = client.open(
        path,
        method="POST" if body else "GET",
        base_url=SERVER,
        data=_encoded(body, kind) if body else None,
        headers=headers | ({"Content-Type": kind} if kind else {}),
    )
    if response.status_code != example.get("status", 200):
        raise ValueError(f"{example['id']}: {response.status_code} {response.text}")
    saved = example.get("saved", "")
    return Asked(
        id=example["id"],
        title=example["title"],
        about=example["about"],
        command=_command(path, headers, body, kind, example),
        answer="" if saved else _shown(response.text, response.mimetype, response.status_code),
        saved=saved,
    )


def _encoded(body: str, kind: str) -> Any:
    if kind == "application/x-www-form-urlencoded":
        return dict(line.split("=", 1) for line in body.splitlines())
    return body.encode()


def _command(
    path: str, headers: dict[str, str], body: str, kind: str, example: dict[str, Any]
) -> str:
    assert "'" not in body, f"{example['id']}: a shell would end the body at its apostrophe"
    parts = [f"curl -s {SERVER}{path}"]
    form = kind == "application/x-www-form-urlencoded"
    if body and "Content-Type" not in headers:
        parts.append("-H 'Content-Type: application/json'")
    parts += [
        f"-H '{name}: {value}'"
        for name, value in headers.items()
        if not (form and name == "Content-Type")
    ]
    if example.get("saved"):
        parts.append(f"-o {example['saved']}")
    if example.get("unchanged"):
        parts.append("-o /dev/null -w '%{http_code}\\n'")
    if form:
        parts += [f"--data-urlencode '{line}'" for line in body.splitlines()]
    elif body:
        parts.append(f"--data-binary '{body}'")
    return " \\\n  ".join(parts)


def _shown(words: str, kind: str, status: int) -> str:
    if status == 304:
        return "304"
    if kind == "application/x-ndjson":
        lines = [json.loads(line) for line in words.splitlines()]
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    if kind.endswith("json"):
        return json.dumps(json.loads(words), ensure_ascii=False, indent=2)
    return "\n".join(words.splitlines())
