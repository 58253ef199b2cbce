"""A zone's density from planned seconds, and what the published density takes; each with what it rests on."""

from dataclasses import replace

import pytest

from needlepoint.interop.plan import plan_document, restored_plan, stored_plan
from needlepoint.interop.plan_words import plan_lines
from needlepoint.planning.geometry import Kappa, StampTest, kappa_of
from needlepoint.planning.plan import PlannedZone
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.canonical import plain
from needlepoint.vocabulary.errors import BadInput
from tests.plans import clean_plan

CONTENT = shipped_content()
HALF = Kappa(mean=0.5)
CHEEK_CM2 = CONTENT.zone["cheek-left"].area_cm2
DARK = {"patient": {"phototype": "V"}}


def cheek(**asked) -> PlannedZone:
    """Gives the left cheek of a plan."""
    return next(one for one in clean_plan(**asked).zones if one.zone == "cheek-left")


def density_finding(zone: PlannedZone) -> str:
    """Gives what the constraint on density says to a zone."""
    return next(one.state for one in zone.constraints if one.constraint == "density-in-darker-skin")


def test_without_a_stamp_test_the_published_density_takes_at_least_so_many_seconds():
    target = cheek().target
    assert (target.per_cm2, target.area_cm2, target.is_lower_bound) == (250.0, CHEEK_CM2, True)
    assert target.seconds_low == target.seconds_high == round(250 * CHEEK_CM2 / (14 * 116.7), 1)
    assert "Nobody measured" in cheek().density_note


def test_a_share_of_half_takes_twice_the_seconds_and_is_no_bound():
    measured, bound = cheek(kappa=HALF).target, cheek().target
    assert not measured.is_lower_bound
    assert measured.seconds_low == pytest.approx(2 * bound.seconds_low, abs=0.2)
    assert "spread that is not known" in cheek(kappa=HALF).density_note


def test_the_spread_between_tests_makes_a_range():
    kappa = kappa_of([StampTest(counted=9_800, expected=16_338), StampTest(counted=8_900, expected=16_338)])
    zone = cheek(kappa=kappa, contact_seconds={"cheek-left": 30})
    assert zone.target.seconds_low < zone.target.seconds_high
    assert zone.density.low_per_cm2 < zone.density.high_per_cm2
    assert "2 stamp tests: 0.57" in zone.density_note


def test_planned_seconds_with_a_stamp_test_are_a_density_and_its_gap_is_closed():
    zone = cheek(kappa=HALF, contact_seconds={"cheek-left": 30})
    assert zone.punctures_per_cm2 == zone.density.high_per_cm2
    assert zone.punctures_per_cm2 == pytest.approx(14 * 116.7 * 30 * 0.5 / CHEEK_CM2, abs=0.1)
    assert "punctures_per_cm2" not in {one.what for one in zone.missing}


def test_planned_seconds_without_a_stamp_test_are_an_upper_bound_and_no_density():
    zone = cheek(contact_seconds={"cheek-left": 30})
    assert zone.density.is_upper_bound
    assert zone.punctures_per_cm2 is None
    assert "punctures_per_cm2" in {one.what for one in zone.missing}


@pytest.mark.parametrize(("seconds", "state"), [(10, "kept"), (60, "violated"), (None, "not_known")])
def test_the_constraint_on_density_reads_the_planned_one(seconds, state):
    given = {} if seconds is None else {"cheek-left": seconds}
    assert density_finding(cheek(case=DARK, kappa=HALF, contact_seconds=given)) == state


def test_an_upper_bound_breaks_no_constraint():
    assert density_finding(cheek(case=DARK, contact_seconds={"cheek-left": 60})) == "not_known"


def test_a_roller_is_asked_for_passes():
    zone = cheek(device="dermaroller-192")
    assert zone.target.passes == pytest.approx(16.4, abs=0.05)
    assert (zone.target.seconds_low, zone.target.is_lower_bound) == (None, False)


def test_what_is_not_known_of_a_device_or_a_zone_is_said():
    assert cheek(device="dr-pen").target is None
    assert "Not read for" in cheek(device="dr-pen").density_note
    case = {"concerns": [{"indication": "wrinkles-fine", "zones": ["glabella"], "severity": "moderate"}]}
    zone = clean_plan(case=case, contact_seconds={"glabella": 20}, kappa=HALF).zones[0]
    assert (zone.target, zone.density) == (None, None)
    assert "No area of its own" in zone.density_note


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e9, True])
def test_seconds_that_cannot_be_are_refused(seconds):
    with pytest.raises(BadInput, match="contact_seconds"):
        clean_plan(contact_seconds={"cheek-left": seconds})


def test_seconds_of_a_roller_and_of_a_zone_that_is_not_planned_are_refused():
    with pytest.raises(BadInput, match="passes"):
        clean_plan(device="dermaroller-192", contact_seconds={"cheek-left": 20})
    with pytest.raises(BadInput, match="contact_seconds"):
        clean_plan(contact_seconds={"chin": 20})


def test_a_plan_is_stored_with_its_density_and_keeps_its_digest():
    plan = clean_plan(kappa=HALF, contact_seconds={"cheek-left": 30})
    assert restored_plan(stored_plan(plan)) == plan
    assert restored_plan(stored_plan(plan)).digest == plan.digest


def test_a_zone_that_was_stored_before_densities_were_told_keeps_its_spelling():
    before = replace(cheek(), contact_seconds=None, density=None, target=None, density_note="")
    assert not {"contact_seconds", "density", "target", "density_note"} & set(plain(before))


def test_the_document_and_the_lines_tell_it():
    plan = clean_plan(kappa=HALF, contact_seconds={"cheek-left": 30})
    zone = plan_document(plan)["zones"][0]
    assert zone["target"]["per_cm2"] == 250.0
    assert zone["density"]["is_upper_bound"] is False
    told = "\n".join(plan_lines(plan))
    assert "aim of 250 per cm² takes" in told
    assert "punctures per cm² after 30 s" in told
    assert "at least" in "\n".join(plan_lines(clean_plan()))
    assert "about 16 passes" in "\n".join(plan_lines(clean_plan(device="dermaroller-192")))
