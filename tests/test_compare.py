"""Two articles side by side: what they share, what only one has, and what neither can be told."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from sayso.analyse import Analysis, analyse
from sayso.annotate.sources import UNNAMED
from sayso.compare import Comparison, compare

CAREFUL = """Harbour wall in Tellin could fail, engineers warn

The harbour wall in Tellin may not survive another winter, according to Marit Oslund, the town's chief engineer. “We have perhaps two years,” Oslund said on Monday.

The repairs cost about 40 million crowns, the Vesland Herald reported. At least 1,200 people live behind the wall, the council says. Two officials who asked not to be named said that talks had begun."""
FLAT = """Tellin harbour wall will fail

The harbour wall in Tellin will not survive the winter. Mayor Ilse Brandt said the town would move 1,200 people. “Two years is what we have,” Oslund said.

The repairs cost 45 million crowns, the Vesland Herald reported. Two dogs were seen on the quay."""


@pytest.fixture(scope="module")
def both() -> tuple[Analysis, Analysis]:
    return analyse(CAREFUL, beside=True), analyse(FLAT, beside=True)


@pytest.fixture(scope="module")
def compared(both: tuple[Analysis, Analysis]) -> Comparison:
    return compare(*both)


def test_sources_meet_by_name(compared: Comparison) -> None:
    named = [
        tuple(source and source.name for source in (pair.first, pair.second))
        for pair in compared.sources
    ]
    assert ("Marit Oslund", "Oslund") in named
    assert ("the Vesland Herald", "the Vesland Herald") in [
        tuple(name and f"the {name.removeprefix('the ')}" for name in pair) for pair in named
    ]
    assert (None, "Ilse Brandt") in named
    # Without a name of their own, nobody can say that they are the same.
    assert any(first and "officials" in first and second is None for first, second in named)
    firsts = [pair.first.id for pair in compared.sources if pair.first]
    assert len(set(firsts)) == len(firsts) == sum(bool(s.mentions) for s in compared.first.sources)


def test_sources_of_both_come_first(compared: Comparison) -> None:
    order = [(p.first is None) + 2 * (p.second is None) for p in compared.sources]
    assert order == sorted(order, key=[0, 2, 1].index)


def figures(compared: Comparison) -> dict[tuple[str | None, str | None], bool | None]:
    return {
        (
            each.pair.first and each.pair.first.figure.number,
            each.pair.second and each.pair.second.figure.number,
        ): each.same
        for each in compared.figures
    }  # type: ignore[return-value]


def test_figures_meet_by_amount_and_by_what_is_counted(compared: Comparison) -> None:
    found = figures(compared)
    assert found["1,200", "1,200"] is True
    assert found["two", "two"] is True
    assert found["40 million crowns", "45 million crowns"] is False
    assert (None, "two") in found, "two dogs are not two officials"


def test_what_leaves_a_figure_open_and_who_gives_it_is_kept(compared: Comparison) -> None:
    people = next(
        e for e in compared.figures if e.pair.first and e.pair.first.figure.number == "1,200"
    )
    first, second = people.pair.first, people.pair.second
    assert first and second
    assert first.figure.open is not None
    assert first.figure.open.text == "At least"
    assert second.figure.open is None
    names = {source.id: source.name for source in compared.second.sources}
    assert second.source_id is not None
    assert names[second.source_id] == "Ilse Brandt"


def test_statements_on_the_same_matter_stand_side_by_side(compared: Comparison) -> None:
    wall = next(s for s in compared.statements if "survive" in s.shared)
    assert {"harbour", "wall", "tellin"} <= set(wall.shared)
    assert "modal-hedge" in {note.type for note in wall.first.notes}
    assert "modal-hedge" not in {note.type for note in wall.second.notes}
    assert wall.first.sources
    assert wall.second.sources == ()
    cost = next(s for s in compared.statements if "repair" in s.shared)
    assert "approximator" in {note.type for note in cost.first.notes}
    for statement in compared.statements:
        for article, side in (
            (compared.first, statement.first),
            (compared.second, statement.second),
        ):
            assert article.text[side.mark.start : side.mark.end] == side.mark.text
            assert side.mark.text == side.mark.text.strip()
            assert all(side.mark.start <= (n.start or 0) < side.mark.end for n in side.notes)


def test_each_sentence_stands_in_one_pair(compared: Comparison) -> None:
    for side in ("first", "second"):
        places = [getattr(pair, side).mark.start for pair in compared.statements]
        assert len(set(places)) == len(places)


def test_the_other_way_round_is_the_mirror_image(
    both: tuple[Analysis, Analysis], compared: Comparison
) -> None:
    mirror = compare(both[1], both[0])
    assert {(p.second, p.first) for p in mirror.sources} == {
        (p.first, p.second) for p in compared.sources
    }
    assert {(s.second.mark, s.first.mark) for s in mirror.statements} == {
        (s.first.mark, s.second.mark) for s in compared.statements
    }
    assert sorted(map(str, (e.same for e in mirror.figures))) == sorted(
        map(str, (e.same for e in compared.figures))
    )


def test_an_article_beside_itself_is_the_same_throughout(both: tuple[Analysis, Analysis]) -> None:
    alone = compare(both[0], both[0])
    assert all(each.same for each in alone.figures)
    assert all(pair.first.mark == pair.second.mark for pair in alone.statements)
    named = [s for s in both[0].sources if s.named and any(map(str.isupper, s.name))]
    assert len(named) >= 2
    met = {p.first for p in alone.sources if p.first == p.second}
    assert set(named) <= met
    assert not [source for source in met if source and source.kind in UNNAMED]


def test_articles_with_nothing_in_common_share_nothing(both: tuple[Analysis, Analysis]) -> None:
    other = analyse("The choir of Ossa sang in June. A cook baked 30 cakes.", beside=True)
    found = compare(both[0], other)
    assert found.statements == ()
    assert all(each.same is None for each in found.figures)
    assert not [pair for pair in found.sources if pair.first and pair.second]


def test_namesakes_by_surname_alone_are_one_but_not_with_other_first_names() -> None:
    def cited(name: str) -> Analysis:
        return analyse(f"The road will close in May, {name} said.", beside=True)

    def meet(one: str, other: str) -> bool:
        return any(p.first and p.second for p in compare(cited(one), cited(other)).sources)

    assert meet("Ilse Brandt", "Mayor Ilse Brandt")
    assert not meet("Ilse Brandt", "Otto Brandt")
    assert not meet("Ilse Brandt", "Ilse Marlow")


def test_an_analysis_without_what_is_needed_is_refused(both: tuple[Analysis, Analysis]) -> None:
    with pytest.raises(ValueError, match="beside=True"):
        compare(both[0], replace(both[1], comparable=None))


def test_much_of_the_same_takes_no_long_time() -> None:
    text = "Ada Moss said the wall of Tellin may fail. The repairs cost 40 million crowns. " * 400
    long = analyse(text, beside=True)
    began = time.process_time()
    compare(long, long)
    assert time.process_time() - began < 2
