"""What is wrong with an answer to a request that nobody should send, if anything."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl

from sayso.export import encodable
from sayso.web.languagetool_schema import CheckAnswer
from sayso.web.schema import (
    AnalyzeAnswer,
    BatchAnswered,
    BatchEnd,
    BatchRefused,
    CompareAnswer,
    ProblemAnswer,
)
from tests.bench.messages import CANARY, NAME, Message

DUE = {200, 301, 304, 308, 400, 401, 403, 404, 405, 406, 413, 415, 422, 503}
# What reads a body to its end.
_READING = {"/v1/analyze", "/v1/batch", "/v1/compare", "/v2/check", "/api/v2/check"}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Json = dict[str, Any]


def wrong(answer: bytes, sent: Message) -> str | None:
    """What is wrong with an answer, in a few words; None where it is one that is due."""
    while answer.startswith(_CONTINUE):
        answer = answer.removeprefix(_CONTINUE)
    if not answer:
        return None if sent.leaves else "no answer"
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith(("HTTP/1.1 ", "HTTP/1.0 ")):
        return "not HTTP"
    status = int(first.split()[1])
    if status not in DUE:
        return f"status {status}"
    headers = {name.lower(): each for name, _, each in (line.partition(": ") for line in lines)}
    if headers.get("x-content-type-options") != "nosniff" or "cache-control" not in headers:
        return "headers are missing"
    if headers.get("transfer-encoding") == "chunked":
        whole = _unchunked(body)
        if whole is None:
            return "an answer that breaks off"
        body = whole
    length = headers.get("content-length")
    if body and length is not None and int(length) != len(body):
        return f"{len(body)} bytes, and {length} were promised"
    if (CANARY in head.decode("latin-1") or NAME in head.decode("latin-1")) and status < 300:
        return "words of the request in a header"
    kind = headers.get("content-type", "")
    if status >= 400:
        return _of_refusal(status, kind, body)
    if status == 200 and sent.breaks and sent.method == "POST" and sent.path in _READING:
        return "an answer to a body that broke off"
    if status == 200 and sent.body is not None and sent.method == "POST":
        return _of_reading(kind, body, sent.path, sent.body)
    return None


def _unchunked(body: bytes) -> bytes | None:
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return whole if rest == b"\r\n" else None
        whole += rest[:length]
        body = rest[length + 2 :]
    return None


def _of_refusal(status: int, kind: str, body: bytes) -> str | None:
    if CANARY.encode() in body:
        return "words of the request in an error"
    if not body or (kind.startswith("text/plain") and body.startswith(b"Error: ")):
        return None
    if not kind.startswith("application/problem+json"):
        return f"no problem document but {kind}"
    document = json.loads(body)
    ProblemAnswer.model_validate(document)
    return None if document["status"] == status else "another status in the document"


def _of_reading(kind: str, body: bytes, path: str, asked: bytes) -> str | None:
    if path == "/v1/batch":
        return _of_batch(body, asked)
    if path.endswith("/v2/check"):
        return _of_check(json.loads(body), asked)
    question = json.loads(asked.decode("utf-8-sig"))
    if path == "/v1/compare":
        found = json.loads(body)
        CompareAnswer.model_validate(found)
        for key in ("sources", "figures", "statements"):
            for pair in found[key]:
                for side in ("first", "second"):
                    if what := _of_spans(pair[side], question[side]["text"], found["offsets"]):
                        return f"{what} in {key}"
        return None
    words = question["text"]
    if kind == "application/json":
        return _of_analysis(json.loads(body), words)
    if kind.startswith("text/csv"):
        rows = csv.DictReader(StringIO(body.decode(), newline=""))
        return next(filter(None, (_of_row(row, words) for row in rows)), None)
    if kind.startswith("application/ld+json"):
        items = json.loads(body)["first"]["items"]
        targets = [
            target for item in items for target in item["target"] if isinstance(target, dict)
        ]
        return next(filter(None, (_of_target(target, words) for target in targets)), None)
    if kind.startswith("text/html"):
        return "a script in the page" if b"<script" in body.lower() else None
    return f"an answer of type {kind}"


def _of_analysis(found: Json, words: str) -> str | None:
    AnalyzeAnswer.model_validate(
        {key: each for key, each in found.items() if key not in {"line", "id"}}
    )
    return _of_spans(found, words, found["offsets"])


def _of_spans(found: object, words: str, unit: str) -> str | None:
    data = encoded(words, unit)
    for span in _spans(found):
        if piece(data, unit, span["start"], span["end"]) != span["text"]:
            return "words that are not their slice"
    return None


def _spans(found: object) -> Iterator[Json]:
    if isinstance(found, dict):
        if found.keys() >= {"start", "end", "text"} and found["start"] is not None:
            yield found
        for each in found.values():
            yield from _spans(each)
    elif isinstance(found, list):
        for each in found:
            yield from _spans(each)


def encoded(words: str, unit: str) -> bytes:
    """A text in code units. A lone surrogate counts three bytes in UTF-8."""
    name = {"code-point": "utf-32-le", "utf-16": "utf-16-le", "utf-8": "utf-8"}[unit]
    return words.encode(name, "surrogatepass")


def piece(data: bytes, unit: str, start: int, end: int) -> str:
    """A slice of a text that was encoded in a unit."""
    name, size = {
        "code-point": ("utf-32-le", 4),
        "utf-16": ("utf-16-le", 2),
        "utf-8": ("utf-8", 1),
    }[unit]
    return data[start * size : end * size].decode(name, "surrogatepass")


def _of_row(row: dict[str, str], words: str) -> str | None:
    if not row["start"]:
        return None
    found = piece(
        encoded(words, row["offsets"]), row["offsets"], int(row["start"]), int(row["end"])
    )
    return (
        None
        if encodable(found) in {row["text"], row["text"][1:]}
        else "a row that is not its slice"
    )


def _of_target(target: Json, words: str) -> str | None:
    quote, place = target["selector"]
    right = encodable(words[place["start"] : place["end"]]) == quote["exact"]
    return None if right else "a target that is not its slice"


def _of_batch(body: bytes, asked: bytes) -> str | None:
    numbered = enumerate(asked.split(b"\n"), start=1)
    lines = [(number, line) for number, line in numbered if line.strip()]
    *answers, end = [json.loads(line) for line in body.splitlines()]
    BatchEnd.model_validate(end)
    if [each["line"] for each in answers] != [number for number, _ in lines]:
        return "lines are missing or out of order"
    for answer, (_, line) in zip(answers, lines, strict=True):
        if "error" in answer:
            BatchRefused.model_validate(answer)
            if what := _of_refusal(
                answer["error"]["status"],
                "application/problem+json",
                json.dumps(answer["error"]).encode(),
            ):
                return f"{what} in a line"
            if answer["error"]["status"] not in DUE:
                return f"status {answer['error']['status']} in a line"
            continue
        BatchAnswered.model_validate(answer)
        if what := _of_analysis(answer, json.loads(line.decode("utf-8-sig"))["text"]):
            return f"{what} in a line"
    return None


def _of_check(found: Json, asked: bytes) -> str | None:
    CheckAnswer.model_validate(found)
    form = dict(parse_qsl(asked.decode(), keep_blank_values=True, errors="strict"))
    if "text" in form:
        words = form["text"]
    else:
        data = json.loads(form["data"])
        pieces = data.get("annotation", [{"text": data.get("text")}])
        words = "".join(each["text"] if "text" in each else each["markup"] for each in pieces)
    whole = encoded(words, "utf-16")
    for match in found["matches"]:
        start, end = match["offset"], match["offset"] + match["length"]
        if end * 2 > len(whole):
            return "a match outside the text"
        context = match["context"]
        shown = piece(
            encoded(context["text"], "utf-16"),
            "utf-16",
            context["offset"],
            context["offset"] + context["length"],
        )
        inside = encodable(piece(whole, "utf-16", start, end))
        if [*map(str.isspace, shown)] != [
            *map(str.isspace, inside)
        ] or shown.split() != inside.split():
            return "a context that is not its slice"
    return None
