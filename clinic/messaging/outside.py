"""One POST to an address that somebody else chose: encrypted, to the public internet only, short, never led elsewhere.

A browser tells where its push service is, and whoever holds the phone could tell another address. So the name is
looked up once, each number it has must be public, and the connection goes to exactly that number: what a name says a
moment later counts no more.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from clinic.messaging.channel import Unavailable
from clinic.records.endpoints import NotOutside

TIMEOUT_SECONDS: Final = 10.0
# The whole of it, from the first byte to the last: a server that drips would hold a sender for ever.
WITHIN_SECONDS: Final = 20.0
# Numbers that carry another one within, which could be one of this house; and what was once local.
_CARRY_ANOTHER: Final = tuple(
    IPv6Network(one)
    for one in (
        "::/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "fec0::/10",
    )
)
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How one goes out: by which look-up of names, past which check, under which trust; a test brings its own."""

    resolve: Resolve
    is_allowed: Callable[[str], bool]
    context: ssl.SSLContext
    within_seconds: float = WITHIN_SECONDS


def public_door() -> Door:
    """Give the way to the public internet."""
    return Door(resolve=numbers_of, is_allowed=is_public, context=ssl.create_default_context())


def post_outside(address: str, headers: Mapping[str, str], door: Door) -> int:
    """Post nothing but headers, and give the status; what goes wrong on the way is Unavailable."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    try:
        connection = _connection(host, port, door)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            with _ended_after(connection, door.within_seconds):
                connection.sock.do_handshake()
                connection.request("POST", path or "/", b"", dict(headers))
                # What else it says is not read: nobody asks for it.
                return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as fault:
        raise Unavailable(type(fault).__name__) from fault


def numbers_of(host: str, port: int) -> list[str]:
    """Look a name up."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(number: str) -> bool:
    """Tell whether a number belongs to the public internet: not this machine, not this network, nothing reserved."""
    address = ip_address(number.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or address
    is_tunnel = isinstance(inner, IPv6Address) and any(inner in one for one in _CARRY_ANOTHER)
    return inner.is_global and not inner.is_multicast and not is_tunnel


def _connection(host: str, port: int, door: Door) -> http.client.HTTPSConnection:
    numbers = door.resolve(host, port)
    if not numbers or not all(door.is_allowed(one) for one in numbers):
        raise NotOutside("it leads to no public address")
    raw = socket.create_connection((numbers[0], port), TIMEOUT_SECONDS)
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=door.context)
    try:
        connection.sock = door.context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
    except BaseException:
        raw.close()
        raise
    return connection


@contextmanager
def _ended_after(connection: http.client.HTTPSConnection, seconds: float) -> Iterator[None]:
    """End a connection that goes on for too long, however busily it drips."""

    def end() -> None:
        with suppress(OSError):
            # The plain end of the socket: an encrypted goodbye would wait for the other side.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
