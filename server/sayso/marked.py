"""Sentences with marks in them, as examples are written: ``{source:Aides} {cue:said} …``."""

from __future__ import annotations

import re

from sayso.note import Mark

_MARK = re.compile(r"\{([a-z]+):([^{}]*)\}")


def read(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Split a marked sentence into its plain text and its marks (code points of the plain text)."""
    plain: list[str] = []
    marks: list[Mark] = []
    length = end = 0
    for match in _MARK.finditer(marked):
        before, words = marked[end : match.start()], match.group(2)
        plain += [before, words]
        start = length + len(before)
        length = start + len(words)
        marks.append(Mark(match.group(1), start, length, words))
        end = match.end()
    plain.append(marked[end:])
    return "".join(plain), tuple(marks)
