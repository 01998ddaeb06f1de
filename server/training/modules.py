"""The network's layers for training, in PyTorch; sayso.network runs the same sums in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from sayso.network.inputs import TABLES as FORM_TABLES
from sayso.network.roles import TABLES as FEATURE_TABLES

_SLOPE = 0.1
_BARRED = -1e4


def leaky(values: Tensor) -> Tensor:
    return functional.leaky_relu(values, _SLOPE)


def with_one(values: Tensor) -> Tensor:
    """A one at the end of each row, which meets the bias."""
    return torch.cat([values, torch.ones(*values.shape[:-1], 1)], -1)


class Locked(nn.Module):
    """Dropout of the same columns for all tokens of a text (Gal and Ghahramani 2016)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, rows: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return rows
        kept = (torch.rand(rows.shape[0], 1, rows.shape[2]) > self.rate).float()
        return rows * kept / (1 - self.rate)


class _Scan(torch.autograd.Function):
    """Both directions of an LSTM; the weights' gradient is one product over all steps.

    PyTorch's own layer adds it up step by step, which takes three times as long on a CPU.
    """

    @staticmethod
    def forward(ctx: Any, gates: Tensor, outer: Tensor) -> Tensor:
        steps, _, texts, size = gates.shape
        width = size // 4
        opened = torch.empty_like(gates)
        cells, tanhs, states = (gates.new_empty(steps, 2, texts, width) for _ in range(3))
        state = cell = gates.new_zeros(2, texts, width)
        for step in range(steps):
            summed = torch.baddbmm(gates[step], state, outer) if step else gates[step]
            now = opened[step]
            torch.sigmoid(summed[..., : 3 * width], out=now[..., : 3 * width])
            torch.tanh(summed[..., 3 * width :], out=now[..., 3 * width :])
            fresh = now[..., :width] * now[..., 3 * width :]
            cell = torch.addcmul(fresh, now[..., width : 2 * width], cell, out=cells[step])
            torch.tanh(cell, out=tanhs[step])
            state = torch.mul(now[..., 2 * width : 3 * width], tanhs[step], out=states[step])
        ctx.save_for_backward(opened, cells, tanhs, states, outer)
        return states

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:
        opened, cells, tanhs, states, outer = ctx.saved_tensors
        steps, _, texts, size = opened.shape
        width = size // 4
        entry, forget, exit_, cell = (opened[..., at * width : (at + 1) * width] for at in range(4))
        before = torch.cat([torch.zeros_like(cells[:1]), cells[:-1]])
        of_entry, of_forget = cell * entry * (1 - entry), before * forget * (1 - forget)
        of_cell, of_exit = entry * (1 - cell * cell), tanhs * exit_ * (1 - exit_)
        through = exit_ * (1 - tanhs * tanhs)
        result = torch.empty_like(opened)
        back = outer.transpose(1, 2).contiguous()
        by_state = by_cell = torch.zeros_like(cells[0])
        for step in range(steps - 1, -1, -1):
            by_state = gradient[step] + by_state
            by_cell = torch.addcmul(by_cell, by_state, through[step])
            now = result[step]
            torch.mul(by_cell, of_entry[step], out=now[..., :width])
            torch.mul(by_cell, of_forget[step], out=now[..., width : 2 * width])
            torch.mul(by_state, of_exit[step], out=now[..., 2 * width : 3 * width])
            torch.mul(by_cell, of_cell[step], out=now[..., 3 * width :])
            by_cell = by_cell * forget[step]
            if step:
                by_state = torch.bmm(now, back)
        earlier = states[:-1].transpose(0, 1).reshape(2, (steps - 1) * texts, width)
        later = result[1:].transpose(0, 1).reshape(2, (steps - 1) * texts, size)
        return result, torch.bmm(earlier.transpose(1, 2), later)


class BiLSTM(nn.Module):
    """One layer; each text is read from either end, and padding comes last in both directions."""

    def __init__(self, columns: int, width: int) -> None:
        super().__init__()
        self.width = width
        self.inner = nn.Linear(columns, 8 * width)
        self.outer = nn.Parameter(torch.empty(2, width, 4 * width))
        nn.init.xavier_uniform_(self.inner.weight)
        nn.init.zeros_(self.inner.bias)
        with torch.no_grad():
            self.inner.bias.view(2, 4, width)[:, 1] = 1.0
        for direction in range(2):
            for gate in range(4):
                nn.init.orthogonal_(
                    self.outer.data[direction, :, gate * width : (gate + 1) * width]
                )

    def forward(self, rows: Tensor, lengths: Tensor) -> Tensor:
        texts, steps, _ = rows.shape
        at = torch.arange(steps)[None].expand(texts, steps)
        long = lengths[:, None]
        turned = torch.where(at < long, long - 1 - at, at).unsqueeze(-1)
        gates = self.inner(rows)
        half = 4 * self.width
        backward = gates[..., half:].gather(1, turned.expand(-1, -1, half))
        both = torch.stack([gates[..., :half], backward]).permute(2, 0, 1, 3).contiguous()
        states = _Scan.apply(both, self.outer).permute(1, 2, 0, 3)
        ahead = states[1].gather(1, turned.expand(-1, -1, self.width))
        return torch.cat([states[0], ahead], -1) * (at < long).unsqueeze(-1).to(rows.dtype)


class CRF(nn.Module):
    """A linear-chain CRF over B-, I- and O labels; an I- follows only its own B- or I-."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self.change = nn.Parameter(torch.zeros(len(labels), len(labels)))
        self.start = nn.Parameter(torch.zeros(len(labels)))
        inside = np.array([label.startswith("I-") for label in labels])
        same = np.array([[left[2:] == right[2:] for right in labels] for left in labels])
        self.register_buffer("bar", torch.as_tensor(inside[None] & ~same).float() * _BARRED)
        self.register_buffer("start_bar", torch.as_tensor(inside).float() * _BARRED)

    def loss(self, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Negative log-likelihood per token."""
        change = self.change + self.bar
        start = self.start + self.start_bar
        total = start + emissions[:, 0]
        own = emissions.gather(2, labels.unsqueeze(2)).squeeze(2)
        steps = (change[labels[:, :-1], labels[:, 1:]] + own[:, 1:]) * mask[:, 1:]
        gold = start[labels[:, 0]] + own[:, 0] + steps.sum(1)
        for at in range(1, emissions.shape[1]):
            reached = torch.logsumexp(total.unsqueeze(2) + change, 1) + emissions[:, at]
            total = torch.where(mask[:, at : at + 1] > 0, reached, total)
        return (torch.logsumexp(total, 1) - gold).sum() / mask.sum()


class EncoderNet(nn.Module):
    """Encoder and heads; `sizes` says how many labels each head has."""

    def __init__(
        self, vectors: np.ndarray, config: dict[str, Any], sizes: dict[str, int],
        names: Sequence[str],
    ) -> None:  # fmt: skip
        super().__init__()
        width, drop = config["width"], config["dropout"]
        self.word_dropout = config["word_dropout"]
        table = torch.as_tensor(vectors)
        self.register_buffer("vectors", torch.cat([torch.zeros(1, table.shape[1]), table]))
        self.forms = nn.ModuleList(
            nn.Embedding(rows, columns)
            for rows, columns in zip(FORM_TABLES, config["tables"], strict=True)
        )
        for form in self.forms:
            nn.init.normal_(form.weight, std=0.3)
        columns = table.shape[1] + sum(config["tables"])
        self.first, self.second = BiLSTM(columns, width), BiLSTM(2 * width, width)
        self.drop_input, self.drop = Locked(config["input_dropout"]), Locked(drop)
        self.drop_hidden = nn.Dropout(drop)
        self.tag = nn.Linear(2 * width, sizes["tag"])
        self.morph = nn.Linear(2 * width, sizes["morph"])
        self.begin, self.root = nn.Linear(2 * width, 1), nn.Linear(4 * width, 1)
        self.arc_head = nn.Linear(4 * width, config["arc"])
        self.arc_dependent = nn.Linear(4 * width, config["arc"])
        self.arc = nn.Parameter(torch.randn(config["arc"] + 1, config["arc"]) * 0.05)
        self.label_head = nn.Linear(4 * width, config["label"])
        self.label_dependent = nn.Linear(4 * width, config["label"])
        size = config["label"] + 1
        self.label = nn.Parameter(torch.randn(sizes["dep"], size, size) * 0.02)
        self.name_hidden = nn.Linear(4 * width, config["names"])
        self.name_output = nn.Linear(config["names"], len(names))
        self.name_crf = CRF(names)

    def encode(self, inputs: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The first layer, the second, and both side by side."""
        vectors = self.vectors[inputs[..., 0]]
        forms = [form(inputs[..., at]) for at, form in enumerate(self.forms, start=1)]
        if self.training and self.word_dropout:
            kept, too = (
                (torch.rand(inputs.shape[:-1]) > self.word_dropout).float().unsqueeze(-1)
                for _ in range(2)
            )
            vectors = vectors * kept
            forms[0] = forms[0] * (kept * too)
        rows = self.drop_input(torch.cat([vectors, *forms], -1))
        lower = self.drop(self.first(rows, lengths))
        upper = self.drop(self.second(lower, lengths))
        return lower, upper, torch.cat([lower, upper], -1)

    def arcs(self, layers: Tensor) -> Tensor:
        """For each token what each other weighs as its head; on the diagonal, to be the root."""
        head = self.drop_hidden(leaky(self.arc_head(layers)))
        dependent = self.drop_hidden(leaky(self.arc_dependent(layers)))
        weights = (with_one(dependent) @ self.arc @ head.transpose(1, 2)).clone()
        at = torch.arange(weights.shape[1])
        weights[:, at, at] = self.root(layers).squeeze(-1)
        return weights

    def labels(self, layers: Tensor, heads: Tensor) -> Tensor:
        """For each token what each label weighs for it and its head."""
        head = with_one(self.drop_hidden(leaky(self.label_head(layers))))
        dependent = with_one(self.drop_hidden(leaky(self.label_dependent(layers))))
        head = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, head.shape[-1]))
        texts, tokens, size = dependent.shape
        labels = self.label.shape[0]
        joined = dependent.reshape(-1, size) @ self.label.permute(1, 0, 2).reshape(size, -1)
        pairs = joined.view(texts * tokens, labels, size)
        return torch.bmm(pairs, head.reshape(-1, size, 1)).view(texts, tokens, labels)

    def names(self, layers: Tensor) -> Tensor:
        hidden = leaky(self.name_hidden(layers))
        return self.name_output(self.drop_hidden(hidden))


class RolesNet(nn.Module):
    """The roles and their links, on features of the parse and what the encoder left."""

    def __init__(self, columns: int, config: dict[str, Any], labels: Sequence[str]) -> None:
        super().__init__()
        width, drop = config["width"], config["dropout"]
        self.word_dropout = config["word_dropout"]
        self.feature_dropout = config["feature_dropout"]
        self.features = nn.ModuleList(
            nn.Embedding(rows, size)
            for rows, size in zip(FEATURE_TABLES, config["tables"], strict=True)
        )
        for feature in self.features:
            nn.init.normal_(feature.weight, std=0.3)
        self.mix = nn.Linear(sum(config["tables"]) + columns, config["mix"])
        self.first, self.second = BiLSTM(config["mix"], width), BiLSTM(2 * width, width)
        self.drop_input, self.drop = Locked(config["input_dropout"]), Locked(drop)
        self.output = nn.Linear(2 * width, len(labels))
        self.crf = CRF(labels)
        self.part = nn.Linear(2 * width, config["link"])
        self.cue = nn.Linear(2 * width, config["link"])
        self.link = nn.Parameter(torch.randn(config["link"] + 1, config["link"]) * 0.05)

    def forward(self, features: Tensor, tensor: Tensor, lengths: Tensor) -> Tensor:
        parts = []
        for at, table in enumerate(self.features):
            rows = table(features[..., at])
            if self.training:
                rate = self.feature_dropout if at else self.word_dropout
                rows = rows * (torch.rand(rows.shape[:-1]) > rate).float().unsqueeze(-1)
            parts.append(rows)
        rows = self.drop_input(torch.cat([*parts, tensor], -1))
        rows = self.drop_input(leaky(self.mix(rows)))
        return self.drop(self.second(self.drop(self.first(rows, lengths)), lengths))

    def links(
        self, states: Tensor, parts: Sequence[tuple[int, int]], cues: Sequence[tuple[int, int]]
    ) -> Tensor:
        """What each cue (column) weighs for each part (row), by their first and last tokens."""

        def edges(spans: Sequence[tuple[int, int]]) -> Tensor:
            return states[[s for s, _ in spans]] + states[[e - 1 for _, e in spans]]

        part = with_one(leaky(self.part(edges(parts))))
        return part @ self.link @ leaky(self.cue(edges(cues))).T
