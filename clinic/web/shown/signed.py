"""What comes after a session that is signed: the one next deed, as the bar of its page says it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.actors import Actor
from clinic.records.models import Session, SessionState
from clinic.records.queries.course import course_line
from clinic.records.queries.progress import Progress
from clinic.records.queries.session import last_signed
from clinic.records.queries.signed import cosignature_of
from clinic.web.templatetags.needlepoint import full_date


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDeed:
    """The next deed: in words, and where it is done; without an address nobody here does it now."""

    text: str
    label: str = ""
    href: str = ""


def next_deed(session: Any, actor: Actor) -> NextDeed | None:
    """Give the aftercare that nobody was given yet, else who countersigns, else the next session or the outcome.

    session : with `has_open_link`: the patient's link to the aftercare is open, and shows the newest days by itself
    """
    if session.state != SessionState.SIGNED:
        return None
    last = last_signed(session.patient)
    is_newest = last is not None and last.pk == session.pk
    if is_newest and session.treated_zones and not session.has_open_link:
        href = reverse("aftercare", args=[session.patient_id])
        text = _("Next: give the aftercare to the patient.")
        return NextDeed(text=text, label=_("Give the aftercare"), href=href)
    if session.wants_cosign and cosignature_of(session) is None:
        return _countersigning(session, actor)
    return _course(session, actor.today) if is_newest else None


def _countersigning(session: Session, actor: Actor) -> NextDeed:
    text = _("Next: the medical director countersigns.")
    if actor.role != "director":
        return NextDeed(text=text)
    return NextDeed(text=text, label=_("Countersign it"), href=reverse("cosign_session", args=[session.pk]))


def _course(session: Session, on: date) -> NextDeed:
    patient = session.patient
    progress = next(step.progress for step in course_line(patient, on) if step.room == "session")
    if progress.state == "done":
        text = _("Next: the outcome, from its day on.")
        return NextDeed(text=text, label=_("See the days"), href=reverse("aftercare", args=[patient.pk]))
    text = _next_session(session.number + 1, progress)
    return NextDeed(text=text, label=_("See the sessions"), href=reverse("session", args=[patient.pk]))


def _next_session(number: int, progress: Progress) -> str:
    if progress.state == "later" and progress.on:
        return _("Next: session %(n)s, earliest %(day)s.") % {"n": number, "day": full_date(progress.on)}
    return _("Next: session %(n)s.") % {"n": number}
