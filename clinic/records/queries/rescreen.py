"""The short re-screen before a session: what can have changed since it was last answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from clinic.records.models import Answer, Patient, Session
from clinic.records.queries.history import rescreen_questions
from clinic.records.queries.policy import content_of_clinic
from clinic.records.queries.screening import decide_now
from needlepoint.protocols.model import Contraindication
from needlepoint.screening.questions import OpenQuestion

TAPPED: Final = ("yes_no", "yes_no_zones", "choice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of the re-screen. last : what was said before; by_looking : a practitioner has to look."""

    asks: str
    text: str
    why: str
    last: Answer | None
    by_looking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescreen:
    """What is asked in taps, and what needs more than a tap and is answered in the screening."""

    asked: tuple[Asked, ...]
    elsewhere: tuple[OpenQuestion, ...]


def rescreen_of(patient: Patient, session: Session, on: date) -> Rescreen:
    """Gather what ran out and what was never answered."""
    rules = content_of_clinic(patient.clinic).contraindication
    before = [_again(rules[asks], text, answer) for asks, text, answer in rescreen_questions(patient, on)]
    known = {one.asks for one in before}
    still_open = [q for q in decide_now(patient, on, session.device).questions if q.asks not in known]
    new = [_new(question, rules[question.asks]) for question in still_open if _is_tapped(question, rules)]
    return Rescreen(
        asked=tuple(dict.fromkeys([*before, *new])),
        elsewhere=tuple(question for question in still_open if not _is_tapped(question, rules)),
    )


def _again(rule: Contraindication, text: str, answer: Answer) -> Asked:
    return Asked(
        asks=rule.id,
        text=text,
        why=rule.question.why if rule.question else "",
        last=answer,
        by_looking=rule.exam,
    )


def _new(question: OpenQuestion, rule: Contraindication) -> Asked:
    return Asked(asks=question.asks, text=question.text, why=question.why, last=None, by_looking=rule.exam)


def _is_tapped(question: OpenQuestion, rules: Mapping[str, Contraindication]) -> bool:
    """Tell whether a tap answers it: a rule's plain question that nobody answered yet."""
    return question.asks in rules and question.kind in TAPPED and question.needs == ("answer",)
