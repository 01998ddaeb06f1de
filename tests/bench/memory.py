"""Whether a process grows: `python -m tests.bench.memory [--articles N]`.

Analyses articles of unlike words one after the other and reports words per second and resident
memory (megabytes of 1,000,000 bytes) when loaded, on the way and at the end, as where nothing is
installed beside what Sayso needs. Prints a report and writes it to build/bench/memory.json, with
--keep also to tests/bench/memory.json, which the site shows; ends with 1 where memory grew or the
floor was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# thinc imports PyTorch where it finds it, which takes 200 MB; Sayso does not need it. None in the
# place of a module is Python's own way to say that it cannot be imported (assignment).
sys.modules["torch"] = None  # type: ignore[assignment]

# Imported late (E402): NumPy reads how many threads it may use when it is loaded.
from sayso import pipeline  # noqa: E402
from sayso.analyse import analyse  # noqa: E402
from tests.bench.articles import article  # noqa: E402

REPORT = Path("build/bench/memory.json")
KEPT = Path(__file__).with_suffix(".json")
TARGET, FLOOR = 250, 400
# Megabytes that the second half may add to the first: an allocator's own play, no leak.
PLAY = 5
WARM_UP = 20


def resident() -> float:
    """Megabytes of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--keep", action="store_true", help="for the site")
    asked = parser.parse_args()
    count = asked.articles
    loaded = pipeline.load()
    memory = {"loaded": resident()}
    words = 0
    strings = len(loaded.model.vocab.strings)
    for number in range(WARM_UP):
        analyse(article(-1 - number))
    memory["start"] = resident()
    began = time.process_time()
    for number in range(count):
        words += analyse(article(number)).words
        done = number + 1
        if done % max(1, count // 4) == 0 or done == count:
            memory[f"after {done}"] = resident()
            print(f"{done} articles: {memory[f'after {done}']:.0f} MB", file=sys.stderr, flush=True)
    seconds = time.process_time() - began
    half = memory[f"after {2 * max(1, count // 4)}"]
    end = resident()
    report = {
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "load": [round(load, 1) for load in os.getloadavg()],
            "python": platform.python_version(),
        },
        "articles": count,
        "words": words,
        "words_per_processor_second": round(words / seconds),
        "resident_mb": {place: round(size, 1) for place, size in memory.items()},
        "grown_in_second_half_mb": round(end - half, 1),
        "strings_kept": len(loaded.model.vocab.strings) - strings,
        "target_mb": TARGET,
        "floor_mb": FLOOR,
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    if asked.keep:
        KEPT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps(report, indent=2))
    return int(end - half > PLAY or end > FLOOR)


if __name__ == "__main__":
    sys.exit(main())
