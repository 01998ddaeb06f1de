"""Spans and attributions are counted as the protocol says."""

from training import evaluate, measure
from training.evaluate import Attribution
from training.measure import Counts
from training.prepare import blocks
from training.variants import restyle


def test_exact_counts_each_span_once() -> None:
    counts = measure.exact([(0, 4), (0, 4), (6, 9)], [(0, 4), (6, 10)])
    assert (counts.right, counts.found, counts.gold) == (1, 2, 2)
    assert counts.f1 == 0.5


def test_any_overlap_needs_one_character_and_not_a_touch() -> None:
    assert measure.any_overlap([(0, 4)], [(4, 8)]).f1 == 0.0
    assert measure.any_overlap([(0, 5)], [(4, 8)]).f1 == 1.0


def test_by_token_counts_touched_tokens() -> None:
    counts = measure.by_token([(0, 7)], [(4, 10)], [(0, 3), (4, 7), (8, 10)])
    assert (counts.right, counts.found, counts.gold) == (1, 2, 2)


def test_nothing_found_is_zero_and_not_an_error() -> None:
    assert Counts().f1 == 0.0
    assert measure.interval([]) == (0.0, 0.0)


def test_spans_are_trimmed() -> None:
    assert measure.trimmed("a  bc ", (1, 6)) == (3, 5)
    assert measure.trimmed("a   ", (1, 3)) is None


def test_interval_holds_the_value() -> None:
    parts = [Counts(right=i % 3, found=3, hit=i % 3, gold=3) for i in range(30)]
    low, high = measure.interval(parts)
    assert low < 100 * sum(parts, Counts()).f1 < high


def test_triples_are_aligned_one_to_one() -> None:
    text = "Oda said it rains. Experts believe so."
    gold = {
        "id": "a",
        "text": text,
        "attributions": [
            {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 17]]},
            {"source": [[19, 26]], "cue": [[27, 34]], "content": [[35, 37]]},
            {"source": [], "cue": [], "content": [[9, 17]]},
        ],
    }

    right = Attribution(source=((0, 3),), cue=((4, 8),), content=((9, 17),))
    no_source = Attribution(source=(), cue=((27, 34),), content=((35, 37),))
    result = evaluate.triples([gold], {"a": [right, right, no_source]})
    assert result["triples"]["found"] == 3
    assert result["triples"]["gold"] == 2
    assert result["triples"]["precision"] == 33.3
    assert result["triples"]["recall"] == 50.0
    assert result["without source"]["precision"] == 0.0


def test_kinds() -> None:
    text = "Officials told Mira Oda that “it rains” and she agreed."
    assert evaluate.source_kind(text, [(0, 9)]) == "named"
    assert evaluate.source_kind(text, [(44, 47)]) == "pronoun"
    assert evaluate.source_kind("two officials", [(0, 13)]) == "common"
    assert evaluate.source_kind(text, []) == "empty"
    assert evaluate.quotation_kind(text, [(29, 39)]) == "direct"
    assert evaluate.quotation_kind(text, [(24, 39)]) == "mixed"
    assert evaluate.quotation_kind(text, [(24, 28)]) == "indirect"


def test_blocks_keep_their_place() -> None:
    text = "A head.\n\nOne line\nand another.\n \n\n Last. \n"
    found = list(blocks(text))
    assert [block for _, block in found] == ["A head.", "One line and another.", "Last."]
    assert all(text[start] == block[0] for start, block in found)


def test_marks_are_restyled() -> None:
    words = ["“", "It", "’s", "a", "‘", "test", "’", "”", "he", "said"]
    spaces = [False, False, True, True, False, False, False, True, True, False]
    assert restyle(words, spaces, "straight") == [
        '"',
        "It",
        "'s",
        "a",
        "'",
        "test",
        "'",
        '"',
        "he",
        "said",
    ]
    assert restyle(words, spaces, "british")[0] == "‘"
    assert restyle(words, spaces, "british")[7] == "’"
