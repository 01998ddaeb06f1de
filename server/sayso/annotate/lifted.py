"""Guards and rules that can be lifted for once, to learn what each of them keeps out.

A guard is asked where it decides, and says no more there. ``considered`` reads a text a second
time with one of them lifted: what is found then, and not before, is what this one rejected.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from spacy.tokens import Doc

# What each says of what it rejects. Names that begin with G or R are those of the note types.
GUARDS: dict[str, str] = {
    "G1": "The words stand in a quotation: they are the quoted source's own.",
    "G2": "The same words are noted as something more specific.",
    "G5": "The mark is an apostrophe, not a quotation mark.",
    "G6": "The sentence says whose word or deed it is.",
    "G7": "The words have another sense here, by what stands with them.",
    "G8": "A member of the group is named here or in the next sentence.",
    "R1": "Nothing is stated: it is an act, a request, a question or a thing.",
    "R9": "A word such as ‘some’ or ‘various’ alone claims no amount.",
    "R13": "The marks hold a name, a term or the words of somebody in the sentence.",
    "R14": "The amount is part of a source: who says it has a note of its own.",
    "R15": "The number is a limit, a measure, a price or an age: nobody had to estimate it.",
    "dated": "The sentence gives the date itself.",
    "denied": "It is denied, refused, only possible or in the passive.",
}


def lifted(doc: Doc, guard: str) -> bool:
    """Whether ``guard``, a key of GUARDS, is lifted for this reading of ``doc``."""
    return doc.user_data.get("lifted") == guard


@contextmanager
def lifting(doc: Doc, guard: str) -> Iterator[None]:
    """Lift a guard for as long as the block runs."""
    doc.user_data["lifted"] = guard
    try:
        yield
    finally:
        del doc.user_data["lifted"]
