"""The built pages as files: whole, linked, light, with nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sayso.notes import NOTE_TYPES

ROOT = Path(__file__).resolve().parents[2]
VOID = {"meta", "link", "input", "br", "img", "hr"}
LOADED = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")}
HOME_BYTES = 200_000


@dataclass
class Node:
    """An element: name, attributes, and the words inside it, elements within included."""

    tag: str
    attributes: dict[str, str]
    within: tuple[str, ...]
    words: str = ""


@dataclass
class Page(HTMLParser):
    """One page, read by the standard library's own parser."""

    path: Path
    nodes: list[Node] = field(default_factory=list)
    open: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = tuple(node.tag for node in self.open)
        node = Node(tag, {name: value or "" for name, value in attrs}, within)
        self.nodes.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{self.path}: </{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"{self.path}: </{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for node in self.open:
            node.words += data

    def all(self, tag: str, kind: str = "") -> list[Node]:
        """Elements of a name, and of a class where one is given."""
        return [
            node
            for node in self.nodes
            if node.tag == tag and (not kind or kind in node.attributes.get("class", "").split())
        ]

    def ids(self) -> list[str]:
        return [node.attributes["id"] for node in self.nodes if "id" in node.attributes]


@pytest.fixture(scope="module")
def pages(dist: Path) -> dict[str, Page]:
    """All pages by their address inside the site."""
    return {path.relative_to(dist).as_posix(): Page(path) for path in sorted(dist.rglob("*.html"))}


def links(page: Page) -> Iterator[str]:
    for node in page.nodes:
        for name in ("href", "src"):
            if name in node.attributes:
                yield node.attributes[name]


def test_every_note_type_has_its_page(pages: dict[str, Page]) -> None:
    expected = {f"types/{note_type.id}.html" for note_type in NOTE_TYPES}
    assert expected == {name for name in pages if name.startswith("types/")} - {"types/index.html"}
    for note_type in NOTE_TYPES:
        page = pages[f"types/{note_type.id}.html"]
        words = " ".join(page.all("main")[0].words.split())
        for wanted in (note_type.title, note_type.definition, note_type.question):
            assert wanted in words
        assert len(page.all("figure", "example")) == len(note_type.examples)


def test_every_page_says_what_it_is(pages: dict[str, Page]) -> None:
    assert {"index.html", "types/index.html", "install.html", "about.html"} <= set(pages)
    titles = [page.all("title")[0].words for page in pages.values()]
    assert len(set(titles)) == len(titles)
    for name, page in pages.items():
        assert page.all("html")[0].attributes["lang"] == "en", name
        assert len(page.all("main")) == 1, name
        assert len(page.all("h1")) == 1, name
        assert len(set(page.ids())) == len(page.ids()), name
        assert not page.open, name
        assert "Notes describe wording. They do not say whether it is true." in " ".join(
            page.all("footer")[0].words.split()
        )


def test_every_link_leads_somewhere(pages: dict[str, Page], dist: Path) -> None:
    for name, page in pages.items():
        for link in links(page):
            parts = urlsplit(link)
            assert not parts.scheme, f"{name}: {link}"
            assert not parts.netloc, f"{name}: {link}"
            # Relative and with a file name, so that it works from a folder too.
            assert not parts.path.startswith("/"), f"{name}: {link}"
            target = (dist / name).parent / unquote(parts.path) if parts.path else dist / name
            assert target.resolve().is_file(), f"{name}: {link}"
            if parts.fragment:
                there = pages[target.resolve().relative_to(dist.resolve()).as_posix()]
                assert parts.fragment in there.ids(), f"{name}: {link}"


def test_nothing_is_loaded_from_elsewhere(dist: Path) -> None:
    for path in dist.rglob("*"):
        if path.suffix == ".css":
            assert not re.search(r"@import|url\(", path.read_text("utf-8")), path.name
    assert {path.suffix for path in dist.rglob("*") if path.is_file()} <= {
        ".png",
        ".html",
        ".css",
        ".js",
        ".svg",
        # The whole site to take along.
        ".zip",
    }


def test_no_script_or_style_inside_a_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert not page.all("style"), name
        for script in page.all("script"):
            assert script.attributes.get("src"), name
            assert not script.words.strip(), name
        for node in page.nodes:
            assert "style" not in node.attributes, name
            assert not [a for a in node.attributes if a.startswith("on")], name


def test_the_site_has_all_parts_of_the_reader(pages: dict[str, Page], dist: Path) -> None:
    there = {path.name for path in (ROOT / "extension" / "reader").glob("*.js")}
    assert there == {path.name for path in (dist / "reader").glob("*.js")}
    sources = [
        script.attributes["src"]
        for name in ("index.html", "mark-it-yourself.html", "specimens/orle-rumour.html")
        for script in pages[name].all("script")
    ]
    assert there == {Path(source).name for source in sources if "reader/" in source}


def test_home_is_light(pages: dict[str, Page], dist: Path) -> None:
    loaded = {
        node.attributes[name]
        for node in pages["index.html"].nodes
        for tag, name in LOADED
        if node.tag == tag and name in node.attributes
    }
    files = [dist / "index.html", *(dist / name for name in loaded)]
    assert sum(file.stat().st_size for file in files) <= HOME_BYTES


def test_the_specimen_shows_all_its_notes_without_scripts(pages: dict[str, Page]) -> None:
    home = pages["index.html"]
    answer = json.loads(home.all("article", "text")[0].attributes["data-answer"])
    entries = [node for node in home.all("li") if node.attributes.get("id", "").startswith("note-")]
    assert len(entries) == len(answer["notes"]) == answer["summary"]["notes"]
    placed = [note["id"] for note in answer["notes"] if note["start"] is not None]
    refs = home.all("a", "ref")
    assert sorted(ref.attributes["data-note"] for ref in refs) == sorted(placed)
    # The numbers are drawn by the stylesheet: the words of the page are the words analysed.
    assert all(ref.words == "" and ref.attributes["aria-label"] for ref in refs)
    assert home.all("details", "list")[0].attributes == {"class": "list", "open": ""}


def test_the_specimen_has_every_line_of_the_key(pages: dict[str, Page]) -> None:
    home = pages["index.html"]
    key = {
        tuple(node.attributes["class"].split()[1:])
        for node in home.all("span", "line")
        if "ul" in node.within
    }
    types = {note_type.id: note_type for note_type in NOTE_TYPES}
    answer = json.loads(home.all("article", "text")[0].attributes["data-answer"])
    drawn = {(types[n["type"]].line, types[n["type"]].family) for n in answer["notes"]}
    assert key
    assert key <= drawn


def test_the_specimen_is_an_article_and_says_that_it_is_invented(pages: dict[str, Page]) -> None:
    home = pages["index.html"]
    assert 350 <= len(home.all("article", "text")[0].words.split()) <= 500
    assert "Invented for this page" in home.all("p", "label")[0].words


def test_every_permission_has_its_reason(pages: dict[str, Page]) -> None:
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text("utf-8"))
    asked = {
        permission
        for kind in ("permissions", "host_permissions", "optional_host_permissions")
        for permission in manifest[kind]
    }
    rows = {node.words for node in pages["install.html"].all("code") if "th" in node.within}
    assert rows == asked
