"""The pages for teachers: lessons, sheets to print, glossary, and texts on the wall."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Protocol

from glossary import Draw, read_glossary
from jinja2 import Environment
from lessons import Lesson, Teller, read_lessons
from sheets import Sheet, read_key, sheet

from sayso.notes import NOTE_TYPES

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
    letters = _letters(lessons)
    order = [*letters, *(slug for slug in texts if slug not in letters)]
    sheets = {slug: sheet(slug, texts[slug]) for slug in order}
    for slug, made in sheets.items():
        letter = letters.get(slug, "")
        yield page("sheet-notes.html", f"print/{slug}.html", sheet=made, letter=letter)
        yield page("sheet-plain.html", f"print/{slug}-sheet.html", sheet=made, letter=letter)
        yield page(
            "projector.html",
            f"project/{slug}.html",
            text=texts[slug],
            key=_key_as_notes(made),
            title=made.title,
            leave="teach/index.html",
        )

    told = Teller(environment, sheets, "../")
    for number, lesson in enumerate(lessons, start=1):
        facts = {"lesson": lesson, "lessons": lessons, "sheets": sheets, "told": told}
        yield page("lesson.html", f"teach/{lesson.slug}.html", number=number, **facts)
        yield page("handout.html", f"teach/{lesson.slug}-handout.html", **facts)
        yield page("lesson-key.html", f"teach/{lesson.slug}-key.html", **facts)

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
        letters=letters,
        first=sheets[lessons[0].specimens[0]],
        terms=terms,
        archive=ARCHIVE,
    )


def _letters(lessons: list[Lesson]) -> dict[str, str]:
    """The texts that a class compares, and the letters by which it calls them."""
    most = max(lessons, key=lambda lesson: len(lesson.specimens))
    return dict(zip(most.specimens, ascii_uppercase, strict=False))


def _key_as_notes(made: Sheet) -> list[dict[str, object]]:
    """The key of a text in the form of an answer's notes, for the reader's scripts."""
    types = {note_type.id: note_type for note_type in NOTE_TYPES}

    def units(upto: int) -> int:
        """Code points to the units that scripts count in."""
        return len(made.words[:upto].encode("utf-16-le")) // 2

    notes: list[dict[str, object]] = []
    for number, note in enumerate(read_key(made), start=1):
        place = {"start": units(note.start), "end": units(note.start + len(note.words))}
        kind = types[note.type]
        notes.append(
            {
                **{"id": f"key-{number}", "type": kind.id, "family": kind.family},
                **{"tone": kind.tone, "rank": number, "message": note.why},
                **{**place, "text": note.words},
                "marks": [{"role": "source", **place, "text": note.words}],
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
