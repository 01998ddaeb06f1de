"""Whether a server grows: `python -m tests.bench.flat [--requests N] [--workers N]`.

Sends N short texts, no two alike, to a real `sayso serve` whose workers are never replaced, and
reports the resident memory of all its processes (megabytes of 1,000,000 bytes) on the way. A fifth
of the requests is refused or wrong, since errors could leave something behind as well. Prints a
report and writes it to build/bench/flat.json; ends with 1 where memory at the end is more than a
tenth above that after 5,000 requests, or where an answer was not the one that was due.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.articles import sentence

REPORT = Path("build/bench/flat.json")
WORDS = Path(__file__).parents[2] / "server" / "sayso" / "model" / "lowercase.json"
FIRST = 5_000
MOST = 1.1


@cache
def vocabulary() -> list[str]:
    """Words that the model has seen."""
    return [word for word in json.loads(WORDS.read_text("utf-8")) if word.isalpha()]


def text(number: int) -> str:
    """One or two sentences of known and of made-up words; others for each number."""
    chance = random.Random(number)
    known = chance.sample(vocabulary(), chance.randint(2, 8))
    made = [sentence(chance) for _ in range(chance.randint(1, 2))]
    return f"{' '.join(made)} The {' and the '.join(known)} may have been {number}."


def asked(number: int) -> tuple[bytes, int]:
    """The body of a request, and the status that is due."""
    body = json.dumps({"text": text(number), "include": ["attributions", "sources"]}).encode()
    if number % 20 == 7:
        return body[:-2], 400
    if number % 20 == 11:
        return json.dumps({"text": text(number), text(number): 1}).encode(), 422
    if number % 20 == 13:
        return json.dumps({"text": text(number), "types": [text(number)]}).encode(), 422
    if number % 20 == 17:
        return json.dumps({"text": " " * (number % 50)}).encode(), 422
    return body, 200


def resident(parent: int) -> dict[int, float]:
    """Megabytes in memory of each child of a process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
            if int(stat[1]) == parent:
                pages = int((folder / "statm").read_text("ascii").split()[1])
                found[int(folder.name)] = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        except (OSError, ValueError):
            continue
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    command = [sys.executable, "-m", "sayso.cli", "serve", "--port", "0", "--max-requests", "0"]
    process = subprocess.Popen(
        [*command, "--workers", str(options.workers)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert process.stdout is not None
    port = re.search(r":(\d+)/", process.stdout.readline())
    assert port, "The server did not start."
    statuses: Counter[int] = Counter()
    wrong = 0
    at: dict[int, float] = {}
    first = min(FIRST, options.requests // 2)
    workers: set[int] = set()
    began = time.monotonic()
    try:
        for number in range(1, options.requests + 1):
            body, due = asked(number)
            connection = HTTPConnection("127.0.0.1", int(port[1]), timeout=60)
            connection.request("POST", "/v1/analyze", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            connection.close()
            statuses[response.status] += 1
            wrong += response.status != due
            if number == 1:
                workers = set(resident(process.pid))
            if number == first or number % FIRST == 0 or number == options.requests:
                at[number] = sum(resident(process.pid).values())
                print(f"{number} requests: {at[number]:.1f} MB", file=sys.stderr, flush=True)
        replaced = workers != set(resident(process.pid))
    finally:
        process.terminate()
        process.wait(30)
    ratio = at[options.requests] / at[first]
    report = {
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "load": [round(load, 1) for load in os.getloadavg()],
            "python": platform.python_version(),
        },
        "requests": options.requests,
        "workers": options.workers,
        "workers_replaced": replaced,
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "answers_not_due": wrong,
        "per_second": round(options.requests / (time.monotonic() - began), 1),
        "resident_mb": {str(number): round(size, 1) for number, size in at.items()},
        f"end_to_{first}": round(ratio, 3),
        "most": MOST,
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))
    return int(ratio > MOST or wrong > 0 or replaced)


if __name__ == "__main__":
    sys.exit(main())
