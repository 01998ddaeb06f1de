"""Everything that is derived from the note types, written from them and checked against them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sayso.accuracy import FEW, articles, of_type
from sayso.marked import read
from sayso.note import NoteType
from sayso.notes import NOTE_TYPES

ROOT = Path(__file__).resolve().parents[2]


def type_to_json(note_type: NoteType) -> dict[str, Any]:
    """A note type as ``/v1/types`` gives it; marks of examples in code points of their text."""
    examples = []
    for example in note_type.examples:
        text, marks = read(example)
        examples.append(
            {
                "text": text,
                "marks": [
                    {"role": m.role, "start": m.start, "end": m.end, "text": m.text} for m in marks
                ],
            }
        )
    return {
        "id": note_type.id,
        "family": note_type.family,
        "tone": note_type.tone,
        "line": note_type.line,
        "title": note_type.title,
        "definition": note_type.definition,
        "question": note_type.question,
        "often_fine": note_type.often_fine,
        "basis": note_type.basis,
        "default": note_type.default,
        "measured": of_type(note_type.id),
        "examples": examples,
        "near_misses": list(note_type.near_misses),
        "page": f"types/{note_type.id}.html",
    }


def derived() -> dict[Path, str]:
    """Each derived file of the repository with the text that it must have."""
    return {ROOT / "extension" / "reader" / "types.js": _types_js()}


def generate() -> list[Path]:
    """Write what is stale and return its paths."""
    changed = stale()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(derived()[path], "utf-8")
    return changed


def stale() -> list[Path]:
    """The derived files that are missing or differ from what the note types say."""
    return [
        path
        for path, text in derived().items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]


def _types_js() -> str:
    shown = ("family", "tone", "line", "title", "question", "often_fine")
    table = {
        note_type.id: {name: getattr(note_type, name) for name in shown}
        | {"measured": _in_tests(note_type.id)}
        for note_type in NOTE_TYPES
    }
    body = json.dumps(table, ensure_ascii=False, indent=2)
    # Each page that draws notes loads this: a pair of counts takes one line, not four.
    body = re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", body)
    return (
        "// Made by `sayso generate` from server/sayso/notes/ and accuracy.json. Do not edit.\n"
        "globalThis.sayso ??= {};\n"
        f"globalThis.sayso.measured = {json.dumps(articles() | {'few': FEW})};\n"
        f"globalThis.sayso.types = {body};\n"
    )


def _in_tests(id: str) -> dict[str, list[int]]:
    """How many notes of a type were right, of how many: in articles new to Sayso, and in others."""
    counts = of_type(id)
    return {
        kind: [counts[kind]["found"], counts[kind]["found"] + counts[kind]["in_vain"]]
        for kind in ("blind", "seen")
    }
