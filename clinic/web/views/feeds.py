"""Calendars that fetch by themselves: a patient's by their link, and a member's by an address of their own."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions.doors import hash_of
from clinic.records.actions.feeds import close_calendar_feed, open_calendar_feed
from clinic.records.actors import Actor
from clinic.records.links import CALENDAR_SALT, FEED_SALT, secret_in
from clinic.records.models import CalendarFeed
from clinic.records.permissions import RECORD_KEEPERS, STAFF, is_one_of
from clinic.records.queries.appointments import versions_for_calendar
from clinic.records.queries.feeds import changed_at, courses_of_clinic, feed_of_secret_hash, open_feed_of
from clinic.records.refusals import NotHere
from clinic.records.visibility import get_visible
from clinic.web.attempts import client_address
from clinic.web.pace import Pace
from clinic.web.pages import WRITE, Request, page, public
from clinic.web.patient_links import ended, link_of_calendar
from clinic.web.shown import feeds as shown
from needlepoint.interop.appointments import appointment_events
from needlepoint.interop.calendar_file import CalendarEvent, calendar_text

FETCHED_EVERY: Final = timedelta(hours=6)
# Conventions: a calendar asks some times an hour at most; whoever guesses addresses asks often and finds nothing.
OF_ONE_CALENDAR: Final = Pace(name="calendar", most=60, within=timedelta(hours=1))
FOUND_NOTHING: Final = Pace(name="no-calendar", most=30, within=timedelta(hours=1))
_TO_SHOW: Final = "calendar_address_to_show_once"
View = Callable[[Request, str], HttpResponseBase]


def at_a_calendars_pace(salt: str) -> Callable[[View], View]:
    """Answer a calendar that asks too often, or whoever tries addresses, that it should wait.

    An address that was good once is no guess: services that fetch for many people ask for ended ones for ever, from the
    same few places as for those that stand.
    """

    def paced(view: View) -> View:
        @wraps(view)
        def answered(request: Request, token: str) -> HttpResponseBase:
            where = client_address(request)
            if FOUND_NOTHING.is_spent(where):
                return _wait(FOUND_NOTHING)
            if not secret_in(token, salt):
                FOUND_NOTHING.is_kept(where)
            answer = view(request, token)
            return answer if OF_ONE_CALENDAR.is_kept(token) else _wait(OF_ONE_CALENDAR)

        return answered

    return paced


@public()
@at_a_calendars_pace(CALENDAR_SALT)
def of_patient(request: Request, token: str) -> HttpResponseBase:
    """Give a patient's dates to the calendar that subscribed by the token of their link."""
    link = link_of_calendar(token)
    versions = versions_for_calendar(link.patient)
    if not versions:
        raise NotHere(ended())
    uid, clinic = str(link.patient.pk), link.clinic
    events = appointment_events(versions, uid=uid, clinic=clinic.name, prepares=True)
    changed = changed_at(clinic, link.patient)
    return _feed(request, events, clinic.name, changed, since=changed)


@public()
@at_a_calendars_pace(FEED_SALT)
def of_member(request: Request, token: str) -> HttpResponseBase:
    """Give the appointments of the clinic to a member's calendar, for as long as they may read the record."""
    secret = secret_in(token, FEED_SALT)
    feed = feed_of_secret_hash(hash_of(secret)) if secret else None
    if feed is None or not is_one_of(Actor.member(feed.member), RECORD_KEEPERS):
        raise NotHere(ended())
    on = clock.today(feed.clinic.zone)
    courses = courses_of_clinic(feed.clinic, on)
    events = shown.events_of_clinic(courses, feed.clinic.name, on, shows_initials=feed.shows_initials)
    changed = changed_at(feed.clinic)
    # Days pass out of this calendar without a change: what was fetched yesterday is never "not modified".
    midnight = datetime.combine(on, time(), feed.clinic.zone)
    return _feed(request, events, feed.clinic.name, changed, since=max(changed, midnight))


@page(RECORD_KEEPERS)
def calendar_feed(request: Request) -> HttpResponse:
    """Show what a member's calendar fetches, and the address once after it was made."""
    member = request.actor.membership
    assert member is not None  # the page is for people who work here
    address = request.session.pop(_TO_SHOW, "")
    context: dict[str, Any] = {
        "feed": open_feed_of(member),
        "address": address,
        "subscribe_href": shown.subscribe_address(address),
        "fetched_every": int(FETCHED_EVERY.total_seconds() // 3600),
    }
    return render(request, "feeds/calendar.html", context)


@page(RECORD_KEEPERS, methods=WRITE)
def open_feed(request: Request) -> HttpResponse:
    """Make an address; the one before stops answering."""
    feed = open_calendar_feed(
        request.actor, request.actor.membership, shows_initials="initials" in request.POST
    )
    request.session[_TO_SHOW] = shown.feed_address(feed)
    messages.success(request, _("The address is made. Take it into your calendar now."))
    return redirect("calendar_feed")


@page(STAFF, methods=WRITE)
def close_feed(request: Request, feed_id: UUID) -> HttpResponse:
    """Let an address answer no longer."""
    feed = close_calendar_feed(request.actor, get_visible(request.actor, CalendarFeed, feed_id))
    messages.success(request, _("The address answers no longer."))
    is_own = str(feed.member_id) == request.actor.id
    return redirect("calendar_feed") if is_own else redirect("member", feed.member_id)


def _feed(
    request: Request, events: Iterable[CalendarEvent], name: str, changed: datetime, *, since: datetime
) -> HttpResponseBase:
    """Write the calendar, or say that it is still the one that was fetched before.

    changed : the stamp of its entries, so that the same appointments are the same text, and the same ETag
    since : from when on it reads as it does now
    """
    text = calendar_text(events, stamp=changed, name=name, fetched_every=FETCHED_EVERY)
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(since.timestamp()),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="appointments.ics"',
    }
    whole = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
    is_same = get_conditional_response(request, etag, int(since.timestamp()), whole)
    return is_same or whole


def _wait(pace: Pace) -> HttpResponse:
    seconds = str(int(pace.within.total_seconds()))
    words = _("This was asked too often. Try again in an hour.")
    return HttpResponse(words, status=429, content_type="text/plain", headers={"Retry-After": seconds})
