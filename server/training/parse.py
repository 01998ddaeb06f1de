"""Parse the attribution corpus with the trained syntax part: `python -m training.parse`."""

import sys
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span
from thinc.api import NumpyOps, set_current_ops

from training.places import PREPARED, RUNS

CORPORA = ("attribution-train", "attribution-dev")
_ATTRS = [
    "ORTH",
    "SPACY",
    "TAG",
    "POS",
    "MORPH",
    "LEMMA",
    "HEAD",
    "DEP",
    "SENT_START",
    "ENT_IOB",
    "ENT_TYPE",
]


def parse(model: Path) -> None:
    """Write prepared/NAME-parsed.spacy for each of CORPORA."""
    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(model)
    for name in CORPORA:
        docs = list(DocBin().from_disk(PREPARED / f"{name}.spacy").get_docs(nlp.vocab))
        box = DocBin(attrs=_ATTRS)
        bare = (
            Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
            for doc in docs
        )
        for doc, parsed in zip(docs, nlp.pipe(bare, batch_size=128), strict=True):
            parsed.ents = [Span(parsed, e.start, e.end, label=e.label_) for e in doc.ents]
            box.add(parsed)
        box.to_disk(PREPARED / f"{name}-parsed.spacy")
        print(f"{name}-parsed: {len(box)} docs", flush=True)


if __name__ == "__main__":
    parse(Path(sys.argv[1]) if len(sys.argv) > 1 else RUNS / "syntax" / "model-best")
