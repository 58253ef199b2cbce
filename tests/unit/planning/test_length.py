"""A length comes from a report, below the ceiling, as short as thin skin asks; every loser says why it lost."""

from dataclasses import replace

import pytest

from needlepoint.planning.length import propose_length
from needlepoint.planning.settings import Ceiling
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
SKINPEN = CONTENT.device["skinpen-precision"]
ROLLING = CONTENT.indication["acne-scars-rolling"]
CEILING = Ceiling(mm=1.5, source="x")
CHEEK = skins_of("cheek-left", "female", CONTENT, 34)
CAP = CONTENT.constraint["tips-past-dermis"]


def proposed(ceiling=CEILING, skins=CHEEK, device=SKINPEN, indication=ROLLING, content=CONTENT):
    return propose_length(indication, ceiling, device, skins, content)


def test_thin_skin_shortens_the_needle_and_both_the_reason_and_the_cost_are_said():
    found = proposed().proposal
    assert (found.mm, found.basis) == (0.75, "convention")
    assert "72 %" in found.reason
    assert "do not press harder" in found.reason
    assert "stop at the endpoint" in found.reason


def test_the_proposal_is_the_longest_that_keeps_to_the_cap():
    options = {one.needle_length_mm: one for one in proposed().options}
    kept = [mm for mm, one in options.items() if one.past_dermis_fraction <= CAP.at_most]
    assert max(kept) == proposed().proposal.mm
    assert options[0.75].verdict == "chosen"
    assert options[1.0].verdict == "too-many-past-dermis"
    assert options[0.5].verdict == "shorter-than-needed"


def test_skin_that_nobody_measured_shortens_nothing_and_says_so():
    found = proposed(skins=())
    assert (found.proposal.mm, found.proposal.basis) == (1.5, "evidence")
    assert "never measured" in found.proposal.reason
    assert all(one.past_dermis_fraction is None for one in found.options)


def test_a_ceiling_below_what_was_reported_comes_first_and_is_called_the_labels():
    found = proposed(ceiling=Ceiling(mm=1.1, source="x"), skins=skins_of("back", None, CONTENT))
    assert (found.proposal.mm, found.proposal.basis) == (1.0, "label")
    assert "comes first" in found.proposal.reason
    assert {one.needle_length_mm: one.verdict for one in found.options}[1.5] == "above-ceiling"


def test_without_a_ceiling_nothing_is_proposed_and_the_reason_is_given():
    found = proposed(ceiling=Ceiling(mm=None, source="Not read."))
    assert (found.proposal.mm, found.proposal.basis, found.options) == (None, None, ())
    assert found.proposal.reason.startswith("Not read.")


def test_without_a_report_nothing_is_proposed():
    found = proposed(indication=CONTENT.indication["wrinkles"])
    assert (found.proposal.mm, found.options) == (None, ())
    assert "none is proposed" in found.proposal.reason


def test_where_no_step_keeps_to_the_cap_the_shortest_is_proposed_and_the_clash_is_said():
    paper = tuple(replace(skin, total_mean_mm=0.2, total_sd_mm=0.02) for skin in CHEEK)
    found = proposed(skins=paper).proposal
    assert found.mm == 0.25
    assert "no step of the dial keeps that" in found.reason


@pytest.mark.parametrize("zone", [zone.id for zone in CONTENT.zone.values() if zone.may_be_planned])
@pytest.mark.parametrize("sex", ["female", "male", None])
def test_a_proposal_is_never_longer_than_report_and_ceiling_and_keeps_to_the_cap(zone, sex):
    skins = skins_of(zone, sex, CONTENT)
    for indication in CONTENT.indication.values():
        found = propose_length(indication, CEILING, SKINPEN, skins, CONTENT)
        if found.proposal.mm is not None:
            chosen = next(one for one in found.options if one.verdict == "chosen")
            assert found.proposal.mm <= min(1.5, indication.regimen.needle_length_low_mm)
            assert (chosen.past_dermis_fraction or 0) <= CAP.at_most or chosen.needle_length_mm == 0.25
