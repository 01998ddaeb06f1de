"""What is looked up instead of searched for is the same: words, verbs, names, speech, candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.tokens import Doc, Token

from sayso import pipeline
from sayso.annotate import hedges
from sayso.annotate.clauses import verb_lemma, verbs_placed
from sayso.annotate.entities import entities_between
from sayso.annotate.guards import own_words, quoted
from sayso.annotate.inflection import verb_forms
from sayso.annotate.quotations import inside
from sayso.annotate.segments import body, next_sentence, previous_sentence, sentences
from sayso.annotate.sources import lemma_of
from sayso.annotate.words import find_words, placed, singular
from sayso.lexicon import load
from sayso.notes import NOTE_TYPES
from sayso.text import read

GOLDEN = sorted(Path(__file__).parents[1].joinpath("golden").glob("*.txt"))[:2]

# Every construction that a type knows, in sentences of its own.
EXAMPLES = "\n\n".join(
    example.replace("{", "").replace("}", "") for each in NOTE_TYPES for example in each.examples
)


@pytest.fixture(params=[*GOLDEN, None], ids=lambda path: path.stem if path else "examples")
def doc(request: pytest.FixtureRequest) -> Iterator[Doc]:
    text = EXAMPLES if request.param is None else request.param.read_text("utf-8")
    with pipeline.parsed(read(text)) as parsed:
        yield parsed


def test_words_say_what_tokens_say(doc: Doc) -> None:
    words = find_words(doc)
    assert words.text == tuple(token.text for token in doc)
    assert words.lower == tuple(token.lower_ for token in doc)
    assert words.lemma == tuple(token.lemma_.lower() for token in doc)
    assert words.pos == tuple(token.pos_ for token in doc)
    assert words.tag == tuple(token.tag_ for token in doc)
    assert words.base == tuple(lemma_of(token) for token in doc)


def test_placed_finds_words_lemmas_and_bases_in_reading_order(doc: Doc) -> None:
    wanted = {"said", "be", "official", "the"}
    assert placed(doc, words=wanted) == [t.i for t in doc if t.lower_ in wanted]
    assert placed(doc, lemmas=wanted) == [t.i for t in doc if t.lemma_.lower() in wanted]
    assert placed(doc, words={"the"}, bases={"official"}) == [
        t.i for t in doc if t.lower_ == "the" or lemma_of(t) == "official"
    ]


@pytest.mark.parametrize(
    ("lemma", "word", "tag", "wanted"),
    [
        ("ministries", "ministries", "NNS", "ministry"),
        ("sources", "sources", "NNS", "source"),
        ("source", "sources", "NNS", "source"),
        ("glass", "glass", "NNS", "glass"),
        ("news", "news", "NN", "news"),
    ],
)
def test_a_plural_that_the_lemmatizer_left_alone_loses_its_s(
    lemma: str, word: str, tag: str, wanted: str
) -> None:
    assert singular(lemma, word, tag) == wanted


@pytest.mark.parametrize("name", ["motives", "reactions", "limits", "concerns", "documents"])
def test_verbs_are_placed_where_each_token_is_asked(doc: Doc, name: str) -> None:
    lemmas = load(name).lemmas()
    assert verbs_placed(doc, lemmas) == [
        token.i for token in doc if verb_lemma(token, lemmas) is not None
    ]


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("sparked", "spark"), ("stirring", "stir"), ("carries", "carry"), ("raised", "raise")],
)
def test_a_form_is_known_without_the_lemmatizer(word: str, lemma: str) -> None:
    with pipeline.parsed(read(word)) as doc:
        assert verb_lemma(doc[0], frozenset({lemma})) == lemma
        assert verb_lemma(doc[0], frozenset({"other"})) is None


def test_names_between_two_tokens(doc: Doc) -> None:
    for sent in sentences(doc):
        assert [
            (e.start, e.end, e.label_) for e in entities_between(doc, sent.start, sent.end)
        ] == [
            (e.start, e.end, e.label_)
            for e in doc.ents
            if sent.start <= e.start and e.end <= sent.end
        ]


def test_quoted_words_are_no_own_words(doc: Doc) -> None:
    own = {token.i for token in own_words(doc)}
    assert own
    for token in doc:
        if token.i in own:
            assert not quoted(token)
        if quoted(token):
            assert inside(token) is not None


def test_sentences_beside_one_another(doc: Doc) -> None:
    every, below = list(sentences(doc)), list(body(doc))
    for number, sent in enumerate(every):
        later = (each for each in every[number + 1 :] if any(token.is_alpha for token in each))
        after = next((each.start for each in later), None)
        before = [each.start for each in below if each.start < sent.start]
        found, previous = next_sentence(sent), previous_sentence(sent)
        assert (found.start if found else None) == after
        assert (previous.start if previous else None) == (before[-1] if before else None)


def _asked(kind: str) -> Callable[[Doc], tuple[list[int], list[int]]]:
    """A function that gives the candidates of a type, and all tokens that it would take."""
    module = __import__(f"sayso.notes.{kind}", fromlist=["_candidates"])
    takes: Callable[[Token], object] = module._cue

    def answer(doc: Doc) -> tuple[list[int], list[int]]:
        return module._candidates(doc), [token.i for token in doc if takes(token)]

    return answer


@pytest.mark.parametrize(
    "kind", ["agentless_attribution", "imputed_motive", "unattributed_reaction"]
)
def test_a_type_looks_at_every_word_that_it_would_take(doc: Doc, kind: str) -> None:
    candidates, taken = _asked(kind)(doc)
    assert set(taken) <= set(candidates)


def test_every_hedge_cue_is_looked_at(doc: Doc) -> None:
    looked = set(placed(doc, words=hedges._WORDS, lemmas=hedges._LEMMAS))
    assert {token.i for token in doc if hedges._cue(token) is not None} <= looked


def test_forms_of_a_verb_are_among_its_spellings() -> None:
    forms = verb_forms(frozenset({"suggest", "reveal", "carry"}))
    text = "\n\n".join(sorted(forms))
    with pipeline.parsed(read(text)) as doc:
        wanted = frozenset(forms.values())
        found = {doc[at].lower_ for at in verbs_placed(doc, wanted)}
        assert found == set(forms) & {token.lower_ for token in doc}
