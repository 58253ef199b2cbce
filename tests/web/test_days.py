"""What a person's life holds is typed on the plan's page, and the days follow at once; nonsense gets a sentence."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clinic.records.actions.planning import revise_plan
from clinic.records.queries.planning import Choices, draft_of
from clinic.web.forms.days import BUSY, DaysForm, initial_days
from clinic.web.shown.agenda import calendar, clash_words, days_for_page, schedule_for
from needlepoint.planning.days import Blackout, DayWishes
from tests.forms import typed_plan
from tests.plans import clean_plan
from tests.record.calls.planning import DEVICE, a_draft, an_approved_plan

ON = date(2026, 11, 22)
JUNE = date(2027, 6, 12)
TRIP = Blackout(starts_on=date(2026, 12, 20), ends_on=date(2027, 1, 3), kind="away", note="Lisbon")


def form(**typed) -> DaysForm:
    """Gives the form as it was sent."""
    given = {name.replace("_", "-", 2) if name.startswith("busy") else name: v for name, v in typed.items()}
    return DaysForm(given, on=ON)


def wished(**typed) -> DayWishes:
    """Gives what was wished, where all of it can be read."""
    sent = form(**typed)
    assert sent.is_valid(), sent.errors
    return sent.days()


def faults(**typed) -> dict[str, str]:
    """Gives the sentences by their field."""
    return {name: " ".join(told) for name, told in form(**typed).errors.items()}


def items(**wishes) -> list[dict]:
    """Gives the calendar of a plan with some wishes."""
    plan = clean_plan(days=DayWishes(**wishes))
    return calendar(plan, schedule_for(plan))


def test_nothing_typed_is_nothing_wished():
    assert wished() == DayWishes()
    assert wished(busy_0_kind="away", busy_0_from="", busy_0_to="", busy_0_note="") == DayWishes()


def test_a_row_without_an_end_is_one_day():
    (one,) = wished(busy_0_kind="sun", busy_0_from="2027-01-04").blackouts
    assert (one.starts_on, one.ends_on, one.kind) == (date(2027, 1, 4), date(2027, 1, 4), "sun")


def test_everything_that_is_wished_is_read():
    days = wished(
        ready_by="2027-06-12",
        occasion="wedding",
        weekdays_off=["0", "6"],
        busy_0_kind="away",
        busy_0_from="2026-12-20",
        busy_0_to="2027-01-03",
        busy_0_note="Lisbon",
    )
    assert days == DayWishes(ready_by=JUNE, occasion="wedding", weekdays_off=(0, 6), blackouts=(TRIP,))


def test_a_row_that_is_taken_out_is_gone():
    assert wished(busy_0_from="2026-12-20", busy_0_gone="on") == DayWishes()


def test_what_is_stored_is_shown_with_one_row_more():
    days = DayWishes(ready_by=JUNE, occasion="wedding", weekdays_off=(5,), blackouts=(TRIP,))
    shown = DaysForm(initial=initial_days(days), on=ON)
    assert [row["is_filled"] for row in shown.busy_rows] == [True, False]
    assert 'value="2026-12-20"' in str(shown["busy-0-from"])
    assert shown["weekdays_off"].value() == [5]


def test_no_more_rows_are_offered_than_a_plan_takes():
    many = DayWishes(blackouts=(TRIP,) * 20)
    assert len(DaysForm(initial=initial_days(many), on=ON).busy_rows) == 20


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"ready_by": "soon"}, "ready_by", "Enter a valid date"),
        ({"ready_by": "2026-11-21"}, "ready_by", "Has passed on 2026-11-22; give a day to come."),
        ({"ready_by": "2226-06-12"}, "ready_by", "more than five years ahead"),
        ({"ready_by": "0001-01-01"}, "ready_by", "Has passed"),
        ({"occasion": "x" * 121}, "occasion", "at most 120 characters"),
        ({"weekdays_off": ["7"]}, "weekdays_off", "not one of the available choices"),
        ({"weekdays_off": ["monday"]}, "weekdays_off", "not one of the available choices"),
        ({"weekdays_off": list("0123456")}, "weekdays_off", "Leaves no day of the week"),
        ({"busy_0_from": "2027-13-01"}, "busy-0-from", "Enter a valid date"),
        ({"busy_0_from": "", "busy_0_to": "2027-01-01"}, "busy-0-from", "Say from which day"),
        ({"busy_0_from": "", "busy_0_note": "Lisbon"}, "busy-0-from", "Say from which day"),
        (
            {"busy_0_from": "2027-01-03", "busy_0_to": "2027-01-01"},
            "busy-0-to",
            "Cannot end before it begins",
        ),
        ({"busy_0_from": "2026-01-03"}, "busy-0-from", "Has passed"),
        ({"busy_0_from": "2027-01-03", "busy_0_to": "9999-12-31"}, "busy-0-to", "five years ahead"),
        ({"busy_0_from": "2027-01-03", "busy_0_kind": "holiday"}, "busy-0-kind", "Select a valid choice"),
        ({"busy_0_from": "2027-01-03", "busy_0_note": "x" * 121}, "busy-0-note", "at most 120 characters"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(typed, field, sentence):
    told = faults(**typed)
    assert list(told) == [field]
    assert sentence in told[field]


def test_a_plan_without_wishes_shows_its_sessions_and_when_preparation_begins():
    titles = [item["title"] for item in items()]
    assert titles[:2] == ["Preparation for session 1 begins", "Session 1"]
    assert titles.count("Preparation for session 3 begins") == 1
    assert titles[-1] == "The result can be judged"


def test_everything_stands_in_the_order_of_its_day():
    shown = items(blackouts=(TRIP,), ready_by=JUNE, occasion="wedding", weekdays_off=(0,))
    assert [item["on"] for item in shown] == sorted(item["on"] for item in shown)
    titles = [item["title"] for item in shown]
    assert "Away: Lisbon" in titles
    assert "Ready by: wedding" in titles
    assert titles.index("Last safe day for a session") < titles.index("Ready by: wedding")


def test_a_session_that_is_moved_says_from_which_day_and_why_and_when_it_has_settled():
    second = next(item for item in items(blackouts=(TRIP,)) if item["title"] == "Session 2")
    assert second["text"] == (
        "Not on 22 December 2026: not here. Usually settled by 15 January 2027. "
        "Skin may be open until 10 January 2027; the water barrier of half of people until 5 January 2027."
    )


def test_only_a_session_after_the_last_safe_day_is_marked():
    shown = {item["title"]: item.get("badge") for item in items(ready_by=date(2027, 1, 10))}
    assert (shown["Session 1"], shown["Session 2"], shown["Session 3"]) == (None, None, "not ready in time")


def test_a_clash_says_which_wishes_and_every_way_out():
    days = DayWishes(blackouts=(TRIP,), ready_by=date(2027, 2, 1), occasion="wedding", weekdays_off=(0,))
    schedule = schedule_for(clean_plan(days=days))
    told = clash_words(schedule.clash, schedule)
    assert told["wishes"] == (
        "3 sessions at this interval, and being ready by 1 February 2027 (wedding), cannot both be had."
    )
    assert told["fits"][:2] == [
        "2 sessions by 1 February 2027",
        "all of them, and being ready by 15 February 2027",
    ]
    assert told["fits"][2] == (
        "3 sessions by 1 February 2027, if “Lisbon” from 20 December 2026 could be at another time"
    )


def test_a_day_that_leaves_no_session_is_told():
    schedule = schedule_for(clean_plan(days=DayWishes(ready_by=ON + timedelta(3))))
    assert clash_words(schedule.clash, schedule)["fits"][0] == "the first session after 25 November 2026"


def test_where_everything_fits_the_page_says_that_usually_is_not_surely():
    shown = days_for_page(clean_plan(days=DayWishes(ready_by=JUNE)))
    assert shown["clash"] is None
    assert "Usually is not surely" in shown["in_time"]


def test_preparation_before_a_later_session_lies_as_many_days_ahead():
    plan = clean_plan(days=DayWishes(blackouts=(TRIP,)))
    table = days_for_page(plan)["later_preparation"]
    assert [column["label"] for column in table["columns"]] == ["What", "Session 2", "Session 3"]
    shave = next(row for row in table["rows"] if "shave today" in row[0])
    assert shave[1:] == ["3 January 2027", "2 February 2027"]


def test_a_plan_of_one_session_has_no_later_preparation():
    plan = clean_plan(case={"concerns": [{"indication": "pores", "zones": ["cheek-left"]}]})
    assert days_for_page(plan)["later_preparation"] == {}


def test_the_page_shows_a_clash_at_once_and_stores_nothing(cast, as_member):
    draft = a_draft(cast)
    today = cast.actor("doctor").today
    sent = typed_plan(draft, ready_by=(today + timedelta(20)).isoformat(), occasion="wedding")
    page = as_member("nurse").post(reverse("preview_plan", args=[cast.patient.pk]), sent).content.decode()
    assert "Wishes that clash" in page
    assert "(wedding)" in page
    draft.refresh_from_db()
    assert (draft.ready_by, draft.occasion) == (None, "")


def test_what_is_wished_is_saved_with_the_draft_and_shown_again(cast, as_member):
    draft, client = a_draft(cast), as_member("nurse")
    today = cast.actor("doctor").today
    sent = typed_plan(
        draft,
        ready_by=(today + timedelta(200)).isoformat(),
        weekdays_off=["6"],
        wanted_per_cm2="125",
        **{
            f"{BUSY}0-kind": "away",
            f"{BUSY}0-from": (today + timedelta(10)).isoformat(),
            f"{BUSY}0-note": "Lisbon",
            "seconds-cheek-left": "60",
        },
    )
    assert client.post(reverse("planning", args=[cast.patient.pk]), sent).status_code == 302
    stored = draft_of(cast.patient)
    assert (stored.weekdays_off, stored.wanted_per_cm2, stored.seconds) == ([6], 125, {"cheek-left": 60.0})
    assert stored.to_domain().schedule.blackouts == stored.days.blackouts
    page = client.get(reverse("planning", args=[cast.patient.pk])).content.decode()
    for words in ("Away: Lisbon", 'value="60"', "the wanted 125 per cm² takes at least", "at most"):
        assert words in page


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("seconds-cheek-left", "-5", "Must be above 0; give seconds"),
        ("seconds-cheek-left", "nan", "Give seconds, such as 60"),
        ("seconds-cheek-left", "1e9", "at most 7200"),
        ("wanted_per_cm2", "0", "Give whole punctures on a square centimetre, such as 250"),
        ("wanted_per_cm2", "2.5", "Give whole punctures"),
        ("wanted_per_cm2", "999999999", "Give whole punctures"),
        ("busy-0-from", "yesterday", "Enter a valid date"),
        ("ready_by", "2000-01-01", "Has passed"),
    ],
)
def test_nonsense_is_refused_at_its_field_and_nothing_is_stored(cast, as_member, name, value, words):
    draft = a_draft(cast)
    answer = as_member("nurse").post(
        reverse("planning", args=[cast.patient.pk]), typed_plan(draft, **{name: value})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'href="#id_{name}"' in page
    draft.refresh_from_db()
    assert (draft.version, draft.busy, draft.contact_seconds) == (1, [], {})


def test_seconds_of_another_device_start_anew_and_a_roller_asks_for_none(cast, as_member):
    draft, client = a_draft(cast), as_member("nurse")
    sent = typed_plan(draft, device="dermaroller-192", **{"seconds-cheek-left": "60"})
    page = client.post(reverse("preview_plan", args=[cast.patient.pk]), sent).content.decode()
    assert "Seconds of contact" not in page
    assert "takes about" in page
    assert client.post(reverse("planning", args=[cast.patient.pk]), sent).status_code == 302
    assert draft_of(cast.patient).contact_seconds == {}


def test_an_approved_plan_keeps_its_days_in_its_next_version(cast, as_member):
    draft, doctor = a_draft(cast), cast.actor("doctor")
    days = DayWishes(ready_by=doctor.today + timedelta(300), occasion="wedding", weekdays_off=(1,))
    revise_plan(doctor, draft, Choices(device=DEVICE, days=days), version=draft.version)
    approved = an_approved_plan(cast)
    assert approved.to_domain().schedule.wishes == days
    client = as_member("doctor")
    assert "Ready by: wedding" in client.get(reverse("planning", args=[cast.patient.pk])).content.decode()
    assert client.post(reverse("start_plan", args=[cast.patient.pk])).status_code == 302
    assert draft_of(cast.patient).days == days
