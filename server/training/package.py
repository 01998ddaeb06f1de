"""Put the trained parts together: `python -m training.package` writes server/sayso/model/."""

import json
import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
import torch
from spacy.language import Language

from sayso.network.crf import best_labels
from sayso.network.lstm import Steps
from sayso.network.roles import FEATURES
from sayso.network.weights import Weights
from training import lemmas, samples, vectors
from training.conllu import read_conllu
from training.places import DATA, HERE, MODEL, RUNS
from training.prepare import blocks, ner_paragraphs, read_polnear

CARD = "MODEL_CARD.md"
_OPENS = frozenset(
    [".", "!", "?", ":", ";", "“", '"', "‘", "'", "''", "``", "(", "[", "-", "–", "—", "•", "*"]
)


def best_path(emissions: np.ndarray, start: np.ndarray, change: np.ndarray) -> list[int]:
    """The best labels of one text."""
    return best_labels(emissions, start, change, Steps.of([len(emissions)])).tolist()


def with_encoder(nlp: Language) -> Language:
    """The trained encoder and its heads, added to a blank pipeline in the order they run in."""
    state = torch.load(RUNS / "encoder" / "weights.pt")
    width = tomllib.loads((HERE / "encoder.toml").read_text(encoding="utf-8"))["width"]
    heads = samples.labelled(2 * width)
    for name, task in (("tagger", "tag"), ("morphologizer", "morph")):
        head: Any = heads.get_pipe(name)
        head.model.set_param("W", _array(state[f"{task}.weight"]))
        head.model.set_param("b", _array(state[f"{task}.bias"]))
    _take(nlp, "sayso_encoder", "encoder", _encoder(state))
    for name in heads.pipe_names:
        nlp.add_pipe(name, source=heads)
    for string in heads.vocab.strings:
        nlp.vocab.strings.add(string)
    lemmatizer: Any = nlp.add_pipe("sayso_lemmas", name="lemmatizer")
    lemmatizer.take(lemmas.tables(vectors.read()))
    _take(nlp, "sayso_parser", "parser", _parser(state, samples.tree_labels(heads)))
    _take(nlp, "sayso_names", "ner", _names(state, samples.name_labels(heads)))
    return nlp


def assemble() -> Language:
    """The whole pipeline."""
    nlp = with_encoder(spacy.blank("en"))
    _take(nlp, "sayso_roles", "attribution", _roles(torch.load(RUNS / "roles" / "weights.pt")))
    nlp.config["paths"] = {}
    nlp.config["corpora"] = {}
    nlp.config["initialize"] = {}
    nlp.meta.update(
        {
            "name": "sayso",
            "version": "0.2.0",
            "description": "Syntax, names and attribution for English news, on a CPU",
            "author": "Sayso",
            "license": "see MODEL_CARD.md",
        }
    )
    nlp.meta.pop("performance", None)
    return nlp


def _take(nlp: Language, factory: str, name: str, arrays: Weights) -> None:
    component: Any = nlp.add_pipe(factory, name=name)
    component.take(arrays)


def _array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().numpy().astype(np.float32).copy()


def _layer(state: dict[str, torch.Tensor], name: str, number: int) -> Weights:
    return {
        f"inner{number}": _array(state[f"{name}.inner.weight"].T),
        f"bias{number}": _array(state[f"{name}.inner.bias"]),
        f"outer{number}": _array(state[f"{name}.outer"]),
    }


def _matrix(state: dict[str, torch.Tensor], name: str) -> np.ndarray:
    """A linear layer with its bias as last row."""
    return np.concatenate([_array(state[f"{name}.weight"].T), _array(state[f"{name}.bias"])[None]])


def _linear(state: dict[str, torch.Tensor], source: str, target: str) -> Weights:
    return {
        target: _array(state[f"{source}.weight"].T),
        f"{target}_bias": _array(state[f"{source}.bias"]),
    }


def _crf(state: dict[str, torch.Tensor], name: str) -> Weights:
    return {
        "start": _array(state[f"{name}.start"] + state[f"{name}.start_bar"]),
        "change": _array(state[f"{name}.change"] + state[f"{name}.bar"]),
    }


def _encoder(state: dict[str, torch.Tensor]) -> Weights:
    table = vectors.read()
    arrays: Weights = {"keys": table.keys, "rows": table.rows, "table": _array(state["vectors"])}
    forms = sum(name.startswith("forms.") for name in state)
    arrays |= {f"form{n}": _array(state[f"forms.{n}.weight"]) for n in range(forms)}
    return arrays | _layer(state, "first", 1) | _layer(state, "second", 2)


def _parser(state: dict[str, torch.Tensor], labels: list[str]) -> Weights:
    single = ("begin", "root", "arc_head", "arc_dependent", "label_head", "label_dependent")
    return {
        **{name: _matrix(state, name) for name in single},
        "arc": _array(state["arc"]),
        "label": _array(state["label"]),
        "labels": np.array(labels),
    }


def _names(state: dict[str, torch.Tensor], labels: list[str]) -> Weights:
    return {
        **_linear(state, "name_hidden", "hidden"),
        **_linear(state, "name_output", "output"),
        **_crf(state, "name_crf"),
        "labels": np.array(labels),
    }


def _roles(state: dict[str, torch.Tensor]) -> Weights:
    return {
        **{f"feature{n}": _array(state[f"features.{n}.weight"]) for n in range(FEATURES)},
        **_linear(state, "mix", "mix"),
        **_layer(state, "first", 1),
        **_layer(state, "second", 2),
        **_linear(state, "output", "output"),
        **_crf(state, "crf"),
        **_linear(state, "part", "part"),
        **_linear(state, "cue", "cue"),
        "link": _array(state["link"]),
        "labels": np.array(samples.ROLE_LABELS),
    }


def needed_strings(nlp: Language) -> list[str]:
    """The strings without which the pipeline gives other answers: its labels.

    The words of the corpora, which training leaves in the vocabulary, are not among them.
    """
    kept = set(spacy.blank("en").vocab.strings)
    for _, pipe in nlp.pipeline:
        for label in map(str, getattr(pipe, "labels", ())):
            kept.add(label)
            kept.update(label.split("-", 1))
    morphologizer = nlp.get_pipe("morphologizer")
    for label in morphologizer.labels:
        kept.update(label.split("|"))
        for part in label.split("|"):
            kept.update(part.split("="))
        kept.add("|".join(part for part in label.split("|") if not part.startswith("POS=")))
    return sorted(string for string in kept if string)


def lowercase_words() -> list[str]:
    """Words of the training corpora that are mostly in lower case inside a sentence."""
    low: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for sentence in _sentences():
        before = "."
        for word in sentence:
            if before not in _OPENS and word.isalpha() and word.isascii() and len(word) > 1:
                total[word.lower()] += 1
                low[word.lower()] += word.islower()
            before = word
    return sorted(w for w, n in low.items() if n >= 3 and n >= 0.8 * total[w])


def _sentences() -> Iterator[list[str]]:
    for sentence in read_conllu(DATA / "ud" / "train.conllu"):
        yield [word.form for word in sentence.words]
    tokenizer = spacy.blank("en").tokenizer
    for document in read_polnear(DATA / "polnear" / "train.jsonl"):
        yield from _bodies(
            [token.text for token in tokenizer(block)] for _, block in blocks(document["text"])
        )
    for paragraph in ner_paragraphs(DATA / "ner" / "train.tsv"):
        if len(paragraph) > 15:
            yield [token for token, _ in paragraph]


def _bodies(pieces: Iterable[list[str]]) -> Iterator[list[str]]:
    for i, words in enumerate(pieces):
        if i and len(words) > 15:
            yield words


def package(target: Path = MODEL) -> None:
    """Write the pipeline to a folder beside the target, then swap the two."""
    nlp = assemble()
    fresh, old = target.with_name(target.name + ".new"), target.with_name(target.name + ".old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    nlp.to_disk(fresh)
    srsly.write_json(fresh / "vocab" / "strings.json", needed_strings(nlp))
    words = lowercase_words()
    (fresh / "lowercase.json").write_text(json.dumps(words, indent=0) + "\n", encoding="utf-8")
    if (target / CARD).exists():
        shutil.copy(target / CARD, fresh / CARD)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{target}: {' '.join(nlp.pipe_names)}; {size / 1e6:.1f} MB, {len(words)} words")


def main() -> None:
    """Package what was trained; says so and stops where a part is missing."""
    for part in ("encoder", "roles"):
        if not (RUNS / part / "weights.pt").exists():
            sys.exit(f"the {part} part is not trained: run python -m training.train first")
    package()


if __name__ == "__main__":
    main()
