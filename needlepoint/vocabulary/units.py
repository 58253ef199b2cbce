"""The unit that was probably meant, where a number cannot be in the one that is asked for.

Limitation: a number that could be either is taken as it stands; 130 can be a weight in kilograms and in pounds.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A unit that is written by mistake; `factor` turns it into the one that is asked for."""

    unit: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What a field is measured in, between what is plausible there, and which units are mistaken for it."""

    unit: str
    low: float
    high: float
    slips: tuple[Slip, ...]


# By the end of the field's name, the longest first.
QUANTITIES: dict[str, Quantity] = {
    "punctures_per_cm2": Quantity(
        unit="per cm²", low=1, high=10_000, slips=(Slip(unit="per m²", factor=1 / 10_000),)
    ),
    "needle_length_mm": Quantity(
        unit="mm", low=0.1, high=5, slips=(Slip(unit="µm", factor=1 / 1000), Slip(unit="m", factor=1000))
    ),
    "_mm": Quantity(unit="mm", low=0.05, high=10, slips=(Slip(unit="µm", factor=1 / 1000),)),
    "_cm2": Quantity(
        unit="cm²", low=1, high=2000, slips=(Slip(unit="m²", factor=10_000), Slip(unit="mm²", factor=1 / 100))
    ),
    "_kg": Quantity(
        unit="kg",
        low=20,
        high=400,
        slips=(
            Slip(unit="pounds", factor=0.45359237),
            Slip(unit="grams", factor=1 / 1000),
            Slip(unit="stones", factor=6.35029318),
        ),
    ),
    "_seconds": Quantity(unit="s", low=1, high=7200, slips=(Slip(unit="milliseconds", factor=1 / 1000),)),
    "_hz": Quantity(
        unit="a second", low=1, high=1000, slips=(Slip(unit="strokes a minute (rpm)", factor=1 / 60),)
    ),
    "kappa": Quantity(unit="as a share", low=0.01, high=1, slips=(Slip(unit="per cent", factor=1 / 100),)),
}
YEARS_OF_BIRTH = range(1900, 2101)


def likely_unit(field: str, given: object) -> str:
    """Says which unit a number would make sense in, as the beginning of a remedy; empty where none does."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return ""
    name = field.removeprefix("--").replace("-", "_")
    if name.endswith("age_years") and given in YEARS_OF_BIRTH:
        return f"{given:g} reads like a year of birth, not an age; "
    found = next((quantity for end, quantity in QUANTITIES.items() if name.endswith(end)), None)
    return meant(given, found) if found else ""


def meant(given: float, quantity: Quantity) -> str:
    """Turns a number out of each unit that is mistaken for the right one, and tells the first that is plausible."""
    for slip in quantity.slips:
        turned = given * slip.factor
        if quantity.low <= turned <= quantity.high:
            return f"{given:g} {slip.unit} would be {turned:.4g} {quantity.unit}; "
    return ""
