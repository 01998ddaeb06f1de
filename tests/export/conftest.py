"""An invented article with what makes exports difficult: emoji, marks of markup, a formula."""

from __future__ import annotations

import pytest

from sayso.analyse import Analysis, analyse
from sayso.text import Page

TEXT = """Ferry to Brisk may stop <soon>

🙂 Two officials said on Monday that the ferry may stop in May. “+40 per cent is too much,” Ilse Brandt & her crew reportedly wrote.

Critics say the <b>harbour</b> of Ossa has lost more than 300 boats."""


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """With notes of both families, and one about the whole article."""
    found = analyse(TEXT, page=Page())
    assert {note.family for note in found.notes} == {"sourcing", "hedging", "article"}
    assert any(note.start is None for note in found.notes)
    return found
