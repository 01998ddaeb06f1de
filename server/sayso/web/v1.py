"""The API, version 1: analyse an article, and what there is to know about doing so."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, jsonify, request

from sayso import SCHEMA, __version__
from sayso.analyse import Analysis, analyse
from sayso.generate import type_to_json
from sayso.note import NoteType
from sayso.notes import NOTE_TYPES
from sayso.pipeline import load, model_version
from sayso.text import MAX_CHARACTERS, ROLES, Page, TextError
from sayso.web import counting, deadline, forms
from sayso.web.accept import preferred
from sayso.web.body import check_no_query, read_object, shown
from sayso.web.cache import key_of, make_cache
from sayso.web.headers import revalidated
from sayso.web.problems import Fault, Problem
from sayso.web.schema import SEGMENTS, AnalyzeRequest, PageAsked, read_request
from sayso.web.settings import Settings
from sayso.wire import INCLUDE, OFFSETS, read_segments

Json = dict[str, Any]


def blueprint(settings: Settings) -> Blueprint:
    """The routes below /v1."""
    v1 = Blueprint("v1", __name__, url_prefix="/v1")
    kept = make_cache(settings)

    @v1.post("/analyze")
    def analyze() -> Response:
        form = preferred(request, forms.FORMS)
        check_no_query(request)
        asked = read_request(read_object(request), AnalyzeRequest)

        def make() -> Response:
            return answered(asked, settings, lambda found: forms.response(found, asked, form))

        return kept.answer(key_of(asked, form), make)

    @v1.get("/types")
    def types() -> Response:
        found = {"schema": SCHEMA, "types": [type_to_json(each) for each in NOTE_TYPES]}
        return revalidated(jsonify(found))

    @v1.get("/types/<id>")
    def one_type(id: str) -> Response:
        found = _by_id().get(id)
        if found is None:
            raise Problem(
                "not_found", "No note type has this id. /v1/types lists them, with their ids."
            )
        return revalidated(jsonify(type_to_json(found)))

    @v1.get("/info")
    def info() -> Response:
        found = {
            "schema": SCHEMA,
            "engine": {"version": __version__, "model": model_version()},
            "limits": {
                "characters": MAX_CHARACTERS,
                "body_bytes": current_app.config["MAX_CONTENT_LENGTH"],
                "batch_lines": settings.batch_lines,
                "batch_bytes": settings.batch_bytes,
                "segments": SEGMENTS,
                "seconds": settings.seconds,
            },
            "offsets": list(OFFSETS),
            "roles": list(ROLES),
            "include": list(INCLUDE),
            "forms": list(forms.FORMS),
            "types": list(_by_id()),
        }
        return revalidated(jsonify(found))

    return v1


Made = TypeVar("Made")


def answered(
    asked: AnalyzeRequest,
    settings: Settings,
    make: Callable[[Analysis], Made],
    *,
    beside: bool = False,
) -> Made:
    """What ``make`` makes of the analysis that was asked for.

    ``beside`` keeps what a comparison needs, and asks for all or nothing: what one of two articles
    does not have cannot be said of a part. Raises Problem for unknown types, a text or segments
    that cannot be read, and where not even a part is ready in time.
    """
    _check_types(asked)
    load()  # Outside of the deadline: the first load takes seconds on a busy machine.
    try:
        with deadline.deadline(settings.seconds) as clock:
            found = _analysed(asked, clock, beside=beside)
            made = make(found)
    except TextError as error:
        raise Problem.of_text(error) from None
    except deadline.OutOfTime as error:
        if error.interrupted:
            deadline.retire()
        raise Problem(
            "out_of_time",
            f"The text took longer than {settings.seconds:g} seconds. Send it in parts.",
        ) from None
    # Outside of the deadline, which may interrupt anything.
    counting.read(found)
    return made


@cache
def _by_id() -> dict[str, NoteType]:
    return {note_type.id: note_type for note_type in NOTE_TYPES}


def _analysed(asked: AnalyzeRequest, clock: deadline.Clock, *, beside: bool) -> Analysis:
    if len(asked.text) > MAX_CHARACTERS or asked.segments is None:
        segments = None
    else:
        places = [(each.start, each.end, each.role) for each in asked.segments]
        segments = read_segments(asked.text, places, asked.offsets)
    return analyse(
        asked.text,
        segments,
        page=_page(asked.page),
        types=asked.types,
        exclude=asked.exclude,
        considered="considered" in asked.include,
        beside=beside,
        pulse=clock.pulse,
        spent=(lambda: 0.0) if beside else clock.spent,
    )


def _page(asked: PageAsked | None) -> Page | None:
    if asked is None:
        return None
    return Page(asked.url or "", asked.byline or "", asked.published or "", asked.links)


def _check_types(asked: AnalyzeRequest) -> None:
    """Before ``analyse``, whose KeyError could not be told from one of a mistake inside it."""
    unknown = [
        Fault(f"/{key}/{number}", f"There is no note type '{shown(id)}'.")
        for key, ids in (("types", asked.types or []), ("exclude", asked.exclude))
        for number, id in enumerate(ids)
        if id not in _by_id()
    ]
    if not unknown:
        return
    advice = f"The types are {', '.join(_by_id())}."
    raise Problem.of_faults("unknown_type", unknown, advice, body="The body")
