"""How fast `sayso corpus` is: `python -m tests.bench.corpus [--articles N] [--rounds N]`.

Two worker processes against one, a Dask cluster of two workers against the local pool of two, words
per second, and what a worker takes of memory: its unique set (USS) is what one more worker adds,
since workers are forked from a process that has the model and share its pages. All without PyTorch,
which Sayso does not need to run. Rounds are taken in turns, so that other work on the machine slows
all alike; the best round of each counts. Prints a report and writes it to build/bench/corpus.json;
ends with 1 where a target is missed. Two workers need two free cores: with fewer, ratios say
nothing, and the report says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from tests.bench.articles import article

REPORT = Path("build/bench/corpus.json")
TARGETS = {"two_workers_to_one": 1.8, "dask_to_local_pool": 0.85, "second_worker_mb": 80}

# None in the place of a module is Python's own way to say that it cannot be imported.
WITHOUT_TORCH = "import sys; sys.modules['torch'] = None; "
SAYSO = [sys.executable, "-c", WITHOUT_TORCH + "from sayso.cli import main; main()"]
DASK = [sys.executable, "-c", WITHOUT_TORCH + "from dask.__main__ import main; main()"]


class Run:
    """One run of the command over a corpus, watched while it lasts."""

    def __init__(self, source: Path, out: Path, *options: str) -> None:
        began = time.perf_counter()
        self.memory: dict[int, dict[str, float]] = {}
        with subprocess.Popen(
            [*SAYSO, "corpus", str(source), str(out), "--again", *options],
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            while process.poll() is None:
                for pid in children(process.pid):
                    if found := memory(pid):
                        self.memory[pid] = found
                time.sleep(0.5)
            assert process.stderr is not None
            said = process.stderr.read()
        assert process.returncode == 0, said
        self.whole = time.perf_counter() - began
        counts = json.loads(out.with_name(f"{out.stem}.run.json").read_text("utf-8"))["counts"]
        self.words: int = counts["words"]


def children(pid: int) -> list[int]:
    try:
        return [
            int(child)
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        ]
    except OSError:
        return []


def memory(pid: int) -> dict[str, float]:
    """Megabytes (1,000,000 bytes) of a process: its share of shared pages, and what is its alone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return {}
    sizes = {name: int(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB", text, re.M)}
    if not sizes.get("Rss"):
        return {}
    unique = sizes["Private_Clean"] + sizes["Private_Dirty"]
    named = {"rss": sizes["Rss"], "pss": sizes["Pss"], "uss": unique}
    return {name: round(size * 1.024 / 1000, 1) for name, size in named.items()}


class Cluster:
    """A scheduler and workers as the command line of Dask starts them."""

    def __init__(self, workers: int, folder: Path) -> None:
        told = folder / "scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes = [
            subprocess.Popen(
                [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                 "--scheduler-file", str(told)],
                **quiet,
            )
        ]  # fmt: skip
        until(told.exists)
        self.address = json.loads(told.read_text("utf-8"))["address"]
        self.processes += [
            subprocess.Popen(
                [*DASK, "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                 "--local-directory", str(folder)],
                **quiet,
            )
            for _ in range(workers)
        ]  # fmt: skip

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.1)


def cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def corpus(path: Path, count: int) -> Path:
    rows = (json.dumps({"id": n, "text": article(n)}) + "\n" for n in range(count))
    path.write_text("".join(rows), "utf-8")
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    load = [round(each, 1) for each in os.getloadavg()]
    rates: dict[str, list[float]] = {"one": [], "two": [], "dask": []}
    memories: list[dict[int, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = corpus(folder / "in.jsonl", asked.articles)
        nothing = corpus(folder / "small.jsonl", 1)
        out = folder / "out.jsonl"
        same: set[bytes] = set()

        def measured(kind: str, *options: str) -> None:
            # Start and end are the same however long the corpus is; rates are of what lies between.
            small = Run(nothing, folder / "small-out.jsonl", *options)
            run = Run(source, out, *options)
            rates[kind].append(run.words / max(0.1, run.whole - small.whole))
            same.add(out.read_bytes())
            if kind == "two":
                memories.append(run.memory)
            print(f"{kind}: {rates[kind][-1]:,.0f} words a second", file=sys.stderr, flush=True)

        for _ in range(asked.rounds):
            measured("one", "--workers", "1")
            measured("two", "--workers", "2")
            with Cluster(2, folder) as cluster:
                # Two articles first, so that each worker has loaded the model.
                Run(corpus(folder / "warm.jsonl", 80), folder / "w.jsonl",
                    "--scheduler", cluster.address)  # fmt: skip
                measured("dask", "--scheduler", cluster.address)
        size = {"in": source.stat().st_size, "out": out.stat().st_size}
        subprocess.run([*SAYSO, "corpus", str(source), str(folder / "packed.jsonl.gz")],
                       check=True, stderr=subprocess.DEVNULL)  # fmt: skip
        size["out_gz"] = (folder / "packed.jsonl.gz").stat().st_size
    best = {kind: max(found) for kind, found in rates.items()}
    workers = sorted(memories[-1].values(), key=lambda each: each["uss"])
    found = {
        "two_workers_to_one": round(best["two"] / best["one"], 2),
        "dask_to_local_pool": round(best["dask"] / best["two"], 2),
        "second_worker_mb": workers[-1]["uss"],
    }
    missed = [
        name
        for name, target in TARGETS.items()
        if (found[name] > target if name.endswith("_mb") else found[name] < target)
    ]
    report = {
        "ratios": found,
        "targets": TARGETS,
        "missed": missed,
        "two_free_cores": cores() >= 2 and load[0] < 0.5,
        "same_bytes": len(same) == 1,
        "words_per_second": {kind: round(rate) for kind, rate in best.items()},
        "rounds": {kind: [round(rate) for rate in each] for kind, each in rates.items()},
        "worker_mb": workers,
        "articles": asked.articles,
        "bytes_per_article": {name: round(each / asked.articles) for name, each in size.items()},
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": cores(),
            "load_before": load,
            "python": platform.python_version(),
            **{each: version(each) for each in ("spacy", "numpy", "distributed")},
        },
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))
    return int(bool(missed) or len(same) != 1)


if __name__ == "__main__":
    sys.exit(main())
