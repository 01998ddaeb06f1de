"""Requests made up from /openapi.json, fitting and not: answers must be what it says they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from sayso.web import create_app
from sayso.web.batch import ACCEPTED
from sayso.web.schema import BatchAnswered, BatchEnd, BatchRefused
from sayso.web.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@schemathesis.serializer(*ACCEPTED)
def lines(context: Any, value: Any) -> bytes:
    """Whatever is made up for NDJSON, as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def line(case: Case) -> bytes:
    """A request to analyse an article, as a line."""
    return json.dumps({"id": "a", **case.body}).encode()


CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            # What is too long is refused as such.
            "negative_data_rejection": {
                "expected-statuses": [400, 401, 403, 404, 405, 406, 413, 415, 422]
            },
            # No schema can say that a segment must lie inside the text, or a string be JSON.
            "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 400, 413, 422]},
        }
    }
)
# Any bytes are lines, and each bad one is answered in its place; all fields of a form are strings.
LOOSE = {"/v1/batch", "/v2/check", "/api/v2/check"}
# The application with all that can be switched on; its operations are the tests.
app = create_app(
    Settings(site=Path("nowhere"), cache_bytes=100_000, languagetool=True, metrics=True)
)


def here(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The application asked from this machine, which alone is told numbers."""
    return app({"REMOTE_ADDR": "127.0.0.1"} | environ, start_response)


schema = schemathesis.openapi.from_wsgi("/openapi.json", here, config=CONFIG)

# A description has no words for lines of JSON: left alone, Schemathesis makes up strings that are none.
LINES = st.lists(
    st.one_of(
        st.deferred(lambda: schema["/v1/analyze"]["POST"].as_strategy().map(line)),
        st.text().map(lambda words: words.encode("utf-8", "surrogatepass")),
    ),
    max_size=3,
)
for kind in ACCEPTED:
    schemathesis.openapi.media_type(kind, LINES.map(b"\n".join))


def test_every_route_is_asked() -> None:
    asked = {(each.ok().path, each.ok().method.upper()) for each in schema.get_all_operations()}
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    # Schemathesis passes over the description itself; test_openapi.py reads that.
    assert asked == routes - {("/openapi.json", "GET")}


def answers_are_what_the_description_says(case: Case) -> None:
    loose = case.operation.path in LOOSE
    response = case.call_and_validate(excluded_checks=[negative_data_rejection] if loose else [])
    # Other methods are tried too; to OPTIONS the answer has no body.
    if (case.operation.path, case.method, response.status_code) == ("/v1/batch", "POST", 200):
        *answers, end = [json.loads(line) for line in response.content.splitlines()]
        for answer in answers:
            model = BatchRefused if "error" in answer else BatchAnswered
            model.model_validate(answer)
        BatchEnd.model_validate(end)
        assert end["ok"] + end["failed"] == len(answers)


# A function for each operation: of tests with one id, pytest-xdist runs but one, and Schemathesis gives
# the function's name alone as the id.
for operation in (found.ok() for found in schema.get_all_operations()):
    globals()[f"test_{operation.method}_{operation.path}"] = schema.include(
        path=operation.path, method=operation.method.upper()
    ).parametrize()(
        settings(
            max_examples=12,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(lambda case: answers_are_what_the_description_says(case))
    )
