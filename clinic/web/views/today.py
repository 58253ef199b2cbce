"""Today: who is here, what blocks, and the next deed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from clinic.records import clock
from clinic.records.permissions import DIRECTORS, STAFF, is_one_of
from clinic.records.queries.course import Step
from clinic.records.queries.today import Entry, day_of
from clinic.records.queries.whole_clinic import whole_clinic
from clinic.records.visibility import can_see_answers
from clinic.web.pages import Request, page, room_address
from clinic.web.views.adverse_events import alerts_for
from needlepoint.aftercare.monitoring import FEWEST
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.review import overdue


@page(STAFF)
def today(request: Request) -> HttpResponse:
    """Show the day."""
    day = day_of(request.actor)
    here = request.actor.clinic
    assert here is not None  # the page is for people who work here
    stands = whole_clinic(request.actor, here, clock.now())
    sees, directs = can_see_answers(request.actor), is_one_of(request.actor, DIRECTORS)
    context = {
        "day": request.actor.today,
        "here": [_card(request, entry) for entry in day.here],
        "others": [_card(request, entry) for entry in day.others],
        "waiting": stands.waiting if sees else 0,
        "clashes": stands.clashes if directs else 0,
        "to_countersign": stands.to_countersign if directs else 0,
        "mixed_up": stands.mixed_up if directs else 0,
        "blood_left": stands.blood_left if sees else 0,
        "lacks_on_call": sees and here.has_on_call and not stands.is_somebody_on_call,
        "clusters": alerts_for(request.actor) if directs and stands.harmed >= FEWEST else [],
        "wants_pin": not request.user.has_pin,
        "overdue_reviews": len(overdue(shipped_content(), request.actor.today)),
    }
    return render(request, "today/today.html", context)


def _card(request: Request, entry: Entry) -> dict[str, Any]:
    step = entry.next_step
    sees = can_see_answers(request.actor)
    standing = entry.told_by if sees else step
    return {
        "patient": entry.patient,
        "age": entry.patient.age_on(request.actor.today),
        "arrived_at": entry.arrived_at,
        "standing": standing,
        "words": _words(standing) if standing and sees else standing.label if standing else "",
        "sees_answers": sees,
        "deed": step.progress.next_deed if step and sees else "",
        "href": room_address(step.room, entry.patient) if step and step.progress.next_deed and sees else "",
    }


def _words(step: Step) -> str:
    """Say where somebody stands: the room, and how far."""
    return f"{step.label}: {step.progress.note}" if step.progress.note else step.label
