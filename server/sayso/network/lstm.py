"""A bidirectional LSTM over several texts at once (Hochreiter and Schmidhuber 1997), in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Steps:
    """The tokens of several texts in the order in which an LSTM reads them.

    Texts are read side by side, the longest first. ``sizes`` says how many of them have a token at
    each step; ``forward`` and ``backward`` give the places of these tokens, step after step, read
    from either end.
    """

    sizes: tuple[int, ...]
    forward: Places
    backward: Places

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Steps:
        """The steps for texts of these lengths, in tokens, that stand one after the other."""
        order = sorted(range(len(lengths)), key=lambda at: -lengths[at])
        begins = np.cumsum([0, *lengths])[order].astype(np.intp)
        long = np.array([lengths[at] for at in order], dtype=np.intp)
        sizes, forward, backward = [], [], []
        for step in range(int(long[0]) if len(long) else 0):
            size = int(np.searchsorted(-long, -step))
            sizes.append(size)
            forward.append(begins[:size] + step)
            backward.append(begins[:size] + long[:size] - 1 - step)
        empty = np.zeros(0, dtype=np.intp)
        return cls(
            tuple(sizes),
            np.concatenate([empty, *forward]),
            np.concatenate([empty, *backward]),
        )


@dataclass(frozen=True)
class BiLSTM:
    """The weights of one layer: both directions, each with gates in, forget, out and the cell.

    ``inner`` (features × 8 width) and ``bias`` meet the input, ``outer`` (2 × width × 4 width) the
    state before.
    """

    inner: Floats
    bias: Floats
    outer: Floats

    @cached_property
    def _halved(self) -> BiLSTM:
        """Weights whose gates need tanh alone: the logistic of x is (1 + tanh(x / 2)) / 2."""
        width = self.outer.shape[1]
        scale = np.ones(4 * width, dtype=np.float32)
        scale[: 3 * width] = 0.5
        both = np.concatenate([scale, scale])
        return BiLSTM(self.inner * both, self.bias * both, self.outer * scale)

    def read(self, rows: Floats, steps: Steps) -> Floats:
        """The states of all tokens, one row each, forward beside backward."""
        half = self._halved
        width = self.outer.shape[1]
        gates = rows @ half.inner + half.bias
        gates = np.stack([gates[steps.forward, : 4 * width], gates[steps.backward, 4 * width :]])
        states = np.empty((2, len(rows), width), dtype=np.float32)
        state = cell = np.zeros((2, steps.sizes[0] if steps.sizes else 0, width), np.float32)
        at = 0
        for size in steps.sizes:
            now = gates[:, at : at + size]
            if at:
                now += np.matmul(state[:, :size], half.outer)
            np.tanh(now, out=now)
            now[..., : 3 * width] *= 0.5
            now[..., : 3 * width] += 0.5
            cell = now[..., width : 2 * width] * cell[:, :size]
            cell += now[..., :width] * now[..., 3 * width :]
            state = now[..., 2 * width : 3 * width] * np.tanh(cell)
            states[:, at : at + size] = state
            at += size
        result = np.empty((len(rows), 2 * width), dtype=np.float32)
        result[steps.forward, :width] = states[0]
        result[steps.backward, width:] = states[1]
        return result
