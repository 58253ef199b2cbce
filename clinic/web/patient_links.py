"""Links for patients: signed, expiring, revocable, opened by the birth date, without an account."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.models import PatientLink
from clinic.records.refusals import NotHere

_SALT: Final = "needlepoint.patient-link"
_KEPT: Final = "patient_links"
OPEN_FOR: Final = timedelta(hours=2)
# Purpose → the name of the page that such a link opens; the page takes the token. One line a room.
PAGES_BY_PURPOSE: Final[dict[str, str]] = {
    "history": "history_by_link",
    "consent": "consent_by_link",
    "aftercare": "aftercare_by_link",
}


def link_address(link: PatientLink) -> str:
    """Give the address that is sent to the patient."""
    return settings.PUBLIC_URL + reverse(PAGES_BY_PURPOSE[link.purpose], args=[token_of(link)])


def token_of(link: PatientLink) -> str:
    """Sign the id of a link; what it opens, and until when, stays in the record."""
    return signing.dumps(link.pk.hex, salt=_SALT, compress=False)


def link_of(token: str, purpose: str) -> PatientLink:
    """Find the link of a token, or say in the same words for every cause that it has ended."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise NotHere(_ended()) from None
    rows = PatientLink.objects.select_related("patient__clinic", "clinic")
    link = rows.filter(pk=key, purpose=purpose, patient__state="registered").first()
    if link is None or not link.is_good(clock.now()):
        raise NotHere(_ended())
    return link


def remember(request: HttpRequest, link: PatientLink) -> None:
    """Note in this browser that the birth date was right, for two hours."""
    request.session.cycle_key()
    until = (clock.now() + OPEN_FOR).timestamp()
    request.session[_KEPT] = {**request.session.get(_KEPT, {}), str(link.pk): until}


def is_open(request: HttpRequest, link: PatientLink) -> bool:
    """Tell whether the birth date was given in this browser lately."""
    until = request.session.get(_KEPT, {}).get(str(link.pk), 0)
    return clock.now().timestamp() < float(until)


def _ended() -> str:
    return _("This link has ended, or was mistyped. Call the clinic and ask for a new one.")
