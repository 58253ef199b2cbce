"""Questions about phones that may be knocked at: which one, and which knock nobody heard."""

from datetime import datetime, timedelta
from typing import Final

from clinic.records.models import (
    Channel,
    Message,
    MessageState,
    Patient,
    PatientLink,
    PushState,
    PushSubscription,
)

# As long as a push service keeps a knock for a phone that is off.
HEARD_WITHIN: Final = timedelta(days=1)


def subscription_of(patient: Patient) -> PushSubscription | None:
    """Give the phone that may be knocked at."""
    rows = PushSubscription.objects.filter(patient=patient, state=PushState.OPEN)
    return rows.select_related("link").first()


def endpoint_of(patient: Patient, moment: datetime) -> str:
    """Give where a patient's phone is knocked at; nothing where its page would no longer open."""
    found = subscription_of(patient)
    return found.endpoint if found and found.link.is_good(moment) else ""


def subscription_by(link: PatientLink) -> PushSubscription | None:
    """Give the phone that may be knocked at and that a way in leads to."""
    return PushSubscription.objects.filter(link=link, state=PushState.OPEN).first()


def subscription_at(patient: Patient, endpoint: str) -> PushSubscription | None:
    """Give the phone of a patient that stands at an address."""
    rows = PushSubscription.objects.filter(patient=patient, state=PushState.OPEN, endpoint=endpoint)
    return rows.first()


def last_knock(patient: Patient) -> Message | None:
    """Give the newest knock of which the phone has not said that it heard it."""
    rows = Message.objects.filter(patient=patient, state=MessageState.SENT, channel=Channel.PUSH, delivery="")
    return rows.order_by("-sent_at").first()


def unheard(moment: datetime) -> list[Message]:
    """Give the knocks that no phone heard for as long as one is kept for it."""
    rows = Message.objects.filter(state=MessageState.SENT, channel=Channel.PUSH, delivery="")
    late = rows.filter(sent_at__lte=moment - HEARD_WITHIN)
    return list(late.select_related("clinic", "patient__clinic", "member__user").order_by("sent_at")[:200])
