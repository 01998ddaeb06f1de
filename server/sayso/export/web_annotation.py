"""Notes as W3C Web Annotations: one annotation to a note, found again by its words and its place.

Positions are code points, as the recommendation asks, whatever unit other answers have.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sayso import __version__
from sayso.analyse import Analysis
from sayso.export import encodable
from sayso.note import Mark, Note
from sayso.notes import NOTE_TYPES

MEDIA_TYPE = "application/ld+json"
PROFILE = "http://www.w3.org/ns/anno.jsonld"

# Code points before and after the words, so that they are found again where the page has changed.
_AROUND = 32

Json = dict[str, Any]


def to_web_annotation(analysis: Analysis, *, address: str = "") -> Json:
    """The notes as a collection of annotations of the page at ``address``.

    Without an address the target is the text itself, named by its SHA-256 (RFC 6920).
    """
    digest = sha256(analysis.text.encode("utf-8", "surrogatepass")).digest()
    target = address or f"ni:///sha-256;{urlsafe_b64encode(digest).decode().rstrip('=')}"
    name = f"{target}#{digest.hex()}"
    collection = _urn(name)
    return {
        "@context": PROFILE,
        "id": collection,
        "type": "AnnotationCollection",
        "label": "Notes on sourcing and hedging",
        "total": len(analysis.notes),
        "generator": {"id": _urn("sayso"), "type": "Software", "name": f"Sayso {__version__}"},
        "first": {
            "id": _urn(f"{name}#page"),
            "type": "AnnotationPage",
            "partOf": collection,
            "startIndex": 0,
            "items": [_annotation(analysis, note, target, name) for note in analysis.notes],
        },
    }


def _annotation(analysis: Analysis, note: Note, target: str, name: str) -> Json:
    note_type = _TYPES[note.type]
    return {
        "id": _urn(f"{name}#{note.id}"),
        "type": "Annotation",
        "motivation": "commenting",
        "body": [
            _body(note.message, "commenting"),
            _body(note_type.question, "questioning"),
            _body(note.type, "tagging"),
            _body(note.family, "tagging"),
            _body(note.tone, "tagging"),
        ],
        # A note about the whole article has no words of its own.
        "target": [_target(analysis.text, mark, target) for mark in note.marks] or target,
    }


_TYPES = {note_type.id: note_type for note_type in NOTE_TYPES}


def _body(words: str, purpose: str) -> Json:
    body = {"type": "TextualBody", "value": encodable(words), "purpose": purpose}
    return body if purpose == "tagging" else body | {"format": "text/plain", "language": "en"}


def _target(text: str, mark: Mark, target: str) -> Json:
    return {
        "type": "SpecificResource",
        "source": target,
        "styleClass": f"sayso-{mark.role}",
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": encodable(mark.text),
                "prefix": encodable(text[max(0, mark.start - _AROUND) : mark.start]),
                "suffix": encodable(text[mark.end : mark.end + _AROUND]),
            },
            {"type": "TextPositionSelector", "start": mark.start, "end": mark.end},
        ],
    }


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, encodable(name)).urn
