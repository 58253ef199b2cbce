"""A clinic's policy overlays the evidence: tightening is free, loosening needs a name, a reason and a date."""

from typing import Any

import pytest

from needlepoint.interop.case import read_case
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, Policy, read_policy
from needlepoint.screening.decision import ScreeningDecision, decide
from needlepoint.vocabulary.errors import ContentError
from tests.property.cases import TODAY
from tests.vignettes import clean_case

CONTENT = shipped_content()
HEAD = """
schema = "needlepoint/policy/1"
id = "our-clinic"
version = "3"
signed_by = "Dr A. Example"
signed_on = 2026-11-01
"""
WHO = 'by = "Dr A. Example"\nreason = "We have our reasons."\non = 2026-11-01\n'


def policy(text: str) -> Policy:
    """Reads a policy below its head."""
    return read_policy(HEAD + text, "policy.toml", CONTENT)


def problems(text: str) -> str:
    """Gives what is told of a policy that is refused."""
    with pytest.raises(ContentError) as caught:
        policy(text)
    assert all(fault.file == "policy.toml" and fault.remedy for fault in caught.value.faults)
    return str(caught.value)


def under(followed: Policy, **facts: Any) -> ScreeningDecision:
    """Decides under a policy."""
    case = clean_case()
    case["facts"] |= facts
    return decide(read_case(case, CONTENT, TODAY), CONTENT, followed, on=TODAY)


def test_a_policy_names_itself_in_the_decision() -> None:
    read = policy("")
    assert (read.id, read.version) == ("our-clinic", "3")
    assert read.digest is not None
    assert read.digest.startswith("sha256:")
    assert under(read).policy is read


def test_without_a_policy_the_shipped_sides_are_followed() -> None:
    side = SHIPPED.side_followed("isotretinoin-interval", CONTENT)
    assert side is not None
    assert side.id == "six-months"
    assert SHIPPED.side_followed("elastin", CONTENT) is None


def test_a_harder_side_needs_no_name() -> None:
    read = policy('[[choice]]\nconflict = "keloid"\nside = "decline"\n')
    assert not read.is_loosening("keloid", CONTENT)
    assert under(read, **{"keloid-history": "yes"}).decision == "decline"


SOFTER = '[[choice]]\nconflict = "keloid"\nside = "treat-as-indication"\n'


def test_a_softer_side_needs_who_why_and_since_when() -> None:
    for missing in ("by", "reason", "on"):
        given = "".join(line + "\n" for line in WHO.splitlines() if not line.startswith(f"{missing} "))
        assert "softer than the shipped default" in problems(SOFTER + given)


def test_a_softer_side_with_a_name_is_followed_and_shown() -> None:
    read = policy(SOFTER + WHO)
    assert read.is_loosening("keloid", CONTENT)
    decision = under(read, **{"keloid-history": "yes"})
    assert decision.decision == "proceed_with_precautions"
    assert {f.side for f in decision.findings if f.rule == "keloid-history"} == {"treat-as-indication"}


def test_a_rule_is_tightened_in_a_layer_of_its_own() -> None:
    read = policy('[[tighten]]\nrule = "smoking"\neffect = "refer"\nreason = "Our own results."\n')
    decision = under(read, smoking="yes")
    assert decision.decision == "refer"
    layers = {f.layer: f.effect for f in decision.findings if f.rule == "smoking"}
    assert layers == {"generic": "proceed_with_precautions", "policy": "refer"}


def test_a_rule_is_loosened_only_with_a_name() -> None:
    loosening = '[[loosen]]\nrule = "vitiligo"\neffect = "proceed_with_precautions"\n'
    assert "is missing" in problems(loosening)
    assert under(policy(loosening + WHO), vitiligo="yes").decision == "proceed_with_precautions"


@pytest.mark.parametrize(
    "rule", [r.id for r in CONTENT.contraindication.values() if r.override_by == "nobody"]
)
def test_what_nobody_overrides_cannot_be_loosened(rule: str) -> None:
    told = problems(f'[[loosen]]\nrule = "{rule}"\neffect = "proceed_with_precautions"\n{WHO}')
    assert "nobody overrides" in told


def test_skin_cancer_cannot_be_loosened_though_only_its_place_is_absolute() -> None:
    assert "nobody overrides" in problems(
        f'[[loosen]]\nrule = "skin-cancer"\neffect = "proceed_with_precautions"\n{WHO}'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[choice]]\nconflict = "keloids"\nside = "refer"\n', "name a conflict and one of its sides"),
        ('[[choice]]\nconflict = "keloid"\nside = "maybe"\n', "name a conflict and one of its sides"),
        ('[[tighten]]\nrule = "smoke"\neffect = "refer"\nreason = "Why."\n', "no such rule"),
        (
            '[[tighten]]\nrule = "sarcoidosis"\neffect = "proceed_with_precautions"\nreason = "Why."\n',
            "is not harder",
        ),
        (f'[[loosen]]\nrule = "smoking"\neffect = "decline"\n{WHO}', "is not softer"),
        ("colour = 1\n", "colour"),
        ('[[tighten]]\nrule = "smoking"\neffect = "stop"\nreason = "Why."\n', "must be one of decline"),
        ("[[choice]\n", "the whole file"),
        ('id = "twice"\n', "the whole file"),
    ],
)
def test_a_policy_that_says_nonsense_is_refused_with_file_key_and_remedy(text: str, words: str) -> None:
    assert words in problems(text)


def test_all_faults_of_a_policy_are_told_at_once() -> None:
    both = '[[choice]]\nconflict = "keloids"\nside = "refer"\n[[tighten]]\nrule = "smoke"\n'
    both += 'effect = "refer"\nreason = "Why."\n'
    assert len(problems(both).splitlines()) == 2


def test_two_policies_that_differ_have_two_digests() -> None:
    one, other = policy(""), policy('[[choice]]\nconflict = "keloid"\nside = "decline"\n')
    assert one.digest != other.digest
    assert one.digest == policy("").digest


OWN_RULE = """
[[rule]]
id = "our-own-rule"
name = "Phototype VI at this clinic's request"
kind = ["derived"]
scope = "person"
acts_on = "candidacy"
override_by = "doctor"
rationale = "This clinic looks twice."
would_change = "The clinic's policy."
sources = ["needlepoint-convention"]
certainty = "convention"
evidence = ["op"]
reviewed_by = "nobody yet"
next_review = 2027-11-22
trigger = [{ phototypes = ["III"] }]
effect = [{ layer = "generic", effect = "proceed_with_precautions", reason = "This clinic looks twice." }]
"""


def test_a_rule_of_the_clinics_own_acts_and_is_shown_as_policy() -> None:
    decision = under(policy(OWN_RULE))
    assert decision.decision == "proceed_with_precautions"
    assert [(f.rule, f.layer) for f in decision.findings] == [("our-own-rule", "policy")]


def test_a_policy_never_edits_a_shipped_rule() -> None:
    assert "has the id of a shipped rule" in problems(OWN_RULE.replace("our-own-rule", "smoking"))
