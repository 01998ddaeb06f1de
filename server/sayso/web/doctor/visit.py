"""One request to the address that was given, and, where it fails, why, in words.

Nothing is asked by way of a proxy, whatever the environment says, and no redirect is followed.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Literal

from sayso.web.doctor.address import Address

# Bytes of an answer that are read: more than any of those that are asked for has.
_AT_MOST = 2_000_000

Kind = Literal["unknown name", "refused", "silent", "unreachable", "certificate", "tls", "not http"]

# What OpenSSL's numbers for a certificate that is refused mean, and what helps.
_CERTIFICATES: Mapping[int, tuple[str, str]] = {
    9: ("is not valid yet", "Set the clocks of both machines, or wait."),
    10: ("has expired", "Renew it, and have the proxy read the new one."),
    18: (
        "is signed by nobody but the server itself",
        "Get one from an authority that browsers know, or have this machine trust it.",
    ),
    19: (
        "is signed by an authority that this machine does not know",
        "Have this machine and its browsers trust that authority.",
    ),
    20: (
        "cannot be traced to an authority that this machine knows",
        "Have the proxy send the whole chain, or this machine trust the authority.",
    ),
    62: ("is for another name", "Ask under the name in the certificate, or get one for this name."),
    64: ("is for another address", "Ask under the name in the certificate."),
}


class Trouble(Exception):
    """A request without an answer. ``kind`` says where it ended, ``words`` what is known."""

    def __init__(self, kind: Kind, words: str = "", advice: str = "") -> None:
        """``advice`` is what to do, where it does not follow from the kind alone."""
        super().__init__(kind)
        self.kind = kind
        self.words = words
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how many seconds it took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    seconds: float

    def all(self, name: str) -> list[str]:
        """The values of a header that may be there more than once."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def first(self, name: str) -> str:
        """The value of a header; empty where there is none."""
        return next(iter(self.all(name)), "")

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """The code of Sayso's problem document; empty where the answer is none."""
        problem = self.first("Content-Type").startswith("application/problem+json")
        return str(self.json.get("code", "")) if problem else ""


def ask(
    address: Address,
    method: str,
    path: str,
    *,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Ask once. ``path`` is below the address's own; ``timeout`` is seconds without a sign of life.

    Raises Trouble.
    """
    connection = _connection(address, timeout)
    began = time.monotonic()
    try:
        connection.request(method, address.path + path, body, dict(headers or {}))
        response = connection.getresponse()
        read = response.read(_AT_MOST)
        return Answer(response.status, tuple(response.getheaders()), read,
                      time.monotonic() - began)  # fmt: skip
    except ssl.SSLCertVerificationError as error:
        words, advice = _CERTIFICATES.get(
            error.verify_code, (f"is refused ({error.verify_message})", "Have it put right.")
        )
        raise Trouble("certificate", words, advice) from None
    except ssl.SSLError as error:
        raise Trouble("tls", (error.reason or "").replace("_", " ").lower()) from None
    except (socket.gaierror, UnicodeError):
        raise Trouble("unknown name") from None
    except TimeoutError:
        raise Trouble("silent") from None
    except ConnectionRefusedError:
        raise Trouble("refused") from None
    except (HTTPException, ConnectionError):
        raise Trouble("not http") from None
    except OSError as error:
        raise Trouble("unreachable", error.strerror or type(error).__name__) from None
    finally:
        connection.close()


def _connection(address: Address, timeout: float) -> HTTPConnection:
    if not address.secure:
        return HTTPConnection(address.host, address.port, timeout=timeout)
    context = ssl.create_default_context()
    return HTTPSConnection(address.host, address.port, timeout=timeout, context=context)


def speaks_tls(address: Address, timeout: float) -> bool:
    """Whether TLS is spoken at the address, with whatever certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((address.host, address.port), timeout=timeout) as plain,
            context.wrap_socket(plain, server_hostname=address.host),
        ):
            return True
    except OSError:
        return False


def listens(host: str, port: int, timeout: float) -> bool:
    """Whether somebody takes connections there. Nothing is sent."""
    try:
        socket.create_connection((host, port), timeout=timeout).close()
    except OSError:
        return False
    return True
