"""Reads a `needlepoint/case/1` document into facts. Absent is unknown; nothing is repaired."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from needlepoint.interop.fields import (
    MAX_ITEMS,
    as_choice,
    as_date,
    as_id,
    as_list,
    as_number,
    as_object,
    as_text,
    not_after,
)
from needlepoint.protocols.model import Content, Contraindication
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import (
    EVENT_KINDS,
    PLAIN_ANSWERS,
    ROUTES,
    Allergy,
    Answer,
    Concern,
    Event,
    Facts,
    Medicine,
    Patient,
)
from needlepoint.vocabulary.reasons import Truth

SCHEMA = "needlepoint/case/1"
CASE_KEYS = frozenset("schema patient goals concerns facts medicines events allergies device".split())
PATIENT_KEYS = frozenset("birth_date sex can_be_pregnant phototype weight_kg country".split())
CONCERN_KEYS = frozenset("indication zones severity".split())
ANSWER_KEYS = frozenset("answer zones detail as_of by".split())
MEDICINE_KEYS = frozenset("name route status from until dose_mg".split())
EVENT_KEYS = frozenset("kind detail zones on from until".split())
SPEAKERS = ("practitioner", "doctor", "patient", "record")
PLAIN_NO = PLAIN_ANSWERS["no"]
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")
TRUTHS = tuple(Truth)
SEVERITIES = ("minimal", "mild", "moderate", "severe", "very-severe")


def read_case(document: Any, content: Content, on: date, policy: Policy = SHIPPED) -> Facts:
    """Reads a parsed case document; raises BadInput with the path of the first thing wrong.

    A clinic's own rules are asked like any other, so their answers are facts too.
    """
    case = as_object(document, "$", CASE_KEYS)
    if case.get("schema", SCHEMA) != SCHEMA:
        raise BadInput("$.schema", f"must be {SCHEMA}", case["schema"], "write the schema of a case document")
    if "goals" in case:
        as_text(case["goals"], "$.goals")
    return Facts(
        patient=read_patient(case.get("patient", {}), on),
        concerns=listed(case, "concerns", lambda one, path: read_concern(one, path, content)),
        answers=read_answers(case.get("facts", {}), content, on, policy),
        medicines=listed(case, "medicines", lambda one, path: read_medicine(one, path, on)),
        events=listed(case, "events", lambda one, path: read_event(one, path, content)),
        allergies=listed(case, "allergies", lambda one, path: Allergy(text=as_text(one, path))),
        device=as_id(case["device"], "$.device", content.device, "device") if "device" in case else None,
    )


def listed(case: Mapping[str, Any], key: str, read: Any) -> Any:
    """Reads a list of the case; an absent one stays unknown."""
    return as_list(case[key], f"$.{key}", read) if key in case else None


def read_patient(value: Any, on: date) -> Patient:
    """Reads the person."""
    given = as_object(value, "$.patient", PATIENT_KEYS)
    birth = as_date(given["birth_date"], "$.patient.birth_date") if "birth_date" in given else None
    pregnant = chosen(given, "can_be_pregnant", TRUTHS)
    return Patient(
        birth_date=not_after(birth, on, "$.patient.birth_date", "a birth cannot lie"),
        sex=chosen(given, "sex", ("female", "male", "other", "unknown")),
        can_be_pregnant=None if pregnant is None else Truth(pregnant),
        phototype=chosen(given, "phototype", PHOTOTYPES),
        weight_kg=as_number(given["weight_kg"], "$.patient.weight_kg", 20, 400)
        if "weight_kg" in given
        else None,
        country=read_country(given["country"]) if "country" in given else None,
    )


def chosen(given: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> Any:
    """Reads an optional key of the person that is one of a few words."""
    word = given.get(key)
    return word if word is None or word in choices else as_choice(word, f"$.patient.{key}", choices)


def read_country(value: Any) -> str:
    """Reads a two-letter country code; one that the content does not know is read conservatively."""
    if not (
        isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()
    ):
        raise BadInput(
            "$.patient.country", "must be two capital letters (ISO 3166)", value, "write for example US"
        )
    return value


def read_zones(value: Any, path: str, content: Content) -> tuple[str, ...]:
    """Reads zone ids, each once."""
    if isinstance(value, list) and len(value) <= MAX_ITEMS and are_zones(value, content):
        return tuple(dict.fromkeys(value))
    return tuple(
        dict.fromkeys(as_list(value, path, lambda one, where: as_id(one, where, content.zone, "zone")))
    )


def are_zones(values: list[Any], content: Content) -> bool:
    """Says whether all values are ids of zones."""
    return not [one for one in values if type(one) is not str or one not in content.zone]


def read_concern(value: Any, path: str, content: Content) -> Concern:
    """Reads what is to be treated, and where."""
    given = as_object(value, path, CONCERN_KEYS)
    if "indication" not in given:
        raise BadInput(f"{path}.indication", "must be there", given, "say what is to be treated")
    return Concern(
        indication=as_id(given["indication"], f"{path}.indication", content.indication, "indication"),
        zones=read_zones(given.get("zones", []), f"{path}.zones", content),
        severity=as_choice(given["severity"], f"{path}.severity", SEVERITIES)
        if "severity" in given
        else None,
    )


def read_answers(
    value: Any, content: Content, on: date, policy: Policy = SHIPPED
) -> Mapping[str, tuple[Answer, ...]]:
    """Reads the facts; their ids are the ids of rules. Most are a plain no, and need no reading; null is none."""
    rules: Mapping[str, Contraindication] = content.contraindication
    if policy.own_rules:
        rules = {**rules, **{rule.id: rule for rule in policy.own_rules}}
    ids = frozenset(rules) if policy.own_rules else fact_ids(content)
    given = value if type(value) is dict and ids.issuperset(value) else as_object(value, "$.facts", ids)
    answers = dict.fromkeys(given, PLAIN_NO)
    for key in [key for key, one in given.items() if one != "no"]:
        if given[key] is None:
            del answers[key]
        else:
            answers[key] = read_answers_to(rules[key], given[key], content, on)
    return MappingProxyType(answers)


def read_answers_to(rule: Contraindication, value: Any, content: Content, on: date) -> tuple[Answer, ...]:
    """Reads what was said to one question: a bare word, or an answer with more."""
    if type(value) is str and value in PLAIN_ANSWERS:
        return PLAIN_ANSWERS[value]
    return (read_answer(value, rule, content, on),)


@lru_cache(maxsize=8)
def fact_ids(content: Content) -> frozenset[str]:
    """Gives the ids of the facts that a content asks for."""
    return frozenset(content.contraindication)


def read_answer(value: Any, rule: Contraindication, content: Content, on: date) -> Answer:
    """Reads an answer with place, kind, day and who said it."""
    path = f"$.facts.{rule.id}"
    if isinstance(value, str):
        as_choice(value, path, tuple(PLAIN_ANSWERS))
    given = as_object(value, path, ANSWER_KEYS)
    if "answer" not in given:
        raise BadInput(f"{path}.answer", "must be there", given, "write yes, no or unknown")
    as_of = as_date(given["as_of"], f"{path}.as_of") if "as_of" in given else None
    zones = read_zones(given["zones"], f"{path}.zones", content) if "zones" in given else None
    return Answer(
        answer=Truth(as_choice(given["answer"], f"{path}.answer", TRUTHS)),
        zones=zones or None,
        detail=read_detail(given["detail"], rule, f"{path}.detail") if "detail" in given else None,
        as_of=not_after(as_of, on, f"{path}.as_of", "an answer cannot be given"),
        by=as_choice(given.get("by", "practitioner"), f"{path}.by", SPEAKERS),
    )


def read_detail(value: Any, rule: Contraindication, path: str) -> str:
    """Reads a detail: the id of one of the question's choices, or another way to write it."""
    text = as_text(value, path).casefold()
    choices = rule.question.choice if rule.question else ()
    for choice in choices:
        if text in (choice.id, *choice.words):
            return choice.id
    if not choices:
        raise BadInput(path, f"{rule.id} has no details", value, "leave detail out")
    return str(as_choice(value, path, [choice.id for choice in choices]))


def read_medicine(value: Any, path: str, on: date) -> Medicine:
    """Reads a medicine. Without a status it is in use until the day on which it ended."""
    given = as_object(value, path, MEDICINE_KEYS)
    if "name" not in given:
        raise BadInput(f"{path}.name", "must be there", given, "write the name on the box")
    since, until = span(given, path)
    status = (
        as_choice(given["status"], f"{path}.status", ("active", "stopped")) if "status" in given else None
    )
    is_stopped = status == "stopped"
    if is_stopped:
        not_after(until, on, f"{path}.until", "a medicine cannot have been stopped")
    route = as_text(given["route"], f"{path}.route") if "route" in given else None
    return Medicine(
        name=as_text(given["name"], f"{path}.name"),
        route=route if route in ROUTES else None,
        is_stopped=is_stopped,
        is_status_said=status is not None,
        since=since,
        until=until,
        dose_mg=as_number(given["dose_mg"], f"{path}.dose_mg", 0, 1_000_000) if "dose_mg" in given else None,
    )


def span(given: Mapping[str, Any], path: str) -> tuple[PartialDate | None, PartialDate | None]:
    """Reads `from` and `until` and refuses an end before the beginning."""
    since = as_date(given["from"], f"{path}.from") if "from" in given else None
    until = as_date(given["until"], f"{path}.until") if "until" in given else None
    if since and until and until.latest < since.earliest:
        raise BadInput(
            f"{path}.until", f"cannot lie before from {since}", str(until), "correct one of the dates"
        )
    return since, until


def read_event(value: Any, path: str, content: Content) -> Event:
    """Reads something done to the skin or the body, on a day or over a span."""
    given = as_object(value, path, EVENT_KEYS)
    if "kind" not in given:
        raise BadInput(f"{path}.kind", "must be there", given, f"use one of {', '.join(EVENT_KINDS)}")
    if "on" in given and ("from" in given or "until" in given):
        raise BadInput(
            f"{path}.on", "stands instead of from and until", given["on"], "keep the day or the span"
        )
    since, until = span(given, path)
    day = as_date(given["on"], f"{path}.on") if "on" in given else None
    zones = read_zones(given["zones"], f"{path}.zones", content) if "zones" in given else None
    return Event(
        kind=as_choice(given["kind"], f"{path}.kind", EVENT_KINDS),
        detail=as_text(given["detail"], f"{path}.detail") if "detail" in given else None,
        zones=zones or None,
        since=day or since,
        until=day or until,
    )
