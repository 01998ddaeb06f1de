"""An analysis in forms that other programs and people read: Web Annotation, CSV, a web page."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text with lone surrogates, which have no UTF-8, read as U+FFFD. Offsets stay."""
    return _SURROGATE.sub("\ufffd", text)
