"""Addresses that a browser names for its push service: somebody else chose them, so little is let through."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

LONGEST_ADDRESS: Final = 1_000
_WITHIN: Final = (".local", ".localhost", ".internal", ".home.arpa")


class NotOutside(ValueError):
    """The address is none of the public internet; nothing was sent."""


def checked_address(address: str) -> str:
    """Refuse an address that is not https with the name of a host, on the usual port, without anybody's password."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as fault:
        raise NotOutside("it cannot be read") from fault
    is_plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    if not is_plain or parts.scheme != "https" or parts.username or parts.password or parts.fragment:
        raise NotOutside("it must be a plain https address")
    if port not in (None, 443) or not _is_name(parts.hostname or ""):
        raise NotOutside("it must name a host, on the usual port")
    return address


def _is_name(host: str) -> bool:
    """Tell whether a host is named, with a domain; a bare number could be anything within this house."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith(_WITHIN)
    return False
