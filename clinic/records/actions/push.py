"""Deeds upon phones that may be knocked at: a yes on the phone itself, and its end."""

from django.utils.translation import gettext as _

from clinic.records.actions.contact import Agreement, end_phone, prefer
from clinic.records.actors import PATIENT
from clinic.records.deeds import Event, deed
from clinic.records.endpoints import NotOutside, checked_address
from clinic.records.models import Patient, PatientLink, PushEnd, PushSubscription
from clinic.records.queries.messages import preference_of
from clinic.records.queries.push import subscription_of
from clinic.records.refusals import BadInput, NotHere


@deed(on=Patient)
def open_push(event: Event, patient: Patient, link: PatientLink, endpoint: str) -> PushSubscription:
    """Note that messages may appear on the phone that asks; one that said so before is replaced."""
    if event.actor.id != str(patient.pk) or link.patient_id != patient.pk:
        raise NotHere
    try:
        checked_address(endpoint)
    except NotOutside as fault:
        raise BadInput("endpoint", _("This browser’s push service cannot be used from here.")) from fault
    end_phone(event, subscription_of(patient), PushEnd.REPLACED)
    row = PushSubscription(
        clinic=patient.clinic, created_at=event.at, patient=patient, link=link, endpoint=endpoint
    )
    row.save(force_insert=True)
    preference = prefer(event, patient, Agreement(**preference_of(patient).said() | {"push": True}))
    event.about(row)
    event.linked(patient=patient, link=link, preference=preference)
    return row


@deed(on=PushSubscription)
def close_push(event: Event, subscription: PushSubscription, why: str) -> PushSubscription:
    """End it: the patient takes it back, or the service says that nobody is there; other ways stay as they were."""
    patient = subscription.patient
    if event.actor.kind == PATIENT and event.actor.id != str(patient.pk):
        raise NotHere
    end_phone(event, subscription, why)
    preference = prefer(event, patient, Agreement(**preference_of(patient).said() | {"push": False}))
    event.about(subscription)
    event.linked(patient=patient, preference=preference)
    return subscription
