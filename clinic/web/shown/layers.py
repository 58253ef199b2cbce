"""Where the tips of a plan end, what its settings keep to, and what was considered, in the shapes of the components."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.web.facemap import zone_name
from clinic.web.shown.course import is_of_course
from clinic.web.templatetags.needlepoint import mm
from needlepoint.planning.plan import ConstraintFinding, LengthOption, Plan, PlannedZone

LAYERS: Final[dict[str, Promise]] = {
    "epidermis": gettext_lazy("epidermis"),
    "papillary_dermis": gettext_lazy("upper dermis"),
    "reticular_dermis": gettext_lazy("deep dermis"),
    "subcutis": gettext_lazy("below the dermis"),
}
REASONS: Final = (
    gettext_lazy("The scars need this depth"),
    gettext_lazy("The skin was measured and is thicker here"),
    gettext_lazy("It went well last time"),
    gettext_lazy("A test area went well"),
    gettext_lazy("Clinical judgement"),
)
# Of what has to be combined another answer is asked: what came first, or that the doctor decides otherwise.
COMBINED: Final = (
    gettext_lazy("Other treatment came first, helped too little, and goes on beside it"),
    gettext_lazy("The doctor decides otherwise and has said that it can become darker"),
)
BASES_UNCERTAIN: Final[dict[str | None, Promise]] = {
    "convention": gettext_lazy("The needle length is a convention, not evidence."),
    "label": gettext_lazy("The needle length comes from the device’s label, not from a trial of this use."),
    None: gettext_lazy("No source gives a needle length for all of this."),
}
# The unit of a limit that no number keeps: somebody has to say something.
ANSWER: Final = "answer"
# A smaller share is only told where it lies below the dermis.
LEAST_SHOWN: Final = 0.005
STEPS: Final[dict[str, Promise]] = {
    "reported": gettext_lazy("Reported"),
    "ceiling": gettext_lazy("Ceiling of the device"),
    "thin-skin": gettext_lazy("Thin skin"),
    "target-layer": gettext_lazy("Target layer"),
}
VERDICTS: Final[dict[str, Promise]] = {
    "chosen": gettext_lazy("proposed"),
    "above-ceiling": gettext_lazy("above the ceiling of the device"),
    "too-many-past-dermis": gettext_lazy("too many tips below the dermis in thin skin"),
    "shorter-than-needed": gettext_lazy("a longer one keeps to the same limits"),
}


def limits(planned: Iterable[PlannedZone], reasons: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Part what a zone is held to into what is broken, what nobody knows and what is kept; each once."""
    found = dict.fromkeys(held for zone in planned for held in zone.constraints)
    parted: dict[str, list[dict[str, Any]]] = {"violated": [], "not_known": [], "kept": []}
    for held in found:
        parted[held.state].append(_limit(held, reasons))
    return parted


def lengths_in_short(plan: Plan) -> str:
    """Say which needle length is planned where, in a line: what somebody looks for first."""
    where: dict[float | None, dict[str, None]] = {}
    for zone in plan.zones:
        where.setdefault(zone.needle_length_mm, {})[zone_name(zone.zone)] = None
    told = {
        _("no length yet") if length is None else mm(length): "; ".join(names)
        for length, names in where.items()
    }
    return " · ".join(f"{length}: {names}" for length, names in told.items())


def uncertain(plan: Plan) -> list[str]:
    """Say in a few lines what of a plan is not certain: what the length rests on, the skin, the passes."""
    told = [BASES_UNCERTAIN[zone.basis] for zone in plan.zones if zone.basis in BASES_UNCERTAIN]
    seen = [one.total_mean_mm for zone in plan.zones for one in zone.layers or ()]
    lines = list(dict.fromkeys(str(line) for line in told))
    if seen and max(seen) > min(seen):
        spread = {"thin": mm(min(seen)), "thick": mm(max(seen))}
        lines.append(_("Studies disagree about skin here: %(thin)s to %(thick)s thick.") % spread)
    if any(zone.passes is None for zone in plan.zones):
        lines.append(_("No source says how many passes: stop at the endpoint."))
    return lines


def considered_lengths(planned: PlannedZone) -> dict[str, Any]:
    """Give the table of lengths that were considered; empty where none was proposed."""
    return {
        "columns": [
            {"label": _("Length"), "number": True},
            {"label": _("Below the dermis, thin skin"), "number": True},
            {"label": _("Reaches its layer, thick skin"), "number": True},
            {"label": _("Why")},
        ],
        "rows": [_option_row(option) for option in planned.options],
    }


def length_steps(planned: PlannedZone) -> list[dict[str, str]]:
    """List how the proposed length came about, one step after the other."""
    return [
        {"name": str(STEPS[one.step]), "length": mm(one.needle_length_mm), "text": one.text}
        for one in planned.steps
    ]


def key_of(held: ConstraintFinding) -> str:
    """Name a violation as the form and the record do."""
    return f"{held.constraint}:{held.zone}"


def reasons_by_key(plan: Plan) -> dict[str, str]:
    """Give the reasons of a plan by what they were given to."""
    return {f"{one.constraint}:{one.zone}": one.reason for one in plan.reasons}


def percent(fraction: float | None) -> str:
    """Write a share in whole per cent; what is not nothing is never written as nothing."""
    if fraction is None:
        return "–"
    return _("under 1 %") if 0 < fraction < LEAST_SHOWN else f"{round(fraction * 100)} %"


def _limit(held: ConstraintFinding, reasons: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": key_of(held),
        "name": held.name,
        "text": held.text,
        "measured": measured_words(held),
        "needs_reason": held.hardness == "soft",
        "is_of_course": is_of_course(held.constraint),
        "is_hard": held.hardness == "hard",
        "reason": reasons.get(key_of(held), ""),
        "reasons": [str(reason) for reason in (COMBINED if held.unit == ANSWER else REASONS)],
        "why_unknown": held.why_unknown,
    }


def measured_words(held: ConstraintFinding) -> str:
    """Say what was measured against a limit, in its own unit."""
    if held.measured is None:
        return _("not known")
    if "fraction" in held.unit:
        given = {"measured": percent(held.measured), "most": percent(held.at_most)}
        return _("%(measured)s of the tips, at most %(most)s") % given
    if held.unit == ANSWER:
        return _("not combined, unless somebody says with what")
    if held.unit == "mm":
        return _("%(length)s beyond it") % {"length": mm(held.measured)} if held.measured else _("kept")
    return f"{held.measured:g} {held.unit}".strip()


def _option_row(option: LengthOption) -> list[str]:
    return [
        mm(option.needle_length_mm),
        percent(option.past_dermis_fraction),
        percent(option.in_target_fraction),
        str(VERDICTS[option.verdict]),
    ]
