"""Lessons for a class: what to do, minute by minute, with a handout and its key.

A lesson is a file in ``site/lessons``. Its sentences are templates: ``say("a-specimen", "words")``
quotes a specimen, with the line in which the words stand, and fails where they do not occur;
``figure(…)`` counts in a key. So no lesson can quote what a specimen no longer says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from key import read_key
from sayso.note import Note
from sheets import Sheet, by_hand

FOLDER = Path(__file__).resolve().parent / "lessons"
# Minutes of the short way through a long lesson.
SHORT = 20
NUMBERS = (
    *("none", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Part of a lesson: how long it takes and what the class does."""

    minutes: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A question on the handout, room for the answer, and what the key says.

    ``room`` counts ruled lines. A table has ``columns``, and ``rows`` or rows with ``labels``.
    """

    ask: str
    key: str
    room: int = 0
    columns: tuple[str, ...] = ()
    rows: int = 0
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as its file describes it.

    ``shorter`` are the steps for 20 minutes where ``minutes`` are more; ``texts`` are the specimens
    that the handout prints.
    """

    slug: str
    title: str
    summary: str
    for_whom: str
    minutes: int
    specimens: tuple[str, ...]
    outcomes: tuple[str, ...]
    prepare: tuple[str, ...]
    steps: tuple[Step, ...]
    shorter: tuple[Step, ...]
    further: str
    said: tuple[tuple[str, str], ...]
    intro: str
    texts: tuple[str, ...]
    tasks: tuple[Task, ...]
    hooks: tuple[tuple[str, str], ...]


def read_lessons() -> list[Lesson]:
    """All lessons, in the order of their file names; ValueError where minutes do not add up."""
    return [_lesson(path) for path in sorted(FOLDER.glob("*.toml"))]


def letters(lessons: list[Lesson]) -> dict[str, str]:
    """The texts that a class compares, and the letters by which it calls them."""
    most = max(lessons, key=lambda lesson: len(lesson.specimens))
    return dict(zip(most.specimens, ascii_uppercase, strict=False))


def _lesson(path: Path) -> Lesson:
    data = tomllib.loads(path.read_text("utf-8"))
    handout = data["handout"]
    lesson = Lesson(
        slug=path.stem.partition("-")[2],
        title=data["title"],
        summary=data["summary"],
        for_whom=data["for_whom"],
        minutes=data["minutes"],
        specimens=tuple(data["specimens"]),
        outcomes=tuple(data["outcomes"]),
        prepare=tuple(data["prepare"]),
        steps=tuple(Step(**step) for step in data["steps"]),
        shorter=tuple(Step(**{"text": "", **step}) for step in data.get("shorter", ())),
        further=data["further"],
        said=tuple((each["pupil"], each["answer"]) for each in data["said"]),
        intro=handout["intro"],
        texts=tuple(handout.get("texts", ())),
        tasks=tuple(_task(task) for task in handout["tasks"]),
        hooks=tuple((hook["framework"], hook["fit"]) for hook in data["hooks"]),
    )
    for steps, minutes in ((lesson.steps, lesson.minutes), (lesson.shorter, SHORT)):
        taken = sum(step.minutes for step in steps)
        if steps and taken != minutes:
            raise ValueError(f"{path.name}: the steps take {taken} minutes and not {minutes}")
    return lesson


def _task(data: dict[str, Any]) -> Task:
    lists = {name: tuple(data.get(name, ())) for name in ("columns", "labels")}
    return Task(**{**data, **lists})


class Teller:
    """Fills in the sentences of lessons: quotations with their lines, figures, addresses."""

    def __init__(self, environment: Environment, sheets: Mapping[str, Sheet], root: str) -> None:
        self._environment = environment
        self._sheets = sheets
        self._root = root

    def __call__(self, sentence: str) -> Markup:
        """The sentence as HTML."""
        known = {
            **{"say": self._say, "figure": self._figure, "listed": self._listed},
            "link": self._link,
        }
        template = self._environment.from_string(sentence)
        return Markup(template.render(root=self._root, **known))

    def _link(self, address: str, words: str) -> Markup:
        """Words that lead to a page of the menu; words alone where the menu lacks it."""
        if address not in {each for each, _ in self._environment.globals["pages"]}:
            return Markup.escape(words)
        return Markup('<a href="{}">{}</a>').format(self._root + address, words)

    def _say(self, slug: str, words: str, *, line: bool = True) -> Markup:
        """Words of a specimen, and by default the line in which they begin."""
        return self._quoted(slug, words, self._sheets[slug].place_of(words), line=line)

    def _quoted(self, slug: str, words: str, at: int, *, line: bool = True) -> Markup:
        quoted = Markup('<q class="quoted" data-of="{}">{}</q>').format(slug, words)
        if not line:
            return quoted
        number = self._sheets[slug].line_at(at)
        return quoted + Markup(' <span class="in-line">(line {})</span>').format(number)

    def _figure(self, slug: str, *types: str) -> str:
        """How many notes of these types the key of a specimen has, as a word up to twelve."""
        count = len(self._keyed(slug, types))
        return NUMBERS[count] if count < len(NUMBERS) else str(count)

    def _listed(self, slug: str, *types: str) -> Markup:
        """The words that the key of a specimen has for these types, one after the other."""
        quoted = (
            self._quoted(slug, mark.text, mark.start)
            for note in self._keyed(slug, types)
            for mark in note.marks
        )
        return Markup(", ").join(quoted)

    def _keyed(self, slug: str, types: tuple[str, ...]) -> list[Note]:
        key = by_hand(read_key(slug, self._sheets[slug].words))
        return [entry.note for entry in key if entry.note.type in types]
