"""What of a patient's plans goes into a calendar: every approved version, and what was over before each."""

from datetime import date

from clinic.records.models import Patient, Plan, SessionState
from clinic.records.queries.planning import approved_plans
from clinic.records.queries.treatments import sessions_of
from needlepoint.interop.appointments import PlanVersion
from needlepoint.planning.days import DayWishes
from needlepoint.planning.plan import Plan as PlannedTreatment
from needlepoint.planning.schedule import schedule_of
from needlepoint.protocols.library import shipped_content


def versions_for_calendar(patient: Patient) -> list[PlanVersion]:
    """Give every approved version of a patient's plan, the newest first."""
    rows = approved_plans(patient)
    return [_version(row, _treated_before(patient, row, rows)) for row in rows]


def _version(row: Plan, treated_before: int) -> PlanVersion:
    plan = row.to_domain()
    starts = [one.starts_on for one in plan.preparation if one.starts_on]
    return PlanVersion(
        number=row.number,
        sessions=plan.sessions,
        treated_before=treated_before,
        prepare_from=min(starts, default=None),
        look_on=_look_on(plan),
    )


def _look_on(plan: PlannedTreatment) -> date | None:
    """Give the first day on which the course can be judged, as the plan's page says it: never while it heals."""
    first = plan.sessions[0].earliest_on if plan.sessions else None
    schedule = plan.schedule or schedule_of(plan.course, first, DayWishes(), shipped_content())
    return schedule.judged_on


def _treated_before(patient: Patient, row: Plan, rows: list[Plan]) -> int:
    """Count the sessions that were signed under older versions."""
    older = {each.pk for each in rows if each.number < row.number}
    signed = [one for one in sessions_of(patient) if one.state == SessionState.SIGNED]
    return sum(one.plan_id in older for one in signed)
