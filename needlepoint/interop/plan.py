"""Writes a plan as `needlepoint/plan/1`, and keeps plans and consent scopes as JSON without loss."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any, TypeVar

from cattrs import Converter

from needlepoint.consent.validity import ConsentScope
from needlepoint.planning.bounds import check_whole
from needlepoint.planning.changes import MOST_PLANNED_PASSES, CourseWishes
from needlepoint.planning.channels import last_open_day
from needlepoint.planning.days import WEEKDAYS, Blackout, Clash, Schedule
from needlepoint.planning.plan import (
    AdjunctCheck,
    DatedInstruction,
    Missing,
    Override,
    Plan,
    PlannedSession,
    PlannedZone,
)
from needlepoint.planning.proposal import refuse_unknown
from needlepoint.planning.visit import Span, Visit, visit_of
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput

T = TypeVar("T")
SCHEMA = "needlepoint/plan/1"


def plan_document(plan: Plan) -> dict[str, Any]:
    """Gives the document."""
    return {
        "schema": SCHEMA,
        "version": plan.version,
        "digest": plan.digest,
        "on": plan.on.isoformat(),
        "device": plan.device,
        "label_status": plan.label_status,
        "limitation": plan.limitation,
        "zones": [zone_document(planned) for planned in plan.zones],
        "course": listed(asdict(plan.course)),
        "sessions": [session_document(one, plan) for one in plan.sessions],
        "preparation": [preparation_document(one) for one in plan.preparation],
        "anaesthetic": listed(asdict(plan.anaesthetic)),
        "adjuncts": [adjunct_document(check) for check in plan.adjuncts],
        "off_label": [listed(asdict(one)) for one in plan.off_label],
        "approvals": [asdict(one) for one in plan.approvals],
        "precautions": [listed(asdict(one)) for one in plan.precautions],
        "overrides": [asdict(one) for one in plan.overrides],
        "schedule": schedule_document(plan.schedule) if plan.schedule else None,
        "reasons": [asdict(one) for one in plan.reasons],
        "order": listed(asdict(plan.order)) if plan.order else None,
        "alternatives": list(plan.alternatives),
        "expected_minutes": plan.expected_minutes,
        "missing": missing_document(plan.missing),
        "content": {"version": plan.content_version, "digest": plan.content_digest},
        "policy": {"id": plan.policy_id, "digest": plan.policy_digest},
        "software": plan.software,
    }


def session_document(one: PlannedSession, plan: Plan) -> dict[str, Any]:
    """Writes a planned session, with the last day on which the skin may be open by the clock that ends last."""
    hours = max((clock.p95_hours for zone in plan.zones for clock in zone.clocks), default=None)
    until = None if hours is None or one.earliest_on is None else last_open_day(one.earliest_on, hours)
    return {"number": one.number, "earliest_on": day(one.earliest_on), "skin_open_until": day(until)}


def told_plan(plan: Plan) -> dict[str, Any]:
    """Gives the document as it is told: with what one visit takes, which follows from it and is not signed."""
    return plan_document(plan) | {"visit": visit_document(visit_of(plan))}


def visit_document(visit: Visit) -> dict[str, Any]:
    """Writes what one visit takes."""
    return {
        "numbing_minutes": span_document(visit.numbing_minutes),
        "needling_minutes": span_document(visit.needling_minutes),
        "is_lower_bound": visit.is_lower_bound,
        "cartridges": visit.cartridges,
        "zones": [listed(asdict(zone)) for zone in visit.zones],
        "assumptions": list(visit.assumptions),
    }


def span_document(span: Span | None) -> dict[str, float] | None:
    """Writes from the least to the most, or null."""
    return {"low": span.low, "high": span.high} if span else None


def day(when: date | None) -> str | None:
    """Writes a day, or null."""
    return when.isoformat() if when else None


def listed(value: Any) -> Any:
    """Writes tuples as JSON has them."""
    if isinstance(value, dict):
        return {key: listed(one) for key, one in value.items()}
    return [listed(one) for one in value] if isinstance(value, tuple | list) else value


def zone_document(planned: PlannedZone) -> dict[str, Any]:
    """Writes one concern in one zone."""
    whole: dict[str, Any] = listed(asdict(planned))
    return whole | {"missing": missing_document(planned.missing)}


def missing_document(missing: Iterable[Missing]) -> dict[str, str]:
    """Writes why a number is null, by the name of the number."""
    return {one.what: one.reason for one in missing}


def schedule_document(schedule: Schedule) -> dict[str, Any]:
    """Writes the days between what else life holds."""
    return {
        "sessions": [
            {
                "number": one.number,
                "on": day(one.on),
                "wanted_on": day(one.wanted_on),
                "moved_because": one.moved_because,
            }
            for one in schedule.sessions
        ],
        "ready_by": day(schedule.ready_by),
        "last_safe_on": day(schedule.last_safe_on),
        "sessions_in_time": schedule.sessions_in_time,
        "judged_on": day(schedule.judged_on),
        "settled_days": schedule.settled_days,
        "occasion": schedule.occasion,
        "blackouts": [blackout_document(one) for one in schedule.blackouts],
        "weekdays_off": [WEEKDAYS[one] for one in schedule.weekdays_off],
        "clash": clash_document(schedule.clash) if schedule.clash else None,
    }


def blackout_document(blackout: Blackout) -> dict[str, Any]:
    """Writes days on which no session may be."""
    days = {"from": day(blackout.starts_on), "to": day(blackout.ends_on)}
    return {"kind": blackout.kind, **days, "note": blackout.note}


def clash_document(clash: Clash) -> dict[str, Any]:
    """Writes what cannot be had together, and what would fit; a wish that is no blackout is the weekdays."""
    return {
        "sessions": clash.sessions,
        "sessions_in_time": clash.sessions_in_time,
        "ready_after_all_on": day(clash.ready_after_all_on),
        "without": [
            {
                "wish": blackout_document(one.blackout) if one.blackout else "weekdays_off",
                "sessions_in_time": one.sessions_in_time,
            }
            for one in clash.without
        ],
    }


def preparation_document(instruction: DatedInstruction) -> dict[str, Any]:
    """Writes a dated instruction."""
    whole: dict[str, Any] = listed(asdict(instruction))
    dates = {"from": day(whole.pop("starts_on")), "to": day(whole.pop("ends_on"))}
    return dates | whole


def adjunct_document(check: AdjunctCheck) -> dict[str, Any]:
    """Writes an adjunct; what is gated is not allowed until every gate has been passed."""
    return {**listed(asdict(check)), "allowed": check.allowed == "yes", "is_gated": check.allowed == "gated"}


@cache
def converter() -> Converter:
    """Gives the converter, made once: it writes days as text and refuses keys that it does not know."""
    kept = Converter(forbid_extra_keys=True)
    kept.register_unstructure_hook(date, date.isoformat)
    kept.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    return kept


def stored_plan(plan: Plan) -> dict[str, Any]:
    """Writes a plan without loss: what is restored has the same digest."""
    whole: dict[str, Any] = listed(converter().unstructure(plan))
    return whole


def restored_plan(stored: Any) -> Plan:
    """Reads a stored plan."""
    return restored(stored, Plan, "plan")


def stored_scope(scope: ConsentScope) -> dict[str, Any]:
    """Writes what a consent covers."""
    whole: dict[str, Any] = listed(converter().unstructure(scope))
    return whole


def restored_scope(stored: Any) -> ConsentScope:
    """Reads what a consent covers."""
    return restored(stored, ConsentScope, "consent")


def restored(stored: Any, kind: type[T], field: str) -> T:
    """Reads a stored value; what this version cannot read is told, not guessed."""
    try:
        return converter().structure(stored, kind)
    except Exception as error:
        rule = "must be as this version, or one before it, stored it"
        raise BadInput(field, rule, stored, "restore it from a backup") from error


def read_seconds(given: Iterable[str]) -> dict[str, float]:
    """Reads ZONE=SECONDS as it is written by hand, each zone once."""
    field = "--contact-seconds"
    return {zone: number(field, text, "60") for zone, text in pairs(given, field, "ZONE=SECONDS")}


def number(field: str, text: str, example: str) -> float:
    """Reads a number."""
    try:
        return float(text)
    except ValueError as error:
        raise BadInput(field, "must be a number", text, f"write a number, such as {example}") from error


def read_passes(given: Iterable[str]) -> dict[str, int]:
    """Reads ZONE=N as it is written by hand, each zone once."""
    field = "--passes"
    read = {zone: number(field, text, "4") for zone, text in pairs(given, field, "ZONE=N")}
    for zone, passes in read.items():
        check_whole(field, passes, MOST_PLANNED_PASSES, f"give whole passes, such as {zone}=4")
    return {zone: int(passes) for zone, passes in read.items()}


def read_densities(given: Iterable[str]) -> dict[str, float]:
    """Reads ZONE=PUNCTURES as it is written by hand, each zone once."""
    field = "--density"
    return {zone: number(field, text, "250") for zone, text in pairs(given, field, "ZONE=L")}


def read_course(sessions: int | None, interval_days: int | None, why: str, order: str) -> CourseWishes:
    """Reads what of a course is set by hand; the zones in their order stand between commas."""
    zones = tuple(zone.strip() for zone in order.split(",") if zone.strip())
    return CourseWishes(sessions=sessions, interval_days=interval_days, why=why, zone_order=zones)


def read_overrides(given: Iterable[str], content: Content) -> tuple[Override, ...]:
    """Reads RULE="reason" as it is written by hand, each rule once."""
    overrides = tuple(
        Override(rule=name, reason=why) for name, why in pairs(given, "--override", 'RULE="reason"')
    )
    refuse_unknown(
        "--override", (one.rule for one in overrides), (*content.contraindication, *content.adjunct)
    )
    return overrides


def read_lengths(given: Iterable[str]) -> dict[str, float]:
    """Reads ZONE=MM as it is written by hand, each zone once."""
    field = "--needle-length-mm"
    return {zone: number(field, text, "1.5") for zone, text in pairs(given, field, "ZONE=MM")}


def pairs(given: Iterable[str], field: str, form: str) -> Iterator[tuple[str, str]]:
    """Reads NAME=VALUE, each name once."""
    seen: set[str] = set()
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name or name in seen:
            raise BadInput(field, f"must be {form}, each name once", text, f"write {form}")
        seen.add(name)
        yield name, value
