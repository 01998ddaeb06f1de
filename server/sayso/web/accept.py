"""Which form of an answer a client would like best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Request

from sayso.web.problems import Problem


def preferred(request: Request, offered: Sequence[str]) -> str:
    """The media type to answer with: of equals the first offered, which anybody gets who asks for
    nothing in particular.

    Parameters such as a profile are left out of account. Raises Problem when none will do.
    """
    if not request.headers.get("Accept", "").strip():
        return offered[0]
    asked = [
        (kind.partition(";")[0].strip().lower(), quality)
        for kind, quality in request.accept_mimetypes
    ]
    best = max(offered, key=lambda kind: _quality(kind, asked))
    if _quality(best, asked) > 0:
        return best
    raise Problem(
        "not_acceptable",
        f"The answer can be had as {', '.join(offered)}; 'Accept' has none.",
        headers={"Vary": "Accept"},
    )


def _quality(kind: str, asked: Sequence[tuple[str, float]]) -> float:
    """How much a type is wanted: what names it most closely decides."""
    for pattern in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        found = [quality for name, quality in asked if name == pattern]
        if found:
            return max(found)
    return 0.0
