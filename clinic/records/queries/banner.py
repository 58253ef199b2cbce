"""What stands at the top of every page about a patient; unknown is shown as unknown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from clinic.records.actors import Actor
from clinic.records.models import Patient, PatientState
from clinic.records.queries.history import alerts_told, allergies_told
from clinic.records.visibility import can_see_answers

Told = Callable[[Patient, date], list[str] | None]


# Who tells of allergies, and who of alerts; None means that nobody has asked, [] that there are none.
ALLERGIES: Final[list[Told]] = [allergies_told]
ALERTS: Final[list[Told]] = [alerts_told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A patient in one glance."""

    patient: Patient
    name: str
    chosen_name: str
    birth_date: date
    age_years: int
    is_entered_in_error: bool
    may_see_answers: bool
    allergies: list[str] | None
    alerts: list[str]

    @property
    def allergies_text(self) -> str:
        """Say what is known of allergies."""
        if self.allergies is None:
            return _("Allergies not asked yet")
        return ", ".join(self.allergies) or _("No known allergies")


def banner(actor: Actor, patient: Patient) -> Banner:
    """Gather the banner; the front desk gets no answers."""
    on, sees = actor.today, can_see_answers(actor)
    return Banner(
        patient=patient,
        name=patient.name,
        chosen_name=patient.chosen_name,
        birth_date=patient.birth_date,
        age_years=patient.age_on(on),
        is_entered_in_error=patient.state == PatientState.ENTERED_IN_ERROR,
        may_see_answers=sees,
        allergies=_gathered(ALLERGIES, patient, on) if sees else None,
        alerts=(_gathered(ALERTS, patient, on) or []) if sees else [],
    )


def _gathered(tellers: list[Told], patient: Patient, on: date) -> list[str] | None:
    told = [answer for teller in tellers if (answer := teller(patient, on)) is not None]
    return [line for answer in told for line in answer] if told else None
