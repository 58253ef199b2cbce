"""A plan is never changed: a new version takes its place, and the difference is told."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from needlepoint.planning.days import WEEKDAYS, Blackout, DayWishes
from needlepoint.planning.plan import Plan


def next_version(old: Plan, new: Plan) -> Plan:
    """Gives the new plan as the version after the old one."""
    return replace(new, version=old.version + 1)


def differences(old: Plan, new: Plan) -> tuple[str, ...]:
    """Tells what a new version changes, in words a clinician reads; empty where nothing clinical did."""
    return (
        *changed("device", old.device, new.device),
        *zone_differences(old, new),
        *changed("sessions", old.course.sessions, new.course.sessions),
        *changed("days between sessions", old.course.interval_days, new.course.interval_days),
        *came_and_went("why it is not as proposed", whys(old), whys(new)),
        *order_differences(old, new),
        *changed("days until it is judged", old.course.assess_after_days, new.course.assess_after_days),
        *changed("first session not before", old.sessions[0].earliest_on, new.sessions[0].earliest_on),
        *day_differences(old, new),
        *changed("anaesthetic", old.anaesthetic.planned, new.anaesthetic.planned),
        *came_and_went("adjunct", old.planned_adjuncts, new.planned_adjuncts),
        *came_and_went("off-label", (o.id for o in old.off_label), (o.id for o in new.off_label)),
        *came_and_went("approval needed", (a.about for a in old.approvals), (a.about for a in new.approvals)),
        *came_and_went("precaution", (p.rule for p in old.precautions), (p.rule for p in new.precautions)),
        *came_and_went("override", (o.rule for o in old.overrides), (o.rule for o in new.overrides)),
        *came_and_went("constraint broken", broken(old), broken(new)),
        *came_and_went(
            "preparation", (i.instruction for i in old.preparation), (i.instruction for i in new.preparation)
        ),
    )


def broken(plan: Plan) -> Iterator[str]:
    """Names what a plan breaks, with the zone."""
    for zone in plan.zones:
        yield from (f"{one.name} ({one.zone})" for one in zone.constraints if one.state == "violated")


def zone_differences(old: Plan, new: Plan) -> Iterator[str]:
    """Tells which zones came, went, or are set otherwise."""
    before = {(z.zone, z.indication): z for z in old.zones}
    after = {(z.zone, z.indication): z for z in new.zones}
    yield from came_and_went("zone", map(" for ".join, before), map(" for ".join, after))
    for key in before.keys() & after.keys():
        name = " for ".join(key)
        yield from changed(
            f"{name}, needle length (mm)", before[key].needle_length_mm, after[key].needle_length_mm
        )
        yield from changed(f"{name}, ceiling (mm)", before[key].ceiling_mm, after[key].ceiling_mm)
        yield from changed(f"{name}, passes", before[key].passes, after[key].passes)
        yield from changed(
            f"{name}, seconds of contact", before[key].contact_seconds, after[key].contact_seconds
        )
        yield from changed(
            f"{name}, density wanted (per cm²)",
            before[key].prescribed_per_cm2,
            after[key].prescribed_per_cm2,
        )


def whys(plan: Plan) -> Iterator[str]:
    """Gives why a course is set otherwise than proposed."""
    return (one.reason for one in plan.course.changes if one.reason)


def order_differences(old: Plan, new: Plan) -> Iterator[str]:
    """Tells that the same zones are needled in another order; others are told as come and gone."""
    if set(old.zone_ids) == set(new.zone_ids):
        yield from changed("order of zones", ", ".join(old.zone_ids), ", ".join(new.zone_ids))


def day_differences(old: Plan, new: Plan) -> Iterator[str]:
    """Tells what is wished otherwise of the days."""
    before, after = wishes_of(old), wishes_of(new)
    yield from changed("ready by", before.ready_by, after.ready_by)
    yield from came_and_went(
        "days kept free", map(spelled_days, before.blackouts), map(spelled_days, after.blackouts)
    )
    yield from came_and_went(
        "weekday without a session",
        (WEEKDAYS[one] for one in before.weekdays_off),
        (WEEKDAYS[one] for one in after.weekdays_off),
    )


def wishes_of(plan: Plan) -> DayWishes:
    """Gives what was wished of the days."""
    return plan.schedule.wishes if plan.schedule else DayWishes()


def spelled_days(blackout: Blackout) -> str:
    """Spells days on which no session may be."""
    return f"{spelled(blackout.starts_on)} to {spelled(blackout.ends_on)} ({blackout.note or blackout.kind})"


def changed(what: str, old: object, new: object) -> Iterator[str]:
    """Tells that one value reads otherwise."""
    if old != new:
        yield f"{what}: was {spelled(old)}, is now {spelled(new)}"


def came_and_went(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """Tells what is new and what is gone."""
    before, after = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    yield from (f"new {what}: {one}" for one in after if one not in before)
    yield from (f"no longer {what}: {one}" for one in before if one not in after)


def spelled(value: object) -> str:
    """Spells a value for a reader."""
    if value is None:
        return "not given"
    return value.isoformat() if isinstance(value, date) else str(value)
