"""Deeds of the rota: who is on call when is written down, and taken out again."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from clinic.accounts.models import Membership
from clinic.records.deeds import Event, deed
from clinic.records.models import OnCallShift
from clinic.records.names import international_number
from clinic.records.refusals import BadInput, WrongState
from needlepoint.aftercare.escalation import shift_span

MOST_WEEKS: Final = 26
PLACES: Final = range(1, 6)
DAYS_AHEAD: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDetails:
    """When somebody is on call, by the clinic's clock; what ends no later than it begins ends on the next day.

    weeks : how many weeks it comes again on the same weekday; 1 is once
    """

    on: date
    begin: time
    end: time
    place: int = 1
    phone: str = ""
    weeks: int = 1


@deed(on=Membership)
def add_shifts(event: Event, member: Membership, details: ShiftDetails) -> list[OnCallShift]:
    """Put a clinician on the rota, once or every week."""
    if not member.is_clinical:
        raise BadInput("member", _("Only somebody with a clinical profession is on call. Choose another."))
    _check(event, details)
    rows = [_shift(event, member, details, week) for week in range(details.weeks)]
    if not member.is_credential_valid(rows[-1].ends_at.astimezone(member.clinic.zone).date()):
        raise BadInput(
            "member", _("Their credential ends before that. Enter the new one, or choose another.")
        )
    OnCallShift.objects.bulk_create(rows)
    event.about(rows[0])
    event.linked(member=member)
    event.digests["shifts"] = str(len(rows))
    return rows


@deed(on=OnCallShift)
def take_out_shift(event: Event, shift: OnCallShift) -> OnCallShift:
    """Take a shift out of the rota; one that is over stays, because it says who was on call."""
    if shift.ends_at <= event.at:
        raise WrongState(_("This shift is over. It stays, because it says who was on call."))
    shift.state, shift.ended_at, shift.ended_by_name = "taken_out", event.at, event.actor.name
    shift.save()
    event.about(shift)
    return shift


def _shift(event: Event, member: Membership, details: ShiftDetails, week: int) -> OnCallShift:
    on = details.on + timedelta(weeks=week)
    span = shift_span(on, details.begin, details.end, member.clinic.zone)
    return OnCallShift(
        clinic=member.clinic,
        created_at=event.at,
        member=member,
        begins_at=span.begins_at,
        ends_at=span.ends_at,
        place=details.place,
        phone=international_number(details.phone),
    )


def _check(event: Event, details: ShiftDetails) -> None:
    if not event.on - timedelta(days=1) <= details.on <= event.on + timedelta(days=DAYS_AHEAD):
        raise BadInput("on", _("A shift begins between yesterday and a year from now. Check the day."))
    if not 1 <= details.weeks <= MOST_WEEKS:
        raise BadInput("weeks", _("Choose 1 to 26 weeks; write the later ones when they come nearer."))
    if details.place not in PLACES:
        raise BadInput("place", _("The place in line is 1 to 5; 1 is called first."))
    if details.phone and not international_number(details.phone):
        raise BadInput("phone", _("The number needs its country code, as in +49 171 2345678."))
