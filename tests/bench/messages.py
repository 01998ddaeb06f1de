"""Requests as nobody should send them, byte by byte, each with what is known of its answer."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote_plus

from sayso.note import ROLES as MARK_ROLES
from sayso.text import ROLES
from sayso.wire import INCLUDE
from tests.bench import hostile
from tests.bench.articles import article, sentence

# Of two words: an unknown key or id of one short word is repeated in an error, so that it is found.
CANARY = "Quillwort Ankersund"
NAME = CANARY.replace(" ", "-")
# Share of texts that no person wrote.
HOSTILE = 0.06

ODD = (
    "\x00", "\ud800", "\udfff", "\ufeff", "🙂", "e\u0301", "\u202e", "\r\n", "\u2028", "“", "”", "'s ",
    "(" * 300, "\n\n", "said ", "may ", "$1,000 ", "שלום", " " * 50, "\ufffe", "«", "„", "—", "\t",
    "http://x.example ", "<b>", "&amp;", "\u0345" * 40, "İ", "ß", "\x1b[0m", "=1+1", "\r", "\x85",
    "² March ", "$³ ", "①-① ", "٣ per cent ", "½ of ", "፩-፩ ",
)  # fmt: skip
KINDS = ("application/json", "application/x-ndjson", "text/plain", "application/json; charset=latin-1",
         "application/json; charset=utf-8", "application/json;charset", "application/json; charset=",
         "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
         "application/json, text/plain", "APPLICATION/JSON", "", ";", "a" * 5_000)  # fmt: skip
ACCEPTS = ("application/json", "text/csv", "text/html", "application/ld+json", "*/*", "text/*",
           'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', "text/csv;q=0",
           "text/html;q=abc", "text/html;q=1e400", "text/html;q=nan, */*;q=0", ",;,", "*", "/", "text/csv;q=-1",
           "a/b, " * 1_500 + "*/*", f"{NAME}/x", "application/json;q=0, */*")  # fmt: skip
UNITS = ("code-point", "utf-16", "utf-8")
READ = ("/v1/types", "/v1/types/modal-hedge", "/v1/info", "/openapi.json", "/healthz", "/readyz", "/",
        "/v2/languages", "/v2/info", "/v2/healthcheck", "/v2/maxtextlength", "/v1/analyze/", "//v1/analyze",
        "/v1/../v1/info", "/%00", "/%ff", f"/{NAME}", f"/v1/types/{NAME}", f"/v1/analyze?x={NAME}",
        "/..%2f..%2fetc/passwd", "/" + "a" * 300, "/" + "a/" * 2_000, "/v1/types/" + "%F0%9F%99%82" * 9,
        "/?" + "a=b&" * 900, "http://localhost/v1/info", f"http://{NAME}/v1/info", "*", "/v1/info#x",
        "/types/%c3%28", "/\\\\x", "/%2e%2e/%2e%2e/x", "/index.html/", "/metrics", "/v1/info%0d%0aX:%20y")  # fmt: skip
HEADERS = (
    "Host: evil.example", "Host: localhost:1", "Host: [::1]", "Host: [::1", "Host: LOCALHOST", "Host: localhost.",
    "Host: localhost@evil.example", "Host:", "Origin: https://evil.example", "Origin: null", "Origin: http://localhost",
    "Origin: http://[::1", "Origin: http://[v1.x]", f"X-{NAME}: 1", "Content-Encoding: gzip", "Expect: 100-continue",
    "Expect: 200-ok", f"Bad header {CANARY}", f"X: {CANARY}\r\n folded", "Authorization: Bearer x", "Authorization: Basic",
    "Sec-Fetch-Site: cross-site", f"X: {'a' * 9_000}", "Range: bytes=0-1", "If-None-Match: *", 'If-None-Match: "', 'W/: x',
    "If-Modified-Since: never", "Access-Control-Request-Method: POST", "Accept-Encoding: gzip, br;q=x", "Connection: keep-alive",
    "Connection: upgrade\r\nUpgrade: websocket", "X-Forwarded-Host: evil.example", "X-Forwarded-For: " + "1, " * 500,
    "Cookie: " + "a=b; " * 200, "Transfer-Encoding: gzip", "Transfer-Encoding: identity", "Trailer: Host", "\u00e9: \u00e9",
    ": empty", " X: y", "X\t: y", "Content-Type: application/json", "\r\n".join(f"X-{n}: y" for n in range(120)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One request. ``pieces`` are sent one after the other, with a moment between them.

    ``body`` is what the server should read, where the message says nothing else about it. ``texts``
    is how many it may have to read. Who ``leaves`` does not wait for an answer. What ``breaks`` off
    is shorter than it says.
    """

    pieces: tuple[bytes, ...]
    method: str
    path: str
    what: str
    body: bytes | None
    texts: int = 1
    leaves: bool = False
    breaks: bool = False


def message(chance: random.Random) -> Message:
    """A request: mostly one that can be answered, with one or two things wrong."""
    if chance.random() < 0.12:
        return _sent(chance, "GET", chance.choice(READ), "", b"", "nothing", texts=0)
    path, kind, make = chance.choice(ROUTES)
    body, what, texts = make(chance)
    return _sent(chance, "POST", path, kind, body, what, texts=texts)


def words(chance: random.Random) -> tuple[str, str]:
    """What was made, and a text: sentences with odd pieces in odd places, or a hostile one."""
    draw = chance.random()
    if draw < HOSTILE:
        what, made = hostile.text(chance)
        return what, f"{CANARY} {made}"[:200_000]
    if draw < 2 * HOSTILE:
        return "an article", f"{CANARY}. {article(chance.randrange(10**9))}"
    made = f"{CANARY} {' '.join(sentence(chance) for _ in range(chance.randint(1, 8)))}"
    for _ in range(chance.randint(0, 8)):
        at = chance.randint(0, len(made))
        made = made[:at] + chance.choice(ODD) * chance.choice([1, 1, 1, 2, 20]) + made[at:]
    # Two lone surrogates beside each other are one character once they have been JSON.
    whole: str = json.loads(json.dumps(made))
    return "sentences", whole


def value(chance: random.Random) -> Any:
    """A value that may stand where another is expected."""
    return chance.choice(
        [None, True, -1, 0, 1.5, -0.0, 2**31, 2**63, 2**64, 10**400, 1e308, "", CANARY, [], {}, [CANARY],
         {CANARY: 1}, [[]], ["a"] * 300, {"$ref": "#"}, "\ud800", "true", "0"]
    )  # fmt: skip


def _article(chance: random.Random, unit: str) -> tuple[dict[str, Any], str]:
    what, made = words(chance)
    asked: dict[str, Any] = {"text": made}
    if chance.random() < 0.4:
        size = {"code-point": 1, "utf-16": 2, "utf-8": 1}[unit]
        name = {"code-point": "utf-32-le", "utf-16": "utf-16-le", "utf-8": "utf-8"}[unit]
        length = len(made.encode(name, "surrogatepass")) // (4 if unit == "code-point" else size)
        asked["segments"] = hostile.segments(chance, length)
        if len(made) < 5_000:
            asked["segments"] = asked["segments"][: chance.randint(0, 9)]
        if asked["segments"] and chance.random() < 0.3:
            bad = chance.choice(asked["segments"])
            bad[chance.choice(["start", "end", "role", CANARY])] = chance.choice(
                [
                    value(chance),
                    length + 1,
                    chance.randint(0, length),
                    chance.choice(MARK_SOME),
                    "0",
                ]
            )
        what = f"{what}, {len(asked['segments'])} segments"
    if chance.random() < 0.3:
        asked["page"] = {"url": f"https://{NAME}.example", "byline": made[:50], "links": 0}
        if chance.random() < 0.3:
            asked["page"][chance.choice(["url", "byline", "published", "links", "x"])] = value(
                chance
            )
    return asked, what


MARK_SOME = (*sorted(MARK_ROLES)[:3], *ROLES[:3])


def _options(chance: random.Random, unit: str) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if unit != "code-point" or chance.random() < 0.3:
        asked["offsets"] = unit
    if chance.random() < 0.2:
        asked["types"] = chance.sample(["modal-hedge", "unnamed-source", "named-source", CANARY], 2)
    if chance.random() < 0.1:
        asked["exclude"] = ["modal-hedge"] * chance.choice([1, 200, 201])
    return asked


def question(chance: random.Random) -> tuple[dict[str, Any], str]:
    """A request for /v1/analyze that is mostly right, and what it is about."""
    unit = chance.choice(UNITS)
    asked, what = _article(chance, unit)
    asked |= _options(chance, unit)
    if chance.random() < 0.5:
        asked["include"] = chance.sample(INCLUDE, chance.randint(0, len(INCLUDE)))
        what += ", considered" * ("considered" in asked["include"])
    if chance.random() < 0.15:
        asked[chance.choice([*asked, "types", "exclude", "id", CANARY])] = value(chance)
    return asked, what


def _analyze(chance: random.Random) -> tuple[bytes, str, int]:
    asked, what = question(chance)
    return encoded(chance, asked), what, 1


def _compare(chance: random.Random) -> tuple[bytes, str, int]:
    unit = chance.choice(UNITS)
    first, one = _article(chance, unit)
    second, two = _article(chance, unit)
    if chance.random() < 0.3:
        second = first
    asked: dict[str, Any] = {"first": first, "second": second, **_options(chance, unit)}
    if chance.random() < 0.15:
        asked[chance.choice(["first", "second", "include", "offsets"])] = value(chance)
    return encoded(chance, asked), f"{one} | {two}", 2


def _batch(chance: random.Random) -> tuple[bytes, str, int]:
    lines, whats = [], []
    for number in range(chance.choice([0, 1, 2, 4, 4, 12])):
        asked, what = question(chance)
        if chance.random() < 0.7:
            asked["id"] = chance.choice([str(number), "", "a" * 201, CANARY, None, number])
        lines.append(encoded(chance, asked, whole=False).replace(b"\n", b" "))
        whats.append(what)
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        lines.insert(
            chance.randint(0, len(lines)), chance.choice([b"", b" ", b"\r", b"{}", b"[", b"\xff"])
        )
    if chance.random() < 0.02:
        lines = [b"{}"] * 1_001
    end = chance.choice([b"\n", b"\n", b"\r\n"])
    return end.join(lines) + chance.choice([b"", end]), " | ".join(whats), max(1, len(lines))


def _check(chance: random.Random) -> tuple[bytes, str, int]:
    """A form, with a text or with pieces of text and markup."""
    what, made = words(chance)
    form: dict[str, str] = {
        "language": chance.choice(["en-US", "en-US", "auto", "de-DE", "", CANARY])
    }
    if chance.random() < 0.6:
        form["text"] = made
    else:
        what += ", annotated"
        form["data"] = json.dumps({"annotation": _pieces(chance, made)})
        if chance.random() < 0.2:
            form["data"] = chance.choice(
                [json.dumps(value(chance)), "[" * 50_000, "NaN", json.dumps({"text": made}), form["data"][:-3],
                 json.dumps({"annotation": value(chance)}), json.dumps({"annotation": [value(chance)]})]
            )  # fmt: skip
    for key in (
        "preferredVariants",
        "disabledRules",
        "enabledRules",
        "enabledOnly",
        "apiKey",
        "level",
        "text",
    ):
        if chance.random() < 0.07:
            form[key] = chance.choice(
                ["en-GB,x", "SAYSO_MODAL_HEDGE", "HEDGING,SOURCING", "true", CANARY, "\x00"]
            )
    body = "&".join(
        f"{key}={quote_plus(each, errors='surrogatepass')}" for key, each in form.items()
    )
    if chance.random() < 0.1:
        body = chance.choice([body + "&" * 200, body + "&a=1" * 101, body + "&%", body.replace("%", "%%", 3),
                              body + "&text", "=" + body, body + "&language=fr"])  # fmt: skip
    return body.encode("utf-8", "surrogatepass"), what, 1


def _pieces(chance: random.Random, made: str) -> list[dict[str, str]]:
    pieces: list[dict[str, str]] = []
    for each in made.split(" ") if len(made) < 20_000 else [made]:
        pieces.append({"text": each + " "})
        if chance.random() < 0.4:
            pieces.append({"markup": chance.choice(["<b>", "</p>\n", "🙂", ""])})
            if chance.random() < 0.5:
                pieces[-1]["interpretAs"] = chance.choice(["\n\n", "", "may ", "🙂", "\ud800"])
    return pieces


# Each with the type of its body, and what makes one.
Make = Callable[[random.Random], tuple[bytes, str, int]]
ROUTES: tuple[tuple[str, str, Make], ...] = (
    *(("/v1/analyze", "application/json", _analyze),) * 5,
    ("/v1/batch", "application/x-ndjson", _batch),
    ("/v1/compare", "application/json", _compare),
    ("/v2/check", "application/x-www-form-urlencoded", _check),
    ("/api/v2/check", "", _check),
)


def encoded(chance: random.Random, asked: Any, *, whole: bool = True) -> bytes:
    """As JSON in bytes, which may be damaged."""
    data = json.dumps(asked, ensure_ascii=chance.random() < 0.6).encode("utf-8", "surrogatepass")
    if chance.random() < 0.8:
        return data
    at = chance.randint(0, len(data))
    damaged = [
        data[:at], data[:at] + chance.randbytes(3) + data[at:], data[at:], data * 2, b"\xef\xbb\xbf" + data,
        b"[" * 5_000 + data, b"[" * 100_000, data.replace(b'"text"', b'"text": "a", "text"', 1),
        data.replace(b'"text":', b'"page": ' + b'{"url":' * 30_000, 1), data.replace(b"0", b"9" * 5_000, 1),
        data.replace(b"0", b"1e99999", 1), data.replace(b"0", b"NaN", 1), data.replace(b"0", b"-Infinity", 1),
        data.replace(b"0", b"00", 1), data.replace(b" ", b"\x00", 1), data.replace(b" ", b"\xc0\xaf", 1),
        data.replace(b"e", b"\\u0065"), data.replace(b"e", b"\\ud83d\\ude42", 9), data.replace(b" ", b"\\u0000", 2),
        data[:-1] + b"," + b",".join(b'"a%d":1' % n for n in range(20_000)) + b"}",
        data.replace(b'"text"', b'"\\ud800"', 1), data.replace(b"a", b"\\uD800\\uD800", 2), data + b"\x00", b"/**/" + data,
    ]  # fmt: skip
    if whole:
        damaged += [
            data.decode("utf-8", "replace").encode("utf-16"),
            b" " * 1_999_990 + data,
            data + b" " * 2_000_001,
        ]
    return chance.choice(damaged)


def _sent(
    chance: random.Random, method: str, path: str, kind: str, body: bytes, what: str, *, texts: int
) -> Message:
    """The bytes of it. What becomes of the body when its envelope is wrong, nobody knows."""
    if chance.random() < 0.4:
        return Message((_plain(method, path, kind, body),), method, path, what, body, texts)
    read: bytes | None = body
    if chance.random() < 0.08:
        method, read = (
            chance.choice(
                [
                    "GET",
                    "HEAD",
                    "OPTIONS",
                    "PUT",
                    "DELETE",
                    "TRACE",
                    "CONNECT",
                    NAME.upper(),
                    "post",
                    "",
                ]
            ),
            None,
        )
    if chance.random() < 0.12:
        kind, read = chance.choice(KINDS), None
    version = (
        "HTTP/1.1"
        if chance.random() < 0.97
        else chance.choice(["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9", "", "HTTPS/1.1"])
    )
    lines = [f"{method} {path} {version}", "Host: localhost"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    if chance.random() < 0.3:
        lines.append(f"Accept: {chance.choice(ACCEPTS)}")
    if chance.random() < 0.12:
        lines.append(chance.choice(HEADERS))
        read = None
    length, wrapped, mended = _framed(chance, body)
    read = read if mended else None
    end = "\r\n" if chance.random() < 0.99 else "\n"
    data = end.join([*lines, *length, "", ""]).encode("latin-1", "replace") + wrapped
    pieces: tuple[bytes, ...] = (data,)
    leaves = False
    if chance.random() < 0.03:
        cuts = sorted(chance.choices(range(len(data) + 1), k=3))
        pieces = (
            data[: cuts[0]],
            data[cuts[0] : cuts[1]],
            data[cuts[1] : cuts[2]],
            data[cuts[2] :],
        )
    elif chance.random() < 0.02:
        pieces, leaves = (data[: chance.randint(1, len(data))],), True
    elif chance.random() < 0.02:
        # Who sends two at once gets one answer, and the connection is closed.
        length = []
        pieces = (
            data
            + chance.choice(
                [data, b"GET /v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x00" * 99]
            ),
        )
    return Message(
        pieces,
        method,
        path,
        what,
        None if version != "HTTP/1.1" or leaves or end == "\n" else read,
        texts,
        leaves,
        _promised(length) > len(wrapped),
    )


def _promised(length: list[str]) -> int:
    """The bytes that headers say a body has; 0 where they say nothing that anybody can rely on."""
    match = re.fullmatch(r"Content-Length: ([0-9]{1,9})", length[0]) if len(length) == 1 else None
    return int(match[1]) if match else 0


def _plain(method: str, path: str, kind: str, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _framed(chance: random.Random, body: bytes) -> tuple[list[str], bytes, bool]:
    """Headers that say how long the body is, the body, and whether that is true."""
    draw = chance.random()
    if draw < 0.86:
        return [f"Content-Length: {len(body)}"], body, True
    if draw < 0.92:
        return ["Transfer-Encoding: chunked"], _chunked(chance, body), True
    true = len(body)
    lies = [
        [f"Content-Length: {true + 5}"], [f"Content-Length: {max(0, true - 5)}"], ["Content-Length: 0"], [],
        ["Content-Length: -1"], [f"Content-Length: +{true}"], [f"Content-Length: {true}, {true}"], ["Content-Length: 0x10"],
        [f"Content-Length: {true}", f"Content-Length: {true + 1}"], [f"Content-Length: {true}", "Transfer-Encoding: chunked"],
        ["Content-Length: 99999999999999999999"], ["Content-Length: " + "9" * 5_000], ["Content-Length: ٣"], ["Content-Length:"],
        ["Transfer-Encoding: chunked, chunked"], ["Transfer-Encoding: xchunked"], ["Content-Length: 3000000"],
    ]  # fmt: skip
    if chance.random() < 0.7:
        return chance.choice(lies), body, False
    bad = [b"zz\r\n" + body, b"-1\r\n" + body, b"%x\r\n%s" % (true, body), b"%x\n%s\n0\n\n" % (true, body),
           b"f" * 40 + b"\r\n" + body, b"%x;%s\r\n%s\r\n0\r\n\r\n" % (true, b"a" * 9_000, body), b"0\r\n\r\n", b"0\r\nHost: evil.example\r\n\r\n",
           b"%x\r\n%s\r\n1000000000\r\n" % (true, body)]  # fmt: skip
    return ["Transfer-Encoding: chunked"], chance.choice(bad), False


def _chunked(chance: random.Random, body: bytes) -> bytes:
    cuts = [
        0,
        *sorted(chance.choices(range(len(body) + 1), k=chance.choice([0, 2, 50]))),
        len(body),
    ]
    pieces = [body[a:b] for a, b in pairwise(cuts)]
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces if each) + b"0\r\n\r\n"
