"""What the trained components share: they read texts side by side and keep their own weights."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from sayso.network import weights
from sayso.network.weights import Weights

_FILE = "weights.npz"


def batched(docs: Iterable[Doc], size: int) -> Iterator[list[Doc]]:
    """The texts in lists of at most ``size``."""
    stream = iter(docs)
    while batch := list(islice(stream, size)):
        yield batch


class Component(ABC):
    """A spaCy component whose weights are named arrays, trained elsewhere.

    Nothing of one text is kept for the next.
    """

    def __init__(self, name: str) -> None:
        """Make a component without weights; `from_disk`, `from_bytes` or `take` give it some."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one text."""
        self.annotate([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate texts, so many at a time."""
        for batch in batched(docs, batch_size):
            self.annotate(batch)
            yield from batch

    @abstractmethod
    def annotate(self, docs: Sequence[Doc]) -> None:
        """Write this component's layer of facts into each text; some may be empty."""

    @abstractmethod
    def take(self, arrays: Weights) -> None:
        """Use these weights from now on."""

    @abstractmethod
    def give(self) -> Weights:
        """The weights in use."""

    def to_bytes(self, **_: Any) -> bytes:
        """The weights in bytes."""
        return weights.to_bytes(self.give())

    def from_bytes(self, data: bytes, **_: Any) -> Component:
        """Take weights from bytes."""
        self.take(weights.from_bytes(data))
        return self

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write the weights into a folder."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        weights.write(folder / _FILE, self.give())

    def from_disk(self, path: Path | str, **_: Any) -> Component:
        """Take the weights from a folder."""
        self.take(weights.read(Path(path) / _FILE))
        return self
