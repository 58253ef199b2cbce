"""Varied case documents, the same ones every time: answers, medicines, events, places, devices and gaps.

About a third of the people have nothing, or nearly nothing, against treatment: that is whom a clinic sees most.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from needlepoint.protocols.model import Content

SEED = 20261122
ON = date(2026, 11, 22)
HOLD_EDGES = (
    0,
    1,
    6,
    7,
    8,
    13,
    14,
    15,
    27,
    28,
    29,
    30,
    31,
    60,
    61,
    92,
    180,
    181,
    184,
    185,
    364,
    365,
    366,
    800,
)
FACE = (
    "cheek-left",
    "cheek-right",
    "forehead",
    "chin",
    "nose",
    "nasolabial-left",
    "nasolabial-right",
    "upper-lip",
)
BODY = ("neck", "decolletage", "abdomen", "back", "upper-arm-left", "thigh-right", "jawline-left", "scalp")
ELSEWHERE = ("back", "chest", "shoulder-left", "lips", "genital", "eyelid-left", "buttock-left")
SPOKEN_BY = ("practitioner", "practitioner", "practitioner", "doctor", "patient", "record")
EVENT_DETAILS = {
    "laser": ("superficial", "ablative", "CO2", "non-ablative"),
    "peel": ("superficial", "deep", "medium"),
    "filler": ("hyaluronic acid", "liquid silicone"),
}
EVENTS = (
    "filler threads botulinum-toxin laser ipl radiofrequency peel surgery waxing dermaplaning tattoo microneedling "
    "sunburn tanning chemotherapy radiotherapy scar"
).split()
ALLERGIES = (
    "nickel",
    "stainless steel",
    "lidocaine",
    "benzocaine",
    "chlorhexidine",
    "latex",
    "fragrance",
    "pollen",
)
MEDICINES = (
    "isotretinoin acitretin adapalene tretinoin hydroquinone prednisolone methotrexate warfarin aspirin metformin "
    "doxycycline dapsone amiodarone levothyroxine clopidogrel adalimumab"
).split()


def generated_cases(content: Content, number: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Gives so many case documents."""
    chance = Random(seed)
    asked = [r.id for r in content.contraindication.values() if r.is_asked and not r.is_follow_up]
    for _ in range(number):
        yield one_case(chance, content, asked)


def one_case(chance: Random, content: Content, asked: list[str]) -> dict[str, Any]:
    """Gives one case: a third calm, a third with a little, a third with a lot."""
    stir = chance.choice((0, 1, 3))
    device = chance.choice((None, *content.device)) if stir else chance.choice(tuple(content.device))
    case = {
        "schema": "needlepoint/case/1",
        "patient": patient(chance, stir),
        "concerns": concerns(chance, content, stir),
        "facts": facts(chance, content, asked, stir, device),
        "medicines": some(chance, stir, medicine),
        "events": some(chance, stir, event),
        "allergies": [chance.choice(ALLERGIES) for _ in range(stir) if chance.random() < 0.1],
        "device": device,
    }
    left_out = [key for key in ("medicines", "events", "allergies") if stir and chance.random() < 0.02 * stir]
    return {key: value for key, value in case.items() if key not in left_out and value is not None}


def patient(chance: Random, stir: int) -> dict[str, Any]:
    """Gives a person; a calm one is an adult of whom everything is known."""
    youngest = 16 if stir == 3 else 24
    birth = date(ON.year - chance.randint(youngest, 75), chance.randint(1, 12), chance.randint(1, 28))
    person = {
        "birth_date": birth.isoformat(),
        "sex": chance.choice(("female", "female", "female", "male")),
        "can_be_pregnant": chance.choice(("yes", "no")),
        "phototype": chance.choice(("I", "II", "III", "IV", "V", "VI")[: 6 if stir else 3]),
        "weight_kg": chance.randint(45, 110),
        "country": chance.choice(("US", "US", "GB", "DE", "FR")),
    }
    keys = ("birth_date", "can_be_pregnant", "phototype", "country")
    left_out = [key for key in keys if stir and chance.random() < 0.02]
    return {key: value for key, value in person.items() if key not in left_out}


def concerns(chance: Random, content: Content, stir: int) -> list[dict[str, Any]]:
    """Gives what is to be treated, and where."""
    calm = ("acne-scars-rolling", "wrinkles", "texture", "pores")
    indications = calm if stir < 3 else tuple(content.indication)
    places = FACE if stir < 3 else (*FACE, *BODY)
    return [
        {"indication": chance.choice(indications), "zones": chance.sample(places, chance.randint(1, 3))}
        for _ in range(chance.choice((1, 1, 2)))
    ]


def facts(
    chance: Random, content: Content, asked: list[str], stir: int, device: str | None
) -> dict[str, Any]:
    """Answers every question with no, then says yes to a few and forgets a few."""
    named = {c.layer for c in content.contraindication["blood-borne-virus"].effect}
    answers: dict[str, Any] = {name: "no" for name in asked if name != "blood-borne-virus" or device in named}
    for name in chance.sample(asked, chance.randint(0, stir)):
        answers[name] = affirmation(chance, content, name)
    for name in chance.sample(list(answers), chance.randint(0, stir)):
        gap = chance.choice((None, "unknown", denial(chance)))
        answers.pop(name) if gap is None else answers.update({name: gap})
    return answers


def affirmation(chance: Random, content: Content, name: str) -> Any:
    """Says yes, with or without place, kind, day and speaker."""
    if chance.random() < 0.3:
        return "yes"
    question = content.contraindication[name].question
    choices = [choice.id for choice in question.choice] if question else []
    more = {
        "zones": chance.sample((*FACE, *BODY, *ELSEWHERE), chance.randint(1, 3)),
        "detail": chance.choice(choices) if choices else None,
        "as_of": past_day(chance),
        "by": chance.choice(SPOKEN_BY),
    }
    return {"answer": "yes"} | {k: v for k, v in more.items() if v is not None and chance.random() < 0.6}


def denial(chance: Random) -> dict[str, Any]:
    """Says no, on some day, by somebody, sometimes for certain places only."""
    places = {"zones": chance.sample(FACE, 5)} if chance.random() < 0.3 else {}
    return {"answer": "no", "as_of": past_day(chance), "by": chance.choice(SPOKEN_BY), **places}


def past_day(chance: Random) -> str:
    """Gives a day at or near the edge of some hold."""
    return (ON - timedelta(days=chance.choice(HOLD_EDGES))).isoformat()


def some(chance: Random, stir: int, make: Any) -> list[dict[str, Any]]:
    """Makes none, or a few."""
    return [make(chance) for _ in range(stir) if chance.random() < 0.4]


def medicine(chance: Random) -> dict[str, Any]:
    """Gives a medicine in use, or stopped on a day that is known or not; rarely one that nobody knows."""
    one: dict[str, Any] = {"name": chance.choice(MEDICINES) if chance.random() < 0.97 else "moonmilk"}
    route = chance.choice((None, "oral", "topical"))
    if route:
        one["route"] = route
    if chance.random() < 0.5:
        one["status"] = "stopped"
        if chance.random() < 0.8:
            one["until"] = past_day(chance)
    return one


def event(chance: Random) -> dict[str, Any]:
    """Gives something done lately, long ago, over a span or planned; with or without place and day."""
    kind = chance.choice(EVENTS)
    one: dict[str, Any] = {"kind": kind}
    if kind in EVENT_DETAILS and chance.random() < 0.6:
        one["detail"] = chance.choice(EVENT_DETAILS[kind])
    if chance.random() < 0.8:
        one["zones"] = chance.sample((*FACE, *BODY), chance.randint(1, 3))
    form = chance.random()
    if form < 0.75:
        one["on"] = past_day(chance)
    elif form < 0.85:
        one["on"] = (ON + timedelta(days=chance.choice((1, 27, 28, 29, 90)))).isoformat()
    elif form < 0.95:
        one |= {"from": (ON - timedelta(days=900)).isoformat(), "until": past_day(chance)}
    return one


def as_line(case: dict[str, Any]) -> str:
    """Writes a case on one line."""
    return json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n"
