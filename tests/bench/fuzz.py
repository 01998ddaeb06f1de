"""What anybody might send: `python -m tests.bench.fuzz [--minutes N] [--seed N]`.

Mutates bodies, texts, offsets, segments, headers, encodings, lines of batches and paths, and sends
them to a real `sayso serve`. Each answer must be a valid one or a problem document with a status that
is due, within five seconds of the worker's time, with marks that equal their slices; and no word of
what was sent may be in the log. Prints a report and writes it to build/bench/fuzz.json; ends with 1
where something was found. The same seed sends the same requests.
"""

from __future__ import annotations

import argparse
import json
import os
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
from typing import Any

from sayso.web.schema import AnalyzeAnswer, ProblemAnswer
from tests.bench.articles import sentence

REPORT = Path("build/bench/fuzz.json")
# Of two words: an unknown key or id of one short word is repeated in an error, so that it is found.
CANARY = "Quillwort Ankersund"
NAME = CANARY.replace(" ", "-")
SECONDS = 5.0
DUE = {200, 301, 304, 400, 401, 403, 404, 405, 406, 413, 415, 422, 503}
ODD = (
    "\x00", "\ud800", "\udfff", "\ufeff", "🙂", "e\u0301", "\u202e", "\r\n", "\u2028", "“", "”", "'s ",
    "(" * 300, "\n\n", "said ", "may ", "$1,000 ", "שלום", " " * 50, "\ufffe", "«", "„", "—", "http://x.example ",
)  # fmt: skip
KINDS = ("application/json", "application/x-ndjson", "text/plain", "application/json; charset=latin-1",
         "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "")  # fmt: skip
PATHS = ("/v1/analyze",) * 12 + (
    "/v1/batch", "/v1/batch", "/v1/compare", "/v2/check", "/v1/types", "/v1/types/modal-hedge", "/v1/info",
    "/openapi.json", "/healthz", "/", "/v1/analyze/", "//v1/analyze", "/v1/../v1/info", "/%00", "/%ff",
    f"/{NAME}", f"/v1/types/{NAME}", "/v1/analyze?x=" + NAME, "/..%2f..%2fetc/passwd",
)  # fmt: skip


def text(chance: random.Random) -> str:
    """Sentences with odd pieces in odd places."""
    words = f"{CANARY} {' '.join(sentence(chance) for _ in range(chance.randint(1, 8)))}"
    for _ in range(chance.randint(0, 8)):
        at = chance.randint(0, len(words))
        words = words[:at] + chance.choice(ODD) * chance.choice([1, 1, 1, 2, 20]) + words[at:]
    return words * chance.choice([1] * 40 + [20, 100])


def value(chance: random.Random, words: str) -> Any:
    """A value that may stand where another is expected."""
    return chance.choice([None, True, -1, 0, 1.5, 2**40, "", words, [], {}, [words], {words: 1}])


def question(chance: random.Random) -> dict[str, Any]:
    """A request for /v1/analyze that is mostly right."""
    words = text(chance)
    asked: dict[str, Any] = {"text": words}
    if chance.random() < 0.6:
        asked["offsets"] = chance.choice(["code-point", "utf-16", "utf-8", "utf-16", CANARY])
    if chance.random() < 0.4:
        asked["include"] = chance.sample(["attributions", "sources", "sentences", "segments"], 2)
    if chance.random() < 0.4:
        places = sorted(chance.choices(range(len(words) + 2), k=2 * chance.randint(1, 5)))
        roles = ("headline", "paragraph", "caption", "quote", "byline", CANARY)
        asked["segments"] = [
            {"start": a, "end": b, "role": chance.choice(roles[: 5 + (chance.random() < 0.1)])}
            for a, b in zip(places[::2], places[1::2], strict=True)
        ]
    if chance.random() < 0.3:
        asked["page"] = {"url": f"https://{NAME}.example", "byline": words[:50], "links": 0}
    if chance.random() < 0.2:
        asked[chance.choice([*asked, "types", "exclude", CANARY])] = value(chance, words)
    # Two lone surrogates beside each other are one character once they have been JSON.
    whole: dict[str, Any] = json.loads(json.dumps(asked))
    return whole


def encoded(chance: random.Random, asked: Any) -> bytes:
    """As JSON in bytes, which may be damaged."""
    data = json.dumps(asked, ensure_ascii=chance.random() < 0.7).encode("utf-8", "surrogatepass")
    if chance.random() < 0.85:
        return data
    at = chance.randint(0, len(data))
    return chance.choice(
        [data[:at], data[:at] + chance.randbytes(3) + data[at:], data[at:], data * 2,
         data.decode("utf-8", "replace").encode("utf-16"), b"[" * 5_000 + data]
    )  # fmt: skip


def message(chance: random.Random) -> tuple[bytes, dict[str, Any] | None]:
    """A whole request, and the question in it where the answer can be checked against it."""
    path = chance.choice(PATHS)
    asked = question(chance)
    body = encoded(chance, asked)
    checked: dict[str, Any] | None = asked
    if path == "/v1/batch":
        body = b"\n".join(encoded(chance, question(chance)) for _ in range(chance.randint(0, 4)))
        checked = None
    elif path == "/v1/compare":
        body, checked = encoded(chance, {"first": {"text": text(chance)}, "second": asked}), None
    right = "application/x-ndjson" if path == "/v1/batch" else "application/json"
    kind = right if chance.random() < 0.85 else chance.choice(KINDS)
    method = chance.choice(["POST"] * 9 + ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", NAME.upper()])
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}"]
    if chance.random() < 0.1:
        lines.append(chance.choice([
            "Host: evil.example", "Origin: https://evil.example", "Origin: null", f"X-{NAME}: 1",
            "Content-Encoding: gzip", "Accept: text/csv", f"Accept: {NAME}/x", "Expect: 100-continue",
            f"Bad header {CANARY}", "Authorization: Bearer x", "Sec-Fetch-Site: cross-site",
            "Content-Length: 5", f"X: {'a' * 9000}", "Range: bytes=0-1", "If-None-Match: *",
        ]))  # fmt: skip
    if chance.random() < 0.1:
        cuts = sorted(chance.choices(range(len(body) + 1), k=2))
        pieces = [body[: cuts[0]], body[cuts[0] : cuts[1]], body[cuts[1] :]]
        lines.append("Transfer-Encoding: chunked")
        body = (
            b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces if each) + b"0\r\n\r\n"
        )
        if chance.random() < 0.2:
            body = b"zz" + body
    else:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body, checked


def send(port: int, sent: bytes) -> bytes:
    """The answer to a request over a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        with suppress(OSError):  # Closed already, where it was refused before it was read.
            connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as file:
            return file.read()


def wrong(answer: bytes, asked: dict[str, Any] | None) -> str | None:
    """What is wrong with an answer, if anything."""
    answer = answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1]) if lines[0].startswith("HTTP/1.1 ") else 0
    if status not in DUE:
        return f"status {status}"
    kind = next((x.partition(": ")[2] for x in lines if x.lower().startswith("content-type:")), "")
    if status >= 400 and body:
        if kind.startswith("application/problem+json"):
            document = json.loads(body)
            ProblemAnswer.model_validate(document)
            if document["status"] != status:
                return "another status in the document"
        elif not (kind.startswith("text/plain") and body.startswith(b"Error: ")):
            return f"no problem document but {kind}"
        if CANARY.encode() in body:
            return "words of the request in an error"
    if status == 200 and kind == "application/json" and b'"notes"' in body[:400] and asked:
        found = json.loads(body)
        AnalyzeAnswer.model_validate(found)
        for note in found["notes"]:
            for mark in note["marks"]:
                if (
                    piece(asked["text"], found["offsets"], mark["start"], mark["end"])
                    != mark["text"]
                ):
                    return "a mark that is not its slice"
    return None


def piece(words: str, unit: str, start: int, end: int) -> str:
    """A slice of a text in a unit. A lone surrogate counts three bytes in UTF-8."""
    if unit == "code-point":
        return words[start:end]
    name, size = ("utf-16-le", 2) if unit == "utf-16" else ("utf-8", 1)
    data = words.encode(name, "surrogatepass")[start * size : end * size]
    return data.decode(name, "surrogatepass")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    statuses: Counter[str] = Counter()
    found: list[dict[str, object]] = []
    slowest, number = 0.0, 0
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, "-m", "sayso.cli", "serve", "--port", "0", "--workers", "1"]
        process = subprocess.Popen(
            [*command, "--languagetool", "--cache-bytes", "100000"],
            stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        port = re.search(r":(\d+)/", process.stdout.readline())
        assert port, "The server did not start."
        end = time.monotonic() + 60 * options.minutes
        try:
            while time.monotonic() < end:
                number += 1
                sent, asked = message(random.Random(f"{options.seed} {number}"))
                began = time.monotonic()
                try:
                    answer = send(int(port[1]), sent)
                    what = wrong(answer, asked)
                except (OSError, ValueError) as error:
                    answer, what = b"", f"{type(error).__name__}: {str(error)[:300]}"
                seconds = time.monotonic() - began
                slowest = max(slowest, seconds)
                statuses[answer[9:12].decode("latin-1") or "none"] += 1
                # A batch has several texts; the time of others' work on this machine counts too.
                if seconds > 3 * SECONDS:
                    what = what or f"took {seconds:.1f} seconds"
                if what:
                    found.append({"number": number, "what": what})
                    print(number, what, repr(sent[:200]), file=sys.stderr, flush=True)
        finally:
            process.terminate()
            process.wait(60)
            process.stdout.close()
        log.seek(0)
        written = log.read()
    if CANARY in written or NAME in written or "Traceback" in written or "failed" in written:
        found.append(
            {"number": 0, "what": "the log has a mistake or words", "log": written[:3_000]}
        )
    report = {"seed": options.seed, "minutes": options.minutes, "requests": number,
              "statuses": dict(sorted(statuses.items())), "slowest_seconds": round(slowest, 2),
              "found": found[:50]}  # fmt: skip
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
