"""The anaesthetic gate: numbing products and injections of one day together, against labels and findings.

Limitation first: it checks and never advises; what it does not refuse is not thereby safe. Labels give no limit by body
weight for cream on unbroken skin, so none is made up here. The bound on the level in the blood is of `plasma`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from needlepoint.planning.limits import check_anaesthetic
from needlepoint.planning.numbing import AnaestheticBudget, AnaestheticCheck, Band
from needlepoint.planning.plasma import (
    MG_PER_GRAM_PERCENT,
    Application,
    Injection,
    PlasmaBound,
    as_injected_mg,
    band_of,
    bound_of,
    bound_of_known,
    coming_in_mg,
    injected_limit_mg,
    level_of,
)
from needlepoint.protocols.model import Anaesthetic, Content
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.vocabulary.reasons import Truth

Level = Literal["refused", "prescriber", "question", "caution"]
LEVELS: tuple[Level, ...] = ("refused", "prescriber", "question", "caution")
CONVENTION = "needlepoint-convention"
# What a band of the bound asks for; below them all the level is shown, and nothing is asked.
BAND_LEVELS: Mapping[Band, Level] = MappingProxyType(
    {"toxic": "refused", "alert": "prescriber", "caution": "caution"}
)
BAND_ASKS: Mapping[Band, str] = MappingProxyType(
    {
        "toxic": "Not with this much",
        "alert": "A prescriber decides",
        "caution": "Ask about signs while it is on",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFinding:
    """One thing that the gate says; `level` orders it, `about` names a product or the whole."""

    id: str
    level: Level
    about: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnaestheticGate:
    """Everything that the gate found, hardest first; `bound` is None while an amount or the weight is not known."""

    findings: tuple[GateFinding, ...]
    bound: PlasmaBound | None

    @property
    def holds(self) -> bool:
        """Says that nothing is refused, nobody's word is wanted and nothing is left to ask."""
        return all(finding.level == "caution" for finding in self.findings)


def check_anaesthesia(
    applications: Iterable[Application],
    injections: Iterable[Injection],
    decision: ScreeningDecision,
    content: Content,
    *,
    weight_kg: float | None,
    country: str | None,
) -> AnaestheticGate:
    """Checks everything that numbs on one day, together; cream from home counts like any other."""
    applied, injected = tuple(applications), tuple(injections)
    found = [
        *(
            finding
            for name in named(applied)
            for finding in of_product(name, applied, decision, content, country)
        ),
        *of_weight(applied, injected, weight_kg, content),
        *of_all(applied, injected, weight_kg, content),
    ]
    ordered = sorted(found, key=lambda finding: LEVELS.index(finding.level))
    return AnaestheticGate(findings=tuple(ordered), bound=bound_of(applied, injected, weight_kg, content))


def named(applied: tuple[Application, ...]) -> tuple[str, ...]:
    """Names the products, each once."""
    return tuple(dict.fromkeys(one.product for one in applied))


def of_product(
    name: str,
    applied: tuple[Application, ...],
    decision: ScreeningDecision,
    content: Content,
    country: str | None,
) -> Iterator[GateFinding]:
    """Gives what its label and the findings say to one product, wherever and how often it was put on."""
    product = content.anaesthetic.get(name)
    mine = tuple(one for one in applied if one.product == name)
    if product is None:
        text = f"{name}: nothing is known here about this product. Its label has to be read first."
        yield GateFinding(id="not-listed", level="refused", about=name, text=text, sources=(CONVENTION,))
        return
    area_cm2 = at_least(one.area_cm2 for one in mine)
    check = checked(product, decision, area_cm2, country)
    yield from of_findings(check)
    yield from of_label(product, mine, area_cm2)
    yield from of_amount(product, content)
    yield from of_cover(product, mine)


def checked(
    product: Anaesthetic, decision: ScreeningDecision, area_cm2: float | None, country: str | None
) -> AnaestheticCheck:
    """Asks what the findings say to a product."""
    met = {f.rule for f in decision.findings if f.met is Truth.YES}
    not_known = {f.rule for f in decision.findings if f.met is Truth.UNKNOWN} - met
    return check_anaesthetic(product, met, not_known, area_cm2, country)


def of_findings(check: AnaestheticCheck) -> Iterator[GateFinding]:
    """Gives what was found in the person, and whose word is needed."""
    told: tuple[tuple[str, Level, str, tuple[str, ...]], ...] = (
        ("closed", "refused", "closed by what was found", check.blocked_by),
        ("restricted", "prescriber", "only after a prescriber's word", check.restricted_by),
        ("unanswered", "question", "not known yet", check.not_known),
    )
    for name, level, words, rules in told:
        for rule in rules:
            text = f"{check.name}: {words} ({rule})."
            yield GateFinding(
                id=f"{name}:{rule}", level=level, about=check.id, text=text, sources=check.sources
            )
    if check.needs_prescriber:
        yield said("prescription", "prescriber", check, "needs a prescriber's order.")
    if check.has_label_here is False and not check.needs_prescriber:
        yield said("no-label-here", "caution", check, "no label of it was read for this country.")


def said(name: str, level: Level, product: AnaestheticCheck | Anaesthetic, words: str) -> GateFinding:
    """Writes a finding about a product, with the product's sources."""
    return GateFinding(
        id=name, level=level, about=product.id, text=f"{product.name}: {words}", sources=product.sources
    )


def of_label(
    product: Anaesthetic, mine: tuple[Application, ...], area_cm2: float | None
) -> Iterator[GateFinding]:
    """Gives where amount, area or time leave the label; what is needed to know that and is missing is asked."""
    grams = at_least(one.grams for one in mine)
    yield from above("grams", grams, product.max_grams, "g", product)
    yield from above("area", area_cm2, product.max_area_cm2, "cm²", product)
    for one in mine:
        yield from above("thickness", thickness(one), product.max_grams_per_10_cm2, "g on 10 cm²", product)
        yield from above("minutes", one.minutes, product.maximum_minutes, "minutes", product)
        yield from outside_usual_minutes(product, one.minutes)
    yield from missing(product, mine)
    cautious = product.cautious_area_low_cm2
    if cautious is not None and area_cm2 is not None and area_cm2 >= cautious:
        words = f"{area_cm2:g} cm²; papers ask for caution from {cautious:g} cm²."
        yield said("large-area", "caution", product, words)


def of_amount(product: Anaesthetic, content: Content) -> Iterator[GateFinding]:
    """Says that no label bounds the grams, so that nothing but the limits of injections does."""
    if is_amount_labelled(product):
        return
    limit = content.parameter["injected-limit"]
    words = (
        "no label that was read limits its grams. Only infiltration limits bound this, and they were made for "
        "needles: none holds for cream on unbroken skin."
    )
    yield GateFinding(
        id="only-infiltration-limits",
        level="caution",
        about=product.id,
        text=f"{product.name}: {words}",
        sources=tuple(dict.fromkeys((*product.sources, *limit.sources))),
    )


def is_amount_labelled(product: Anaesthetic) -> bool:
    """Says whether a label that was read limits the grams."""
    return product.max_grams is not None or product.max_grams_per_10_cm2 is not None


def above(
    name: str, given: float | None, most: float | None, unit: str, product: Anaesthetic
) -> Iterator[GateFinding]:
    """Refuses what is above the label's number."""
    if given is not None and most is not None and given > most + 1e-9:
        words = f"{given:.4g} {unit} is above the label's {most:g} {unit}."
        yield said(f"above-label-{name}", "refused", product, words)


def thickness(one: Application) -> float | None:
    """Gives the grams on 10 cm², where both are known."""
    return None if one.grams is None or one.area_cm2 is None else one.grams / one.area_cm2 * 10


def outside_usual_minutes(product: Anaesthetic, minutes: float | None) -> Iterator[GateFinding]:
    """Says where the time is shorter or longer than the label's, without being refused by it."""
    low, high, most = product.minutes_low, product.minutes_high, product.maximum_minutes
    if minutes is None:
        return
    if low is not None and minutes < low:
        yield said(
            "short", "caution", product, f"{minutes:g} minutes; the label lets it act for {low} or more."
        )
    if high is not None and minutes > high and (most is None or minutes <= most):
        yield said("long", "caution", product, f"{minutes:g} minutes; the label names {high} at most here.")


def missing(product: Anaesthetic, mine: tuple[Application, ...]) -> Iterator[GateFinding]:
    """Asks for what nobody noted: amount, area, time."""
    asked = {"grams": "how many grams", "area_cm2": "on what area", "minutes": "for how long"}
    for field, words in asked.items():
        if any(getattr(one, field) is None for one in mine):
            yield said(f"unknown-{field}", "question", product, f"{words} it was put on is not known.")


def of_cover(product: Anaesthetic, mine: tuple[Application, ...]) -> Iterator[GateFinding]:
    """Gives what foil over the cream and opened skin under it mean."""
    if any(one.is_occluded for one in mine):
        level: Level = "refused" if product.is_compounded else "caution"
        words = "under foil or film. More comes in; two women died after compounded cream under plastic film."
        yield GateFinding(
            id="occluded",
            level=level,
            about=product.id,
            text=f"{product.name}: {words}",
            sources=("fda-numbing-deaths", "fda-numbing-2024"),
        )
    if any(one.is_on_open_skin for one in mine):
        words = (
            "on skin that needles have opened. It counts as injected there, and is never put on or left on."
        )
        yield GateFinding(
            id="open-skin",
            level="refused",
            about=product.id,
            text=f"{product.name}: {words}",
            sources=("oni-pig", "lidocaine-30-case", "pliaglis-label"),
        )


def of_all(
    applied: tuple[Application, ...],
    injected: tuple[Injection, ...],
    weight_kg: float | None,
    content: Content,
) -> Iterator[GateFinding]:
    """Gives what holds for everything together: several products, and the limit of what is injected."""
    if len(named(applied)) > 1:
        text = "Several numbing products on one day: their effects add up. One product is usual."
        yield GateFinding(id="several", level="caution", about="all", text=text, sources=("sobanko-2012",))
    yield from of_injected(applied, injected, weight_kg, content)
    yield from of_bound(applied, injected, weight_kg, content)


def of_weight(
    applied: tuple[Application, ...],
    injected: tuple[Injection, ...],
    weight_kg: float | None,
    content: Content,
) -> Iterator[GateFinding]:
    """Asks for the weight; of what counts whole nothing goes on before it is known."""
    if weight_kg is not None or not (applied or injected):
        return
    text = "The weight is not known, so no bound on the level in the blood can be given."
    yield GateFinding(id="unknown-weight", level="question", about="all", text=text, sources=(CONVENTION,))
    known = (content.anaesthetic[name] for name in named(applied) if name in content.anaesthetic)
    for product in known:
        if product.is_compounded:
            words = "all of it counts, so the weight has to be known before it goes on."
            yield said("unanswered:weight", "question", product, words)


def of_injected(
    applied: tuple[Application, ...],
    injected: tuple[Injection, ...],
    weight_kg: float | None,
    content: Content,
) -> Iterator[GateFinding]:
    """Gives what the limits of injections say to what is injected and to what lies on opened skin."""
    milligrams, most = as_injected_mg(applied, injected, content), injected_limit_mg(weight_kg, content)
    if not milligrams:
        return
    sources = content.parameter["injected-limit"].sources
    if milligrams > most:
        text = f"{milligrams:.4g} mg count as injected; the limit is {most:g} mg."
        yield GateFinding(id="above-injected-limit", level="refused", about="all", text=text, sources=sources)
        return
    text = (
        f"{milligrams:.4g} mg count as injected. Only infiltration limits bound this: "
        f"{most:g} mg of lidocaine without adrenaline here, whatever the product."
    )
    yield GateFinding(id="only-infiltration-limits", level="caution", about="all", text=text, sources=sources)


def of_bound(
    applied: tuple[Application, ...],
    injected: tuple[Injection, ...],
    weight_kg: float | None,
    content: Content,
) -> Iterator[GateFinding]:
    """Gives what the band asks in which the bound on the level in the blood lies; what is known alone counts too."""
    bound = bound_of_known(applied, injected, weight_kg, content)
    if bound is None or bound.band == "below":
        return
    limit = content.parameter[f"plasma-{bound.band}"]
    is_whole = bound_of(applied, injected, weight_kg, content) is not None
    where = "from" if bound.band == "caution" else "above"
    level = (
        f"{bound.micrograms_per_ml:.1f} µg/mL in the blood, the {bound.band} band ({where} {limit.value:g})"
    )
    how = f"{bound.milligrams:.4g} mg are taken to come in at once, and nothing to break down."
    if is_whole:
        text = f"At most {level}. {BAND_ASKS[bound.band]}. An upper bound, not a forecast: {how}"
    else:
        text = (
            f"What is known alone comes to up to {level}; what nobody noted comes on top. "
            f"{BAND_ASKS[bound.band]}. Not a forecast: {how}"
        )
    yield GateFinding(
        id=f"plasma-{bound.band}",
        level=BAND_LEVELS[bound.band],
        about="all",
        text=text,
        sources=tuple(dict.fromkeys((*limit.sources, *bound.sources))),
    )


def budget_of(
    product: Anaesthetic, area_cm2: float | None, weight_kg: float | None, content: Content
) -> AnaestheticBudget:
    """Gives the label's grams for an area, and how few grams on opened skin reach the limit of what is injected."""
    by_area = (
        product.max_grams_per_10_cm2 * area_cm2 / 10
        if area_cm2 is not None and product.max_grams_per_10_cm2 is not None
        else None
    )
    allowed = [grams for grams in (product.max_grams, by_area) if grams is not None]
    return AnaestheticBudget(
        product=product.id,
        label_grams=round(min(allowed), 1) if allowed else None,
        open_skin_grams=round(
            injected_limit_mg(weight_kg, content) / (sum(product.percent) * MG_PER_GRAM_PERCENT), 1
        ),
        is_weight_known=weight_kg is not None,
        is_amount_labelled=is_amount_labelled(product),
        **levels_of(product, min(allowed, default=None), weight_kg, content),
    )


def levels_of(
    product: Anaesthetic, label_grams: float | None, weight_kg: float | None, content: Content
) -> dict[str, Any]:
    """Gives the bound on the level in the blood: for each gram, and for the most that the label allows here."""
    a_gram = coming_in_mg(Application(product=product.id, grams=1.0), content)
    if weight_kg is None or a_gram is None:
        return {}
    per_gram = level_of(a_gram, weight_kg, content)
    if label_grams is None:
        return {"level_per_gram": round(per_gram, 3)}
    level = per_gram * label_grams
    return {
        "level_per_gram": round(per_gram, 3),
        "label_level": round(level, 2),
        "label_band": band_of(level, content),
    }


def at_least(amounts: Iterable[float | None]) -> float | None:
    """Adds up the amounts that are known, so that what is unknown never hides what is too much; None without any."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def budgets_of(
    area_cm2: float | None, weight_kg: float | None, content: Content
) -> tuple[AnaestheticBudget, ...]:
    """Gives the budget of every product for a planned area."""
    return tuple(budget_of(product, area_cm2, weight_kg, content) for product in content.anaesthetic.values())
