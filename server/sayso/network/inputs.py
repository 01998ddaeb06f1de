"""What the network reads of each word: a row of word vectors and hashes of its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from sayso.network.marks import Ids, ids_of, quotation_states

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

# Rows of the tables for lower-cased word, first letter, last three letters, shape, quotation.
TABLES = (8191, 499, 4093, 1021, 4)
COLUMNS = 1 + len(TABLES)

# Typography that says nothing about the word itself.
_PLAIN = {
    **dict.fromkeys(("“", "”", "„", "''", "``", "«", "»"), '"'),
    **dict.fromkeys(("‘", "’", "`"), "'"),
    **{f"’{end}": f"'{end}" for end in ("s", "re", "ve", "m", "ll", "d")},
    "n’t": "n't",
    "–": "-",
    "—": "--",
    "…": "...",
}
_ORDER = np.argsort(ids_of(_PLAIN))
_FROM = ids_of(_PLAIN)[_ORDER]
_TO = ids_of(_PLAIN.values())[_ORDER]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """A table of vectors and the row of each word that has one; rare words share a row.

    ``keys`` are spaCy's ids of lower-cased words in rising order, ``rows`` their rows, and row 0
    of ``table``, which is zero, stands for words that have none.
    """

    keys: Ids
    rows: NDArray[np.uint16]
    table: Floats

    def find(self, words: Ids) -> Rows:
        """The rows of words, given by id."""
        at = np.searchsorted(self.keys, words)
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == words, self.rows[at].astype(np.int64), 0)


def plain(words: Ids) -> Ids:
    """The ids with curly quotation marks, apostrophes and dashes as a typewriter has them."""
    at = np.searchsorted(_FROM, words)
    at[at == len(_FROM)] = 0
    return np.where(_FROM[at] == words, _TO[at], words)


def word_inputs(doc: Doc, vectors: WordVectors) -> Rows:
    """One row per token: the row of its vector, then its place in each of TABLES."""
    columns: Any = doc.to_array(["LOWER", "PREFIX", "SUFFIX", "SHAPE", "ORTH", "SPACY"])
    columns = columns.reshape(len(doc), 6)
    lower, prefix = plain(columns[:, 0]), plain(columns[:, 1])
    state = quotation_states(columns[:, 4], columns[:, 5]).astype(np.uint64)
    forms = (lower, prefix, columns[:, 2], columns[:, 3], state)
    hashed = [form % np.uint64(rows) for form, rows in zip(forms, TABLES, strict=True)]
    return np.stack([vectors.find(lower), *(h.astype(np.int64) for h in hashed)], axis=1)


__all__ = ["COLUMNS", "TABLES", "WordVectors", "plain", "word_inputs"]
