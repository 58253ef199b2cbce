"""Makes plans for tests from a case in which nothing was found."""

from datetime import date
from typing import Any

from needlepoint.interop.case import read_case
from needlepoint.planning.plan import Plan
from needlepoint.planning.proposal import propose
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.decision import ScreeningDecision, decide
from needlepoint.vocabulary.patient import Facts
from tests.vignettes import clean_case

ON = date(2026, 11, 22)
DEVICE = "skinpen-precision"


def clean_facts(on: date = ON, **given: Any) -> Facts:
    """Gives the facts of a person in whom nothing was found, with some keys of the case laid over."""
    case = clean_case()
    for key, value in given.items():
        case[key] = {**case[key], **value} if key in ("patient", "facts") else value
    return read_case(case, shipped_content(), on)


def decided(
    facts: Facts, *, device: str = DEVICE, on: date = ON, policy: Policy = SHIPPED
) -> ScreeningDecision:
    """Decides with the shipped content."""
    return decide(facts, shipped_content(), policy, on=on, device=device)


def clean_plan(*, device: str = DEVICE, on: date = ON, policy: Policy = SHIPPED, **asked: Any) -> Plan:
    """Plans for a person in whom nothing was found; `case` lays keys over the case, the rest goes to `propose`."""
    facts = clean_facts(on, **asked.pop("case", {}))
    decision = decided(facts, device=device, on=on, policy=policy)
    return propose(facts, decision, shipped_content(), policy, device=device, on=on, **asked)
