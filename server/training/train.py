"""Train the parts one after the other: `python -m training.train [PART …] [--again]`.

A part whose training is finished is not trained again, and one that was stopped goes on where it
was; `--again` trains anew. On one core the encoder takes about an hour, the roles half an hour.
"""

import os
import shutil
import subprocess
import sys

from training.places import PREPARED, RUNS, SERVER
from training.vectors import VECTORS

PARTS = ("encoder", "roles")
DONE = "finished.json"


def main() -> None:
    """Train the parts named on the command line, or all; exits with the code of one that fails."""
    again = "--again" in sys.argv
    chosen = [item for item in sys.argv[1:] if not item.startswith("-")] or list(PARTS)
    unknown = set(chosen) - set(PARTS)
    if unknown:
        sys.exit(f"unknown part {', '.join(sorted(unknown))}: choose from {', '.join(PARTS)}")
    if not (PREPARED / "syntax-train.spacy").exists():
        sys.exit("the corpora are not prepared: run python -m training.prepare first")
    if not VECTORS.exists():
        _run("training.vectors")
    for part in PARTS:
        if part not in chosen:
            continue
        if again:
            shutil.rmtree(RUNS / part, ignore_errors=True)
        if (RUNS / part / DONE).exists():
            print(f"{part}: finished before, kept (--again to train anew)", flush=True)
            continue
        _run("training.fit", part)


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
