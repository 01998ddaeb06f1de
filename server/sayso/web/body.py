"""A request's body as a JSON object, strictly: what Python's reader lets pass is refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from sayso.web import heartbeat
from sayso.web.problems import Problem

JSON = "application/json"
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")


class _Refused(ValueError):
    """Carries a sentence of our own; other ValueErrors may carry words of the body."""


def read_object(request: Request) -> dict[str, Any]:
    """The body of a request as a JSON object.

    Raises Problem for another media type, bad UTF-8, JSON that is malformed, too deep, has NaN,
    Infinity or a key twice, and for a value that is not an object. Raises Werkzeug's
    RequestEntityTooLarge for a body above MAX_CONTENT_LENGTH.
    """
    check_media_type(request, JSON)
    data = whole(request)
    # Who sent slowly has used up time that the worker may be silent.
    heartbeat.beat()
    return parse_object(data)


def parse_object(data: bytes, *, line: bool = False) -> dict[str, Any]:
    """Bytes as a JSON object. Raises Problem as ``read_object`` does.

    ``line`` says that they are a line among others, which is then what the problem speaks of.
    """
    what = "This line" if line else "The body"
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _invalid(f"{what} is not UTF-8: byte {error.start} cannot be read.") from None
    if not words.strip():
        raise _invalid(f"{what} is empty.")
    try:
        value = json.loads(words, parse_constant=_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"Column {error.colno}" if line else f"Line {error.lineno}, column {error.colno}"
        raise _invalid(f"{place}: {error.msg}.") from None
    except RecursionError:
        raise _invalid("Lists or objects are nested too deeply.") from None
    except _Refused as error:
        raise _invalid(str(error)) from None
    except ValueError:
        raise _invalid(f"A number in {what.lower()} is too long.") from None
    if not isinstance(value, dict):
        raise _invalid(f"{what} is {NAMES[type(value)]}, not an object.")
    return value


NAMES = {
    dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number",
    bool: "true or false", type(None): "null",
}  # fmt: skip


def whole(request: Request) -> bytes:
    """The whole body. Raises RequestEntityTooLarge above the request's limit, chunked or not.

    Raises Problem for a body that does not come to its end.
    """
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise
    except Exception:
        # Chunks that are none, or a sender who falls silent; each server has errors of its own.
        raise Problem(
            "bad_request", "The body broke off or cannot be read. Send it again, whole."
        ) from None
    limit = request.max_content_length
    # Werkzeug cuts a chunked body off at the limit, without a word.
    if limit is not None and len(data) >= limit and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge
    announced = request.content_length
    # Of a body that ends too early, gunicorn hands on what there is without a word.
    if announced is not None and len(data) < announced:
        raise Problem(
            "bad_request",
            f"The body broke off: {len(data):,} of the {announced:,} bytes that 'Content-Length' "
            "announces have come. Send it again, whole.",
        )
    return data


def shown(key: object) -> str:
    """A key or an id as it may be shown in an error: anything longer could be article text."""
    return str(key) if _PLAIN_KEY.fullmatch(str(key)) else "…"


# UTF-8, by the names that clients have for it, and what is part of it.
_READABLE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def check_media_type(request: Request, *kinds: str) -> None:
    """Raise Problem unless the body is of one of these kinds, in UTF-8 and not compressed.

    None of them may be one that a page of another site can send without asking first.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if request.mimetype in kinds and charset in _READABLE and coding == "identity":
        return
    raise Problem(
        "unsupported_media_type",
        f"Send JSON in UTF-8, not compressed, with the header 'Content-Type: {kinds[0]}'.",
    )


def check_no_query(request: Request) -> None:
    """Raise Problem where the address has a query, which no route that takes a body heeds."""
    if request.args:
        raise Problem(
            "bad_request",
            "The address has a query (what follows '?'), which this route does not heed. "
            "Send options as keys of the body.",
        )


def _invalid(what: str) -> Problem:
    return Problem("invalid_json", f'{what} Send an object such as {{"text": "…"}}.')


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not JSON.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    raise _Refused(f"The key '{shown(twice)}' is given twice.")
