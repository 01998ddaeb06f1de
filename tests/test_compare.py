"""Two articles side by side: what they share, what only one has, and what neither can be told."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from sayso.analyse import Analysis, analyse
from sayso.annotate.sources import UNNAMED
from sayso.compare import Comparison, Shift, compare
from sayso.text import Segment
from tests.steps import at_most

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


def test_much_of_the_same_takes_no_more_than_its_length() -> None:
    def steps(times: int) -> int:
        text = (
            "Ada Moss said the wall of Tellin may fail. The repairs cost 40 million crowns. "
            * times
        )
        same = analyse(text, beside=True)
        with at_most(20_000_000) as counted:
            compare(same, same)
        return counted.taken

    # What is read from files once is read before.
    steps(1)
    short, long = steps(50), steps(200)
    assert short > 5_000
    assert long < 6 * short


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Moss said 5 of 5 were 5. ",
        "He said that she may think that ",
        "“No,” said Ada Moss. ",
        "41 dogs, 41 cats, 41 hens, 41 cows, ",
    ],
)
def test_odd_texts_take_no_long_time(sentence: str) -> None:
    text = sentence * (3_000 // len(sentence))
    odd = analyse(text, beside=True)
    began = time.process_time()
    compare(odd, odd)
    assert time.process_time() - began < 30


def beside(one: str, other: str) -> Comparison:
    return compare(analyse(one, beside=True), analyse(other, beside=True))


def test_a_full_name_is_the_same_whatever_kind_it_was_taken_for() -> None:
    found = beside(
        "The wall is safe, said the council's engineer, Dr Marit Oslund. Oslund said it was old.",
        "Professor Oslund said that the wall was safe. Tellin Shipping said that it had paid.",
    )
    pairs = [(p.first and p.first.attributions, p.second) for p in found.sources]
    assert [count for count, second in pairs if second and "Oslund" in second.name] == [2]
    # Who is called by a role alone, in a place that has a name, is not the same by that place.
    other = beside(
        "The ministry in Tellin said that it would pay.", "The hospital in Tellin said it was full."
    )
    assert not [pair for pair in other.sources if pair.first and pair.second]


def test_a_source_that_is_only_pointed_at_is_not_listed() -> None:
    found = beside("A poll, which shows that few agree, was paid for by Ada Moss.", "It may rain.")
    assert not [p for p in found.sources if p.first and p.first.name == "which"]


def test_a_figure_that_is_given_twice_is_listed_once_with_its_places() -> None:
    found = beside(
        "About 2,300 fish died, Ada Moss said. The 2,300 fish were burnt.",
        "On Monday 2,300 fish died.",
    )
    (fish,) = [pair for pair in found.figures if pair.pair.first]
    assert fish.pair.first
    assert fish.same is fish.same_thing is True
    assert len(fish.pair.first.mentions) == 2
    assert fish.pair.first.source_id is not None
    assert fish.pair.first.figure.open is not None


def test_the_same_number_of_something_else_is_told_apart() -> None:
    found = beside(
        "The line took 41 calls, Ada Moss said. Two dogs barked.",
        "Forty-one people have asked for help. Two cats slept.",
    )
    met = [
        (p.pair.first.figure.number, p.same, p.same_thing)
        for p in found.figures
        if p.pair.first and p.pair.second
    ]
    assert met == [("41", True, False)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("“We do not know why,” Ada Moss said.", "“We do not know why”, Moss told us.", True),
        (
            "“I know how many. I do not know why.” So said Moss.",
            "“I do not know why,” Moss said.",
            False,
        ),
        ("Moss called it a “wall”.", "“The wall of Tellin is very old,” Moss said.", None),
        ("“We know why,” Ada Moss said.", "“They know why,” Ada Moss said.", None),
    ],
)
def test_quotations_meet_by_their_words(one: str, other: str, same: bool | None) -> None:
    found = beside(one, other)
    assert [pair.same for pair in found.quotations if pair.pair.first] == [same]
    for analysis, side in ((found.first, "first"), (found.second, "second")):
        for pair in found.quotations:
            shown = getattr(pair.pair, side)
            if shown is not None:
                mark = shown.quotation.mark
                assert analysis.text[mark.start : mark.end] == mark.text


def test_a_quotation_has_its_source() -> None:
    found = beside("“We do not know why,” Ada Moss said. The “wall” fell.", "It may rain.")
    assert [bool(p.pair.first and p.pair.first.source_id) for p in found.quotations] == [
        True,
        False,
    ]


SHIFTS = {
    "a modal that is gone": ("The tank may have leaked.", "The tank leaked.", "hedge", ["may"], []),
    "the other way round": ("The tank leaked.", "The tank may have leaked.", "hedge", [], ["may"]),
    "hearsay": (
        "An alarm reportedly sounded at the mill.", "An alarm sounded at the mill on Monday.",
        "hedge", ["reportedly"], [],
    ),
    "a belief that nobody owns": (
        "An alarm is understood to have sounded at the mill.", "An alarm sounded at the mill.",
        "hedge", ["is understood"], [],
    ),
    "an inference": (
        "The figures suggest that the mill closed.", "The mill closed.", "hedge", ["suggest"], [],
    ),
    "a figure that holds both together": (
        "At the mill 41 people have reportedly been treated.", "Forty-one people asked for help.",
        "hedge", ["reportedly"], [],
    ),
    "said with a source further down": (
        "The council counts 2,300 dead fish.\n\nIn all 2,300 dead fish were found, Ada Moss said.",
        "On Monday 2,300 dead fish were found.", "source", [], [],
    ),
    "a source that is gone": (
        "Two officials said that an alarm had sounded.", "An alarm sounded.", "source", [], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "kind", "first", "second"), SHIFTS.values(), ids=SHIFTS)
def test_what_one_holds_open_and_the_other_does_not(
    one: str, other: str, kind: str, first: list[str], second: list[str]
) -> None:
    (shift,) = beside(one, other).shifts
    assert shift.kind == kind
    assert [mark.text for mark in shift.first.open] == first
    assert [mark.text for mark in shift.second.open] == second
    _slices(shift, one, other)


def _slices(shift: Shift, one: str, other: str) -> None:
    for text, side in ((one, shift.first), (other, shift.second)):
        marks = [side.mark, *side.open, *([side.said] if side.said else [])]
        assert [text[mark.start : mark.end] for mark in marks] == [mark.text for mark in marks]


def test_who_a_clause_is_given_to_is_kept() -> None:
    (shift,) = beside("According to Ada Moss, the mill closed.", "The mill closed.").shifts
    assert shift.kind == "source"
    assert shift.first.said is not None
    assert shift.first.source_id is not None
    assert shift.second.source_id is None


QUIET = {
    "both hold it open": ("The tank may have leaked.", "The tank might have leaked."),
    "both give it to somebody": (
        "Ada Moss said that the tank leaked.", "The tank leaked, Otto Brandt said."
    ),
    "held open further down": (
        "The tank may have leaked.",
        "The tank leaked, it was clear.\n\nThe tank may have leaked since May.",
    ),
    "one denies it": ("The tank may have leaked.", "The tank did not leak."),
    "another matter": ("The tank may have leaked.", "The mayor sang in the tank."),
    "only the saying is the same": ("Ada Moss may have said so.", "Ada Moss said the mill closed."),
    "may as permission": ("Visitors may not enter the mill.", "Visitors do not enter the mill."),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), QUIET.values(), ids=QUIET)
def test_where_nothing_became_surer_nothing_is_found(one: str, other: str) -> None:
    assert beside(one, other).shifts == ()


def test_a_statement_ends_with_its_block() -> None:
    blocks = {
        "headline": "Wall of Tellin may fail",
        "standfirst": "Engineers warn of 1,200 homes below the wall of Tellin",
        "byline": "By Ada Moss",
    }
    text = "\n\n".join(blocks.values())
    segments = [
        Segment(text.index(words), text.index(words) + len(words), role)
        for role, words in blocks.items()
    ]
    one = analyse(text, segments, beside=True)
    found = compare(one, one)
    assert found.statements
    assert not [s for s in found.statements if "\n" in s.first.mark.text]
