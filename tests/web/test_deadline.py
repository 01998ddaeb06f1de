"""An analysis that takes too long is ended, and the process that was interrupted is replaced."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from sayso.web import create_app, deadline, v1
from sayso.web.settings import Settings


def spin(seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def at_rest() -> bool:
    """Whether no timer runs and nobody waits for its signal."""
    return (
        signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
        and signal.getsignal(signal.SIGPROF) is signal.SIG_DFL
    )


def test_a_block_in_time_is_left_alone() -> None:
    with deadline.deadline(5) as clock:
        spin(0.01)
        clock.pulse()
        assert 0 < clock.spent() < 1
    assert at_rest()


def test_work_that_asks_is_ended_in_good_order() -> None:
    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime) as caught, deadline.deadline(0.1, grace=600) as clock:
        while time.monotonic() - began < 60:
            clock.pulse()
    assert not caught.value.interrupted
    assert time.monotonic() - began < 30
    assert at_rest()


def test_a_block_out_of_time_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime) as caught, deadline.deadline(0.1, grace=0):
        spin()
    assert caught.value.interrupted
    assert time.monotonic() - began < 30
    assert at_rest()


def test_what_swallows_exceptions_is_ended_too() -> None:
    def stubborn() -> None:
        try:
            spin()
        except Exception:
            spin()

    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime), deadline.deadline(0.1, grace=0):
        stubborn()
    assert time.monotonic() - began < 30


def test_a_pattern_that_runs_away_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime), deadline.deadline(0.1, grace=0):
        re.search(r"(?:a+)+b", "a" * 40)
    assert time.monotonic() - began < 30


def test_other_threads_have_no_limit() -> None:
    ended = []

    def work() -> None:
        with deadline.deadline(0.05, grace=0):
            spin(0.2)
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_thread_does_not_pay_for_what_others_do() -> None:
    told: list[float] = []
    done = threading.Event()

    def wait() -> None:
        with deadline.deadline(1) as clock:
            done.wait()
            told.append(clock.spent())

    thread = threading.Thread(target=wait)
    thread.start()
    began = time.process_time()
    while time.process_time() - began < 0.3:
        pass
    done.set()
    thread.join()
    assert told[0] < 0.3


@pytest.fixture
def replaced() -> list[bool]:
    """Grows by one item each time that the process asks to be replaced."""
    return []


@pytest.fixture
def client(tmp_path: Path, replaced: list[bool]) -> FlaskClient:
    """A client of a server that allows an analysis a second."""
    app = create_app(Settings(site=tmp_path, seconds=1))
    deadline.on_retire(app, lambda: replaced.append(True))
    return app.test_client()


def test_an_analysis_of_which_nothing_is_ready_is_refused_between_two_steps(
    client: FlaskClient,
    replaced: list[bool],
    problem: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert client.post("/v1/analyze", json={"text": "Rain may fall."}).status_code == 200
    monkeypatch.setattr(deadline.Clock, "spent", lambda clock: 1.1)
    response = client.post("/v1/analyze", json={"text": "Rain may fall again."})
    assert "1 second" in problem(response, "out_of_time")["detail"]
    monkeypatch.undo()
    # The lock and the memory zone of the pipeline were left in order, and the process may stay.
    assert client.post("/v1/analyze", json={"text": "Rain may fall."}).status_code == 200
    assert replaced == []


def test_a_process_that_was_interrupted_is_replaced(
    client: FlaskClient,
    replaced: list[bool],
    problem: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A step that never ends by itself, without garbage: a collector's callback could lose the
    # exception.
    monkeypatch.setattr(v1, "analyse", lambda *_, **__: spin(60))
    response = client.post("/v1/analyze", json={"text": "Rain may fall."})
    assert "1 second" in problem(response, "out_of_time")["detail"]
    assert replaced == [True]
