"""Reads and writes a `needlepoint/check-in/1` document: what somebody answered, with the session that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needlepoint.aftercare.report import (
    HOURS_A_DAY,
    LAST_DAY,
    MILD,
    SEVERE,
    TRENDS,
    CheckInReport,
    ReportedSign,
    checked_report,
)
from needlepoint.interop.fields import as_choice, as_id, as_list, as_number, as_object, as_text
from needlepoint.interop.session import needed, read_session
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.record import SessionRecord
from needlepoint.vocabulary.errors import BadInput

SCHEMA = "needlepoint/check-in/1"
CHECK_IN_KEYS = ("schema", "session", "day", "hours", "signs", "absent", "applied", "text")
SIGN_KEYS = ("sign", "severity", "trend")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCheckIn:
    """A check-in document, read: the report and its session."""

    report: CheckInReport
    session: SessionRecord


def read_check_in(
    document: Any, content: Content, path: str = "$", *, policy: Policy = SHIPPED
) -> AnsweredCheckIn:
    """Reads a parsed check-in; raises BadInput with the path of the first thing wrong."""
    given = as_object(document, path, CHECK_IN_KEYS)
    if given.get("schema", SCHEMA) != SCHEMA:
        remedy = "write the schema of a check-in document, or leave it out"
        raise BadInput(f"{path}.schema", f"must be {SCHEMA}", given["schema"], remedy)
    session = needed(given, "session", path, "say which session it is about")
    return AnsweredCheckIn(
        session=read_session(session, content, f"{path}.session", policy=policy),
        report=read_report(given, content, path),
    )


def read_report(given: Mapping[str, Any], content: Content, path: str = "$") -> CheckInReport:
    """Reads what was answered."""
    report = CheckInReport(
        day=read_whole(
            needed(given, "day", path, "count from the day of treatment"), f"{path}.day", LAST_DAY
        ),
        hours=as_number(given["hours"], f"{path}.hours", 0, (LAST_DAY + 1) * HOURS_A_DAY)
        if "hours" in given
        else None,
        signs=as_list(given.get("signs", []), f"{path}.signs", lambda one, at: read_sign(one, at, content)),
        absent=as_list(given.get("absent", []), f"{path}.absent", lambda one, at: as_sign(one, at, content)),
        applied=as_list(given.get("applied", []), f"{path}.applied", as_text),
        text=read_words(given["text"], f"{path}.text") if "text" in given else None,
    )
    return checked_report(report, content, path)


def read_whole(value: Any, path: str, high: int, low: int = 0) -> int:
    """Reads a whole number."""
    number = as_number(value, path, low, high)
    if number != int(number):
        raise BadInput(path, "must be a whole number", value, "round it")
    return int(number)


def read_sign(value: Any, path: str, content: Content) -> ReportedSign:
    """Reads one sign that is there."""
    given = as_object(value, path, SIGN_KEYS)
    sign = needed(given, "sign", path, "name the sign")
    return ReportedSign(
        sign=as_sign(sign, f"{path}.sign", content),
        severity=read_whole(given["severity"], f"{path}.severity", SEVERE, MILD)
        if "severity" in given
        else None,
        trend=as_choice(given["trend"], f"{path}.trend", TRENDS) if "trend" in given else None,
    )


def as_sign(value: Any, path: str, content: Content) -> str:
    """Passes the id of a sign; what nobody can sort must not pass unseen."""
    return as_id(value, path, content.course_of_sign, "sign")


def read_words(value: Any, path: str) -> str | None:
    """Reads what somebody wrote; an empty line is nothing written."""
    return None if isinstance(value, str) and not value.strip() else as_text(value, path)


def report_document(report: CheckInReport) -> dict[str, Any]:
    """Writes what was answered; what was not said is left out."""
    document = {
        "day": report.day,
        "hours": report.hours,
        "signs": [sign_document(one) for one in report.signs],
        "absent": list(report.absent),
        "applied": list(report.applied),
        "text": report.text,
    }
    return {key: value for key, value in document.items() if value is not None}


def sign_document(one: ReportedSign) -> dict[str, Any]:
    """Writes one reported sign."""
    document = {"sign": one.sign, "severity": one.severity, "trend": one.trend}
    return {key: value for key, value in document.items() if value is not None}
