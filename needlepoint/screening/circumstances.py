"""Everything one decision is made from, looked up once: facts, content, policy, the day, the device."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import compress

from needlepoint.protocols.model import Content, Country
from needlepoint.protocols.policy import Policy
from needlepoint.screening.recognition import KnownAllergy, KnownMedicine, known_allergy, known_medicine
from needlepoint.vocabulary.patient import Concern, Facts, Medicine
from needlepoint.vocabulary.reasons import Decision, Truth

# Stands for "wherever it will be" while nobody has said what is planned where.
NOWHERE_YET = ""
# The layer of a rule that needs no device.
GENERIC = "generic"
LISTS = ("medicines", "events", "allergies")
NOTHING_TREATED: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Circumstances:
    """One person, one day, one policy.

    planned : the planned zones in the order of the case, or `NOWHERE_YET` alone; `planned_set` holds the same
    treated : what is to be treated in each planned zone; `indications` in all of them
    is_unplanned : nobody has said yet what is to be treated, or where
    softest : the softest that its decision can be; a name that nobody knows never calms
    known : the lists of which nothing is missing, and what of the plan and the person is known
    """

    facts: Facts
    content: Content
    policy: Policy
    on: date
    planned: tuple[str, ...]
    planned_set: frozenset[str]
    treated: Mapping[str, frozenset[str]]
    indications: frozenset[str]
    is_unplanned: bool
    known: frozenset[str]
    medicines: tuple[KnownMedicine, ...]
    allergies: tuple[KnownAllergy, ...]
    unrecognised: tuple[tuple[str, str], ...]
    softest: Decision

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

    def treats_in(self, zone: str) -> frozenset[str]:
        """Gives what is to be treated in a zone."""
        return self.treated.get(zone, NOTHING_TREATED)


def circumstances_of(facts: Facts, content: Content, policy: Policy, on: date) -> Circumstances:
    """Recognises names once and gathers what the rules will read."""
    concerns = facts.concerns or ()
    treated = treated_by_zone(concerns)
    planned = tuple(treated) or (NOWHERE_YET,)
    is_unplanned = not concerns or not all(concern.zones for concern in concerns)
    medicines, strange = known_medicines(facts, content, on)
    allergies = [(a, known_allergy(a, content)) for a in facts.allergies or ()]
    strange += [("allergies", name) for a, known in allergies for name in not_recognised(a.text, known)]
    return Circumstances(
        facts=facts,
        content=content,
        policy=policy,
        on=on,
        planned=planned,
        planned_set=frozenset(planned),
        treated=treated,
        indications=frozenset([concern.indication for concern in concerns]),
        is_unplanned=is_unplanned,
        known=completely_known(facts, is_unplanned),
        medicines=medicines,
        allergies=tuple([known for _, known in allergies if known]),
        unrecognised=tuple(strange),
        softest=Decision.NEEDS_INFORMATION if strange or facts.unrecognised else Decision.PROCEED,
    )


def completely_known(facts: Facts, is_unplanned: bool) -> frozenset[str]:
    """Names the lists of which nothing is missing, and what of the plan and the person is known."""
    are_complete = facts.lists_are_complete
    return known_of(
        are_complete and facts.medicines is not None,
        are_complete and facts.events is not None,
        are_complete and facts.allergies is not None,
        not is_unplanned,
        bool(facts.patient.phototype),
    )


@lru_cache(maxsize=32)
def known_of(*are_known: bool) -> frozenset[str]:
    """Names what is known of the lists, the plan and the person, each known or not; there are few such names."""
    return frozenset(compress((*LISTS, "zones", "phototypes"), are_known))


def known_medicines(
    facts: Facts, content: Content, on: date
) -> tuple[tuple[KnownMedicine, ...], list[tuple[str, str]]]:
    """Gives the medicines that are recognised, and what is to be asked of the others."""
    medicines = [(m, known_medicine(used_until(m, on), content)) for m in facts.medicines or ()]
    strange = [("medicines", name) for m, known in medicines for name in not_recognised(m.name, known)]
    return tuple([known for _, known in medicines if known]), strange


def not_recognised(name: str, known: KnownMedicine | KnownAllergy | None) -> tuple[str, ...]:
    """Gives the whole name where nothing of it is known, else what is left over of it."""
    return (name,) if known is None else known.left_over


def treated_by_zone(concerns: tuple[Concern, ...]) -> dict[str, frozenset[str]]:
    """Says what is to be treated in each zone, in the order of the case."""
    treated: dict[str, frozenset[str]] = {}
    for concern in concerns:
        here = frozenset((concern.indication,))
        for zone in concern.zones:
            treated[zone] = treated[zone] | here if zone in treated else here
    return treated


def on_day(scene: Circumstances, day: date) -> Circumstances:
    """Gives the same circumstances on another day: only what a medicine's last day says may differ."""
    if all(medicine.is_status_said for medicine in scene.facts.medicines or ()):
        return replace(scene, on=day)
    medicines, _ = known_medicines(scene.facts, scene.content, day)
    return replace(scene, on=day, medicines=medicines)


def used_until(medicine: Medicine, on: date) -> Medicine:
    """Reads a medicine without a status as stopped once its last day has passed."""
    if medicine.is_status_said or medicine.until is None or medicine.until.latest >= on:
        return medicine
    return replace(medicine, is_stopped=True)
