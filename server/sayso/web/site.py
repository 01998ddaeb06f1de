"""The site, as files from a folder; without them, a sentence that says how to make them."""

from __future__ import annotations

import gzip
from pathlib import Path

from flask import Flask, Response, redirect, request, send_from_directory
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from sayso.web.headers import conditional
from sayso.web.problems import Problem, answer, of_http

_TEXTS = {"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"}

_NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sayso is running</title>
<h1>Sayso is running</h1>
<p>The server works, but its pages have not been made yet. In Sayso’s folder, type
<code>make site</code> and reload this page.</p>
<p>Programs can use <a href="/openapi.json">the API</a> already, and so can the browser
extension.</p>
</html>
"""


def register(app: Flask, folder: Path) -> None:
    """Serve the folder wherever no route is.

    A route for every path would take over the API's own answers for a wrong method; so this steps
    in where Flask has found nothing.
    """

    @app.errorhandler(404)
    def nothing(error: NotFound) -> AnyResponse:
        if request.path == "/" and not folder.joinpath("index.html").is_file():
            return Response(_NOT_BUILT, mimetype="text/html", headers={"Cache-Control": "no-cache"})
        name = request.path.strip("/")
        found = _file(folder, name)
        if found is None:
            return of_http(error)
        if request.method not in {"GET", "HEAD"}:
            return of_http(MethodNotAllowed(valid_methods=["GET", "HEAD"]))
        if found != folder / (name or "index.html") and not request.path.endswith("/"):
            return redirect(f"/{name}/", 301)
        # Browsers may keep pages but ask each time whether they have changed. Pages are small, so
        # that whoever asks for a range of one gets it whole, as the standard allows.
        name = found.relative_to(folder).as_posix()
        page = send_from_directory(folder, name, max_age=0, conditional=False)
        try:
            return _compressed(conditional(page))
        except Problem as problem:  # Nobody catches what an error handler raises.
            page.close()
            return answer(problem)


def _compressed(response: Response) -> Response:
    """The answer in a third of the bytes, where it is text and the browser takes it so."""
    if response.mimetype not in _TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    response.set_data(gzip.compress(response.get_data(), mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    # Other bytes than those of the plain answer, the same content: a weak tag says so.
    response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


def _file(folder: Path, name: str) -> Path | None:
    joined = None if "\0" in name else safe_join(str(folder), name)
    if joined is None:
        return None
    try:
        found = Path(joined, "index.html") if Path(joined).is_dir() else Path(joined)
        return found if found.is_file() else None
    except OSError:  # A name that no file can have, such as one that is too long.
        return None
