"""Each constraint is violated somewhere and kept elsewhere; what is not known says so; reasons open soft ones only."""

from dataclasses import replace
from itertools import pairwise

import pytest

from needlepoint.planning.constraints import MEASURES, Setting, check_constraints, check_kept, still_wanted
from needlepoint.planning.plan import ConstraintReason
from needlepoint.planning.reach import penetration_of
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import NotGranted

CONTENT = shipped_content()
SKINPEN = CONTENT.device["skinpen-precision"]


def setting(zone: str = "forehead", mm: float | None = 0.5, **given) -> Setting:
    """Gives a setting that keeps to everything, with some things laid over."""
    return Setting(
        zone=CONTENT.zone[zone],
        needle_length_mm=mm,
        evaluated_maximum_mm=1.5,
        penetration=None if mm is None else penetration_of(SKINPEN, mm, CONTENT),
        skins=skins_of(zone, "female", CONTENT, 34),
        **{
            "phototype": "II",
            "punctures_per_cm2": 250.0,
            "interval_days": 30,
            "kept_interval_days": 30,
            **given,
        },
    )


BROKEN = {
    "orbital-rim": setting("eyelid-left"),
    "evaluated-maximum": setting(mm=1.75),
    "tips-past-dermis": setting("cheek-left", mm=1.5),
    "bone-and-nerve": setting(mm=1.25),
    "density-in-darker-skin": setting(phototype="V", punctures_per_cm2=301.0),
    "interval-kept": setting(interval_days=14),
    "melasma-first-or-alone": setting(indication="melasma"),
}


def states(given: Setting) -> dict[str, str]:
    """Gives the state of every constraint that bears on a setting."""
    return {one.constraint: one.state for one in check_constraints(given, CONTENT)}


def test_every_constraint_is_tried_here():
    assert set(BROKEN) == set(CONTENT.constraint)
    assert set(MEASURES) == {one.measure for one in CONTENT.constraint.values()}


@pytest.mark.parametrize("constraint", BROKEN)
def test_each_is_violated_where_it_should_be(constraint):
    assert states(BROKEN[constraint])[constraint] == "violated"


def test_a_setting_can_keep_to_all():
    assert set(states(setting(phototype="V", punctures_per_cm2=300.0)).values()) == {"kept"}


def test_what_is_not_measured_is_not_known_and_never_kept():
    blind = replace(setting(), skins=(), punctures_per_cm2=None, phototype=None, interval_days=None)
    found = states(blind)
    for name in ("tips-past-dermis", "bone-and-nerve", "density-in-darker-skin", "interval-kept"):
        assert found[name] == "not_known"


def test_an_unknown_phototype_is_read_as_the_darker_one_and_a_light_one_is_not_held_to_it():
    dense = {"punctures_per_cm2": 500.0}
    assert states(setting(phototype=None, **dense))["density-in-darker-skin"] == "violated"
    assert "density-in-darker-skin" not in states(setting(phototype="II", **dense))


def test_what_is_violated_stands_first_the_hardest_before_the_softer():
    found = check_constraints(setting(mm=1.75), CONTENT)
    assert [one.constraint for one in found][:3] == [
        "evaluated-maximum",
        "bone-and-nerve",
        "tips-past-dermis",
    ]


def because(zone: str, reason: str = "Deep scars") -> ConstraintReason:
    """Gives a reason for tips past the dermis in a zone."""
    return ConstraintReason(constraint="tips-past-dermis", zone=zone, reason=reason)


def test_a_reason_opens_exactly_the_soft_violation_that_it_was_given_to():
    found = check_constraints(BROKEN["tips-past-dermis"], CONTENT)
    with pytest.raises(NotGranted, match="A reason is wanted for: cheek-left, tips past the dermis"):
        check_kept(found, ())
    with pytest.raises(NotGranted):
        check_kept(found, (because("cheek-right"), because("cheek-left", "  ")))
    check_kept(found, (because("cheek-left"),))


def test_a_reason_falls_away_with_its_violation():
    reasons = (because("cheek-left"), because("cheek-right"))
    found = check_constraints(BROKEN["tips-past-dermis"], CONTENT)
    assert still_wanted(found, reasons) == (because("cheek-left"),)
    assert still_wanted(check_constraints(setting("cheek-left"), CONTENT), reasons) == ()


def test_nothing_opens_a_hard_one():
    found = check_constraints(BROKEN["orbital-rim"], CONTENT)
    reasons = tuple(ConstraintReason(constraint=f.constraint, zone=f.zone, reason="She asked") for f in found)
    with pytest.raises(NotGranted, match="never needled"):
        check_kept(found, reasons)


@pytest.mark.parametrize("zone", [zone.id for zone in CONTENT.zone.values() if zone.may_be_planned])
def test_a_longer_needle_never_keeps_more(zone):
    lengths = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5]
    broken = [{n for n, s in states(setting(zone, mm=mm)).items() if s == "violated"} for mm in lengths]
    assert all(shorter <= longer for shorter, longer in pairwise(broken))
