"""Names: a linear-chain CRF over the encoder's two layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from sayso.network.component import Component
from sayso.network.crf import best_labels, spans_of
from sayso.network.encoder import tensor_of
from sayso.network.lstm import Floats, Steps
from sayso.network.trees import leaky
from sayso.network.weights import Weights


@dataclass(frozen=True, kw_only=True)
class NameWeights:
    """One hidden layer, the labels' matrix, and what a label at the start and a change add."""

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats
    start: Floats
    change: Floats


class Names(Component):
    """Writes `doc.ents`."""

    weights: NameWeights
    labels: tuple[str, ...]

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Find the names in the texts."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        of, lengths = self.weights, [len(doc) for doc in docs]
        rows = tensor_of(docs)[:, : len(of.hidden)]
        hidden = leaky(rows @ of.hidden + of.hidden_bias)
        emissions = hidden @ of.output + of.output_bias
        numbers = best_labels(emissions, of.start, of.change, Steps.of(lengths))
        for doc, part in zip(docs, np.split(numbers, np.cumsum(lengths)[:-1]), strict=True):
            doc.set_ents([Span(doc, *span) for span in spans_of(part.tolist(), self.labels)])

    def take(self, arrays: Weights) -> None:
        """Use these weights from now on."""
        arrays = dict(arrays)
        self.labels = tuple(map(str, arrays.pop("labels")))
        self.weights = NameWeights(**arrays)

    def give(self) -> Weights:
        """The weights in use."""
        return {**vars(self.weights), "labels": np.array(self.labels)}


@Language.factory(
    "sayso_names",
    requires=["doc.tensor"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
)
def make_names(nlp: Language, name: str) -> Names:
    """Make the component without weights."""
    return Names(name)
