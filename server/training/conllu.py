"""Read Universal Dependencies so that the raw text stays exact.

Words inside a multiword token ("do" + "n't") are written without a space between them, whatever
their own MISC column says; empty nodes are left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

KEPT_FEATURES = frozenset(
    [
        "Case",
        "Definite",
        "Degree",
        "Gender",
        "Mood",
        "Number",
        "Person",
        "Polarity",
        "Poss",
        "PronType",
        "Reflex",
        "Tense",
        "VerbForm",
        "Voice",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Word:
    form: str
    lemma: str
    pos: str
    tag: str
    morph: str
    head: int
    dep: str
    space_after: bool


@dataclass(frozen=True, kw_only=True)
class Sentence:
    text: str
    words: tuple[Word, ...]
    opens_document: bool = False
    opens_paragraph: bool = False


@dataclass
class _Draft:
    text: str = ""
    opens_document: bool = False
    opens_paragraph: bool = False
    rows: list[list[str]] = field(default_factory=list)
    ranges: dict[int, tuple[int, bool]] = field(default_factory=dict)


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file; ValueError where a text does not fit."""
    with path.open(encoding="utf-8") as lines:
        yield from parse_conllu(lines)


def parse_conllu(lines: Iterable[str]) -> Iterator[Sentence]:
    """Yield sentences from the lines of a CoNLL-U file. Heads count from 0; a root is its own."""
    draft = _Draft()
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if draft.rows:
                yield _finish(draft)
                draft = _Draft()
            continue
        if line.startswith("#"):
            _read_comment(line, draft)
            continue
        _read_row(line.split("\t"), draft)
    if draft.rows:
        yield _finish(draft)


def _read_comment(line: str, draft: _Draft) -> None:
    key, _, value = line[1:].partition("=")
    key = key.strip()
    if key == "text":
        draft.text = value.strip()
    if key.startswith("newdoc"):
        draft.opens_document = draft.opens_paragraph = True
    if key.startswith("newpar"):
        draft.opens_paragraph = True


def _read_row(row: list[str], draft: _Draft) -> None:
    if "." in row[0]:
        return
    if "-" in row[0]:
        first, last = (int(part) for part in row[0].split("-"))
        draft.ranges[first] = (last, "SpaceAfter=No" not in row[9])
        return
    draft.rows.append(row)


def _finish(draft: _Draft) -> Sentence:
    words = []
    range_end, range_space = 0, True
    for number, row in enumerate(draft.rows, 1):
        if number in draft.ranges:
            range_end, range_space = draft.ranges[number]
        space = "SpaceAfter=No" not in row[9]
        if number < range_end:
            space = False
        elif number == range_end:
            space = range_space
        words.append(
            Word(
                form=row[1],
                lemma=row[2] if row[2] != "_" or row[1] == "_" else row[1],
                pos=row[3],
                tag=row[4],
                morph=_keep_features(row[5]),
                head=(int(row[6]) or number) - 1,
                dep="ROOT" if row[6] == "0" else row[7],
                space_after=space,
            )
        )
    built = "".join(word.form + " " * word.space_after for word in words).strip()
    if built != draft.text:
        raise ValueError(f"words do not make the text: {built!r} is not {draft.text!r}")
    return Sentence(
        text=draft.text,
        words=tuple(words),
        opens_document=draft.opens_document,
        opens_paragraph=draft.opens_paragraph,
    )


def _keep_features(column: str) -> str:
    if column == "_":
        return ""
    kept = (part for part in column.split("|") if part.partition("=")[0] in KEPT_FEATURES)
    return "|".join(kept)
