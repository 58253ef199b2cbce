"""Calendars fetch by themselves: nothing clinical, the same entries, until the address is closed."""

from datetime import timedelta
from urllib.parse import urlsplit

import icalendar
import pytest
from django.core import signing
from django.urls import reverse

from clinic.accounts.models import Membership
from clinic.records import clock
from clinic.records.actions.doors import open_patient_link, revoke_patient_link, send_patient_link
from clinic.records.actions.feeds import close_calendar_feed
from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.actions.planning import approve_plan, start_plan
from clinic.records.actors import Actor
from clinic.records.links import CALENDAR_SALT, calendar_token_of, feed_token_of, token_of
from clinic.records.models import CalendarFeed
from clinic.records.queries.planning import Choices, approved_plan, choices_of
from clinic.web.shown.feeds import initials_of, subscribe_address
from clinic.web.views.feeds import FOUND_NOTHING, OF_ONE_CALENDAR
from needlepoint.planning.changes import CourseWishes
from needlepoint.planning.days import Blackout
from tests.record.calls.feeds import a_feed
from tests.record.calls.merging import merged
from tests.record.calls.planning import DEVICE, a_draft, afresh, an_approved_plan
from tests.web.test_appointments import CLINICAL, another_version, entries

WRONG = "This link has ended, or was mistyped"


def phones_calendar(cast) -> tuple[str, object]:
    """Subscribe on a phone that has opened its link; give the address and the link."""
    link = send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    assert open_patient_link(Actor.patient(cast.patient), link, cast.patient.birth_date)
    return reverse("patient_calendar_feed", args=[calendar_token_of(token_of(link))]), link


def members_calendar(cast, name: str = "nurse", **chosen) -> tuple[str, CalendarFeed]:
    feed = a_feed(cast, name, **chosen)
    return reverse("member_calendar_feed", args=[feed_token_of(feed)]), feed


def shorter(cast, sessions: int) -> None:
    """Approve a new version with fewer sessions."""
    doctor, standing = cast.actor("doctor"), approved_plan(afresh(cast.patient))
    start_plan(doctor, afresh(cast.patient), choices_of(standing))
    draft = a_draft(cast)
    fewer = CourseWishes(sessions=sessions, why="Enough for now")
    approve_plan(doctor, draft, Choices(device=DEVICE, course=fewer), version=draft.version)


def titles(answer) -> set[str]:
    return {str(one["SUMMARY"]) for one in entries(answer).values()}


def test_a_patients_calendar_fetches_the_dates_without_a_clinical_word(cast, as_member):
    an_approved_plan(cast)
    address, _link = phones_calendar(cast)
    answer = as_member(None).get(address)
    clinic = cast.clinic.name
    assert titles(answer) == {f"Appointment at {clinic}", f"Get ready for the appointment at {clinic}"}
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert (calendar["NAME"], calendar["X-WR-CALNAME"]) == (clinic, clinic)
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT6H"
    said = [str(one.get(name, "")) for one in calendar.walk("VEVENT") for name in ("SUMMARY", "DESCRIPTION")]
    assert not [word for word in CLINICAL if word in " ".join(said).lower()]
    assert cast.patient.name not in answer.content.decode()


def test_what_is_fetched_again_is_the_same_text_until_the_plan_changes(cast, as_member):
    an_approved_plan(cast)
    address, _link = phones_calendar(cast)
    calendar = as_member(None)
    first = calendar.get(address)
    with clock.at(clock.now() + timedelta(hours=7)):
        again = calendar.get(address, headers={"If-None-Match": first["ETag"]})
        since = calendar.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (since.status_code, first["Cache-Control"]) == (304, "private, no-cache")
    today = cast.actor("doctor").today
    away = Blackout(kind="away", starts_on=today, ends_on=today + timedelta(10), note="Lisbon")
    another_version(cast, blackouts=(away,))
    moved = calendar.get(address, headers={"If-None-Match": first["ETag"]})
    assert set(entries(moved)) == set(entries(first))
    assert {one["SEQUENCE"] for one in entries(moved).values()} == {2}
    assert {str(one["UID"]) for one in entries(moved).values()} == {
        str(one["UID"]) for one in entries(first).values()
    }
    assert entries(moved)["1"].decoded("DTSTART") == today + timedelta(11)


def test_the_phone_is_offered_the_address_behind_the_birth_date_only(cast, as_member):
    an_approved_plan(cast)
    link = send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    phone, door = as_member(None), reverse("plan_by_link", args=[token_of(link)])
    assert b"webcal:" not in phone.get(door).content
    phone.post(door, {"birth_date": cast.patient.birth_date.isoformat()})
    page = phone.get(door).content.decode()
    address = reverse("patient_calendar_feed", args=[calendar_token_of(token_of(link))])
    assert page.count(address) == 2
    assert "webcal://" in page
    assert as_member(None).get(address).status_code == 200


def test_a_calendar_of_a_link_that_nobody_opened_yet_shows_nothing(cast, as_member):
    an_approved_plan(cast)
    link = send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    address = reverse("patient_calendar_feed", args=[calendar_token_of(token_of(link))])
    assert as_member(None).get(address).status_code == 404


@pytest.mark.parametrize("end", ["closed", "expired", "replaced", "in error"])
def test_a_patients_calendar_ends_with_their_link(cast, as_member, end):
    an_approved_plan(cast)
    address, link = phones_calendar(cast)
    moment = clock.now()
    match end:
        case "closed":
            revoke_patient_link(cast.actor("nurse"), link)
        case "expired":
            moment = link.expires_at
        case "replaced":
            send_patient_link(cast.actor("nurse"), cast.patient, "plan")
        case "in error":
            mark_patient_entered_in_error(cast.actor("doctor"), cast.patient, "Somebody else", version=1)
    with clock.at(moment):
        answer = as_member(None).get(address)
    assert answer.status_code == 404
    assert WRONG in answer.content.decode()


@pytest.mark.parametrize("room", ["patient_calendar_feed", "member_calendar_feed"])
def test_an_unknown_address_answers_like_any_wrong_link(cast, as_member, room):
    link = send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    forged = signing.Signer(salt=CALENDAR_SALT).sign("never made")
    feed = a_feed(cast)
    for token in (
        "nonsense",
        forged,
        token_of(link),
        link.secret,
        feed.secret,
        calendar_token_of(token_of(link)),
    ):
        answer = as_member(None).get(reverse(room, args=[token]))
        assert answer.status_code == 404
        assert WRONG in answer.content.decode()


def test_the_address_of_a_calendar_opens_no_page_of_the_patient(cast, as_member):
    an_approved_plan(cast)
    _address, link = phones_calendar(cast)
    token = calendar_token_of(token_of(link))
    assert as_member(None).get(reverse("plan_by_link", args=[token])).status_code == 404


def test_a_members_calendar_shows_the_whole_clinic_and_names_nobody(cast, as_member):
    plan = an_approved_plan(cast)
    address, _feed = members_calendar(cast)
    answer = as_member(None).get(address)
    assert list(entries(answer)) == [str(one.number) for one in plan.to_domain().sessions]
    assert titles(answer) == {f"Appointment at {cast.clinic.name}"}
    text = answer.content.decode()
    assert cast.patient.name.split()[1] not in text
    assert urlsplit(str(entries(answer)["1"]["URL"])).path == f"/patients/{cast.patient.pk}/plan/"


def test_initials_stand_in_a_title_only_where_the_member_chose_them(cast, as_member):
    an_approved_plan(cast)
    address, _feed = members_calendar(cast, shows_initials=True)
    assert titles(as_member(None).get(address)) == {f"Appointment at {cast.clinic.name} · AL"}
    assert initials_of("Cher") == "C"
    assert initials_of("Ana María de la Cruz") == "AC"


def test_what_a_new_version_no_longer_has_is_shown_as_cancelled(cast, as_member):
    an_approved_plan(cast)
    address, _feed = members_calendar(cast)
    phone, _link = phones_calendar(cast)
    before = entries(as_member(None).get(address))
    last = max(before, key=int)
    shorter(cast, int(last) - 1)
    for fetched in (address, phone):
        after = entries(as_member(None).get(fetched))
        assert after[last]["STATUS"] == "CANCELLED"
        assert "STATUS" not in after["1"]
        assert after[last]["UID"] == before[last]["UID"]


def test_a_calendar_shows_a_month_back_and_no_course_that_is_long_over(cast, as_member):
    plan = an_approved_plan(cast).to_domain()
    address, _feed = members_calendar(cast)
    last = plan.sessions[-1].earliest_on
    with clock.at(clock.now() + (last - cast.actor("doctor").today) + timedelta(days=30)):
        assert list(entries(as_member(None).get(address))) == [str(plan.sessions[-1].number)]
    with clock.at(clock.now() + (last - cast.actor("doctor").today) + timedelta(days=32)):
        assert entries(as_member(None).get(address)) == {}


def test_a_members_calendar_is_not_modified_within_a_day_and_asked_anew_on_the_next(cast, as_member):
    an_approved_plan(cast)
    address, _feed = members_calendar(cast)
    first = as_member(None).get(address)
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert as_member(None).get(address, headers=since).status_code == 304
    with clock.at(clock.now() + timedelta(days=1)):
        assert as_member(None).get(address, headers=since).status_code == 200


@pytest.mark.parametrize("end", ["closed", "renewed", "suspended", "lapsed", "moved to the desk"])
def test_a_members_calendar_ends_with_the_address_and_with_the_right_to_read(cast, as_member, end):
    an_approved_plan(cast)
    address, feed = members_calendar(cast)
    nurse = Membership.objects.filter(pk=cast.members["nurse"].pk)
    match end:
        case "closed":
            close_calendar_feed(cast.actor("director"), feed)
        case "renewed":
            assert as_member(None).get(members_calendar(cast)[0]).status_code == 200
        case "suspended":
            nurse.update(state="suspended")
        case "lapsed":
            nurse.update(valid_until="2020-01-01")
        case "moved to the desk":
            nurse.update(role="front_desk", profession="none")
    answer = as_member(None).get(address)
    assert answer.status_code == 404
    assert WRONG in answer.content.decode()


def test_a_record_that_points_to_another_has_no_appointment_and_its_own_calendar_ends(cast, as_member):
    an_approved_plan(cast)
    address, _feed = members_calendar(cast)
    phone, _link = phones_calendar(cast)
    merged(cast)
    assert entries(as_member(None).get(address)) == {}
    assert as_member(None).get(phone).status_code == 404


def test_another_clinic_stands_in_no_calendar_of_ours(cast, as_member):
    an_approved_plan(cast)
    feed = a_feed(cast, "outsider")
    answer = as_member(None).get(reverse("member_calendar_feed", args=[feed_token_of(feed)]))
    assert entries(answer) == {}


def test_the_address_is_shown_once_and_the_record_keeps_its_hash(cast, as_member):
    client, page = as_member("nurse"), reverse("calendar_feed")
    assert "No address yet" in client.get(page).content.decode()
    assert client.post(reverse("open_calendar_feed"), {"initials": "on"}).url == page
    first = client.get(page).content.decode()
    assert "/calendar/team/" in first
    assert "webcal://" in first
    later = client.get(page).content.decode()
    assert "/calendar/team/" not in later
    assert "Titles end with initials" in later
    feed = CalendarFeed.objects.get()
    assert feed.secret_hash not in first
    assert client.post(reverse("close_calendar_feed", args=[feed.pk])).url == page
    assert CalendarFeed.objects.get().state == "closed"


def test_the_director_closes_the_address_of_somebody_who_lost_their_phone(cast, as_member):
    _address, feed = members_calendar(cast)
    client, page = as_member("director"), reverse("member", args=[cast.members["nurse"].pk])
    assert reverse("close_calendar_feed", args=[feed.pk]) in client.get(page).content.decode()
    assert client.post(reverse("close_calendar_feed", args=[feed.pk])).url == page
    assert CalendarFeed.objects.get().state == "closed"


def test_a_colleague_closes_nobody_elses_address(cast, as_member):
    _address, feed = members_calendar(cast)
    assert as_member("doctor").post(reverse("close_calendar_feed", args=[feed.pk])).status_code == 409
    assert CalendarFeed.objects.get().state == "open"


def test_a_calendar_that_asks_too_often_is_told_to_wait(cast, as_member):
    an_approved_plan(cast)
    address, _link = phones_calendar(cast)
    calendar = as_member(None)
    found = [calendar.get(address).status_code for _ in range(OF_ONE_CALENDAR.most + 1)]
    assert found == [200] * OF_ONE_CALENDAR.most + [429]
    assert calendar.get(address)["Retry-After"] == "3600"


def test_whoever_tries_addresses_is_told_to_wait_and_nobody_elsewhere_is(cast, as_member):
    an_approved_plan(cast)
    address, _link = phones_calendar(cast)
    guesser, wrong = as_member(None), reverse("member_calendar_feed", args=["guess"])
    assert {guesser.get(wrong).status_code for _ in range(FOUND_NOTHING.most)} == {404}
    assert guesser.get(wrong).status_code == guesser.get(address).status_code == 429
    assert as_member(None).get(address, REMOTE_ADDR="203.0.113.5").status_code == 200


def test_calendars_that_have_ended_shut_out_nobody_who_asks_from_the_same_place(cast, as_member):
    an_approved_plan(cast)
    ended, link = phones_calendar(cast)
    revoke_patient_link(cast.actor("nurse"), link)
    address, _feed = members_calendar(cast)
    service = as_member(None)
    assert {service.get(ended).status_code for _ in range(FOUND_NOTHING.most + 1)} == {404}
    assert service.get(address).status_code == 200


def test_an_address_in_the_form_that_a_telephone_hands_on():
    assert subscribe_address("https://clinic.example/my/x.ics") == "webcal://clinic.example/my/x.ics"
    assert subscribe_address("") == ""
