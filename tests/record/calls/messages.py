"""Deeds upon messages, and upon what a patient agreed to."""

from datetime import timedelta
from uuid import uuid4

from clinic.records import clock
from clinic.records.actions import contact, messages
from clinic.records.actions.contact import Agreement
from clinic.records.actors import Actor
from clinic.records.models import Message, Patient
from tests.record.calls import call, in_state

LEASE = timedelta(minutes=5)


def a_message(cast, **changed) -> Message:
    """Give a message that is due now."""
    now = clock.now()
    usual = {
        "clinic": cast.clinic,
        "created_at": now,
        "patient": cast.patient,
        "kind": "check_in",
        "day": 1,
        "key": str(uuid4()),
        "not_before": now - timedelta(minutes=1),
    }
    return Message.objects.create(**usual | changed)


def agree(cast, patient: Patient | None = None, **said):
    """Let the desk note what a patient agreed to."""
    return contact.choose_contact(cast.actor("front_desk"), patient or cast.patient, Agreement(**said))


def sender(cast) -> Actor:
    """Give the sender of messages, as it works for the clinic of the cast."""
    return Actor.system(cast.clinic)


@in_state("message", "due")
def due(cast):
    return a_message(cast)


@in_state("message", "sent")
def sent(cast):
    return messages.note_message_sent(sender(cast), a_message(cast), "sms", "SM1")


@in_state("message", "phone_task")
def to_be_called(cast):
    return messages.give_up_message(sender(cast), a_message(cast), "no-answer")


@in_state("message", "phoned")
def _(cast):
    return messages.note_phoned(cast.actor("front_desk"), to_be_called(cast))


@in_state("message", "cancelled")
def _(cast):
    return messages.cancel_message(cast.actor("front_desk"), a_message(cast))


@call("claim_messages")
def _(cast, actor, row):
    a_message(cast)
    return messages.claim_messages(actor, 8, LEASE)


@call("make_message_links")
def _(cast, actor, row):
    return messages.make_message_links(actor, [a_message(cast)])


@call("put_off_message")
def _(cast, actor, row):
    return messages.put_off_message(actor, row, clock.now() + LEASE, "no-answer")


@call("take_next_way")
def _(cast, actor, row):
    return messages.take_next_way(actor, row, "refused", "sms")


@call("note_message_sent")
def _(cast, actor, row):
    return messages.note_message_sent(actor, row, "sms", "SM1")


@call("give_up_message")
def _(cast, actor, row):
    return messages.give_up_message(actor, row, "no-answer")


@call("cancel_message")
def _(cast, actor, row):
    return messages.cancel_message(actor, row)


@call("retry_message")
def _(cast, actor, row):
    return messages.retry_message(actor, row)


@call("note_phoned")
def _(cast, actor, row):
    return messages.note_phoned(actor, row)


@call("note_delivery")
def _(cast, actor, row):
    return messages.note_delivery(actor, row, "delivered", "sms")


@call("note_not_delivered")
def _(cast, actor, row):
    return messages.note_not_delivered(actor, row, "undelivered", "sms")


@call("choose_contact")
def _(cast, actor, patient):
    return contact.choose_contact(actor, patient, Agreement(sms=True))


@call("note_contact_reply")
def _(cast, actor, patient):
    return contact.note_contact_reply(actor, patient, "sms", wants_more=False)


@call("note_text_reply")
def _(cast, actor, patient):
    return contact.note_text_reply(actor, patient, str(uuid4()))
