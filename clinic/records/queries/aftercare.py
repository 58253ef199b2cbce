"""Questions about aftercare: the sheet that counts now, and how far healing and outcome are."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from clinic.records.models import AftercareSheet, Patient, Session
from clinic.records.queries.progress import Progress
from clinic.records.queries.treatments import forget_sessions, with_outcome


def sheets_of(patient: Patient) -> list[AftercareSheet]:
    """List every sheet of a patient, newest first, read once for as long as this patient object is at hand.

    Where the sessions were read, their sheets came with them.
    """
    if not hasattr(patient, "loaded_sheets"):
        sessions: list[Session] | None = patient.__dict__.get("loaded_sessions")
        rows = AftercareSheet.objects.filter(patient=patient).select_related("session")
        patient.loaded_sheets = list(rows) if sessions is None else _sheets_with(sessions)  # type: ignore[attr-defined]
    loaded: list[AftercareSheet] = patient.__dict__["loaded_sheets"]
    return loaded


def load_whole_sheets(patient: Patient) -> None:
    """Read the sessions of a patient with their sheets and all that these say, for a page that only reads."""
    patient.loaded_sessions = list(  # type: ignore[attr-defined]
        with_outcome(Session.objects.filter(patient=patient)).select_related("aftercare")
    )


def _sheets_with(sessions: Sequence[Session]) -> list[AftercareSheet]:
    return [one.aftercare for one in sessions if hasattr(one, "aftercare")]


def forget_sheets(patient: Patient) -> None:
    """Let the next question read the rows again, after something was written."""
    forget_sessions(patient)
    patient.__dict__.pop("loaded_sheets", None)


def newest_sheet(patient: Patient) -> AftercareSheet | None:
    """Give the sheet of the newest session."""
    return next(iter(sheets_of(patient)), None)


def sheet_of_session(session: Session) -> AftercareSheet | None:
    """Give the sheet of one session."""
    return AftercareSheet.objects.filter(session=session).first()


def aftercare_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Tell how far healing is, for the course line."""
    return {patient: _healing(sheet, on) for patient, sheet in _newest_of(patients).items()}


def _newest_of(patients: Sequence[Patient]) -> dict[UUID, AftercareSheet]:
    return {patient.pk: sheet for patient in patients if (sheet := newest_sheet(patient))}


def _healing(sheet: AftercareSheet, on: date) -> Progress:
    if sheet.healed_on is None or on <= sheet.healed_on:
        note = _("day %(n)s") % {"n": (on - sheet.on).days}
        return Progress(state="now", on=sheet.healed_on, note=note, next_deed=_("Look at the aftercare"))
    return Progress(state="done", on=sheet.healed_on)
