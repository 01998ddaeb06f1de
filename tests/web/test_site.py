"""Pages are served from the site's folder, and from nowhere else."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sayso.web import create_app
from sayso.web.settings import Settings

Problem = Callable[..., dict[str, Any]]


class Buffered(FlaskClient):
    """Reads answers to their end, so that files are closed."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **options | {"buffered": True})


@pytest.fixture
def visitor(built_site: Path) -> FlaskClient:
    app = create_app(Settings(site=built_site))
    app.test_client_class = Buffered
    return app.test_client()


def test_without_a_site_the_first_page_says_how_to_make_it(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert "make site" in response.text


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Home"),
        ("/index.html", "Home"),
        ("/types/", "All"),
        ("/types/modal-hedge.html", "May"),
        ("/types/modal-hedge.html?from=card", "May"),
    ],
)
def test_pages(visitor: FlaskClient, path: str, title: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert f"<title>{title}</title>" in response.text
    assert "Content-Security-Policy" in response.headers
    assert visitor.head(path).status_code == 200


def test_scripts_have_their_type_and_are_asked_for_again(visitor: FlaskClient) -> None:
    response = visitor.get("/try.js")
    assert response.mimetype == "text/javascript"
    assert "no-cache" in response.headers["Cache-Control"]
    again = visitor.get("/try.js", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_folder_without_its_slash_leads_to_it(visitor: FlaskClient) -> None:
    response = visitor.get("/types")
    assert response.status_code == 301
    assert response.headers["Location"] == "/types/"
    assert visitor.get("/", environ_overrides={"PATH_INFO": "//types"}).location == "/types/"


@pytest.mark.parametrize(
    "path",
    ["/nothing.html", "/types/nothing.html", "/../secret.txt", "/..%2fsecret.txt",
     "/%2e%2e/secret.txt", "/types/../../secret.txt", "http://localhost//etc/passwd", "/types/%00",
     "/..", "/types\\..\\..\\secret.txt", "/" + "long" * 100],
)  # fmt: skip
def test_nothing_else_is_served(visitor: FlaskClient, problem: Problem, path: str) -> None:
    problem(visitor.get(path), "not_found")


def test_pages_cannot_be_posted_to(visitor: FlaskClient, problem: Problem) -> None:
    problem(visitor.post("/index.html"), "method_not_allowed")
    assert visitor.post("/index.html").headers["Allow"] == "GET, HEAD"


def test_the_site_does_not_hide_the_api(visitor: FlaskClient, problem: Problem) -> None:
    assert visitor.get("/healthz").get_json()["status"] == "ok"
    problem(visitor.get("/v1/analyze"), "method_not_allowed")
    problem(visitor.get("/v1/nothing"), "not_found")


def test_pages_come_compressed_to_who_takes_them_so(visitor: FlaskClient) -> None:
    plain = visitor.get("/", headers={"Accept-Encoding": "identity"})
    packed = visitor.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = visitor.get(
        "/", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/" + "a" * 300, "/types/" + "b/" * 2_500], ids=["a name", "in all"]
)
def test_an_address_that_is_too_long_for_a_file_is_one_where_nothing_is(
    visitor: FlaskClient, problem: Problem, path: str
) -> None:
    problem(visitor.get(path), "not_found")


@pytest.mark.parametrize("asked", ["bytes=9999-", "bytes=abc", "bytes=0-3", "lines=1-2", "="])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_asks_for_a_range_of_a_page_gets_it_whole(
    visitor: FlaskClient, asked: str, method: str
) -> None:
    whole = visitor.open("/", method=method)
    part = visitor.open("/", method=method, headers={"Range": asked})
    assert (part.status_code, part.data) == (200, whole.data)
    assert part.headers["Content-Length"] == whole.headers["Content-Length"] != "0"


def test_a_version_that_is_not_there_any_more_is_a_problem(
    visitor: FlaskClient, problem: Problem
) -> None:
    document = problem(visitor.get("/", headers={"If-Match": '"x"'}), "precondition_failed")
    assert "If-None-Match" in document["detail"]
    tag = visitor.get("/").headers["ETag"]
    for fitting in (tag, f'"x", {tag}', "*"):
        assert visitor.get("/", headers={"If-Match": fitting}).status_code == 200
