"""How thick the skin of a zone is, as named scenarios.

Limitation first: two ultrasound studies differ by 1.6 to 1.9 times at the same place, more than people differ, and
nobody knows which is right. Scenarios therefore stand side by side and are never averaged. No scenario is this person's
skin; a measurement of it would replace them all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from needlepoint.protocols.model import Content, Epidermis, SkinScenario, Thickness
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Sex

MEASURED_SEXES = ("female", "male")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """The skin of one zone in one scenario.

    key : names the scenario, and what tells it apart within its study: `face-50mhz-2020:20-29`
    zone, site : the zone that was asked about, and where the study measured
    is_nearest : the site is not the zone, only the nearest place with a number
    is_nearest_age : the study holds nobody of the age that was asked about; its nearest age stands in
    total_mean_mm, total_sd_mm : epidermis and dermis together, between people
    is_spread_assumed : the study gave no spread
    """

    key: str
    scenario: str
    name: str
    zone: str
    site: str
    sex: str
    ages: str | None
    total_mean_mm: float
    total_sd_mm: float
    epidermis_mean_mm: float
    epidermis_sd_mm: float
    papillary_fraction: float
    is_nearest: bool
    is_nearest_age: bool
    is_spread_assumed: bool
    limitation: str
    sources: tuple[str, ...]

    @property
    def dermis_mean_mm(self) -> float:
        """Gives what is left of the whole without the epidermis of histology."""
        return max(self.total_mean_mm - self.epidermis_mean_mm, 0.0)


def skins_of(zone: str, sex: Sex | None, content: Content, age_years: int | None = None) -> tuple[Skin, ...]:
    """Gives every scenario for a zone, the thinnest first; empty where nobody measured it or anything near.

    A sex that no study measured (unknown, other) gives the scenarios of both.
    """
    refuse_unknown_zone(zone, content)
    epidermis = epidermis_of(zone, content)
    if epidermis is None:
        return ()
    found = (
        skin
        for scenario in content.skin_scenario.values()
        for one, others in measured(zone, sex, scenario, age_years)
        for skin in [skin_of(zone, one, others, scenario, epidermis, content, age_years, sex)]
    )
    return tuple(sorted(found, key=lambda skin: (skin.total_mean_mm, skin.key)))


def refuse_unknown_zone(zone: str, content: Content) -> None:
    """Refuses a zone that the content does not have."""
    if zone not in content.zone:
        raise BadInput("zone", "must be the id of a zone", zone, f"use one of {', '.join(content.zone)}")


def epidermis_of(zone: str, content: Content) -> Epidermis | None:
    """Gives the epidermis of a zone, which histology alone can tell."""
    return next((row for row in content.epidermis.values() if zone in row.zones), None)


def measured(
    zone: str, sex: Sex | None, scenario: SkinScenario, age_years: int | None
) -> Iterator[tuple[Thickness, tuple[Thickness, ...]]]:
    """Gives the measurements of a study that stand for a zone, each with the ages beside it.

    Measurements of the zone itself come before those of its nearest place; of several ages the one asked about.
    """
    wanted = {sex, "both"} if sex in MEASURED_SEXES else {*MEASURED_SEXES, "both"}
    rows = [one for one in scenario.thickness if one.sex in wanted]
    here = [one for one in rows if zone in one.zones] or [one for one in rows if zone in one.nearest_for]
    for group in grouped(here):
        if age_years is None:
            yield from ((one, group) for one in group)
        else:
            yield min(group, key=lambda one: years_apart(one, age_years)), group


def grouped(rows: Iterable[Thickness]) -> tuple[tuple[Thickness, ...], ...]:
    """Puts together what differs by age only."""
    groups: dict[tuple[str, str | None, str], list[Thickness]] = {}
    for one in rows:
        groups.setdefault((one.site, one.variant, one.sex), []).append(one)
    return tuple(tuple(group) for group in groups.values())


def years_apart(one: Thickness, age_years: int) -> int:
    """Says how far an age lies outside the ages of a measurement; 0 inside."""
    low = one.age_low_years if one.age_low_years is not None else age_years
    high = one.age_high_years if one.age_high_years is not None else age_years
    return max(low - age_years, age_years - high, 0)


def skin_of(
    zone: str,
    one: Thickness,
    same: tuple[Thickness, ...],
    scenario: SkinScenario,
    epidermis: Epidermis,
    content: Content,
    age_years: int | None,
    sex: Sex | None,
) -> Skin:
    """Turns one measurement into the skin that the model reads."""
    mean_mm = whole_mm(one, epidermis)
    spread = content.parameter["thickness-spread"].value or 0.0
    return Skin(
        key=key_of(one, same, scenario, is_sex_named=sex not in MEASURED_SEXES),
        scenario=scenario.id,
        name=scenario.name,
        zone=zone,
        site=one.site,
        sex=one.sex,
        ages=ages_of(one),
        total_mean_mm=mean_mm,
        total_sd_mm=one.sd_mm if one.sd_mm is not None else spread * mean_mm,
        epidermis_mean_mm=epidermis.mean_mm,
        epidermis_sd_mm=epidermis.sd_mm,
        papillary_fraction=content.parameter["papillary-share"].value or 0.0,
        is_nearest=zone not in one.zones,
        is_nearest_age=age_years is not None and years_apart(one, age_years) > 0,
        is_spread_assumed=one.sd_mm is None,
        limitation=scenario.limitation,
        sources=tuple(dict.fromkeys((*scenario.sources, *epidermis.sources))),
    )


def whole_mm(one: Thickness, epidermis: Epidermis) -> float:
    """Gives the whole skin: as measured, or the dermis with the epidermis that belongs to the same reading.

    What ultrasound calls epidermis is too thick, but its border with the dermis is the same: their sum is the whole.
    """
    if one.total_mm is not None:
        return one.total_mm
    above_mm = one.epidermis_by_ultrasound_mm
    return round((one.dermis_mm or 0.0) + (epidermis.mean_mm if above_mm is None else above_mm), 4)


def key_of(one: Thickness, same: tuple[Thickness, ...], scenario: SkinScenario, *, is_sex_named: bool) -> str:
    """Names a scenario, with whatever tells it apart from its neighbours."""
    parts = (
        scenario.id,
        one.variant,
        ages_of(one) if len(same) > 1 else None,
        one.sex if is_sex_named and one.sex != "both" else None,
    )
    return ":".join(part for part in parts if part)


def ages_of(one: Thickness) -> str | None:
    """Writes the ages of a measurement."""
    if one.age_low_years is None or one.age_high_years is None:
        return None
    return f"{one.age_low_years}-{one.age_high_years}"


def assumptions_of(skin: Skin, content: Content) -> Iterator[str]:
    """Tells what had to be assumed of a skin, in sentences."""
    name = content.zone[skin.zone].name
    if skin.is_nearest:
        yield f"{skin.key}: nobody measured this zone ({name}) here; the nearest place is shown: {skin.site}."
    if skin.is_nearest_age:
        yield f"{skin.key}: the study holds nobody of this age; people aged {skin.ages} stand in."
    if skin.is_spread_assumed:
        yield content.parameter["thickness-spread"].text


def missing_of(zone: str, skins: tuple[Skin, ...], content: Content) -> str | None:
    """Says what is not known of a zone's thickness, or None where the zone itself was measured more than once."""
    name = content.zone[zone].name
    if not skins:
        return f"{name}: nobody measured how thick the skin is here, nor anything near."
    if all(skin.is_nearest for skin in skins):
        sites = ", ".join(dict.fromkeys(skin.site for skin in skins))
        return f"{name}: no thickness was found for this zone; the nearest places are shown: {sites}."
    if len({skin.scenario for skin in skins if not skin.is_nearest}) == 1:
        return f"{name}: one study only measured this zone; another could differ by nearly twice."
    return None
