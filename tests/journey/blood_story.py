"""Two people of the demonstration whose plans make something of their own blood, told through the real deeds."""

from contextlib import suppress
from typing import Final

from clinic.accounts.models import Membership
from clinic.records.actions.screening import record_decision
from clinic.records.actors import Actor
from clinic.records.demonstration.steps import SKINPEN, afresh, agree, approve, explain, tell_history
from clinic.records.models import Patient
from clinic.records.queries.planning import Choices
from clinic.records.refusals import AlreadyDone

NAMES: Final = ("Mara Lindqvist", "Priya Raman")
DOCTOR: Final = "samuel@linden.example"


def tell() -> None:
    """Approve a plan with it for each, and let each of them sign the consent that covers it."""
    doctor = Actor.member(Membership.objects.select_related("user", "clinic").get(user__email=DOCTOR))
    for name in NAMES:
        patient = Patient.objects.select_related("clinic").get(name=name)
        tell_history(doctor, patient, {})
        with suppress(AlreadyDone):
            record_decision(doctor, afresh(patient), SKINPEN)
        approve(doctor, patient, Choices(device=SKINPEN, adjuncts=("prp",)))
        agree(afresh(patient), explain(doctor, patient), "The dents on my cheeks.", 6)
