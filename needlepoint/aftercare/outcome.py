"""When the outcome of a series can be read: never inside the healing window.

Limitation: the window is the time after which the studies that were read looked; where none says when, only the last
day of the signs that are usually seen is known, and that says nothing of a result.
"""

from dataclasses import dataclass, replace
from datetime import date

from needlepoint.aftercare.timeline import expected, first_reading_of, next_session_of
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.record import SessionRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWindow:
    """The first day on which a result may be read, and why; `is_sourced` is False where no source names one."""

    first_on: date
    reason: str
    is_sourced: bool
    sources: tuple[str, ...] = ()

    def is_open(self, day: date) -> bool:
        """Says whether a result may be read on a day."""
        return day >= self.first_on


def outcome_window(session: SessionRecord, content: Content, policy: Policy = SHIPPED) -> OutcomeWindow:
    """Gives the window after a session that is the last one, whether the course was planned longer or not."""
    last = replace(session, number=session.number or 1, sessions=session.number or 1)
    reading = first_reading_of(last, next_session_of(last, content, policy), content)
    usual_until = usually_seen_until(session.on, content)
    if reading.first_on is None:
        return OutcomeWindow(first_on=usual_until, reason=reading.reason, is_sourced=False)
    return OutcomeWindow(
        first_on=max(reading.first_on, usual_until),
        reason=reading.reason,
        is_sourced=True,
        sources=reading.sources,
    )


def usually_seen_until(on: date, content: Content) -> date:
    """Gives the last day on which a sign of needling is usually still seen."""
    dated = (expected(one, on) for one in content.course_of_sign.values() if one.expected)
    return max((one.to_on for one in dated if one.to_on), default=on)
