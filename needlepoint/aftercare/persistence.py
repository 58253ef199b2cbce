"""Which usual signs are still there past their days, so that they count as harm by the content's rule."""

from collections.abc import Iterable

from needlepoint.aftercare.report import CheckInReport
from needlepoint.protocols.model import AdverseKind, Content


def persisting(report: CheckInReport, content: Content) -> tuple[AdverseKind, ...]:
    """Gives the kinds of harm that a report speaks of because a usual sign has outlasted its days.

    The rule of one label: common responses that persist may become adverse events. Whether they are is for a clinician
    to say; a report without such a sign calms nobody, it only brings no kind.
    """
    reported = {one.sign for one in report.signs}
    return tuple(kind for kind in content.adverse_kind.values() if _counts(kind, report.day, reported))


def _counts(kind: AdverseKind, day: int, reported: Iterable[str]) -> bool:
    return (
        kind.beyond_days is not None and day > kind.beyond_days and not set(kind.signs).isdisjoint(reported)
    )
