"""Incidents in the shapes of their pages: the bar on every page of a session, the guidance, and what was done."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format

from clinic.records.models import Incident, IncidentEntry, IncidentState, Session
from clinic.records.queries.incidents import number_to_call, open_incidents
from clinic.web.shown.planning import sources_of
from needlepoint.protocols.library import shipped_content

# Seconds stand in the log of an incident: who reads it later asks what came first.
CLOCK = "H:i:s"


def bar(session: Session) -> dict[str, Any]:
    """Give what the incident button needs: the kinds, the number to call, and what is open in this session."""
    return {
        "incident_kinds": [
            {"id": one.id, "name": one.name} for one in shipped_content().incident_guide.values()
        ],
        "incident_number": number_to_call(session.clinic),
        "incidents_open": [
            {"name": name_of(one), "at": one.created_at, "href": reverse("incident", args=[one.pk])}
            for one in open_incidents(session)
        ],
    }


def name_of(incident: Incident) -> str:
    """Name a kind of incident; one that the content dropped is named by its id."""
    guide = shipped_content().incident_guide.get(incident.kind)
    return guide.name if guide else incident.kind


def incident_page(incident: Incident) -> dict[str, Any]:
    """Give the guidance as it was shown when it began, with what was done at each step, and the log."""
    entries = list(incident.entries.all())
    guidance = incident.guidance
    return {
        "incident": incident,
        "is_open": incident.state == IncidentState.OPEN,
        "guidance": guidance,
        "steps": [
            step | {"done_at": _times(entries, step["id"], incident.clinic.zone)}
            for step in guidance["steps"]
        ],
        "sources": sources_of(tuple(guidance["sources"])),
        "log": [_line(one, incident) for one in entries],
        "retired": incident.retired.select_related("use"),
        "asks_for_cartridge": _retires(incident),
    }


def _retires(incident: Incident) -> bool:
    guide = shipped_content().incident_guide.get(incident.kind)
    return bool(guide and guide.retires_cartridge)


def _times(entries: Sequence[IncidentEntry], step: str, zone: ZoneInfo) -> list[str]:
    """Say when a step was done, and by whom."""
    return [
        f"{date_format(one.created_at.astimezone(zone), CLOCK)} {one.by_name}"
        for one in entries
        if one.step == step
    ]


def _line(entry: IncidentEntry, incident: Incident) -> dict[str, Any]:
    at = entry.created_at.astimezone(incident.clinic.zone)
    return {"when": date_format(at, CLOCK), "title": entry.text, "text": entry.by_name, "state": "done"}
