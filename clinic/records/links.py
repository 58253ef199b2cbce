"""Tokens of links and calendar addresses: a secret, signed, so that a guess is refused before anybody looks for it.

Each kind is signed under a salt of its own: the address that a patient's calendar fetches follows from the secret of
their link, and nobody who sees the one can make the other.
"""

from typing import Final

from django.core import signing

from clinic.records.models import CalendarFeed, PatientLink

SALT: Final = "needlepoint.patient-link"
CALENDAR_SALT: Final = "needlepoint.patient-calendar"
FEED_SALT: Final = "needlepoint.member-calendar"


def token_of(link: PatientLink) -> str:
    """Sign the secret of a link that was just made; what it opens, and until when, stays in the record."""
    if not link.secret:
        raise RuntimeError(
            "A link is shown once, when it is made: the record keeps the hash of its secret only."
        )
    return signing.Signer(salt=SALT).sign(link.secret)


def calendar_token_of(token: str) -> str:
    """Give the token of the calendar that belongs to the token of a patient's link."""
    return signing.Signer(salt=CALENDAR_SALT).sign(signing.Signer(salt=SALT).unsign(token))


def feed_token_of(feed: CalendarFeed) -> str:
    """Sign the secret of a member's calendar address that was just made."""
    if not feed.secret:
        raise RuntimeError("A calendar address is shown once, when it is made: the record keeps a hash only.")
    return signing.Signer(salt=FEED_SALT).sign(feed.secret)


def secret_in(token: str, salt: str) -> str:
    """Give the secret of a token; nothing, where it was not signed for this use."""
    try:
        return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        return ""
