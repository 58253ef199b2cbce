"""Conditions: what is active on the day, what is over but stays part of a history, and what never was.

Limitation: a record says when something was written down, not what is on the skin today; that stays a question.
"""

from collections.abc import Iterable
from datetime import date

from needlepoint.interop.fhir.codes import Concept, Meaning, concept_of, status_of, zones_of
from needlepoint.interop.fhir.elements import Element, day_of, timing_of
from needlepoint.interop.fhir.found import LATER, NOT_UNDERSTOOD, NOTHING, Found, Record, Statement, joined
from needlepoint.protocols.model import Contraindication
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import EVENT_KINDS, Allergy, Answer, Event, Medicine
from needlepoint.vocabulary.reasons import Truth

NEVER_WAS = frozenset({"entered-in-error", "refuted"})
OVER = frozenset({"inactive", "resolved", "remission"})
# The choices of a question by which a record's own status is said.
GOES_ON = ("current", "active")
IS_OVER = ("past", "inactive")
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")


def read_condition(resource: Element, record: Record) -> Found:
    """Reads a condition by its status and its dates."""
    if status_of(resource, "verificationStatus") & NEVER_WAS:
        return NOTHING
    concept, began = concept_of(resource, "code"), beginning(resource)
    goes_on = is_active(resource, record.on)
    zones = zones_of(resource, record.content)
    if record.begins_later(began):
        return LATER
    meanings = record.meanings(concept)
    told = (told_by(meaning, concept, record, goes_on, zones, began) for meaning in meanings)
    return joined(told) if meanings else NOT_UNDERSTOOD


def beginning(resource: Element) -> PartialDate | None:
    """Gives the onset, or the day of recording where nothing is said of the onset."""
    recorded = day_of(resource, "recordedDate")
    has_onset = any(key.startswith("onset") for key in resource)
    return timing_of(resource, "onset").start if has_onset else recorded


def is_active(resource: Element, on: date) -> bool:
    """Says whether a condition is active on a day: an end with a date counts before the status does."""
    status, ended = status_of(resource, "clinicalStatus"), ending(resource)
    if ended:
        return ended.latest > on
    has_ended = not status and any(key.startswith("abatement") for key in resource)
    return not has_ended and not status & OVER


def ending(resource: Element) -> PartialDate | None:
    """Gives the day by which a condition had ended."""
    abated = timing_of(resource, "abatement")
    return abated.end or abated.start


def told_by(
    meaning: Meaning,
    concept: Concept,
    record: Record,
    goes_on: bool,
    zones: tuple[str, ...] | None,
    began: PartialDate | None,
) -> Found:
    """Gives what one meaning of a condition adds to the facts."""
    if meaning.kind == "rule":
        return Found(answers=tuple(answers_to(meaning, record, goes_on, zones)))
    if meaning.kind == "event" and meaning.name in EVENT_KINDS:
        # The day of a "history of" is a day by which it had happened.
        return Found(events=(Event(kind=meaning.name, detail=meaning.detail, zones=zones, until=began),))
    if meaning.kind == "phototype":
        return Found(statements=phototype_statements(meaning, began))
    if goes_on and meaning.kind == "allergen":
        return Found(allergies=(Allergy(text=concept.name, codes=concept.codes),))
    if goes_on and meaning.kind == "medicine":
        return Found(medicines=(Medicine(name=concept.name, codes=concept.codes, since=began),))
    return NOTHING


def answers_to(
    meaning: Meaning, record: Record, goes_on: bool, zones: tuple[str, ...] | None
) -> Iterable[tuple[str, Answer]]:
    """Answers a rule with yes where the condition is active, or where the rule asks about a whole life."""
    rule = record.content.contraindication.get(meaning.name)
    if rule and (goes_on or lasts(rule)):
        detail = detail_of(meaning, rule, goes_on)
        yield rule.id, Answer(answer=Truth.YES, zones=zones, detail=detail, by="record")


def lasts(rule: Contraindication) -> bool:
    """Says whether a rule still counts what is over: its answers never age, or it has a choice for the past."""
    return rule.valid_for_days is None or "past" in choices_of(rule)


def choices_of(rule: Contraindication) -> tuple[str, ...]:
    """Gives the ids of a rule's choices."""
    return tuple(choice.id for choice in rule.question.choice) if rule.question else ()


def detail_of(meaning: Meaning, rule: Contraindication, goes_on: bool) -> str | None:
    """Gives the choice that a code or a status stands for; what is over is the past whatever its code says."""
    choices = choices_of(rule)
    said = next((word for word in (GOES_ON if goes_on else IS_OVER) if word in choices), None)
    if goes_on or said is None:
        return meaning.detail or said
    return said


def phototype_statements(meaning: Meaning, day: PartialDate | None) -> tuple[Statement, ...]:
    """States a phototype that a code names."""
    named = next((one for one in PHOTOTYPES if one == meaning.detail), None)
    return (Statement(topic="phototype", day=day, phototype=named),) if named else ()  # type: ignore[arg-type]
