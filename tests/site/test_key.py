"""Keys: their entries stand where they say, mistakes are told, and the comparison leaves nothing out."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from sayso.note import Mark, Note

SITE = Path(__file__).resolve().parents[2] / "site"
TEXT = "Pier may close\n\nSources say the pier may close. 🚢 Sources close to the mayor say it may not."
NOTE = """[[note]]
type = "bare-unnamed-source"
words = "Sources"
within = "Sources say"
why = "Nothing is said about who they are."
must = true
"""


@pytest.fixture(scope="module")
def key() -> Any:
    """The module of the site that reads keys."""
    spec = importlib.util.spec_from_file_location("key", SITE / "key.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["key"] = module
    spec.loader.exec_module(module)
    return module


def written(folder: Path, words: str) -> Path:
    (folder / "pier.toml").write_text(words, "utf-8")
    return folder


def entry(**given: str | int | bool) -> str:
    """An entry of a key with these lines instead of the usual ones; an empty one is left out."""
    lines = {"type": '"modal-hedge"', "words": '"may"', "why": '"It is left open."', "must": "true"}
    lines |= {name: str(value) for name, value in given.items()}
    return "[[note]]\n" + "\n".join(f"{name} = {value}" for name, value in lines.items() if value)


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ({"nth": 1}, 5),
        ({"nth": 2}, 37),
        ({"within": '"say it may not"'}, 84),
        (
            {"within": '"the pier may close. 🚢 Sources close to the mayor say it may"', "nth": 2},
            84,
        ),
        ({"words": '"Pier"'}, 0),
        ({"words": '"may not."'}, 84),
    ],
)
def test_an_entry_stands_at_its_words(
    key: Any, tmp_path: Path, given: dict[str, Any], start: int
) -> None:
    [note] = key.read_key("pier", TEXT, written(tmp_path, entry(**given))).notes
    assert note.start == start
    assert TEXT[note.start : note.end] == note.words


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (entry(words='"must"'), "note 1 (modal-hedge): “must” stands 0 times in the text; copy"),
        (entry(), "“may” stands 3 times in the text; say which with 'nth' (1 to 3) or 'within'"),
        (entry(nth=4), "“may” stands 3 times in the text, so 'nth' cannot be 4"),
        (entry(nth=0), "'nth' cannot be 0"),
        (entry(nth="true"), "'nth' is a whole number"),
        (entry(within='"close"'), "“close” stands 3 times in the text; give as 'within' a stretch"),
        (entry(within='"Sources close"'), "“may” stands 0 times in “Sources close”"),
        (entry(words="", nth=1), "need 'words'"),
        (entry(words='""'), "“” stands 0 times"),
        (entry(words="3"), "'words' is text"),
        (entry(type='"maybe"'), "note 1 (maybe): no note type has this id"),
        (entry(why='" "'), "say in 'why'"),
        (entry(must=""), "say 'must' too"),
        (entry(must='"yes"'), "'must' is true or false"),
        (entry(nth=1, colour='"red"'), "an entry has no 'colour'"),
        (NOTE + entry(words='"must"'), "note 2 (modal-hedge)"),
        ("[[loud]]\n", "no 'loud'"),
        ("note = 3\n", "'note' is a list of entries"),
        ("[[note]\n", "is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_what_to_do(
    key: Any, tmp_path: Path, words: str, told: str
) -> None:
    with pytest.raises(ValueError, match=r"pier\.toml") as caught:
        key.read_key("pier", TEXT, written(tmp_path, words))
    assert told in str(caught.value)


def test_a_text_without_a_key_has_none(key: Any, tmp_path: Path) -> None:
    assert key.read_key("pier", TEXT, tmp_path) is None


def note(kind: str, words: str = "", nth: int = 0) -> Note:
    at = [i for i in range(len(TEXT)) if words and TEXT.startswith(words, i)]
    marks = (Mark("source", at[nth], at[nth] + len(words), words),) if words else ()
    return Note(kind, "sourcing", "observation", "…", marks)


def test_key_and_notes_are_set_side_by_side(key: Any, tmp_path: Path) -> None:
    words = "\n".join(
        [
            NOTE,
            entry(nth=2),
            entry(words='"Sources close to the mayor"', type='"described-unnamed-source"'),
            entry(words='"close"', nth=1, must="false"),
            entry(type='"single-origin"', words=""),
            '[[quiet]]\ntype = "modal-hedge"\nwords = "may"\nnth = 1\nwhy = "The headline."',
            '[[quiet]]\ntype = "no-direct-quotation"\nwhy = "None is needed."',
        ]
    )
    found = [
        note("modal-hedge", "may"),
        note("bare-unnamed-source", "Sources say"),
        note("bare-unnamed-source", "Sources close"),
        note("single-origin"),
    ]
    beside = key.set_beside(key.read_key("pier", TEXT, written(tmp_path, words)), found)
    assert [(p.key.type, p.found) for p in beside.both] == [
        ("bare-unnamed-source", (found[1],)),
        ("single-origin", (found[3],)),
    ]
    assert [(p.key.type, p.instead) for p in beside.missed] == [
        ("modal-hedge", ()),
        ("described-unnamed-source", (found[2],)),
    ]
    assert [(p.key.words, p.found) for p in beside.debatable] == [("close", ())]
    assert [(a.note, a.quiet and a.quiet.why) for a in beside.alone] == [
        (found[0], "The headline."),
        (found[2], None),
    ]
    assert [(p.key.type, p.found) for p in beside.quiet] == [
        ("modal-hedge", (found[0],)),
        ("no-direct-quotation", ()),
    ]
