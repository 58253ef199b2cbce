"""Questions about the outcome of a series: from which day on it can be read, and whether it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.records.models import AftercareSheet, Baseline, OutcomeVisit, Patient, Session
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.queries.chart import chart_of, record_of
from clinic.records.queries.consent import newest_baseline
from clinic.records.queries.planning import approved_plan
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.progress import Progress
from clinic.records.queries.treatments import sessions_of
from needlepoint.aftercare.outcome import OutcomeWindow, outcome_window
from needlepoint.protocols.library import shipped_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the outcome of a series stands: its last session, its window, what was said before and seen since."""

    session: Session
    window: OutcomeWindow
    baseline: Baseline | None
    visits: list[OutcomeVisit]
    is_planned_longer: bool

    @property
    def closing(self) -> OutcomeVisit | None:
        """Give the visit that ended the series: the newest, where healing was complete."""
        newest = next(iter(self.visits), None)
        return newest if newest and newest.is_healed else None


def outcome_standing(patient: Patient) -> Standing | None:
    """Tell where the outcome of a patient's newest series stands; nothing where no session has healed or heals."""
    sheet = newest_sheet(patient)
    if sheet is None:
        return None
    session = sheet.session
    return Standing(
        session=session,
        window=window_of(sheet),
        baseline=newest_baseline(patient),
        visits=list(OutcomeVisit.objects.filter(session=session).select_related("signature", "baseline")),
        is_planned_longer=not session.is_last,
    )


def window_of(sheet: AftercareSheet) -> OutcomeWindow:
    """Give the window of a result after the session of a sheet, were it the last."""
    record = record_of(sheet.session, chart_of(sheet.session))
    return outcome_window(record, shipped_content(), policy_of_clinic(sheet.clinic))


def outcome_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Tell when a result can first be judged, and when it was, for the course line."""
    return {one.pk: _progress(one, sheet, on) for one in patients if (sheet := newest_sheet(one))}


def is_series_over(patient: Patient) -> bool:
    """Tell whether the plan that stands has ended with its outcome visit."""
    sheet, plan = newest_sheet(patient), approved_plan(patient)
    if sheet is None or plan is None:
        return False
    last = _looked_back_on(patient, sheet)
    return bool(last.outcome_is_healed) and last.plan_id == plan.pk  # type: ignore[attr-defined]


def _looked_back_on(patient: Patient, sheet: AftercareSheet) -> Session:
    """Give the session of a sheet as it was read with its newest outcome visit."""
    return next(one for one in sessions_of(patient) if one.pk == sheet.session_id)


def _progress(patient: Patient, sheet: AftercareSheet, on: date) -> Progress:
    last: Any = _looked_back_on(patient, sheet)
    if last.outcome_on is None:
        return _outcome(sheet, on)
    if last.outcome_is_healed:
        return Progress(state="done", on=last.outcome_on)
    return Progress(
        state="now",
        on=last.outcome_on,
        is_begun=True,
        note=_("healing not complete"),
        next_deed=_("Hold the outcome visit"),
    )


def _outcome(sheet: AftercareSheet, on: date) -> Progress:
    """Tell from which day on it can be judged; inside the healing window nobody reads a result."""
    first_on = sheet.first_reading_on
    if first_on is None:
        return Progress(state="later", note=_("no day is known"))
    if on < first_on:
        return Progress(state="later", on=first_on, note=_first_judged(sheet, first_on))
    if sheet.is_reading_estimate:
        return Progress(state="later", on=first_on, note=_("can be judged now"))
    return Progress(
        state="now", on=first_on, note=_("can be judged now"), next_deed=_("Hold the outcome visit")
    )


def _first_judged(sheet: AftercareSheet, first_on: date) -> str:
    day = date_format(first_on, _("j M Y"))
    word = (
        _("can first be judged about %(day)s")
        if sheet.is_reading_estimate
        else _("can first be judged on %(day)s")
    )
    return word % {"day": day}
