"""Links for patients: signed, expiring, revocable, shown once, opened by the birth date, without an account.

What somebody wrote by a link is shown again in the browser in which they wrote it, and nowhere else.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions.doors import (
    LINK_DAYS,
    hash_of,
    note_link_met_staff,
    open_patient_link,
    revoke_patient_link,
    send_patient_link,
)
from clinic.records.actors import MEMBER, Actor
from clinic.records.links import CALENDAR_SALT, SALT, secret_in, token_of
from clinic.records.models import Patient, PatientLink
from clinic.records.queries.history import links_of
from clinic.records.refusals import NotHere, NotPermitted
from clinic.records.visibility import get_visible
from clinic.web.forms.history import BirthDateForm
from clinic.web.languages import choice_of, language_of
from clinic.web.pages import Incoming, Request, show_form

_KEPT: Final = "patient_sittings"
_TO_SHOW: Final = "link_to_show_once"
OPEN_FOR: Final = timedelta(hours=2)
# Purpose → the name of the page that such a link opens; the page takes the token. One line a room.
PAGES_BY_PURPOSE: Final[dict[str, str]] = {
    "history": "history_by_link",
    "consent": "consent_by_link",
    "plan": "plan_by_link",
    "aftercare": "aftercare_by_link",
}


# The pages of which the sentences are translated; half a page in another language helps nobody.
TRANSLATED: Final = ("aftercare",)


def link_address(link: PatientLink) -> str:
    """Give the address that is sent to the patient; only a link that was just made knows it."""
    return settings.PUBLIC_URL + reverse(PAGES_BY_PURPOSE[link.purpose], args=[token_of(link)])


def keep_to_show(request: Incoming, link: PatientLink) -> None:
    """Keep the address for the one page that shows it, to whoever made the link."""
    request.session[_TO_SHOW] = {"link": str(link.pk), "address": link_address(link)}


def make_link(request: Request, patient: Patient, purpose: str, days: int = LINK_DAYS) -> PatientLink:
    """Make a link for the patient's phone, an older one closes; its address is shown once, to whoever made it."""
    link = send_patient_link(request.actor, patient, purpose, days=days)
    keep_to_show(request, link)
    messages.success(request, _("The link is made. Send it or show it; it opens with the birth date."))
    return link


def close_link(request: Request, link_id: UUID) -> PatientLink:
    """Close a link, and say so."""
    link: PatientLink = revoke_patient_link(request.actor, get_visible(request.actor, PatientLink, link_id))
    messages.success(request, _("The link is closed."))
    return link


def shown_once(request: Incoming, link: PatientLink | None) -> str:
    """Give the address of a link that was just made here, this once; else nothing."""
    kept = request.session.get(_TO_SHOW)
    if link is None or kept is None or kept["link"] != str(link.pk):
        return ""
    address: str = request.session.pop(_TO_SHOW)["address"]
    return address


def links_for_page(request: Incoming, patient: Patient, purpose: str) -> list[dict[str, Any]]:
    """List a patient's links for a purpose as a page shows them; one that was just made shows its address once."""
    found = links_of(patient, purpose)
    for link in found:
        link.clinic = patient.clinic
    now = clock.now()
    return [
        {"link": link, "is_good": link.is_good(now), "address": shown_once(request, link)} for link in found
    ]


def link_of(request: Incoming, token: str, purpose: str) -> PatientLink:
    """Find the link of a token, or say in the same words for every cause that it has ended.

    In a browser in which somebody of the team is signed in it stays shut, and the audit says so. From here on the
    page tells times by the clock of the link's clinic, and speaks the patient's language; the middleware ends that with
    the request.
    """
    link = _good_link(secret_in(token, SALT), purpose)
    _check_nobody_of_the_team(request, link)
    timezone.activate(link.clinic.zone)
    if purpose in TRANSLATED:
        translation.activate(language_of(request, link.patient.language))
    return link


def link_of_calendar(token: str) -> PatientLink:
    """Find the link to whose dates a calendar subscribed; a link that nobody opened yet shows no calendar either."""
    link = _good_link(secret_in(token, CALENDAR_SALT), "plan")
    if link.opened_at is None:
        raise NotHere(ended())
    return link


def _good_link(secret: str, purpose: str) -> PatientLink:
    """Find what a secret opens; the hash is asked for only where a secret was signed."""
    rows = PatientLink.objects.select_related("patient__clinic", "clinic")
    known = rows.filter(secret_hash=hash_of(secret), purpose=purpose, patient__state="registered")
    link = known.first() if secret else None
    if link is None or not link.is_good(clock.now()):
        raise NotHere(ended())
    return link


def _check_nobody_of_the_team(request: Incoming, link: PatientLink) -> None:
    if not request.user.is_authenticated:
        return
    actor = request.actor
    if actor is not None and actor.kind == MEMBER and actor.clinic == link.clinic:
        note_link_met_staff(actor, link)
    raise NotPermitted(
        _(
            "This link is for the patient’s own phone, and you are signed in here. Nothing was opened, and the audit "
            "says that it was tried. On a tablet of the clinic, hand the tablet over instead."
        )
    )


def at_the_door(request: Incoming, link: PatientLink, token: str, template: str) -> HttpResponseBase:
    """Ask for the birth date; the right one lets this browser in for two hours."""
    form = BirthDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = _sitting_before(request, link)
        sitting = before or str(uuid4())
        patient = Actor.patient(link.patient, sitting=sitting)
        if open_patient_link(patient, link, form.birth_day(), is_new_browser=before is None):
            return _let_in(request, link, token, sitting)
        form.add_error("birth_date", _("This is not the birth date that we have. Please try again."))
    choice = choice_of(token) if link.purpose in TRANSLATED else {}
    return show_form(request, template, form, {"clinic": link.clinic, **choice})


def _let_in(request: Incoming, link: PatientLink, token: str, sitting: str) -> HttpResponse:
    """Let a browser in, and let it come back to what was written in it for as long as the link lasts."""
    request.session.cycle_key()
    until = (clock.now() + OPEN_FOR).timestamp()
    kept = {"until": until, "sitting": sitting}
    request.session[_KEPT] = {**request.session.get(_KEPT, {}), str(link.pk): kept}
    answer = redirect(PAGES_BY_PURPOSE[link.purpose], token)
    answer.set_cookie(
        _cookie_of(link),
        signing.dumps([link.pk.hex, sitting], salt=SALT),
        expires=link.expires_at,
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )
    return answer


def is_open(request: Incoming, link: PatientLink) -> bool:
    """Tell whether the birth date was given in this browser lately."""
    return clock.now().timestamp() < float(_kept(request, link)["until"])


def sitting_of(request: Incoming, link: PatientLink) -> str:
    """Give the sitting of this browser: what was written in it may be shown in it again."""
    return str(_kept(request, link)["sitting"])


def _kept(request: Incoming, link: PatientLink) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(_KEPT, {}).get(str(link.pk), {"until": 0, "sitting": ""})
    return found


def _cookie_of(link: PatientLink) -> str:
    return f"sitting-{link.pk.hex[:12]}"


def _sitting_before(request: Incoming, link: PatientLink) -> str | None:
    """Give the sitting that this browser had by this link before, if it brings the proof."""
    try:
        of_link, sitting = signing.loads(request.COOKIES.get(_cookie_of(link), ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(sitting) if of_link == link.pk.hex else None


def ended() -> str:
    """Say the same for every cause."""
    return _("This link has ended, or was mistyped. Call the clinic and ask for a new one.")
