"""Corpora to DocBins: `python -m training.prepare` writes training/prepared/*.spacy."""

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from training import variants
from training.conllu import Sentence, Word, read_conllu
from training.detokenise import spaces_after
from training.places import DATA, PREPARED

SEED = 7
GROUP = 8
ROLES = ("source", "cue", "content")
LINKS = "links"

Place = tuple[int, int]
Found = tuple[int, int, str]

_LOWERED = 0.03
_RESTYLED = 0.3


def main() -> None:
    """Prepare everything; says so and stops where the data folder is not there."""
    if not DATA.is_dir():
        sys.exit(f"training data not found at {DATA}: put the folder there, see MODEL_CARD.md")
    PREPARED.mkdir(exist_ok=True)
    nlp = spacy.blank("en")
    for name, docs in _corpora(nlp):
        box = DocBin(
            store_user_data=True,
            attrs=[
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
            ],
        )
        words = 0
        for doc in docs:
            box.add(doc)
            words += len(doc)
        box.to_disk(PREPARED / f"{name}.spacy")
        print(f"{name:20} {len(box):6} docs {words:8} tokens", flush=True)


def _corpora(nlp: Language) -> Iterator[tuple[str, Iterable[Doc]]]:
    yield "attribution-train", attribution_docs(nlp, DATA / "polnear" / "train.jsonl", vary=True)
    yield "attribution-dev", attribution_docs(nlp, DATA / "polnear" / "dev.jsonl", vary=False)
    yield "syntax-train", syntax_docs(nlp, (DATA / "ud" / "train.conllu",), vary=True)
    for name in ("gum-dev", "ewt-dev"):
        yield f"syntax-{name}", syntax_docs(nlp, (DATA / "ud" / f"{name}.conllu",), vary=False)
    both = (DATA / "ud" / "gum-dev.conllu", DATA / "ud" / "ewt-dev.conllu")
    yield "syntax-dev", syntax_docs(nlp, both, vary=False)
    yield "ner-train", ner_docs(nlp, DATA / "ner" / "train.tsv", vary=True)
    yield "ner-dev", ner_docs(nlp, DATA / "ner" / "dev.tsv", vary=False)


# --- attribution ---------------------------------------------------------------------------------


def read_polnear(path: Path) -> list[dict]:
    """Read a file in the form of polnear/dev.jsonl, one document a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, text) of the blocks between blank lines; white space becomes blanks."""
    for match in re.finditer(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", text, re.DOTALL):
        yield match.start(), re.sub(r"\s", " ", match.group())


def role_spans(document: dict) -> dict[Found, set[Place]]:
    """The document's distinct spans (start, end, ROLE) in characters, trimmed of white space.

    With each the cues that it belongs to; cues themselves have none.
    """
    found: dict[Found, set[Place]] = {}
    for attribution in document["attributions"]:
        cues = set(_trimmed(document["text"], attribution["cue"]))
        for role in ROLES:
            for start, end in _trimmed(document["text"], attribution[role]):
                own = found.setdefault((start, end, role.upper()), set())
                own |= cues if role != "cue" else set()
    return found


def _trimmed(text: str, spans: Iterable[Sequence[int]]) -> Iterator[Place]:
    for start, end in spans:
        inner = text[start:end]
        start += len(inner) - len(inner.lstrip())
        end -= len(inner) - len(inner.rstrip())
        if start < end:
            yield start, end


def attribution_docs(nlp: Language, path: Path, *, vary: bool) -> Iterator[Doc]:
    """One doc per block, roles as entities; `user_data[LINKS]` has parts with their cues."""
    chance = random.Random(SEED)
    seen = set()
    for document in read_polnear(path):
        if document["id"] in seen:
            continue
        seen.add(document["id"])
        spans = sorted(role_spans(document).items())
        for start, block in blocks(document["text"]):
            doc = nlp.make_doc(block)
            placed = {
                span: cues
                for (first, last, role), cues in spans
                if (span := _placed(doc, first - start, last - start, role)) is not None
            }
            doc.ents = spacy.util.filter_spans(placed)
            kept = {(ent.start, ent.end, ent.label_) for ent in doc.ents}
            doc.user_data[LINKS] = [
                ((span.start, span.end), _cues(doc, start, cues, kept))
                for span, cues in placed.items()
                if span.label_ != "CUE" and (span.start, span.end, span.label_) in kept
            ]
            yield doc
            if vary:
                yield from _variants(doc, chance)


def _placed(doc: Doc, start: int, end: int, role: str) -> Span | None:
    """The tokens that characters touch, where they stand in this block."""
    if start < 0 or end > len(doc.text):
        return None
    return doc.char_span(start, end, label=role, alignment_mode="expand")


def _cues(doc: Doc, start: int, cues: Iterable[Place], kept: set[Found]) -> list[Place]:
    """The cues among the kept ones, as spans of tokens."""
    spans = (_placed(doc, first - start, last - start, "CUE") for first, last in sorted(cues))
    found = [(span.start, span.end) for span in spans if span is not None]
    return [(first, last) for first, last in found if (first, last, "CUE") in kept]


def _variants(doc: Doc, chance: random.Random) -> Iterator[Doc]:
    words = [token.text for token in doc]
    spaces = [bool(token.whitespace_) for token in doc]
    if variants.has_marks(words) and chance.random() < _RESTYLED:
        yield _reworded(doc, variants.restyle(words, spaces, variants.draw_style(chance)), spaces)
    if chance.random() < _LOWERED:
        yield _reworded(doc, variants.lower(words), spaces)


def _reworded(doc: Doc, words: Sequence[str], spaces: Sequence[bool]) -> Doc:
    copy = Doc(doc.vocab, words=list(words), spaces=list(spaces))
    if doc.has_annotation("DEP"):
        copy = Doc(
            doc.vocab,
            words=list(words),
            spaces=list(spaces),
            tags=[token.tag_ for token in doc],
            pos=[token.pos_ for token in doc],
            morphs=[str(token.morph) for token in doc],
            lemmas=[token.lemma_ for token in doc],
            heads=[token.head.i for token in doc],
            deps=[token.dep_ for token in doc],
        )
    copy.user_data = dict(doc.user_data)
    copy.ents = [Span(copy, ent.start, ent.end, label=ent.label_) for ent in doc.ents]
    return copy


# --- syntax --------------------------------------------------------------------------------------


def syntax_docs(nlp: Language, paths: Sequence[Path], *, vary: bool) -> Iterator[Doc]:
    """Paragraphs of up to GROUP sentences; in training also some runs over paragraph borders."""
    chance = random.Random(SEED)
    for path in paths:
        for paragraph in _paragraphs(read_conllu(path), chance if vary else None):
            doc = _syntax_doc(nlp, paragraph)
            yield doc
            if vary:
                yield from _variants(doc, chance)


def _paragraphs(
    sentences: Iterable[Sentence], chance: random.Random | None
) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    run_on = False
    for sentence in sentences:
        breaks = sentence.opens_document or (sentence.opens_paragraph and not run_on)
        if group and (breaks or len(group) == GROUP):
            yield group
            group = []
            run_on = chance is not None and chance.random() < 0.3
        group.append(sentence)
    if group:
        yield group


def _syntax_doc(nlp: Language, sentences: Sequence[Sentence]) -> Doc:
    words: list[Word] = []
    heads: list[int] = []
    spaces: list[bool] = []
    starts: list[bool] = []
    for sentence in sentences:
        offset = len(words)
        for i, word in enumerate(sentence.words):
            words.append(word)
            heads.append(word.head + offset)
            spaces.append(word.space_after or i + 1 == len(sentence.words))
            starts.append(i == 0)
    spaces[-1] = False
    return Doc(
        nlp.vocab,
        words=[word.form for word in words],
        spaces=spaces,
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        morphs=[word.morph for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=[word.dep for word in words],
    )


# --- names ---------------------------------------------------------------------------------------


def ner_paragraphs(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield paragraphs as lists of (token, BIO tag).

    Lines of addresses on the web are left out, and so are names inside names (further columns).
    """
    paragraph: list[tuple[str, str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# doc =") or not line.strip():
                if paragraph:
                    yield paragraph
                paragraph = []
                continue
            token, tag, *_inner = [*(cell.strip() for cell in line.split("\t")), ""]
            if not token or "://" in token:
                continue
            paragraph.append((token, tag or "O"))
    if paragraph:
        yield paragraph


def ner_docs(nlp: Language, path: Path, *, vary: bool) -> Iterator[Doc]:
    """One doc per paragraph, names as entities, in the tokens of the running tokenizer."""
    chance = random.Random(SEED)
    for paragraph in ner_paragraphs(path):
        text, spans = ner_text(paragraph)
        doc = nlp.make_doc(text)
        ents = [doc.char_span(s, e, label=label, alignment_mode="expand") for s, e, label in spans]
        doc.ents = spacy.util.filter_spans([ent for ent in ents if ent is not None])
        yield doc
        if vary:
            yield from _variants(doc, chance)


def ner_text(paragraph: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[int, int, str]]]:
    """Running text of (token, BIO tag) pairs and its names as (start, end, label) in characters."""
    tokens = [token for token, _ in paragraph]
    text = ""
    spans: list[tuple[int, int, str]] = []
    for (token, tag), space in zip(paragraph, spaces_after(tokens), strict=True):
        start, text = len(text), text + token
        kind, _, label = tag.partition("-")
        goes_on = kind == "I" and spans and spans[-1][2] == label and spans[-1][1] >= start - 1
        if goes_on:
            spans[-1] = (spans[-1][0], len(text), label)
        elif kind in ("B", "I"):
            spans.append((start, len(text), label))
        text += " " * space
    return text, spans


if __name__ == "__main__":
    main()
