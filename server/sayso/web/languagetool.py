"""The routes of a LanguageTool server, for editors that speak to one. Off unless asked for.

Errors are lines of plain text, since that is what such clients show (``PLACES``, for problems.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, request

from sayso.export.languagetool import (
    LANGUAGES,
    Annotated,
    Piece,
    Wanted,
    annotated,
    configuration,
    languages,
    software,
    to_languagetool,
)
from sayso.text import MAX_CHARACTERS
from sayso.web.access import check_token
from sayso.web.body import whole
from sayso.web.headers import revalidated
from sayso.web.languagetool_schema import CheckRequest
from sayso.web.other_languages import is_in_another
from sayso.web.problems import Problem
from sayso.web.schema import AnalyzeRequest
from sayso.web.settings import Settings
from sayso.web.v1 import answered

# All that is below these is for LanguageTool's clients, what is not there too.
PLACES = ("/v2", "/api/v2")
# A letter outside of ASCII takes up to three times its bytes in a form.
_IN_A_FORM = 3
_FIELDS = 100
_KNOWN = {code.lower(): code for code in LANGUAGES}
# Letters that the code of a language may have (RFC 5646, section 4.4.1).
_LONGEST_CODE = 35

Json = dict[str, Any]


def blueprint(settings: Settings) -> Blueprint:
    """The routes below /v2, and the same below /api/v2, where some clients look for them."""
    tool = Blueprint("languagetool", __name__)
    # Of English, where a letter is a byte.
    longest = min(MAX_CHARACTERS, settings.body_bytes)

    @tool.post("/v2/check")
    @tool.post("/api/v2/check")
    def check() -> Response:
        form = _form(settings)
        check_token(settings.token, given=form.get("apiKey", ""))
        text = _text(form)
        language = _language(form, text.words)
        if language.partition("-")[0].lower() != "en" or not text.words.strip():
            return jsonify(to_languagetool(None, text, language=language))
        asked = AnalyzeRequest.model_construct(
            text=text.words, segments=None, page=None, types=_wanted(form).types(), exclude=[]
        )
        return answered(
            asked,
            settings,
            lambda found: jsonify(
                to_languagetool(found, text, language=language, root=request.host_url)
            ),
        )

    @tool.get("/v2/languages")
    @tool.get("/api/v2/languages")
    def listed() -> Response:
        return revalidated(jsonify(languages()))

    @tool.get("/v2/healthcheck")
    @tool.get("/api/v2/healthcheck")
    def healthcheck() -> Response:
        return Response("OK", mimetype="text/plain")

    @tool.get("/v2/info")
    @tool.get("/api/v2/info")
    def info() -> Response:
        return revalidated(jsonify({"software": software()}))

    # One client posts a byte to ask.
    @tool.route("/v2/maxtextlength", methods=["GET", "POST"])
    @tool.route("/api/v2/maxtextlength", methods=["GET", "POST"])
    def maxtextlength() -> Response:
        return Response(str(longest), mimetype="text/plain")

    # The language that is posted makes no difference: the note types are the same for all.
    @tool.route("/v2/configinfo", methods=["GET", "POST"])
    @tool.route("/api/v2/configinfo", methods=["GET", "POST"])
    def configinfo() -> Response:
        return jsonify(configuration(longest))

    return tool


def _form(settings: Settings) -> Mapping[str, str]:
    """The fields of the body, which some clients send without saying what it is."""
    request.max_content_length = _IN_A_FORM * settings.body_bytes
    if request.mimetype == "multipart/form-data":
        raise Problem(
            "unsupported_media_type", "Send the fields URL-encoded, not as multipart/form-data."
        )
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem("unsupported_media_type", "Send the fields as they are, not compressed.")
    try:
        body = whole(request).decode("utf-8-sig")
        if body.lstrip().startswith(("{", "[")):
            raise Problem(
                "unsupported_media_type",
                "The body is JSON. Send its fields URL-encoded, like 'language=en-US&text=…'; "
                "JSON is read in the field 'data' alone.",
            )
        pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError:
        # Its message has words of the body.
        raise Problem("bad_request", "The body is not a URL-encoded form in UTF-8.") from None
    except ValueError:
        raise Problem(
            "bad_request", f"The form has more than {_FIELDS} fields, the most that are read."
        ) from None
    given = [name for name, _ in pairs if name in CheckRequest.model_fields]
    twice = next((name for name in given if given.count(name) > 1), None)
    if twice is not None:
        raise Problem("bad_request", f"The field '{twice}' is given twice. Send one of them.")
    return dict(pairs)


def _text(form: Mapping[str, str]) -> Annotated:
    if ("text" in form) == ("data" in form):
        raise Problem("bad_request", "Send either 'text' or 'data', and not both.")
    if "text" in form:
        return Annotated(form["text"], form["text"])
    try:
        data = json.loads(form["data"])
    except (ValueError, RecursionError):
        raise Problem("bad_request", "'data' is not JSON.") from None
    if not isinstance(data, dict):
        raise Problem("bad_request", "'data' is not an object.")
    if isinstance(data.get("text"), str) and "annotation" not in data:
        return Annotated(data["text"], data["text"])
    listed = data.get("annotation")
    if not isinstance(listed, list) or "text" in data:
        raise Problem("bad_request", "'data' needs either 'text' or a list 'annotation'.")
    return annotated(_pieces(listed))


def _pieces(listed: list[Any]) -> Iterator[Piece]:
    for number, each in enumerate(listed):
        found = each if isinstance(each, dict) else {}
        words, markup, read = (found.get(key) for key in ("text", "markup", "interpretAs"))
        if isinstance(words, str) and markup is None and read is None:
            yield Piece(words)
        elif isinstance(markup, str) and words is None and isinstance(read, str | None):
            yield Piece(markup, read, markup=True)
        else:
            raise Problem(
                "bad_request",
                f"annotation[{number}] needs either 'text', or 'markup' and perhaps 'interpretAs'.",
            )


def _language(form: Mapping[str, str], words: str) -> str:
    """The code of the language; of those that a client would rather have, where it leaves it open.

    English is taken for granted then, unless the words are plainly in another language.
    """
    code = _code(form.get("language", ""))
    if not code:
        raise Problem("bad_request", "The field 'language' is missing; 'en-US' or 'auto' will do.")
    if code != "auto":
        return code if code.replace("-", "").isalnum() else "unknown"
    if is_in_another(words[:MAX_CHARACTERS]):
        return "unknown"
    variants = [_code(each) for each in form.get("preferredVariants", "").split(",")]
    return next((each for each in variants if each in LANGUAGES), "en-US")


def _code(sent: str) -> str:
    """A code as LanguageTool writes it: some clients say en_US, as systems do, or EN-us."""
    code = sent.strip().replace("_", "-")
    if len(code) > _LONGEST_CODE:
        return "unknown"
    if code.lower() == "auto":
        return "auto"
    parts = code.split("-")
    for length in range(len(parts), 0, -1):
        known = _KNOWN.get("-".join(parts[:length]).lower())
        if known is not None:
            return "-".join([known, *parts[length:]])
    return code


def _wanted(form: Mapping[str, str]) -> Wanted:
    def ids(*keys: str) -> frozenset[str]:
        named = ",".join(form.get(key, "") for key in keys).split(",")
        return frozenset(each.strip() for each in named if each.strip())

    return Wanted(
        enabled=ids("enabledRules", "enabledCategories"),
        disabled=ids("disabledRules", "disabledCategories"),
        only=form.get("enabledOnly", "").lower() in {"true", "yes"},
    )
