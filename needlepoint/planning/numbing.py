"""What numbs as a plan tells it: each product held against its label, with what lies within it."""

from dataclasses import dataclass, field
from typing import Literal

from needlepoint.vocabulary.canonical import LATER

Allowed = Literal["yes", "no", "gated"]
Band = Literal["below", "caution", "alert", "toxic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnaestheticCheck:
    """What findings and its label say to one numbing product. It checks; it recommends none.

    allowed : "no" where a finding closes it, "gated" where a prescriber's word or more is needed
    has_label_here : None where the country is unknown
    """

    id: str
    name: str
    allowed: Allowed
    blocked_by: tuple[str, ...]
    restricted_by: tuple[str, ...]
    not_known: tuple[str, ...]
    has_label_here: bool | None
    reasons: tuple[str, ...]
    needs_prescriber: bool
    max_grams: float | None
    max_area_cm2: float | None
    max_grams_per_10_cm2: float | None
    minutes_low: int | None
    minutes_high: int | None
    maximum_minutes: int | None
    sources: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnaestheticBudget:
    """How much of a product its label allows on an area, and how much could lie on open skin by the injected limit.

    label_grams : None where no label that was read gives an amount
    open_skin_grams : not an allowance, since nothing is left on skin that is needled: it shows how little it takes
    is_amount_labelled : False where nothing but the limits of injections bounds the grams; None in an older plan
    level_per_gram, label_level : µg/mL in the blood at most, for a gram and for `label_grams`; None without a weight
    """

    product: str
    label_grams: float | None
    open_skin_grams: float
    is_weight_known: bool
    is_amount_labelled: bool | None = field(default=None, metadata=LATER)
    level_per_gram: float | None = field(default=None, metadata=LATER)
    label_level: float | None = field(default=None, metadata=LATER)
    label_band: Band | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnaestheticPlan:
    """The product that is planned, if any, the area, and every product checked, each with its budget."""

    planned: str | None
    area_cm2: float | None
    products: tuple[AnaestheticCheck, ...]
    budgets: tuple[AnaestheticBudget, ...] = field(default=(), metadata=LATER)
