"""The parse: a biaffine scorer of heads and labels (Dozat and Manning 2017), and the best tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from sayso.network.component import Component
from sayso.network.encoder import tensor_of
from sayso.network.lstm import Floats, Places
from sayso.network.marks import Ids, ids_of
from sayso.network.weights import Weights

# Tokens. A longer sentence is cut for the parser: the time of the best tree grows with its cube.
LONGEST = 300
_NEVER = np.float32(-1e9)
_CORE = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"})
_NAMES = ids_of(("NNP", "NNPS"))
_COMMA = ids_of((",",))[0]
_CLOSES = ids_of(("”", "’", '"', "''", "'"))


def leaky(values: Floats) -> Floats:
    """A rectifier that lets a tenth of what is negative through."""
    result: Floats = np.maximum(values, np.float32(0.1) * values)
    return result


@dataclass(frozen=True, kw_only=True)
class TreeWeights:
    """Matrices with their biases as last row, and the bilinear forms.

    All read both layers of the encoder, save ``begin``, which reads the second.
    ``arc`` (arc + 1 × arc) weighs a token against a head, ``label`` (labels × n + 1 × n + 1) each
    label of the pair. ``root`` and ``begin`` weigh one token alone: to be the root of its sentence,
    and to begin it.
    """

    begin: Floats
    root: Floats
    arc_head: Floats
    arc_dependent: Floats
    arc: Floats
    label_head: Floats
    label_dependent: Floats
    label: Floats


class Parser(Component):
    """Writes heads and labels, and so the borders of sentences."""

    weights: TreeWeights
    labels: tuple[str, ...]

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Parse the texts."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        of = self.weights
        width = len(of.begin) - 1
        rows = _with_one(tensor_of(docs)[:, : 2 * width])
        begins = (rows[:, width:] @ of.begin)[:, 0] > 0
        roots: Floats = (rows @ of.root)[:, 0]
        head = leaky(rows @ of.arc_head)
        dependent = _with_one(leaky(rows @ of.arc_dependent)) @ of.arc
        lengths = [len(doc) for doc in docs]
        first = np.cumsum([0, *lengths])
        marks: Any = np.concatenate([doc.to_array(["ORTH", "SPACY"]) for doc in docs])
        begins[closed_after_comma(marks[:, 0], marks[:, 1])] = False
        begins[first[:-1]] = True
        heads = np.empty(len(rows), dtype=np.intp)
        for start, end in _sentences(begins, first):
            pairs: Any = dependent[start:end] @ head[start:end].T
            heads[start:end] = start + best_tree(pairs, roots[start:end])
        numbers = self._label(rows, heads)
        tags = np.concatenate([doc.to_array("TAG") for doc in docs])
        core = np.array([label in _CORE for label in self.labels])[numbers]
        second = second_names(heads, numbers, np.isin(tags, _NAMES) & core)
        heads[second] = second - 1
        numbers[second] = self.labels.index("flat")
        keys = np.array([docs[0].vocab.strings.add(label) for label in self.labels], np.uint64)
        table: Any = np.empty((len(rows), 2), dtype=np.uint64)
        table[:, 0] = (heads - np.arange(len(rows))).astype(np.int64).view(np.uint64)
        table[:, 1] = keys[numbers]
        for doc, start, end in zip(docs, first[:-1], first[1:], strict=True):
            doc.from_array(["HEAD", "DEP"], table[start:end])

    def _label(self, rows: Floats, heads: Places) -> NDArray[np.intp]:
        of = self.weights
        head = _with_one(leaky(rows @ of.label_head))[heads]
        dependent = _with_one(leaky(rows @ of.label_dependent))
        labels, width, _ = of.label.shape
        pairs = dependent @ of.label.transpose(1, 0, 2).reshape(width, labels * width)
        values = np.matmul(pairs.reshape(len(rows), labels, width), head[:, :, None])[..., 0]
        root = self.labels.index("ROOT")
        at_root = heads == np.arange(len(rows))
        values[~at_root, root] = _NEVER
        numbers: NDArray[np.intp] = values.argmax(axis=1)
        numbers[at_root] = root
        return numbers

    def take(self, arrays: Weights) -> None:
        """Use these weights from now on."""
        arrays = dict(arrays)
        self.labels = tuple(map(str, arrays.pop("labels")))
        self.weights = TreeWeights(**arrays)

    def give(self) -> Weights:
        """The weights in use."""
        arrays: dict[str, NDArray[Any]] = dict(vars(self.weights))
        return {**arrays, "labels": np.array(self.labels)}


def _with_one(rows: Floats) -> Floats:
    """The rows with a one at their end, which meets the bias."""
    return np.concatenate([rows, np.ones((len(rows), 1), dtype=np.float32)], axis=1)


def _sentences(begins: NDArray[np.bool_], texts: Places) -> list[tuple[int, int]]:
    """(start, end) of the sentences, none longer than LONGEST."""
    starts = [int(at) for at in np.flatnonzero(begins)]
    sentences = []
    for start, end in zip(starts, [*starts[1:], int(texts[-1])], strict=True):
        for at in range(start, end, LONGEST):
            sentences.append((at, min(at + LONGEST, end)))
    return sentences


def closed_after_comma(orth: Ids, spaced: Ids) -> Places:
    """Where a quotation closes after a comma, and what follows: *… two years,” she said* goes on.

    ``orth`` are spaCy's ids of the words, ``spaced`` says which are followed by a space.
    """
    closed = (orth[:-1] == _COMMA) & (spaced[:-1] == 0) & np.isin(orth[1:], _CLOSES)
    marks = np.flatnonzero(closed) + 1
    return np.concatenate([marks, marks[marks + 1 < len(orth)] + 1])


def second_names(heads: Places, labels: Places, names: NDArray[np.bool_]) -> Places:
    """Of ``names``, those just after another with the same head and label: *Mayor* **Ilse** *said*.

    Each token has its head chosen apart, so that both words of one name may become the subject.
    """
    same = (heads[1:] == heads[:-1]) & (labels[1:] == labels[:-1]) & names[1:] & names[:-1]
    apart = np.arange(len(heads))
    same &= (heads[1:] != apart[1:]) & (heads[1:] != apart[:-1])
    return np.flatnonzero(same) + 1


def best_tree(weights: Floats, roots: Floats) -> Places:
    """The head of each token of a sentence; the root is its own head.

    ``weights`` has a row per token and a column per head. The root is the token that wins most by
    being it; the rest is the tree of most weight (Chu and Liu 1965, Edmonds 1967).
    """
    size = len(weights)
    if size == 1:
        return np.zeros(1, dtype=np.intp)
    weights = weights.copy()
    np.fill_diagonal(weights, _NEVER)
    root = int(np.argmax(roots - weights.max(axis=1)))
    heads: Places = weights.argmax(axis=1)
    heads[root] = root
    if _reaches(heads, root):
        return heads
    return _edmonds(weights, root)


def _reaches(heads: Places, root: int) -> bool:
    """Whether every token hangs on the root."""
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]
    return bool((above == root).all())


def _edmonds(weights: Floats, root: int) -> Places:
    heads: Places = weights.argmax(axis=1)
    heads[root] = root
    cycle = _cycle(heads, root)
    if cycle is None:
        return heads
    # The cycle becomes one token, whose head is the one that costs least to break it for.
    inside = np.zeros(len(weights), dtype=bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    entering = weights[np.ix_(cycle, rest)] - weights[cycle, heads[cycle]][:, None]
    entered = entering.argmax(axis=0)
    leaving = weights[np.ix_(rest, cycle)]
    left = leaving.argmax(axis=1)
    smaller = np.full((len(rest) + 1,) * 2, _NEVER, dtype=weights.dtype)
    smaller[:-1, :-1] = weights[np.ix_(rest, rest)]
    smaller[-1, :-1] = entering.max(axis=0)
    smaller[:-1, -1] = leaving.max(axis=1)
    found = _edmonds(smaller, int(np.flatnonzero(rest == root)[0]))
    for at, place in enumerate(rest):
        head = found[at]
        heads[place] = rest[head] if head < len(rest) else cycle[left[at]]
    heads[root] = root
    broken = found[-1]
    heads[cycle[entered[broken]]] = rest[broken]
    return heads


def _cycle(heads: Places, root: int) -> Places | None:
    """The tokens of one cycle, if there is any besides the root's own."""
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]
    lost = np.flatnonzero(above != root)
    if not len(lost):
        return None
    start = at = int(above[lost[0]])
    cycle = [start]
    while (at := int(heads[at])) != start:
        cycle.append(at)
    return np.array(cycle, dtype=np.intp)


@Language.factory(
    "sayso_parser",
    requires=["doc.tensor", "token.tag"],
    assigns=["token.dep", "token.head", "token.is_sent_start", "doc.sents"],
)
def make_parser(nlp: Language, name: str) -> Parser:
    """Make the component without weights."""
    return Parser(name)
