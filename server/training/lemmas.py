"""The tables of the lemmatizer: exceptions and base forms.

Irregular forms and the verbs and adjectives of English come from WordNet (Princeton University,
1990), as the package spacy-lookups-data carries them; what Universal Dependencies does otherwise,
and its closed classes, from UD English EWT and GUM train. Single words are kept, no text.
"""

import gzip
import json
from collections import Counter
from importlib.resources import files
from typing import Any

from sayso.network.inputs import WordVectors
from sayso.network.lemmas import Tables, lemma
from sayso.network.marks import ids_of
from training.conllu import read_conllu
from training.places import DATA

_TAGS = {
    "verb": ("VBD", "VBN", "VBG", "VBZ"),
    "noun": ("NNS",),
    "adj": ("JJR", "JJS"),
    "adv": ("RBR", "RBS"),
}
# Letters: longer adjectives have no endings of comparison.
_SHORT = 8


def tables(vectors: WordVectors) -> Tables:
    """The tables, of words that have a vector: rarer ones follow the regular endings."""
    index, irregular = _listed("index"), _listed("exc")
    verbs = _known(index["verb"], vectors)
    adjectives = _known((w for w in index["adj"] if len(w) <= _SHORT), vectors)
    plain = Tables(verbs=verbs, adjectives=adjectives)
    exceptions: dict[str, dict[str, str]] = {}
    for kind, tags in _TAGS.items():
        for form in _known(irregular[kind], vectors):
            for tag in tags:
                _except(exceptions, form, tag, irregular[kind][form][0], plain)
    for (form, tag), found in _counted().items():
        common, times = found.most_common(1)[0]
        if times > 1 and 2 * times > found.total():
            exceptions.get(tag, {}).pop(form, None)
            _except(exceptions, form, tag, common, plain)
    return Tables(exceptions=exceptions, verbs=verbs, adjectives=adjectives)


def _except(
    exceptions: dict[str, dict[str, str]], form: str, tag: str, base: str, plain: Tables
) -> None:
    if lemma(form, tag, plain) != base:
        exceptions.setdefault(tag, {})[form] = base


def _listed(name: str) -> dict[str, Any]:
    path = files("spacy_lookups_data") / "data" / f"en_lemma_{name}.json.gz"
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def _known(words: Any, vectors: WordVectors) -> frozenset[str]:
    words = sorted(word for word in words if word.isalpha())
    return frozenset(
        word for word, row in zip(words, vectors.find(ids_of(words)), strict=True) if row
    )


def _counted() -> dict[tuple[str, str], Counter[str]]:
    counted: dict[tuple[str, str], Counter[str]] = {}
    for sentence in read_conllu(DATA / "ud" / "train.conllu"):
        for word in sentence.words:
            if word.lemma and word.tag != "NNP":
                key = word.form.lower().replace("’", "'"), word.tag
                counted.setdefault(key, Counter())[word.lemma] += 1
    return counted
