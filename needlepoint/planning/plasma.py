"""How much of a local anaesthetic is taken to come into the body, and the level in the blood that bounds it.

Limitation first: no level in the blood was ever measured after microneedling. The bound is arithmetic, not
pharmacology: it leaves out breakdown and the active product of it, and the share that comes in was read for one
cream on one face. What lies below a band is not thereby safe.

Level ≤ milligrams that come in / (1.3 litres per kg × weight). On unbroken skin a share of the cream comes in, the
highest that was read for a face; on skin that needles have opened all of it counts, as if it were injected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from needlepoint.planning.numbing import Band
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput

MAX_GRAMS, MAX_AREA_CM2, MAX_MINUTES, MAX_INJECTED_MG = 500.0, 20_000.0, 1440.0, 5000.0
MG_PER_GRAM_PERCENT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Cream on the skin, or planned; what is None is not known and is asked.

    product : the id of a product of the content; anything else is a product that nobody here knows
    place : "home" where the patient put it on; it counts like any other
    is_on_open_skin : needles have opened the skin under it, or will while it is there
    """

    product: str
    grams: float | None = None
    area_cm2: float | None = None
    minutes: float | None = None
    is_occluded: bool | None = None
    place: Literal["home", "clinic"] = "clinic"
    is_on_open_skin: bool = False

    def __post_init__(self) -> None:
        refuse_outside(self.grams, MAX_GRAMS, "grams")
        refuse_outside(self.area_cm2, MAX_AREA_CM2, "area_cm2")
        refuse_outside(self.minutes, MAX_MINUTES, "minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """Another local anaesthetic of the same day, injected."""

    name: str
    milligrams: float

    def __post_init__(self) -> None:
        refuse_outside(self.milligrams, MAX_INJECTED_MG, "milligrams")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlasmaBound:
    """The level that nothing known goes beyond, with the band it lies in. A bound, not a forecast.

    milligrams : of all local anaesthetics that are taken to come in
    """

    milligrams: float
    micrograms_per_ml: float
    band: Band
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


def as_injected_mg(applied: Iterable[Application], injected: Iterable[Injection], content: Content) -> float:
    """Adds up what is injected and what lies on opened skin; where an amount is not known, it is at least this."""
    opened = (contained_mg(one, content) or 0.0 for one in applied if one.is_on_open_skin)
    return sum(opened) + sum(one.milligrams for one in injected)


def contained_mg(one: Application, content: Content) -> float | None:
    """Gives the milligrams of all local anaesthetics in an application, where product and grams are known."""
    product = content.anaesthetic.get(one.product)
    if product is None or one.grams is None:
        return None
    return one.grams * sum(product.percent) * MG_PER_GRAM_PERCENT


def injected_limit_mg(weight_kg: float | None, content: Content) -> float:
    """Gives the label's limit for what is injected: by weight where it is known, and never above the whole."""
    whole, per_kg = valued("injected-limit", content), valued("injected-limit-per-kg", content)
    return whole if weight_kg is None else min(per_kg * weight_kg, whole)


def bound_of(
    applied: tuple[Application, ...],
    injected: tuple[Injection, ...],
    weight_kg: float | None,
    content: Content,
) -> PlasmaBound | None:
    """Gives the bound on the level in the blood, where every amount and the weight are known."""
    if any(coming_in_mg(one, content) is None for one in applied):
        return None
    return bound_of_known(applied, injected, weight_kg, content)


def bound_of_known(
    applied: tuple[Application, ...],
    injected: tuple[Injection, ...],
    weight_kg: float | None,
    content: Content,
) -> PlasmaBound | None:
    """Gives the bound of what is known alone, so that an amount that nobody noted hides none that is too much."""
    known = [mg for one in applied if (mg := coming_in_mg(one, content)) is not None]
    if weight_kg is None or not (known or injected):
        return None
    milligrams = sum(known) + sum(one.milligrams for one in injected)
    level = level_of(milligrams, weight_kg, content)
    used = [content.parameter[name] for name in ("lidocaine-distribution-volume", "absorbed-share-face")]
    return PlasmaBound(
        milligrams=milligrams,
        micrograms_per_ml=level,
        band=band_of(level, content),
        assumptions=tuple(one.text for one in used),
        sources=tuple(dict.fromkeys(source for one in used for source in one.sources)),
    )


def level_of(milligrams: float, weight_kg: float, content: Content) -> float:
    """Gives the level in µg/mL that milligrams would make if all of them were in the blood at once."""
    return milligrams / (valued("lidocaine-distribution-volume", content) * weight_kg)


def coming_in_mg(one: Application, content: Content) -> float | None:
    """Gives the milligrams that are taken to come in: all on opened skin, else the highest share read for a face.

    A compounded cream came in further than any share that was read, so all of it counts.
    """
    contained = contained_mg(one, content)
    if contained is None:
        return None
    is_whole = one.is_on_open_skin or content.anaesthetic[one.product].is_compounded
    return contained if is_whole else contained * valued("absorbed-share-face", content)


def band_of(micrograms_per_ml: float, content: Content) -> Band:
    """Names the band of a level."""
    if micrograms_per_ml > valued("plasma-toxic", content):
        return "toxic"
    if micrograms_per_ml > valued("plasma-alert", content):
        return "alert"
    return "caution" if micrograms_per_ml >= valued("plasma-caution", content) else "below"


def valued(name: str, content: Content) -> float:
    """Gives the number of a parameter that the content check holds to have one."""
    value = content.parameter[name].value
    assert value is not None, f"{name}: a parameter of the gate without a number"
    return value


def refuse_outside(amount: float | None, most: float, field: str) -> None:
    """Refuses an amount that is no amount: not a number, not finite, not above 0, or beyond what is possible."""
    if amount is None:
        return
    if type(amount) not in (int, float) or not 0 < amount <= most:
        raise BadInput(
            field, f"must be a number above 0 and at most {most:g}", amount, "check the number and its unit"
        )
