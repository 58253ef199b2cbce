"""Deeds upon due messages: written with their cause, taken in hand, and what came of sending them.

What is sent has left the house, so it is recorded after it happened: a sender that dies in between has sent something
that nobody recorded. Its claim ends, another sender takes the message with the same key, and a provider that knows the
key sends nothing twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from clinic.records.actions.doors import hash_of
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    AftercareSheet,
    Channel,
    Message,
    MessageKind,
    MessageState,
    PatientLink,
    Why,
)
from clinic.records.queries.messages import claimable, named, preference_of
from clinic.records.refusals import BadInput, WrongState
from needlepoint.aftercare.sending import messages_for, moment_on
from needlepoint.aftercare.timeline import Aftercare

LINK_PURPOSE: Final = "aftercare"
LINK_DAYS: Final = 30
# From the check-in six weeks after the last session to the one after three months.
KNOCK_LINK_DAYS: Final = 60
_SALT: Final = "needlepoint.message-link"


def write_messages(event: Event, sheet: AftercareSheet, aftercare: Aftercare) -> list[Message]:
    """Write the messages that follow from a sheet, inside the deed that writes the sheet; past days are left out."""
    zone = preference_of(sheet.patient).zone()
    rows = [
        Message(
            clinic=sheet.clinic,
            created_at=event.at,
            patient=sheet.patient,
            sheet=sheet,
            kind=one.kind,
            day=one.day,
            key=f"{sheet.pk}:{one.kind}:{one.day}",
            not_before=moment_on(one.on, one.at, zone),
        )
        for one in messages_for(aftercare)
        if one.on >= event.at.astimezone(zone).date()
    ]
    return Message.objects.bulk_create(rows)


@deed()
def claim_messages(event: Event, at_most: int, lease: timedelta) -> UUID:
    """Take due messages in hand until the lease ends, and give the name of the batch.

    What somebody's safety hangs on goes first, however long the rest has waited.
    A row is taken by an update that says again that it is free: of two senders at once, one gets it. Where the engine
    can, rows that another sender is just taking are passed over rather than waited for.
    """
    batch = uuid4()
    free = claimable(event.at).filter(clinic=event.clinic)
    skips = connection.features.has_select_for_update_skip_locked
    chosen = free.select_for_update(skip_locked=skips).order_by("-is_safety", "not_before", "id")[:at_most]
    taken = free.filter(pk__in=[one.pk for one in chosen.only("pk")]).update(
        claimed_by=batch, claimed_until=event.at + lease, attempts=F("attempts") + 1
    )
    if not taken:
        raise WrongState(_("Nothing is due that nobody has in hand."))
    event.about(event.clinic)
    event.digests |= {"batch": str(batch), "messages": str(taken)}
    return batch


@deed()
def make_message_links(event: Event, messages: Sequence[Message], days: int = LINK_DAYS) -> list[PatientLink]:
    """Make the way in that each message names; it closes no other link, and each knows its `secret`.

    The secret follows from the message and from the secret key, so that a second attempt has the same text as the
    first; the record keeps its hash, as of every link. One that was made before lasts as long again. What goes to a
    colleague needs none: they sign in.
    """
    messages = [one for one in messages if one.patient_id]
    expires_at = event.at + timedelta(days=days)
    known = {one.pk: one.link for one in messages if one.link}
    fresh = {one.pk: _link(event, one, expires_at) for one in messages if one.pk not in known}
    PatientLink.objects.bulk_create(fresh.values())
    PatientLink.objects.filter(pk__in=[one.pk for one in known.values()]).update(expires_at=expires_at)
    for message in messages:
        message.link = (known | fresh)[message.pk]
        message.link.secret = secret_of(message)
    Message.objects.bulk_update([one for one in messages if one.pk in fresh], ["link"])
    event.about(event.clinic)
    event.digests |= {"messages": ",".join(named(messages))}
    return [one.link for one in messages if one.link]


@deed(on=Message)
def put_off_message(
    event: Event, message: Message, until: datetime, why: str, *, was_tried: bool = True
) -> Message:
    """Let a message wait, after a failed attempt or for the morning; the night is no attempt."""
    message.not_before, message.why = until, why
    message.attempts = message.attempts if was_tried else max(message.attempts - 1, 0)
    return _let_go(event, message)


@deed(on=Message)
def note_message_sent(event: Event, message: Message, channel: str, provider_id: str = "") -> Message:
    """Note that a provider took a message; where it says already that it lost it, that stands."""
    _check_is_news(message, channel)
    _fill_sent(event, message, channel)
    message.provider_id = provider_id[:64]
    if channel == Channel.PUSH:
        _let_way_in_last(event, message)
    return _let_go(event, message)


@deed(on=Message)
def give_up_message(event: Event, message: Message, why: str, channel: str = "") -> Message:
    """Make a message that cannot be sent a call for the desk."""
    message.state, message.why, message.channel = MessageState.PHONE_TASK, why, channel
    return _let_go(event, message)


@deed(on=Message)
def take_next_way(event: Event, message: Message, why: str, channel: str) -> Message:
    """Let a message that one way refused or lost go by the next that was agreed; no way gets it twice."""
    _check_is_news(message, channel)
    message.state, message.why, message.channel = MessageState.DUE, why, channel
    message.not_before, message.attempts, message.sent_at, message.provider_id = event.at, 0, None, ""
    return _let_go(event, message)


@deed(on=Message)
def cancel_message(event: Event, message: Message, why: str = Why.BY_STAFF) -> Message:
    """Take a message back before it is sent."""
    message.state, message.why = MessageState.CANCELLED, why
    _end(event, message)
    return _let_go(event, message)


@deed(on=Message)
def retry_message(event: Event, message: Message) -> Message:
    """Let a message that failed be sent once more, from now on."""
    if message.kind in (MessageKind.REPLY, MessageKind.ERASURE) and message.patient_id:
        raise WrongState(_("This was written by the patient, so there is nothing to send. Call."))
    message.state, message.why, message.delivery, message.channel = MessageState.DUE, Why.NONE, "", ""
    message.not_before, message.attempts = event.at, 0
    return _let_go(event, message)


@deed(on=Message)
def note_phoned(event: Event, message: Message) -> Message:
    """Note that somebody called instead."""
    message.state = MessageState.PHONED
    _end(event, message)
    return _let_go(event, message)


@deed(on=Message)
def note_delivery(event: Event, message: Message, delivery: str, channel: str = "") -> Message:
    """Note what the provider says of a message; it may say so before the sender could say that it was sent."""
    _fill_sent(event, message, channel or message.channel)
    message.delivery = delivery[:20]
    return _let_go(event, message)


@deed(on=Message)
def note_not_delivered(event: Event, message: Message, delivery: str, channel: str = "") -> Message:
    """Note that a message did not arrive; it becomes a call for the desk."""
    _check_is_news(message, channel or message.channel)
    message.state, message.why = MessageState.PHONE_TASK, Why.NOT_DELIVERED
    message.channel, message.delivery = channel or message.channel, delivery[:20]
    return _let_go(event, message)


def secret_of(message: Message) -> str:
    """Give the secret of a message's link, which only this clinic's secret key can work out."""
    return salted_hmac(_SALT, str(message.pk), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[
        :36
    ]


def _link(event: Event, message: Message, expires_at: datetime) -> PatientLink:
    return PatientLink(
        clinic=event.clinic,
        created_at=event.at,
        patient=message.whose,
        purpose=LINK_PURPOSE,
        expires_at=expires_at,
        secret_hash=hash_of(secret_of(message)),
    )


def _let_way_in_last(event: Event, message: Message) -> None:
    """Let the link to which a knock leads last until after the longest time between two check-ins."""
    until = event.at + timedelta(days=KNOCK_LINK_DAYS)
    links = PatientLink.objects.filter(
        push_subscriptions__patient=message.patient_id, push_subscriptions__state="open"
    )
    links.filter(expires_at__lt=until).update(expires_at=until)


def _check_is_news(message: Message, channel: str) -> None:
    if channel and channel not in Channel.values:
        raise BadInput("channel", _("This is no way to a patient. Choose SMS, WhatsApp or e-mail."))
    if channel and message.is_passed_over(channel):
        raise WrongState(_("It went on by another way already; that it was lost on this one is known."))


def _fill_sent(event: Event, message: Message, channel: str) -> None:
    if channel not in Channel.values:
        raise BadInput("channel", _("This is no way to a patient. Choose SMS, WhatsApp or e-mail."))
    message.state, message.channel, message.why = MessageState.SENT, channel, Why.NONE
    message.sent_at = message.sent_at or event.at


def _end(event: Event, message: Message) -> None:
    message.ended_at, message.ended_by_name = event.at, event.actor.name


def _let_go(event: Event, message: Message) -> Message:
    """Free a message of its claim, store it, and say what the deed was about."""
    message.claimed_by = message.claimed_until = None
    message.save()
    event.about(message)
    return message
