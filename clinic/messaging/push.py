"""Web push: a knock at the browser of a phone, without a word in it (RFC 8030).

Nothing is sent but headers, so nothing passes through the push service but that somebody knocked; the phone itself
shows the neutral line and opens the page. A service that took a knock does not say whether a phone heard it: the phone
does.
"""

import base64
import hashlib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from clinic.messaging.channel import Gone, Outgoing, Refused, Unavailable
from clinic.messaging.outside import Door, post_outside, public_door
from clinic.messaging.silence import Silence
from clinic.records import clock
from clinic.records.endpoints import NotOutside, checked_address
from clinic.records.vapid import authorization, key_in

# A phone that is off for longer than a day is told by the next way, not by a knock of yesterday.
LASTS_SECONDS: Final = 86_400
_TAKEN: Final = (200, 201, 202, 204)
# The phone took its yes back, or was given away: nobody is there any more.
GONE: Final = (404, 410)
_FOR_LATER: Final = (408, 425, 429)
_TOPIC_LENGTH: Final = 32


class Push:
    """Knocks at a browser that said yes."""

    can_be_answered = False

    def __init__(self, key_file: Path, contact: str, door: Door | None = None) -> None:
        self.key_file = key_file
        self.contact = contact
        self.door = door or public_door()
        self.silence = Silence()

    def send(self, outgoing: Outgoing) -> str:
        """Knock once, and give nothing: a service names no knock. The same key replaces one that still waits."""
        key: ec.EllipticCurvePrivateKey = key_in(self.key_file)
        try:
            address = checked_address(outgoing.to)
            parts = urlsplit(address)
            proof = authorization(key, f"https://{parts.netloc}", self.contact, clock.now())
            return _read(self._knocked(address, self._headers(outgoing, proof)))
        except NotOutside as fault:
            raise Refused(str(fault)) from fault

    def _knocked(self, address: str, headers: dict[str, str]) -> int:
        """Knock, and give the status; an address that was silent too often is not tried."""
        self.silence.check(address, clock.now())
        try:
            status = post_outside(address, headers, self.door)
        except Unavailable:
            self.silence.note(address, clock.now())
            raise
        self.silence.forget(address)
        return status

    def _headers(self, outgoing: Outgoing, proof: str) -> dict[str, str]:
        return {
            "Authorization": proof,
            "TTL": str(LASTS_SECONDS),
            "Urgency": "high",
            "Topic": topic_of(outgoing.key),
            "Content-Length": "0",
        }


def topic_of(key: str) -> str:
    """Give a name of a message that says nothing of it: a second knock for it takes the place of the first."""
    digest = hashlib.sha256(f"needlepoint-push:{key}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")[:_TOPIC_LENGTH]


def _read(status: int) -> str:
    if status in _TAKEN:
        return ""
    if status in GONE:
        raise Gone(str(status))
    if 400 <= status < 500 and status not in _FOR_LATER:
        raise Refused(str(status))
    raise Unavailable(str(status))
