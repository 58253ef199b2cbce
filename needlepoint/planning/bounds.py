"""Numbers that a person gave: each is checked before anything is computed with it.

Limitation: a bound refuses slips of the keyboard and of the unit; it does not say that what lies within is wise.
"""

import math
from numbers import Real

from needlepoint.vocabulary.errors import BadInput


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
        raise BadInput(field, f"must be at most {at_most:g}", number, remedy)
    return number


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
