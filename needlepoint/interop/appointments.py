"""The appointments of a course as calendar entries that stay the same entries when the plan changes.

Titles name the clinic and nothing of what is done there, because a calendar shows them on a locked phone. An entry is
named by its place in the whole course, so that a new version of the plan moves it; its sequence is the number of that
version, and an appointment that a new version no longer has is sent once more as cancelled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from needlepoint.interop.calendar_file import CalendarEvent, DatedSession

DESCRIPTION = "The first day on which this appointment may be. The clinic gives the time."
LOOK = "From this day on you look together at how it went. The clinic gives the time."
READY = "What to do before it stands on the page that the clinic sent you."


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """One approved version of a plan, as far as a calendar needs it.

    treated_before : how many appointments of the course were over before this version; its first comes after them
    prepare_from : the day on which preparation for its first session begins; None where nothing is dated
    look_on : the first day on which the whole course can be looked at; None where nobody can say
    """

    number: int
    sessions: Sequence[DatedSession]
    treated_before: int = 0
    prepare_from: date | None = None
    look_on: date | None = None

    @property
    def days(self) -> dict[int, date]:
        """Gives the day of each appointment that has one, by its place in the course."""
        dated = ((self.treated_before + one.number, one.earliest_on) for one in self.sessions)
        return {place: on for place, on in dated if on}


def appointment_events(
    versions: Sequence[PlanVersion], *, uid: str, clinic: str, url: str = "", prepares: bool = False
) -> tuple[CalendarEvent, ...]:
    """Gives the appointments of the newest version, and what older ones had beyond it as cancelled.

    versions : every approved one, the newest first; uid : names the course
    url : where whoever may read it finds more; prepares : whether days of preparation are entries too
    """
    if not versions:
        return ()
    newest, *older = versions
    entries = (appointment(place, on, newest.number, uid, clinic, url) for place, on in newest.days.items())
    getting_ready = preparing(newest, uid, clinic, url) if prepares else ()
    look = looking((newest, *older), uid, clinic, url)
    return (*entries, *look, *getting_ready, *cancelled(newest, older, uid, clinic, url))


def appointment(
    place: int, on: date, sequence: int, uid: str, clinic: str, url: str, *, is_cancelled: bool = False
) -> CalendarEvent:
    """Writes one appointment; its title says where, never what for."""
    return CalendarEvent(
        uid=f"{uid}-appointment-{place}",
        on=on,
        summary=f"Appointment at {clinic}",
        description=DESCRIPTION,
        sequence=sequence,
        url=url,
        is_cancelled=is_cancelled,
    )


def looking(versions: Sequence[PlanVersion], uid: str, clinic: str, url: str) -> Iterator[CalendarEvent]:
    """Gives the day of looking at the course together; one that the newest version no longer has is cancelled."""
    newest = versions[0]
    on = next((one.look_on for one in versions if one.look_on), None)
    if on:
        yield CalendarEvent(
            uid=f"{uid}-look",
            on=on,
            summary=f"Appointment at {clinic}",
            description=LOOK,
            sequence=newest.number,
            url=url,
            is_cancelled=newest.look_on is None,
        )


def cancelled(
    newest: PlanVersion, older: Sequence[PlanVersion], uid: str, clinic: str, url: str
) -> Iterator[CalendarEvent]:
    """Gives what an older version had and the newest has not, unless it was over before."""
    known = set(newest.days) | set(range(1, newest.treated_before + 1))
    for version in older:
        for place, on in version.days.items():
            if place not in known:
                known.add(place)
                yield appointment(place, on, newest.number, uid, clinic, url, is_cancelled=True)


def preparing(version: PlanVersion, uid: str, clinic: str, url: str) -> Iterator[CalendarEvent]:
    """Gives the day on which getting ready begins, as long before each appointment as before the first."""
    first = next(iter(version.days.values()), None)
    if first is None or version.prepare_from is None or version.prepare_from >= first:
        return
    ahead = first - version.prepare_from
    for place, on in version.days.items():
        yield CalendarEvent(
            uid=f"{uid}-ready-{place}",
            on=on - ahead,
            summary=f"Get ready for the appointment at {clinic}",
            description=READY,
            sequence=version.number,
            url=url,
        )
