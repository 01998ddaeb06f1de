"""The parse is a tree, and none weighs more."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from sayso.network.marks import ids_of
from sayso.network.trees import best_tree, closed_after_comma, second_names


def is_tree(heads: list[int]) -> bool:
    """Whether every token reaches the one root."""
    roots = [at for at, head in enumerate(heads) if head == at]
    if len(roots) != 1:
        return False
    for start in range(len(heads)):
        at = start
        for _ in heads:
            at = heads[at]
        if at != roots[0]:
            return False
    return True


def weight(weights: NDArray[np.float32], heads: list[int]) -> float:
    return sum(float(weights[at, head]) for at, head in enumerate(heads) if at != head)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(12))
def test_no_tree_with_this_root_weighs_more(size: int, seed: int) -> None:
    chance = np.random.default_rng(100 * size + seed)
    weights = chance.normal(size=(size, size)).astype(np.float32)
    roots = chance.normal(size=size).astype(np.float32)
    found = best_tree(weights, roots).tolist()
    assert is_tree(found)
    root = next(at for at, head in enumerate(found) if at == head)
    trees = (
        list(heads)
        for heads in product(range(size), repeat=size)
        if heads[root] == root and is_tree(list(heads))
    )
    assert weight(weights, found) == pytest.approx(
        max(weight(weights, tree) for tree in trees), abs=1e-4
    )


@pytest.mark.parametrize("size", [40, 150, 300])
def test_long_sentences_are_trees_too(size: int) -> None:
    chance = np.random.default_rng(size)
    weights = chance.normal(size=(size, size)).astype(np.float32)
    assert is_tree(best_tree(weights, np.zeros(size, dtype=np.float32)).tolist())


def test_the_second_word_of_a_name_is_no_second_subject() -> None:
    # Mayor Ilse Brandt said: Mayor and Ilse both hang on said as its subject.
    heads, subject, flat, root = np.array([3, 3, 1, 3]), 0, 1, 2
    labels = np.array([subject, subject, flat, root])
    names = np.array([True, True, True, False])
    assert second_names(heads, labels, names).tolist() == [1]
    assert second_names(heads, labels, np.array([True, False, True, False])).tolist() == []
    assert second_names(np.array([3, 0, 1, 3]), labels, names).tolist() == []


@pytest.mark.parametrize(
    ("words", "spaced", "expected"),
    [
        (["“", "Two", "years", ",", "”", "Oda", "said", "."], [2, 5], [4, 5]),
        (['"', "No", ",", '"', "Oda", "said", "."], [3, 4], [3, 4]),
        (["Oda", "said", ",", '"', "No", ".", '"'], [0, 2], []),
        (["“", "No", ".", "”", "Oda", "left", "."], [3, 4], []),
        ([",", "”"], [], [1]),
        (["No"], [], []),
    ],
)
def test_a_sentence_goes_on_where_a_quotation_closes_after_a_comma(
    words: list[str], spaced: list[int], expected: list[int]
) -> None:
    spaces = np.isin(np.arange(len(words)), spaced).astype(np.uint64)
    assert sorted(closed_after_comma(ids_of(words), spaces).tolist()) == expected
