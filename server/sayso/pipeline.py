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
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from sayso import annotate
from sayso.casing import is_shouting, truecase
from sayso.text import PROSE, Article, Segment, find_segments, read

MODEL = Path(__file__).with_name("model")

# spaCy's memory zones swap shared state and are not safe to enter from two threads.
_LOCK = threading.Lock()

# Characters: of a block that the model reads whole, and of the blocks that it reads together.
_LONG = 3_000
_BATCH = 12_000
# Blocks that show how a word is written, where another block is in capitals.
_EVIDENCE = 50
# Quotation marks that the model does not know, and those that it does, of equal length.
_MARKS = str.maketrans("«»„", "“”“")
# Tokens. What has more without an end is no sentence, and rules take time by its square.
_LONGEST_SENTENCE = 300

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
class _Block:
    """A segment as the model reads it (single spaces, true-cased) and where each word stands."""

    segment: Segment
    words: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def place(self, at: int) -> int:
        """The code point of the whole text that stands at ``at`` of the block's words."""
        piece = bisect_right(self.starts, at) - 1
        return self.places[piece] + at - self.starts[piece]


@cache
def load() -> Pipeline:
    """Load the pipeline once per process and warm its caches, which memory zones do not fill."""
    model = spacy.load(MODEL)
    annotations = spacy.blank("en", vocab=model.vocab)
    for name in annotate.COMPONENTS:
        annotations.add_pipe(name)
    pipeline = Pipeline(model, annotations)
    _doc(pipeline, read(_WARM_UP), lambda: None)
    gc.collect()
    return pipeline


@cache
def model_version() -> str:
    """Name and version of the trained pipeline, as its own meta.json says."""
    meta = json.loads(MODEL.joinpath("meta.json").read_text("utf-8"))
    return f"{meta['name']} {meta['version']}"


@contextmanager
def parsed(article: Article, *, pulse: Callable[[], None] = lambda: None) -> Iterator[Doc]:
    """The annotated Doc of an article, for as long as the block runs.

    ``pulse`` is called between batches of blocks, and may raise to end the work.
    Nothing that spaCy owns may be kept afterwards: copy numbers and strings out.
    """
    pipeline = load()
    with _LOCK, pipeline.model.memory_zone():
        yield _doc(pipeline, article, pulse)


def _doc(pipeline: Pipeline, article: Article, pulse: Callable[[], None]) -> Doc:
    blocks = list(_blocks(article))
    docs: list[Doc] = []
    for batch in _batches(blocks):
        docs += pipeline.model.pipe([block.words for block in batch], batch_size=len(batch))
        pulse()
    doc = joined(article, blocks, docs)
    doc.user_data["page"] = article.page
    doc.user_data["text"] = article.text
    return pipeline.annotations(doc)


def _blocks(article: Article) -> Iterator[_Block]:
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
            yield _Block(segment, words, tuple(starts), places)


def _usual_marks(words: str) -> str:
    """The block with “ ” for the quotation marks of other languages, of equal length."""
    if "„" in words:
        words = re.sub(r"(?<=\S)“", "”", words)
    return words.translate(_MARKS)


def _batches(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks to be read together: an article at once, a long text in parts that end soon."""
    batch: list[_Block] = []
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


def joined(article: Article, blocks: Sequence[_Block], docs: Sequence[Doc]) -> Doc:
    """One Doc over the whole text. What the model has not read is one token between two blocks."""
    text = article.safe
    words: list[str] = []
    spaces: list[bool] = []
    heads: list[int] = []
    deps: list[str] = []
    tags: list[str] = []
    pos: list[str] = []
    morphs: list[str] = []
    lemmas: list[str] = []
    starts: list[bool | int | None] = []
    ents: list[str] = []
    roles: list[tuple[int, int, str]] = []
    first: list[tuple[int, int]] = []
    labels: list[Segment] = []
    at = 0

    def gap(end: int, *, inside: int | None = None) -> None:
        nonlocal at
        if at < end:
            words.append(text[at:end])
            spaces.append(False)
            heads.append(len(heads) if inside is None else inside)
            deps.append("" if inside is None else "dep")
            tags.append("_SP")
            pos.append("SPACE")
            morphs.append("")
            lemmas.append(text[at:end])
            starts.append(inside is None)
            ents.append("O")
            at = end

    for block, doc in zip(blocks, docs, strict=True):
        if len(doc) == 0:
            continue
        gap(block.place(0))
        index: list[int] = []
        previous = None
        for token in doc:
            start = block.place(token.idx)
            if previous is not None and at < start:
                if text[at] == " ":
                    spaces[-1] = True
                    at += 1
                gap(start, inside=previous)
            previous = len(words)
            index.append(previous)
            at = start + len(token.text)
            words.append(text[start:at])
            spaces.append(False)
            tags.append(token.tag_)
            pos.append(token.pos_)
            deps.append(token.dep_)
            morphs.append(str(token.morph))
            lemmas.append(token.lemma_)
            starts.append(bool(token.is_sent_start))
            ents.append(f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O")
            heads.append(0)
        for token in doc:
            heads[index[token.i]] = index[token.head.i]
        roles += [(index[r.start], index[r.end - 1] + 1, r.label_) for r in doc.spans["roles"]]
        if first and labels[-1] is block.segment:
            first[-1] = (first[-1][0], index[-1] + 1)
            continue
        first.append((index[0], index[-1] + 1))
        labels.append(block.segment)
    gap(len(text))
    _cut_sentences(starts, heads)

    whole = Doc(
        docs[0].vocab if docs else load().model.vocab,
        words=words, spaces=spaces, heads=heads, deps=deps, tags=tags, pos=pos,
        morphs=morphs, lemmas=lemmas, sent_starts=starts, ents=ents,
    )  # fmt: skip
    whole.spans["roles"] = [Span(whole, start, end, label) for start, end, label in roles]
    whole.spans["segments"] = [
        Span(whole, start, end, segment.role)
        for (start, end), segment in zip(first, labels, strict=True)
    ]
    return whole


def _cut_sentences(starts: list[bool | int | None], heads: list[int]) -> None:
    """Cut sentences that are longer than rules should read; a piece hangs on its first token."""
    first = 0
    for at in range(1, len(starts)):
        if starts[at]:
            first = at
        elif at - first == _LONGEST_SENTENCE:
            starts[at] = True
            first = at
    piece = list(accumulate(map(int, map(bool, starts))))
    firsts: dict[int, int] = {}
    for at, number in enumerate(piece):
        firsts.setdefault(number, at)
    cut = {piece[at] for at, head in enumerate(heads) if piece[head] != piece[at]}
    for at, head in enumerate(heads):
        # One root to a piece, or the pieces would be cut further.
        if piece[at] in cut and (piece[head] != piece[at] or head == at):
            heads[at] = firsts[piece[at]]
    for number in cut:
        heads[firsts[number]] = firsts[number]


__all__ = ["Pipeline", "find_segments", "joined", "load", "model_version", "parsed"]
