"""Source, cue and content as the model found them, and what the model reads to find them.

The attribution component is a recogniser trained on roles instead of names. Beside the words it
reads the parse and the quotation marks (`sayso.StructureEmbed.v1`). `role_spans` then moves its
findings to `doc.spans["roles"]`, so that the recogniser of names has `doc.ents` for itself.

Importing this module is what makes the shipped pipeline loadable.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span
from spacy.util import registry
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    NumpyOps,
    chain,
    concatenate,
    get_current_ops,
    list2ragged,
    ragged2list,
    set_current_ops,
    with_array,
)

ROLES_KEY = "roles"
FEATURES = 13
_STRUCTURE = "sayso.structure"

Ids = NDArray[np.uint64]
Places = NDArray[np.intp]
Marks = NDArray[np.bool_]


# --- moving the roles ----------------------------------------------------------------------------


def role_spans(doc: Doc) -> tuple[Span, ...]:
    """The spans that the attribution component left in `doc.ents`: SOURCE, CUE and CONTENT."""
    return tuple(Span(doc, ent.start, ent.end, label=ent.label_) for ent in doc.ents)


@Language.component("role_spans", retokenizes=False)
def move_role_spans(doc: Doc) -> Doc:
    """Move the roles to `doc.spans["roles"]` and leave no entity behind."""
    doc.spans[ROLES_KEY] = list(role_spans(doc))
    doc.set_ents([], default="missing")
    return doc


# --- what the model reads ------------------------------------------------------------------------

_COLUMNS: list[int | str] = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "DEP", "LEMMA", "HEAD"]
_COLUMNS += ["ORTH", "SPACY", "SENT_START"]


def _ids(words: str) -> tuple[int, ...]:
    return tuple(get_string_id(word) for word in words.split())


_CLAUSES = _ids(
    "ROOT ccomp xcomp csubj csubj:pass csubj:outer advcl advcl:relcl acl acl:relcl parataxis"
)
_CONTENTS = _ids("ROOT ccomp xcomp parataxis")
_CONJ = get_string_id("conj")
_VERB_TAGS = _ids("VB VBD VBG VBN VBP VBZ MD")
_CHILDREN = _ids(
    "nsubj nsubj:pass ccomp xcomp obj mark expl aux:pass obl parataxis case cop csubj advmod"
)
_OPENING = _ids("“ `` «")
_CLOSING = _ids("” »")
_EITHER = _ids("\" ''")
_SINGLE_OPENING = get_string_id("‘")
_SINGLE_CLOSING = get_string_id("’")
_ANY_MARK = np.array(_ids("“ `` « ” » \" '' ‘ ’ '"), dtype=np.uint64)
_PLAIN_CUES = _ids(
    "according said says say told tells added announced reported reportedly claimed believes "
    "believe thinks think argued warned"
)
_JUMPS = 6
_PRIMES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def structure_features(docs: Sequence[Doc]) -> list[Ids]:
    """One row of ids per token of each doc, one column per feature.

    The columns: norm, prefix, suffix, shape; tag with dependency label; label with the head's
    lemma; the phrase that holds the token within its clause; the clause and what governs it; the
    nearest clause that could be a content, and its governor; lemma with the kinds of children;
    the place among quotation marks; the outermost clause that could be a content; the main verb,
    with the plainest cues before and after in the sentence. Every column is a hash, so unknown
    values do no harm.
    """
    lengths = [len(doc) for doc in docs]
    if not sum(lengths):
        return [np.zeros((0, FEATURES), dtype=np.uint64) for _ in docs]
    table = np.concatenate([_table(doc) for doc in docs])
    begins = np.repeat(np.cumsum([0, *lengths[:-1]]), lengths)
    norm, prefix, suffix, shape, tag, dep, lemma = (table[:, i] for i in range(7))
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
        norm,
        prefix,
        suffix,
        shape,
        _mix(tag, dep),
        _mix(dep, lemma[heads]),
        _mix(dep[phrase], lemma[clause]),
        _mix(dep[clause], lemma[heads[clause]]),
        _mix(dep[content], lemma[heads[content]]),
        _mix(_children(dep, heads, is_root), lemma),
        _quotation(table, begins, sentence),
        _mix(dep[outer], lemma[heads[outer]]),
        _mix(_cues_around(norm, sentence), lemma[root]),
    )
    joined = np.stack(features, axis=1)
    return np.split(joined, np.cumsum(lengths)[:-1])


def _table(doc: Doc) -> Ids:
    table: Any = doc.to_array(_COLUMNS)
    return table.reshape((len(doc), len(_COLUMNS)))  # type: ignore[no-any-return]


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


def _quotation(table: Ids, begins: Places, sentence: Places) -> Ids:
    """0 outside, 1 opening mark, 2 inside, 3 closing mark; +4 quoted words stand earlier in the
    sentence, +8 later."""
    state = np.zeros(len(table), dtype=np.int64)
    orth, spaced = table[:, 8], table[:, 9]
    last_begin = -1
    opened = opened_at = -1
    for place in np.flatnonzero(np.isin(orth, _ANY_MARK)):
        if begins[place] != last_begin:
            if opened_at >= 0:
                state[opened_at + 1 : _end(begins, last_begin)] = 2
            last_begin, opened, opened_at = int(begins[place]), -1, -1
        spaced_before = place == begins[place] or bool(spaced[place - 1])
        kind, opens, closes = _mark(int(orth[place]), spaced_before, bool(spaced[place]))
        if opened == kind and closes:
            state[opened_at + 1 : place] = 2
            state[place] = 3
            opened = opened_at = -1
        elif opened < 0 and opens:
            state[place] = 1
            opened, opened_at = kind, int(place)
    if opened_at >= 0:
        state[opened_at + 1 : _end(begins, last_begin)] = 2
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


def _cues_around(norm: Ids, sentence: Places) -> Ids:
    before, after = _around(np.isin(norm, _PLAIN_CUES), sentence)
    return before.astype(np.uint64) + np.uint64(2) * after.astype(np.uint64)


def _end(begins: Places, begin: int) -> int:
    return int(np.searchsorted(begins, begin, side="right"))


def _mark(orth: int, spaced_before: bool, spaced_after: bool) -> tuple[int, bool, bool]:
    if orth in _OPENING:
        return 0, True, False
    if orth in _CLOSING:
        return 0, False, True
    if orth in _EITHER:
        return 0, not spaced_after or spaced_before, not spaced_before or spaced_after
    if orth == _SINGLE_OPENING:
        return 1, True, False
    if orth == _SINGLE_CLOSING:
        return 1, False, True
    return 2, spaced_before and not spaced_after, not spaced_before


@registry.architectures("sayso.StructureEmbed.v1")  # type: ignore[untyped-decorator]
def structure_embed(width: int, table_width: int, rows: list[int]) -> Model[Any, Any]:
    """Embed `structure_features`, one hash table per column with so many rows, mixed to `width`."""
    tables: list[Model[Any, Any]] = [
        HashEmbed(table_width, count, column=column, seed=8 + column, dropout=0.0)
        for column, count in enumerate(rows)
    ]
    return chain(
        Model("structure_features", _forward),
        list2ragged(),
        with_array(concatenate(*tables)),
        with_array(Maxout(width, table_width * len(rows), nP=3, dropout=0.0, normalize=True)),
        ragged2list(),
    )


def _forward(
    model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
) -> tuple[list[Ids], Callable[[Any], list[Any]]]:
    return [doc.user_data[_STRUCTURE] for doc in docs], lambda _: []


# --- the component -------------------------------------------------------------------------------


def without_sentences(docs: Sequence[Doc]) -> list[Doc]:
    """Copies of the words alone, with `structure_features` at hand.

    spaCy's recogniser never lets an entity cross a sentence border that is set, and a content
    often runs over several sentences.
    """
    copies = []
    for doc, features in zip(docs, structure_features(docs), strict=True):
        columns: Any = doc.to_array(["ORTH", "SPACY"])
        words, spaces = columns.T.tolist() if len(doc) else ([], [])
        copy = Doc(doc.vocab, words=words, spaces=spaces)
        copy.user_data[_STRUCTURE] = features
        copies.append(copy)
    return copies


class AttributionRecognizer(EntityRecognizer):  # type: ignore[misc]  # spaCy gives no type
    """An EntityRecognizer over roles that reads the parse and may cross sentence borders."""

    def predict(self, docs: Iterable[Doc]) -> Any:
        """Predict transitions on copies without sentence borders."""
        docs = list(docs)
        if not all(_STRUCTURE in doc.user_data for doc in docs):
            docs = without_sentences(docs)
        return super().predict(docs)


@Language.factory(
    "sayso_attribution",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    requires=["token.dep", "token.head", "token.lemma", "token.tag"],
    default_score_weights={"ents_f": 1.0, "ents_p": None, "ents_r": None, "ents_per_type": None},
)
def make_attribution(nlp: Language, name: str, model: Model[Any, Any]) -> AttributionRecognizer:
    """Make the component; `model` is a transition-based parser with state type `ner`."""
    return AttributionRecognizer(nlp.vocab, model, name)


# --- speed ---------------------------------------------------------------------------------------


@registry.callbacks("sayso.numpy_product.v1")  # type: ignore[untyped-decorator]
def numpy_product() -> Callable[[type[Language]], type[Language]]:
    """Load the pipeline's layers with NumPy's matrix product, several times faster than spaCy's."""

    def before_creation(language: type[Language]) -> type[Language]:
        set_current_ops(NumpyOps(use_blis=False))
        return language

    return before_creation


@registry.callbacks("sayso.usual_product.v1")  # type: ignore[untyped-decorator]
def usual_product() -> Callable[[Language], Language]:
    """Give other pipelines of the process spaCy's usual matrix product back."""

    def after_pipeline_creation(nlp: Language) -> Language:
        if isinstance(get_current_ops(), NumpyOps):
            set_current_ops(NumpyOps())
        return nlp

    return after_pipeline_creation
