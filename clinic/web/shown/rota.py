"""The rota in words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from clinic.records.models import OnCallShift
from needlepoint.aftercare.escalation import Span


def rows_of(shifts: Iterable[OnCallShift], now: datetime, on: date) -> list[dict[str, Any]]:
    """Give the shifts for the page; one whose person may not treat any more counts for nothing, and says so."""
    return [
        {
            "shift": one,
            "name": one.member.user.name,
            "is_now": one.begins_at <= now < one.ends_at,
            "counts": one.member.state == "active" and one.member.is_credential_valid(on),
        }
        for one in shifts
    ]


def spans_of(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Give times without anybody for the page, with how many hours they last."""
    return [
        {
            "begins_at": one.begins_at,
            "ends_at": one.ends_at,
            "hours": round((one.ends_at - one.begins_at).total_seconds() / 3600, 1),
        }
        for one in spans
    ]
