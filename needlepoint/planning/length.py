"""Proposes a needle length for one concern in one zone, and tells what was considered and why it lost.

Limitation first: no trial compared lengths by the thickness of the skin. The order is a convention: what was reported,
never above the device's ceiling, then as short as keeps tips out of what lies below the dermis in the *thinnest*
skin that a study saw here. A shorter needle may not reach its layer in thick skin; that is said, and no harder hand
mends it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from needlepoint.planning.plan import Basis, LengthOption, LengthStep
from needlepoint.planning.reach import LayerShares, Penetration, layer_shares, penetration_of
from needlepoint.planning.settings import Ceiling, Proposal, hundredths, on_dial
from needlepoint.planning.steps import length_steps
from needlepoint.planning.tissue import Skin
from needlepoint.protocols.model import Constraint, Content, Device, Indication

CAP = "tips-past-dermis"
# Where the dial's step was not read, quarters of a millimetre are considered, as on the one dial that was.
STEP_CONSIDERED_MM = 0.25
Verdict = Literal["chosen", "above-ceiling", "too-many-past-dermis", "shorter-than-needed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthProposal:
    """The proposed length with everything that was considered beside it."""

    proposal: Proposal
    options: tuple[LengthOption, ...] = ()
    steps: tuple[LengthStep, ...] = ()


def propose_length(
    indication: Indication, ceiling: Ceiling, device: Device, skins: tuple[Skin, ...], content: Content
) -> LengthProposal:
    """Proposes the reported length, shortened first by the ceiling and then by thin skin; None without a report."""
    reported_mm = indication.regimen.needle_length_low_mm
    if reported_mm is None:
        return LengthProposal(proposal=Proposal(mm=None, basis=None, reason=indication.regimen.reason))
    if ceiling.mm is None:
        reason = f"{ceiling.source} Without a ceiling no length is proposed."
        return LengthProposal(proposal=Proposal(mm=None, basis=None, reason=reason))
    longest_mm = on_dial(min(reported_mm, ceiling.mm), device)
    lengths = lengths_considered(longest_mm, reported_mm, device)
    shares = {mm: shares_of(mm, device, skins, content) for mm in lengths}
    kept = [mm for mm in lengths if mm <= longest_mm and keeps(shares[mm], content.constraint[CAP])]
    chosen_mm = max(kept, default=min(lengths))
    proposal = proposed(chosen_mm, longest_mm, indication, ceiling, skins, shares, content)
    options = considered(lengths, chosen_mm, longest_mm, indication, shares, content)
    target = indication.regimen.target_layer
    reaching = {mm: in_target(shares[mm], indication) for mm in lengths}
    steps = length_steps(reported_mm, longest_mm, chosen_mm, ceiling, skins, target, reaching, content)
    return LengthProposal(proposal=proposal, options=tuple(options), steps=tuple(steps))


def lengths_considered(longest_mm: float, reported_mm: float, device: Device) -> tuple[float, ...]:
    """Gives the steps of the dial up to the longest that counts, and the reported length where it lies above."""
    step = hundredths(device.step_mm or STEP_CONSIDERED_MM)
    steps = {count / 100 for count in range(step, hundredths(longest_mm) + 1, step)}
    return tuple(sorted(steps | {longest_mm, reported_mm}))


def shares_of(
    needle_length_mm: float, device: Device, skins: tuple[Skin, ...], content: Content
) -> tuple[LayerShares, ...]:
    """Gives where the tips end in each scenario; empty where nobody measured the skin."""
    penetration = penetration_of(device, needle_length_mm, content)
    return tuple(kept_shares(penetration, skin) for skin in skins)


@lru_cache(maxsize=4096)
def kept_shares(penetration: Penetration, skin: Skin) -> LayerShares:
    """Gives where the tips end; a plan asks for the same few lengths and skins again at every change."""
    return layer_shares(penetration, skin)


def keeps(shares: tuple[LayerShares, ...], cap: Constraint) -> bool:
    """Says whether few enough tips end below the dermis in every scenario; skin that nobody measured caps nothing."""
    return all(one.subcutis <= cap.at_most + 1e-9 for one in shares)


def proposed(
    chosen_mm: float,
    longest_mm: float,
    indication: Indication,
    ceiling: Ceiling,
    skins: tuple[Skin, ...],
    shares: dict[float, tuple[LayerShares, ...]],
    content: Content,
) -> Proposal:
    """Says what the chosen length rests on, and where it had to be shortened, why."""
    regimen = indication.regimen
    reported_mm = regimen.needle_length_low_mm
    if chosen_mm < longest_mm:
        return Proposal(
            mm=chosen_mm, basis="convention", reason=shortened(chosen_mm, longest_mm, shares, skins, content)
        )
    if reported_mm is not None and hundredths(longest_mm) < hundredths(reported_mm):
        reason = f"{reported_mm:g} mm was reported; the ceiling of {ceiling.mm:g} mm comes first."
        return Proposal(mm=chosen_mm, basis="label", reason=unmeasured(reason, skins))
    basis: Basis | None = regimen.basis
    return Proposal(mm=chosen_mm, basis=basis, reason=unmeasured(regimen.reason, skins))


def shortened(
    chosen_mm: float,
    longest_mm: float,
    shares: dict[float, tuple[LayerShares, ...]],
    skins: tuple[Skin, ...],
    content: Content,
) -> str:
    """Says why a shorter needle than the reported one is proposed, and what that costs."""
    cap = content.constraint[CAP]
    worst, thin = max(zip(shares[longest_mm], skins, strict=True), key=lambda pair: pair[0].subcutis)
    where = f"the thinnest skin that a study saw here ({thin.name}, {thin.site}: {thin.total_mean_mm:.2f} mm)"
    why = (
        f"With {longest_mm:g} mm {per_cent(worst.subcutis)} of the tips would end below the dermis in {where}"
    )
    plainly = f"{chosen_mm:g} mm, not {longest_mm:g} mm, which in thin skin reaches below the dermis."
    at_stake = "It may not reach its layer in thick skin: do not press harder, and stop at the endpoint."
    if keeps(shares[chosen_mm], cap):
        kept = f"{chosen_mm:g} mm keeps that to {per_cent(cap.at_most)} at most, a convention."
    else:
        plainly += " So may this one, the shortest step."
        kept = f"no step of the dial keeps that to {per_cent(cap.at_most)}, a convention."
    return f"{plainly} {at_stake} {why}; {kept}"


def unmeasured(reason: str, skins: tuple[Skin, ...]) -> str:
    """Adds that nobody measured the skin of a zone, so that thin skin could not be reckoned with."""
    return (
        reason if skins else f"{reason} The skin here was never measured: how deep that reaches is not known."
    )


def considered(
    lengths: tuple[float, ...],
    chosen_mm: float,
    longest_mm: float,
    indication: Indication,
    shares: dict[float, tuple[LayerShares, ...]],
    content: Content,
) -> Iterator[LengthOption]:
    """Tells of each length why it was chosen, or why it lost."""
    for mm in lengths:
        verdict, why = verdict_on(mm, chosen_mm, longest_mm, shares[mm], content.constraint[CAP])
        yield LengthOption(
            needle_length_mm=mm,
            verdict=verdict,
            why=why,
            past_dermis_fraction=max((one.subcutis for one in shares[mm]), default=None),
            in_target_fraction=in_target(shares[mm], indication),
        )


def verdict_on(
    mm: float, chosen_mm: float, longest_mm: float, shares: tuple[LayerShares, ...], cap: Constraint
) -> tuple[Verdict, str]:
    """Says of one length why it was chosen, or why it lost."""
    if mm == chosen_mm:
        return "chosen", "proposed"
    if hundredths(mm) > hundredths(longest_mm):
        return "above-ceiling", "above the ceiling of the device"
    if not keeps(shares, cap):
        past = max(one.subcutis for one in shares)
        return "too-many-past-dermis", f"{per_cent(past)} of the tips would end below the dermis in thin skin"
    return "shorter-than-needed", "a longer one keeps to the same limits"


def in_target(shares: tuple[LayerShares, ...], indication: Indication) -> float | None:
    """Gives the share of tips that reach the target layer or deeper, in the scenario where it is smallest."""
    target = indication.regimen.target_layer
    if target is None or not shares:
        return None
    if target == "reticular_dermis":
        return min(one.reticular_dermis + one.subcutis for one in shares)
    return min(1 - one.epidermis for one in shares)


def per_cent(fraction: float) -> str:
    """Writes a share in whole per cent."""
    return f"{round(fraction * 100)} %"
