"""What stands between programs of this machine and the server: names, ports, proxies."""

from __future__ import annotations

import errno
import socket
import sys
from ipaddress import ip_address
from urllib.request import getproxies, proxy_bypass

# psutil comes without types.
import psutil  # type: ignore[import-untyped]

from sayso.web.doctor import visit
from sayso.web.doctor.address import Address
from sayso.web.doctor.finding import Finding, fine, note, to_do
from sayso.web.settings import PORT


def free(address: Address) -> Finding | None:
    """Whether a server could listen where nobody does; None where that is another machine."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        socket.create_server((address.host, address.port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            return None
        if error.errno == errno.EACCES:
            return to_do(
                "Port",
                f"{address.port} may not be used by everybody on this machine.",
                f"Choose one above 1023: sayso serve --port {PORT}",
            )
        return to_do(
            "Port",
            f"{address.port} cannot be listened on ({error.strerror}).",
            f"Choose another: sayso serve --port {another(address.port)}",
        )
    return fine("Port", f"{address.port} is free.")


def holder(port: int) -> str:
    """Who listens on a port of this machine: the program's name and number; empty if unknown."""
    try:
        for each in psutil.net_connections("tcp"):
            if each.status == psutil.CONN_LISTEN and each.laddr.port == port and each.pid:
                return f"{psutil.Process(each.pid).name()}, process {each.pid}"
    except (psutil.Error, OSError):
        return ""
    return ""


def finding(port: int) -> str:
    """The command that shows who listens on a port, perhaps to administrators alone."""
    if sys.platform == "win32":
        return f"netstat -ano | findstr :{port}"
    return f"ss -ltnp 'sport = :{port}'" if sys.platform == "linux" else f"lsof -nP -iTCP:{port}"


def another(port: int) -> int:
    """A port to try instead."""
    return port + 1 if port < 65_535 else PORT


def localhost(address: Address, timeout: float) -> Finding:
    """Whether the name localhost leads to the server that was found on a loopback address."""
    use = f"Write http://127.0.0.1:{address.port}/ rather than localhost."
    try:
        told = socket.getaddrinfo("localhost", address.port, type=socket.SOCK_STREAM)
    except OSError:
        return to_do("localhost", "The name leads nowhere on this machine.", use)
    places = list(dict.fromkeys(str(each[4][0]) for each in told))
    away = [place for place in places if not ip_address(place.partition("%")[0]).is_loopback]
    if away:
        return to_do("localhost", f"The name leads to {away[0]}, not to this machine.", use)
    found = {place: _who(address, place, timeout) for place in places}
    others = [place for place, who in found.items() if who == "another program"]
    if others:
        return to_do(
            "localhost",
            f"The name leads to {', '.join(places)}; at {others[0]} another program has the port.",
            use,
        )
    if found[places[0]] == "nobody" and "Sayso" in found.values():
        return note(
            "localhost",
            f"The name leads to {places[0]} first, where nobody listens. Browsers then try the "
            "next; some programs do not.",
            use,
        )
    return fine("localhost", f"The name leads to {', '.join(places)}.")


def _who(address: Address, place: str, timeout: float) -> str:
    there = Address(address.scheme, place, address.port, address.path)
    if not visit.listens(place, address.port, timeout):
        return "nobody"
    if address.secure:  # Its certificate is for a name, not for this place.
        return "Sayso"
    try:
        host = {"Host": f"127.0.0.1:{address.port}"}
        answer = visit.ask(there, "GET", "healthz", timeout=timeout, headers=host)
    except visit.Trouble:
        return "another program"
    known = answer.json.get("name") == "sayso" or answer.code == "host_not_allowed"
    return "Sayso" if known else "another program"


def proxy(address: Address) -> Finding:
    """Whether the environment sends requests for the address to a proxy. This command does not."""
    proxies = getproxies()
    if not (proxies.get(address.scheme) or proxies.get("all")):
        return fine("Proxy", "None is set.")
    if proxy_bypass(address.host):
        return fine("Proxy", f"One is set, and not used for {address.host}.")
    if not address.loopback:
        return note(
            "Proxy",
            f"Programs that heed {address.scheme}_proxy reach {address.host} through it.",
            f"If it should not be so: export no_proxy={address.host}",
        )
    return to_do(
        "Proxy",
        f"Programs that heed {address.scheme}_proxy send what is meant for this machine to it.",
        "Set, where that is set: export no_proxy=127.0.0.1,localhost",
    )
