"""What a plan is held to, in one list."""

from dataclasses import replace

from django.template.loader import render_to_string

from clinic.web.shown.constraints import constraint_rows
from needlepoint.planning.plan import ConstraintReason, Plan
from tests.forms import typed_plan
from tests.plans import clean_plan
from tests.record.calls.planning import a_draft
from tests.web.test_planning import address

TIPS = "tips-past-dermis"


def deep(**asked) -> Plan:
    return clean_plan(needle_lengths_mm={"cheek-left": 1.5}, **asked)


def row_of(plan: Plan, name: str, state: str) -> dict:
    (row,) = [one for one in constraint_rows(plan) if one["name"] == name and one["state"] == state]
    return row


def test_every_limit_of_every_zone_stands_in_the_list_and_none_twice():
    plan = deep()
    listed = {(row["name"], row["state"], zone) for row in constraint_rows(plan) for zone in row["zones"]}
    assert len(listed) == len({(one.constraint, one.zone) for zone in plan.zones for one in zone.constraints})


def test_what_is_not_kept_stands_first_and_what_is_kept_last():
    states = [row["state"] for row in constraint_rows(deep(case={"patient": {"phototype": "V"}}))]
    order = ["violated", "not_known", "kept"]
    assert states == sorted(states, key=order.index)
    assert set(states) == set(order)


def test_a_violation_says_where_how_much_and_what_it_asks_for():
    row = row_of(deep(), "Tips past the dermis in thin skin", "violated")
    assert row["where"] == "Cheek, patient’s left"
    assert row["measured"] == "72 % of the tips, at most 25 %"
    assert str(row["hardness"]) == "asks for a reason"
    assert (str(row["word"]), row["tone"]) == ("Not kept", "warning")


def test_a_hard_violation_looks_harder_than_a_soft_one():
    plan = clean_plan()
    zones = tuple(
        replace(
            zone, constraints=tuple(replace(one, state="violated", measured=1.0) for one in zone.constraints)
        )
        for zone in plan.zones
    )
    tones = {str(row["hardness"]): row["tone"] for row in constraint_rows(replace(plan, zones=zones))}
    assert tones["stops approval"] == "decline"
    assert tones["asks for a reason"] == "warning"


def test_the_reason_that_was_given_stands_beside_it():
    said = (ConstraintReason(constraint=TIPS, zone="cheek-left", reason="Thick scars"),)
    row = row_of(deep(reasons=said), "Tips past the dermis in thin skin", "violated")
    assert row["reason"] == "Thick scars"


def test_zones_of_which_the_same_is_to_be_said_share_a_line():
    row = row_of(clean_plan(), "Tips past the dermis in thin skin", "kept")
    assert row["where"] == "all zones"
    assert len(row["zones"]) == 2


def test_the_state_is_a_word_beside_its_colour():
    page = render_to_string("planning/constraints.html", {"rows": constraint_rows(deep())})
    for word in ("Not kept", "Kept"):
        assert f"</svg>{word}</span>" in page


def test_a_plan_without_limits_shows_no_empty_table():
    assert render_to_string("planning/constraints.html", {"rows": []}).strip() == ""


def test_on_the_page_another_length_moves_the_list(cast, as_member):
    draft, client = a_draft(cast), as_member("nurse")

    def states(length: str) -> str:
        given = typed_plan(draft, **{"length-cheek-left": length})
        page = client.post(
            address(cast, "preview_plan"), given, headers={"HX-Request": "true"}
        ).content.decode()
        return page.partition('id="plan-limits"')[2].partition("</section>")[0]

    assert "Not kept" not in states("0.75")
    assert "Not kept" in states("1.50")
