"""What the roles are read from besides the words: the parse and the quotation marks, as hashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

from sayso.network.inputs import plain
from sayso.network.lstm import Places
from sayso.network.marks import Ids, ids_of, quotation_states

Marks = NDArray[np.bool_]

FEATURES = 13


def _ids(words: str) -> Ids:
    return ids_of(words.split())


_COLUMNS: list[int | str] = ["LOWER", "PREFIX", "SUFFIX", "SHAPE", "TAG", "DEP", "LEMMA", "HEAD"]
_COLUMNS += ["ORTH", "SPACY", "SENT_START"]
_CLAUSES = _ids(
    "ROOT ccomp xcomp csubj csubj:pass csubj:outer advcl advcl:relcl acl acl:relcl parataxis"
)
_CONTENTS = _ids("ROOT ccomp xcomp parataxis")
_CONJ = get_string_id("conj")
_VERB_TAGS = _ids("VB VBD VBG VBN VBP VBZ MD")
_CHILDREN = _ids(
    "nsubj nsubj:pass ccomp xcomp obj mark expl aux:pass obl parataxis case cop csubj advmod"
)
_PLAIN_CUES = _ids(
    "according said says say told tells added announced reported reportedly claimed believes "
    "believe thinks think argued warned"
)
# Doublings: a chain of heads is followed for so many steps, to the power of two.
_JUMPS = 6
_PRIMES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def structure_features(docs: Sequence[Doc]) -> Ids:
    """One row of ids per token of all texts, one column per feature.

    The columns: word, prefix, suffix, shape; tag with dependency label; label with the head's
    lemma; the phrase that holds the token within its clause; the clause and what governs it; the
    nearest clause that could be a content, and its governor; lemma with the kinds of children;
    the place among quotation marks; the outermost clause that could be a content; the main verb,
    with the plainest cues before and after in the sentence. Every column is a hash, so unknown
    values do no harm.
    """
    lengths = [len(doc) for doc in docs]
    if not sum(lengths):
        return np.zeros((0, FEATURES), dtype=np.uint64)
    table = np.concatenate([_table(doc) for doc in docs])
    begins = np.repeat(np.cumsum([0, *lengths[:-1]]), lengths)
    word, prefix, suffix, shape, tag, dep, lemma = (table[:, i] for i in range(7))
    word, prefix = plain(word), plain(prefix)
    places = np.arange(len(table))
    heads = places + table[:, 7].view(np.int64)
    heads = np.clip(heads, begins, begins + np.repeat(lengths, lengths) - 1)

    sentence = np.cumsum((table[:, 10] == 1) | (begins == places)) - 1
    is_root = heads == places
    is_clause = np.isin(dep, _CLAUSES) | is_root
    is_clause |= (dep == _CONJ) & np.isin(tag, _VERB_TAGS)
    clause = _climb(is_clause, heads)
    phrase = _climb(is_clause | is_clause[heads], heads)
    is_content = np.isin(dep, _CONTENTS) | is_root
    content = _climb(is_content, heads)
    outer = _climb((is_content & is_root[content[heads]]) | is_root, heads)
    root = _climb(is_root, heads)

    features = (
        word,
        prefix,
        suffix,
        shape,
        _mix(tag, dep),
        _mix(dep, lemma[heads]),
        _mix(dep[phrase], lemma[clause]),
        _mix(dep[clause], lemma[heads[clause]]),
        _mix(dep[content], lemma[heads[content]]),
        _mix(_children(dep, heads, is_root), lemma),
        _quotation(docs, sentence),
        _mix(dep[outer], lemma[heads[outer]]),
        _mix(_cues_around(word, sentence), lemma[root]),
    )
    return np.stack(features, axis=1)


def _table(doc: Doc) -> Ids:
    table: Any = doc.to_array(_COLUMNS)
    rows: Ids = table.reshape((len(doc), len(_COLUMNS)))
    return rows


def _climb(is_goal: Marks, heads: Places) -> Places:
    """For each token the nearest goal at or above it in the tree."""
    target = np.where(is_goal, np.arange(len(heads)), heads)
    for _ in range(_JUMPS):
        target = target[target]
    return target


def _mix(left: Ids, right: Ids) -> Ids:
    mixed: Ids = (left * _PRIMES[0]) ^ (right * _PRIMES[1] + _PRIMES[0])
    return mixed


def _children(dep: Ids, heads: Places, is_root: Marks) -> Ids:
    kinds = np.zeros(len(dep), dtype=np.uint64)
    for bit, label in enumerate(_CHILDREN):
        has_kind = heads[(dep == label) & ~is_root]
        kinds[has_kind] |= np.uint64(1 << bit)
    return kinds


def _quotation(docs: Sequence[Doc], sentence: Places) -> Ids:
    """The state among quotation marks; +4 quoted words stand earlier in the sentence, +8 later."""
    columns: list[Any] = [doc.to_array(["ORTH", "SPACY"]) for doc in docs]
    state = np.concatenate([quotation_states(each[:, 0], each[:, 1]) for each in columns])
    before, after = _around(state > 0, sentence)
    outside = state == 0
    state += 4 * (outside & before) + 8 * (outside & after)
    return state.astype(np.uint64)


def _around(marked: Marks, sentence: Places) -> tuple[Marks, Marks]:
    """For each token whether a marked one stands before it, and after it, in its sentence."""
    first = np.flatnonzero(np.diff(sentence, prepend=-1))
    earlier: Places = np.cumsum(marked) - marked
    before: Places = earlier - earlier[first][sentence]
    total = np.add.reduceat(marked.astype(np.int64), first)[sentence]
    after: Places = total - before - marked
    return before > 0, after > 0


def _cues_around(words: Ids, sentence: Places) -> Ids:
    before, after = _around(np.isin(words, _PLAIN_CUES), sentence)
    return before.astype(np.uint64) + np.uint64(2) * after.astype(np.uint64)
