"""Tags and morphology: spaCy's own components, each a matrix on the encoder's first layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model


@registry.architectures("sayso.TensorLinear.v1")  # type: ignore[untyped-decorator]  # spaCy's
def tensor_linear(width: int, nO: int | None = None) -> Model[Any, Any]:
    """One row of `nO` values per token: a matrix times the first `width` columns of `doc.tensor`.

    It is trained together with the encoder, elsewhere, and only runs here.
    """
    return Model(
        "tensor_linear",
        _forward,
        init=_init,
        dims={"nO": nO, "nI": width},
        params={"W": None, "b": None},
    )


def _forward(
    model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
) -> tuple[list[Any], Callable[[Any], list[Any]]]:
    if is_train:
        raise NotImplementedError("The heads are trained together with the encoder.")
    matrix, bias, width = model.get_param("W"), model.get_param("b"), model.get_dim("nI")
    rows = [doc.tensor[:, :width] if len(doc) else np.zeros((0, width), "f") for doc in docs]
    values = np.concatenate(rows) @ matrix.T + bias
    return np.split(values, np.cumsum([len(doc) for doc in docs])[:-1]), lambda _: []


def _init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:
    if not model.has_dim("nO"):
        model.set_dim("nO", Y[0].shape[1])
    labels, width = model.get_dim("nO"), model.get_dim("nI")
    model.set_param("W", model.ops.alloc2f(labels, width))
    model.set_param("b", model.ops.alloc1f(labels))
