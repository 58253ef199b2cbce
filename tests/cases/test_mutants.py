"""Changing an effect, a time or a condition of any rule by one step makes one of the rule's vignettes fail."""

from functools import cache

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.patient import Facts
from tests.mutants import Mutant, mutants_of, named_only
from tests.vignettes import Vignette, comes_to, complaints, facts_of, vignettes

# What no case can show, with the reason.
HIDDEN = {
    ("phototype-outside-label", "valid_for_days: 366"): "a case gives the phototype no day",
    ("within-orbital-rim", "effect 0 (generic, decline): anywhere, not here"): "only a planned zone fires it",
    ("within-orbital-rim", "effect 1 (generic, decline): anywhere, not here"): "only a planned zone fires it",
    ("photosensitiser", "acts_on: both"): "it raises pih-risk, which acts on both with the same effect",
    ("oral-retinoid-other", "clinician-decides shipped"): "that side keeps the same six months",
}


@cache
def stories() -> tuple[tuple[Vignette, Facts], ...]:
    """Gives every vignette with its facts."""
    return tuple((vignette, facts_of(vignette)) for vignette in vignettes())


@cache
def small_content() -> Content:
    """Gives the shipped content with the names of the vignettes only."""
    return named_only(shipped_content(), [facts for _, facts in stories()])


def survives(mutant: Mutant, rule: str) -> bool:
    """Says whether every vignette of the rule comes out as if nothing were wrong."""
    own = [(vignette, facts) for vignette, facts in stories() if vignette.rule == rule]
    return all(
        not any(complaints(comes_to(vignette, facts, mutant.content), vignette.expect))
        for vignette, facts in own
    )


@pytest.mark.parametrize("rule", shipped_content().contraindication)
def test_a_rule_that_is_wrong_by_one_step_is_noticed(rule: str) -> None:
    mutants = list(mutants_of(shipped_content().contraindication[rule], small_content()))
    hidden = [words for named, words in HIDDEN if named == rule]
    assert [mutant.words for mutant in mutants if survives(mutant, rule)] == hidden
