"""Prepared corpora as arrays: what the network reads, and what it should answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import spacy
import torch
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from sayso.network.inputs import WordVectors, word_inputs
from sayso.network.roles import TABLES
from sayso.network.structure import structure_features
from training.places import PREPARED
from training.prepare import LINKS

Array = NDArray[Any]
Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One text. `given` has a row per token, `wanted` an array of labels per task.

    A label of −1 is unknown. `links` are the parts of attributions with the cues that they may
    belong to, `cues` all cues, as spans of tokens.
    """

    given: dict[str, Array]
    wanted: dict[str, Array]
    links: tuple[tuple[Span, tuple[Span, ...]], ...] = ()
    cues: tuple[Span, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.given.values())))


def labelled(width: int) -> Language:
    """spaCy's tagger and morphologizer with all their labels, as heads of `width`."""
    nlp = spacy.blank("en")
    head = {"@architectures": "sayso.TensorLinear.v1", "width": width}
    nlp.add_pipe("tagger", config={"model": head})
    nlp.add_pipe("morphologizer", config={"model": head})
    docs = list(corpus("syntax-train", nlp))

    def examples() -> Iterator[Example]:
        for doc in docs:
            yield Example(_bare(nlp, doc), doc)

    nlp.initialize(examples)
    return nlp


def _bare(nlp: Language, doc: Doc) -> Doc:
    """The words alone."""
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(nlp.vocab, words=[token.text for token in doc], spaces=spaces)


def corpus(name: str, nlp: Language) -> Iterator[Doc]:
    """The docs of a prepared corpus."""
    yield from DocBin().from_disk(PREPARED / f"{name}.spacy").get_docs(nlp.vocab)


def tree_labels(nlp: Language) -> list[str]:
    """The labels of the parse, ROOT first."""
    found = {token.dep_ for doc in corpus("syntax-train", nlp) for token in doc}
    return ["ROOT", *sorted(found - {"ROOT"})]


def name_labels(nlp: Language) -> list[str]:
    """O, then B- and I- of every class of names."""
    found = sorted({ent.label_ for doc in corpus("ner-train", nlp) for ent in doc.ents})
    return ["O", *(f"{edge}-{label}" for label in found for edge in "BI")]


ROLE_LABELS = ("O", "B-SOURCE", "I-SOURCE", "B-CUE", "I-CUE", "B-CONTENT", "I-CONTENT")


def syntax(name: str, nlp: Language, vectors: WordVectors) -> list[Sample]:
    """Tags, morphology, trees and sentences."""
    tags = {label: at for at, label in enumerate(nlp.get_pipe("tagger").labels)}
    morphs = {label: at for at, label in enumerate(nlp.get_pipe("morphologizer").labels)}
    trees = {label: at for at, label in enumerate(tree_labels(nlp))}
    samples = []
    for doc in corpus(name, nlp):
        wanted = {
            "sentence": np.cumsum([bool(t.is_sent_start) for t in doc]),
            "tag": np.array([tags.get(t.tag_, -1) for t in doc]),
            "morph": np.array([morphs.get(_morph(nlp, t), -1) for t in doc]),
            "head": np.array([t.head.i for t in doc]),
            "dep": np.array([trees.get(t.dep_, -1) for t in doc]),
        }
        samples.append(Sample(given={"words": word_inputs(doc, vectors)}, wanted=wanted))
    return samples


def _morph(nlp: Language, token: Any) -> str:
    features = nlp.vocab.morphology.feats_to_dict(str(token.morph))
    if token.pos_:
        features["POS"] = token.pos_
    return nlp.vocab.strings[nlp.vocab.morphology.add(features)]


def names(name: str, nlp: Language, vectors: WordVectors) -> list[Sample]:
    """Names as B-, I- and O labels."""
    labels = name_labels(nlp)
    return [
        Sample(
            given={"words": word_inputs(doc, vectors)},
            wanted={"name": _bio(len(doc), [(e.start, e.end, e.label_) for e in doc.ents], labels)},
        )
        for doc in corpus(name, nlp)
        if len(doc)
    ]


def roles(name: str, nlp: Language, progress: Callable[[int], None]) -> list[Sample]:
    """Roles and links, with the features that the trained pipeline gives them."""
    docs = [doc for doc in corpus(name, nlp) if len(doc)]
    order = sorted(range(len(docs)), key=lambda at: len(docs[at]))
    found: dict[int, Sample] = {}
    sizes = np.array(TABLES, dtype=np.uint64)
    layers: Any = nlp.get_pipe("encoder")
    lower = 2 * layers.weights.layers[0].outer.shape[1]
    for first in range(0, len(order), 64):
        numbers = order[first : first + 64]
        bare = [_bare(nlp, docs[at]) for at in numbers]
        for pipe_name, pipe in nlp.pipeline:
            if pipe_name not in ("ner", "attribution"):
                bare = list(pipe.pipe(bare, batch_size=64))
        features = (structure_features(bare) % sizes).astype(np.int32)
        ends = np.cumsum([len(doc) for doc in bare])[:-1]
        for at, doc, rows in zip(numbers, bare, np.split(features, ends), strict=True):
            spans = [(e.start, e.end, e.label_) for e in docs[at].ents]
            found[at] = Sample(
                given={"features": rows, "tensor": doc.tensor[:, lower:].astype(np.float16)},
                wanted={"role": _bio(len(doc), spans, ROLE_LABELS)},
                links=tuple(
                    (tuple(part), tuple(map(tuple, cues)))
                    for part, cues in docs[at].user_data.get(LINKS, ())
                ),
                cues=tuple((s, e) for s, e, label in spans if label == "CUE"),
            )
        progress(first + len(numbers))
    return [found[at] for at in range(len(docs))]


def _bio(tokens: int, spans: Iterable[tuple[int, int, str]], labels: Sequence[str]) -> Array:
    result = np.zeros(tokens, dtype=np.int64)
    for start, end, label in spans:
        result[start] = labels.index(f"B-{label}")
        result[start + 1 : end] = labels.index(f"I-{label}")
    return result


def batches(
    samples: Iterable[Sample], tokens: int, chance: random.Random | None = None
) -> list[list[Sample]]:
    """Texts of like length together, `tokens` in each batch with padding; shuffled by `chance`."""
    items = list(samples)
    if chance is not None:
        chance.shuffle(items)
    found: list[list[Sample]] = []
    for first in range(0, len(items), 800):
        batch: list[Sample] = []
        for sample in sorted(items[first : first + 800], key=len):
            if batch and len(sample) * (len(batch) + 1) > tokens:
                found.append(batch)
                batch = []
            batch.append(sample)
        found.append(batch)
    if chance is not None:
        chance.shuffle(found)
    return found


def lengths(batch: Sequence[Sample]) -> torch.Tensor:
    """How many tokens each text has."""
    return torch.as_tensor([len(sample) for sample in batch])


def padded(arrays: Sequence[Array], fill: int = 0) -> torch.Tensor:
    """Arrays of unlike length as one tensor."""
    longest = max(len(array) for array in arrays)
    kind = np.float32 if arrays[0].dtype.kind == "f" else np.int64
    result = np.full((len(arrays), longest, *arrays[0].shape[1:]), fill, dtype=kind)
    for row, array in zip(result, arrays, strict=True):
        row[: len(array)] = array
    return torch.as_tensor(result)


def given(batch: Sequence[Sample], name: str) -> torch.Tensor:
    """What the texts of a batch give, padded with 0."""
    return padded([sample.given[name] for sample in batch])


def wanted(batch: Sequence[Sample], name: str, fill: int = -1) -> torch.Tensor:
    """What the network should answer, padded with `fill`."""
    return padded([sample.wanted[name] for sample in batch], fill)
