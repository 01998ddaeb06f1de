"""Linguistic facts about an article, a layer per file, in the order in which they build up.

Each file has a pure ``find_…(doc)`` that writes nothing and a thin spaCy component that stores
its result: spans in ``doc.spans[…]``, attributions in the one extension ``doc._.attributions``.
"""

from __future__ import annotations

from sayso.annotate import (
    attributions,
    documents,
    entities,
    figures,
    guards,
    hedges,
    quotations,
    segments,
    statements,
    words,
)

COMPONENTS = (
    "words",
    "entities",
    "sentences",
    "quotations",
    "attributions",
    "own_words",
    "statements",
    "hedges",
    "figures",
    "documents",
)

__all__ = [
    "COMPONENTS",
    "attributions",
    "documents",
    "entities",
    "figures",
    "guards",
    "hedges",
    "quotations",
    "segments",
    "statements",
    "words",
]
