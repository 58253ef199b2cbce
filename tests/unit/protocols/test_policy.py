"""A clinic's policy overlays the evidence: tightening is free, loosening needs a name, a reason and a date."""

from datetime import date
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


OWN_SOURCE = """
[[source]]
id = "our-audit-2026"
title = "Our clinic's audit of 2026"
kind = "clinic-page"
trust = "B"
read_as = "full"
note = "In the clinic's folder of audits."
"""
CITING = OWN_RULE.replace("needlepoint-convention", "our-audit-2026").replace(
    'certainty = "convention"', 'certainty = "low"'
)


def test_an_own_rule_cites_a_source_of_its_own_and_the_finding_shows_it_with_its_trust() -> None:
    decision = under(policy(OWN_SOURCE + CITING))
    found = next(f for f in decision.findings if f.rule == "our-own-rule")
    assert (found.sources, found.trust, found.layer) == (("our-audit-2026",), "B", "policy")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CITING, "sources names 'our-audit-2026', which no source has"),
        (
            OWN_SOURCE.replace("our-audit-2026", "waldman-2017"),
            "source[waldman-2017]: has the id of a shipped source",
        ),
        (OWN_SOURCE + OWN_SOURCE, "source[our-audit-2026]: stands twice"),
        (
            OWN_SOURCE.replace('note = "In the clinic\'s folder of audits."', ""),
            "says nowhere where it can be read",
        ),
        (OWN_SOURCE.replace('"B"', '"D"'), "source"),
        (
            OWN_SOURCE.replace('"B"', '"C"') + CITING,
            "rests on trust C alone but is not called convention",
        ),
        (
            OWN_RULE.replace('layer = "generic"', 'layer = "exceed"'),
            "rule[our-own-rule]: acts in a device's layer",
        ),
        (OWN_RULE.replace("our-own-rule", "goals"), "has the id of a key of the case"),
        (OWN_RULE + OWN_RULE, "rule[our-own-rule]: stands twice"),
    ],
)
def test_an_own_rule_or_source_that_is_half_right_is_refused(text: str, words: str) -> None:
    assert words in problems(text)


def test_own_rules_may_lean_on_one_another() -> None:
    follower = OWN_RULE.replace("our-own-rule", "our-second-rule").replace(
        '{ phototypes = ["III"] }', '{ rules = ["our-own-rule"] }'
    )
    decision = under(policy(OWN_RULE + follower))
    assert {f.rule for f in decision.findings} == {"our-own-rule", "our-second-rule"}


TIGHTER = '[[tighten]]\nrule = "sarcoidosis"\neffect = "decline"\nreason = "Why."\n'
LONGER = '[[tighten]]\nrule = "recent-waxing"\nhold = { weeks = 3 }\nreason = "Burns from waxing"\n'


def waxed(days: int, followed: Policy) -> ScreeningDecision:
    """Decides for somebody who was waxed that many days ago."""
    case = clean_case()
    day = date.fromordinal(TODAY.toordinal() - days).isoformat()
    case["events"] = [{"kind": "waxing", "on": day, "zones": ["cheek-left"]}]
    case["facts"].pop("recent-waxing", None)
    return decide(read_case(case, CONTENT, TODAY), CONTENT, followed, on=TODAY)


def test_a_longer_hold_acts_in_the_policys_layer_and_after_the_rules_own_has_passed() -> None:
    read = policy(LONGER)
    layers = {f.layer: f.until for f in waxed(3, read).findings if f.rule == "recent-waxing"}
    assert layers == {"generic": date(2026, 11, 26), "policy": date(2026, 12, 10)}
    assert waxed(10, SHIPPED).decision.is_free
    late = waxed(10, read)
    assert (late.decision, late.verdict.defer_until) == ("defer", date(2026, 12, 3))
    assert "This rule is made stricter by the clinic's policy: Burns from waxing." in late.findings[0].reason
    assert waxed(21, read).decision.is_free


def test_the_digest_of_the_content_stays_the_contents_under_any_policy() -> None:
    assert under(policy(LONGER + OWN_SOURCE)).content_digest == CONTENT.digest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[tighten]]\nrule = "recent-waxing"\nreason = "Why."\n', "changes nothing"),
        (LONGER.replace("weeks = 3", "days = 7"), "7 days is not longer than the rule's"),
        (LONGER.replace("weeks = 3", ""), "holds for no time"),
        (LONGER.replace("weeks = 3", "weeks = -3"), "holds for"),
        (LONGER.replace("recent-waxing", "smoking"), "lengthens the hold of a rule that has none"),
        (LONGER + LONGER, "tightened[recent-waxing]: stands twice"),
        (
            '[[tighten]]\nrule = "zone-outside-label"\neffect = "refer"\nreason = "Why."\n',
            "is a rule that only labels speak of",
        ),
        (
            f'{TIGHTER}[[loosen]]\nrule = "sarcoidosis"\neffect = "proceed_with_precautions"\n{WHO}',
            "is tightened and loosened at once",
        ),
        (
            f'[[loosen]]\nrule = "sarcoidosis"\neffect = "proceed"\n{WHO}',
            "an effect cannot be proceed",
        ),
    ],
)
def test_a_tightening_or_loosening_that_says_nothing_or_two_things_is_refused(text: str, words: str) -> None:
    assert words in problems(text)


def test_a_longer_side_and_a_longer_hold_are_compared_with_each_other() -> None:
    filler = LONGER.replace("recent-waxing", "recent-filler").replace("weeks = 3", "months = 2")
    assert policy(filler).tightened["recent-filler"].hold is not None
    longer_side = '[[choice]]\nconflict = "filler"\nside = "six-months"\n'
    assert "is not longer than the rule's 6 months" in problems(longer_side + filler)


def test_a_loosening_says_who_and_why_in_the_finding_that_it_softened() -> None:
    read = policy(f'[[loosen]]\nrule = "vitiligo"\neffect = "proceed_with_precautions"\n{WHO}')
    found = next(f for f in under(read, vitiligo="yes").findings if f.rule == "vitiligo")
    assert found.reason.endswith(
        "This rule is made softer by the clinic's policy (Dr A. Example, 2026-11-01): We have our reasons."
    )


def test_a_policy_signed_before_the_form_grew_keeps_its_digest() -> None:
    text = '[[tighten]]\nrule = "smoking"\neffect = "refer"\nreason = "Our own results."\n'
    assert policy(text).digest == "sha256:4af1a2c6ec07f0f437b1ab8b64eb0220471ed8b5dec3e58be6e353707b294d2b"
