"""What deploy/Containerfile says, as far as tests ask."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "Containerfile"


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what follows it, on one line."""
    text = re.sub(r"^#.*\n", "", FILE.read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


def sources() -> list[str]:
    """The paths of the repository that are copied into the image, in order."""
    copies = [rest.split() for word, rest in instructions() if word == "COPY"]
    return [path for copy in copies if not copy[0].startswith("--from") for path in copy[:-1]]


def tracked() -> list[str]:
    """The repository's files, as a fresh clone has them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def copy(folder: Path) -> Path:
    """Put into a folder what the build copies into the image, and nothing else."""
    wanted = sources()
    for name in tracked():
        if any(name == path or name.startswith(f"{path}/") for path in wanted):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    return folder
