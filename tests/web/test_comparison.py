"""Two plans beside each other: what differs is counted, said in a word, and drawn."""

from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.records.actions.history import set_concern
from clinic.records.actions.planning import start_plan
from clinic.records.models import Plan as PlanRow
from clinic.records.queries.planning import Choices
from clinic.web.shown.agenda import schedule_for
from clinic.web.shown.comparison import Group, compare, count_differences
from tests.plans import clean_plan
from tests.record.calls.planning import DEVICE, SCARS, a_draft, afresh, an_approved_plan
from tests.web.test_planning import address


def said(groups: list[Group], title: str) -> dict[str, tuple[str, str]]:
    (group,) = [one for one in groups if one.title == title]
    return {line.what: (line.left, line.right) for line in group.lines}


def test_a_plan_differs_from_itself_in_nothing_and_draws_nothing():
    groups = compare(clean_plan(), clean_plan())
    assert count_differences(groups) == 0
    assert [group.title for group in groups] == [
        "The whole plan",
        "Cheek, patient’s left",
        "Cheek, patient’s right",
    ]
    assert not any(group.drawings for group in groups)


def test_another_length_differs_where_it_was_changed_and_what_follows_from_it():
    groups = compare(clean_plan(), clean_plan(needle_lengths_mm={"cheek-left": 1.5}))
    left = said(groups, "Cheek, patient’s left")
    assert left["Needle length"] == ("0.75 mm", "1.50 mm")
    assert left["Tips below the dermis"][1] == "72 % in thin skin, under 1 % in thick"
    assert left["Not kept"][1].startswith("Tips past the dermis")
    assert not any(line.differs for line in groups[2].lines)
    assert said(groups, "The whole plan")["Limits not kept"][1].startswith("Tips past the dermis")


def test_both_skins_are_drawn_where_the_tips_end_elsewhere_under_ids_of_their_own():
    groups = compare(clean_plan(), clean_plan(needle_lengths_mm={"cheek-left": 1.5}))
    assert [card["section_id"] for card in groups[1].drawings] == ["left-cheek-left", "right-cheek-left"]
    assert [card["side"] for card in groups[1].drawings] == ["left", "right"]
    assert groups[2].drawings == ()


def test_two_devices_differ_in_label_and_in_the_seconds_they_take():
    groups = compare(clean_plan(), clean_plan(device="dr-pen"))
    whole = said(groups, "The whole plan")
    assert whole["Device"] == ("SkinPen Precision", "Dr.pen")
    assert whole["Label"] == ("Authorised", "Cleared")
    zone = said(groups, "Cheek, patient’s left")
    assert zone["Needle length"] == ("0.75 mm", "–")
    assert zone["Tips below the dermis"][1] == "–"


def test_a_zone_of_one_plan_alone_says_that_the_other_has_none():
    plan = clean_plan()
    groups = compare(plan, replace(plan, zones=plan.zones[:1]))
    assert set(said(groups, "Cheek, patient’s right").values()) == {
        (left, "not in this plan") for left, _right in said(groups, "Cheek, patient’s right").values()
    }


def test_dates_stand_in_both_columns():
    plan = clean_plan()
    schedule = schedule_for(plan)
    shorter = replace(plan, schedule=replace(schedule, sessions=schedule.sessions[:1]))
    whole = said(compare(plan, shorter), "The whole plan")
    assert whole["Session 1"][0] == whole["Session 1"][1]
    assert whole["Session 2"][1] == "–"


# The page


def page_of(client, cast, **asked) -> str:
    return unescape(client.get(address(cast, "compare_plans"), asked).content.decode())


def test_without_a_plan_there_is_nothing_to_compare(cast, as_member):
    assert as_member("nurse").get(address(cast, "compare_plans")).status_code == 404


def test_one_plan_stands_beside_itself_with_another_device(cast, as_member):
    an_approved_plan(cast)
    page = page_of(as_member("nurse"), cast)
    assert "Version 1, approved" in page
    assert "The newest, with Exceed" in page
    assert page.count("<h1>") == 1
    assert "differs</span>" in page


def test_a_draft_stands_on_the_right_of_the_version_before_it(cast, as_member):
    an_approved_plan(cast)
    start_plan(
        cast.actor("nurse"),
        afresh(cast.patient),
        Choices(device=DEVICE, needle_lengths_mm={"cheek-left": 1.5}),
    )
    page = page_of(as_member("nurse"), cast)
    heads = page.partition("<thead>")[2].partition("</thead>")[0]
    assert heads.index("Version 1, approved") < heads.index("Draft of version 2")
    assert "72 % in thin skin" in page
    assert 'id="right-cheek-left-fat"' in page


def test_what_was_chosen_is_what_is_shown(cast, as_member):
    plan = an_approved_plan(cast)
    page = page_of(as_member("nurse"), cast, left="device:dermaroller-192", right=str(plan.pk))
    heads = page.partition("<thead>")[2].partition("</thead>")[0]
    assert heads.index("Roller with 192") < heads.index("Version 1")


@pytest.mark.parametrize("asked", ["x", "device:x", "11111111-1111-4111-8111-111111111111"])
def test_what_is_not_offered_is_refused(cast, as_member, asked):
    an_approved_plan(cast)
    answer = as_member("nurse").get(address(cast, "compare_plans"), {"left": asked})
    assert answer.status_code == 422
    assert "not offered here" in answer.content.decode()


def test_another_device_for_concerns_that_were_taken_back_is_refused_in_a_sentence(cast, as_member):
    an_approved_plan(cast)
    set_concern(cast.actor("nurse"), afresh(cast.patient), SCARS[0], [])
    answer = as_member("nurse").get(address(cast, "compare_plans"), {"right": "device:dermaroller-192"})
    assert answer.status_code == 422
    assert "concern" in answer.content.decode()


def test_comparing_stores_nothing(cast, as_member):
    an_approved_plan(cast)
    before = PlanRow.objects.count()
    page_of(as_member("nurse"), cast)
    assert PlanRow.objects.count() == before


@pytest.mark.parametrize("make", [a_draft, an_approved_plan])
def test_the_page_asks_the_database_little(cast, as_member, make):
    make(cast)
    client = as_member("nurse")
    page_of(client, cast)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, cast)
    assert len(asked) <= 12, "\n".join(query["sql"][:150] for query in asked)
