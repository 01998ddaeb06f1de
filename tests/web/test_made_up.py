"""Some of what `python -m tests.bench.fuzz` sends for half an hour, and its checks of the answers."""

from __future__ import annotations

import json
import random

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.web import create_app
from sayso.web.settings import Settings
from tests.bench import hostile, messages
from tests.bench.answers import wrong

# The same ones each time: to find new ones is for the bench, which has half an hour.
FEW = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SEEDS = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with all that can be switched on."""
    folder = tmp_path_factory.mktemp("site")
    return create_app(Settings(site=folder, cache_bytes=10_000, languagetool=True))


def answered(app: Flask, sent: messages.Message, kind: str, accept: str) -> str | None:
    """What is wrong with the answer, if anything."""
    response = app.test_client().open(
        sent.path, method=sent.method, data=sent.body, content_type=kind, headers={"Accept": accept}
    )
    head = f"HTTP/1.1 {response.status}\r\n{str(response.headers).rstrip()}\r\n\r\n"
    return wrong(head.encode("latin-1") + response.data, sent)


@pytest.mark.parametrize("route", sorted(set(messages.ROUTES), key=str), ids=lambda route: route[0])
@FEW
@given(seed=SEEDS, accept=st.sampled_from(messages.ACCEPTS))
def test_what_is_made_up_is_answered_or_refused(
    whole: Flask,
    monkeypatch: pytest.MonkeyPatch,
    route: tuple[str, str, messages.Make],
    seed: int,
    accept: str,
) -> None:
    monkeypatch.setattr(messages, "HOSTILE", 0)
    path, kind, make = route
    body, what, texts = make(random.Random(seed))
    sent = messages.Message((), "POST", path, what, body, texts)
    assert answered(whole, sent, kind, accept) is None, what


@FEW
@given(seed=SEEDS, unit=st.sampled_from(messages.UNITS))
def test_what_no_person_wrote_is_answered(whole: Flask, seed: int, unit: str) -> None:
    chance = random.Random(seed)
    what, text = hostile.text(chance, most=2_000)
    asked = {"text": text, "offsets": unit, "include": ["attributions", "sources", "considered"]}
    body = json.dumps(asked).encode()
    sent = messages.Message((), "POST", "/v1/analyze", what, body)
    assert answered(whole, sent, "application/json", "*/*") is None, what
