"""Deeds of adverse events."""

from datetime import date

from clinic.records.actions import adverse_events as deeds
from clinic.records.models import AdverseEvent
from tests.record.calls import call, in_state

WHAT = "Weals on both cheeks an hour after the session."


def described(day: date, **changed) -> deeds.Description:
    """Say everything that is asked before it is signed."""
    usual = {"kind": "granuloma", "grade": 2, "onset_on": day, "relatedness": "possibly", "what": WHAT}
    return deeds.Description(**(usual | changed))


def a_harm(cast) -> AdverseEvent:
    """Open an adverse event, or give the one that is there."""
    if there := AdverseEvent.objects.select_related("patient__clinic").filter(clinic=cast.clinic).first():
        return there
    return deeds.open_adverse_event(cast.actor("nurse"), cast.patient, "granuloma")


def signed_harm(cast, **changed) -> AdverseEvent:
    """Sign one."""
    nurse = cast.actor("nurse")
    row = deeds.describe_adverse_event(nurse, a_harm(cast), described(nurse.today, **changed))
    return deeds.sign_adverse_event(nurse, row, nurse.name)


@in_state("adverse_event", "draft")
def _(cast):
    nurse = cast.actor("nurse")
    return deeds.describe_adverse_event(nurse, a_harm(cast), described(nurse.today))


@in_state("adverse_event", "signed")
def _(cast):
    return signed_harm(cast)


@in_state("adverse_event", "withdrawn")
def _(cast):
    return deeds.withdraw_adverse_event(cast.actor("nurse"), a_harm(cast), "It was make-up")


@call("open_adverse_event")
def _(cast, actor, patient):
    return deeds.open_adverse_event(actor, patient, "granuloma")


@call("describe_adverse_event")
def _(cast, actor, row):
    return deeds.describe_adverse_event(actor, row, described(cast.actor("nurse").today))


@call("sign_adverse_event")
def _(cast, actor, row):
    return deeds.sign_adverse_event(actor, row, actor.name)


@call("withdraw_adverse_event")
def _(cast, actor, row):
    return deeds.withdraw_adverse_event(actor, row, "It was make-up")


@call("add_to_adverse_event")
def _(cast, actor, row):
    return deeds.add_to_adverse_event(actor, row, cast.actor("nurse").today, "Paler than yesterday", "better")
