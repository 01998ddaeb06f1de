"""Many articles in one request: a line of JSON for each, and a line of JSON in answer to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, current_app, request, stream_with_context

from sayso.web import counting, heartbeat, problems
from sayso.web.body import check_media_type, check_no_query, parse_object, whole
from sayso.web.places import Places
from sayso.web.pressure import busy
from sayso.web.problems import Problem
from sayso.web.schema import BatchLine, read_request
from sayso.web.settings import Settings
from sayso.web.v1 import answered
from sayso.wire import to_json

MEDIA_TYPE = "application/x-ndjson"
ACCEPTED = (MEDIA_TYPE, "application/ndjson", "application/jsonl")
# Seconds after which somebody may ask again whose batch found no place.
_AGAIN = 10.0

Json = dict[str, Any]


def blueprint(settings: Settings, places: Places) -> Blueprint:
    """The route /v1/batch, which holds a worker for as long as it lasts: as many as have places."""
    batch = Blueprint("batch", __name__, url_prefix="/v1")

    @batch.post("/batch")
    def many() -> Response:
        check_media_type(request, *ACCEPTED)
        check_no_query(request)
        give_back = places.take()
        if give_back is None:
            raise busy(
                f"{places.count} batches are being read, as many as this server takes at a time.",
                seconds=_AGAIN,
            )
        try:
            response = read(give_back)
        except BaseException:
            give_back()
            raise
        # Whoever goes away before the first line is read leaves a generator that never began.
        response.call_on_close(give_back)
        return response

    def read(give_back: Callable[[], None]) -> Response:
        request.max_content_length = settings.batch_bytes
        # Read whole first: many clients do not begin to read before they have sent everything.
        lines = [
            (number, line)
            for number, line in enumerate(whole(request).split(b"\n"), start=1)
            if line.strip()
        ]
        _check_count(len(lines), settings.batch_lines)

        def answers() -> Iterator[bytes]:
            try:
                yield from _answers(lines, settings)
            finally:
                give_back()

        return Response(stream_with_context(answers()), mimetype=MEDIA_TYPE)

    return batch


def _check_count(count: int, limit: int) -> None:
    if count == 0:
        raise Problem("batch_empty", 'Send at least one line such as {"id": "a", "text": "…"}.')
    if count > limit:
        raise Problem(
            "too_many_lines",
            f"The batch has {count:,} lines; at most {limit:,} are read. Send it in parts.",
            facts={"limit": limit, "actual": count},
        )


def _answers(lines: list[tuple[int, bytes]], settings: Settings) -> Iterator[bytes]:
    """A line for each line, in order, and one that tells that this is all."""
    failed = 0
    for number, line in lines:
        heartbeat.beat()
        answer = {"line": number, **_answer(line, settings)}
        failed += "error" in answer
        yield _line(answer)
    yield _line({"done": True, "ok": len(lines) - failed, "failed": failed})


def _answer(line: bytes, settings: Settings) -> Json:
    name = None
    try:
        if len(line) > settings.body_bytes:
            raise problems.body_too_large(settings.body_bytes, len(line), line=True)
        value = parse_object(line, line=True)
        name = _name(value)
        asked = read_request(value, BatchLine)
        found = answered(
            asked, settings, lambda a: to_json(a, offsets=asked.offsets, include=asked.include)
        )
        return {"id": name, **found}
    except Problem as error:
        problem = error
    except Exception as error:
        problem = problems.mistake(error)
    counting.refused(problem.code)
    number = problems.current_request_id()
    return {"id": name, "error": problems.document(problem, request_id=number)}


def _name(value: Json) -> str | None:
    """The line's own name, which is repeated even where the rest of it does not fit."""
    name = value.get("id")
    return name if isinstance(name, str) and len(name) <= 200 else None


def _line(value: Json) -> bytes:
    return current_app.json.dumps(value, separators=(",", ":")).encode() + b"\n"
