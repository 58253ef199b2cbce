"""The lines of a zone's card say a density as what it is: a range, a number, or at most so much."""

from dataclasses import replace

import pytest

from clinic.web.shown.density import density_of
from needlepoint.planning.plan import PlannedDensity, TargetWork
from tests.plans import clean_plan

AIM = "a trade journal’s aim of 250 per cm² takes"
ZONE = clean_plan().zones[0]
PEN = TargetWork(per_cm2=250.0, area_cm2=73.5, seconds_low=11.2, seconds_high=11.2, is_lower_bound=True)


def told(
    target: TargetWork | None = PEN, low: float | None = None, high: float = 0.0, *, is_bound: bool = False
) -> dict[str, object]:
    """Gives the lines of a zone with a density and a target laid over."""
    density = None
    if low is not None:
        density = PlannedDensity(low_per_cm2=low, high_per_cm2=high, is_upper_bound=is_bound)
    return density_of(replace(ZONE, target=target, density=density))


@pytest.mark.parametrize(
    ("low", "high", "is_bound", "words"),
    [
        (210.0, 260.0, False, "210 to 260 per cm²"),
        (250.2, 249.8, False, "250 per cm²"),
        (900.0, 900.0, True, "at most 900 per cm²"),
        (0.0, 900.0, True, "at most 900 per cm²"),
    ],
)
def test_a_density_is_a_range_a_number_or_a_bound(low, high, is_bound, words):
    assert told(low=low, high=high, is_bound=is_bound)["planned"] == words


def test_without_planned_seconds_there_is_no_density_to_tell():
    assert told()["planned"] == ""


def test_without_a_stamp_test_the_seconds_are_at_least_so_many():
    assert told()["target"] == f"{AIM} at least 11 s on these 73.5 cm²"
    assert told()["is_bound"] is True


def test_with_one_they_are_a_number_or_a_range():
    measured = replace(PEN, is_lower_bound=False)
    assert told(measured)["target"] == f"{AIM} 11 s on these 73.5 cm²"
    spread = replace(measured, seconds_low=18.0, seconds_high=24.4)
    assert told(spread)["target"] == f"{AIM} 18 to 24 s on these 73.5 cm²"
    assert told(spread)["is_bound"] is False


def test_a_roller_is_told_its_passes_and_what_is_not_known_is_not_told():
    assert told(TargetWork(per_cm2=250.0, passes=16.4))["target"] == f"{AIM} about 16 passes"
    assert told(None)["target"] == ""
    assert told(None)["note"] == ZONE.density_note
