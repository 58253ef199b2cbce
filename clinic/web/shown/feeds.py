"""What a calendar that fetches by itself shows of a clinic, and the addresses at which it does."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from clinic.records.links import calendar_token_of, feed_token_of
from clinic.records.models import CalendarFeed
from clinic.records.queries.feeds import CourseDates
from needlepoint.interop.appointments import appointment_events
from needlepoint.interop.calendar_file import CalendarEvent

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=400)


def patient_calendar_address(token: str) -> str:
    """Give the address at which a patient's calendar fetches their dates, from the token of their link."""
    return settings.PUBLIC_URL + reverse("patient_calendar_feed", args=[calendar_token_of(token)])


def feed_address(feed: CalendarFeed) -> str:
    """Give the address of a member's calendar; only one that was just made knows it."""
    return settings.PUBLIC_URL + reverse("member_calendar_feed", args=[feed_token_of(feed)])


def subscribe_address(address: str) -> str:
    """Give the same address in the form that a telephone hands to its calendar."""
    _scheme, _colon, rest = address.partition("://")
    return f"webcal://{rest}" if rest else ""


def events_of_clinic(
    courses: Iterable[CourseDates], clinic: str, on: date, *, shows_initials: bool
) -> list[CalendarEvent]:
    """Give the appointments of a clinic around a day in their order; a title holds initials at most."""
    found = [event for course in courses for event in _events(course, clinic, shows_initials=shows_initials)]
    near = [event for event in found if on - BACK <= event.on <= on + AHEAD]
    return sorted(near, key=lambda event: (event.on, event.uid))


def initials_of(called: str) -> str:
    """Give the first letters of the first and the last word of a name."""
    words = called.split()
    return "".join(dict.fromkeys([words[0][0], words[-1][0]] if len(words) > 1 else [w[0] for w in words]))


def _events(course: CourseDates, clinic: str, *, shows_initials: bool) -> Iterator[CalendarEvent]:
    href = settings.PUBLIC_URL + reverse("planning", args=[course.patient_id])
    whose = f" · {initials_of(course.called)}" if shows_initials else ""
    for event in appointment_events(course.versions, uid=str(course.patient_id), clinic=clinic, url=href):
        yield replace(event, summary=event.summary + whose)
