"""Writes a plan for somebody who reads a terminal."""

from collections.abc import Iterator

from needlepoint.interop.plan import day
from needlepoint.planning.days import Blackout, Clash, Schedule
from needlepoint.planning.plan import ConstraintFinding, Course, Plan, PlannedZone, TargetWork
from needlepoint.planning.visit import Visit, visit_of


def plan_lines(plan: Plan) -> Iterator[str]:
    """Writes a plan for somebody who reads a terminal."""
    yield f"Plan of {day(plan.on)} with {plan.device} ({plan.label_status}), {plan.digest}"
    for planned in plan.zones:
        length = (
            f"{planned.needle_length_mm:g} mm ({planned.basis})" if planned.needle_length_mm else "no length"
        )
        endpoint = " or ".join(planned.endpoint) or "not known"
        yield f"  {planned.zone}, {planned.indication}: {length}, endpoint {endpoint}"
        yield f"    {planned.ceiling_source}"
        yield from work_lines(planned)
        yield from density_lines(planned)
        yield from (f"    {one.step}: {one.needle_length_mm:g} mm. {one.text}" for one in planned.steps)
        yield from (f"    {one.name}: {one.text}" for one in planned.constraints if one.state == "violated")
        yield from (f"    {one.name}: not known. {one.why_unknown}" for one in unknown_limits(planned))
        yield from (f"    no {one.what}: {one.reason}" for one in planned.missing)
    if plan.order:
        yield f"  Order: {', '.join(plan.order.zones)}. {plan.order.reason}"
    if plan.course.severity:
        yield f"  {plan.course.severity}"
    yield from change_lines(plan.course)
    for session in plan.sessions:
        yield f"  Session {session.number}: not before {day(session.earliest_on) or 'a condition ends'}"
    yield from schedule_lines(plan.schedule) if plan.schedule else ()
    yield from (f"  No {one.what}: {one.reason}" for one in plan.missing)
    yield from (
        f"  {day(one.starts_on) or '…'} to {day(one.ends_on) or '…'}: {one.text}" for one in plan.preparation
    )
    yield from visit_lines(visit_of(plan))
    yield from (f"  Off-label ({one.id}): {one.reason}" for one in plan.off_label)
    yield from (f"  Needs the word of a {one.by} ({one.about}): {one.reason}" for one in plan.approvals)
    yield from (f"  Precaution ({one.rule}): {one.reason}" for one in plan.precautions)
    yield from (f"  Overridden ({one.rule}): {one.reason}" for one in plan.overrides)
    yield f"  Alternatives: {'; '.join(plan.alternatives)}"
    yield f"Advice, not a verdict: the clinician decides. Content {plan.content_version}, {plan.content_digest}."


def unknown_limits(planned: PlannedZone) -> tuple[ConstraintFinding, ...]:
    """Gives the limits of which nobody can tell whether they are kept."""
    return tuple(one for one in planned.constraints if one.state == "not_known")


def schedule_lines(schedule: Schedule) -> Iterator[str]:
    """Writes what moved a session, and what is over in time."""
    for one in schedule.sessions:
        if one.moved_because:
            yield f"  Session {one.number} moved from {day(one.wanted_on)}: {one.moved_because}"
    if schedule.last_safe_on:
        ready, last = day(schedule.ready_by), day(schedule.last_safe_on)
        yield f"  To be ready by {ready}, the last session is on {last} at the latest;"
        yield f"    {schedule.sessions_in_time} of the dated sessions fit. A sign may last longer than expected."
    if schedule.clash:
        yield from clash_lines(schedule.clash, schedule)


def clash_lines(clash: Clash, schedule: Schedule) -> Iterator[str]:
    """Writes which wishes clash, and what would fit."""
    ready, gap = day(schedule.ready_by), "the interval between them"
    yield f"  These wishes clash: {clash.sessions} sessions, {gap}, and to be ready by {ready}. What would fit:"
    yield f"    {clash.sessions_in_time} of {clash.sessions} sessions by then, the others afterwards"
    yield f"    or all of them, to be ready by {day(clash.ready_after_all_on)}"
    for one in clash.without:
        given_up = blackout_words(one.blackout) if one.blackout else "a session on any day of the week"
        yield f"    or {one.sessions_in_time} of them by then, with {given_up}"


def blackout_words(blackout: Blackout) -> str:
    """Writes that a session may be in a blackout after all."""
    days = f"{day(blackout.starts_on)} to {day(blackout.ends_on)}"
    return f"{days} ({blackout.note or blackout.kind}) at another time"


def visit_lines(visit: Visit) -> Iterator[str]:
    """Writes what one visit takes, as far as it can be counted."""
    numbing, needling = visit.numbing_minutes, visit.needling_minutes
    if numbing:
        yield f"  Numbing: {numbing.low:g} to {numbing.high:g} minutes by the label"
    if needling:
        least = "at least " if visit.is_lower_bound else ""
        yield f"  Needling: {least}{needling.low:g} to {needling.high:g} minutes of contact; a visit takes longer"
    yield f"  Cartridges: at least {visit.cartridges}"


def work_lines(planned: PlannedZone) -> Iterator[str]:
    """Writes the passes of a zone, where somebody set them."""
    if planned.passes_by_hand:
        yield f"    {planned.passes} passes, set by hand; no source says how many"


def done_words(planned: PlannedZone) -> str:
    """Writes the work that a density comes from."""
    if planned.contact_seconds is not None:
        return f"{planned.contact_seconds:g} s"
    return f"{planned.passes} passes"


def change_lines(course: Course) -> Iterator[str]:
    """Writes where a course leaves what was proposed, and why."""
    names = {"sessions": "Sessions", "interval_days": "Days between sessions"}
    for one in course.changes:
        proposed = "none proposed" if one.proposed is None else f"proposed {one.proposed}"
        yield f"  {names[one.what]}: {one.chosen} by hand, {proposed}; {one.reason or 'no reason given'}"


def density_lines(planned: PlannedZone) -> Iterator[str]:
    """Writes how dense a zone becomes, and what the published density takes there."""
    density, target = planned.density, planned.target
    if density is not None:
        bound = "at most " if density.is_upper_bound else f"{density.low_per_cm2:.0f} to "
        yield f"    {bound}{density.high_per_cm2:.0f} punctures per cm² after {done_words(planned)}"
    if target is not None:
        whose = "The prescribed" if planned.prescribed_per_cm2 else "A trade journal's aim of"
        yield f"    {whose} {target.per_cm2:g} per cm² takes {target_words(target)}"
    if planned.density_note:
        yield f"    {planned.density_note}"


def target_words(target: TargetWork) -> str:
    """Writes the work that the published density takes."""
    if target.passes is not None:
        return f"about {target.passes:.0f} passes"
    least = "at least " if target.is_lower_bound else ""
    low, high = f"{target.seconds_low:.0f}", f"{target.seconds_high:.0f}"
    return f"{least}{low if low == high else f'{low} to {high}'} seconds of contact"
