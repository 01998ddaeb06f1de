"""Notes in the shape of a LanguageTool server's answers, for editors that know such servers.

Offsets and lengths are UTF-16 units, as there. Nothing is called a mistake: every note has the
issue type ``style`` and no replacement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sayso import __version__
from sayso.analyse import Analysis
from sayso.export import encodable
from sayso.note import Note, NoteType
from sayso.notes import NOTE_TYPES
from sayso.wire import encoder

Json = dict[str, Any]

CATEGORIES = {
    "SOURCING": "Who says so",
    "HEDGING": "How sure",
    "ARTICLE": "The whole article",
}
LANGUAGES = {
    "en": "English",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-GB": "English (GB)",
    "en-IE": "English (Ireland)",
    "en-NZ": "English (New Zealand)",
    "en-US": "English (US)",
    "en-ZA": "English (South African)",
}
# Code points on either side of the words that a match is about.
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with markup (``whole``) and what is read of it (``words``).

    ``starts`` and ``ends`` say for each code point of ``words`` where it begins and ends in
    ``whole``; they are None where both are the same.
    """

    whole: str
    words: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two code points stand in the whole text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an annotated text: words, or markup that is read as other words or not at all."""

    words: str
    read: str | None = None
    markup: bool = False


def annotated(pieces: Iterable[Piece]) -> Annotated:
    """Put pieces together. Words that markup is read as stand where the markup does."""
    whole: list[str] = []
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for piece in pieces:
        whole.append(piece.words)
        end = at + len(piece.words)
        if piece.markup:
            read = piece.read or ""
            words.append(read)
            starts += [at] * len(read)
            ends += [end] * len(read)
        else:
            words.append(piece.words)
            starts += range(at, end)
            ends += range(at + 1, end + 1)
        at = end
    return Annotated("".join(whole), "".join(words), starts, ends)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules and categories a client has switched on or off, by their ids."""

    enabled: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    only: bool = False

    def types(self) -> list[str]:
        """The note types to look for. Ids that are no note type's are passed over."""
        return [note_type.id for note_type in NOTE_TYPES if self._wants(note_type)]

    def _wants(self, note_type: NoteType) -> bool:
        own = {rule_id(note_type.id), category_id(note_type)}
        if own & self.disabled:
            return False
        return bool(own & self.enabled) or (note_type.default and not self.only)


def rule_id(type_id: str) -> str:
    """The id that editors know a note type by."""
    return f"SAYSO_{type_id.upper().replace('-', '_')}"


def category_id(note_type: NoteType) -> str:
    """The id of the category that a note type is in."""
    return note_type.family.upper()


def to_languagetool(
    analysis: Analysis | None, text: Annotated, *, language: str, root: str = ""
) -> Json:
    """The answer to a check. None instead of an analysis answers with no matches.

    ``root`` is the address under which the pages of note types are found.
    """
    spoken = {"name": _name(language), "code": language}
    unit = encoder(text.whole, "utf-16")
    matches = [] if analysis is None else _matches(analysis, text, root)
    ranges = [] if analysis is None else [text.place(s.start, s.end) for s in analysis.sentences]
    return {
        "software": software(),
        "warnings": {"incompleteResults": analysis is not None and analysis.incomplete},
        # How sure it is was not measured; clients read these keys all the same.
        "language": {**spoken, "detectedLanguage": {**spoken, "confidence": 0.0}},
        "matches": matches,
        "sentenceRanges": [[unit(start), unit(end)] for start, end in ranges],
    }


def _name(code: str) -> str:
    """The name of a language, or of what it is a variant of; the code where neither is known."""
    parts = code.split("-")
    shorter = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((LANGUAGES[each] for each in shorter if each in LANGUAGES), code)


def software() -> Json:
    """What answers. The date of a build is not known, and the key must be there."""
    return {
        "name": "Sayso",
        "version": __version__,
        "buildDate": "",
        "apiVersion": 1,
        "premium": False,
        "premiumHint": "",
        "status": "",
    }


def languages() -> list[Json]:
    """English in its variants, each with its codes."""
    return [{"name": name, "code": "en", "longCode": code} for code, name in LANGUAGES.items()]


def configuration(characters: int) -> Json:
    """What may be set: how long a text may be, in characters, and the note types as rules.

    Clients read the values of a rule as strings, and take ``isDefaultOff`` for set if it is there.
    """
    return {
        "software": software(),
        "parameter": {"maxTextLength": characters},
        "rules": [
            {
                "ruleId": rule_id(note_type.id),
                "description": note_type.title,
                "categoryId": category_id(note_type),
                "categoryName": CATEGORIES[category_id(note_type)],
                "locQualityIssueType": "style",
            }
            | ({} if note_type.default else {"isDefaultOff": "yes"})
            for note_type in NOTE_TYPES
        ],
    }


def _matches(analysis: Analysis, text: Annotated, root: str) -> list[Json]:
    types = {note_type.id: note_type for note_type in NOTE_TYPES}
    unit = encoder(text.whole, "utf-16")
    starts = [sentence.start for sentence in analysis.sentences]
    found = []
    for note in analysis.notes:
        from_, to = _place(analysis, note)
        start, end = text.place(from_, to)
        if start == end:  # Words that empty markup is read as: there is nothing to draw on.
            continue
        number = bisect_right(starts, from_) - 1
        sentence = analysis.sentences[number].text if number >= 0 else analysis.text[from_:to]
        note_type = types[note.type]
        found.append(
            {
                "message": f"{encodable(note.message)} {note_type.question}",
                "shortMessage": note_type.title,
                "replacements": [],
                "offset": unit(start),
                "length": unit(end) - unit(start),
                "context": _context(text.whole, start, end),
                "sentence": encodable(sentence.strip()),
                "type": {"typeName": "Hint"},
                "rule": _rule(note_type, root),
                "ignoreForIncompleteSentence": False,
                "contextForSureMatch": -1,
            }
        )
    return sorted(found, key=lambda match: (match["offset"], -match["length"]))


def _place(analysis: Analysis, note: Note) -> tuple[int, int]:
    """Where a note stands; one about the whole article stands at its first block."""
    if note.start is not None and note.end is not None:
        return note.start, note.end
    first = analysis.segments[0]
    return first.start, first.end


def _context(whole: str, start: int, end: int) -> Json:
    left, right = max(0, start - _AROUND), min(len(whole), end + _AROUND)
    before = "..." if left else ""
    after = "..." if right < len(whole) else ""
    words = encodable(re.sub(r"\s", " ", before + whole[left:right] + after))
    unit = encoder(words, "utf-16")
    at = len(before) + start - left
    return {"text": words, "offset": unit(at), "length": unit(at + end - start) - unit(at)}


def _rule(note_type: NoteType, root: str) -> Json:
    category = category_id(note_type)
    return {
        "id": rule_id(note_type.id),
        "description": note_type.definition,
        "issueType": "style",
        "urls": [{"value": f"{root}types/{note_type.id}.html"}] if root else [],
        "isPremium": False,
        "category": {"id": category, "name": CATEGORIES[category]},
    }
