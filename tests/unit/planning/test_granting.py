"""A plan is granted by its decision, or by somebody entitled; never around what nobody overrides."""

import pytest

from needlepoint.planning.granting import check_granted, granting_problems, overridable
from needlepoint.planning.plan import Override
from needlepoint.planning.proposal import only_zones, propose
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput, NotGranted
from needlepoint.vocabulary.reasons import Decision, Truth
from tests.plans import DEVICE, ON, clean_facts, clean_plan, decided

ACNE = {"active-acne": {"answer": "yes", "zones": ["cheek-left"], "detail": "inflammatory"}}


def override(rule: str) -> Override:
    return Override(rule=rule, reason="Seen and judged.", by="Dr Example")


def test_nothing_found_is_granted():
    assert granting_problems(decided(clean_facts())) == ()


@pytest.mark.parametrize("rule", [r.id for r in shipped_content().contraindication.values() if r.is_asked])
def test_no_rule_is_planned_around_without_its_override(rule):
    decision = decided(clean_facts(facts={rule: "yes"}))
    against = {f.rule for f in decision.findings if f.met is Truth.YES and f.effect.softness < 3}
    problems = granting_problems(decision)
    assert bool(problems) == (not decision.decision.is_free)
    assert all(any(name in problem for problem in problems) for name in against)


@pytest.mark.parametrize("rule", [r.id for r in shipped_content().contraindication.values() if r.is_asked])
def test_what_nobody_overrides_stays_closed_whatever_is_written(rule):
    decision = decided(clean_facts(facts={rule: "yes"}))
    everything = tuple(override(f.rule) for f in decision.findings)
    fixed = [
        f
        for f in decision.findings
        if f.met is Truth.YES and f.effect.softness < 3 and f.override_by == "nobody"
    ]
    problems = granting_problems(decision, everything)
    assert all(
        any(f.rule in problem and "nobody overrides it" in problem for problem in problems) for f in fixed
    )
    assert not {f.rule for f in fixed} & {f.rule for f in overridable(decision)}


def test_an_override_grants_exactly_its_finding():
    decision = decided(clean_facts(facts=ACNE))
    assert decision.decision is Decision.DEFER
    assert granting_problems(decision, (override("active-acne"),)) == ()
    assert granting_problems(decision, (override("smoking"),)) == granting_problems(decision)


def test_the_refusal_is_one_error_with_everything_in_it():
    decision = decided(clean_facts(facts={**ACNE, "sarcoidosis": "yes", "pregnancy": "unknown"}))
    with pytest.raises(NotGranted) as refusal:
        check_granted(decision)
    assert all(name in str(refusal.value) for name in ("active-acne", "sarcoidosis", "pregnancy"))


def test_each_rule_is_told_once_though_several_layers_say_it():
    decision = decided(clean_facts(facts={"active-infection": "yes"}))
    assert sum(f.rule == "active-infection" for f in decision.findings) > 1
    assert sum("active-infection" in problem for problem in granting_problems(decision)) == 1


def test_an_override_without_a_reason_is_bad_input():
    with pytest.raises(BadInput, match="reason"):
        check_granted(decided(clean_facts(facts=ACNE)), (Override(rule="active-acne", reason=" "),))


def test_unknown_is_answered_and_never_overridden():
    decision = decided(clean_facts(facts={"pregnancy": "unknown"}))
    assert any("pregnancy" in problem for problem in granting_problems(decision, (override("pregnancy"),)))


def test_the_free_zones_alone_are_granted():
    facts = only_zones(clean_facts(facts=ACNE), decided(clean_facts(facts=ACNE)).zones_free)
    assert facts.planned_zones == ("cheek-right",)
    assert granting_problems(decided(facts)) == ()


def test_without_an_override_the_plan_waits_for_the_day_that_screening_named():
    stopped = {"name": "isotretinoin", "route": "oral", "status": "stopped", "until": "2026-09-22"}
    decision = decided(clean_facts(medicines=[stopped]))
    plan = clean_plan(case={"medicines": [stopped]})
    assert plan.sessions[0].earliest_on == decision.earliest_on != ON
    overridden = clean_plan(case={"medicines": [stopped]}, overrides=(override("isotretinoin"),))
    assert overridden.sessions[0].earliest_on == ON


def test_where_a_condition_must_end_first_no_session_and_no_preparation_has_a_date():
    plan = clean_plan(case={"facts": ACNE})
    assert {session.earliest_on for session in plan.sessions} == {None}
    assert {(one.starts_on, one.ends_on) for one in plan.preparation} == {(None, None)}


@pytest.mark.parametrize(
    ("device", "day"),
    [("exceed", ON), (DEVICE, ON.replace(year=2027))],
    ids=["another device", "another day"],
)
def test_a_decision_for_another_device_or_day_carries_no_plan(device, day):
    facts = clean_facts()
    with pytest.raises(BadInput, match="same device and day"):
        propose(facts, decided(facts), shipped_content(), device=device, on=day)


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"adjuncts": ("glitter",)}, "adjuncts"), ({"anaesthetic": "rum"}, "anaesthetic")],
)
def test_ids_that_nothing_has_are_refused(asked, field):
    with pytest.raises(BadInput, match=field):
        clean_plan(**asked)


def test_a_plan_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="concerns"):
        clean_plan(case={"concerns": [{"indication": "pores", "zones": []}]})
