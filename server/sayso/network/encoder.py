"""The encoder: two layers of LSTM over the words, left in `doc.tensor` for what follows.

The tensor's columns are the first layer, which tags are read from, then the second layer, which
sentences are read from (as in Søgaard and Goldberg 2016), then the vectors of the words. The parse
and the names are read from both layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from sayso.network.component import Component
from sayso.network.inputs import TABLES, Rows, WordVectors, word_inputs
from sayso.network.lstm import BiLSTM, Floats, Steps
from sayso.network.weights import Weights


@dataclass(frozen=True)
class EncoderWeights:
    """Vectors of words, tables for their forms, and two layers."""

    vectors: WordVectors
    tables: tuple[Floats, ...]
    layers: tuple[BiLSTM, BiLSTM]

    def rows(self, inputs: Rows) -> Floats:
        """What the first layer reads: a row per token, its vector beside its forms'."""
        parts = [self.vectors.table[inputs[:, 0]]]
        parts += [table[inputs[:, at]] for at, table in enumerate(self.tables, start=1)]
        return np.concatenate(parts, axis=1)


class Encoder(Component):
    """Writes `doc.tensor`."""

    weights: EncoderWeights

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Read the texts side by side."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        lengths = [len(doc) for doc in docs]
        steps = Steps.of(lengths)
        inputs = np.concatenate([word_inputs(doc, self.weights.vectors) for doc in docs])
        first, second = self.weights.layers
        lower = first.read(self.weights.rows(inputs), steps)
        upper = second.read(lower, steps)
        vectors = self.weights.vectors.table[inputs[:, 0]]
        tensor = np.concatenate([lower, upper, vectors], axis=1)
        for doc, rows in zip(docs, np.split(tensor, np.cumsum(lengths)[:-1]), strict=True):
            doc.tensor = rows

    def take(self, arrays: Weights) -> None:
        """Use these weights from now on."""
        layers = [
            BiLSTM(arrays[f"inner{n}"], arrays[f"bias{n}"], arrays[f"outer{n}"]) for n in (1, 2)
        ]
        self.weights = EncoderWeights(
            vectors=WordVectors(arrays["keys"], arrays["rows"], arrays["table"]),
            tables=tuple(arrays[f"form{n}"] for n in range(len(TABLES))),
            layers=(layers[0], layers[1]),
        )

    def give(self) -> Weights:
        """The weights in use."""
        vectors = self.weights.vectors
        arrays: Weights = {"keys": vectors.keys, "rows": vectors.rows, "table": vectors.table}
        arrays |= {f"form{n}": table for n, table in enumerate(self.weights.tables)}
        for n, layer in enumerate(self.weights.layers, start=1):
            arrays |= {f"inner{n}": layer.inner, f"bias{n}": layer.bias, f"outer{n}": layer.outer}
        return arrays


@Language.factory("sayso_encoder", assigns=["doc.tensor"])
def make_encoder(nlp: Language, name: str) -> Encoder:
    """Make the component without weights."""
    return Encoder(name)


def tensor_of(docs: Sequence[Doc]) -> Floats:
    """The rows of all texts, one after the other."""
    rows: Floats = np.concatenate([doc.tensor for doc in docs])
    return rows
