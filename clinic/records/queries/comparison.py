"""What the zones of a plan would come to with another device, as of today; nothing of it is stored or granted."""

from datetime import date

from clinic.records.models import Patient
from clinic.records.queries.commissioning import device_standing
from clinic.records.queries.facts import facts_of
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.refusals import BadInput
from needlepoint.planning.plan import Plan
from needlepoint.planning.proposal import only_zones, propose
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.vocabulary import errors


def with_device(patient: Patient, on: date, device: str, zones: tuple[str, ...]) -> Plan:
    """Propose a plan for the zones that still have a concern, with the lengths that the evidence gives for a device.

    What the library cannot plan, such as a concern that lost its zones, is refused by its field.
    """
    content, policy, whole = shipped_content(), policy_of_clinic(patient.clinic), facts_of(patient, on)
    kept = tuple(zone for zone in zones if zone in whole.planned_zones)
    facts = only_zones(whole, kept) if kept else whole
    decision = decide(facts, content, policy, on=on, device=device)
    kappa = device_standing(patient.clinic, device, on).kappa
    try:
        return propose(facts, decision, content, policy, device=device, on=on, kappa=kappa)
    except errors.BadInput as fault:
        raise BadInput(fault.field, str(fault)) from fault
