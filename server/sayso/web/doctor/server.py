"""The server at the address: is it there, is it Sayso, whom does it let in, does it answer?"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from sayso import SCHEMA, __version__
from sayso.pipeline import model_version
from sayso.web.doctor import around, visit
from sayso.web.doctor.address import Address
from sayso.web.doctor.finding import Finding, fine, note, to_do
from sayso.web.doctor.visit import Answer, Trouble

# Extensions as browsers name them: Chromium by a key's hash, Firefox by chance for each profile.
EXTENSIONS = (
    ("Chromium's extensions", "chrome-extension://abcdefghijklmnopabcdefghijklmnop"),
    ("Firefox's extensions", "moz-extension://01234567-89ab-cdef-0123-456789abcdef"),
)
# Names that nobody has (RFC 6761), for strangers.
STRANGE_HOST = "stranger.invalid"
STRANGE_ORIGIN = "https://stranger.invalid"

# With a number that changes, so that the answer is not one that was kept.
_SENTENCE = "The bridge may close in {} days, according to Mayor Ilse Brandt."
_PROXY_STATUS = (502, 503, 504)


@dataclass(frozen=True, slots=True)
class Question:
    """What the doctor is asked: ``names`` and ``origins`` should be let in besides the usual.

    ``timeout`` is the seconds without a sign of life after which a request is given up.
    """

    address: Address
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token: str = ""
    timeout: float = 10.0


class Server:
    """The server at an address, as far as it is known yet."""

    def __init__(self, question: Question) -> None:
        """Nothing has been asked yet."""
        self.question = question
        self.found = False
        # Under which name it is asked; changes where it refuses its own address.
        self._host = question.address.host_header(question.address.host)
        self._token = ""

    def findings(self) -> Iterator[Finding]:
        """What was found, one thing after the other. Ends where there is nobody to ask further."""
        try:
            yield from self._here()
            if not self.found:
                return
            known = yield from self._known()
            yield from self._names()
            if known:
                yield from self._origins()
                yield from self._analysis()
        except Trouble as trouble:
            yield to_do("Server", f"It stopped answering ({trouble.kind}).", _RESTART)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        host: str | None = None,
        body: bytes | None = None,
        **headers: str,
    ) -> Answer:
        sent = {"Host": host or self._host}
        if self._token and method != "OPTIONS":  # Browsers ask beforehand without it.
            sent["Authorization"] = f"Bearer {self._token}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return visit.ask(
            self.question.address,
            method,
            path,
            timeout=self.question.timeout,
            headers=sent,
            body=body,
        )

    # ----------------------------------------------------------------- is it there, is it Sayso

    def _here(self) -> Iterator[Finding]:
        address = self.question.address
        try:
            answer = self._ask("GET", "healthz")
        except Trouble as trouble:
            yield from self._not_here(trouble)
            return
        if answer.code == "host_not_allowed":
            detail = str(answer.json.get("detail", ""))
            answers_to = detail.partition(", and the request")[0].removeprefix("This server ")
            yield to_do(
                "Host",
                f"The server does not answer to the name {address.host}; it {answers_to}.",
                f"Use one of these, or start it with --allow-host {address.host}",
            )
            self._host = address.host_header("127.0.0.1")
            answer = self._ask("GET", "healthz")
            if answer.code == "host_not_allowed":
                return
        if answer.status == 200 and answer.json.get("name") == "sayso":
            self.found = True
            yield fine("Server", f"Sayso answers at {address}.")
            return
        yield self._another(answer)

    def _not_here(self, trouble: Trouble) -> Iterator[Finding]:
        address = self.question.address
        where = f"{address.host}, port {address.port}"
        if trouble.kind == "refused":
            free = around.free(address)
            if free is None:
                yield to_do(
                    "Server", f"Nobody listens at {where}.",
                    "Ask whoever runs it whether it runs, on which port, and for other machines.",
                )  # fmt: skip
                return
            if free.state != "fine":
                yield free
                return
            port = "" if address.port == 7297 else f" --port {address.port}"
            yield to_do("Server", f"Nobody listens at {where}.", f"Start it: sayso serve{port}")
        elif trouble.kind == "unknown name":
            yield to_do(
                "Server", f"No machine is known by the name {address.host}.",
                "Look at its spelling, and at the network's names (DNS).",
            )  # fmt: skip
        elif trouble.kind == "silent":
            yield self._silent(where)
        elif trouble.kind == "certificate":
            yield to_do(
                "TLS", f"The certificate at {where} {trouble.words}; browsers refuse it too.",
                trouble.advice,
            )  # fmt: skip
        elif trouble.kind == "tls":
            yield to_do(
                "TLS", f"What listens at {where} speaks no TLS that fits ({trouble.words}).",
                f"If it is Sayso itself, ask without: http://{address.host_header(address.host)}/. "
                "For https it needs a proxy in front.",
            )  # fmt: skip
        elif trouble.kind == "unreachable":
            yield to_do(
                "Server", f"{where} cannot be reached ({trouble.words}).",
                "Look at the network, and at a firewall between here and there.",
            )  # fmt: skip
        elif not address.secure and visit.speaks_tls(address, self.question.timeout):
            yield to_do(
                "TLS", f"What listens at {where} speaks TLS.",
                f"Ask with https: https://{address.host}:{address.port}{address.path}",
            )  # fmt: skip
        else:
            yield self._other_program("which does not speak HTTP")

    def _silent(self, where: str) -> Finding:
        seconds = f"{self.question.timeout:g} seconds"
        if self.question.address.loopback:
            return to_do(
                "Server", f"Somebody listens at {where}, and says nothing for {seconds}.",
                "A server that has just been started loads for a while, and a busy one makes wait: "
                "try again. If it stays so, stop that program and start it again: "
                + (around.holder(self.question.address.port) or "its name is not known here"),
            )  # fmt: skip
        return to_do(
            "Server", f"Nothing comes from {where} within {seconds}.",
            "Look at the address, and at a firewall between here and there.",
        )  # fmt: skip

    def _another(self, answer: Answer) -> Finding:
        """What answers, but not as Sayso."""
        address = self.question.address
        if 300 <= answer.status < 400:
            to = _printable(answer.first("Location")) or "another address"
            return to_do("Server", f"{address} leads on to {to}.", "Ask at that address.")
        if answer.status in _PROXY_STATUS:
            return to_do(
                "Server",
                f"A proxy answers at {address}, and not Sayso behind it (status {answer.status}).",
                "Start Sayso there, and look at the address to which the proxy sends requests.",
            )
        if answer.status in {401, 407}:
            return to_do(
                "Server",
                f"Something before Sayso at {address} asks for a password.",
                "The extension and programs have none: protect Sayso with --token instead.",
            )
        if b"HTTPS port" in answer.body or b"HTTP request was sent to" in answer.body:
            return to_do(
                "TLS", f"What listens at port {address.port} speaks TLS.",
                f"Ask with https: https://{address.host}:{address.port}{address.path}",
            )  # fmt: skip
        name = _printable(answer.first("Server"))
        said = f"which calls itself {name}" if name else f"which answered {answer.status}"
        return self._other_program(said)

    def _other_program(self, said: str) -> Finding:
        address = self.question.address
        if not address.loopback:
            return to_do(
                "Port", f"Another program than Sayso answers at {address}, {said}.",
                "Ask whoever runs the server for its address; a path may belong to it.",
            )  # fmt: skip
        who = around.holder(address.port)
        stop = "Stop it" if who else f"Find it ({around.finding(address.port)}) and stop it"
        return to_do(
            "Port",
            f"{address.port} is taken by another program{f' ({who})' if who else ''}, {said}.",
            f"{stop}, or give Sayso another port: sayso serve --port "
            f"{around.another(address.port)}",
        )

    # ----------------------------------------------------------------- which one is it

    def _known(self) -> Generator[Finding, None, bool]:
        """Token, version, schema and model. Its value says whether there is more to ask."""
        answer = self._ask("GET", "v1/info")
        token = self.question.token
        if answer.code == "unauthorized":
            if not token:
                yield to_do(
                    "Token", "The server asks for a token, and none is given here.",
                    "Get it from whoever runs the server, and set SAYSO_TOKEN to it.",
                )  # fmt: skip
                return False
            self._token = token
            answer = self._ask("GET", "v1/info")
            if answer.code == "unauthorized":
                yield to_do(
                    "Token", "The server asks for a token, and another than the one given here.",
                    "Compare SAYSO_TOKEN here with that of the server; a server reads it when it "
                    "starts.",
                )  # fmt: skip
                return False
            yield fine("Token", "The server asks for a token, and takes the one given here.")
            yield note(
                "Token", "Readers need it in the extension; the server's page has no place for it.",
                "It goes into the extension's settings, below the address, or comes by policy "
                "(docs/school.md). For people who paste texts into the page, use none.",
            )  # fmt: skip
        elif token:
            yield to_do(
                "Token", "A token is given here, and the server asks for none.",
                "If it should, start it again with SAYSO_TOKEN set.",
            )  # fmt: skip
        engine = answer.json.get("engine")
        if answer.status != 200 or not isinstance(engine, dict):
            yield to_do(
                "Version", f"The server does not say which it is (status {answer.status}).",
                _RESTART,
            )  # fmt: skip
            return False
        told = {name: _printable(str(engine.get(name, "unknown"))) for name in ("version", "model")}
        schema = _printable(str(answer.json.get("schema", "unknown")))
        yield _schema(schema)
        yield _version("Version", told["version"], __version__)
        yield from _same_model(told["model"])
        return schema.partition(".")[0] == SCHEMA.partition(".")[0]

    # ----------------------------------------------------------------- whom does it let in

    def _names(self) -> Iterator[Finding]:
        address = self.question.address
        for name in self.question.names:
            if name == address.host:
                continue
            answer = self._ask("GET", "healthz", host=address.host_header(name))
            if answer.status == 200 and answer.json.get("name") == "sayso":
                yield fine("Host", f"The server answers to the name {name}.")
            else:
                yield to_do(
                    "Host", f"The server does not answer to the name {name} "
                    f"({answer.code or f'status {answer.status}'}).",
                    f"Start it with --allow-host {name}; a proxy must pass the name on (nginx: "
                    "proxy_set_header Host $http_host;).",
                )  # fmt: skip
        answer = self._ask("GET", "healthz", host=address.host_header(STRANGE_HOST))
        if answer.status == 200 and answer.json.get("name") == "sayso":
            yield to_do(
                "Host", "The server answers to any name, so that any web page can reach it.",
                "Something before it changes the header Host. Have it pass the name on (nginx: "
                "proxy_set_header Host $http_host;).",
            )  # fmt: skip
        else:
            yield fine("Host", "Names that are not the server's are refused.")

    def _origins(self) -> Iterator[Finding]:
        address = self.question.address
        if address.secure or address.host in {"127.0.0.1", "localhost"}:
            for who, origin in EXTENSIONS:
                yield self._origin(who, origin, advice=_EXTENSION)
        else:
            yield to_do(
                "Extension",
                f"It sends articles unprotected to 127.0.0.1 alone, and not to {address.host}.",
                "On this machine use http://127.0.0.1, elsewhere https with a proxy in front.",
            )
        own = self._ask("GET", "v1/info", Origin=f"{address.scheme}://{self._host}")
        if own.status == 200:
            yield fine("Origin", "Pages that the server sends may ask it.")
        else:
            yield to_do(
                "Origin", "Pages that the server sends may not ask it themselves.",
                "A proxy in front changes the header Host. Have it pass the name on (nginx: "
                "proxy_set_header Host $http_host;).",
            )  # fmt: skip
        for origin in self.question.origins:
            yield self._origin(origin, origin, advice=f"Start it with --allow-origin {origin}")
        strange = self._ask("GET", "v1/info", Origin=STRANGE_ORIGIN)
        if strange.status == 200 or strange.all("Access-Control-Allow-Origin"):
            yield to_do(
                "Origin", "Pages of any web site may use this server.",
                "Something before it drops the header Origin or adds Access-Control-Allow-Origin. "
                "Take that out; Sayso sets these headers itself.",
            )  # fmt: skip
        else:
            yield fine("Origin", "Pages of other web sites are refused.")

    def _origin(self, who: str, origin: str, *, advice: str) -> Finding:
        """Whether browsers let this origin send an article: the question beforehand, then one."""
        wanted = "content-type,authorization" if self._token else "content-type"
        before = self._ask(
            "OPTIONS", "v1/analyze", Origin=origin, Access_Control_Request_Method="POST",
            Access_Control_Request_Headers=wanted, Access_Control_Request_Private_Network="true",
        )  # fmt: skip
        after = self._ask("GET", "v1/info", Origin=origin)
        if "origin_not_allowed" in {before.code, after.code}:
            return to_do("Origin", f"{who}: not allowed by the server.", advice)
        for answer, kind in ((before, "the question beforehand (preflight)"), (after, "a request")):
            wrong = _not_for(answer, origin)
            if wrong:
                return to_do(
                    "Origin", f"{who}: {kind} {wrong}.",
                    "Sayso sets these headers itself; a proxy should pass them, and OPTIONS, on.",
                )  # fmt: skip
        lacks = _lacking(before, wanted)
        if lacks:
            return to_do(
                "Origin", f"{who}: the answer beforehand (preflight) does not allow {lacks}.",
                "A proxy must pass OPTIONS on to Sayso and leave its answer as it is.",
            )  # fmt: skip
        return fine("Origin", f"{who} may ask.")

    # ----------------------------------------------------------------- does it answer

    def _analysis(self) -> Iterator[Finding]:
        text = _SENTENCE.format(10 + secrets.randbelow(1_000_000))
        body = json.dumps({"text": text, "offsets": "code-point"}).encode()
        answer = self._ask("POST", "v1/analyze", body=body, Content_Type="application/json")
        notes = answer.json.get("notes")
        if answer.status == 200 and isinstance(notes, list) and notes:
            yield fine("Answer", f"A sentence was read in {answer.seconds:.2f} seconds.")
            return
        advice = {
            "busy": "Try again later; if it is often so, give it more workers, or another machine.",
            "out_of_time": "Something else keeps its machine busy; look there.",
            "internal": "Its log has the place, under the request's number "
            f"{_printable(answer.first('X-Request-Id'))}.",
        }.get(answer.code, _RESTART)
        if answer.status in {403, 413, 415} and not answer.code:
            advice = "A proxy in front refuses it; look at its limits for bodies and methods."
        said = answer.code or f"status {answer.status}"
        yield to_do("Answer", f"A sentence was not read ({said}).", advice)


_RESTART = "Start it again, and look at what it says: sayso serve"
_EXTENSION = "Start it again with this version of Sayso, which lets extensions in: sayso serve"


def _schema(told: str) -> Finding:
    ours, theirs = SCHEMA.partition(".")[0], told.partition(".")[0]
    if ours == theirs:
        return fine("Schema", f"{told}, which this program and its extension read.")
    older = _numbers(told) < _numbers(SCHEMA)
    return to_do(
        "Schema",
        f"The server answers in {told}; this program and its extension read {SCHEMA}.",
        "Stop that server and start this version: sayso serve" if older else _RENEW,
    )


_RENEW = "Renew Sayso here, and load the extension again: git pull, make install, make extension"


def _version(about: str, theirs: str, ours: str) -> Finding:
    if theirs == ours:
        return fine(about, f"{theirs}, as this program.")
    if _numbers(theirs) < _numbers(ours):
        return to_do(
            about, f"The server is {theirs}, older than this program ({ours}).",
            "Stop that server and start this version: sayso serve",
        )  # fmt: skip
    return to_do(about, f"The server is {theirs}, newer than this program ({ours}).", _RENEW)


def _same_model(theirs: str) -> Iterator[Finding]:
    try:
        ours = model_version()
    except (OSError, ValueError, KeyError):  # Said already, of this program's own.
        return
    if theirs == ours:
        yield fine("Server's model", f"{theirs}, as this program's.")
        return
    yield to_do(
        "Server's model", f"It is {theirs}; this program's is {ours}.",
        "Start the server again: it reads its model when it starts.",
    )  # fmt: skip


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d{1,9}", version))


def _not_for(answer: Answer, origin: str) -> str:
    """What is wrong with the header by which browsers let an origin see an answer; empty if not."""
    allowed = answer.all("Access-Control-Allow-Origin")
    if answer.status >= 400:
        return f"is answered with status {answer.status}"
    if len(allowed) > 1:
        return "is answered with Access-Control-Allow-Origin twice, which browsers refuse"
    if not allowed:
        return "is answered without Access-Control-Allow-Origin"
    if allowed[0] != origin:
        return "is answered with Access-Control-Allow-Origin for another origin"
    return ""


def _lacking(before: Answer, wanted: str) -> str:
    methods = before.first("Access-Control-Allow-Methods").upper()
    if "POST" not in methods:
        return "POST"
    allowed = {each.strip().lower() for each in
               ",".join(before.all("Access-Control-Allow-Headers")).split(",")}  # fmt: skip
    missing = [each for each in wanted.split(",") if each not in allowed]
    return f"the header {missing[0]}" if missing else ""


def _printable(words: str) -> str:
    """What a stranger's server says of itself, in a form that no terminal obeys."""
    return "".join(letter for letter in words if letter.isprintable())[:100]
