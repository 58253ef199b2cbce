"""Deeds upon phones that may be knocked at."""

from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.push import close_push, open_push
from clinic.records.actors import Actor
from clinic.records.models import PatientLink, PushSubscription
from tests.record.calls import call, in_state

ENDPOINT = "https://push.example.org/wpush/v2/abc"


def a_link(cast) -> PatientLink:
    """Make a link to the days after a treatment, or give the newest one."""
    return cast.patient.links.filter(purpose="aftercare", revoked_at=None).first() or send_patient_link(
        cast.actor("nurse"), cast.patient, "aftercare"
    )


def a_phone(cast, endpoint: str = ENDPOINT) -> PushSubscription:
    """Let the patient say yes on a phone."""
    return open_push(Actor.patient(cast.patient), cast.patient, a_link(cast), endpoint)


@in_state("push_subscription", "open")
def _(cast):
    return a_phone(cast)


@in_state("push_subscription", "closed")
def _(cast):
    return close_push(Actor.patient(cast.patient), a_phone(cast), "by-patient")


@call("open_push")
def _(cast, actor, patient):
    return open_push(actor, patient, patient.links.first() or a_link(cast), ENDPOINT)


@call("close_push")
def _(cast, actor, row):
    return close_push(actor, row, "by-patient")
