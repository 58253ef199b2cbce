"""Proposes a plan from the facts, their decision, the evidence, the clinic's policy and the device."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from needlepoint.planning.anaesthesia import budgets_of
from needlepoint.planning.changes import (
    CourseWishes,
    as_wished,
    checked_densities,
    checked_passes,
    course_reasons,
    in_order,
)
from needlepoint.planning.conditions import conditions_of
from needlepoint.planning.constraints import still_wanted
from needlepoint.planning.course import course_of, first_day, followed_interval_days, sessions_of
from needlepoint.planning.days import DayWishes, Schedule
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.granting import acting, check_adjuncts_granted, is_against, opening
from needlepoint.planning.label import off_label_of
from needlepoint.planning.limits import (
    anaesthetic_approvals,
    check_adjuncts,
    check_anaesthetics,
    planned_area_cm2,
)
from needlepoint.planning.numbing import AnaestheticPlan
from needlepoint.planning.order import zone_order
from needlepoint.planning.plan import (
    Approval,
    ConstraintReason,
    Course,
    Missing,
    OffLabel,
    Override,
    Plan,
    PlannedZone,
    Precaution,
    ZoneOrder,
)
from needlepoint.planning.preparation import preparation_of
from needlepoint.planning.schedule import planned_sessions, schedule_of
from needlepoint.planning.zones import Work, around, planned_zones
from needlepoint.protocols.model import Content, Indication
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Truth

DOING_NOTHING = "Doing nothing"
NONE_CHOSEN: Mapping[str, float] = MappingProxyType({})
NO_PASSES: Mapping[str, int] = MappingProxyType({})
NOTHING_WISHED = DayWishes()
AS_PROPOSED = CourseWishes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody chose for a plan; everything else follows from it. The fields are those of `propose`."""

    device: str
    on: date
    overrides: tuple[Override, ...]
    work: Work
    adjuncts: tuple[str, ...]
    anaesthetic: str | None
    reasons: tuple[ConstraintReason, ...]
    days: DayWishes
    course: CourseWishes


def propose(
    facts: Facts,
    decision: ScreeningDecision,
    content: Content,
    policy: Policy = SHIPPED,
    *,
    device: str,
    on: date,
    overrides: tuple[Override, ...] = (),
    needle_lengths_mm: Mapping[str, float] = NONE_CHOSEN,
    contact_seconds: Mapping[str, float] = NONE_CHOSEN,
    passes: Mapping[str, int] = NO_PASSES,
    per_cm2: Mapping[str, float] = NONE_CHOSEN,
    kappa: Kappa | None = None,
    wanted_per_cm2: float | None = None,
    adjuncts: tuple[str, ...] = (),
    anaesthetic: str | None = None,
    reasons: tuple[ConstraintReason, ...] = (),
    days: DayWishes = NOTHING_WISHED,
    course: CourseWishes = AS_PROPOSED,
) -> Plan:
    """Proposes a plan for the concerns of the facts; whether it is granted is asked of `granting`.

    needle_lengths_mm : lengths chosen by hand, per zone; the other zones get what the evidence proposes
    contact_seconds : seconds on the skin planned by hand, per zone; kappa : from the stamp tests of this device
    passes, per_cm2 : passes, and densities that are prescribed, by hand, per zone
    reasons : why soft constraints are broken on purpose; one whose violation does not stand falls away
    wanted_per_cm2 : the density whose seconds or passes are asked for; None is the published one
    days : what else life holds, and the day by which what is expected has ended
    course : sessions, interval and order that are set by hand, and why
    """
    wishes = Wishes(
        device=device,
        on=on,
        overrides=overrides,
        work=Work(
            needle_lengths_mm=needle_lengths_mm,
            contact_seconds=contact_seconds,
            passes=checked_passes(passes),
            per_cm2=checked_densities(per_cm2),
            kappa=kappa,
            wanted_per_cm2=wanted_per_cm2,
        ),
        adjuncts=adjuncts,
        anaesthetic=anaesthetic,
        reasons=reasons,
        days=days,
        course=course,
    )
    check_given(facts, decision, device, on, wishes.work, adjuncts, anaesthetic, content)
    refuse_unknown("zone_order", course.zone_order, facts.planned_zones)
    return planned(facts, decision, content, policy, wishes)


def planned(
    facts: Facts, decision: ScreeningDecision, content: Content, policy: Policy, wishes: Wishes
) -> Plan:
    """Works out what the wishes come to, one part after the other, within the limits that the policy draws."""
    content = policy.drawn(content)
    tool = content.device[wishes.device]
    checks = check_adjuncts(wishes.adjuncts, content)
    check_adjuncts_granted(checks, wishes.overrides)
    severities = [concern.severity for concern in facts.concerns or ()]
    proposed = course_of(treated(facts, content), content, policy, severities)
    course = as_wished(proposed, wishes.course)
    same = around(facts.patient, wishes.on, course.interval_days, followed_interval_days(content, policy))
    named = planned_zones(facts, tool, wishes.work, content, policy, same)
    order = order_of(named, decision, content, wishes.course.zone_order)
    zones = in_order(named, order.zones)
    held = tuple(finding for zone in zones for finding in zone.constraints)
    acting_overrides = acting(decision, wishes.overrides) + opening(checks, wishes.overrides)
    free = first_day(decision, wishes.on, acting_overrides)
    schedule = wished_schedule(course, free, wishes, content)
    first = schedule.sessions[0].on if schedule and schedule.sessions else free
    met = tuple(dict.fromkeys(f.rule for f in decision.findings if f.met is Truth.YES))
    off_label = off_label_of(
        decision, facts, tool, ((z.zone, z.needle_length_mm) for z in zones), checks, content
    )
    conditions = conditions_here(facts, zones, content, wishes.adjuncts, wishes.anaesthetic, met, off_label)
    numbing = numbing_of(facts, decision, wishes.anaesthetic, content)
    return Plan(
        on=wishes.on,
        device=wishes.device,
        device_kind=tool.kind,
        label_status=tool.label_status,
        limitation=tool.limitation,
        zones=zones,
        course=course,
        sessions=planned_sessions(schedule) if schedule and schedule.sessions else sessions_of(course, first),
        preparation=preparation_of(first, wishes.device, conditions, content, policy),
        anaesthetic=numbing,
        adjuncts=checks,
        off_label=off_label,
        approvals=(*approvals_of(decision, treated(facts, content)), *anaesthetic_approvals(numbing)),
        precautions=precautions_of(decision),
        overrides=acting_overrides,
        alternatives=alternatives_of(treated(facts, content)),
        missing=missing_in_course(course),
        met_rules=met,
        conditions=tuple(sorted(conditions)),
        content_version=content.version,
        content_digest=content.digest,
        policy_id=policy.id,
        policy_digest=policy.digest,
        reasons=still_wanted(held, course_reasons(held, wishes.reasons, course, content)),
        schedule=schedule,
        order=order,
    )


def order_of(
    named: Iterable[PlannedZone], decision: ScreeningDecision, content: Content, by_hand: tuple[str, ...]
) -> ZoneOrder:
    """Gives the one order of the zones, in which they are shown, planned and charted."""
    wished = (zone.zone for zone in in_order(named, by_hand))
    return zone_order(wished, decision, content, is_by_hand=bool(by_hand))


def wished_schedule(course: Course, free: date | None, wishes: Wishes, content: Content) -> Schedule | None:
    """Dates the course between what else life holds; None where nothing was said of it."""
    return None if wishes.days.is_empty else schedule_of(course, free, wishes.days, content)


def numbing_of(
    facts: Facts, decision: ScreeningDecision, anaesthetic: str | None, content: Content
) -> AnaestheticPlan:
    """Checks every numbing product for the planned area, each with its budget."""
    area_cm2 = planned_area_cm2(facts.planned_zones, content)
    checked = check_anaesthetics(decision, area_cm2, facts.patient.country, anaesthetic, content)
    return replace(checked, budgets=budgets_of(area_cm2, facts.patient.weight_kg, content))


def conditions_here(
    facts: Facts,
    zones: tuple[PlannedZone, ...],
    content: Content,
    adjuncts: tuple[str, ...],
    anaesthetic: str | None,
    met: tuple[str, ...],
    off_label: tuple[OffLabel, ...],
) -> frozenset[str]:
    """Gives what holds for this plan, as instructions and disclosures name it."""
    return conditions_of(
        phototype=facts.patient.phototype,
        zones=facts.planned_zones,
        content=content,
        indications=(zone.indication for zone in zones),
        adjuncts=adjuncts,
        anaesthetic=anaesthetic,
        met_rules=met,
        off_label=off_label,
    )


def only_zones(facts: Facts, zones: Iterable[str]) -> Facts:
    """Cuts the concerns down to some zones, for a plan of those that stand free by themselves."""
    kept = set(zones)
    concerns = (replace(c, zones=tuple(z for z in c.zones if z in kept)) for c in facts.concerns or ())
    return replace(facts, concerns=tuple(concern for concern in concerns if concern.zones))


def check_given(
    facts: Facts,
    decision: ScreeningDecision,
    device: str,
    on: date,
    work: Work,
    adjuncts: tuple[str, ...],
    anaesthetic: str | None,
    content: Content,
) -> None:
    """Refuses ids that nothing has, and a decision that was made for another device or day."""
    refuse_unknown("device", (device,), content.device)
    refuse_unknown("adjuncts", adjuncts, content.adjunct)
    refuse_unknown("anaesthetic", (anaesthetic,) if anaesthetic else (), content.anaesthetic)
    refuse_unknown("needle_length_mm", work.needle_lengths_mm, facts.planned_zones)
    refuse_unknown("contact_seconds", work.contact_seconds, facts.planned_zones)
    refuse_unknown("passes", work.passes, facts.planned_zones)
    refuse_unknown("per_cm2", work.per_cm2, facts.planned_zones)
    if (decision.device, decision.on) != (device, on):
        given = f"{device} on {on.isoformat()}"
        raise BadInput(
            "decision", "must be of the same device and day as the plan", given, "decide again for these"
        )
    if not facts.planned_zones or any(not concern.zones for concern in facts.concerns or ()):
        raise BadInput(
            "concerns", "must name what is treated, and where", None, "name at least one zone per concern"
        )


def refuse_unknown(field: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Refuses the first id that is not known."""
    usable = tuple(known)
    for name in names:
        if name not in usable:
            raise BadInput(
                field, "must be an id that the plan knows", name, f"use one of {', '.join(usable)}"
            )


def treated(facts: Facts, content: Content) -> tuple[Indication, ...]:
    """Gives the indications that are planned, each once."""
    named = dict.fromkeys(concern.indication for concern in facts.concerns or ())
    return tuple(content.indication[name] for name in named)


def approvals_of(decision: ScreeningDecision, indications: Iterable[Indication]) -> tuple[Approval, ...]:
    """Gives what a doctor approves before the plan does."""
    found = [f for f in decision.findings if f.met is Truth.YES and f.approval == "doctor"]
    by_rule = {f.rule: Approval(by="doctor", about=f.rule, reason=f.reason) for f in found}
    needing = [i for i in indications if i.needs_doctor]
    return (*by_rule.values(), *(Approval(by="doctor", about=i.id, reason=needs_doctor(i)) for i in needing))


def needs_doctor(indication: Indication) -> str:
    """Says why an indication is a doctor's."""
    return indication.caution or f"{indication.name}: a doctor decides."


def precautions_of(decision: ScreeningDecision) -> tuple[Precaution, ...]:
    """Gives the findings under which treatment goes on, with care."""
    met = (f for f in decision.findings if f.met is Truth.YES and not is_against(f))
    return tuple(
        Precaution(rule=f.rule, name=f.name, reason=f.reason, zones=f.zones, sources=f.sources) for f in met
    )


def alternatives_of(indications: Iterable[Indication]) -> tuple[str, ...]:
    """Gives what else could be done; doing nothing is always among it, and first."""
    named = (text for indication in indications for text in indication.alternatives)
    return tuple(dict.fromkeys((DOING_NOTHING, *named)))


def missing_in_course(course: Course) -> tuple[Missing, ...]:
    """Lists what nobody can give for the course, with the reason."""
    why = " ".join(course.reasons)
    reasons = {
        "sessions": why if course.sessions is None else None,
        "interval_days": why if course.interval_days is None else None,
        "assess_after_days": why if course.assess_after_days is None else None,
        "expected_minutes": "No source that was read says how long a session takes.",
    }
    return tuple(Missing(what=what, reason=reason) for what, reason in reasons.items() if reason)
