"""A class presses at the same moment: `python -m tests.bench.classroom [--pupils N] [--workers N]`.

Each round, so many clients send an article at once: each another, or all the same. Prints how long
the middle and the last of them waited, and writes it to build/bench/classroom.json.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from tests.bench.articles import article
from tests.bench.serve import Server

REPORT = Path("build/bench/classroom.json")
ROUNDS = 5


def pressed(server: Server, texts: list[str]) -> list[float]:
    """Seconds that each waited, all beginning at once."""
    ready = threading.Barrier(len(texts))

    def press(text: str) -> float:
        ready.wait()
        began = time.perf_counter()
        status, _ = server.analyze(text)
        assert status == 200, status
        return time.perf_counter() - began

    with ThreadPoolExecutor(len(texts)) as pool:
        return list(pool.map(press, texts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    written = map(article, itertools.count())
    report: dict[str, object] = {
        "machine": platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "workers": given.workers,
        "pupils": given.pupils,
    }
    with Server(workers=given.workers) as server:
        for _ in range(4 * given.workers):
            server.analyze(next(written))
        for name in ("each another article", "all the same article"):
            middle, last = [], []
            for _ in range(ROUNDS):
                texts = [next(written) for _ in range(given.pupils)]
                if name == "all the same article":
                    texts = texts[:1] * given.pupils
                waited = pressed(server, texts)
                middle.append(median(waited))
                last.append(max(waited))
            report[name] = {"middle": round(median(middle), 2), "last": round(median(last), 2)}
    print(json.dumps(report, indent=2))
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
