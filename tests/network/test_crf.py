"""The best path is the best of all paths."""

from itertools import pairwise, product

import numpy as np
import pytest

from sayso.network.crf import best_labels, spans_of
from sayso.network.lstm import Steps

LABELS = ("O", "B-A", "I-A", "B-B", "I-B")


@pytest.mark.parametrize("lengths", [[1], [4], [3, 1], [2, 5, 5]])
@pytest.mark.parametrize("seed", range(5))
def test_no_path_is_better(lengths: list[int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    kinds = 3
    emissions = chance.normal(size=(sum(lengths), kinds)).astype(np.float32)
    start = chance.normal(size=kinds).astype(np.float32)
    change = chance.normal(size=(kinds, kinds)).astype(np.float32)
    found = best_labels(emissions, start, change, Steps.of(lengths))
    ends = np.cumsum(lengths)[:-1]
    for rows, labels in zip(np.split(emissions, ends), np.split(found, ends), strict=True):

        def weight(path: tuple[int, ...], rows: np.ndarray = rows) -> float:
            steps = sum(change[a, b] for a, b in pairwise(path))
            return float(
                start[path[0]] + steps + sum(r[k] for r, k in zip(rows, path, strict=True))
            )

        best = max(product(range(kinds), repeat=len(rows)), key=weight)
        assert weight(tuple(labels.tolist())) == pytest.approx(weight(best), abs=1e-4)


def test_no_text_has_no_labels() -> None:
    nothing = np.zeros((0, 2), dtype=np.float32)
    found = best_labels(nothing, np.zeros(2, "f"), np.zeros((2, 2), "f"), Steps.of([]))
    assert found.tolist() == []


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 2, 0, 3], [(0, 2, "A"), (3, 4, "B")]),
        ([1, 1, 2], [(0, 1, "A"), (1, 3, "A")]),
        ([1, 4], [(0, 1, "A")]),
        ([2, 0], []),
    ],
)
def test_spans_begin_where_a_b_stands(labels: list[int], spans: list[tuple[int, int, str]]) -> None:
    assert spans_of(labels, LABELS) == spans
