"""An analysis for a person at a terminal: the text with numbered marks, then the notes."""

from __future__ import annotations

import textwrap

from rich.console import Console
from rich.text import Text

from sayso.analyse import Analysis
from sayso.note import Note
from sayso.notes import NOTE_TYPES
from sayso.rank import shown_at_first

_COLOUR = {"sourcing": "bright_blue", "hedging": "dark_orange", "article": "medium_purple"}
_LINE = {
    "solid": "",
    "dashed": "underline",
    "double": "underline2",
    "wavy": "underline",
    "dotted": "italic",
}


def show(analysis: Analysis, *, everything: bool = False, console: Console | None = None) -> None:
    """Print the notes of an analysis: those that come first, or all."""
    out = console or Console(highlight=False)
    limit = len(analysis.notes) if everything else shown_at_first(analysis.words)
    shown = [note for note in analysis.notes if note.rank <= limit]
    out.print(_marked(analysis, shown))
    out.print()
    titles = {note_type.id: note_type for note_type in NOTE_TYPES}
    for number, note in enumerate(shown, start=1):
        head = Text(f"{number:>3}  ")
        head.append(titles[note.type].title, style=f"bold {_COLOUR[note.family]}")
        head.append(f"  {note.type}", style="dim")
        out.print(head, soft_wrap=True)
        for text, style in ((note.message, ""), (titles[note.type].question, "italic")):
            out.print(
                Text(textwrap.indent(textwrap.fill(text, 88), "     "), style=style), soft_wrap=True
            )
    out.print()
    hidden = len(analysis.notes) - len(shown)
    more = f" {hidden} more with --all." if hidden else ""
    out.print(f"{analysis.words} words, {len(shown)} of {len(analysis.notes)} notes shown.{more}")
    for warning in analysis.warnings:
        out.print(warning, style="dim")
    out.print("Notes describe wording. They do not say whether it is true.", style="dim")


def _marked(analysis: Analysis, notes: list[Note]) -> Text:
    text = Text(analysis.text.encode("utf-8", "replace").decode("utf-8"))
    numbered: list[tuple[int, str]] = []
    for number, note in enumerate(notes, start=1):
        if note.start is None or note.end is None:
            continue
        line = next(t.line for t in NOTE_TYPES if t.id == note.type)
        text.stylize(f"{_COLOUR[note.family]} {_LINE[line]}".strip(), note.start, note.end)
        numbered.append((note.end, f"[{number}]"))
    marked = Text()
    at = 0
    for end, label in sorted(numbered):
        marked.append_text(text[at:end])
        marked.append(label, style="dim")
        at = end
    marked.append_text(text[at:])
    return marked
