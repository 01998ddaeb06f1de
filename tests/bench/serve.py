"""How long answers take: `python -m tests.bench.serve [--requests N]`.

Measures one article of 650 words over HTTP against bare `analyse`, many clients at once, and
hostile texts; prints a report and writes it to build/bench/serve.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from sayso import pipeline  # noqa: E402
from sayso.analyse import analyse  # noqa: E402

REPORT = Path("build/bench/serve.json")
WORDS = 650
CLIENTS = 16

# Written for this measurement; a number in each sentence keeps texts unlike.
SENTENCES = (
    "The harbour wall in Tellin may not survive winter number {}, according to Marit Oslund. ",
    "Two officials who asked not to be named said on Monday that pier {} could close. ",
    "“We have perhaps {} years,” Oslund said. ",
    "It is believed that the council reportedly spent {} million crowns on it. ",
    "A report by the Vesland Herald, citing sources in ministry {}, suggested a delay. ",
    "The ferry carried {} passengers and twelve lorries to the islands last year. ",
)

HOSTILE = {
    "20 kB of (": "(" * 20_000,
    "( with spaces": "( " * 100_000,
    "runs of 255 (": ("(" * 255 + " ") * 780,
    "it's": "it's " * 40_000,
    "straight quotation marks": '"a ' * 60_000,
    "opening quotation marks": "“a " * 60_000,
    "without a space": "a" * 200_000,
    "may": "may " * 50_000,
    "said": "Ada Moss said " * 14_000,
    "sentences": "Ada Moss said it may rain. " * 7_400,
    "blocks": "Ada Moss said\n\n" * 13_000,
    "lines": "a\n\n" * 60_000,
    "figures": "1,000 " * 33_000,
    "emoji": "🙂 " * 60_000,
    "combining marks": "e" + "\u0301" * 199_999,
    "right to left": "שלום " * 40_000,
    "headlines": ("Wall May Fail " * 3 + "\n\n") * 4_000,
}


def article(number: int) -> str:
    """An article of about 650 words, another for each number, in blocks of four sentences."""
    blocks, words, at = [f"Wall in Tellin could fail, engineers warn {number}"], 0, 0
    while words < WORDS:
        block = "".join(
            SENTENCES[(at + each) % len(SENTENCES)].format(number + at + each) for each in range(4)
        )
        blocks.append(block.strip())
        words += len(block.split())
        at += 4
    return "\n\n".join(blocks)


class Server:
    """`sayso serve` in a process of its own, for as long as the block runs."""

    def __init__(self, workers: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sayso.cli", "serve", "--port", "0", "--workers", str(workers)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        found = re.search(r":(\d+)/", self.process.stdout.readline())
        assert found, "The server did not start."
        self.port = int(found[1])

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)

    def analyze(self, text: str) -> tuple[int, Any]:
        """Status and answer for one text, over a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = json.dumps({"text": text, "offsets": "utf-16"})
        connection.request("POST", "/v1/analyze", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer


def timed(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Milliseconds that each text took."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def spread(taken: list[float]) -> dict[str, float]:
    """The middle and the worst of it, in milliseconds."""
    cuts = quantiles(taken, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "max": round(max(taken), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100)
    count = parser.parse_args().requests
    texts = [article(number) for number in range(count)]
    pipeline.load()
    timed(analyse, texts[:5])
    with Server(workers=1) as server:
        timed(server.analyze, texts[:5])
        # In turns, so that other work on the machine slows both alike.
        bare, http = [], []
        for text in texts:
            bare += timed(analyse, [text])
            http += timed(server.analyze, [text])
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    with Server(workers=cores) as server:
        timed(server.analyze, texts[: 4 * cores])
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            statuses = [status for status, _ in pool.map(server.analyze, texts)]
        rate = count / (time.perf_counter() - began)
        hostile = {}
        for name, text in HOSTILE.items():
            began = time.perf_counter()
            status, answer = server.analyze(text)
            seconds = round(time.perf_counter() - began, 2)
            hostile[name] = {"seconds": seconds, "status": status, "code": answer.get("code")}
    one_core = 1000 * count / sum(bare)
    report = {
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": cores,
            "load": [round(load, 1) for load in os.getloadavg()],
            "python": platform.python_version(),
            **{each: version(each) for each in ("spacy", "flask", "gunicorn", "pydantic")},
        },
        "words": len(texts[0].split()),
        "requests": count,
        "bare_ms": spread(bare),
        "http_ms": spread(http),
        "overhead_ms": round(spread(http)["p50"] - spread(bare)["p50"], 1),
        "clients": {
            "number": CLIENTS,
            "per_second": round(rate, 1),
            "of_bare_rate_on_all_cores": round(rate / (one_core * cores), 2),
            "failed": sum(status != 200 for status in statuses),
        },
        "hostile": hostile,
        "slowest_hostile_seconds": max(each["seconds"] for each in hostile.values()),
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
