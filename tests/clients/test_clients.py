"""Programs that nobody here wrote, which speak to LanguageTool servers, pointed at a running Sayso."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import language_tool_python
import pytest
from language_tool_python.exceptions import LanguageToolError

HERE = Path(__file__).parent
TEXT = (
    "🙂🙂 Two officials said on Monday that the ferry may stop. Critics say the 🙂 harbour of Ossa "
    "has lost more than 300 boats. The crane was reportedly sold in June."
)
MARKDOWN = "# Ferry\n\nThe **ferry** to *Brisk* may stop, [two officials](https://a.example) said."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `sayso serve --languagetool`."""
    log = tmp_path_factory.mktemp("clients") / "log.txt"
    command = [sys.executable, "-m", "sayso.cli", "serve", "--port", "0", "--workers", "1"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "--languagetool"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert found, log.read_text()
    yield found[0]
    process.terminate()
    process.wait(20)
    process.stdout.close()
    assert "ferry" not in log.read_text()


@pytest.fixture
def tool(server: str) -> Iterator[language_tool_python.LanguageTool]:
    with language_tool_python.LanguageTool("en-GB", remote_server=server) as tool:
        yield tool


def words(match: Any, text: str) -> str:
    return text[match.offset : match.offset + match.error_length]


def test_language_tool_python_finds_the_words(tool: language_tool_python.LanguageTool) -> None:
    matches = tool.check(TEXT)
    found = {match.rule_id: words(match, TEXT) for match in matches}
    assert found["SAYSO_MODAL_HEDGE"] == "may"
    assert found["SAYSO_EVIDENTIAL_ADVERB"] == "reportedly"
    assert found["SAYSO_APPROXIMATOR"] == "more than"
    for match in matches:
        assert match.rule_issue_type == "style"
        assert match.category in {"SOURCING", "HEDGING", "ARTICLE"}
        assert match.replacements == []
        assert match.message.endswith("?")
        assert match.sentence in TEXT


def test_language_tool_python_switches_rules_off_and_on(
    tool: language_tool_python.LanguageTool,
) -> None:
    def rules() -> set[str]:
        return {match.rule_id for match in tool.check(TEXT)}

    everything = rules()
    tool.disabled_rules = {"SAYSO_MODAL_HEDGE", "MORFOLOGIK_RULE_EN_US"}
    assert rules() == everything - {"SAYSO_MODAL_HEDGE"}
    tool.disabled_rules = set()
    tool.disabled_categories = {"HEDGING"}
    assert "SAYSO_APPROXIMATOR" not in rules()
    tool.disabled_categories = set()
    tool.enabled_rules = {"SAYSO_APPROXIMATOR"}
    tool.enabled_rules_only = True
    assert rules() == {"SAYSO_APPROXIMATOR"}


def test_language_tool_python_changes_no_text(tool: language_tool_python.LanguageTool) -> None:
    assert tool.correct(TEXT) == TEXT


def test_language_tool_python_takes_no_other_language(server: str) -> None:
    with pytest.raises(ValueError, match="unsupported language"):
        language_tool_python.LanguageTool("de-DE", remote_server=server)


def test_language_tool_python_shows_what_is_wrong(tool: language_tool_python.LanguageTool) -> None:
    with pytest.raises(LanguageToolError, match="Error: The text has 201,000 characters"):
        tool.check("a " * 100_500)


@pytest.fixture(scope="module")
def node() -> str:
    binary = shutil.which("node")
    if binary is None or not (HERE / "node_modules" / "gramma").is_dir():
        message = "No gramma on this machine; 'make test' installs it."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return binary


def gramma(node: str, server: str, text: str, **options: Any) -> subprocess.CompletedProcess[str]:
    asked = {"text": text, "api_url": f"{server}v2/check", **options}
    return subprocess.run(
        [node, HERE / "check.cjs"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def by_utf_16(text: str, match: dict[str, Any]) -> str:
    units = text.encode("utf-16-le")
    return units[2 * match["offset"] : 2 * (match["offset"] + match["length"])].decode("utf-16-le")


def test_gramma_finds_the_words(node: str, server: str) -> None:
    done = gramma(node, server, TEXT)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    found = {match["rule"]["id"]: match for match in answer["matches"]}
    assert {"SAYSO_MODAL_HEDGE", "SAYSO_EVIDENTIAL_ADVERB", "SAYSO_APPROXIMATOR"} <= found.keys()
    for match in answer["matches"]:
        # gramma cuts the word out of the context by itself, in JavaScript's own units.
        assert match["word"] == by_utf_16(TEXT, match)
    assert found["SAYSO_APPROXIMATOR"]["word"] == "more than"


def test_gramma_sends_markup_and_gets_places_in_the_whole(node: str, server: str) -> None:
    done = gramma(node, server, MARKDOWN, markdown=True)
    assert done.returncode == 0, done.stderr
    found = {m["rule"]["id"]: by_utf_16(MARKDOWN, m) for m in json.loads(done.stdout)["matches"]}
    assert found["SAYSO_MODAL_HEDGE"] == "may"
    assert "two officials" in found.values()


def test_gramma_switches_a_category_off(node: str, server: str) -> None:
    done = gramma(node, server, TEXT, rules={"hedging": False})
    families = {m["rule"]["category"]["id"] for m in json.loads(done.stdout)["matches"]}
    assert "SOURCING" in families
    assert "HEDGING" not in families


def test_gramma_shows_what_is_wrong(node: str, server: str) -> None:
    done = gramma(node, server, "a " * 100_500)
    assert done.returncode == 1
    assert "Error: The text has 201,000 characters" in done.stderr
