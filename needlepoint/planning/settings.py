"""Needle length: what a device can be set to, what was evaluated, and what the evidence lets us propose."""

import math
from dataclasses import dataclass

from needlepoint.planning.plan import Basis, Missing, OffLabel
from needlepoint.protocols.model import Content, Device, Indication, Zone
from needlepoint.protocols.policy import Policy
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.units import likely_unit

FIELD = "needle_length_mm"
# Where a device's own maximum was not read, anything above this is a slip of the keyboard, not a setting.
TYPING_ERROR_MM = 10.0
NO_DENSITY = (
    "Density is known only from a stamp test with this device, rate and hand, and from planned seconds."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """The longest needle that a plan proposes in a zone; `mm` is None where nothing was evaluated."""

    mm: float | None
    source: str
    is_loosened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A length with what it rests on, or the reason why there is none."""

    mm: float | None
    basis: Basis | None
    reason: str


def hundredths(length_mm: float) -> int:
    """Counts a length in whole hundredths of a millimetre, so that 0.1 + 0.2 is 0.3."""
    return round(length_mm * 100)


def check_setting(zone: Zone, needle_length_mm: float, device: Device) -> tuple[OffLabel, ...]:
    """Refuses a length that the device cannot have; gives what must be acknowledged where it leaves the label."""
    refuse_zone(zone)
    refuse_impossible(needle_length_mm)
    refuse_beyond_device(needle_length_mm, device)
    evaluated = device.evaluated_maximum_mm
    if evaluated is None or hundredths(needle_length_mm) <= hundredths(evaluated):
        return ()
    return (above_evaluated(zone, needle_length_mm, evaluated, device),)


def above_evaluated(zone: Zone, needle_length_mm: float, evaluated: float, device: Device) -> OffLabel:
    """Writes that a length is above what was evaluated."""
    return OffLabel(
        id=f"needle-length:{zone.id}",
        what="needle length",
        label=f"evaluated up to {evaluated:g} mm",
        reason=f"{zone.name}: {needle_length_mm:g} mm; {device.name} was evaluated up to {evaluated:g} mm.",
        sources=device.sources,
    )


def refuse_zone(zone: Zone) -> None:
    """Refuses a zone that is never needled."""
    if zone.is_excluded or not zone.may_be_planned:
        raise BadInput("zone", "is never needled", zone.id, "leave this zone out")


def refuse_impossible(needle_length_mm: float) -> None:
    """Refuses what is no length."""
    if type(needle_length_mm) not in (int, float) or not math.isfinite(needle_length_mm):
        raise BadInput(FIELD, "must be a finite number", needle_length_mm, "write millimetres, such as 1.5")
    if hundredths(needle_length_mm) <= 0:
        remedy = likely_unit(FIELD, needle_length_mm) + "write millimetres, such as 1.5"
        raise BadInput(FIELD, "must be above 0 mm", needle_length_mm, remedy)
    if abs(needle_length_mm * 100 - hundredths(needle_length_mm)) > 1e-6:
        remedy = likely_unit(FIELD, needle_length_mm) + "write hundredths of a millimetre"
        raise BadInput(FIELD, "has at most two decimals", needle_length_mm, remedy)


def refuse_beyond_device(needle_length_mm: float, device: Device) -> None:
    """Refuses what the device cannot be set to."""
    top = device.mechanical_maximum_mm
    if top is not None and hundredths(needle_length_mm) > hundredths(top):
        rule = f"cannot be above {top:g} mm, the most that {device.name} can be set to"
        remedy = likely_unit(FIELD, needle_length_mm) + "choose a shorter length"
        raise BadInput(FIELD, rule, needle_length_mm, remedy)
    if top is None and needle_length_mm > TYPING_ERROR_MM:
        remedy = likely_unit(FIELD, needle_length_mm) + "check the decimal point"
        raise BadInput(FIELD, f"cannot be above {TYPING_ERROR_MM:g} mm", needle_length_mm, remedy)
    step = device.step_mm
    if step is not None and hundredths(needle_length_mm) % hundredths(step):
        rule = f"must be on the dial of {device.name}, which goes in steps of {step:g} mm"
        raise BadInput(FIELD, rule, needle_length_mm, f"choose a multiple of {step:g}")


def ceiling_of(zone: Zone, device: Device, content: Content, policy: Policy) -> Ceiling:
    """Gives the ceiling for a zone: the label's, or that of the side which the clinic follows.

    What was evaluated on the face is kept as the ceiling elsewhere. What was evaluated on the body alone says
    nothing about thinner skin, so there is no ceiling outside the zones of that label.
    """
    if device.evaluated_maximum_mm is None:
        return Ceiling(
            mm=None, source=f"No evaluated maximum was read for {device.name}, so there is no ceiling."
        )
    if not reaches(zone, device, content):
        reason = (
            f"The maximum of {device.name} was evaluated in other zones only, so there is no ceiling here."
        )
        return Ceiling(mm=None, source=reason)
    return followed_ceiling(device, device.evaluated_maximum_mm, content, policy)


def reaches(zone: Zone, device: Device, content: Content) -> bool:
    """Says whether the evaluated maximum holds as a ceiling in a zone."""
    labelled = {name for use in device.use for name in use.zones}
    on_face = any(content.zone[name].region == "face" for name in labelled)
    return not labelled or zone.id in labelled or on_face


def followed_ceiling(device: Device, evaluated_mm: float, content: Content, policy: Policy) -> Ceiling:
    """Gives the label's maximum, or the length of the followed side where sources disagree.

    The sides of such a conflict carry their length in their id (`trial-2.0`).
    """
    label = f"{device.name}: safety and effectiveness were evaluated up to {evaluated_mm:g} mm."
    conflict = device.evaluated_maximum_conflict
    side = policy.side_followed(conflict, content) if conflict else None
    if conflict is None or side is None:
        return Ceiling(mm=evaluated_mm, source=label)
    followed_mm = float(side.id.rpartition("-")[2])
    loosened = policy.is_loosening(conflict, content)
    source = f"{label} The clinic's policy follows {conflict} {side.id}: {side.text}" if loosened else label
    reachable_mm = min(followed_mm, device.mechanical_maximum_mm or followed_mm)
    return Ceiling(mm=reachable_mm, source=source, is_loosened=loosened)


def on_dial(length_mm: float, device: Device) -> float:
    """Rounds down to a step of the dial, where the step is known."""
    step = hundredths(device.step_mm) if device.step_mm else 1
    return hundredths(length_mm) // step * step / 100


def chosen_length(indication: Indication, chosen_mm: float, ceiling: Ceiling) -> Proposal:
    """Says what a length chosen by hand rests on: the reported range, the label's ceiling, or habit."""
    low, high = indication.regimen.needle_length_low_mm, indication.regimen.needle_length_high_mm
    if low is not None and low <= chosen_mm <= (high or low):
        return Proposal(mm=chosen_mm, basis=indication.regimen.basis, reason=indication.regimen.reason)
    if ceiling.mm is not None and hundredths(chosen_mm) <= hundredths(ceiling.mm):
        return Proposal(
            mm=chosen_mm, basis="label", reason="Chosen by hand, within the ceiling of the device."
        )
    return Proposal(
        mm=chosen_mm, basis="convention", reason="Chosen by hand; no source that was read carries it."
    )


def missing_of(
    proposal: Proposal,
    ceiling: Ceiling,
    passes: int | None,
    punctures_per_cm2: float | None,
    *,
    is_skin_known: bool,
) -> tuple[Missing, ...]:
    """Lists the numbers of a zone that nobody can give, with the reason of each."""
    reasons = {
        FIELD: proposal.reason if proposal.mm is None else None,
        "ceiling_mm": ceiling.source if ceiling.mm is None else None,
        "passes": None if passes else "No source that was read says how many passes; the endpoint decides.",
        "punctures_per_cm2": NO_DENSITY if punctures_per_cm2 is None else None,
        "layers": no_layers(proposal, is_skin_known=is_skin_known),
    }
    return tuple(Missing(what=what, reason=reason) for what, reason in reasons.items() if reason)


def no_layers(proposal: Proposal, *, is_skin_known: bool) -> str | None:
    """Says why nobody can tell which layer is reached; None where somebody can."""
    if proposal.mm is None:
        return "Without a needle length there is no layer to tell."
    if not is_skin_known:
        return "No study that was read measured the skin here or anywhere near."
    return None
