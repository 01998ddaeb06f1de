"""Train a part of the network: `python -m training.fit encoder | roles`.

Progress goes to the terminal, the state of training to runs/PART/state.pt: a run that is stopped
goes on where it was. The weights that come out are the averages over the steps.
"""

from __future__ import annotations

import json
import random
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
from torch import Tensor, nn
from torch.nn import functional

from sayso.network.crf import spans_of
from sayso.network.trees import best_tree
from training import package, samples, vectors
from training.measure import Counts
from training.modules import EncoderNet, RolesNet
from training.places import HERE, RUNS
from training.samples import Sample

Batch = Sequence[Sample]
Task = Callable[[Batch], Tensor]
Tasks = list[tuple[Task, Callable[[random.Random], list[list[Sample]]]]]
# Steps between two measurements on dev, and between two saved states.
_LOOK = 1000
_KEEP = 250


def fit(part: str) -> None:
    """Train one part, or go on training it, into runs/PART/weights.pt."""
    torch.set_num_threads(1)
    config = tomllib.loads((HERE / f"{part}.toml").read_text(encoding="utf-8"))
    _seed(config["seed"])
    net, tasks, look = {"encoder": _encoder, "roles": _roles}[part](config)
    folder = RUNS / part
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(net, config, folder / "state.pt")
    began = time.time()
    while run.step < config["steps"]:
        # Each round over the corpora has its own seed, so that a stopped run sees the same texts.
        chance = random.Random(config["seed"] + run.round)
        todo = [(task, batch) for task, make in tasks for batch in make(chance)]
        chance.shuffle(todo)
        for task, batch in todo[run.place :]:
            run.learn(task(batch))
            if run.step % _LOOK == 0 or run.step == config["steps"]:
                with run.averaged():
                    minutes = (time.time() - began) / 60
                    print(f"{part} {run.step:6} {minutes:6.1f} min  {look()}", flush=True)
            if run.step == config["steps"]:
                break
        else:
            run.round, run.place = run.round + 1, 0
    torch.save(run.average, folder / "weights.pt")
    report = {"part": part, "steps": run.step, "rounds": run.round}
    (folder / "finished.json").write_text(json.dumps(report) + "\n", encoding="utf-8")


def _seed(seed: int) -> None:
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)


class _Run:
    """Where training is: the weights, their average, the optimiser, the step."""

    def __init__(self, net: nn.Module, config: dict[str, Any], path: Path) -> None:
        self.net, self.config, self.path = net, config, path
        self.optimiser = torch.optim.Adam(net.parameters(), lr=config["rate"], betas=(0.9, 0.95))
        self.average = {name: value.clone() for name, value in net.state_dict().items()}
        self.step = self.round = self.place = 0
        if path.exists():
            kept = torch.load(path)
            net.load_state_dict(kept["net"])
            self.optimiser.load_state_dict(kept["optimiser"])
            self.average = kept["average"]
            self.step, self.round, self.place = kept["at"]
            torch.set_rng_state(kept["random"])
            print(f"going on from step {self.step}", flush=True)

    def learn(self, loss: Tensor) -> None:
        config = self.config
        left = 1 - self.step / config["steps"]
        rate = config["rate"] * min(1.0, (self.step + 1) / config["warm_up"]) * left
        for group in self.optimiser.param_groups:
            group["lr"] = max(rate, 1e-6)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimiser.step()
        self.step += 1
        self.place += 1
        if self.step % 2 == 0:
            keep = min(config["average"], (self.step + 1) / (self.step + 10)) ** 2
            with torch.no_grad():
                for name, value in self.net.state_dict().items():
                    if value.dtype.is_floating_point:
                        self.average[name].lerp_(value, 1 - keep)
        if self.step % _KEEP == 0:
            self._save()

    def _save(self) -> None:
        fresh = self.path.with_suffix(".new")
        kept = {
            "net": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average,
            "at": (self.step, self.round, self.place),
            "random": torch.get_rng_state(),
        }
        torch.save(kept, fresh)
        fresh.replace(self.path)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The average in the place of the weights, for as long as the block runs."""
        own = {name: value.clone() for name, value in self.net.state_dict().items()}
        self.net.load_state_dict(self.average)
        self.net.eval()
        try:
            yield
        finally:
            self.net.load_state_dict(own)
            self.net.train()


def _cross(values: Tensor, labels: Tensor) -> Tensor:
    return functional.cross_entropy(values.flatten(0, 1), labels.flatten(), ignore_index=-1)


def _mask(batch: Batch) -> Tensor:
    longest = max(map(len, batch))
    return (torch.arange(longest)[None] < samples.lengths(batch)[:, None]).float()


def _encoder(config: dict[str, Any]) -> tuple[EncoderNet, Tasks, Callable[[], str]]:
    table = vectors.read()
    nlp = samples.labelled(2 * config["width"])
    trees, labels = samples.tree_labels(nlp), samples.name_labels(nlp)
    sizes = {
        "tag": len(nlp.get_pipe("tagger").labels),
        "morph": len(nlp.get_pipe("morphologizer").labels),
        "dep": len(trees),
    }
    net = EncoderNet(table.table[1:], config, sizes, labels)
    train, dev = (samples.syntax(f"syntax-{part}", nlp, table) for part in ("train", "dev"))
    named, named_dev = (samples.names(f"ner-{part}", nlp, table) for part in ("train", "dev"))

    def syntax(batch: Batch) -> Tensor:
        lower, upper, both = net.encode(samples.given(batch, "words"), samples.lengths(batch))
        head, sentence = samples.wanted(batch, "head"), samples.wanted(batch, "sentence")
        real = head >= 0
        allowed = sentence.unsqueeze(1) == sentence.unsqueeze(2)
        allowed |= torch.rand(len(batch), 1, 1) < config["across_sentences"]
        weights = net.arcs(both).masked_fill(~(allowed & real.unsqueeze(1)), -1e4)
        first = (sentence[:, 1:] != sentence[:, :-1]).float()
        begin = net.begin(upper).squeeze(-1)
        return (
            functional.cross_entropy(weights[real], head[real])
            + _cross(net.labels(both, head.clamp(min=0)), samples.wanted(batch, "dep"))
            + 2
            * functional.binary_cross_entropy_with_logits(
                begin[:, 1:][real[:, 1:]], first[real[:, 1:]]
            )
            + 0.5 * _cross(net.tag(lower), samples.wanted(batch, "tag"))
            + 0.5 * _cross(net.morph(lower), samples.wanted(batch, "morph"))
        )

    def names(batch: Batch) -> Tensor:
        *_, both = net.encode(samples.given(batch, "words"), samples.lengths(batch))
        emissions = net.names(both)
        return 3 * net.name_crf.loss(emissions, samples.wanted(batch, "name", 0), _mask(batch))

    @torch.no_grad()
    def look() -> str:
        right = labelled = tokens = 0
        for batch in samples.batches(dev, 4000):
            *_, both = net.encode(samples.given(batch, "words"), samples.lengths(batch))
            weights = net.arcs(both)
            heads = torch.zeros(weights.shape[:2], dtype=torch.long)
            for number, sample in enumerate(batch):
                for start, end in _pieces(sample.wanted["sentence"]):
                    part = weights[number, start:end, start:end].numpy()
                    tree = best_tree(part, part.diagonal().copy())
                    heads[number, start:end] = torch.as_tensor(start + tree)
            same = heads == samples.wanted(batch, "head")
            found = net.labels(both, heads).argmax(-1) == samples.wanted(batch, "dep")
            right += int(same.sum())
            labelled += int((same & found).sum())
            tokens += sum(map(len, batch))

        def emit(batch: Batch) -> Tensor:
            *_, both = net.encode(samples.given(batch, "words"), samples.lengths(batch))
            return net.names(both)

        counts = _spans(net.name_crf, labels, "name", named_dev, emit)
        return (
            f"UAS {right / tokens:.4f} LAS {labelled / tokens:.4f} in gold sentences, "
            f"names F1 {counts.f1:.4f}"
        )

    return (
        net,
        [
            (syntax, lambda chance: samples.batches(train, config["syntax_tokens"], chance)),
            (names, lambda chance: samples.batches(named, config["names_tokens"], chance)),
        ],
        look,
    )


def _pieces(sentence: np.ndarray) -> Iterator[tuple[int, int]]:
    starts = [0, *(np.flatnonzero(np.diff(sentence)) + 1).tolist()]
    yield from zip(starts, [*starts[1:], len(sentence)], strict=True)


def _spans(
    crf: Any,
    labels: Sequence[str],
    task: str,
    dev: Sequence[Sample],
    emit: Callable[[Batch], Tensor],
) -> Counts:
    """Exact spans that the best paths give, against the wanted ones."""
    counts = Counts()
    change = (crf.change + crf.bar).detach().numpy()
    start = (crf.start + crf.start_bar).detach().numpy()
    for batch in samples.batches(dev, 4000):
        emissions = emit(batch).detach().numpy()
        for row, sample in zip(emissions, batch, strict=True):
            path = package.best_path(row[: len(sample)], start, change)
            found = set(spans_of(path, labels))
            gold = set(spans_of(sample.wanted[task].tolist(), labels))
            both = len(found & gold)
            counts += Counts(right=both, found=len(found), hit=both, gold=len(gold))
    return counts


def _roles(config: dict[str, Any]) -> tuple[RolesNet, Tasks, Callable[[], str]]:
    nlp = package.with_encoder(spacy.blank("en"))

    def progress(done: int) -> None:
        if done % 6400 == 0:
            print(f"roles: {done} blocks parsed", flush=True)

    train, dev = (samples.roles(f"attribution-{part}", nlp, progress) for part in ("train", "dev"))
    net = RolesNet(train[0].given["tensor"].shape[1], config, samples.ROLE_LABELS)

    def states_of(batch: Batch) -> Tensor:
        return net(
            samples.given(batch, "features"),
            samples.given(batch, "tensor"),
            samples.lengths(batch),
        )

    def roles(batch: Batch) -> Tensor:
        states = states_of(batch)
        emissions = net.output(states)
        loss = 3 * net.crf.loss(emissions, samples.wanted(batch, "role", 0), _mask(batch))
        linked = [
            _link_loss(net, states[number], sample)
            for number, sample in enumerate(batch)
            if len(sample.cues) > 1 and any(cues for _, cues in sample.links)
        ]
        if not linked:
            return loss
        return loss + 3 * config["link_weight"] * torch.stack(linked).mean()

    @torch.no_grad()
    def look() -> str:
        counts = _spans(
            net.crf, samples.ROLE_LABELS, "role", dev, lambda batch: net.output(states_of(batch))
        )
        return f"all roles P {counts.precision:.4f} R {counts.recall:.4f} F1 {counts.f1:.4f}"

    return net, [(roles, lambda chance: samples.batches(train, config["tokens"], chance))], look


def _link_loss(net: RolesNet, states: Tensor, sample: Sample) -> Tensor:
    linked = [(part, cues) for part, cues in sample.links if cues]
    weights = net.links(states, [part for part, _ in linked], sample.cues).log_softmax(-1)
    losses = [
        -torch.logsumexp(row[[sample.cues.index(cue) for cue in cues]], 0)
        for row, (_, cues) in zip(weights, linked, strict=True)
    ]
    return torch.stack(losses).mean()


def main() -> None:
    """Train the part named on the command line."""
    parts = [path.stem for path in HERE.glob("*.toml")]
    if len(sys.argv) != 2 or sys.argv[1] not in parts:
        sys.exit(f"say which part to train: {', '.join(sorted(parts))}")
    fit(sys.argv[1])


if __name__ == "__main__":
    main()
