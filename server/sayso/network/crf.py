"""The best sequence of labels under a linear-chain CRF (Lafferty and others 2001), by Viterbi."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.network.lstm import Floats, Steps

Labels = NDArray[np.intp]


def best_labels(emissions: Floats, start: Floats, change: Floats, steps: Steps) -> Labels:
    """The labels of the best path through each text, for all tokens in their own order.

    ``emissions`` has a row per token and a column per label, ``start`` what each label adds at the
    beginning of a text, ``change`` what it adds to go from one label (row) to the next (column).
    """
    result = np.zeros(len(emissions), dtype=np.intp)
    if not steps.sizes:
        return result
    rows = emissions[steps.forward]
    best = start + rows[: steps.sizes[0]]
    finals = best.copy()
    back = np.zeros(rows.shape, dtype=np.intp)
    at = steps.sizes[0]
    for size in steps.sizes[1:]:
        reached = best[:size, :, None] + change
        came = reached.argmax(axis=1)
        back[at : at + size] = came
        best = np.take_along_axis(reached, came[:, None], axis=1)[:, 0] + rows[at : at + size]
        finals[:size] = best
        at += size
    label = finals.argmax(axis=1)
    packed = np.zeros(len(rows), dtype=np.intp)
    for size in reversed(steps.sizes):
        at -= size
        packed[at : at + size] = label[:size]
        if at:
            label[:size] = np.take_along_axis(back[at : at + size], label[:size, None], 1)[:, 0]
    result[steps.forward] = packed
    return result


def spans_of(labels: Sequence[int], names: Sequence[str]) -> list[tuple[int, int, str]]:
    """The spans (start, end, label) of a sequence of B-, I- and O labels."""
    spans: list[tuple[int, int, str]] = []
    for at, number in enumerate(labels):
        kind, _, label = names[number].partition("-")
        if kind == "B":
            spans.append((at, at + 1, label))
        elif kind == "I" and spans and spans[-1][1] == at and spans[-1][2] == label:
            spans[-1] = (spans[-1][0], at + 1, label)
    return spans
