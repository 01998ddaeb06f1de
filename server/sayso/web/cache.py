"""Answers kept in memory for a while, so that a page that is opened twice is read once.

Nothing is kept but the answer itself and a hash of the question; nothing is written to disk.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from flask import Response, request

from sayso import __version__
from sayso.pipeline import model_version
from sayso.web.forms import INCOMPLETE
from sayso.web.schema import AnalyzeRequest
from sayso.web.settings import Settings

# Bytes that an entry takes besides its body.
_ENTRY = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and the second (of a clock that only goes forwards) until which it may be used."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    until: float


class Cache:
    """At most so many bytes of answers, each for at most so many seconds; the oldest go first."""

    def __init__(self, limit: int, seconds: float) -> None:
        """``limit`` 0 keeps nothing."""
        self._limit = limit
        self._seconds = seconds
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that are kept now, those included that are past their time."""
        return self._size

    def answer(self, key: bytes, make: Callable[[], Response]) -> Response:
        """The answer that is kept under the key, or a new one. A header says which (RFC 9211).

        One that is incomplete is not kept: with more luck the next is whole.
        """
        if self._limit == 0:
            return _said(make(), "fwd=bypass")
        kept = self._get(key)
        if kept is not None:
            made = Response(kept.body)
            made.headers.clear()
            made.headers.extend(kept.headers)
            return _said(made, "hit")
        made = make()
        if INCOMPLETE not in made.headers:
            self._put(key, made)
        return _said(made, "fwd=miss")

    def _get(self, key: bytes) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if kept.until < time.monotonic():
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return kept

    def _put(self, key: bytes, made: Response) -> None:
        body = made.get_data()
        if len(body) + _ENTRY > self._limit:
            return
        now = time.monotonic()
        kept = Kept(body, tuple(made.headers.items()), now + self._seconds)
        with self._lock:
            for old in [k for k, each in self._kept.items() if each.until < now]:
                self._drop(old)
            if key in self._kept:
                self._drop(key)
            self._kept[key] = kept
            self._size += len(body) + _ENTRY
            while self._size > self._limit:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: bytes) -> None:
        self._size -= len(self._kept.pop(key).body) + _ENTRY


def make_cache(settings: Settings) -> Cache:
    """A cache as the settings want it."""
    return Cache(settings.cache_bytes, settings.cache_seconds)


def key_of(asked: AnalyzeRequest, form: str) -> bytes:
    """A hash of everything that the answer depends on, and of who asks.

    Of who asks, since by header or by time one visitor could else learn what another has read.
    """
    who = (request.remote_addr, request.headers.get("Origin"))
    told = [asked.model_dump(), form, __version__, model_version(), who]
    return sha256(json.dumps(told, sort_keys=True).encode()).digest()


def _said(response: Response, what: str) -> Response:
    response.headers["Cache-Status"] = f"sayso; {what}"
    return response
