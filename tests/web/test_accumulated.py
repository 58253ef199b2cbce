"""The plan sum on its page: dated, honest about what is not known, and nothing taken off."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.records.models import Patient, Session, SessionState
from clinic.records.queries.accumulation import PastDoses, past_doses
from clinic.web.shown.accumulation import density_words, line_of_days, sums_for_page
from needlepoint.planning.accumulation import DatedDose, PunctureSum
from needlepoint.planning.dose import dose_of
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content
from tests.record.calls.session import signed

ON = date(2026, 11, 22)
ROLLER, PEN = "dermaroller-192", "skinpen-precision"


def a_session(day: date, zones: list[dict], device: str = ROLLER) -> Session:
    return Session(on=day, device=device, state=SessionState.SIGNED, document={"session": {"zones": zones}})


def a_patient(*sessions: Session, sex: str = "female") -> Patient:
    patient = Patient(birth_date=date(1991, 4, 2), sex=sex)
    patient.loaded_sessions = sorted(sessions, key=lambda one: one.on, reverse=True)
    return patient


def cheek(length_mm: float | None = 1.5, passes: int | None = 4) -> dict:
    return {"zone": "cheek-left", "needle_length_mm": length_mm, "passes": passes}


def summed(*sessions: Session, on: date = ON) -> list[dict]:
    return sums_for_page(past_doses(a_patient(*sessions)), on)


# What the record gives


def test_a_session_becomes_the_dose_that_the_library_gives_for_it():
    (found,) = past_doses(a_patient(a_session(ON, [cheek()]))).doses
    setting = Setting(
        device=ROLLER, zone="cheek-left", sex="female", needle_length_mm=1.5, passes=4, age_years=35
    )
    assert found == DatedDose(on=ON, dose=dose_of(setting, shipped_content()))


def test_the_age_is_that_of_the_session_and_not_of_today():
    eve = date(2021, 4, 1)
    first, second = past_doses(
        a_patient(a_session(eve, [cheek()]), a_session(date(2021, 4, 2), [cheek()]))
    ).doses
    assert (first.dose.setting.age_years, second.dose.setting.age_years) == (29, 30)


def test_sessions_come_the_oldest_first():
    days = [ON - timedelta(days=n) for n in (60, 30, 0)]
    found = past_doses(a_patient(*(a_session(day, [cheek()]) for day in reversed(days))))
    assert [one.on for one in found.doses] == days


@pytest.mark.parametrize("device", [ROLLER, PEN])
def test_without_charted_passes_the_density_is_not_known_whatever_the_device(device):
    (found,) = past_doses(a_patient(a_session(ON, [cheek(passes=None)], device))).doses
    assert found.dose.density is None


def test_passes_of_a_pen_say_nothing_of_its_density():
    (found,) = past_doses(a_patient(a_session(ON, [cheek()], PEN))).doses
    assert found.dose.density is None


def test_a_zone_without_a_length_is_named_and_not_added():
    found = past_doses(
        a_patient(a_session(ON, [cheek(length_mm=None), {"zone": "nose", "needle_length_mm": 0.5}]))
    )
    assert [one.dose.setting.zone for one in found.doses] == ["nose"]
    assert [(row.on, zone) for row, zone in found.without_length] == [(ON, "cheek-left")]


def test_what_the_content_no_longer_has_is_left_out_and_breaks_nothing():
    sessions = [
        a_session(ON, [cheek(), {"zone": "moon", "needle_length_mm": 1.0}]),
        a_session(ON, [cheek()], "gone"),
    ]
    assert len(past_doses(a_patient(*sessions)).doses) == 1


def test_only_what_is_signed_counts():
    drafted = a_session(ON, [cheek()])
    drafted.state = SessionState.CHARTED
    assert past_doses(a_patient(drafted)).doses == ()


# What is said


def test_total_and_window_are_told_apart():
    (card,) = summed(
        a_session(ON - timedelta(days=90), [cheek()]), a_session(ON - timedelta(days=5), [cheek(1.0, 8)])
    )
    rows = {row[0]: row[1:] for row in card["rows"]}
    assert rows["Sessions"] == ["2", "1"]
    assert rows["Punctures per cm²"] == ["183", "122"]
    assert rows["Longest needle"] == ["1.50 mm", "1.00 mm"]
    assert card["window_days"] == 28


def test_the_window_holds_both_of_its_ends():
    for days, number in ((28, "1"), (29, "0")):
        (card,) = summed(a_session(ON - timedelta(days=days), [cheek()]))
        assert card["rows"][0] == ["Sessions", "1", number]


def test_the_injured_share_is_told_for_each_reading_of_the_skin_in_total_and_lately():
    (card,) = summed(a_session(ON - timedelta(days=90), [cheek()]), a_session(ON, [cheek()]))
    assert len(card["injured"]) == 2
    for reading in card["injured"]:
        assert [row[0] for row in reading["rows"]] == ["epidermis", "upper dermis", "deep dermis"]
        assert all(int(row[1].split()[0]) >= int(row[2].split()[0]) for row in reading["rows"][:1])


def test_an_old_session_alone_leaves_the_window_empty():
    (card,) = summed(a_session(ON - timedelta(days=90), [cheek()]))
    assert [row[2] for row in card["rows"]] == ["0", "none", "–", "–"]
    assert all(row[2] == "–" for reading in card["injured"] for row in reading["rows"])


def test_the_busiest_window_is_dated_where_sessions_came_close():
    (card,) = summed(a_session(ON - timedelta(days=10), [cheek()]), a_session(ON, [cheek()]))
    assert card["busiest"] == "Most within one window: 2 sessions, 12 November 2026 to 22 November 2026."
    (alone,) = summed(a_session(ON, [cheek()]))
    assert alone["busiest"] == ""


def punctures(known: int, unknown: int, *, bound: bool = False) -> PunctureSum:
    return PunctureSum(
        low_per_cm2=100.0 * known,
        high_per_cm2=100.0 * known,
        is_upper_bound=bound,
        sessions=(ON,) * (known + unknown),
        unknown=(ON,) * unknown,
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (punctures(0, 0), "none"),
        (punctures(2, 0), "200"),
        (punctures(2, 0, bound=True), "at most 200"),
        (punctures(0, 2), "not known"),
        (punctures(1, 1), "100; 1 session not known"),
        (punctures(1, 2, bound=True), "at most 100; 2 sessions not known"),
    ],
)
def test_what_is_not_known_is_never_told_as_none(found, words):
    assert density_words(found) == words


def test_the_line_of_days_is_to_scale_and_shades_the_window():
    line = line_of_days([ON - timedelta(days=56), ON - timedelta(days=28)], ON, 28)
    assert [mark["x"] for mark in line["marks"]] == [8.0, 150.0]
    assert (line["window_x"], line["window_width"]) == (150.0, 142.0)
    assert (line["first"], line["last"]) == ("27 September 2026", "22 November 2026")


def test_zones_have_a_card_each():
    zones = [cheek(), {"zone": "nose", "needle_length_mm": 0.5, "passes": 4}]
    assert [card["name"] for card in summed(a_session(ON, zones))] == ["Cheek, patient’s left", "Nose"]


def test_nothing_done_adds_up_to_nothing():
    assert sums_for_page(PastDoses(doses=(), without_length=()), ON) == []


# The page


def shown(client, cast) -> str:
    return unescape(client.get(reverse("plan_sum", args=[cast.patient.pk])).content.decode())


def test_before_the_first_session_the_page_says_what_will_be_here(cast, as_member):
    assert "No session is signed yet" in shown(as_member("nurse"), cast)


def test_a_signed_session_stands_on_the_page_with_its_day(cast, as_member):
    signed(cast)
    page = shown(as_member("nurse"), cast)
    for words in (
        "No decay is assumed",
        "Within 28 days",
        "not known",
        "Passes of a pen say nothing",
        "Assumption:",
    ):
        assert words in page
    assert page.count("<h1>") == 1


def test_the_front_desk_does_not_see_it(cast, as_member):
    assert as_member("front_desk").get(reverse("plan_sum", args=[cast.patient.pk])).status_code == 403


def test_the_page_asks_the_database_little(cast, as_member):
    signed(cast)
    client = as_member("nurse")
    shown(client, cast)
    with CaptureQueriesContext(connection) as asked:
        shown(client, cast)
    assert len(asked) <= 12
