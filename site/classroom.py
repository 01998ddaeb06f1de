"""The pages for teachers: lessons, sheets to print, glossary, and texts on the wall."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from jinja2 import Environment

from glossary import Draw, read_glossary
from key import read_key
from lessons import Teller, letters, read_lessons
from sheets import Numbered, Sheet, by_hand, sheet

if TYPE_CHECKING:
    from build import Text

# The whole site as one file, for computers without a network.
ARCHIVE = "sayso-site.zip"


class Render(Protocol):
    """Makes a page of a template: its address and its HTML."""

    def __call__(self, template: str, address: str, **facts: object) -> tuple[str, str]: ...


def classroom(
    page: Render, environment: Environment, texts: Mapping[str, Text], draw: Draw
) -> Iterator[tuple[str, str]]:
    """All pages for teachers, as address and HTML.

    ``texts`` are the specimens, already read; ``draw`` reads a sentence for some note types.
    """
    lessons = read_lessons()
    lettered = letters(lessons)
    order = [*lettered, *(slug for slug in texts if slug not in lettered)]
    sheets = {slug: sheet(slug, texts[slug].blocks, texts[slug].notes) for slug in order}
    keys = {slug: by_hand(read_key(slug, made.words)) for slug, made in sheets.items()}
    for slug, made in sheets.items():
        letter, key = lettered.get(slug, ""), keys[slug]
        facts = {"letter": letter, "has_key": bool(key)}
        yield page("sheet-notes.html", f"print/{slug}.html", sheet=made, by_hand=False, **facts)
        yield page("sheet-plain.html", f"print/{slug}-sheet.html", sheet=made, **facts)
        if key:
            keyed = sheet(slug, texts[slug].blocks, key)
            yield page(
                "sheet-notes.html", f"print/{slug}-key.html", sheet=keyed, by_hand=True, **facts
            )
        yield page(
            "projector.html",
            f"project/{slug}.html",
            text=texts[slug],
            key=_as_json(made, key),
            title=made.title,
            leave=f"specimens/{slug}.html",
        )

    told = Teller(environment, sheets, "../")
    for number, lesson in enumerate(lessons, start=1):
        around = {"lesson": lesson, "lessons": lessons, "sheets": sheets, "told": told}
        yield page("lesson.html", f"teach/{lesson.slug}.html", number=number, **around)
        yield page("handout.html", f"teach/{lesson.slug}-handout.html", **around)
        yield page("lesson-key.html", f"teach/{lesson.slug}-key.html", **around)

    terms = read_glossary(draw)
    names = {term.id: term.term for term in terms}
    yield page("glossary.html", "teach/glossary.html", terms=terms, names=names)
    yield page("source-sheet.html", "teach/source-sheet.html")
    yield page("leave-the-page.html", "teach/leave-the-page.html")
    yield page(
        "teach.html",
        "teach/index.html",
        lessons=lessons,
        sheets=sheets,
        letters=lettered,
        keys={slug for slug, key in keys.items() if key},
        first=sheets[lessons[0].specimens[0]],
        terms=terms,
        archive=ARCHIVE,
    )


def _as_json(made: Sheet, key: list[Numbered]) -> list[dict[str, object]]:
    """A key in the form of an answer's notes, for the reader's scripts."""

    def units(upto: int | None) -> int:
        """Code points to the units that scripts count in."""
        return len(made.words[:upto].encode("utf-16-le")) // 2

    notes: list[dict[str, object]] = []
    for entry in key:
        note = entry.note
        place = {"start": units(note.start), "end": units(note.end), "text": note.text}
        notes.append(
            {
                **{"id": f"key-{entry.number}", "type": note.type, "family": note.family},
                **{"tone": note.tone, "rank": entry.number, "message": note.message},
                **place,
                "marks": [{"role": "source", **place}],
            }
        )
    return notes


def pack(folder: Path) -> None:
    """Write the site that lies in ``folder`` as one zip file into it; the same bytes each time."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files:
            name = f"sayso/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
