"""What wakes a rule: a denial lets it sleep, and a record, a calculation or another rule wakes it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from needlepoint.interop.case import read_case
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Trigger
from needlepoint.protocols.policy import Policy
from needlepoint.screening.circumstances import circumstances_of
from needlepoint.screening.computed import calculated_of
from needlepoint.screening.decision import decide
from needlepoint.screening.rulebook import rule_book
from needlepoint.vocabulary.reasons import Truth
from tests.vignettes import clean_case

CONTENT = shipped_content()
ON = date(2026, 11, 22)
MINOR = CONTENT.contraindication["minor"]
TAKES_WARFARIN = {"medicines": [{"name": "warfarin", "route": "oral"}]}


def awake(**changes: Any) -> set[str]:
    scene = circumstances_of(read_case(clean_case() | changes, CONTENT, ON), CONTENT, Policy(), ON)
    return {rule.id for rule in rule_book(CONTENT, Policy()).awake(scene, calculated_of(scene))}


def patient(**changes: Any) -> dict[str, Any]:
    return {"patient": clean_case()["patient"] | changes}


def met(policy: Policy, **changes: Any) -> set[str]:
    decision = decide(read_case(clean_case() | changes, CONTENT, ON, policy), CONTENT, policy, on=ON)
    return {finding.rule for finding in decision.findings if finding.met is Truth.YES}


def test_an_adult_lets_the_rule_about_minors_sleep() -> None:
    assert "minor" not in awake()


@pytest.mark.parametrize("born", ["2010-01-01", None])
def test_a_minor_and_an_unknown_birth_date_wake_it(born: str | None) -> None:
    assert "minor" in awake(**patient(birth_date=born))


def test_a_medicine_wakes_what_names_it_and_what_leans_on_that() -> None:
    diabetes = {"facts": clean_case()["facts"] | {"diabetes": "yes"}}
    assert "anticoagulant" in awake(**TAKES_WARFARIN)
    assert {"diabetes", "diabetes-uncontrolled"} <= awake(**diabetes)
    assert not {"diabetes", "diabetes-uncontrolled"} & awake()


def test_a_plain_no_does_not_count_before_an_indication_for_which_a_doctor_must_say_it() -> None:
    rule = next(r for r in CONTENT.contraindication.values() if r.no_counts_only_by_doctor_before)
    planned = [{"indication": rule.no_counts_only_by_doctor_before[0], "zones": ["cheek-left"]}]
    assert rule.id in awake(concerns=planned)
    assert rule.id not in awake()


def test_a_clinics_rule_that_is_calculated_and_named_by_a_medicine_fires_by_either() -> None:
    both = replace(MINOR, id="own", trigger=(*MINOR.trigger, Trigger(medicines=("anticoagulant",))))
    policy = Policy(own_rules=(both,))
    assert "own" not in met(policy)
    assert "own" in met(policy, **TAKES_WARFARIN)
    assert "own" in met(policy, **patient(birth_date="2010-01-01"))
