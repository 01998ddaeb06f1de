"""The real application with the real pipeline, and an article written for these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.web import create_app
from sayso.web.problems import KINDS, MEDIA_TYPE
from sayso.web.schema import ProblemAnswer
from sayso.web.settings import Settings

HEADLINE = "Harbour wall in Tellin could fail, engineers warn"
PROSE = (
    "The harbour wall in Tellin may not survive another winter, according to Marit Oslund, the "
    "town's chief engineer. “We have perhaps two years,” Oslund said on Monday.",
    "The repairs reportedly cost about 40 million crowns. Two officials who asked not to be named "
    "because talks are under way said the state could pay half of it. It is believed that the "
    "council will meet in March.",
    "A report by the Vesland Herald, citing sources in the ministry, suggested that the work has "
    "been put off. Critics say the town knew. If the estimate holds, the wall would last until "
    "2031.",
)
ARTICLE = "\n\n".join([HEADLINE, *PROSE])


@pytest.fixture(scope="session")
def article() -> str:
    return ARTICLE


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Sayso without a built site, and without memory of what earlier tests asked."""
    return create_app(Settings(site=tmp_path_factory.mktemp("site"), cache_bytes=0))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def analyzed(client: FlaskClient) -> Callable[..., dict[str, Any]]:
    """The answer for a text that can be analysed."""

    def analyzed(text: str, **more: object) -> dict[str, Any]:
        response = client.post("/v1/analyze", json={"text": text, **more})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.get_json()
        return answer

    return analyzed


@pytest.fixture(scope="session")
def problem() -> Callable[..., dict[str, Any]]:
    """The problem document of a response, which must be one, whole and with this code."""

    def problem(response: TestResponse, code: str) -> dict[str, Any]:
        assert response.mimetype == MEDIA_TYPE, response.text
        document: dict[str, Any] = response.get_json()
        ProblemAnswer.model_validate(document)
        assert document["code"] == code, document
        kind = KINDS[code]
        assert (response.status_code, document["status"]) == (kind.status, kind.status)
        assert document["title"] == kind.title
        assert len(document["detail"]) > 20
        assert response.headers["X-Request-Id"] == document["request_id"]
        assert response.headers["Cache-Control"] == "no-store"
        return document

    return problem


@pytest.fixture
def built_site(tmp_path: Path) -> Path:
    """A folder as `make site` leaves it, in small."""
    tmp_path.joinpath("index.html").write_text("<!doctype html><title>Home</title>", "utf-8")
    types = tmp_path / "types"
    types.mkdir()
    types.joinpath("index.html").write_text("<!doctype html><title>All</title>", "utf-8")
    types.joinpath("modal-hedge.html").write_text("<!doctype html><title>May</title>", "utf-8")
    tmp_path.joinpath("try.js").write_text("'use strict';", "utf-8")
    tmp_path.parent.joinpath("secret.txt").write_text("not for anybody", "utf-8")
    return tmp_path
