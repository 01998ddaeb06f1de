"""The address that the doctor asks at, as a person types it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sayso.web.settings import PORT, is_loopback

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server should be. ``path`` ends in a slash; IPv6 hosts stand without brackets."""

    scheme: str
    host: str
    port: int
    path: str = "/"

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme == "https"

    @property
    def loopback(self) -> bool:
        """Whether it leads to this machine, by its name."""
        return is_loopback(self.host)

    @property
    def origin(self) -> str:
        """The origin of pages that are served from here, as browsers write it."""
        return f"{self.scheme}://{self.host_header(self.host)}"

    def host_header(self, name: str) -> str:
        """What browsers send as Host when they ask this address under a name."""
        bracketed = f"[{name}]" if ":" in name else name
        return bracketed if self.port == _PORTS[self.scheme] else f"{bracketed}:{self.port}"

    def __str__(self) -> str:
        """The address in one piece."""
        return f"{self.origin}{self.path}"


def read_address(typed: str) -> Address:
    """The address that was meant. Without a scheme it is http, and the port Sayso's own.

    Raises ValueError, with a sentence, for what is no such address.
    """
    text = typed.strip()
    bare = "://" not in text
    try:
        parts = urlsplit(f"http://{text}" if bare else text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise ValueError(f"'{text}' is no address. Write it like http://127.0.0.1:7297/.") from None
    if parts.scheme not in _PORTS:
        raise ValueError(f"'{text}' does not begin with http:// or https://.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError(
            "Give the server's address alone, without a user's name, '?' or '#'. A token goes "
            "into the variable SAYSO_TOKEN."
        )
    if not re.fullmatch(r"[^\s/\\%\x00-\x20]+", host):
        raise ValueError(f"'{text}' has no host name. Write it like http://127.0.0.1:7297/.")
    if re.search(r"[\s\x00-\x20\x7f-\U0010ffff]", parts.path):
        raise ValueError(f"'{text}' has characters in its path that no address has.")
    if port is None:
        port = PORT if bare else _PORTS[parts.scheme]
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return Address(parts.scheme, _ascii(host, text), port, path)


def _ascii(host: str, typed: str) -> str:
    """The name as it is sent: other alphabets have a form in ASCII."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"'{typed}' has a host name that cannot be read.") from None
