"""Observations: weight, phototype, smoking and pregnancy status, and findings with a code of their own.

The newest statement on a topic replaces older ones. Phototype is read from its own codes alone, never from race,
ethnicity or the colour of anything. An answer of no in a record is not taken over: it may be old, and is asked.
"""

import re

from needlepoint.interop.fhir.codes import Concept, Meaning, concept_of, read_concept, status_of, zones_of
from needlepoint.interop.fhir.conditions import PHOTOTYPES, answers_to, phototype_statements
from needlepoint.interop.fhir.elements import (
    Element,
    day_of,
    flag_of,
    number_of,
    object_of,
    objects_of,
    text_of,
    timing_of,
)
from needlepoint.interop.fhir.found import LATER, NOT_UNDERSTOOD, NOTHING, Found, Record, Statement, joined
from needlepoint.vocabulary.dates import PartialDate, Span
from needlepoint.vocabulary.patient import Answer, Code

SAYS_NOTHING = frozenset({"entered-in-error", "cancelled", "registered"})
BODY_WEIGHT = Code("loinc", "29463-7")
# Questions whose coded answer is itself the finding.
ASKED_BY = {Code("loinc", "72166-2"): "smoking", Code("loinc", "82810-3"): "pregnancy"}
KG_PER_UNIT = {"kg": 1.0, "g": 0.001, "[lb_av]": 0.45359237, "lb": 0.45359237, "lbs": 0.45359237}
LIGHTEST_KG, HEAVIEST_KG = 20, 400
YES_WORDS = frozenset({"yes", "positive", "present", "detected", "pregnant"})
NO_WORDS = frozenset({"no", "negative", "absent", "not detected", "not pregnant"})
# No gestation in the terminology is longer, so an older observation of one is over.
LONGEST_PREGNANCY = Span(weeks=42)
ROMAN = re.compile(r"\b(VI|IV|V|III|II|I)\b")


def read_observation(resource: Element, record: Record) -> Found:
    """Reads an observation and its components."""
    if status_of(resource, "status") & SAYS_NOTHING:
        return NOTHING
    timing = timing_of(resource, "effective")
    day = timing.end or timing.start or day_of(resource, "issued")
    concept_of(resource, "code")
    parts = (resource, *objects_of(resource, "component"))
    if record.begins_later(timing.start or day):
        return LATER
    found = [one for part in parts if (one := read_part(part, day, record)) is not NOT_UNDERSTOOD]
    return joined(found) if found else NOT_UNDERSTOOD


def read_part(part: Element, day: PartialDate | None, record: Record) -> Found:
    """Reads one question with its answer."""
    concept = concept_of(part, "code")
    if BODY_WEIGHT in concept.codes:
        return Found(statements=(Statement(topic="weight", day=day, weight_kg=weight_kg(part)),))
    meanings = record.meanings(concept)
    question = question_of(concept, meanings)
    if any(meaning.kind == "phototype" for meaning in meanings):
        return Found(statements=stated_phototype(part, meanings, day, record))
    if question:
        return asked(question, part, day, record)
    return NOTHING if meanings else NOT_UNDERSTOOD


def question_of(concept: Concept, meanings: tuple[Meaning, ...]) -> Meaning | None:
    """Gives the rule that an observation asks about, by the terminology or as a question of its own."""
    rules = [meaning for meaning in meanings if meaning.kind == "rule"]
    known = [Meaning("rule", ASKED_BY[code]) for code in concept.codes if code in ASKED_BY]
    return next(iter((*known, *rules)), None)


def asked(question: Meaning, part: Element, day: PartialDate | None, record: Record) -> Found:
    """States what the answer says, which an older answer to the same question no longer does."""
    said = meanings_said(question, part, record)
    if said is None:
        return NOT_UNDERSTOOD
    if question.name == "pregnancy" and day and LONGEST_PREGNANCY.after(day.latest) <= record.on:
        return NOTHING
    zones = zones_of(part, record.content)
    answers = [pair for meaning in said for pair in answers_to(meaning, record, True, zones)]
    dated = tuple((rule, with_day(answer, day)) for rule, answer in answers)
    return Found(statements=(Statement(topic=f"rule {question.name}", day=day, answers=dated),))


def meanings_said(question: Meaning, part: Element, record: Record) -> tuple[Meaning, ...] | None:
    """Gives the rules that an answer says yes to, none for any other answer, None where it means nothing here."""
    if "valueBoolean" in part:
        return (question,) if flag_of(part, "valueBoolean") else ()
    if isinstance(part.get("valueCodeableConcept"), dict):
        concept = read_concept(part["valueCodeableConcept"])
        known = record.meanings(concept)
        spoken = {word.casefold() for word in concept.words}
        if known or spoken & NO_WORDS:
            return tuple(one for one in known if one.kind == "rule")
        return (question,) if spoken & YES_WORDS else None
    is_finding = not any(key.startswith(("value", "dataAbsentReason")) for key in part)
    is_question = any(code.system == "loinc" for code in concept_of(part, "code").codes)
    return (question,) if is_finding and not is_question else None


def with_day(answer: Answer, day: PartialDate | None) -> Answer:
    """Says of which day an answer is."""
    return Answer(answer=answer.answer, zones=answer.zones, detail=answer.detail, as_of=day, by="record")


def weight_kg(part: Element) -> float | None:
    """Gives a weight in kilograms where the unit is known and the number is possible for an adult."""
    quantity = object_of(part, "valueQuantity")
    value, unit = number_of(quantity, "value"), text_of(quantity, "code") or text_of(quantity, "unit") or ""
    weight = (value or 0) * KG_PER_UNIT.get(unit.casefold(), 0)
    return weight if LIGHTEST_KG <= weight <= HEAVIEST_KG else None


def stated_phototype(
    part: Element, meanings: tuple[Meaning, ...], day: PartialDate | None, record: Record
) -> tuple[Statement, ...]:
    """States the phototype that the code itself, the coded answer or its words name."""
    if any(meaning.detail in PHOTOTYPES for meaning in meanings):
        return tuple(s for meaning in meanings for s in phototype_statements(meaning, day))
    has_code = isinstance(part.get("valueCodeableConcept"), dict)
    answer = read_concept(part["valueCodeableConcept"]) if has_code else None
    coded = [
        meaning for meaning in (record.meanings(answer) if answer else ()) if meaning.kind == "phototype"
    ]
    words = answer.words if answer else (text_of(part, "valueString") or "",)
    spoken = {roman for word in words for roman in ROMAN.findall(word)}
    said = coded or [Meaning("phototype", detail=roman) for roman in sorted(spoken) if len(spoken) == 1]
    return tuple(s for meaning in said for s in phototype_statements(meaning, day))
