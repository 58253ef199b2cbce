"""Numbers that a person gave: each is checked before anything is computed with it.

Limitation: a bound refuses slips of the keyboard and of the unit; it does not say that what lies within is wise.
"""

import math
from numbers import Real

from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.units import likely_unit

# A scar of a few millimetres is treated by itself; less than that is another unit.
LEAST_CM2 = 0.1
# A zone written in mm² is a hundred times its number; nobody's zone is this many times as large as the mesh says.
MOST_TIMES_ZONE = 20


def check_above_zero(field: str, given: object, at_most: float, remedy: str) -> float:
    """Gives a number that is above zero and at most `at_most`, or refuses it."""
    number = check_finite(field, given, remedy)
    if number <= 0:
        raise BadInput(field, "must be above 0", given, remedy)
    return check_at_most(field, number, at_most, remedy)


def check_not_negative(field: str, given: object, at_most: float, remedy: str) -> float:
    """Gives a number from zero to `at_most`, or refuses it."""
    number = check_finite(field, given, remedy)
    if number < 0:
        raise BadInput(field, "must not be below 0", given, remedy)
    return check_at_most(field, number, at_most, remedy)


def check_at_most(field: str, number: float, at_most: float, remedy: str) -> float:
    """Refuses what is above a bound."""
    if number > at_most:
        raise BadInput(field, f"must be at most {at_most:g}", number, likely_unit(field, number) + remedy)
    return number


def check_area_cm2(field: str, given: object, at_most: float, remedy: str) -> float:
    """Gives an area that somebody can needle, or refuses it with the unit that was probably meant."""
    area = check_above_zero(field, given, at_most, remedy)
    if area < LEAST_CM2:
        raise BadInput(field, f"must be at least {LEAST_CM2:g} cm²", given, likely_unit(field, area) + remedy)
    return area


def check_fits_zone(field: str, area_cm2: float, zone: str, zone_cm2: float) -> None:
    """Refuses an area that is many times as large as its zone."""
    if area_cm2 > MOST_TIMES_ZONE * zone_cm2:
        rule = f"is more than {MOST_TIMES_ZONE} times what the zone has ({zone}: about {zone_cm2:g} cm²)"
        raise BadInput(field, rule, area_cm2, f"{likely_unit(field, area_cm2)}give the needled area in cm²")


def check_finite(field: str, given: object, remedy: str) -> float:
    """Gives a finite number, or refuses text, a truth value, NaN and infinity."""
    if isinstance(given, bool) or not isinstance(given, Real) or not math.isfinite(given):
        raise BadInput(field, "must be a finite number", given, remedy)
    return float(given)


def check_whole(field: str, given: object, at_most: int, remedy: str) -> int:
    """Gives a whole number from one to `at_most`, or refuses it."""
    number = check_above_zero(field, given, at_most, remedy)
    if not number.is_integer():
        raise BadInput(field, "must be a whole number", given, remedy)
    return int(number)
