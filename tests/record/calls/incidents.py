"""Deeds of incidents."""

from clinic.records.actions import incidents as deeds
from clinic.records.models import Incident
from tests.record.calls import call, in_state
from tests.record.calls.items import a_product, pack
from tests.record.calls.session import opened

OUTCOME = "Came round after two minutes, went home with her sister."


def an_incident(cast, kind="fainting") -> Incident:
    """Begin an incident in a session, or give the one that is there."""
    rows = Incident.objects.select_related("clinic", "patient__clinic", "session__clinic")
    if there := rows.filter(clinic=cast.clinic, kind=kind).first():
        return there
    return rows.get(pk=deeds.open_incident(cast.actor("nurse"), opened(cast), kind).pk)


def closed(cast, kind="fainting", *, harmed=False, affected="patient") -> Incident:
    """Close one."""
    incident = an_incident(cast, kind)
    return deeds.close_incident(cast.actor("nurse"), incident, OUTCOME, harmed=harmed, affected=affected)


@in_state("incident", "open")
def _(cast):
    return an_incident(cast)


@in_state("incident", "closed")
def _(cast):
    return closed(cast)


@call("open_incident")
def _(cast, actor, session):
    return deeds.open_incident(actor, session, "needle-stick")


@call("note_incident_step")
def _(cast, actor, incident):
    return deeds.note_incident_step(actor, incident, "lying")


@call("retire_item")
def _(cast, actor, incident):
    a_product(cast)
    return deeds.retire_item(actor, incident, pack(serial="stuck"))


@call("close_incident")
def _(cast, actor, incident):
    return deeds.close_incident(actor, incident, OUTCOME, harmed=False, affected="patient")
