"""Holds a setting against what it should keep to, zone by zone.

Limitation first: the shares are those of `reach`, with its assumptions; where the skin of a zone was never measured, or
the density of a pen is not known, a constraint is neither kept nor violated but not known, and says so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from needlepoint.planning.conditions import DARKER
from needlepoint.planning.plan import ConstraintFinding, ConstraintReason, PlannedZone
from needlepoint.planning.reach import Penetration, layer_shares
from needlepoint.planning.tissue import Skin
from needlepoint.protocols.model import Constraint, Content, Hardness, Measure, Zone
from needlepoint.vocabulary.errors import NotGranted

State = Literal["violated", "not_known", "kept"]
STATES: tuple[State, ...] = ("violated", "not_known", "kept")
HARDEST_FIRST: tuple[Hardness, ...] = ("hard", "acknowledged", "soft")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is to be done in one zone, and what is known there.

    skins : every scenario of the zone, the thinnest first; empty where nobody measured it
    indication : what is treated; None is anything
    punctures_per_cm2 : None where it is not known, and `why_no_density` then says why
    interval_days, kept_interval_days : between the planned sessions, and what the clinic follows
    """

    zone: Zone
    needle_length_mm: float | None
    evaluated_maximum_mm: float | None
    penetration: Penetration | None
    skins: tuple[Skin, ...]
    phototype: str | None
    indication: str | None = None
    punctures_per_cm2: float | None = None
    why_no_density: str = ""
    interval_days: int | None = None
    kept_interval_days: int | None = None


def zone_is_never_needled(setting: Setting) -> float | None:
    """Gives 1 for a zone that is never needled."""
    return float(setting.zone.is_excluded or not setting.zone.may_be_planned)


def above_evaluated_mm(setting: Setting) -> float | None:
    """Gives by how much a length is above what was evaluated."""
    if setting.needle_length_mm is None or setting.evaluated_maximum_mm is None:
        return None
    return max(round(setting.needle_length_mm - setting.evaluated_maximum_mm, 2), 0.0)


def past_thinnest_skin_mm(setting: Setting) -> float | None:
    """Gives by how much a length is above the mean of the thinnest skin that a study saw here."""
    if setting.needle_length_mm is None or not setting.skins:
        return None
    return max(round(setting.needle_length_mm - setting.skins[0].total_mean_mm, 2), 0.0)


def subcutis_fraction_thinnest(setting: Setting) -> float | None:
    """Gives the share of tips that end below the dermis, in the scenario where it is largest."""
    if setting.penetration is None or not setting.skins:
        return None
    return max(layer_shares(setting.penetration, skin).subcutis for skin in setting.skins)


def punctures_per_cm2(setting: Setting) -> float | None:
    """Gives the planned density."""
    return setting.punctures_per_cm2


def interval_days_missing(setting: Setting) -> float | None:
    """Gives by how many days the sessions lie closer together than the clinic's interval."""
    if setting.interval_days is None or setting.kept_interval_days is None:
        return None
    return max(float(setting.kept_interval_days - setting.interval_days), 0.0)


def other_treatment_unsaid(_: Setting) -> float | None:
    """Gives 1: what else treats the condition is in no setting, so that somebody has to say it."""
    return 1.0


MEASURES: Mapping[Measure, Callable[[Setting], float | None]] = MappingProxyType(
    {
        "zone_is_never_needled": zone_is_never_needled,
        "above_evaluated_mm": above_evaluated_mm,
        "past_thinnest_skin_mm": past_thinnest_skin_mm,
        "subcutis_fraction_thinnest": subcutis_fraction_thinnest,
        "punctures_per_cm2": punctures_per_cm2,
        "interval_days_missing": interval_days_missing,
        "other_treatment_unsaid": other_treatment_unsaid,
    }
)


def check_constraints(setting: Setting, content: Content) -> tuple[ConstraintFinding, ...]:
    """Holds one zone's setting against every constraint that bears on it; what is violated and hardest stands first."""
    found = (held_against(one, setting) for one in content.constraint.values() if bears_on(one, setting))
    return tuple(sorted(found, key=order_of))


def bears_on(constraint: Constraint, setting: Setting) -> bool:
    """Says whether a constraint is about this zone and this skin; an unknown phototype is read as the darker one."""
    if constraint.zones and setting.zone.id not in constraint.zones:
        return False
    if constraint.indications and setting.indication not in constraint.indications:
        return False
    phototypes = {setting.phototype} if setting.phototype else DARKER
    return not constraint.phototypes or bool(phototypes & set(constraint.phototypes))


def held_against(constraint: Constraint, setting: Setting) -> ConstraintFinding:
    """Measures, and says whether the limit is kept."""
    measured = MEASURES[constraint.measure](setting)
    if is_only_part(constraint, setting) and state_of(measured, constraint.at_most) == "kept":
        measured = None
    return ConstraintFinding(
        constraint=constraint.id,
        name=constraint.name,
        zone=setting.zone.id,
        hardness=constraint.hardness,
        state=state_of(measured, constraint.at_most),
        measured=measured,
        at_most=constraint.at_most,
        unit=constraint.unit,
        text=constraint.text,
        certainty=constraint.certainty,
        sources=constraint.sources,
        why_unknown="" if measured is not None else why_unknown(constraint, setting),
    )


def is_only_part(constraint: Constraint, setting: Setting) -> bool:
    """Says whether what is measured is not all: a density set by hand clears nothing that seconds may exceed."""
    return constraint.measure == "punctures_per_cm2" and bool(setting.why_no_density)


def why_unknown(constraint: Constraint, setting: Setting) -> str:
    """Says why nobody can tell whether a limit is kept."""
    if constraint.measure == "punctures_per_cm2":
        return setting.why_no_density
    if constraint.measure == "interval_days_missing":
        return "No interval is planned, or the clinic follows none."
    if setting.needle_length_mm is None:
        return "No needle length is planned."
    if constraint.measure == "above_evaluated_mm":
        return "No evaluated maximum of this device was read."
    return "No study that was read measured the skin here."


def state_of(measured: float | None, at_most: float) -> State:
    """Says what a measurement is to its limit."""
    if measured is None:
        return "not_known"
    return "violated" if measured > at_most + 1e-9 else "kept"


def order_of(finding: ConstraintFinding) -> tuple[int, int, str]:
    """Orders findings: violated before not known before kept, the hardest first."""
    return STATES.index(finding.state), HARDEST_FIRST.index(finding.hardness), finding.constraint


def violated(findings: Iterable[ConstraintFinding], hardness: Hardness) -> tuple[ConstraintFinding, ...]:
    """Gives what is violated of one hardness."""
    return tuple(one for one in findings if one.state == "violated" and one.hardness == hardness)


def unexplained(
    findings: Iterable[ConstraintFinding], reasons: Iterable[ConstraintReason]
) -> tuple[ConstraintFinding, ...]:
    """Gives the soft violations for which nobody gave a reason."""
    given = {(one.constraint, one.zone) for one in reasons if one.reason.strip()}
    return tuple(one for one in violated(findings, "soft") if (one.constraint, one.zone) not in given)


def check_kept(findings: Iterable[ConstraintFinding], reasons: Iterable[ConstraintReason]) -> None:
    """Refuses a hard violation, and a soft one for which nobody gave a reason."""
    found = tuple(findings)
    stopping, silent = violated(found, "hard"), unexplained(found, reasons)
    if stopping:
        raise NotGranted(" ".join(f"{one.zone}: {one.text}" for one in stopping))
    if silent:
        told = "; ".join(f"{one.zone}, {one.name[:1].lower()}{one.name[1:]}" for one in silent)
        raise NotGranted(f"A reason is wanted for: {told}. Give one, or choose another setting.")


def check_possible(zones: Iterable[PlannedZone]) -> None:
    """Refuses a plan in which a zone has no length at all that keeps to what stops approval."""
    told = [f"{zone.zone}: {zone.clash.text}" for zone in zones if zone.clash]
    if told:
        raise NotGranted(f"plan: not granted. {' '.join(dict.fromkeys(told))}")


def still_wanted(
    findings: Iterable[ConstraintFinding], reasons: Iterable[ConstraintReason]
) -> tuple[ConstraintReason, ...]:
    """Keeps the reasons whose violation still stands; one that was mended needs none any more."""
    standing = {(one.constraint, one.zone) for one in violated(findings, "soft")}
    return tuple(one for one in reasons if (one.constraint, one.zone) in standing and one.reason.strip())
