"""In which order zones are needled, what severity moves, and what a limit says that nothing can be held against."""

import pytest

from needlepoint.interop.plan import plan_document
from needlepoint.interop.plan_words import plan_lines
from needlepoint.planning.changes import CourseWishes
from needlepoint.planning.constraints import check_kept
from needlepoint.planning.plan import ConstraintReason
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import NotGranted
from tests.plans import clean_plan

CONTENT = shipped_content()
THREE = ["forehead", "cheek-left", "cheek-right"]


def case(**given):
    return {"case": {"concerns": [{"indication": "acne-scars-rolling", "zones": THREE}], **given}}


def held(plan, constraint):
    return [one for zone in plan.zones for one in zone.constraints if one.constraint == constraint]


def test_zones_keep_the_order_of_the_concerns_and_the_reason_calls_itself_a_convention():
    order = clean_plan(**case()).order
    assert (order.zones, order.last) == (tuple(THREE), ())
    assert order.reason.startswith("Convention:")
    assert "none says to begin with thin skin" in order.reason
    assert set(order.sources) <= set(CONTENT.source)


def test_inflamed_skin_comes_last_so_that_no_cartridge_goes_back():
    acne = {"answer": "yes", "zones": ["forehead"], "detail": "comedones"}
    plan = clean_plan(**case(facts={"active-acne": acne}))
    assert (plan.order.zones, plan.order.last) == (("cheek-left", "cheek-right", "forehead"), ("forehead",))
    assert plan.zone_ids == plan.order.zones == tuple(one.zone for one in plan.zones)


@pytest.mark.parametrize(
    ("wished", "warns"),
    [
        (("forehead", "cheek-right", "cheek-left"), True),
        (("cheek-right", "forehead", "cheek-left"), True),
        (("cheek-right", "cheek-left", "forehead"), False),
    ],
)
def test_an_order_by_hand_is_the_one_order_and_says_where_inflamed_skin_stands_before_calm_skin(
    wished, warns
):
    acne = {"answer": "yes", "zones": ["forehead"], "detail": "comedones"}
    plan = clean_plan(**case(facts={"active-acne": acne}), course=CourseWishes(zone_order=wished))
    assert plan.order.zones == wished == tuple(one.zone for one in plan.zones)
    assert plan.order.reason.startswith("Set by hand.")
    assert ("take a new cartridge in between" in plan.order.reason) is warns


def test_the_order_stands_in_the_document_and_on_the_terminal():
    plan = clean_plan(**case())
    assert plan_document(plan)["order"]["zones"] == THREE
    assert any(line.startswith("  Order: forehead, cheek-left, cheek-right.") for line in plan_lines(plan))


@pytest.mark.parametrize("severity", ["mild", "moderate", "severe"])
def test_severity_moves_nothing_and_says_that_there_is_no_data(severity):
    concern = {"indication": "acne-scars-rolling", "zones": THREE, "severity": severity}
    named, silent = clean_plan(case={"concerns": [concern]}), clean_plan(**case())
    assert f"No data by severity ({severity})" in named.course.severity
    assert silent.course.severity == ""
    assert (named.course.sessions, named.course.interval_days) == (
        silent.course.sessions,
        silent.course.interval_days,
    )


@pytest.mark.parametrize("device", [one.id for one in CONTENT.device.values() if one.kind == "roller"])
def test_the_density_of_a_roller_in_darker_skin_is_unknown_and_says_why(device):
    found = held(clean_plan(device=device, **case(patient={"phototype": "V"})), "density-in-darker-skin")
    assert {one.state for one in found} == {"not_known"}
    assert all("roller is unknown" in one.why_unknown or "Not read" in one.why_unknown for one in found)


def test_a_pen_without_seconds_or_stamp_test_says_why_its_density_is_unknown():
    darker = case(patient={"phototype": "V"})
    assert "No seconds of contact" in held(clean_plan(**darker), "density-in-darker-skin")[0].why_unknown
    timed = clean_plan(contact_seconds={"forehead": 10.0}, **darker)
    assert "without a stamp test" in held(timed, "density-in-darker-skin")[0].why_unknown


def test_what_is_known_has_no_such_reason():
    assert {
        one.why_unknown for zone in clean_plan().zones for one in zone.constraints if one.state == "kept"
    } == {""}


def melasma():
    return clean_plan(case={"concerns": [{"indication": "melasma", "zones": ["cheek-left"]}]})


def test_melasma_first_or_alone_is_a_finding_that_stops_until_somebody_says_what_else():
    plan = melasma()
    found = held(plan, "melasma-first-or-alone")
    assert [(one.state, one.hardness) for one in found] == [("violated", "soft")]
    assert {"bailey-2022", "melasma-worsening-opinion"} <= set(found[0].sources)
    with pytest.raises(NotGranted, match="melasma needled first or alone"):
        check_kept(found, ())
    said = ConstraintReason(
        constraint="melasma-first-or-alone", zone="cheek-left", reason="a cream since May"
    )
    check_kept(found, (said,))


def test_melasma_needs_a_doctor_and_nothing_else_is_held_against_that_limit():
    assert ("doctor", "melasma") in [(one.by, one.about) for one in melasma().approvals]
    assert not held(clean_plan(**case()), "melasma-first-or-alone")
