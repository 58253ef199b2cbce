"""What was recorded between two sessions: before the next one begins, nobody has to remember it."""

from dataclasses import dataclass
from datetime import date

from clinic.records.models import (
    AdverseEvent,
    AdverseEventState,
    AftercareSheet,
    CheckIn,
    HistoryEntry,
    Patient,
    Worry,
    WorryState,
)
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.queries.history import history_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What came since the newest sheet.

    is_healed : the last day on which an expected sign is usually seen has passed; nobody has looked at the skin for it
    """

    sheet: AftercareSheet
    is_healed: bool
    worries: list[Worry]
    harms: list[AdverseEvent]
    last_report: CheckIn | None
    lines: list[HistoryEntry]

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing came that somebody should look at first."""
        return not self.worries and not self.harms and not self.lines

    @property
    def has_open_worry(self) -> bool:
        """Tell whether a worry is not closed yet."""
        return any(one.state != WorryState.CLOSED for one in self.worries)


def since_last(patient: Patient, on: date) -> Since | None:
    """Gather it; nothing before the first session."""
    sheet = newest_sheet(patient)
    if sheet is None:
        return None
    after = {"patient": patient, "created_at__gte": sheet.created_at}
    harms = AdverseEvent.objects.filter(**after).exclude(state=AdverseEventState.WITHDRAWN)
    reports = list(CheckIn.objects.filter(patient=patient, session=sheet.session_id).select_related("worry"))
    return Since(
        sheet=sheet,
        is_healed=sheet.healed_on is not None and sheet.healed_on < on,
        worries=[one.worry for one in reversed(reports) if hasattr(one, "worry")],
        harms=list(harms),
        last_report=next(iter(reports), None),
        lines=[one for one in history_of(patient).lines if one.created_at >= sheet.created_at],
    )
