"""Readers of prepared corpora, registered for the configuration files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example

from sayso.annotate.role_spans import without_sentences


@spacy.registry.readers("sayso.parsed_corpus.v1")
def parsed_corpus(path: Path) -> Callable[[Language], Iterator[Example]]:
    """Read docs that hold a parse made beforehand, which training reads as the pipeline does."""

    def read(nlp: Language) -> Iterator[Example]:
        for reference in DocBin().from_disk(path).get_docs(nlp.vocab):
            if len(reference):
                yield Example(without_sentences([reference])[0], reference)

    return read
