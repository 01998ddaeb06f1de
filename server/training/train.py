"""Train the three parts one after the other: `python -m training.train [PART …]`.

A part whose training is finished is not trained again; one that was stopped starts again from its
beginning (each takes some ten minutes). `--again` trains anew.
"""

import json
import os
import shutil
import subprocess
import sys
import time

from training.places import HERE, PREPARED, RUNS, SERVER

PARTS = ("syntax", "attribution", "ner")
_DONE = "finished.json"


def main() -> None:
    """Train the parts named on the command line, or all; exits with the code of one that fails."""
    again = "--again" in sys.argv
    chosen = [item for item in sys.argv[1:] if not item.startswith("-")] or list(PARTS)
    unknown = set(chosen) - set(PARTS)
    if unknown:
        sys.exit(f"unknown part {', '.join(sorted(unknown))}: choose from {', '.join(PARTS)}")
    for part in PARTS:
        if part not in chosen:
            continue
        if (RUNS / part / _DONE).exists() and not again:
            print(f"{part}: finished before, kept (--again to train anew)", flush=True)
            continue
        train(part)


def train(part: str) -> None:
    """Train one part into runs/PART; the parse of the corpus is made first where it is needed."""
    if part == "attribution" and not _parse_is_fresh():
        _run("training.parse")
    print(f"{part}: training", flush=True)
    folder = RUNS / part
    shutil.rmtree(folder, ignore_errors=True)
    start = time.time()
    _run("training.fit", str(HERE / f"{part}.cfg"), str(folder))
    minutes = round((time.time() - start) / 60, 1)
    (folder / _DONE).write_text(json.dumps({"part": part, "minutes": minutes}) + "\n")


def _parse_is_fresh() -> bool:
    """True where the parsed corpus is younger than the parser and the corpus."""
    parsed = PREPARED / "attribution-train-parsed.spacy"
    before = (RUNS / "syntax" / "model-best" / "meta.json", PREPARED / "attribution-train.spacy")
    if not parsed.exists():
        return False
    return all(parsed.stat().st_mtime > path.stat().st_mtime for path in before if path.exists())


def _run(module: str, *arguments: str) -> None:
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=SERVER,
        env={**os.environ, **one_core},
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
