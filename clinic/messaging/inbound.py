"""What a provider tells us: that somebody wrote back, and whether a message arrived. Both only under its signature."""

from collections.abc import Callable, Iterable
from functools import wraps
from hmac import compare_digest
from typing import Final
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clinic.messaging.set_up import channels as channels_set_up
from clinic.messaging.twilio import signature_of
from clinic.messaging.verdict import has_another_way
from clinic.records.actions import contact as contact_deeds
from clinic.records.actions import messages as deeds
from clinic.records.actors import Actor
from clinic.records.lifecycle import STANDING
from clinic.records.models import Channel, Message, Patient, Why
from clinic.records.names import phone_key
from clinic.records.queries.messages import patients_with_number, preference_of
from clinic.records.refusals import Refusal
from needlepoint.aftercare.letters import answer_for, read_reply

View = Callable[..., HttpResponse]
ARRIVED: Final = ("delivered", "read")
LOST: Final = ("undelivered", "failed")
WHATSAPP_PREFIX: Final = "whatsapp:"


def signed_by_provider(view: View) -> View:
    """Let a request in that the provider signed, and answer every other with the same few words."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        given = request.headers.get("X-Twilio-Signature", "")
        token = settings.TWILIO_AUTH_TOKEN
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        expected = signature_of(token, settings.PUBLIC_URL + request.get_full_path(), fields)
        if not token or not compare_digest(given.encode(), expected.encode()):
            return HttpResponse("Not signed.", status=403, content_type="text/plain")
        return view(request, *args, **kwargs)

    return checked


@signed_by_provider
def reply(request: HttpRequest) -> HttpResponse:
    """Take a reply: STOP and START count for its channel; anything else becomes a call, and its words are not kept."""
    sender = request.POST.get("From", "")
    channel = Channel.WHATSAPP if sender.startswith(WHATSAPP_PREFIX) else Channel.SMS
    patients = list(_patients(sender.removeprefix(WHATSAPP_PREFIX)))
    word = read_reply(request.POST.get("Body", ""))
    if word != "other":
        for patient in patients:
            _note_word(patient, channel, wants_more=word == "start")
        return _spoken("")
    for patient in patients:
        _note(contact_deeds.note_text_reply, patient.clinic, patient, request.POST.get("MessageSid", ""))
    return _spoken(_unread(patients[0]) if patients else "")


@signed_by_provider
def status(request: HttpRequest, message_id: UUID, channel: str) -> HttpResponse:
    """Take what the provider says of a message; what it says twice, or of what is over, changes nothing."""
    said = request.POST.get("MessageStatus", "")
    message = Message.objects.select_related("clinic").filter(pk=message_id).first()
    if message and channel in Channel.values:
        if said in ARRIVED and message.delivery != said:
            _note(deeds.note_delivery, message.clinic, message, said, channel)
        elif said in LOST and has_another_way(message, channel, channels_set_up()):
            _note(deeds.take_next_way, message.clinic, message, Why.NOT_DELIVERED, channel)
        elif said in LOST:
            _note(deeds.note_not_delivered, message.clinic, message, said, channel)
    return HttpResponse(status=204)


def _patients(number: str) -> Iterable[Patient]:
    """Give everybody with this number, also where it was typed with 00; on a shared telephone a word counts for all."""
    digits = phone_key(number)
    if not digits:
        return []
    found = patients_with_number(digits) | patients_with_number(digits + "00")
    return found.filter(state=STANDING)


def _note_word(patient: Patient, channel: Channel, *, wants_more: bool) -> None:
    if getattr(preference_of(patient), channel) != wants_more:
        _note(contact_deeds.note_contact_reply, patient.clinic, patient, channel, wants_more=wants_more)


def _note(deed: Callable[..., object], clinic: object, *given: object, **named: object) -> None:
    """Do a deed; where its row went on meanwhile there is nothing to do."""
    try:
        deed(Actor.system(clinic), *given, **named)  # type: ignore[arg-type]
    except Refusal:
        return


def _unread(patient: Patient) -> str:
    clinic = patient.clinic
    return answer_for(patient.language, clinic.name, clinic.phone, clinic.emergency_number)


def _spoken(text: str) -> HttpResponse:
    """Answer in the provider's own markup."""
    message = f"<Message>{escape(text)}</Message>" if text else ""
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>', content_type="text/xml"
    )
