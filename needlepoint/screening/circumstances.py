"""Everything one decision is made from, looked up once: facts, content, policy, the day, the device."""

from dataclasses import dataclass, replace
from datetime import date

from needlepoint.protocols.model import Content, Country
from needlepoint.protocols.policy import Policy
from needlepoint.screening.recognition import KnownAllergy, KnownMedicine, lexicon_of
from needlepoint.vocabulary.patient import Facts, Medicine
from needlepoint.vocabulary.reasons import Truth

# Stands for "wherever it will be" while nobody has said what is planned where.
NOWHERE_YET = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """One person, one day, one policy."""

    facts: Facts
    content: Content
    policy: Policy
    on: date
    planned: tuple[str, ...]
    medicines: tuple[KnownMedicine, ...]
    allergies: tuple[KnownAllergy, ...]
    unrecognised: tuple[tuple[str, str], ...]

    def follows(self, side: str | None) -> bool:
        """Says whether the policy follows `conflict:side`; no side is always followed."""
        if side is None:
            return True
        conflict, _, name = side.partition(":")
        followed = self.policy.side_followed(conflict, self.content)
        return followed is not None and followed.id == name

    @property
    def country(self) -> Country | None:
        """Gives what is known of the clinic's country, or None for the conservative reading."""
        return self.content.country.get(self.facts.patient.country or "")

    @property
    def can_be_pregnant(self) -> Truth:
        """Reads `can_be_pregnant`; absent, only `sex: male` is read as no."""
        patient = self.facts.patient
        if patient.can_be_pregnant is not None:
            return patient.can_be_pregnant
        return Truth.NO if patient.sex == "male" else Truth.UNKNOWN


def circumstances_of(facts: Facts, content: Content, policy: Policy, on: date) -> Circumstances:
    """Recognises names once and gathers what the rules will read."""
    lexicon = lexicon_of(content)
    medicines = [(m, lexicon.medicine(m)) for m in (used_until(m, on) for m in facts.medicines or ())]
    allergies = [(a, lexicon.allergy(a)) for a in facts.allergies or ()]
    strange = [("medicines", m.name) for m, known in medicines if known is None]
    strange += [("allergies", a.text) for a, known in allergies if known is None]
    return Circumstances(
        facts=facts,
        content=content,
        policy=policy,
        on=on,
        planned=facts.planned_zones or (NOWHERE_YET,),
        medicines=tuple(known for _, known in medicines if known),
        allergies=tuple(known for _, known in allergies if known),
        unrecognised=tuple(strange),
    )


def used_until(medicine: Medicine, on: date) -> Medicine:
    """Reads a medicine without a status as stopped once its last day has passed."""
    if medicine.is_status_said or medicine.until is None or medicine.until.latest >= on:
        return medicine
    return replace(medicine, is_stopped=True)


def is_unplanned(facts: Facts) -> bool:
    """Says whether nobody has said yet what is to be treated, or where."""
    return not facts.concerns or any(not concern.zones for concern in facts.concerns)
