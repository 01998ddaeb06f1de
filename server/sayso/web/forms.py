"""One analysis as JSON, Web Annotation, CSV or a page: whichever was asked for."""

from __future__ import annotations

import json

from flask import Response, jsonify

from sayso.analyse import Analysis
from sayso.export import page, table, web_annotation
from sayso.web.schema import AnalyzeRequest
from sayso.wire import to_json

JSON = "application/json"
# A boolean as headers have it (RFC 9651): ?1 where it is true.
INCOMPLETE = "Sayso-Incomplete"
FORMS = (JSON, web_annotation.MEDIA_TYPE, table.MEDIA_TYPE, page.MEDIA_TYPE)


def response(analysis: Analysis, asked: AnalyzeRequest, form: str) -> Response:
    """The answer in one of FORMS, and a header that says that there are others.

    Another header says where it is incomplete, since not every form has a place for it.
    """
    made = _MAKERS[form](analysis, asked)
    made.vary.add("Accept")
    if analysis.incomplete:
        made.headers[INCOMPLETE] = "?1"
    return made


def _json(analysis: Analysis, asked: AnalyzeRequest) -> Response:
    return jsonify(to_json(analysis, offsets=asked.offsets, include=asked.include))


def _web_annotation(analysis: Analysis, asked: AnalyzeRequest) -> Response:
    found = web_annotation.to_web_annotation(analysis, address=_address(asked))
    kind = f'{web_annotation.MEDIA_TYPE}; profile="{web_annotation.PROFILE}"'
    return Response(json.dumps(found, separators=(",", ":")) + "\n", content_type=kind)


def _csv(analysis: Analysis, asked: AnalyzeRequest) -> Response:
    rows = table.to_csv(analysis, offsets=asked.offsets)
    return Response(rows, content_type=f"{table.MEDIA_TYPE}; charset=utf-8; header=present")


def _page(analysis: Analysis, asked: AnalyzeRequest) -> Response:
    made = Response(page.to_html(analysis, address=_address(asked)), mimetype=page.MEDIA_TYPE)
    policy = f"{page.content_security_policy()}; frame-ancestors 'none'"
    made.headers["Content-Security-Policy"] = policy
    return made


_MAKERS = {
    JSON: _json,
    web_annotation.MEDIA_TYPE: _web_annotation,
    table.MEDIA_TYPE: _csv,
    page.MEDIA_TYPE: _page,
}


def _address(asked: AnalyzeRequest) -> str:
    return (asked.page and asked.page.url) or ""
