"""Deeds of incidents: it begins with one tap, each thing done is noted with its time, and it ends with an outcome."""

from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clinic.records.actions.adverse_events import from_incident
from clinic.records.actions.items import set_aside
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    Affected,
    Incident,
    IncidentEntry,
    IncidentState,
    ItemUse,
    RetiredItem,
    Session,
)
from clinic.records.queries.incidents import cartridge_in_use, guidance_of, guide_of
from clinic.records.queries.items import earlier_use, scanned
from clinic.records.refusals import AlreadyDone, BadInput
from needlepoint.protocols.library import shipped_content

SHORTEST_OUTCOME: Final = 5
LONGEST_LINE: Final = 400
LONGEST_OUTCOME: Final = 2000


@deed(on=Session)
def open_incident(event: Event, session: Session, kind: str) -> Incident:
    """Begin an incident at once; where needles met somebody, the cartridge in use is never used again."""
    guide = guide_of(kind)
    incident = Incident(
        clinic=session.clinic,
        created_at=event.at,
        session=session,
        patient_id=session.patient_id,
        kind=guide.id,
        guidance=guidance_of(guide, session.clinic),
        content_version=shipped_content().version,
        opened_by=event.actor.name,
    )
    _save_once(incident)
    event.about(incident, guidance=incident.guidance)
    event.linked(session=session)
    cartridge = cartridge_in_use(session) if guide.retires_cartridge else None
    if cartridge and not RetiredItem.objects.filter(use=cartridge).exists():
        event.linked(retired=_retire(event, incident, cartridge))
    return incident


@deed(on=Incident)
def note_incident_step(event: Event, incident: Incident, step: str = "", words: str = "") -> IncidentEntry:
    """Note what was done, with the clock: a step of the guidance by a tap, or a free line."""
    said, words = _done_of(incident, step), words.strip()
    if not said and not words:
        raise BadInput("words", _("Tap what was done, or write a line."))
    text = ". ".join(part for part in (said, words) if part)
    if len(text) > LONGEST_LINE:
        raise BadInput("words", _("At most %(n)s characters, please.") % {"n": LONGEST_LINE})
    entry = IncidentEntry(
        clinic=incident.clinic,
        created_at=event.at,
        incident=incident,
        patient_id=incident.patient_id,
        step=step,
        text=text,
        by_id=event.actor.id,
        by_name=event.actor.name,
    )
    entry.save(force_insert=True)
    event.about(entry)
    event.linked(incident=incident)
    return entry


@deed(on=Incident)
def retire_item(event: Event, incident: Incident, text: str) -> RetiredItem:
    """Take a scanned item out of use for good: whoever scans it again is refused."""
    found = scanned(incident.clinic, text)
    use = earlier_use(found.item)
    if use and use.clinic_id != incident.clinic_id:
        raise BadInput("scan", _("This one was used in another clinic. Nobody uses it again; throw it away."))
    if use and (there := RetiredItem.objects.filter(use=use).first()):
        raise AlreadyDone(_("This one is out of use already."), there)
    row = _retire(event, incident, use or set_aside(event, found))
    event.about(row)
    event.linked(incident=incident)
    return row


@deed(on=Incident)
def close_incident(
    event: Event, incident: Incident, outcome: str, *, harmed: bool, affected: str
) -> Incident:
    """Close an incident with what came of it; where it did harm, it is an adverse event from now on."""
    outcome = outcome.strip()
    if not SHORTEST_OUTCOME <= len(outcome) <= LONGEST_OUTCOME:
        raise BadInput("outcome", _("Write in a few sentences what came of it."))
    if affected not in Affected.values:
        raise BadInput("affected", _("Say whom it happened to."))
    if harmed and affected == Affected.NOBODY:
        raise BadInput("affected", _("Somebody was harmed: say who, or say that nobody was."))
    incident.state, incident.outcome = IncidentState.CLOSED, outcome
    incident.harmed, incident.affected = harmed, affected
    incident.closed_at, incident.closed_by = event.at, event.actor.name
    incident.save()
    event.about(incident, outcome=outcome)
    event.linked(session=incident.session)
    if harmed:
        from_incident(event, incident)
    return incident


def _save_once(incident: Incident) -> None:
    """Store it; a second tap, and whoever comes second, finds the one that is open."""
    try:
        with transaction.atomic():
            incident.save(force_insert=True)
    except IntegrityError as fault:
        same = {"session": incident.session, "kind": incident.kind, "state": IncidentState.OPEN}
        there = Incident.objects.filter(**same).first()
        if there is None:
            raise
        raise AlreadyDone(_("This is open already; you are in it now."), there) from fault


def _done_of(incident: Incident, step: str) -> str:
    """Give what a step of the shown guidance says was done."""
    if not step:
        return ""
    known = {one["id"]: str(one["done"]) for one in incident.guidance["steps"]}
    if step not in known:
        raise BadInput("step", _("This is no step of it. Open the page again, and tap once more."))
    return known[step]


def _retire(event: Event, incident: Incident, use: ItemUse) -> RetiredItem:
    row = RetiredItem(
        clinic=incident.clinic,
        created_at=event.at,
        incident=incident,
        patient_id=incident.patient_id,
        use=use,
        by_name=event.actor.name,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        there = RetiredItem.objects.filter(use=use).first()
        if there is None:
            raise
        raise AlreadyDone(_("This one is out of use already."), there) from fault
    return row
