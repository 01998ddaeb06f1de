"""What anybody might send: `python -m tests.bench.fuzz [--minutes N] [--seed N] [--only NUMBER]`.

Sends requests that are wrong or hard in many ways (`messages.py`, `hostile.py`) to a real `sayso
serve` with one worker. Each answer must be a valid one, or a refusal with a status that is due, with
words that equal their slices (`answers.py`); and no word of what was sent may be in the log. For each
text that a request holds, the server may use five seconds of the processor's time (its own, as the
system counts it: what else the machine does is not the text's doing); and no answer may take a minute. A short
text that uses up all of its time is found as well: a rule that comes to no end is ended by the timer,
and would else look like one that is slow.

Prints a report and writes it to build/bench/fuzz.json; ends with 1 where something was found. The
same seed sends the same requests; --only sends one of them, and prints what it was.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.bench.answers import wrong
from tests.bench.messages import CANARY, NAME, Message, message

REPORT = Path("build/bench/fuzz.json")
SECONDS = 5.0
# Bytes of a request that is short, and seconds after which its reading has not ended by itself.
SHORT, UNENDED = 40_000, 3.6
PATIENCE = 60.0
# Between the pieces of what is sent in pieces.
PAUSE = 0.2
SLOWEST = 12


def send(port: int, sent: Message) -> bytes:
    """The answer to a request over a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        for number, piece in enumerate(sent.pieces):
            if number:
                time.sleep(PAUSE)
            with suppress(ConnectionError):  # Closed already, where it was refused unread.
                connection.sendall(piece)
        if sent.leaves:
            return b""
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(1 << 20):
            answer += piece
        return answer


def processor_seconds(parent: int) -> tuple[float, set[int]]:
    """What the children of a process have used, those included that have ended; and who is there."""
    ticks, children = 0, set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # It has just ended.
            stat = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
            if int(folder.name) == parent:
                ticks += int(stat[13]) + int(stat[14])
            elif int(stat[1]) == parent:
                ticks += int(stat[11]) + int(stat[12])
                children.add(int(folder.name))
    return ticks / os.sysconf("SC_CLK_TCK"), children


class Fuzzed:
    """A server that is sent things, and what was found."""

    def __init__(self, port: int, parent: int, log: Path) -> None:
        self.port, self.parent, self.log = port, parent, log
        self.read = 0
        self.statuses: Counter[str] = Counter()
        self.workers: set[int] = set()
        self.found: list[dict[str, object]] = []
        # Seconds of the processor for a text, number of the request, what it was.
        self.slowest: list[tuple[float, int, str]] = []

    def send(self, number: int, sent: Message) -> bytes:
        """Send one request and look at what comes of it."""
        (before, there), began = processor_seconds(self.parent), time.monotonic()
        self.workers |= there
        answer, what = b"", None
        try:
            answer = send(self.port, sent)
            what = wrong(answer, sent)
        except Exception as error:  # Whatever an answer is that cannot be read.
            what = f"{type(error).__name__}: {str(error)[:300]}"
        waited = time.monotonic() - began
        used = (processor_seconds(self.parent)[0] - before) / max(1, sent.texts)
        self.statuses[answer[9:12].decode("latin-1") or "none"] += 1
        self.slowest = sorted([*self.slowest, (used, number, f"{sent.path}: {sent.what}"[:200])])[
            -SLOWEST:
        ]
        if used > SECONDS:
            what = what or f"{used:.1f} seconds of the processor for a text"
        if used > UNENDED and sum(map(len, sent.pieces)) < SHORT:
            what = what or f"{used:.1f} seconds of the processor for a short text"
        if waited > PATIENCE * max(1, sent.texts):
            what = what or f"{waited:.0f} seconds until there was an answer"
        what = self.logged() or what
        if what:
            self.found.append(
                {"number": number, "what": what, "path": sent.path, "sent": sent.what[:200]}
            )
            print(
                number, what, sent.method, sent.path, sent.what[:200], file=sys.stderr, flush=True
            )
        return answer

    def logged(self) -> str | None:
        """What should not have been written to the log since the last look."""
        with self.log.open() as file:
            file.seek(self.read)
            new = file.read()
            self.read = file.tell()
        if CANARY in new or NAME in new or NAME.upper() in new:
            return "words of a request in the log"
        return (
            f"in the log: {new[:2_000]}"
            if re.search("Traceback|failed|CRITICAL|TIMEOUT", new)
            else None
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        command = [sys.executable, "-m", "sayso.cli", "serve", "--port", "0", "--workers", "1"]
        with log.open("w") as errors:
            process = subprocess.Popen(
                [*command, "--languagetool", "--cache-bytes", "100000"],
                stdout=subprocess.PIPE, stderr=errors, text=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )  # fmt: skip
        assert process.stdout is not None
        port = re.search(r":(\d+)/", process.stdout.readline())
        assert port, "The server did not start."
        server = Fuzzed(int(port[1]), process.pid, log)
        end = time.monotonic() + 60 * options.minutes
        try:
            if options.only is not None:
                number = options.only
                sent = message(random.Random(f"{options.seed} {number}"))
                print(sent.what, b"".join(sent.pieces)[:2_000], server.send(number, sent)[:2_000])
                end = 0
            while time.monotonic() < end:
                number += 1
                server.send(number, message(random.Random(f"{options.seed} {number}")))
        finally:
            process.terminate()
            process.wait(60)
            process.stdout.close()
        if what := server.logged():
            server.found.append({"number": number, "what": f"at the end, {what}"})
    report = {
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "load": [round(load, 1) for load in os.getloadavg()],
            "python": platform.python_version(),
        },
        "seed": options.seed,
        "minutes": options.minutes,
        "requests": number,
        # A worker is replaced after a text whose reading a timer had to end, and after 5,000 requests.
        "workers": len(server.workers),
        "statuses": dict(sorted(server.statuses.items())),
        "most_seconds_for_a_text": SECONDS,
        "slowest": [[round(used, 2), each, what] for used, each, what in reversed(server.slowest)],
        "found": server.found[:50],
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))
    return int(bool(server.found))


if __name__ == "__main__":
    sys.exit(main())
