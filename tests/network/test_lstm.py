"""The LSTM gives what its definition gives, however texts are read together."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sayso.network.lstm import BiLSTM, Steps

COLUMNS, WIDTH = 3, 2


@pytest.fixture
def layer() -> BiLSTM:
    chance = np.random.default_rng(7)

    def some(*shape: int) -> NDArray[np.float32]:
        return chance.normal(size=shape).astype(np.float32)

    return BiLSTM(some(COLUMNS, 8 * WIDTH), some(8 * WIDTH), some(2, WIDTH, 4 * WIDTH))


def rows(count: int) -> NDArray[np.float32]:
    return np.random.default_rng(count).normal(size=(count, COLUMNS)).astype(np.float32)


def logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-values))


def by_definition(layer: BiLSTM, text: NDArray[np.float32]) -> NDArray[np.float64]:
    """One token after the other, from either end."""
    result = np.zeros((len(text), 2 * WIDTH))
    for direction, order in enumerate([range(len(text)), reversed(range(len(text)))]):
        part = slice(4 * WIDTH * direction, 4 * WIDTH * (direction + 1))
        state = cell = np.zeros(WIDTH)
        for at in order:
            gates = text[at] @ layer.inner[:, part] + layer.bias[part]
            gates = gates + state @ layer.outer[direction]
            entry, forget, leave, fresh = np.split(gates, 4)
            cell = logistic(forget) * cell + logistic(entry) * np.tanh(fresh)
            state = logistic(leave) * np.tanh(cell)
            result[at, WIDTH * direction : WIDTH * (direction + 1)] = state
    return result


@pytest.mark.parametrize("lengths", [[1], [5], [2, 4], [4, 1, 4, 3], [3, 0, 2]])
def test_states_are_those_of_the_definition(layer: BiLSTM, lengths: list[int]) -> None:
    texts = [rows(length) for length in lengths]
    found = layer.read(np.concatenate(texts), Steps.of(lengths))
    wanted = np.concatenate([by_definition(layer, text) for text in texts])
    assert np.allclose(found, wanted, atol=1e-5)


def test_no_text_has_no_states(layer: BiLSTM) -> None:
    assert layer.read(rows(0), Steps.of([])).shape == (0, 2 * WIDTH)
    assert layer.read(rows(0), Steps.of([0])).shape == (0, 2 * WIDTH)
