"""What somebody answers at a check-in. Silence is not "no": a sign that is neither reported nor denied is unknown."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput

Trend = Literal["better", "same", "worse"]
TRENDS: tuple[Trend, ...] = ("better", "same", "worse")
MILD, MODERATE, SEVERE = 1, 2, 3
# What is not said is read so, and asked.
ASSUMED_SEVERITY = MODERATE
ASSUMED_TREND: Trend = "same"
# Slow infections and scars are reported for months; ten years is a mistyped day.
LAST_DAY = 3650
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSign:
    """A sign that is there; `severity` 1 mild, 2 moderate, 3 severe; None was not said."""

    sign: str
    severity: int | None = None
    trend: Trend | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInReport:
    """One answered check-in. The day of treatment is day 0.

    hours : since the last puncture; None on day 0 is any hour of it
    absent : what was asked and denied; a reported sign, and what `text` says, beats it
    applied : what they put on the skin, in their words
    text : their own words, in any language
    """

    day: int
    hours: float | None = None
    signs: tuple[ReportedSign, ...] = ()
    absent: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    text: str | None = None


def checked_report(report: CheckInReport, content: Content, path: str = "$") -> CheckInReport:
    """Passes a report that can be so; raises BadInput with the first thing that cannot."""
    if not 0 <= report.day <= LAST_DAY:
        remedy = "count from the day of treatment, which is 0"
        raise BadInput(f"{path}.day", f"must be between 0 and {LAST_DAY}", report.day, remedy)
    check_hours(report, path)
    for place, one in enumerate(report.signs):
        check_known(one.sign, content, f"{path}.signs[{place}].sign")
        check_degree(one, f"{path}.signs[{place}]")
    for place, sign in enumerate(report.absent):
        check_known(sign, content, f"{path}.absent[{place}]")
    return report


def check_known(sign: str, content: Content, path: str) -> None:
    """Refuses a sign that the content does not have: what nobody can sort must not pass unseen."""
    if sign not in content.course_of_sign:
        remedy = "use an id of the signs, or write it in text"
        raise BadInput(path, "must be the id of a sign", sign, remedy)


def check_degree(one: ReportedSign, path: str) -> None:
    """Refuses a severity or a trend that does not exist."""
    if one.severity is not None and one.severity not in (MILD, MODERATE, SEVERE):
        rule = "must be 1 (mild), 2 (moderate) or 3 (severe)"
        raise BadInput(f"{path}.severity", rule, one.severity, "leave it out where it was not said")
    if one.trend is not None and one.trend not in TRENDS:
        rule = f"must be one of {', '.join(TRENDS)}"
        raise BadInput(f"{path}.trend", rule, one.trend, "leave it out where it was not said")


def check_hours(report: CheckInReport, path: str) -> None:
    """Refuses hours that do not lie on the day that is named, or on the days beside it."""
    if report.hours is None:
        return
    low, high = max(0, report.day - 1) * HOURS_A_DAY, (report.day + 1) * HOURS_A_DAY
    if not low <= report.hours <= high:
        rule = f"must be between {low} and {high} on day {report.day}"
        raise BadInput(
            f"{path}.hours", rule, report.hours, "correct the day or the hours, or leave the hours out"
        )
