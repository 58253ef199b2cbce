"""What a plan should keep to, apart from what screening says of the person."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim

Measure = Literal[
    "zone_is_never_needled",
    "above_evaluated_mm",
    "past_thinnest_skin_mm",
    "subcutis_fraction_thinnest",
    "punctures_per_cm2",
    "interval_days_missing",
    "other_treatment_unsaid",
]
Hardness = Literal["hard", "acknowledged", "soft"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint(Claim):
    """One limit of a setting, and what happens beyond it.

    measure : what is measured; `at_most` is in its unit, and beyond it the constraint is violated
    hardness : "hard" stops approval; "acknowledged" is off-label and ticked one by one; "soft" asks for a reason
    zones, phototypes, indications : where, for whom and for what it holds; empty is everywhere and for everybody
    text : what a clinician reads where it is violated
    """

    id: str
    name: str
    text: str
    measure: Measure
    hardness: Hardness
    at_most: float = 0.0
    unit: str = ""
    zones: tuple[str, ...] = ()
    phototypes: tuple[Literal["I", "II", "III", "IV", "V", "VI"], ...] = ()
    indications: tuple[str, ...] = ()
