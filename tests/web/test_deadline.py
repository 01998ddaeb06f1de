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

from sayso.web import create_app, deadline
from sayso.web.settings import Settings


def spin(seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_a_block_in_time_is_left_alone() -> None:
    with deadline.deadline(5):
        spin(0.01)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_a_block_out_of_time_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime), deadline.deadline(0.1):
        spin()
    assert time.monotonic() - began < 1
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_swallows_exceptions_is_ended_too() -> None:
    def stubborn() -> None:
        try:
            spin()
        except Exception:
            spin()

    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime), deadline.deadline(0.1):
        stubborn()
    assert time.monotonic() - began < 1


def test_a_pattern_that_runs_away_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(deadline.OutOfTime), deadline.deadline(0.1):
        re.search(r"(?:a+)+b", "a" * 40)
    assert time.monotonic() - began < 2


def test_other_threads_have_no_limit() -> None:
    ended = []

    def work() -> None:
        with deadline.deadline(0.05):
            spin(0.2)
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_long_analysis_is_refused_and_its_process_replaced(
    tmp_path: Path, problem: Callable[..., dict[str, Any]]
) -> None:
    app = create_app(Settings(site=tmp_path, seconds=0.3))
    replaced = []
    deadline.on_retire(app, lambda: replaced.append(True))
    client = app.test_client()
    assert client.post("/v1/analyze", json={"text": "Rain may fall."}).status_code == 200
    assert replaced == []
    response = client.post("/v1/analyze", json={"text": "Ada Moss said it may rain. " * 7_000})
    assert "0.3 seconds" in problem(response, "out_of_time")["detail"]
    assert replaced == [True]
    # The lock and the memory zone of the pipeline were left in order.
    assert client.post("/v1/analyze", json={"text": "Rain may fall."}).status_code == 200
