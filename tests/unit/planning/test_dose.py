"""What a setting does: answered for every device, zone and sex, or exactly what is missing; nonsense is refused."""

import math
from dataclasses import replace

import pytest

from needlepoint.interop.dose import dose_document, dose_lines
from needlepoint.planning.channels import Circumstances
from needlepoint.planning.dose import diameters_mm, dose_of
from needlepoint.planning.geometry import known_kappa
from needlepoint.planning.reach import LAYERS
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
PEN = Setting(
    device="skinpen-precision",
    zone="cheek-left",
    sex="female",
    needle_length_mm=1.5,
    contact_seconds=60,
    area_cm2=73.5,
)
ROLLER = Setting(device="dermaroller-192", zone="cheek-left", sex="female", needle_length_mm=1.5, passes=15)
PLANNED = [zone.id for zone in CONTENT.zone.values() if zone.may_be_planned and not zone.is_excluded]


def work_for(device):
    """Gives work of the kind that a device does."""
    if CONTENT.device[device].kind == "roller":
        return {"passes": 4}
    return {"contact_seconds": 60, "area_cm2": 50}


def missing(dose):
    return {one.what: one.reason for one in dose.missing}


@pytest.mark.parametrize("device", CONTENT.device)
@pytest.mark.parametrize("sex", ["female", "male", "unknown"])
def test_every_zone_is_answered_or_says_what_is_missing(device, sex):
    for zone in PLANNED:
        setting = Setting(device=device, zone=zone, sex=sex, needle_length_mm=0.5, **work_for(device))
        dose = dose_of(setting, CONTENT)
        told = missing(dose)
        assert (dose.density is None) == ("punctures_per_cm2" in told)
        assert (dose.coverage == ()) == ("covered_fraction" in told)
        assert (dose.skins == ()) == ("layers" in told)
        assert all(reason.endswith(".") and len(reason) > 20 for reason in told.values())
        assert dose.clocks
        assert dose.restricted_until
        assert dose.assumptions
        assert set(dose.sources) <= set(CONTENT.source)
        for one in dose.skins:
            assert sum(getattr(one.layers, layer) for layer in LAYERS) == pytest.approx(1)
        assert list(dose_lines(dose, CONTENT))[-1].endswith("the clinician decides.")


@pytest.mark.parametrize("zone", [zone.id for zone in CONTENT.zone.values() if zone.id not in PLANNED])
def test_a_zone_that_is_never_needled_is_refused(zone):
    with pytest.raises(BadInput, match="never needled"):
        dose_of(replace(PEN, zone=zone), CONTENT)


def test_a_pen_s_density_is_a_bound_and_the_assumption_says_so():
    dose = dose_of(PEN, CONTENT)
    assert dose.density
    assert dose.density.is_upper_bound
    assert CONTENT.parameter["pen-kappa"].text in dose.assumptions
    measured = dose_of(replace(PEN, kappa=known_kappa(0.6)), CONTENT)
    assert measured.density
    assert not measured.density.is_upper_bound
    assert CONTENT.parameter["pen-kappa"].text not in measured.assumptions


def test_the_other_count_of_needles_is_shown_beside():
    dose = dose_of(PEN, CONTENT)
    assert [round(other.high_per_cm2) for other in dose.other_densities] == [816]
    assert any("12 needles" in text for text in dose.assumptions)


def test_passes_of_a_pen_give_layers_and_say_why_there_is_no_density():
    dose = dose_of(replace(PEN, passes=4, contact_seconds=None, area_cm2=None), CONTENT)
    assert "passes say nothing" in missing(dose)["punctures_per_cm2"]
    assert "Without a density" in missing(dose)["covered_fraction"]
    assert dose.skins
    assert all(one.injured is None for one in dose.skins)


def test_seconds_of_a_roller_say_why_there_is_no_density():
    dose = dose_of(replace(ROLLER, passes=None, contact_seconds=60, area_cm2=50), CONTENT)
    assert "is rolled" in missing(dose)["punctures_per_cm2"]


def test_a_pen_of_which_nothing_was_read_names_what_to_count():
    dose = dose_of(replace(PEN, device="generic-pen"), CONTENT)
    assert "number of needles and the rate of strokes" in missing(dose)["punctures_per_cm2"]
    counted = dose_of(replace(PEN, device="generic-pen", needle_count=12, rate_hz=100.0), CONTENT)
    assert counted.density
    assert any("given by hand" in text for text in counted.assumptions)


def test_a_prescribed_density_is_turned_into_the_fewest_seconds():
    setting = replace(PEN, contact_seconds=None, prescribed_per_cm2=250.0, area_cm2=343.0)
    dose = dose_of(setting, CONTENT)
    assert dose.effort
    assert (round(dose.effort.seconds_low or 0), dose.effort.is_lower_bound) == (52, True)
    assert CONTENT.parameter["pen-kappa-turned-round"].text in dose.assumptions
    known = dose_of(replace(setting, kappa=known_kappa(0.5)), CONTENT)
    assert known.effort
    assert not known.effort.is_lower_bound
    assert known.effort.seconds_low == pytest.approx(2 * (dose.effort.seconds_low or 0))


def test_a_prescribed_density_of_a_roller_is_turned_into_passes():
    dose = dose_of(replace(ROLLER, passes=None, prescribed_per_cm2=250.0), CONTENT)
    assert dose.effort
    assert dose.effort.passes == pytest.approx(16.36, abs=0.01)


def test_a_prescription_without_area_or_geometry_says_what_it_needs():
    no_area = dose_of(replace(PEN, contact_seconds=None, area_cm2=None, prescribed_per_cm2=250.0), CONTENT)
    assert "Give the area" in missing(no_area)["contact_seconds"]
    unread = dose_of(replace(PEN, device="dr-pen", contact_seconds=None, prescribed_per_cm2=250.0), CONTENT)
    assert "was not read" in missing(unread)["contact_seconds"]


def test_a_needle_whose_width_sources_disagree_on_shows_every_width():
    assert diameters_mm(CONTENT.device["dermaroller-192"], CONTENT) == (0.07, 0.1, 0.25)
    assert diameters_mm(CONTENT.device["exceed"], CONTENT) == (0.35,)
    assert diameters_mm(CONTENT.device["skinpen-precision"], CONTENT) == (0.2, 0.4)
    assert diameters_mm(replace(CONTENT.device["generic-pen"], kind="stamp"), CONTENT) == ()


def test_above_the_evaluated_maximum_is_told_as_off_label():
    dose = dose_of(replace(PEN, needle_length_mm=2.0), CONTENT)
    assert [one.id for one in dose.off_label] == ["needle-length:cheek-left"]


def test_what_makes_channels_close_later_moves_what_restrictions_follow():
    light = dose_of(replace(PEN, circumstances=Circumstances(phototype="I")), CONTENT)
    dark = dose_of(replace(PEN, circumstances=Circumstances(phototype="V")), CONTENT)
    assert light.restricted_until
    assert dark.restricted_until
    assert dark.restricted_until.p95_hours > light.restricted_until.p95_hours


def test_the_same_question_has_the_same_answer():
    assert dose_of(PEN, CONTENT) == dose_of(PEN, CONTENT)
    assert dose_document(dose_of(PEN, CONTENT)) == dose_document(dose_of(PEN, CONTENT))


@pytest.mark.parametrize(
    "change",
    [
        {"device": "magic-wand"},
        {"zone": "knee"},
        {"needle_length_mm": 0.0},
        {"needle_length_mm": -1.5},
        {"needle_length_mm": math.nan},
        {"needle_length_mm": math.inf},
        {"needle_length_mm": 2.75},
        {"needle_length_mm": 1500.0},
        {"needle_length_mm": 1.1},
        {"contact_seconds": None},
        {"contact_seconds": 0.0},
        {"contact_seconds": -60.0},
        {"contact_seconds": math.nan},
        {"contact_seconds": 1e9},
        {"contact_seconds": True},
        {"contact_seconds": "60"},
        {"area_cm2": None},
        {"area_cm2": 0.0},
        {"area_cm2": -3.0},
        {"area_cm2": math.inf},
        {"area_cm2": 1e6},
        {"passes": 4},
        {"prescribed_per_cm2": 250.0},
        {"contact_seconds": None, "prescribed_per_cm2": 0.0},
        {"contact_seconds": None, "prescribed_per_cm2": 1e9},
        {"contact_seconds": None, "prescribed_per_cm2": math.nan},
        {"contact_seconds": None, "area_cm2": None, "passes": 0},
        {"contact_seconds": None, "area_cm2": None, "passes": -4},
        {"contact_seconds": None, "area_cm2": None, "passes": 2.5},
        {"contact_seconds": None, "area_cm2": None, "passes": 10_000},
        {"contact_seconds": None, "passes": 4},
        {"age_years": -1},
        {"age_years": 200},
        {"unevenness": 0.0},
        {"unevenness": math.nan},
        {"unevenness": -4.0},
        {"re_entry_radius_mm": -0.1},
        {"re_entry_radius_mm": math.nan},
        {"re_entry_radius_mm": 50.0},
        {"needle_count": 0},
        {"rate_hz": -1.0},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_a_sentence(change):
    with pytest.raises(BadInput) as caught:
        dose_of(replace(PEN, **change), CONTENT)
    assert caught.value.field
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
