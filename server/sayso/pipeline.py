"""Text to Doc: the trained pipeline block by block, joined to one Doc, then the annotations.

The model reads one block at a time, because blank lines inside a text become tokens that the
parser takes for words. ``joined`` puts the blocks together again, so that token offsets are
offsets of the whole text as received.
"""

from __future__ import annotations

import gc
import json
import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from sayso import annotate
from sayso.casing import is_shouting, truecase
from sayso.network.roles import CUES, ROLES_KEY
from sayso.text import PROSE, Article, Segment, find_segments, read

MODEL = Path(__file__).with_name("model")

# spaCy's memory zones swap shared state and are not safe to enter from two threads.
_LOCK = threading.Lock()

# Characters: of a block that the model reads whole, and of the blocks that it reads together.
_LONG = 3_000
_BATCH = 12_000
# Share of the time after which no more is read. What follows takes less time than reading does in
# all but made-up texts.
_READING = 0.5
# Blocks that show how a word is written, where another block is in capitals.
_EVIDENCE = 50
# Quotation marks that the model does not know, and those that it does, of equal length.
_MARKS = str.maketrans("«»„", "“”“")
# Tokens. What has more without an end is no sentence, and rules take time by its square.
_LONGEST_SENTENCE = 300

# Cells of the table in which spaCy looks up words; an article fills one or two thousand of them.
_LARGE_TABLE = 1 << 15

_Table = NDArray[np.uint64]
_Places = NDArray[np.int64]
# What ``joined`` asks of the Doc of a block, and what of it goes to the whole text.
_COPIED = ["DEP", "TAG", "POS", "MORPH", "LEMMA", "SENT_START", "ENT_IOB", "ENT_TYPE"]
_READ: list[int | str] = ["LENGTH", "SPACY", "HEAD", *_COPIED]
_DEP, _MORPH, _START, _IOB, _KIND = map(
    _COPIED.index, ("DEP", "MORPH", "SENT_START", "ENT_IOB", "ENT_TYPE")
)
# spaCy's numbers for the place of a token in an entity.
_INSIDE, _OUTSIDE, _BEGINS = 1, 2, 3

_WARM_UP = (
    "Mayor says bridge could close\n\nThe bridge over the Ossa may close in May, according to two "
    "officials who asked not to be named. “We don't know yet,” Mayor Ilse Brandt said on "
    "Monday.\n\n"
    "It isn't clear who'd pay the $3.5 million; experts have reportedly warned of further costs."
)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The trained part, which reads blocks, and the rules, which read the whole article."""

    model: Language
    annotations: Language


@dataclass(frozen=True, slots=True)
class Block:
    """A segment as the model reads it (single spaces, true-cased) and where each word stands."""

    segment: Segment
    words: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    @property
    def end(self) -> int:
        """One past the last code point of the block, in the whole text."""
        return self.place(len(self.words) - 1) + 1

    def place(self, at: int) -> int:
        """The code point of the whole text that stands at ``at`` of the block's words."""
        piece = bisect_right(self.starts, at) - 1
        return self.places[piece] + at - self.starts[piece]

    def all_places(self, at: _Places) -> _Places:
        """``place`` of each of many."""
        piece = np.searchsorted(self.starts, at, side="right") - 1
        places: _Places = np.asarray(self.places)[piece] + at - np.asarray(self.starts)[piece]
        return places


@cache
def load() -> Pipeline:
    """Load the pipeline once per process and warm its caches, which memory zones do not fill."""
    model = spacy.load(MODEL)
    annotations = spacy.blank("en", vocab=model.vocab)
    for name in annotate.COMPONENTS:
        annotations.add_pipe(name)
    pipeline = Pipeline(model, annotations)
    _doc(pipeline, read(_WARM_UP), lambda: None, lambda: 0.0)
    gc.collect()
    return pipeline


@cache
def model_version() -> str:
    """Name and version of the trained pipeline, as its own meta.json says."""
    meta = json.loads(MODEL.joinpath("meta.json").read_text("utf-8"))
    return f"{meta['name']} {meta['version']}"


@contextmanager
def parsed(
    article: Article,
    *,
    pulse: Callable[[], None] = lambda: None,
    spent: Callable[[], float] = lambda: 0.0,
) -> Iterator[Doc]:
    """The annotated Doc of an article, for as long as the block runs.

    ``pulse`` is called between batches of blocks, and may raise to end the work. ``spent`` tells
    which share of its time the work has used: after half of it no more blocks are read, and
    ``doc.user_data["read_to"]`` is where the last one ends; else it is the length of the text.
    Nothing that spaCy owns may be kept afterwards: copy numbers and strings out.
    """
    pipeline = load()
    with _LOCK:
        # Here, where no timer is about to strike.
        _renew(pipeline.model.vocab)
        with pipeline.model.memory_zone():
            doc = _doc(pipeline, article, pulse, spent)
            try:
                yield doc
            finally:
                # Annotations hold spans, which hold the Doc: without this only the garbage
                # collector would free it, some articles later.
                doc.user_data.clear()


def _renew(vocab: Vocab) -> None:
    """Make the tables of words anew where they have become large.

    The end of a memory zone takes words out of them, but leaves their room behind: a cell that was
    emptied counts as full, and a table that is full doubles. So it would grow for ever, by each
    word that it had not seen before.
    """
    strings: Any = vocab.strings
    if strings._map.capacity > _LARGE_TABLE:
        vocab.from_bytes(vocab.to_bytes(exclude=["vectors"]), exclude=["vectors"])


def _doc(
    pipeline: Pipeline, article: Article, pulse: Callable[[], None], spent: Callable[[], float]
) -> Doc:
    blocks = list(blocks_of(article))
    docs: list[Doc] = []
    for batch in _batches(blocks):
        if docs and spent() > _READING:
            break
        words = [block.words for block in batch]
        docs += pipeline.model.pipe(words, batch_size=len(words))
        pulse()
    read_to = len(article.text)
    if len(docs) < len(blocks):
        blocks = blocks[: len(docs)]
        read_to = blocks[-1].end
    # The Doc ends where reading did: a rest that nobody has read is no word.
    doc = joined(replace(article, safe=article.safe[:read_to]), blocks, docs)
    doc.user_data["read_to"] = read_to
    doc.user_data["page"] = article.page
    doc.user_data["text"] = article.text
    return pipeline.annotations(doc)


def blocks_of(article: Article) -> Iterator[Block]:
    """The blocks that the model reads, in reading order."""
    body = [article.safe[s.start : s.end] for s in article.segments if s.role != "headline"]
    quiet = [block for block in body if not is_shouting(block)]
    for segment in article.segments:
        if segment.role not in PROSE:
            continue
        pieces = list(re.finditer(r"\S+", article.safe[segment.start : segment.end]))
        for part in _parts(pieces):
            words = " ".join(piece.group() for piece in part)
            if segment.role == "headline":
                words = truecase(words, quiet)
            elif is_shouting(words):
                words = truecase(words, quiet[:_EVIDENCE])
            words = _usual_marks(words)
            starts = [0, *accumulate(len(piece.group()) + 1 for piece in part[:-1])]
            places = tuple(segment.start + piece.start() for piece in part)
            yield Block(segment, words, tuple(starts), places)


def _usual_marks(words: str) -> str:
    """The block with “ ” for the quotation marks of other languages, of equal length."""
    if "„" in words:
        words = re.sub(r"(?<=\S)“", "”", words)
    return words.translate(_MARKS)


def _batches(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks to be read together: an article at once, a long text in parts that end soon."""
    batch: list[Block] = []
    size = 0
    for block in blocks:
        if batch and size + len(block.words) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(block)
        size += len(block.words)
    if batch:
        yield batch


def _parts(pieces: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The words of a block, cut after a sentence where it is longer than the model should read.

    No paragraph of news is; a text without paragraphs is, and time and memory grow with a block.
    """
    first = size = 0
    for number, piece in enumerate(pieces):
        size += len(piece.group()) + 1
        stop = size > _LONG and piece.group()[-1] in '.!?”"'
        if stop or size > 2 * _LONG:
            yield pieces[first : number + 1]
            first, size = number + 1, 0
    if first < len(pieces):
        yield pieces[first:]


def joined(article: Article, blocks: Sequence[Block], docs: Sequence[Doc]) -> Doc:
    """One Doc over the whole text. What the model has not read is one token between two blocks.

    What the model found is copied as numbers, column by column: a Doc makes an object for each
    token that is looked at.
    """
    text = article.safe
    vocab = docs[0].vocab if docs else load().model.vocab
    words: list[str] = []
    spaces: list[bool] = []
    read: list[int] = []
    tables: list[_Table] = []
    heads: list[int] = []
    # Where nothing was read: the token, and the one that it hangs on where it is in a block.
    gaps: list[tuple[int, int | None]] = []
    roles: list[tuple[int, int, str]] = []
    cues: list[int] = []
    first: list[tuple[int, int]] = []
    labels: list[Segment] = []
    at = 0

    def gap(end: int, *, inside: int | None = None) -> None:
        nonlocal at
        if at < end:
            gaps.append((len(words), inside))
            words.append(text[at:end])
            spaces.append(False)
            at = end

    for block, doc in zip(blocks, docs, strict=True):
        if len(doc) == 0:
            continue
        gap(block.place(0))
        table: Any = doc.to_array(_READ)
        lengths, spaced, offsets = table[:, :3].astype(np.int64).T
        starts = block.all_places(np.cumsum(lengths + spaced) - lengths - spaced)
        index: list[int] = []
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
            if index and at < start:
                if text[at] == " ":
                    spaces[-1] = True
                    at += 1
                gap(start, inside=index[-1])
            index.append(len(words))
            at = start + length
            words.append(text[start:at])
            spaces.append(False)
        heads += [index[number] for number in (offsets + np.arange(len(offsets))).tolist()]
        read += index
        tables.append(table[:, 3:])
        found = doc.spans[ROLES_KEY]
        cues += [-1 if cue < 0 else len(roles) + cue for cue in found.attrs[CUES]]
        roles += [(index[r.start], index[r.end - 1] + 1, r.label_) for r in found]
        if first and labels[-1] is block.segment:
            first[-1] = (first[-1][0], index[-1] + 1)
            continue
        first.append((index[0], index[-1] + 1))
        labels.append(block.segment)
    gap(len(text))

    whole = Doc(vocab, words=words, spaces=spaces)
    columns: Any = _columns(whole, read, heads, tables, gaps)
    whole.from_array(["HEAD", *_COPIED], columns)
    whole.spans[ROLES_KEY] = SpanGroup(
        whole,
        name=ROLES_KEY,
        spans=[Span(whole, start, end, label) for start, end, label in roles],
        attrs={CUES: cues},
    )
    whole.spans["segments"] = [
        Span(whole, start, end, segment.role)
        for (start, end), segment in zip(first, labels, strict=True)
    ]
    return whole


def _columns(
    whole: Doc,
    read: Sequence[int],
    heads: Sequence[int],
    tables: Sequence[_Table],
    gaps: Sequence[tuple[int, int | None]],
) -> _Table:
    """Offset of the head, and what is copied, for each token of the whole text."""
    strings, empty = whole.vocab.strings, whole.vocab.morphology.add("")
    table: _Table = np.zeros((len(whole), len(_COPIED)), dtype=np.uint64)
    if read:
        table[read] = np.concatenate(tables)
    table[table[:, _MORPH] == 0, _MORPH] = empty
    whose = np.arange(len(whole))
    whose[read] = heads
    starts = np.where(table[:, _START] == 1, 1, -1)
    for at, inside in gaps:
        row = {"TAG": "_SP", "POS": "SPACE", "LEMMA": whole[at].text}
        row["DEP"] = "" if inside is None else "dep"
        for name, value in row.items():
            table[at, _COPIED.index(name)] = strings.add(value)
        starts[at] = 1 if inside is None else -1
        whose[at] = at if inside is None else inside
    # What begins a piece is no conjunct or part of a name any more: rules climb along these.
    table[_cut_sentences(starts, whose), _DEP] = strings.add("ROOT")
    table[:, _START] = starts.astype(np.int64).view(np.uint64)

    kinds, iob = table[:, _KIND], table[:, _IOB]
    iob[kinds == 0] = _OUTSIDE
    # An entity that a line break cuts in two is two.
    begins = (iob[1:] == _INSIDE) & (kinds[1:] != kinds[:-1])
    iob[1:][begins] = _BEGINS
    offsets = (whose - np.arange(len(whole))).astype(np.int64).view(np.uint64)
    return np.column_stack([offsets, table])


def _cut_sentences(starts: _Places, heads: _Places) -> _Places:
    """Cut sentences that are longer than rules should read; a piece hangs on its first token.

    The answer is these tokens.
    """
    begins = np.flatnonzero(starts == 1).tolist()
    for low, high in pairwise([0, *begins, len(starts)]):
        starts[low + _LONGEST_SENTENCE : high : _LONGEST_SENTENCE] = 1
    piece = np.cumsum(starts == 1)
    crossing = piece[heads] != piece
    if not crossing.any():
        return np.empty(0, np.int64)
    cut = np.isin(piece, piece[crossing])
    _, first, number = np.unique(piece, return_index=True, return_inverse=True)
    # One root to a piece, or the pieces would be cut further.
    loose = cut & (crossing | (heads == np.arange(len(heads))))
    heads[loose] = first[number][loose]
    roots = first[np.isin(first, np.flatnonzero(cut))]
    heads[roots] = roots
    return roots


__all__ = [
    "Block",
    "Pipeline",
    "blocks_of",
    "find_segments",
    "joined",
    "load",
    "model_version",
    "parsed",
]
