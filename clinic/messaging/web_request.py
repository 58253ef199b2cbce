"""One HTTP request to a provider: encrypted, short, bounded, and never led elsewhere.

Made of the standard library: one POST a message needs no pool, no cookies and no redirects, and what is not there
cannot leak credentials to where a redirect points.
"""

import base64
import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode, urlsplit

from clinic.messaging.channel import Unavailable

TIMEOUT_SECONDS: Final = 10.0
LONGEST_ANSWER_BYTES: Final = 65_536
_A_PIECE_BYTES: Final = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the provider said."""

    status: int
    body: bytes


def post_form(
    address: str,
    fields: Mapping[str, str],
    *,
    user: str,
    password: str,
    headers: Mapping[str, str],
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """Post a form and give the answer; whatever goes wrong on the way is Unavailable."""
    deadline = time.monotonic() + 2 * timeout_seconds
    connection = _connection(address, timeout_seconds)
    signed_in = base64.b64encode(f"{user}:{password}".encode()).decode()
    sent = {
        "Authorization": f"Basic {signed_in}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        **headers,
    }
    try:
        connection.request("POST", urlsplit(address).path, urlencode(fields), sent)
        answer = connection.getresponse()
        return Answer(status=answer.status, body=_read(answer, deadline))
    except (OSError, http.client.HTTPException) as fault:
        raise Unavailable(type(fault).__name__) from fault
    finally:
        connection.close()


def is_private(address: str) -> bool:
    """Tell whether nobody on the way can read what is sent: it is encrypted, or does not leave this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or ""))


def _connection(address: str, timeout_seconds: float) -> http.client.HTTPConnection:
    if not is_private(address):
        raise Unavailable("the provider's address must begin with https://")
    parts = urlsplit(address)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            parts.netloc.rpartition("@")[2], timeout=timeout_seconds, context=context
        )
    return http.client.HTTPConnection(parts.netloc.rpartition("@")[2], timeout=timeout_seconds)


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """Read no more than is bounded, and no longer: a server that drips would hold a sender for ever."""
    body = b""
    while len(body) < LONGEST_ANSWER_BYTES and (piece := answer.read1(_A_PIECE_BYTES)):
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
    return body


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
