"""Aftercare for one session: dated instructions, the expected course, check-ins, the next date, and red flags.

Day 0 is the day of treatment. Hardly any of it was tested; each line carries its sources and its certainty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from needlepoint.aftercare.opened import SkinOpen, skin_open_of
from needlepoint.aftercare.products import OwnProduct, own_products
from needlepoint.aftercare.reminders import CheckIn, check_ins_for
from needlepoint.protocols.model import Content, CourseOfSign, Gap, Instruction, RedFlag, Regimen, Side
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.conditions import Conditions, conditions_of
from needlepoint.session.record import SessionRecord
from needlepoint.vocabulary.canonical import LATER

URGENCY = {"emergency": 0, "same_day": 1, "contact": 2}
OWN_EMERGENCY_NUMBER = "your emergency number"
OWN_CLINIC = "your clinic's own number"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedInstruction:
    """One instruction with its days. `to_on` None has no end that anybody named.

    from_hours : hours after the last puncture, where a day is too coarse
    topic : instructions of one topic speak of the same thing; the thing is free when all of them have ended
    conflict, side, is_loosening : the point on which sources disagree, the side that this clinic follows, and whether
        that is softer than the shipped default
    """

    instruction: str
    kind: Literal["do", "avoid", "expect"]
    from_on: date
    to_on: date | None
    from_hours: int | None
    text: str
    why: str
    certainty: str
    sources: tuple[str, ...]
    conflict: str | None = None
    side: str | None = None
    is_loosening: bool = False
    is_prescribed: bool = False

    @property
    def topic(self) -> str:
        """Gives the first word of its id: `sun` for `sun-strict` and for `sun-two-weeks`."""
        return self.instruction.partition("-")[0]

    def is_on(self, day: date) -> bool:
        """Says whether it stands on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSign:
    """A sign that is usually seen, with its days; beyond `to_on` it is reported."""

    sign: str
    name: str
    text: str
    from_on: date
    ordinary_to_on: date | None
    to_on: date | None
    beyond: str | None
    frequency: str | None
    certainty: str
    sources: tuple[str, ...]

    def is_on(self, day: date) -> bool:
        """Says whether it is still expected on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSession:
    """The first day on which the next session may be: the followed side's, or the plan's where that is later."""

    earliest_on: date
    side: str | None
    is_loosening: bool
    reason: str
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReading:
    """When a result can first be judged; `first_on` None where the evidence or the course does not say.

    is_estimate : sessions are still to come, and each is taken at its earliest date
    """

    first_on: date | None
    is_estimate: bool
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFor:
    """A red flag with its advice filled in; it is always shown."""

    id: str
    level: Literal["contact", "same_day", "emergency"]
    text: str
    advice: str
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftercare:
    """Everything that follows from one session, whole, so that it can be shown again years later.

    next_session : None after the last one
    unrecognised : adjuncts that the content does not know; somebody reads them
    skin_open : until when the skin may be open; None where no clock says, and in what was stored before it was told
    products : what the patient named and puts on the skin, with the day from which it may go on again
    """

    on: date
    device: str
    zones: tuple[str, ...]
    instructions: tuple[DatedInstruction, ...]
    course: tuple[ExpectedSign, ...]
    check_ins: tuple[CheckIn, ...]
    next_session: NextSession | None
    first_reading: FirstReading
    red_flags: tuple[WatchFor, ...]
    gaps: tuple[Gap, ...]
    unrecognised: tuple[str, ...]
    content_version: str
    content_digest: str
    policy_id: str | None
    policy_digest: str | None
    skin_open: SkinOpen | None = field(default=None, metadata=LATER)
    products: tuple[OwnProduct, ...] = field(default=(), metadata=LATER)


def aftercare_for(
    session: SessionRecord, content: Content, policy: Policy = SHIPPED, *, clinic_phone: str | None = None
) -> Aftercare:
    """Gives the aftercare of a session under a policy; the day of treatment is the session's."""
    conditions = conditions_of(session, content, policy)
    following = next_session_of(session, content, policy)
    opened = skin_open_of(session, content)
    return Aftercare(
        on=session.on,
        device=session.device,
        zones=session.zone_ids,
        instructions=(told := tuple(instructions_for(session.on, conditions, content, policy, opened))),
        course=tuple(expected(one, session.on) for one in content.course_of_sign.values() if one.expected),
        check_ins=check_ins_for(session, conditions),
        next_session=None if session.is_last else following,
        first_reading=first_reading_of(session, following, content),
        red_flags=warnings_of(session, content, clinic_phone),
        gaps=tuple(gap for gap in content.gap.values() if "aftercare" in gap.shown_at),
        unrecognised=conditions.unrecognised,
        content_version=content.version,
        content_digest=content.digest,
        policy_id=policy.id,
        policy_digest=policy.digest,
        skin_open=opened,
        products=own_products(session.facts, told, content),
    )


def instructions_for(
    on: date, conditions: Conditions, content: Content, policy: Policy, opened: SkinOpen | None = None
) -> Iterator[DatedInstruction]:
    """Gives the instructions that concern this session, in the order of the content.

    What tells somebody about a condition of theirs is only said where the condition is known.
    """
    for one in content.instruction.values():
        if one.phase == "aftercare" and conditions.holds(one.only_if):
            found = dated(one, on, content, policy, opened)
            if found.to_on is None or found.from_on <= found.to_on:
                yield found


def dated(
    one: Instruction, on: date, content: Content, policy: Policy, opened: SkinOpen | None = None
) -> DatedInstruction:
    """Gives an instruction its dates; where sources disagree, the followed side moves them.

    What is avoided ends the day before the side's first free day; what is done begins on it. What is avoided for the
    sake of open skin goes on at least as long as the skin may be open.
    """
    side = policy.side_followed(one.conflict, content) if one.conflict else None
    from_on = day_after(on, one.from_days or 0)
    to_on = None if one.to_days is None else day_after(on, one.to_days)
    moved = first_free(side, on) if side else None
    if moved and one.kind == "avoid":
        to_on = moved - timedelta(days=1)
    if one.while_open and opened and to_on:
        to_on = max(to_on, opened.last_on)
    hours = one.from_hours
    if moved and one.kind == "do" and moved != from_on:
        from_on, hours = moved, None
    return DatedInstruction(
        instruction=one.id,
        kind=one.kind,
        from_on=from_on,
        to_on=to_on,
        from_hours=hours,
        text=one.text,
        why=one.why,
        certainty=one.certainty,
        sources=one.sources,
        conflict=one.conflict,
        side=side.id if side else None,
        is_loosening=bool(one.conflict) and policy.is_loosening(one.conflict or "", content),
        is_prescribed=one.is_prescribed,
    )


def day_after(on: date, days: int) -> date:
    """Gives the date of a day counted from the treatment."""
    return on + timedelta(days=days)


def first_free(side: Side, on: date) -> date:
    """Gives the first free day that a side names; a side without a time frees at once."""
    return side.hold.after(on) if side.hold else on


def expected(sign: CourseOfSign, on: date) -> ExpectedSign:
    """Gives an expected sign its dates."""
    return ExpectedSign(
        sign=sign.id,
        name=sign.name,
        text=sign.text,
        from_on=day_after(on, sign.from_days or 0),
        ordinary_to_on=None if sign.ordinary_to_days is None else day_after(on, sign.ordinary_to_days),
        to_on=None if sign.to_days is None else day_after(on, sign.to_days),
        beyond=sign.beyond,
        frequency=sign.frequency,
        certainty=sign.certainty,
        sources=sign.sources,
    )


def next_session_of(session: SessionRecord, content: Content, policy: Policy) -> NextSession:
    """Gives the earliest date of the next session; the plan's interval counts where it is longer."""
    conflict = content.conflict["interval"]
    side = policy.side_followed("interval", content)
    by_side = first_free(side, session.on) if side else session.on
    by_plan = day_after(session.on, session.interval_days or 0)
    reason = "The plan asks for more than the interval that the clinic follows." if by_plan > by_side else ""
    return NextSession(
        earliest_on=max(by_side, by_plan),
        side=side.id if side else None,
        is_loosening=policy.is_loosening("interval", content),
        reason=reason or (side.text if side else conflict.question),
        certainty=conflict.certainty,
        sources=side.sources if side and side.sources else conflict.sources,
    )


def first_reading_of(session: SessionRecord, following: NextSession, content: Content) -> FirstReading:
    """Says when a result can first be judged: counted from the last session, the longest of what was treated."""
    regimens = [content.indication[one.indication].regimen for one in session.zones if one.indication]
    days = days_to_reading(regimens) if len(regimens) == len(session.zones) else None
    last_on = last_session_on(session, following)
    first_on = day_after(last_on, days) if days is not None and last_on else None
    return FirstReading(
        first_on=first_on,
        is_estimate=first_on is not None and not session.is_last,
        reason=reading_reason(session, days),
        sources=tuple(dict.fromkeys(source for one in regimens for source in one.sources)),
    )


def days_to_reading(regimens: Iterable[Regimen]) -> int | None:
    """Gives the longest time that was reported; None where it is missing for anything that was treated."""
    days = [one.assess_after_days for one in regimens]
    known = [one for one in days if one is not None]
    return max(known) if known and len(known) == len(days) else None


def reading_reason(session: SessionRecord, days: int | None) -> str:
    """Says what the first reading rests on, or what is missing for it."""
    if not all(one.indication for one in session.zones):
        return "What was treated is not charted for every zone."
    if days is None:
        return "For what was treated no study that was read says when."
    if session.is_last is None:
        return f"{days} days after the last session; how many sessions the course has is not recorded."
    return f"{days} days after the last session, so that healing is not read as a result."


def last_session_on(session: SessionRecord, following: NextSession) -> date | None:
    """Gives the day of the last session, taking each that is still to come at its earliest; None if unknown."""
    if session.number is None or session.sessions is None:
        return None
    interval = following.earliest_on - session.on
    return session.on + interval * (session.sessions - session.number)


def warnings_of(session: SessionRecord, content: Content, clinic_phone: str | None) -> tuple[WatchFor, ...]:
    """Gives every red flag, the most urgent first, with the numbers to call."""
    country = content.country.get(session.facts.patient.country or "")
    number = country.emergency_number if country else OWN_EMERGENCY_NUMBER
    found = sorted(content.red_flag.values(), key=lambda flag: URGENCY[flag.level])
    return tuple(warning(flag, number, clinic_phone or OWN_CLINIC) for flag in found)


def warning(flag: RedFlag, emergency_number: str, clinic_phone: str) -> WatchFor:
    """Fills in the advice of a red flag."""
    advice = flag.advice.replace("{emergency_number}", emergency_number).replace(
        "{clinic_phone}", clinic_phone
    )
    return WatchFor(
        id=flag.id,
        level=flag.level,
        text=flag.text,
        advice=advice,
        certainty=flag.certainty,
        sources=flag.sources,
    )
