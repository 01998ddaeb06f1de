"""The note type *no author, date or links*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.note import Finding, note_type
from sayso.text import Page


@note_type(
    family="article",
    tone="observation",
    line="dotted",
    title="No author, date or links",
    question="Who wrote it, when, and from what?",
    often_fine="Agency copy may carry the agency's name only.",
    basis="NewsGuard; Trust Project; W3C Credible Web 18.5–18.13",
    needs_page=True,
    examples=(
        "The bridge over the Ossa was closed on Monday.",
        "Mayor Ilse Brandt said the mill would close in May.",
        "Nobody in Dunmere knows who wrote the letter.",
    ),
    near_misses=(
        "The bridge was closed on Monday.",
        "The mayor said the bridge would close.",
        "Nobody knows who wrote the letter.",
    ),
)
def missing_provenance(doc: Doc) -> Iterator[Finding]:
    """The page gives no byline, no date or no link to any source. Only where page data was sent;
    otherwise nothing is said.
    """
    page = doc.user_data.get("page")
    if not isinstance(page, Page):
        return
    missing = [
        name
        for name, absent in (
            ("no author", not page.byline.strip()),
            ("no date", not page.published.strip()),
            ("no link in the text", page.links == 0),
        )
        if absent
    ]
    if missing:
        yield Finding((), f"The page gives {_joined(missing)}.")


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
