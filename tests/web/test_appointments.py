"""The dates of a plan go along: as a file for the team, and by a link on the patient's phone."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from clinic.records import clock
from clinic.records.actions.doors import revoke_patient_link, send_patient_link
from clinic.records.actions.planning import approve_plan, start_plan
from clinic.records.models import PatientLink
from clinic.records.queries.appointments import versions_for_calendar
from clinic.records.queries.planning import Choices, approved_plan, choices_of
from clinic.web.patient_links import token_of
from clinic.web.shown.agenda import dates_for_patient, preparation, preparation_for_next
from needlepoint.planning.days import Blackout, DayWishes
from tests.record.calls.planning import DEVICE, a_draft, afresh, an_approved_plan, clear
from tests.record.calls.session import signed

CLINICAL = ("needl", "scar", "skin", "treat", "session", "plan version")


def entries(answer) -> dict[str, icalendar.Event]:
    """Read the entries of a file by the end of their name."""
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["UID"]).partition("-appointment-")[2] or str(one["UID"]): one for one in found}


def of_the_team(cast, as_member) -> dict[str, icalendar.Event]:
    return entries(as_member("nurse").get(reverse("plan_calendar", args=[cast.patient.pk])))


def another_version(cast, **wished) -> None:
    """Approve a new version with other days."""
    doctor = cast.actor("doctor")
    standing = approved_plan(afresh(cast.patient))
    start_plan(doctor, afresh(cast.patient), choices_of(standing))
    draft = a_draft(cast)
    approve_plan(doctor, draft, Choices(device=DEVICE, days=DayWishes(**wished)), version=draft.version)


def opened(cast, as_member):
    """Open the link on a phone, and give the phone with the address."""
    link = send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    phone, address = as_member(None), reverse("plan_by_link", args=[token_of(link)])
    assert phone.post(address, birth_date(cast)).status_code == 302
    return phone, address, link


def birth_date(cast) -> dict:
    """Give what the door asks."""
    return {"birth_date": cast.patient.birth_date.isoformat()}


def test_without_an_approved_plan_there_is_no_file_and_the_page_says_when_there_is(cast, as_member):
    a_draft(cast)
    client, page = as_member("nurse"), reverse("plan_dates", args=[cast.patient.pk])
    assert client.get(reverse("plan_calendar", args=[cast.patient.pk])).url == page
    assert "They stand here once a plan is approved" in client.get(page).content.decode()


def test_the_file_of_the_team_names_the_clinic_and_leads_to_a_page_that_asks_who_reads(cast, as_member):
    plan = an_approved_plan(cast)
    found = of_the_team(cast, as_member)
    *sessions, look = found
    assert sessions == [str(one.number) for one in plan.to_domain().sessions]
    assert look == f"{cast.patient.pk}-look"
    assert (
        found[look].decoded("DTSTART") == dates_for_patient(plan.to_domain(), plan.to_domain().on)[-1]["day"]
    )
    for entry in found.values():
        assert entry["SUMMARY"] == f"Appointment at {cast.clinic.name}"
        assert str(entry["URL"]).endswith(f"/patients/{cast.patient.pk}/plan/")
        assert cast.patient.name not in entry.to_ical().decode()


def test_a_new_version_moves_the_same_entries(cast, as_member):
    an_approved_plan(cast)
    before = of_the_team(cast, as_member)
    today = cast.actor("doctor").today
    away = Blackout(kind="away", starts_on=today, ends_on=today + timedelta(10), note="Lisbon, for the scars")
    another_version(cast, blackouts=(away,))
    after = of_the_team(cast, as_member)
    assert list(after) == list(before)
    assert {one["SEQUENCE"] for one in before.values()} == {1}
    assert {one["SEQUENCE"] for one in after.values()} == {2}
    assert {str(one["UID"]) for one in after.values()} == {str(one["UID"]) for one in before.values()}
    assert after["1"].decoded("DTSTART") == today + timedelta(11)
    assert not [one for one in after.values() if b"Lisbon" in one.to_ical()]


def test_what_was_treated_keeps_its_entry_and_the_next_version_goes_on_after_it(cast, as_member):
    signed(cast)
    with clock.at(clock.now() + timedelta(days=45)):
        clear(cast)
        another_version(cast)
    newest, oldest = versions_for_calendar(afresh(cast.patient))
    assert (newest.treated_before, oldest.treated_before) == (1, 0)
    assert "1" not in of_the_team(cast, as_member)


def test_the_page_of_an_approved_plan_offers_the_file_and_a_link(cast, as_member):
    an_approved_plan(cast)
    client, page = as_member("nurse"), reverse("plan_dates", args=[cast.patient.pk])
    assert page in client.get(reverse("planning", args=[cast.patient.pk])).content.decode()
    assert reverse("plan_calendar", args=[cast.patient.pk]) in client.get(page).content.decode()
    assert client.post(reverse("send_plan_link", args=[cast.patient.pk])).url == page
    first = client.get(page).content.decode()
    assert "/my/dates/" in first
    assert "Shown this once" in first
    assert "/my/dates/" not in client.get(page).content.decode()
    link = PatientLink.objects.get(purpose="plan")
    assert client.post(reverse("revoke_plan_link", args=[link.pk])).url == page
    assert "Close this link" not in client.get(page).content.decode()


def test_the_phone_asks_the_birth_date_then_shows_dates_and_what_to_do_before(cast, as_member):
    plan = an_approved_plan(cast).to_domain()
    phone, address, _link = opened(cast, as_member)
    page = phone.get(address).content.decode()
    assert page.count("<h1>") == 1
    for words in ("Appointment 1", "Before your next appointment", "Put the dates into my calendar"):
        assert words in page
    assert plan.preparation[0].text.split(",")[0] in page.replace("&#x27;", "'")


def test_before_the_birth_date_nothing_is_told(cast, as_member):
    an_approved_plan(cast)
    link = send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    phone = as_member(None)
    page = phone.get(reverse("plan_by_link", args=[token_of(link)])).content.decode()
    assert "Appointment 1" not in page
    assert not [
        word for word in CLINICAL if word in page.lower().partition("<main")[2].partition("</main")[0]
    ]
    calendar = phone.get(reverse("plan_calendar_by_link", args=[token_of(link)]))
    assert calendar.status_code == 302


def test_the_patients_file_says_nothing_clinical_and_begins_getting_ready(cast, as_member):
    an_approved_plan(cast)
    phone, _address, link = opened(cast, as_member)
    answer = phone.get(reverse("plan_calendar_by_link", args=[token_of(link)]))
    titles = {str(one["SUMMARY"]) for one in entries(answer).values()}
    assert titles == {
        f"Appointment at {cast.clinic.name}",
        f"Get ready for the appointment at {cast.clinic.name}",
    }
    assert b"URL" not in answer.content
    assert "attachment" in answer["Content-Disposition"]


def test_a_link_that_was_closed_opens_nothing_any_more(cast, as_member):
    an_approved_plan(cast)
    phone, address, link = opened(cast, as_member)
    revoke_patient_link(cast.actor("nurse"), link)
    assert phone.get(address).status_code == 404
    assert phone.get(reverse("plan_calendar_by_link", args=[token_of(link)])).status_code == 404


def test_a_link_to_a_plan_that_is_not_there_says_so(cast, as_member):
    a_draft(cast)
    phone, address, _link = opened(cast, as_member)
    assert phone.get(address).status_code == 404


@pytest.mark.parametrize("place", ["front_desk"])
def test_whoever_may_not_read_the_record_gets_no_file_and_no_link(cast, as_member, place):
    an_approved_plan(cast)
    client = as_member(place)
    assert client.get(reverse("plan_calendar", args=[cast.patient.pk])).status_code == 403
    assert client.post(reverse("send_plan_link", args=[cast.patient.pk])).status_code == 403
    assert not PatientLink.objects.filter(purpose="plan").exists()


def test_when_the_first_day_has_passed_the_phone_dates_what_is_next(cast, as_member):
    plan = an_approved_plan(cast).to_domain()
    first, second = plan.sessions[0].earliest_on, plan.sessions[1].earliest_on
    assert preparation_for_next(plan, first) == preparation(plan)
    shown = preparation_for_next(plan, first + timedelta(1))
    assert str(second.day) in shown[-1]["when"]
    assert [step.text for days in shown for step in days["steps"]] == [
        step.text for days in preparation(plan) for step in days["steps"]
    ]
    assert preparation_for_next(plan, first + timedelta(4_000)) == preparation(plan)
    passed = [one["text"] for one in dates_for_patient(plan, first + timedelta(1))]
    assert passed[:2] == ["this day has passed", ""]
