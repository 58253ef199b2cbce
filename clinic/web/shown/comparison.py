"""Two plans beside each other, line by line; what differs says so in a word, not by colour alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.web.facemap import zone_name
from clinic.web.shown.agenda import course_words, schedule_for
from clinic.web.shown.constraints import constraint_rows
from clinic.web.shown.density import density_of
from clinic.web.shown.layers import percent
from clinic.web.shown.planning import BASIS, ENDPOINT, device_facts, numbing
from clinic.web.shown.skin_section import section_for_card
from clinic.web.templatetags.needlepoint import full_date, mm
from needlepoint.planning.days import Schedule
from needlepoint.planning.plan import Plan, PlannedZone

NOTHING: Final = "–"
Say = Callable[[PlannedZone], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said of both plans. `differs` is told in words beside it."""

    what: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Tell whether the two say something else."""
        return self.left != self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines about one thing: the whole plan, or one zone with its drawings where they differ."""

    title: str
    lines: tuple[Line, ...]
    drawings: tuple[dict[str, Any], ...] = ()


def below_dermis(planned: PlannedZone) -> str:
    """Say which share of tips ends below the dermis in the thinnest and the thickest reading."""
    shares = [one.subcutis for one in planned.layers or ()]
    if not shares:
        return NOTHING
    given = {"thin": percent(max(shares)), "thick": percent(min(shares))}
    return _("%(thin)s in thin skin, %(thick)s in thick") % given


def not_kept(planned: PlannedZone) -> str:
    """Name what a zone does not keep to."""
    return "; ".join(one.name for one in planned.constraints if one.state == "violated") or NOTHING


OF_A_ZONE: Final[tuple[tuple[Promise, Say], ...]] = (
    (gettext_lazy("Needle length"), lambda one: mm(one.needle_length_mm)),
    (gettext_lazy("Rests on"), lambda one: str(BASIS[one.basis][0])),
    (gettext_lazy("Ceiling"), lambda one: mm(one.ceiling_mm)),
    (gettext_lazy("Passes"), lambda one: str(one.passes or NOTHING)),
    (gettext_lazy("Density"), lambda one: density_of(one)["planned"] or density_of(one)["target"] or NOTHING),
    (
        gettext_lazy("Endpoint"),
        lambda one: ", ".join(str(ENDPOINT.get(sign, sign)) for sign in one.endpoint) or NOTHING,
    ),
    (gettext_lazy("Tips below the dermis"), below_dermis),
    (gettext_lazy("Not kept"), not_kept),
)


def compare(left: Plan, right: Plan) -> list[Group]:
    """Set two plans beside each other: first the whole, then every zone of either."""
    zones = dict.fromkeys((*left.zone_ids, *right.zone_ids))
    return [
        Group(title=_("The whole plan"), lines=tuple(_whole(left, right))),
        *(_zone(z, left, right) for z in zones),
    ]


def count_differences(groups: list[Group]) -> int:
    """Count the lines that differ."""
    return sum(line.differs for group in groups for line in group.lines)


def _whole(left: Plan, right: Plan) -> Iterator[Line]:
    before, after = dict(_of_plan(left)), dict(_of_plan(right))
    for what in dict.fromkeys((*before, *after)):
        yield Line(what=what, left=before.get(what, NOTHING), right=after.get(what, NOTHING))


def _of_plan(plan: Plan) -> Iterator[tuple[str, str]]:
    device, course = device_facts(plan), course_words(plan)
    yield _("Device"), device["name"]
    yield _("Label"), str(device["status"])
    yield _("Evaluated up to"), mm(device["evaluated_mm"])
    yield _("Outside the label"), "; ".join(item.reason for item in plan.off_label) or NOTHING
    yield _("Sessions"), course.get("sessions", NOTHING)
    yield _("Apart"), course.get("interval", NOTHING)
    yield from _days_of(schedule_for(plan))
    yield _("Numbing"), next((one["name"] for one in numbing(plan) if one["is_planned"]), _("none planned"))
    rows = constraint_rows(plan)
    yield (
        _("Limits not kept"),
        "; ".join(dict.fromkeys(r["name"] for r in rows if r["state"] == "violated")) or NOTHING,
    )
    yield (
        _("Limits not known"),
        "; ".join(dict.fromkeys(r["name"] for r in rows if r["state"] == "not_known")) or NOTHING,
    )


def _days_of(schedule: Schedule) -> Iterator[tuple[str, str]]:
    for one in schedule.sessions:
        yield _("Session %(number)s") % {"number": one.number}, _("from %(day)s") % {"day": full_date(one.on)}
    if not schedule.sessions:
        yield _("Session %(number)s") % {"number": 1}, _("no date yet")
    if schedule.judged_on:
        yield _("The result can be judged"), full_date(schedule.judged_on)


def _zone(zone: str, left: Plan, right: Plan) -> Group:
    pair = [_longest(zone, plan) for plan in (left, right)]
    said = [[say(one) if one else _("not in this plan") for one in pair] for _what, say in OF_A_ZONE]
    lines = tuple(
        Line(what=str(what), left=before, right=after)
        for (what, _say), (before, after) in zip(OF_A_ZONE, said, strict=True)
    )
    drawn = [
        section_for_card(one, plan) | {"section_id": f"{side}-{zone}", "side": side}
        for side, one, plan in zip(("left", "right"), pair, (left, right), strict=True)
        if one is not None and one.layers
    ]
    differs = pair[0] is None or pair[1] is None or pair[0].layers != pair[1].layers
    return Group(title=zone_name(zone), lines=lines, drawings=tuple(drawn) if differs else ())


def _longest(zone: str, plan: Plan) -> PlannedZone | None:
    here = [one for one in plan.zones if one.zone == zone]
    return max(here, key=lambda one: one.needle_length_mm or 0.0, default=None)
