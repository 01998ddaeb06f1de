"""The pipeline in the package is whole, small and does what the rest of Sayso builds on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from sayso.network.roles import CUES, ROLES_KEY
from training.places import DATA, MODEL

PIPES = ["encoder", "tagger", "morphologizer", "lemmatizer", "parser", "ner", "attribution"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def files() -> Iterator[Path]:
    return (path for path in MODEL.rglob("*") if path.is_file())


def test_pipes_and_their_order(nlp: Language) -> None:
    assert nlp.pipe_names == PIPES


def test_size_is_below_fifteen_megabytes() -> None:
    assert sum(path.stat().st_size for path in files()) < 15_000_000


def test_a_block_has_everything(nlp: Language) -> None:
    text = "“The bridge is safe,” Mayor Linda Oda said. Officials believe that it will reopen."
    (doc,) = nlp.pipe([text])
    assert doc.text == text
    assert next(sent.start for sent in doc.sents) == 0
    assert all(token.tag_ and token.pos_ and token.dep_ and token.lemma_ for token in doc)
    said = next(token for token in doc if token.text == "said")
    assert (said.lemma_, said.tag_, said.pos_) == ("say", "VBD", "VERB")
    assert said.morph.get("Tense") == ["Past"]
    roles = {(span.label_, span.text) for span in doc.spans[ROLES_KEY]}
    assert ("CUE", "said") in roles
    assert ("SOURCE", "Mayor Linda Oda") in roles
    assert {label for label, _ in roles} <= {"SOURCE", "CUE", "CONTENT"}
    assert not {ent.label_ for ent in doc.ents} & {"SOURCE", "CUE", "CONTENT"}
    assert any("Oda" in ent.text for ent in doc.ents)


def test_a_content_may_run_over_several_sentences(nlp: Language) -> None:
    text = (
        "Oda said: “We looked at the bridge. We found no crack. We will open it on Monday, and we "
        "will keep it open.”"
    )
    (doc,) = nlp.pipe([text])
    contents = [span for span in doc.spans[ROLES_KEY] if span.label_ == "CONTENT"]
    assert max(len(list(span.sents)) for span in contents) > 1


@pytest.mark.parametrize("text", ["", " ", "“", "...", "x" * 5000, "\u202eabc", "a\u0301 😀 “"])
def test_odd_blocks_do_no_harm(nlp: Language, text: str) -> None:
    (doc,) = nlp.pipe([text])
    assert doc.text == text
    assert ROLES_KEY in doc.spans


def test_parts_are_given_their_cue(nlp: Language) -> None:
    (doc,) = nlp.pipe(["Oda said the bridge is safe, but Linda Moss believes that it will fall."])
    roles = doc.spans[ROLES_KEY]
    cues = roles.attrs[CUES]
    assert len(cues) == len(roles)
    owned = {
        (span.text, roles[cue].text) for span, cue in zip(roles, cues, strict=True) if cue >= 0
    }
    assert {("Oda", "said"), ("Linda Moss", "believes")} <= owned
    assert all((span.label_ == "CUE") == (cue < 0) for span, cue in zip(roles, cues, strict=True))


def test_bytes_give_the_same_pipeline(nlp: Language) -> None:
    copy = spacy.load(MODEL)
    for name in ("encoder", "parser", "ner", "attribution"):
        copy.get_pipe(name).from_bytes(nlp.get_pipe(name).to_bytes())
    text = "“We will open it,” Mayor Linda Oda said on Monday."
    one, other = nlp(text), copy(text)
    assert one.to_json() == other.to_json()


def test_batches_do_not_change_the_answer(nlp: Language) -> None:
    texts = ["Oda said it rains.", "Nobody asked.", "According to Oda, “it rains”."]
    together = list(nlp.pipe(texts))
    for text, doc in zip(texts, together, strict=True):
        alone = nlp(text)
        assert [token.dep_ for token in alone] == [token.dep_ for token in doc]
        assert [(s.start, s.end, s.label_) for s in alone.spans["roles"]] == [
            (s.start, s.end, s.label_) for s in doc.spans["roles"]
        ]


def test_lower_case_words_are_sorted_single_words() -> None:
    words = json.loads((MODEL / "lowercase.json").read_text(encoding="utf-8"))
    assert words == sorted(set(words))
    assert all(word.isalpha() and word == word.lower() and len(word) > 1 for word in words)
    assert {"the", "government", "said"} <= set(words)
    assert not {"london", "monday", "trump"} & set(words)


def test_scores_in_the_card_are_the_measured_ones() -> None:
    results = json.loads((MODEL.parents[1] / "training" / "results.json").read_text())
    card = (MODEL / "MODEL_CARD.md").read_text(encoding="utf-8")
    for role in ("source", "cue", "content"):
        assert str(results["attribution"]["all annotations"][role]["exact"]["f1"]) in card
    assert str(results["ner"]["f1"]) in card


def test_prepared_names_fit_their_text() -> None:
    if not DATA.is_dir():
        pytest.skip("needs ../shared/data/ner/dev.tsv, which is not here")
    from training.prepare import ner_docs

    docs = [
        doc
        for doc, _ in zip(
            ner_docs(spacy.blank("en"), DATA / "ner/dev.tsv", vary=False), range(200), strict=False
        )
    ]
    assert sum(len(doc.ents) for doc in docs) > 200
    assert not any(ent.text != ent.text.strip() for doc in docs for ent in doc.ents)
