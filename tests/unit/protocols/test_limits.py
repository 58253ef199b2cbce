"""A policy draws the limits of a setting closer freely and wider with a name; the impossible says what clashes."""

import json
from dataclasses import replace
from datetime import date

import pytest

from needlepoint.cli import main
from needlepoint.interop.plan import plan_document, restored_plan, stored_plan
from needlepoint.planning.constraints import check_kept, check_possible
from needlepoint.protocols.amendments import amendments, statement, with_entry, without_entry
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.limits import with_limits
from needlepoint.protocols.model.overlay import Limited, PolicyFile
from needlepoint.protocols.policy import Policy, policy_of, read_policy, read_policy_file
from needlepoint.protocols.spelling import policy_toml
from needlepoint.vocabulary.errors import ContentError, NotGranted
from tests.plans import clean_plan
from tests.vignettes import clean_case

CONTENT = shipped_content()
CAP = "tips-past-dermis"
HEAD = """schema = "needlepoint/policy/1"
id = "linden"
version = "1"
signed_by = "Dr Ruth Adeyemi"
signed_on = 2026-11-20
"""
IMPOSSIBLE = 'at_most = 0.0\nhardness = "hard"'
WHO = 'by = "Dr Ruth Adeyemi"\non = 2026-11-20'


def toml(constraint: str, body: str, reason: str = "We are careful.") -> str:
    """Writes a policy with one limit."""
    return f'{HEAD}\n[[limit]]\nconstraint = "{constraint}"\nreason = "{reason}"\n{body}\n'


def policy(constraint: str, body: str) -> Policy:
    return read_policy(toml(constraint, body), "policy.toml", CONTENT)


def faults(text: str) -> str:
    with pytest.raises(ContentError) as refused:
        read_policy(text, "policy.toml", CONTENT)
    return str(refused.value)


def cheek(**asked):
    return next(zone for zone in clean_plan(**asked).zones if zone.zone == "cheek-left")


def held(zone, constraint: str):
    return next(one for one in zone.constraints if one.constraint == constraint)


@pytest.mark.parametrize(
    ("constraint", "body", "sentence"),
    [
        ("no-such", "at_most = 0.1", "no such constraint"),
        (CAP, "", "changes nothing"),
        (CAP, 'hardness = "soft"', "changes nothing"),
        (CAP, "at_most = 0.25", "is the shipped limit"),
        (CAP, "at_most = -0.1", "cannot be -0.1"),
        (CAP, "at_most = 1.5", "is a fraction"),
        (CAP, "at_most = 0.5", "is wider than the shipped limit"),
        (CAP, 'at_most = 0.5\nby = "Dr Ruth Adeyemi"', "say who answers for it, why and since when"),
        (CAP, 'hardness = "acknowledged"', "is soft and cannot become acknowledged"),
        (CAP, 'hardness = "easy"', "limit"),
        (CAP, "at_most = inf", "limit"),
        (CAP, 'at_most = "a little"', "limit"),
        ("evaluated-maximum", f"at_most = 0.5\n{WHO}", "cannot be made wider"),
        ("evaluated-maximum", 'hardness = "soft"', "is acknowledged and cannot become soft"),
        ("orbital-rim", f"at_most = 1.0\n{WHO}", "cannot be made wider"),
        ("orbital-rim", 'hardness = "soft"', "is hard and cannot become soft"),
    ],
)
def test_what_a_policy_may_not_do_to_a_limit_is_told(constraint, body, sentence):
    assert sentence in faults(toml(constraint, body))


def test_a_limit_without_a_reason_or_twice_is_told():
    assert "must not be empty" in faults(toml(CAP, "at_most = 0.1", reason=" "))
    twice = (
        toml(CAP, "at_most = 0.1")
        + '\n[[limit]]\nconstraint = "tips-past-dermis"\nreason = "x"\nat_most = 0.2\n'
    )
    assert "stands twice" in faults(twice)


def test_a_closer_limit_shortens_the_proposal_and_says_who_drew_it():
    shipped, closer = cheek(), cheek(policy=policy(CAP, "at_most = 0.01"))
    assert closer.needle_length_mm < shipped.needle_length_mm
    assert "Drawn closer by the clinic's policy: We are careful." in held(closer, CAP).text
    assert "clinic's policy" not in held(shipped, CAP).text


def test_a_wider_limit_lengthens_it_and_names_who_answers_for_it():
    wider = cheek(policy=policy(CAP, f"at_most = 0.9\n{WHO}"))
    assert wider.needle_length_mm > cheek().needle_length_mm
    assert "Drawn wider by the clinic's policy (Dr Ruth Adeyemi, 2026-11-20)" in held(wider, CAP).text


def test_a_soft_limit_that_is_made_hard_stops_and_no_reason_opens_it():
    hard = policy(CAP, 'hardness = "hard"')
    zones = clean_plan(policy=hard, needle_lengths_mm={"cheek-left": 2.0}).zones
    found = [one for zone in zones for one in zone.constraints]
    with pytest.raises(NotGranted, match="cheek-left"):
        check_kept(found, ())
    assert all(zone.clash is None for zone in zones)


def test_a_density_of_ones_own_is_a_limit_too():
    dark = {"patient": {"phototype": "V"}}
    closer = policy("density-in-darker-skin", "at_most = 100")
    zone = cheek(policy=closer, case=dark)
    assert held(zone, "density-in-darker-skin").at_most == 100


def test_a_policy_that_asks_for_the_impossible_says_what_clashes():
    impossible = policy(CAP, IMPOSSIBLE)
    zone = cheek(policy=impossible)
    assert zone.clash.constraints == (CAP,)
    assert zone.clash.shortest_mm == 0.25
    assert "Even 0.25 mm breaks: tips past the dermis in thin skin" in zone.clash.text
    with pytest.raises(NotGranted, match="cheek-right: No length"):
        check_possible(clean_plan(policy=impossible).zones)
    check_possible(clean_plan().zones)


def test_a_clash_is_stored_and_read_back_and_a_plan_without_one_keeps_its_digest():
    plan = clean_plan(policy=policy(CAP, IMPOSSIBLE))
    assert restored_plan(stored_plan(plan)).digest == plan.digest
    assert plan_document(plan)["zones"][0]["clash"]["constraints"] == [CAP]
    same = clean_plan(policy=policy(CAP, 'hardness = "hard"'))
    assert all(zone["clash"] is None for zone in plan_document(same)["zones"])


def test_a_limit_that_no_shorter_needle_mends_is_no_clash_of_lengths():
    dense = policy("density-in-darker-skin", 'at_most = 1\nhardness = "hard"')
    zone = cheek(policy=dense, case={"patient": {"phototype": "V"}}, contact_seconds={"cheek-left": 60})
    assert zone.clash is None


def test_the_command_says_it_in_a_sentence_and_grants_nothing(tmp_path, capsys):
    case, file = tmp_path / "case.json", tmp_path / "policy.toml"
    case.write_text(json.dumps(clean_case()), encoding="utf-8")
    file.write_text(toml(CAP, IMPOSSIBLE), encoding="utf-8")
    given = ["plan", str(case), "--device", "skinpen-precision", "--on", "2026-11-22", "--policy", str(file)]
    assert main(given) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("needlepoint: plan: not granted. cheek-left: No length keeps to everything")
    assert told.err.count("\n") == 1


def test_a_policy_of_yesterday_keeps_its_digest():
    old = read_policy_file(HEAD, "policy.toml", CONTENT)
    assert (
        policy_of(old, "policy.toml", CONTENT).digest
        == policy_of(replace(old, limit=()), "x", CONTENT).digest
    )
    assert read_policy(toml(CAP, "at_most = 0.1"), "p", CONTENT).digest != policy_of(old, "x", CONTENT).digest


def test_without_limits_the_content_is_the_shipped_one_itself():
    assert with_limits(CONTENT, ()) is CONTENT
    assert Policy().drawn(CONTENT) is CONTENT


def test_a_policy_is_written_as_it_is_read():
    file = read_policy_file(toml(CAP, f"at_most = 0.5\n{WHO}"), "policy.toml", CONTENT)
    assert read_policy_file(policy_toml(file), "policy.toml", CONTENT) == file


def test_what_a_limit_does_is_told_in_a_sentence_and_what_changed_too():
    limit = Limited(constraint=CAP, reason="We are careful", at_most=0.1, hardness="hard")
    told = statement(limit, CONTENT)
    assert (
        told
        == "Tips past the dermis in thin skin, at most 0.1 fraction of tips, stops approval. Reason: We are careful."
    )
    empty = PolicyFile(
        schema="needlepoint/policy/1", id="x", version="1", signed_by="x", signed_on=date(2026, 11, 20)
    )
    file = with_entry(empty, "limit", limit)
    assert amendments(empty, file, CONTENT) == [f"New: {told}"]
    assert without_entry(file, "limit", CAP) == empty
    assert amendments(file, empty, CONTENT) == [f"Taken back: {told}"]
    unknown = replace(limit, constraint="gone", at_most=None)
    assert statement(unknown, CONTENT).startswith("gone, stops approval")
