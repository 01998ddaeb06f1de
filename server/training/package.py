"""Put the trained parts together: `python -m training.package` writes server/sayso/model/."""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
import srsly
from spacy.language import Language

from sayso.annotate import role_spans  # noqa: F401  registers the components
from training.conllu import read_conllu
from training.places import DATA, MODEL, RUNS
from training.prepare import blocks, ner_paragraphs, read_polnear

CARD = "MODEL_CARD.md"
NOT_WEIGHTS = (CARD, "lowercase.json")
_OPENS = frozenset(
    [".", "!", "?", ":", ";", "“", '"', "‘", "'", "''", "``", "(", "[", "-", "–", "—", "•", "*"]
)


def assemble(syntax: Path, attribution: Path, ner: Path | None) -> Language:
    """Join the parts into one pipeline in the order in which they run."""
    nlp = spacy.load(syntax)
    nlp.rename_pipe("trainable_lemmatizer", "lemmatizer")
    nlp.add_pipe("ner", name="attribution", source=spacy.load(attribution))
    nlp.add_pipe("role_spans")
    if ner is not None:
        nlp.add_pipe("ner", source=spacy.load(ner))
    nlp.config["nlp"]["before_creation"] = {"@callbacks": "sayso.numpy_product.v1"}
    nlp.config["nlp"]["after_pipeline_creation"] = {"@callbacks": "sayso.usual_product.v1"}
    nlp.config["paths"] = {}
    nlp.config["corpora"] = {}
    nlp.config["initialize"] = {}
    nlp.meta.update(
        {
            "name": "sayso",
            "version": "0.1.0",
            "description": "Syntax, names and attribution for English news, on a CPU",
            "author": "Sayso",
            "license": "see MODEL_CARD.md",
        }
    )
    nlp.meta.pop("performance", None)
    return nlp


def needed_strings(nlp: Language) -> list[str]:
    """The strings without which the pipeline gives other answers: labels and lemma endings.

    The words of the corpora, which training leaves in the vocabulary, are not among them.
    """
    kept = set(spacy.blank("en").vocab.strings)
    for _, pipe in nlp.pipeline:
        for label in map(str, getattr(pipe, "labels", ())):
            kept.add(label)
            kept.update(label.split("-", 1))
            kept.update(label.split("||"))
    morphologizer = nlp.get_pipe("morphologizer")
    for label in morphologizer.labels:
        kept.update(label.split("|"))
        for part in label.split("|"):
            kept.update(part.split("="))
        kept.add("|".join(part for part in label.split("|") if not part.startswith("POS=")))
    kept.update(_tree_strings(nlp))
    return sorted(string for string in kept if string)


def _tree_strings(nlp: Language) -> Iterator[str]:
    trees = srsly.msgpack_loads(nlp.get_pipe("lemmatizer").trees.to_bytes())["trees"]
    for tree in trees:
        for key in ("orig", "subst"):
            if tree.get(key):
                yield nlp.vocab.strings[tree[key]]


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


def package(syntax: Path, attribution: Path, ner: Path | None, target: Path = MODEL) -> None:
    """Write the pipeline to a folder beside the target, then swap the two."""
    nlp = assemble(syntax, attribution, ner)
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
    parts = {name: RUNS / name / "model-best" for name in ("syntax", "attribution", "ner")}
    for item in sys.argv[1:]:
        name, _, folder = item.partition("=")
        parts[name] = Path(folder)
    for name, folder in parts.items():
        if not folder.exists() and name != "ner":
            sys.exit(f"the {name} part is not trained: run python -m training.train first")
    ner = parts["ner"] if parts["ner"].exists() else None
    package(parts["syntax"], parts["attribution"], ner)


if __name__ == "__main__":
    main()
