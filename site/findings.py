"""What a comparison of two texts shows, in rows with a plain sentence each.

``assets/findings.js`` says the same in the browser, where the texts are a visitor's own; a test
holds the two to the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Side = Literal["first", "second"]
SIDES: tuple[Side, Side] = ("first", "second")
# Which line is drawn under the words of a finding, and what it means.
LINES = (
    ("solid", "sourcing", "in both texts"),
    ("double", "article", "in both, but not the same"),
    ("dashed", "sourcing", "in one text only"),
    ("dotted", "hedging", "words that hold something open"),
)
_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one text that a finding is about, and the places that are drawn for them.

    ``places`` are start, end and line, in UTF-16 units of the text.
    """

    side: Side
    letter: str
    text: str
    places: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: its sentences, and the words in each text."""

    line: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one sort, such as those of the first text alone."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All findings about one matter."""

    id: str
    title: str
    about: str
    groups: tuple[Group, ...]
    none: str


def findings(answer: Json, letters: tuple[str, str]) -> list[Section]:
    """The rows for an answer of ``/v1/compare`` in UTF-16 units; ``letters`` name the texts."""
    told = _Told(answer, dict(zip(SIDES, letters, strict=True)))
    return [told.sources(), told.figures(), told.quotations(), told.shifts()]


class _Told:
    def __init__(self, answer: Json, letters: dict[Side, str]) -> None:
        self._answer = answer
        self._letters = letters
        self._a, self._b = letters["first"], letters["second"]
        self._names: dict[Side, dict[str, str]] = {
            side: {p[side]["id"]: p[side]["name"] for p in answer["sources"] if p[side]}
            for side in SIDES
        }

    def sources(self) -> Section:
        """Who is cited."""

        def row(pair: Json) -> Row:
            both = bool(pair["first"] and pair["second"])
            if both:
                counts = (
                    f"{times(pair[side]['attributions'])} in {self._letters[side]}"
                    for side in SIDES
                )
                line = f"Cited {', '.join(counts)}."
            else:
                source = pair["first"] or pair["second"]
                line = f"Cited {times(source['attributions'])}.{kind_of(source)}"
            style = "solid" if both else "dashed"
            return self._row(line, pair, lambda s: places(s["mentions"], style), name=True)

        return self._section(
            "sources",
            "Who is cited",
            "Sources are matched by name. One without a name is never taken to be the same.",
            self._split(self._answer["sources"], row, "In both"),
            "Neither text cites anybody.",
        )

    def figures(self) -> Section:
        """Which numbers are given."""

        def line(pair: Json) -> str:
            said = []
            if pair["same_thing"] is False:
                said.append("The same number, but not of the same thing.")
            opened = {side: pair[side] and pair[side]["open"] for side in SIDES}
            if pair["first"] and pair["second"] and bool(opened["first"]) != bool(opened["second"]):
                side: Side = "first" if opened["first"] else "second"
                other: Side = "second" if opened["first"] else "first"
                said.append(
                    f"“{opened[side]['text']}” stands in {self._letters[side]} "
                    f"and not in {self._letters[other]}."
                )
            return " ".join([*said, self._from(pair)])

        def row(pair: Json) -> Row:
            style = style_of(pair, pair["same"] and pair["same_thing"])

            def drawn(figure: Json) -> tuple[tuple[int, int, str], ...]:
                opened = places([figure["open"]], "dotted") if figure["open"] else ()
                return (*places(figure["mentions"], style), *opened)

            return self._row(line(pair), pair, drawn)

        listed = self._answer["figures"]
        same = [p for p in listed if p["same"] and p["same_thing"]]
        other = [p for p in listed if p["same"] is False]
        thing = [p for p in listed if p["same"] and not p["same_thing"]]
        alone = [p for p in listed if p["same"] is None]
        return self._section(
            "figures",
            "Figures",
            "A figure is the same where the amount and what is counted are the same.",
            [
                self._group("The same in both", map(row, same)),
                self._group("Of the same thing, but different", map(row, other)),
                self._group("The same number of something else", map(row, thing)),
                *self._split(alone, row, ""),
            ],
            "Neither text gives a figure.",
        )

    def quotations(self) -> Section:
        """Which words stand in quotation marks."""

        def row(pair: Json) -> Row:
            said = []
            if pair["same"] is False:
                one, two = (len(pair[side]["text"]) for side in SIDES)
                more, less = (self._a, self._b) if one > two else (self._b, self._a)
                said.append(
                    "Not quite the same words."
                    if one == two
                    else f"{more} quotes more than {less}."
                )
            style = style_of(pair, pair["same"])
            line = " ".join([*said, self._from(pair)])
            return self._row(line, pair, lambda q: places([q], style))

        return self._section(
            "quotations",
            "Quotations",
            "Words in quotation marks, also where nobody is quoted.",
            self._split(self._answer["quotations"], row, "In both"),
            "Neither text has quotation marks.",
        )

    def shifts(self) -> Section:
        """What is held open, or given to somebody, in one of them alone."""

        def given(side: Side, said: Json) -> str:
            name = self._names[side].get(said["source_id"] or "")
            if name:
                return f"{self._letters[side]} gives it to “{name}”."
            return f"{self._letters[side]} names no source for it."

        def row(shift: Json) -> Row:
            said = []
            for side in SIDES:
                cues = ", ".join(f"“{cue['text']}”" for cue in shift[side]["open"])
                if cues:
                    said.append(f"{self._letters[side]} holds it open: {cues}.")
                elif shift["kind"] == "hedge":
                    said.append(f"{self._letters[side]} has no such word.")
            said += [given(side, shift[side]) for side in SIDES]

            def drawn(clause: Json) -> tuple[tuple[int, int, str], ...]:
                return (*places([clause], "double"), *places(clause["open"], "dotted"))

            return self._row(" ".join(said), shift, drawn)

        def rows(kind: str, side: Side) -> Iterator[Row]:
            for shift in self._answer["shifts"]:
                has = shift[side]["open"] if kind == "hedge" else shift[side]["said"]
                if shift["kind"] == kind and has:
                    yield row(shift)

        a, b = self._a, self._b
        return self._section(
            "shifts",
            "How sure",
            "The same thing, said in two ways. A ‘may’ that is gone is a question and no mistake: "
            "what happened in between? There may be a good answer, such as new evidence.",
            [
                self._group(f"Held open in {a}, not in {b}", rows("hedge", "first")),
                self._group(f"Held open in {b}, not in {a}", rows("hedge", "second")),
                self._group(f"Somebody says it in {a}, nobody in {b}", rows("source", "first")),
                self._group(f"Somebody says it in {b}, nobody in {a}", rows("source", "second")),
            ],
            "Sayso found nothing that one text holds open and the other does not. It compares "
            "words, and misses what is put in other words.",
        )

    def _section(
        self, id_: str, title: str, about: str, groups: Iterable[Group], none: str
    ) -> Section:
        return Section(id_, title, about, tuple(g for g in groups if g.rows), none)

    def _group(self, title: str, rows: Iterable[Row]) -> Group:
        return Group(title, tuple(rows))

    def _split(self, pairs: list[Json], row: Callable[[Json], Row], both: str) -> list[Group]:
        return [
            self._group(both, (row(p) for p in pairs if p["first"] and p["second"])),
            self._group(f"Only in {self._a}", (row(p) for p in pairs if not p["second"])),
            self._group(f"Only in {self._b}", (row(p) for p in pairs if not p["first"])),
        ]

    def _row(
        self,
        line: str,
        pair: Json,
        drawn: Callable[[Json], tuple[tuple[int, int, str], ...]],
        *,
        name: bool = False,
    ) -> Row:
        return Row(
            line,
            tuple(
                Words(
                    side,
                    self._letters[side],
                    pair[side]["name" if name else "text"],
                    drawn(pair[side]),
                )
                for side in SIDES
                if pair[side]
            ),
        )

    def _from(self, pair: Json) -> str:
        """Whose figure or words they are said to be."""
        there = [side for side in SIDES if pair[side]]
        names = [self._names[side].get(pair[side]["source_id"] or "") for side in there]
        if len(there) == 1:
            return f"From “{names[0]}”." if names[0] else "No source is found for it."
        return " ".join(
            f"{self._letters[side]}: {f'from “{name}”' if name else 'no source found'}."
            for side, name in zip(there, names, strict=True)
        )


def times(count: int) -> str:
    """*once*, *twice*, *3 times*."""
    return _TIMES.get(count, f"{count} times")


def kind_of(source: Json) -> str:
    """What there is to say about a source that is no name."""
    if source["kind"] == "document":
        return " A document."
    return "" if source["named"] or source["kind"] == "thing" else " Without a name."


def style_of(pair: Json, same: bool | None) -> str:
    """The line for a finding: in one text, in both, or in both and different."""
    if not pair["first"] or not pair["second"]:
        return "dashed"
    return "solid" if same else "double"


def places(spans: Iterable[Json], line: str) -> tuple[tuple[int, int, str], ...]:
    """Places with the line that is drawn there."""
    return tuple((span["start"], span["end"], line) for span in spans)
