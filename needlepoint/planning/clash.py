"""Says where no length can be had: what even the shortest step of the dial breaks, of all that stops approval.

Every constraint of a length is a limit from above, so that a longer needle breaks what a shorter one breaks, and the
shortest step answers for all of them. Where the step was not read, a quarter of a millimetre is tried.
"""

from collections.abc import Callable

from needlepoint.planning.constraints import Setting, check_constraints, violated
from needlepoint.planning.length import STEP_CONSIDERED_MM
from needlepoint.planning.plan import ConstraintFinding, LengthClash
from needlepoint.protocols.model import Content, Device

OF_LENGTH = ("above_evaluated_mm", "past_thinnest_skin_mm", "subcutis_fraction_thinnest")


def clash_here(
    device: Device,
    content: Content,
    found: tuple[ConstraintFinding, ...],
    setting_at: Callable[[float], Setting],
) -> LengthClash | None:
    """Gives what no length keeps; None where nothing that stops approval is broken, or a shorter needle mends it.

    found : what the chosen length is held to; setting_at : what is done here with another length
    """
    if not of_length(violated(found, "hard"), content):
        return None
    shortest_mm = device.step_mm or STEP_CONSIDERED_MM
    broken = of_length(violated(check_constraints(setting_at(shortest_mm), content), "hard"), content)
    if not broken:
        return None
    told = "; ".join(
        f"{one.name.lower()} ({one.measured:.3g} {one.unit}, at most {one.at_most:g})" for one in broken
    )
    return LengthClash(
        shortest_mm=shortest_mm,
        constraints=tuple(one.constraint for one in broken),
        text=f"No length keeps to everything that stops approval here. Even {shortest_mm:g} mm breaks: {told}. "
        "Leave the zone out, choose another device, or change this limit in the policy.",
    )


def of_length(findings: tuple[ConstraintFinding, ...], content: Content) -> tuple[ConstraintFinding, ...]:
    """Keeps what a shorter needle could mend."""
    return tuple(one for one in findings if content.constraint[one.constraint].measure in OF_LENGTH)
