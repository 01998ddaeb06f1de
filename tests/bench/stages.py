"""Where the time of an analysis goes: `python -m tests.bench.stages [--articles N] [--rounds N]`.

Measures processor time on invented articles of about 650 words, stage by stage, and sets what comes
after the trained pipeline against the trained pipeline itself. Prints a report and writes it to
build/bench/stages.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# Imported late (E402): NumPy reads how many threads it may use when it is loaded.
from sayso import pipeline, wire  # noqa: E402
from sayso.analyse import analyse, select  # noqa: E402
from sayso.text import read  # noqa: E402
from tests.bench.articles import article  # noqa: E402

REPORT = Path("build/bench/stages.json")
MODEL = "model"
TARGET = 0.4

_T = TypeVar("_T")


class Clock:
    """Milliseconds of processor time by stage: one list of times for each article."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))

    def run(self, stage: str, number: int, work: Callable[[], _T]) -> _T:
        """Do the work and note how long it took."""
        began = time.process_time()
        answer = work()
        self.taken[stage][number].append((time.process_time() - began) * 1000)
        return answer

    def mean(self, stage: str) -> float:
        """The middle time of each article, on average."""
        middles = [median(times) for times in self.taken[stage].values()]
        return sum(middles) / len(middles)


def measure(clock: Clock, number: int, text: str) -> None:
    """One article: the bare pipeline, the parts of what comes after it, and the whole."""
    loaded = pipeline.load()
    blocks = list(pipeline.blocks_of(read(text)))
    words = [block.words for block in blocks]
    # In turns, so that other work on the machine slows all alike.
    with loaded.model.memory_zone():
        docs = clock.run(
            MODEL, number, lambda: list(loaded.model.pipe(words, batch_size=4 * len(words)))
        )
        clock.run("read", number, lambda: list(pipeline.blocks_of(read(text))))
        doc = clock.run("join", number, lambda: pipeline.joined(read(text), blocks, docs))
        doc.user_data.update(page=None, text=text)
        # mypy cannot tell the type of a lambda whose default holds the loop's value (misc).
        for name, component in loaded.annotations.pipeline:
            clock.run(f"annotate {name}", number, lambda run=component: run(doc))  # type: ignore[misc]
        for each in select(None):
            clock.run(f"note {each.id}", number, lambda type=each: list(type.detect(doc)))  # type: ignore[misc]
        doc.user_data.clear()
    analysis = clock.run("analyse", number, lambda: analyse(text))
    clock.run("wire", number, lambda: wire.to_json(analysis, include=wire.INCLUDE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = [article(number) for number in range(options.articles)]
    pipeline.load()
    measure(Clock(), 0, texts[0])
    clock = Clock()
    for _ in range(options.rounds):
        for number, text in enumerate(texts):
            measure(clock, number, text)
    means = {stage: clock.mean(stage) for stage in clock.taken}
    bare = means[MODEL]
    after = means["analyse"] + means["wire"] - bare
    groups: dict[str, float] = defaultdict(float)
    for stage, mean in means.items():
        if stage not in (MODEL, "analyse"):
            groups[stage.split()[0]] += mean
    groups["rest"] = after - sum(groups.values())
    report = {
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "load": [round(load, 1) for load in os.getloadavg()],
            "python": platform.python_version(),
        },
        "articles": options.articles,
        "words": round(sum(len(text.split()) for text in texts) / len(texts)),
        "model_ms": round(bare, 1),
        "after_ms": round(after, 1),
        "ratio": round(after / bare, 3),
        "target": TARGET,
        "stages": {stage: round(mean / bare, 3) for stage, mean in groups.items()},
        "slowest": {
            stage: round(means[stage] / bare, 4)
            for stage in sorted(means, key=lambda stage: -means[stage])
            if stage not in (MODEL, "analyse")
        },
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    report["slowest"] = dict(list(report["slowest"].items())[:12])  # type: ignore[attr-defined]
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
