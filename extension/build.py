"""Make ``build/extension/`` to load into a browser, and a zip for each browser's store.

Nothing is bundled or changed: what lies here is what runs. Readability comes from npm, unmodified,
and is refused when its bytes are not the ones that were read through.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build"

FILES = (
    "manifest.json",
    "*.html",
    "*.css",
    "background.js",
    "api.js",
    "settings.js",
    "allowed.js",
    "managed.js",
    "managed.json",
    "article.js",
    "copy.js",
    "choice.js",
    "offscreen.js",
    "say.js",
    "panel.js",
    "leave.js",
    "take.js",
    "options.js",
    "content.js",
    "quiet.js",
    "marking.js",
    "reader/*.js",
    "reader/*.css",
    "icons/*.png",
    "_locales/*/messages.json",
)
READABILITY = HERE / "node_modules/@mozilla/readability"
READABILITY_SHA256 = "34dcab3d0832d0019f02990eed6b6124e029e8c32b9f0c6f2550544ff8dff174"
# The earliest time that a zip can hold; with it the same files make the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    """Build folder and zips; 1 with a sentence on stderr where a part is missing."""
    parser = argparse.ArgumentParser(description="Make the extension's folder and zips.")
    parser.add_argument("--out", type=Path, default=BUILD, help="where to, instead of build/")
    out = parser.parse_args().out.resolve()
    try:
        folder = build(out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for browser in ("chromium", "firefox"):
        pack(folder, out / f"sayso-{browser}.zip", browser)
    where = folder.relative_to(HERE.parent) if folder.is_relative_to(HERE.parent) else folder
    print(f"Load {where}/ into a browser; zips for the stores lie beside it.")
    return 0


class BuildError(Exception):
    """A part is missing or not what it should be; the message says what to do."""


def build(target: Path) -> Path:
    """Copy the extension's files into ``target/extension``. Raises BuildError."""
    folder = target / "extension"
    shutil.rmtree(folder, ignore_errors=True)
    for pattern in FILES:
        found = sorted(HERE.glob(pattern))
        if not found:
            raise BuildError(f"extension/{pattern} is missing.")
        for path in found:
            copy(path, folder / path.relative_to(HERE))
    if not (folder / "reader/types.js").exists():
        raise BuildError("extension/reader/types.js is missing. Run 'make generate'.")
    source = READABILITY / "Readability.js"
    if not source.exists():
        raise BuildError("Readability is not installed. Run 'npm ci' in extension/.")
    if hashlib.sha256(source.read_bytes()).hexdigest() != READABILITY_SHA256:
        raise BuildError(
            "Readability is not the file that build.py names. Check its version and its hash."
        )
    copy(source, folder / "lib/Readability.js")
    copy(READABILITY / "LICENSE.md", folder / "lib/LICENSE-Readability.md")
    return folder


def copy(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def pack(folder: Path, target: Path, browser: str) -> None:
    """Zip a folder for one browser's store, byte for byte the same each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(folder, browser):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)


def contents(folder: Path, browser: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes in order; the manifest without the keys that only the other browser knows."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        content = path.read_bytes()
        if path.relative_to(folder).as_posix() == "manifest.json":
            content = manifest(content, browser)
        yield path.relative_to(folder).as_posix(), content


def manifest(content: bytes, browser: str) -> bytes:
    """The manifest for one store: each complains about the other's keys."""
    keys = json.loads(content)
    if browser == "chromium":
        del keys["sidebar_action"], keys["browser_specific_settings"], keys["background"]["scripts"]
    else:
        del keys["side_panel"], keys["minimum_chrome_version"], keys["background"]["service_worker"]
        # Firefox takes what is set for a computer as it is.
        del keys["storage"]
        for permission in ("offscreen", "sidePanel"):
            keys["permissions"].remove(permission)
    return json.dumps(keys, indent=2, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    sys.exit(main())
