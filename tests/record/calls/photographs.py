"""Deeds of photographs."""

from clinic.records.actions import photographs as deeds
from clinic.records.actions.consent import state_photo_consent
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Photograph
from needlepoint.consent.photographs import PhotoPurpose
from tests.pictures import a_picture
from tests.record.calls import call
from tests.record.calls.worries import a_report

RECORD = PhotoPurpose.TREATMENT_RECORD


def agreed(cast, *purposes: PhotoPurpose) -> None:
    """Let the patient say yes to photographs."""
    for one in purposes or (RECORD,):
        state_photo_consent(Actor.patient(cast.patient), cast.patient, one.value, True)


def a_photograph(cast, **given) -> Photograph:
    """Take a photograph in, here."""
    agreed(cast)
    return deeds.add_photograph(cast.actor("nurse"), cast.patient, deeds.Taken(picture=a_picture(), **given))


def a_sent_photograph(cast, row: CheckIn | None = None) -> Photograph:
    """Let the patient send a photograph with a report."""
    report = row or CheckIn.objects.filter(patient=cast.patient).first() or a_report(cast)
    agreed(cast)
    sender = Actor.patient(cast.patient, sitting="a-browser")
    return deeds.send_photograph(sender, report, a_picture())


@call("add_photograph")
def _(cast, actor, patient):
    if patient.state == "registered":
        agreed(cast)
    return deeds.add_photograph(actor, patient, deeds.Taken(picture=a_picture()))


@call("send_photograph")
def _(cast, actor, row):
    report = a_report(cast)
    agreed(cast)
    return deeds.send_photograph(actor, report, a_picture())


@call("look_at_photograph")
def _(cast, actor, row):
    return deeds.look_at_photograph(actor, a_photograph(cast), "Two small crusts, no redness around.")


@call("mark_photograph_in_error")
def _(cast, actor, row):
    return deeds.mark_photograph_in_error(actor, a_photograph(cast), "Of somebody else")


@call("state_image_consent")
def _(cast, actor, row):
    return deeds.state_image_consent(actor, a_photograph(cast), RECORD.value, False)


@call("destroy_photograph")
def _(cast, actor, row):
    taken = a_photograph(cast)
    deeds.state_image_consent(Actor.patient(cast.patient), taken, RECORD.value, False)
    return deeds.destroy_photograph(actor, taken, "The patient asked for it")
