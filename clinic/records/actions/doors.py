"""Deeds at the patient's doors: a link to a phone, and a tablet handed over and taken back."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from clinic.records.actions.contact import end_phone
from clinic.records.actors import PATIENT
from clinic.records.deeds import Event, deed
from clinic.records.models import Handover, HandoverState, Patient, PatientLink, PushEnd
from clinic.records.permissions import RECORD_KEEPERS, check_is
from clinic.records.queries.push import subscription_by
from clinic.records.refusals import NotHere, NotPermitted, WrongState

LINK_DAYS: Final = 14
# What the front desk may give a patient to fill in; whatever shows something clinical is given by who may read it.
FILLED_IN: Final = "history"
# What goes on with the record that is kept, where another points to it; what was done stays readable on the other.
ON_THE_KEPT_RECORD: Final = frozenset({FILLED_IN, "plan"})


@deed(on=Patient)
def send_patient_link(
    event: Event, patient: Patient, purpose: str = FILLED_IN, days: int = LINK_DAYS
) -> PatientLink:
    """Make a way in for a patient; an older one for the same purpose closes.

    The link that is given back knows its `secret`; the record keeps its hash alone.
    """
    _check_may_give(event, purpose)
    if purpose in ON_THE_KEPT_RECORD:
        _check_points_nowhere(patient)
    older = PatientLink.objects.filter(patient=patient, purpose=purpose, revoked_at=None)
    _end_phones_of(event, older)
    older.update(revoked_at=event.at)
    secret = secrets.token_urlsafe(18)
    link = PatientLink(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        purpose=purpose,
        expires_at=event.at + timedelta(days=days),
        secret_hash=hash_of(secret),
    )
    link.save(force_insert=True)
    link.secret = secret
    event.about(link)
    return link


@deed(on=PatientLink)
def revoke_patient_link(event: Event, link: PatientLink) -> PatientLink:
    """Close a way in."""
    link.revoked_at = link.revoked_at or event.at
    link.save()
    _end_phones_of(event, [link])
    event.about(link)
    return link


@deed(on=PatientLink)
def open_patient_link(
    event: Event, link: PatientLink, birth_date: date, *, is_new_browser: bool = True
) -> bool:
    """Try a birth date at a link; wrong ones are counted and too many lock it, which is stored as well.

    is_new_browser : the link was not opened in this browser before; the audit says so, and nothing else of it.
    """
    if event.actor.kind == PATIENT and event.actor.id != str(link.patient_id):
        raise NotHere
    if not link.is_good(event.at):
        raise NotHere(_("This link has ended. Ask the clinic for a new one."))
    is_right = link.patient.birth_date == birth_date
    if is_right:
        link.opened_at, link.wrong_birth_dates = event.at, 0
        link.browsers += is_new_browser
    else:
        link.wrong_birth_dates += 1
    link.save()
    event.about(link)
    event.digests["outcome"] = "opened" if is_right else "wrong-birth-date"
    event.digests["browser"] = "new" if is_new_browser else "known"
    return is_right


@deed(on=PatientLink)
def note_link_met_staff(event: Event, link: PatientLink) -> PatientLink:
    """Note that a patient's link met a browser in which somebody of the team is signed in; it stays shut."""
    event.about(link)
    return link


@deed(on=Patient)
def hand_over_tablet(event: Event, patient: Patient, purpose: str) -> Handover:
    """Give the tablet to a patient for one purpose; what is done until it comes back is theirs and names this."""
    _check_may_give(event, purpose)
    _check_points_nowhere(patient)
    handover = Handover(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        purpose=purpose,
        by_id=event.actor.id,
        by_name=event.actor.name,
    )
    handover.save(force_insert=True)
    event.about(handover)
    event.linked(patient=patient)
    event.digests["purpose"] = purpose
    return handover


@deed(on=Handover)
def take_tablet_back(event: Event, handover: Handover) -> Handover:
    """Take the tablet back, by whoever gave it."""
    if event.actor.id != handover.by_id:
        raise NotPermitted(_("Whoever handed the tablet over takes it back, with their own PIN."))
    handover.state, handover.taken_back_at = HandoverState.TAKEN_BACK, event.at
    handover.save()
    event.about(handover)
    event.linked(patient=handover.patient)
    return handover


def hash_of(secret: str) -> str:
    """Give what the record keeps of a link's secret."""
    return sha256(secret.encode()).hexdigest()


def _end_phones_of(event: Event, links: Iterable[PatientLink]) -> None:
    """Knock no more at a phone whose page opens no more; that its owner agreed to be knocked at stays said."""
    for link in links:
        end_phone(event, subscription_by(link), PushEnd.LINK_ENDED)


def _check_may_give(event: Event, purpose: str) -> None:
    if purpose != FILLED_IN:
        check_is(event.actor, RECORD_KEEPERS)


def _check_points_nowhere(patient: Patient) -> None:
    """Refuse to let somebody fill in what nobody reads any more."""
    if patient.merged_into_id:
        raise WrongState(_("This record points to another of the same person. Do this on that one."))
