"""``sayso new-note``: the stub of a note type, its line in the list, and what is left to do."""

from __future__ import annotations

import re
from pathlib import Path

NOTES = Path(__file__).with_name("notes")

_STUB = '''"""The note type *{title}*."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from sayso.annotate.guards import own_words
from sayso.note import Finding, note_type


@note_type(
    family="sourcing",
    tone="observation",
    line="dashed",
    title="{title}",
    question="",
    often_fine="",
    basis="",
    examples=(),
    near_misses=(),
)
def {name}(doc: Doc) -> Iterator[Finding]:
    """"""
    for token in own_words(doc):
        if token.lower_ == "{name}":
            yield Finding((("cue", doc[token.i : token.i + 1]),), "")
'''


def new_note(id: str, *, notes: Path = NOTES) -> tuple[Path, str]:
    """Write the stub of a note type and register it; return its file and the to-do list.

    Raises ValueError for an id that is not kebab-case or exists already.
    """
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", id):
        raise ValueError(f"“{id}” is no id: use small letters and hyphens, as in “named-source”.")
    name = id.replace("-", "_")
    path = notes / f"{name}.py"
    if path.exists():
        raise ValueError(f"“{id}” exists already: {path.name}.")
    path.write_text(_STUB.format(name=name, title=id.replace("-", " ").capitalize()), "utf-8")
    index = notes / "__init__.py"
    text = index.read_text("utf-8")
    imports = sorted(
        {
            *re.findall(r"^from sayso\.notes\..*$", text, re.M),
            f"from sayso.notes.{name} import {name}",
        }
    )
    head, rest = text.split("from sayso.notes.", 1)
    tail = rest.split("\n\n", 1)[1]
    text = head + "\n".join(imports) + "\n\n" + tail
    text = text.replace("\n)\n", f"\n    {name},\n)\n", 1)
    index.write_text(text, "utf-8")
    todo = (
        f"Wrote {path.name} and its line in notes/__init__.py. Still to do:\n"
        "  1. family, tone, line, title, question (ends in ?), often_fine, basis\n"
        "  2. the docstring: what the note says and when it applies\n"
        "  3. at least three examples with {role:marked words}, three near misses\n"
        "  4. the finding itself; a message in plain words\n"
        "  5. its weight in rank.py, its place in the list, rules in settle.py if it shares cues\n"
        "  6. sayso generate && make test"
    )
    return path, todo
