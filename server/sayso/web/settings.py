"""What a server may be told: one frozen record, which ``serve`` fills from its options."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from pathlib import Path

HOST = "127.0.0.1"
PORT = 7297  # S-A-Y-S on a telephone pad.
LOOPBACK = ("127.0.0.1", "localhost")

# The repository that this file stands in; an installed package has no site of its own.
REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server behaves.

    ``hosts`` are the host names it answers to, without port, IPv6 without brackets. ``origins``
    are web sites, such as ``https://sayso.school.example``, whose pages may use the API besides
    its own pages and browser extensions. ``body_bytes`` bounds a request's body and ``seconds``
    the time that one analysis may take (in time of the processor, not of the clock).
    ``batch_lines`` and ``batch_bytes`` bound a batch; each of its lines is bounded as a body is.
    ``cache_bytes`` bounds the answers that one process keeps, 0 keeps none, for ``cache_seconds``
    each. With a ``token``, whoever uses the API must know it. ``languagetool`` adds the routes of a
    LanguageTool server, ``metrics`` the one that tells numbers. Whoever would wait longer than
    ``wait`` seconds for their turn is told so.
    """

    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    site: Path = field(default=REPOSITORY / "site" / "dist")
    body_bytes: int = 2_000_000
    seconds: float = 3.5
    batch_lines: int = 1_000
    batch_bytes: int = 20_000_000
    cache_bytes: int = 4_000_000
    cache_seconds: float = 600.0
    token: str = field(default="", repr=False)
    languagetool: bool = False
    wait: float = 10.0
    metrics: bool = False


def is_address(name: str) -> bool:
    """Whether this is an IP address, rather than a name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether this name or address is that of the machine itself."""
    if not is_address(host):
        return host.lower() == "localhost"
    address = ip_address(host)
    # How a socket for both kinds of address calls who asks by IPv4.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
