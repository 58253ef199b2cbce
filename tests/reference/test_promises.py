"""What a plan and its pictures say, held against the evidence from end to end.

The parts are tested beside this file: densities and coverage in `test_dosimetry.py`, layers in `test_depth.py`, the
bound on lidocaine in `test_plasma.py`, the simulator in `test_simulation_twin.py`. Here stands what a person reads.
"""

import pytest

from needlepoint.planning.geometry import geometry_of, roller_per_cm2, strokes_per_second
from needlepoint.planning.reach import layer_shares, penetration_of
from needlepoint.planning.target import target_here
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.library import shipped_content
from tests.plans import clean_plan

CONTENT = shipped_content()
# Section 3: needles, widths in mm, rates in Hz, and the depths that a device can be set to; None was not read.
DEVICES = {
    "skinpen-precision": (14, None, (116.7, 116.7), 2.5),
    "exceed": (6, 0.35, (100, 150), 1.5),
    "pro-pen": (14, None, (None, None), None),
}
# Section 8: square centimetres of both sides together.
AREAS = {
    "forehead": 57,
    "temple": 36,
    "periorbital": 37,
    "nose": 32,
    "cheek": 147,
    "upper-lip": 9,
    "chin": 25,
}


def area_of(name: str) -> float:
    """Add up a zone, or both its sides."""
    sides = [zone for zone in (name, f"{name}-left", f"{name}-right") if zone in CONTENT.zone]
    return sum(CONTENT.zone[zone].area_cm2 or 0 for zone in sides)


@pytest.mark.parametrize("name", AREAS)
def test_a_zone_is_as_large_as_the_mesh_makes_it(name):
    """Exactly what is printed; the mesh itself is right to about a quarter."""
    assert area_of(name) == AREAS[name]


def test_the_zones_add_up_to_the_face_without_eyes_and_lips():
    """Section 8: 343 cm² net; the partition is exact, so nothing is left over."""
    assert sum(zone.area_cm2 or 0 for zone in CONTENT.zone.values()) == 343


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_has_the_needles_and_rates_that_were_read(device):
    needles, width, rates, deepest = DEVICES[device]
    read = CONTENT.device[device]
    assert (read.needle_count, read.needle_diameter_mm) == (needles, width)
    assert (read.rate_hz_low, read.rate_hz_high) == rates
    assert read.mechanical_maximum_mm == deepest


@pytest.mark.parametrize(("device", "seconds"), [("skinpen-precision", 53), ("exceed", 95)])
def test_the_seconds_of_all_zones_are_those_of_the_face(device, seconds):
    """Section 10.2: 250 per cm² on 343 cm². Each of ten zones rounds to a tenth of a second, hence one second."""
    told = [target_here(zone, CONTENT.device[device], None, CONTENT) for zone in CONTENT.zone.values()]
    found = [one for one in told if one is not None]
    assert len(found) == 10
    assert sum(one.seconds_low or 0 for one in found) == pytest.approx(seconds, abs=1)
    assert all(one.is_lower_bound for one in found)


def test_a_roller_s_passes_for_the_published_density_are_sixteen_whole_ones():
    """Section 3: 16 passes give 244, 17 give 260; the aim lies between and nearer to 16."""
    target = target_here(CONTENT.zone["forehead"], CONTENT.device["dermaroller-192"], None, CONTENT)
    assert target is not None
    assert target.passes == pytest.approx(16.4, abs=0.05)
    assert roller_per_cm2(16, 192, 20, 20) < 250 < roller_per_cm2(17, 192, 20, 20)


def test_at_1_5_mm_a_forehead_is_passed_by_81_percent_of_tips_or_by_one():
    """Section 0.1, women, the two studies: the sentence that forbids a single table. One point: both are rounded."""
    needle = penetration_of(CONTENT.device["exceed"], 1.5, CONTENT)
    thin, *_others = skins_of("forehead", "female", CONTENT, 25)
    thick = skins_of("forehead", "female", CONTENT, 25)[-1]
    assert (thin.total_mean_mm, thick.total_mean_mm) == (1.06, 1.86)
    assert 100 * layer_shares(needle, thin).subcutis == pytest.approx(81, abs=1)
    assert 100 * layer_shares(needle, thick).subcutis == pytest.approx(1, abs=1)


@pytest.mark.parametrize(("zone", "low", "high"), [("forehead", 1.06, 1.98), ("cheek-left", 1.07, 2.12)])
def test_the_two_readings_of_one_place_differ_by_more_than_one_and_a_half_times(zone, low, high):
    """Section 1, conflict C2: 1.6 to 1.9 times for a forehead, up to 2 for a cheek. Both stand in every plan."""
    found = [skin.total_mean_mm for skin in skins_of(zone, "female", CONTENT) if not skin.is_nearest]
    assert (min(found), max(found)) == (low, high)
    assert max(found) / min(found) > 1.5


@pytest.mark.parametrize(("percent", "grams"), [(4, 7.5), (23, 1.3), (30, 1.0)])
def test_so_few_grams_on_open_skin_reach_the_limit_of_what_is_injected(percent, grams):
    """Section 7.3, 70 kg: min(4.5 mg/kg, 300 mg) / (10 x percent); to the digit that is printed.

    With a second numbing drug in the cream the program counts both, so that it is fewer still.
    """
    assert round(min(4.5 * 70, 300) / (10 * percent), 1) == grams
    found = {one.product: one for one in clean_plan(case={"patient": {"weight_kg": 70}}).anaesthetic.budgets}
    creams = [one for one in CONTENT.anaesthetic.values() if one.percent[0] == percent]
    assert creams
    for cream in creams:
        told = found[cream.id].open_skin_grams
        assert told == grams if len(cream.percent) == 1 else told < grams


@pytest.mark.parametrize(("device", "strokes"), [("skinpen-precision", 1_633), ("exceed", 900)])
def test_minutes_of_a_face_make_many_times_the_published_density(device, strokes):
    """Section 0.6: the contradiction that keeps kappa open. 15 minutes at the fastest rate against 300 per cm²."""
    geometry = geometry_of(CONTENT.device[device])
    a_second = strokes_per_second(geometry.needle_count or 0, geometry.rate_hz_high or 0)
    assert a_second == pytest.approx(strokes, abs=1)
    assert a_second * 15 * 60 / 343 > 7 * 300


# What stands on the page "what this model does not know"


def test_every_number_without_a_measurement_calls_itself_an_assumption():
    assumed = [one for one in CONTENT.parameter.values() if one.is_assumed]
    assert len(assumed) > 8
    for one in assumed:
        assert one.text.startswith("Assumption:") or "convention" in one.text.lower(), one.id


@pytest.mark.parametrize("parameter", ["efficiency-pen", "pen-kappa", "pen-footprint", "depth-and-thickness"])
def test_what_decides_most_is_assumed_and_says_so(parameter):
    assert CONTENT.parameter[parameter].is_assumed
