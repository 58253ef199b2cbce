"""Deeds about reaching a patient: what they agreed to, and what they wrote back."""

from dataclasses import asdict, dataclass
from typing import Final
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actors import PATIENT
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    Channel,
    ContactPreference,
    Message,
    MessageKind,
    MessageState,
    Patient,
    PushEnd,
    PushState,
    PushSubscription,
    Why,
)
from clinic.records.names import international_number
from clinic.records.queries.messages import preference_of
from clinic.records.queries.push import endpoint_of, subscription_of
from clinic.records.refusals import BadInput, NotHere, WrongState

_ADDRESS_KEPT_IN: Final = {Channel.SMS: "phone", Channel.WHATSAPP: "phone", Channel.EMAIL: "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What a patient agrees to; what is not named is not agreed."""

    sms: bool = False
    whatsapp: bool = False
    push: bool = False
    email: bool = False
    time_zone: str = ""


@deed(on=Patient)
def choose_contact(event: Event, patient: Patient, agreement: Agreement) -> ContactPreference:
    """Note by which channels a patient may be written to, by the patient or by somebody whom they told."""
    if event.actor.kind == PATIENT and event.actor.id != str(patient.pk):
        raise NotHere
    _check_zone(agreement.time_zone)
    before = preference_of(patient)
    for channel in Channel:
        # What reaches nobody any more since it was agreed is no reason to refuse what is said of the other ways.
        if getattr(agreement, channel) and not getattr(before, channel):
            _check_can_be_reached(patient, channel)
    return prefer(event, patient, agreement)


@deed(on=Patient)
def note_contact_reply(
    event: Event, patient: Patient, channel: str, *, wants_more: bool
) -> ContactPreference:
    """Note that a reply ended, or began again, the messages of one channel; the others stay as they were."""
    before = preference_of(patient)
    return prefer(event, patient, Agreement(**before.said() | {channel: wants_more}))


@deed(on=Patient)
def note_text_reply(event: Event, patient: Patient, reply_id: str) -> Message:
    """Make a call for the desk out of a reply in own words; the words are not kept, they may be about health."""
    message = Message(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        kind=MessageKind.REPLY,
        key=f"{patient.pk}:reply:{reply_id[:40]}",
        not_before=event.at,
        state=MessageState.PHONE_TASK,
        why=Why.WROTE_BACK,
    )
    if Message.objects.filter(key=message.key).exists():
        raise WrongState(_("This reply was noted already."))
    message.save(force_insert=True)
    event.about(message)
    event.linked(patient=patient)
    return message


def address_of(patient: Patient, channel: str) -> str:
    """Give where a channel reaches a patient, or nothing."""
    if channel == Channel.EMAIL:
        return patient.email
    if channel == Channel.PUSH:
        return endpoint_of(patient, clock.now())
    return international_number(patient.phone)


def prefer(event: Event, patient: Patient, agreement: Agreement) -> ContactPreference:
    """Write a new agreement, whole, inside the deed that changes it; a phone that it names no more is ended with it."""
    if not agreement.push:
        end_phone(event, subscription_of(patient), PushEnd.BY_PATIENT)
    preference = ContactPreference(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        number=preference_of(patient).number + 1,
        by_kind=event.actor.kind,
        by_id=event.actor.id,
        by_name=event.actor.name,
        **asdict(agreement),
    )
    preference.save(force_insert=True)
    event.about(preference)
    event.linked(patient=patient)
    return preference


def end_phone(event: Event, phone: PushSubscription | None, why: str) -> None:
    """Let a phone be knocked at no more, inside the deed after which it may not be; none is none."""
    if phone is None:
        return
    phone.state, phone.why, phone.ended_at = PushState.CLOSED, why, event.at
    phone.save()
    event.linked(phone=phone)


def _check_zone(time_zone: str) -> None:
    if time_zone and time_zone not in available_timezones():
        raise BadInput(
            "time_zone", _("This time zone is not known. Choose one from the list, or leave it empty.")
        )


def _check_can_be_reached(patient: Patient, channel: str) -> None:
    if address_of(patient, channel):
        return
    if channel == Channel.PUSH:
        raise BadInput(
            "push", _("No phone has said yes. On the phone itself, tap that messages may appear there.")
        )
    if _ADDRESS_KEPT_IN[Channel(channel)] == "email":
        raise BadInput("email", _("There is no e-mail address. Enter it with the details first."))
    raise BadInput(
        str(channel),
        _(
            "The telephone number needs its country code, as in +49 171 2345678. Amend it with the details first."
        ),
    )
