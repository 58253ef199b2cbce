"""The deed by which a patient asks that their record be erased. It erases nothing: the medical director decides.

Limitation: how long a clinic must keep a record differs by country and is not known here.
"""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import Message, MessageKind, MessageState, Patient, Why
from clinic.records.queries.rota import directors_of
from clinic.records.refusals import NotHere, WrongState


@deed(on=Patient)
def ask_for_erasure(event: Event, patient: Patient) -> Message:
    """Note the wish: it stands on the page of messages until somebody has called, and the directors are told."""
    if event.actor.id != str(patient.pk):
        raise NotHere
    task = Message(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        kind=MessageKind.ERASURE,
        key=f"{patient.pk}:erasure:{event.on}",
        not_before=event.at,
        state=MessageState.PHONE_TASK,
        why=Why.ERASURE,
    )
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:
        raise WrongState(_("You have asked for it today already. The clinic calls you.")) from None
    Message.objects.bulk_create(_to_directors(event, patient))
    event.about(task)
    event.linked(patient=patient)
    return task


def _to_directors(event: Event, patient: Patient) -> list[Message]:
    return [
        Message(
            clinic=patient.clinic,
            created_at=event.at,
            member=one,
            kind=MessageKind.ERASURE,
            page=reverse("messages"),
            key=f"{patient.pk}:erasure:{event.on}:{one.pk}",
            not_before=event.at,
        )
        for one in directors_of(patient.clinic)
    ]
