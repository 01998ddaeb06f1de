"""The habits of this project as code: where things go, what they are called, who may know what."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso import marked
from sayso.cli import main
from sayso.note import ROLES, NoteType
from sayso.notes import NOTE_TYPES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "server" / "sayso"
EXTENSION = ROOT / "extension"
SITE = ROOT / "site"

TOP = {
    *("README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", "constraints.txt"),
    *(".ci", ".gitignore", "docs", "server", "extension", "site", "tests"),
    # Engines for containers look for these two here.
    *("deploy", ".containerignore", ".dockerignore"),
}

# From left to right: text → Doc → annotations → notes → ranking → JSON, then who uses them. A
# module imports only from its left, or from its own folder.
ORDER = (
    *("text", "casing", "lexicons", "lexicon", "network", "annotate", "note", "marked", "notes"),
    *("pipeline", "ledger", "comparable", "rank", "settle", "considered", "undone", "analyse"),
    *("namesakes", "compare", "wire", "export", "deadline", "corpus"),
    *("terminal", "explain", "evaluate", "weasel", "accuracy"),
    *("scaffold", "generate", "web", "cli"),
)

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
# Words for which the field, or this project, has a better one (docs/architecture.md).
OTHER_WORDS = re.compile(r"speaker|flag|issue|violation|score", re.IGNORECASE)
VERDICTS = re.compile(
    r"\b(?:fake|biased|unreliable|misleading|propaganda|red[ -]flags?)\b", re.IGNORECASE
)


def tracked(*under: str) -> list[Path]:
    """Files of the project as git sees them: not those made by a build."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *under],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def python_files() -> list[Path]:
    return [path for path in tracked("server/sayso") if path.suffix == ".py"]


def scripts(*under: str) -> list[Path]:
    return [path for path in tracked(*under) if path.suffix in {".js", ".mjs"}]


def module(path: Path) -> str:
    """The dotted name inside the package: ``annotate.hedges``; empty for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


# --------------------------------------------------------------------------- where things go


def test_nothing_else_lies_at_the_top() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert found - TOP == set()
    assert {"README.md", "LICENSE", "Makefile", "pyproject.toml", ".ci"} <= found


def test_readme_shows_the_two_commands_in_order() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert 0 <= readme.find("make run") < readme.find("make test")


def test_ci_calls_the_one_command_and_nothing_cleverer() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1] == "exec make test"
    assert len(lines) <= 4


def test_every_requirement_is_pinned() -> None:
    pinned = {
        re.split(r"==", line)[0].strip().lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    project = importlib.import_module("tomllib").loads(
        (ROOT / "pyproject.toml").read_text("utf-8")
    )["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {re.match(r"[A-Za-z0-9._-]+", want)[0].lower().replace("_", "-") for want in wanted}
    assert names - pinned == set()


def test_no_host_is_named_in_what_installs() -> None:
    for name in ("Makefile", "constraints.txt", "pyproject.toml", ".ci/run"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://|index-url|find-links|mirror", text), name


# --------------------------------------------------------------------------- what they are called


@pytest.mark.parametrize("path", tracked("server", "extension", "site", "tests"), ids=str)
def test_file_and_folder_names_say_something(path: Path) -> None:
    parts = {Path(part).stem.lower() for part in path.relative_to(ROOT).parts}
    assert parts & NAMES_THAT_SAY_NOTHING == set()


@pytest.mark.parametrize("path", python_files(), ids=ids(python_files()))
def test_our_words_for_our_things(path: Path) -> None:
    named = [
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and OTHER_WORDS.search(node.name)
    ]
    assert named == []


# --------------------------------------------------------------------------- note types


def note_files() -> list[Path]:
    return [path for path in (PACKAGE / "notes").glob("*.py") if path.stem != "__init__"]


def test_every_file_in_notes_is_a_note_type_and_conversely() -> None:
    assert {path.stem.replace("_", "-") for path in note_files()} == {t.id for t in NOTE_TYPES}
    assert len({t.id for t in NOTE_TYPES}) == len(NOTE_TYPES)


@pytest.mark.parametrize("note_type", NOTE_TYPES, ids=lambda t: t.id)
def test_a_note_type_is_whole(note_type: NoteType) -> None:
    file_name = note_type.id.replace("-", "_")
    # `sayso.notes.x` is the NoteType once the package has imported it, hence no getattr here.
    assert note_type.find.__module__ == f"sayso.notes.{file_name}"
    assert note_type.find.__name__ == file_name
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", note_type.id)
    assert 0 < len(note_type.title) <= 40
    assert note_type.definition.endswith(".")
    assert note_type.question.endswith("?") or "? " in note_type.question
    assert note_type.often_fine.strip()
    assert note_type.basis.strip()
    assert len(set(note_type.examples)) == len(note_type.examples) >= 3
    assert len(set(note_type.near_misses)) == len(note_type.near_misses) >= 3
    for example in note_type.examples:
        _, marks = marked.read(example)
        # A note about the whole article has no words of its own.
        assert marks or note_type.family == "article", f"nothing is marked in {example!r}"
        assert {mark.role for mark in marks} <= ROLES
    for near_miss in note_type.near_misses:
        assert not marked.read(near_miss)[1], f"a near miss has marks: {near_miss!r}"


@pytest.mark.parametrize("path", note_files(), ids=lambda p: p.stem)
def test_notes_do_not_see_each_other(path: Path) -> None:
    others = {f"sayso.notes.{other.stem}" for other in note_files()} | {"sayso.notes"}
    assert others & set(imported(path)) == set()


# --------------------------------------------------------------------------- who knows what


@pytest.mark.parametrize("path", python_files(), ids=ids(python_files()))
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    own = module(path).partition(".")[0]
    if not own:  # the package's own __init__ imports nothing of it
        assert not any(name.startswith("sayso") for name in imported(path))
        return
    assert own in ORDER, f"{own} has no place in ORDER yet"
    for name in imported(path):
        first, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if first == "sayso" and other in ORDER and other != own:
            assert ORDER.index(other) < ORDER.index(own), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", python_files(), ids=ids(python_files()))
def test_only_web_knows_http(path: Path) -> None:
    known = {name.partition(".")[0] for name in imported(path)}
    inside = path.relative_to(PACKAGE).parts[0] == "web"
    assert inside or known & {"flask", "flask_cors", "werkzeug", "gunicorn", "http"} == set()


@pytest.mark.parametrize("path", python_files(), ids=ids(python_files()))
def test_only_wire_computes_utf_16(path: Path) -> None:
    computes = re.search(
        r"code\(\s*[\"']utf-?16|utf_16|0x1?0?FFFF\b|0x10000\b", path.read_text("utf-8"), re.I
    )
    assert path.name == "wire.py" or not computes


@pytest.mark.parametrize("path", scripts("extension/reader"), ids=ids(scripts("extension/reader")))
def test_reader_knows_no_extension_and_no_network(path: Path) -> None:
    code = path.read_text("utf-8")
    assert not re.search(r"\b(?:chrome|browser)\s*\.|\bfetch\s*\(|XMLHttpRequest|WebSocket", code)
    # Classic scripts: the same files go into pages, the panel and the site.
    assert not re.search(r"^\s*(?:import|export)\b", code, re.MULTILINE)
    assert path.name == "types.js" or "globalThis.sayso ??= {}" in code


@pytest.mark.parametrize("path", scripts("extension"), ids=ids(scripts("extension")))
def test_only_api_fetches(path: Path) -> None:
    fetches = re.search(
        r"\bfetch\s*\(|XMLHttpRequest|sendBeacon|WebSocket", path.read_text("utf-8")
    )
    assert path.relative_to(EXTENSION).as_posix() == "api.js" or not fetches


@pytest.mark.parametrize(
    "path", scripts("extension", "site"), ids=ids(scripts("extension", "site"))
)
def test_scripts_write_text_and_never_markup(path: Path) -> None:
    writes = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    assert not re.search(writes, path.read_text("utf-8"))


def test_the_extension_asks_for_no_site_beforehand() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    wanted = {"activeTab", "contextMenus", "offscreen", "scripting", "storage", "sidePanel"}
    assert set(manifest["permissions"]) <= wanted
    assert manifest["host_permissions"] == ["http://127.0.0.1/*"]
    assert "content_scripts" not in manifest


# --------------------------------------------------------------------------- what people read


def shown_strings(path: Path) -> Iterator[str]:
    """String literals of a Python file, save for examples and word lists, which quote the news."""
    tree = ast.parse(path.read_text("utf-8"))
    quoted: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"examples", "near_misses"}:
            quoted |= set(ast.walk(node))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "frozenset":
            quoted |= set(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in quoted:
            yield node.value


def test_no_verdict_is_ever_shown() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {text!r}"
        for path in python_files()
        for text in shown_strings(path)
        if VERDICTS.search(text)
    ]
    pages = [
        path
        for path in tracked("extension", "site", "README.md", "docs")
        if path.suffix in {".js", ".html", ".md", ".toml", ".css"}
        or path.match("_locales/*/messages.json")
    ]
    found += [
        f"{path.relative_to(ROOT)}: {found[0]!r}"
        for path in pages
        if path.name != "types.js" and (found := VERDICTS.findall(path.read_text("utf-8")))
    ]
    assert found == []


# --------------------------------------------------------------------------- what is derived


def test_derived_files_are_fresh() -> None:
    result = CliRunner().invoke(main, ["generate", "--check"])
    assert result.exit_code == 0, result.output
