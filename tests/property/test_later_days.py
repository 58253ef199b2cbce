"""What a later day decides, found by evaluating again only what has a date, is the decision of that day."""

from datetime import date

from hypothesis import given

from needlepoint.interop.case import read_case
from needlepoint.protocols.policy import SHIPPED, Policy, Tightened
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.reasons import Decision
from tests.property.cases import CONTENT, FEWER, Given, cases


@FEWER
@given(cases())
def test_what_would_change_is_what_that_day_decides(case: Given) -> None:
    policy = Policy(choices=case.choices) if case.choices else SHIPPED
    facts = read_case(case.document, CONTENT, case.on, policy)
    for change in decide(facts, CONTENT, policy, on=case.on).would_change:
        assert change.to == decide(facts, CONTENT, policy, on=change.on).decision


def test_a_hold_that_ends_leaves_what_has_no_date_standing() -> None:
    document = {
        "facts": {"keloid-history": "yes"},
        "events": [{"kind": "filler", "zones": ["cheek-left"], "on": "2026-11-20"}],
        "concerns": [{"indication": "texture", "zones": ["cheek-left"]}],
    }
    facts = read_case(document, CONTENT, date(2026, 11, 22))
    changes = decide(facts, CONTENT, on=date(2026, 11, 22)).would_change
    assert [(c.rule, c.on, c.to) for c in changes] == [("recent-filler", date(2026, 12, 4), "refer")]


def test_what_a_policy_made_harder_is_looked_at_on_a_later_day_behind_something_hard() -> None:
    policy = Policy(
        tightened={"recent-filler": Tightened(rule="recent-filler", effect=Decision.DECLINE, reason="Here.")}
    )
    document = {
        "facts": {"keloid-history": "yes"},
        "events": [
            {"kind": "filler", "zones": ["cheek-left"], "on": "2026-11-20"},
            {"kind": "waxing", "zones": ["cheek-left"], "on": "2026-11-21"},
        ],
        "concerns": [{"indication": "texture", "zones": ["cheek-left"]}],
    }
    facts = read_case(document, CONTENT, date(2026, 11, 22), policy)
    found = {c.rule: c for c in decide(facts, CONTENT, policy, on=date(2026, 11, 22)).would_change}
    assert found["recent-waxing"].on < date(2026, 12, 4)
    assert found["recent-waxing"].to == "decline"
