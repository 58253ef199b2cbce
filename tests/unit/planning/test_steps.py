"""How a proposed length came about: ceiling, thin skin, target layer, in this order, and what a clash says."""

import pytest

from needlepoint.planning.steps import MAY_NOT_REACH, target_words, thin_words
from needlepoint.protocols.library import shipped_content
from tests.plans import clean_plan

CONTENT = shipped_content()


def steps(**asked):
    return {one.step: one for one in clean_plan(**asked).zones[0].steps}


def concern(indication, zone):
    return {"case": {"concerns": [{"indication": indication, "zones": [zone]}]}}


def told(chosen, longest, reaching, target="reticular_dermis", *, is_skin_known=True):
    return target_words(chosen, longest, target, reaching, CONTENT, is_skin_known=is_skin_known)


def test_the_steps_come_in_the_order_ceiling_thin_skin_target_layer():
    plan = clean_plan(**concern("acne-scars-rolling", "forehead"))
    here = plan.zones[0].steps
    assert [one.step for one in here] == ["reported", "ceiling", "thin-skin", "target-layer"]
    lengths = [one.needle_length_mm for one in here]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] == plan.zones[0].needle_length_mm


def test_thin_skin_shortens_and_says_so():
    thin = steps(**concern("acne-scars-rolling", "forehead"))["thin-skin"]
    assert (
        thin.needle_length_mm < steps(**concern("acne-scars-rolling", "forehead"))["ceiling"].needle_length_mm
    )
    assert "too many tips would end below the dermis in thin skin" in thin.text


def test_a_length_by_hand_still_shows_how_the_proposed_one_came_about():
    by_hand = clean_plan(needle_lengths_mm={"cheek-left": 0.5}).zones[0]
    assert by_hand.needle_length_mm == 0.5
    assert by_hand.steps == clean_plan().zones[0].steps


def test_where_layer_and_thin_skin_clash_the_shorter_needle_is_said_plainly():
    text = told(0.5, 1.5, {0.5: 0.4, 1.5: 1.0})
    assert text.startswith("40 % of the tips reach the reticular dermis or deeper in thick skin.")
    assert "1.5 mm would bring 100 % there; the shorter needle comes first." in text
    assert text.endswith(MAY_NOT_REACH)


@pytest.mark.parametrize(("share", "is_said"), [(0.49, True), (0.5, False), (1.0, False)])
def test_without_a_clash_it_is_said_where_fewer_than_half_of_the_tips_reach(share, is_said):
    assert (MAY_NOT_REACH in told(1.0, 1.0, {1.0: share})) is is_said


def test_what_nobody_knows_of_the_layer_is_said():
    assert "No source names the layer" in told(1.0, 1.0, {1.0: None}, None)
    assert "never measured" in told(1.0, 1.0, {1.0: None}, is_skin_known=False)
    assert "never measured" in thin_words(1.0, 1.0, is_skin_known=False)


def test_without_a_report_there_is_no_step():
    assert clean_plan(**concern("lentigines", "cheek-left")).zones[0].steps == ()


def test_the_ceiling_is_named():
    assert steps()["ceiling"].text.startswith("The ceiling is 1.5 mm.")
