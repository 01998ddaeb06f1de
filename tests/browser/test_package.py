"""The extension as a package: words for every key, whole zips, the stores' own check."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.browser.fixtures import ROOT, build_extension

EXTENSION = ROOT / "extension"

# Web-ext's whole complaint about the Firefox zip: two assignments inside Readability, and what is asked
# of Chromium alone (a side panel, a page that nobody sees, whether there is one).
WARNINGS = ["UNSAFE_VAR_ASSIGNMENT"] * 2 + ["UNSUPPORTED_API"] * 3

# Keys that are put together from parts; each stands for the messages that begin so.
_ASSEMBLED = ("trouble_", "address_", "family_", "role_", "ruled_", "site_rule_")


def messages() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(
        (EXTENSION / "_locales" / "en" / "messages.json").read_text(encoding="utf-8")
    )
    return loaded


def own_files(*suffixes: str) -> list[Path]:
    """The extension's own source files."""
    return [
        path
        for path in sorted(EXTENSION.rglob("*"))
        if path.suffix in suffixes and "node_modules" not in path.parts and path.name != "types.js"
    ]


def used_keys() -> set[str]:
    keys: set[str] = set()
    for path in own_files(".js"):
        text = path.read_text(encoding="utf-8")
        keys |= set(re.findall(r"\bsay\(\s*\"(\w+)\"", text))
        keys |= set(re.findall(r"getMessage\(\"(\w+)\"", text))
        keys |= set(re.findall(r"\boffer\(\"(\w+)\"", text))
        keys |= set(re.findall(r"reason: \"((?:address|managed|token)_\w+)\"", text))
        keys |= set(re.findall(r"say\([^\"()]*\? \"(\w+)\" : \"\w+\"", text))
        keys |= set(re.findall(r"say\([^\"()]*\? \"\w+\" : \"(\w+)\"", text))
    for path in own_files(".html"):
        keys |= set(re.findall(r'data-words="(\w+)"', path.read_text(encoding="utf-8")))
    keys |= set(re.findall(r"__MSG_(\w+)__", (EXTENSION / "manifest.json").read_text("utf-8")))
    for name in ("words.js", "yourself-words.js"):
        words = (EXTENSION / "reader" / name).read_text(encoding="utf-8")
        keys |= set(re.findall(r"^  (\w+):", words, re.MULTILINE))
    return keys


def test_every_key_that_is_used_has_words() -> None:
    assert used_keys() - set(messages()) == set()


def test_no_words_are_left_over() -> None:
    known = {key for key in messages() if not key.startswith(_ASSEMBLED)}
    assert known - used_keys() == set()


def test_every_trouble_has_a_card() -> None:
    types = (EXTENSION / "types.d.ts").read_text(encoding="utf-8")
    kinds = re.findall(r'"([a-z-]+)"', types.partition("type TroubleKind =")[2].partition(";")[0])
    assert {"unreachable", "slow", "permission", "not-json", "refused"} <= set(kinds)
    for kind in kinds:
        key = f"trouble_{kind.replace('-', '_')}"
        assert {f"{key}_title", f"{key}_1", f"{key}_2"} <= set(messages()), kind


def test_no_sentence_is_written_in_the_pages() -> None:
    for path in own_files(".html"):
        text = re.sub(r"<title>.*?</title>|<!.*?>", "", path.read_text(encoding="utf-8"))
        assert re.sub(r"<[^>]*>", "", text).strip() == "", path.name


def test_no_sentence_is_written_in_the_scripts() -> None:
    """What people read comes from _locales; words.js has the same for pages without an extension."""
    sentence = re.compile(r"[A-Z“‘][\w’-]*[ ,][^<>{}()=]*[a-z]|(?:[a-z’]{2,} ){3}")
    found = []
    for path in own_files(".js"):
        # A list of words to leave out, and the plain words themselves.
        if path.name == "leave.js" or path.name.endswith("words.js"):
            continue
        code = re.sub(r"/\*.*?\*/|(?<![:}`])//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
        for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`', code):
            # What is filled in is code.
            text = re.sub(r"\$\{.*\}", "", "".join(literal))
            style = "{" in text and ";" in text
            if sentence.search(text) and not style:
                found.append(f"{path.name}: {text}")
    assert found == []


def test_words_and_messages_say_the_same() -> None:
    plain = (EXTENSION / "reader" / "words.js").read_text(encoding="utf-8")
    pairs = re.findall(r'^  (\w+): "((?:[^"\\]|\\.)*)",$', plain, re.MULTILINE)
    assert len(pairs) > 30
    for key, words in pairs:
        assert messages()[key]["message"] == json.loads(f'"{words}"'), key


def test_the_store_text_gives_a_reason_for_each_permission() -> None:
    store = (EXTENSION / "STORE.md").read_text(encoding="utf-8")
    reasons = tomllib.loads((ROOT / "site" / "pages" / "permissions.toml").read_text("utf-8"))
    manifest = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    for group, named in reasons.items():
        assert set(named) == set(manifest[group])
        for permission, reason in named.items():
            assert f"| `{permission}` | {reason} |" in store
    short = messages()["description"]["message"]
    assert short in store and len(short) <= 132


def test_the_folder_loads_without_what_is_not_shipped(extension: Path) -> None:
    manifest = json.loads((extension / "manifest.json").read_text(encoding="utf-8"))
    assert "web_accessible_resources" not in manifest
    named = [
        *manifest["icons"].values(),
        "background.js",
        "panel.html",
        "options.html",
        "offscreen.html",
    ]
    background = (extension / "background.js").read_text(encoding="utf-8")
    injected = re.findall(r"\"((?:reader|lib)/[\w.]+|(?:copy|choice|content)\.js)\"", background)
    assert len(injected) >= 10
    for name in [*named, *injected]:
        assert (extension / name).is_file(), name
    assert not list(extension.rglob("*.ts")) and not (extension / "node_modules").exists()


def test_readability_is_the_one_from_npm(extension: Path) -> None:
    pinned = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    assert pinned["dependencies"] == {"@mozilla/readability": "0.6.0"}
    digest = hashlib.sha256((extension / "lib" / "Readability.js").read_bytes()).hexdigest()
    assert digest in (EXTENSION / "build.py").read_text(encoding="utf-8")
    assert (extension / "lib" / "LICENSE-Readability.md").is_file()


def test_the_lock_names_no_host() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    named = [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert named == []
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_zips_are_whole_and_the_same_each_time(
    extension: Path, tmp_path: Path, browser: str
) -> None:
    path = extension.with_name(f"sayso-{browser}.zip")
    assert build_extension(tmp_path).returncode == 0
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        inside = {name for name in archive.namelist() if not name.endswith("/")}
    assert inside == {
        p.relative_to(extension).as_posix() for p in extension.rglob("*") if p.is_file()
    }
    assert ("sidebar_action" in manifest) == (browser == "firefox")
    assert ("service_worker" in manifest["background"]) == (browser == "chromium")


def test_the_stores_check_finds_no_error(extension: Path, tmp_path: Path) -> None:
    tool = EXTENSION / "node_modules" / ".bin" / "web-ext"
    assert tool.exists(), "web-ext is not installed: run 'npm ci' in extension/"
    shutil.unpack_archive(extension.with_name("sayso-firefox.zip"), tmp_path)
    done = subprocess.run(
        [
            str(tool),
            "lint",
            "--source-dir",
            str(tmp_path),
            "--output",
            "json",
            "--no-config-discovery",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert sorted(warning["code"] for warning in found["warnings"]) == WARNINGS
