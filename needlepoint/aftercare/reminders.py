"""When the clinic asks how it goes. The days are this project's convention; no trial compared them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from needlepoint.session.conditions import Conditions
from needlepoint.session.record import SessionRecord

CONVENTION = "needlepoint-convention"
USUAL_DAYS = {
    0: "After you are home: is anything worrying?",
    1: "The first day after: colour, swelling and pain should not grow.",
    3: "By now swelling and warmth are usually over.",
    7: "By now colour, dryness and flaking are usually over.",
    14: "Lumps or new marks would be seen from about now.",
    30: "Late lumps, marks and scars are looked for.",
}
HERPES_DAY = 2
HERPES_WHY = "Cold sores usually show one to two days after."
HERPES_UNKNOWN_WHY = (
    "Cold sores usually show one to two days after, and nobody knows yet whether you get them."
)
DAYS_AFTER_LAST = {42: "Six weeks after the last session.", 90: "Three months after the last session."}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A day on which the clinic asks; `day` is counted from the day of treatment."""

    day: int
    on: date
    why: str
    certainty: str = "convention"
    sources: tuple[str, ...] = (CONVENTION,)


def check_ins_for(session: SessionRecord, conditions: Conditions) -> tuple[CheckIn, ...]:
    """Gives the check-ins of a session, in the order of their days."""
    days = sorted([*USUAL_DAYS.items(), *herpes_days(conditions), *last_days(session)])
    return tuple(CheckIn(day=day, on=session.on + timedelta(days=day), why=why) for day, why in days)


def herpes_days(conditions: Conditions) -> Iterator[tuple[int, str]]:
    """Gives the extra day where cold sores are known; where nobody asked, it is unknown and never a "no"."""
    if "herpes-history" in conditions.met:
        yield HERPES_DAY, HERPES_WHY
    elif "herpes-history" in conditions.open:
        yield HERPES_DAY, HERPES_UNKNOWN_WHY


def last_days(session: SessionRecord) -> Iterator[tuple[int, str]]:
    """Gives the late days after the last session of the course."""
    if session.is_last:
        yield from DAYS_AFTER_LAST.items()


def due(
    check_ins: tuple[CheckIn, ...], on: date, answered_days: frozenset[int] = frozenset()
) -> tuple[CheckIn, ...]:
    """Gives the check-ins whose day has come and that nobody has answered."""
    return tuple(one for one in check_ins if one.on <= on and one.day not in answered_days)
