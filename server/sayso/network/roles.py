"""Source, cue and content, and which of them belong together.

Two further layers of LSTM read words, parse, quotation marks and the encoder's upper layer; a
linear-chain CRF marks the roles, and a biaffine scorer gives each source and content its cue.
The findings go to `doc.spans["roles"]`, and the number of each one's cue in that list, or −1, to
its attribute `cues`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from sayso.network.component import Component
from sayso.network.crf import best_labels, spans_of
from sayso.network.encoder import tensor_of
from sayso.network.lstm import BiLSTM, Floats, Steps
from sayso.network.marks import Ids
from sayso.network.structure import FEATURES, structure_features
from sayso.network.trees import leaky
from sayso.network.weights import Weights

ROLES_KEY = "roles"
CUES = "cues"
# Rows of the tables of structure_features, column by column.
TABLES = (8191, 499, 4093, 1021, 509, 3067, 3067, 2039, 2039, 3067, 16, 2039, 2039)

Found = tuple[int, int, str]


@dataclass(frozen=True)
class RoleWeights:
    """Tables of features, a mixing layer, two layers of LSTM, the CRF, and the scorer of links."""

    tables: tuple[Floats, ...]
    mix: Floats
    mix_bias: Floats
    layers: tuple[BiLSTM, BiLSTM]
    output: Floats
    output_bias: Floats
    start: Floats
    change: Floats
    part: Floats
    part_bias: Floats
    cue: Floats
    cue_bias: Floats
    link: Floats

    def embedded(self, features: Ids) -> list[Floats]:
        """The rows of each feature's table."""
        return [
            table[(features[:, at] % np.uint64(len(table))).astype(np.int64)]
            for at, table in enumerate(self.tables)
        ]

    def read(self, tensor: Floats) -> Floats:
        """The columns of `doc.tensor` that are read: all but the encoder's first layer."""
        width = len(self.mix) - sum(table.shape[1] for table in self.tables)
        return tensor[:, -width:]


class Roles(Component):
    """Writes `doc.spans["roles"]`."""

    weights: RoleWeights
    labels: tuple[str, ...]

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Find the roles in the texts, and link them."""
        for doc in docs:
            doc.spans[ROLES_KEY] = SpanGroup(doc, name=ROLES_KEY, attrs={CUES: []})
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        of, lengths = self.weights, [len(doc) for doc in docs]
        steps = Steps.of(lengths)
        features = structure_features(docs)
        rows = np.concatenate([*of.embedded(features), of.read(tensor_of(docs))], axis=1)
        rows = leaky(rows @ of.mix + of.mix_bias)
        for layer in of.layers:
            rows = layer.read(rows, steps)
        numbers = best_labels(rows @ of.output + of.output_bias, of.start, of.change, steps)
        ends = np.cumsum(lengths)[:-1]
        parts = zip(docs, np.split(numbers, ends), np.split(rows, ends), strict=True)
        for doc, part, states in parts:
            found = spans_of(part.tolist(), self.labels)
            doc.spans[ROLES_KEY] = SpanGroup(
                doc,
                name=ROLES_KEY,
                spans=[Span(doc, *span) for span in found],
                attrs={CUES: self._cues(found, states)},
            )

    def _cues(self, found: Sequence[Found], states: Floats) -> list[int]:
        """For each span the number of the cue that it belongs to; −1 for cues and without any."""
        of = self.weights
        result = [-1] * len(found)
        cues = [at for at, (_, _, label) in enumerate(found) if label == "CUE"]
        parts = [at for at, (_, _, label) in enumerate(found) if label != "CUE"]
        if not cues or not parts:
            return result
        ends = np.array([(start, end - 1) for start, end, _ in found])
        edges = states[ends[:, 0]] + states[ends[:, 1]]
        part = leaky(edges[parts] @ of.part + of.part_bias)
        part = np.concatenate([part, np.ones((len(parts), 1), dtype=np.float32)], axis=1)
        cue = leaky(edges[cues] @ of.cue + of.cue_bias)
        for at, best in zip(parts, (part @ of.link @ cue.T).argmax(axis=1), strict=True):
            result[at] = cues[int(best)]
        return result

    def take(self, arrays: Weights) -> None:
        """Use these weights from now on."""
        arrays = dict(arrays)
        self.labels = tuple(map(str, arrays.pop("labels")))
        tables = tuple(arrays.pop(f"feature{n}") for n in range(FEATURES))
        first, second = (
            BiLSTM(*(arrays.pop(f"{name}{n}") for name in ("inner", "bias", "outer")))
            for n in (1, 2)
        )
        self.weights = RoleWeights(tables=tables, layers=(first, second), **arrays)

    def give(self) -> Weights:
        """The weights in use."""
        arrays: Weights = dict(vars(self.weights))
        tables, layers = self.weights.tables, self.weights.layers
        del arrays["tables"], arrays["layers"]
        arrays |= {f"feature{n}": table for n, table in enumerate(tables)}
        for n, layer in enumerate(layers, start=1):
            arrays |= {f"inner{n}": layer.inner, f"bias{n}": layer.bias, f"outer{n}": layer.outer}
        return {**arrays, "labels": np.array(self.labels)}


@Language.factory(
    "sayso_roles",
    requires=["doc.tensor", "token.dep", "token.head", "token.lemma", "token.tag"],
    assigns=["doc.spans"],
)
def make_roles(nlp: Language, name: str) -> Roles:
    """Make the component without weights."""
    return Roles(name)
