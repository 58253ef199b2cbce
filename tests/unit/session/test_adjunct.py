"""What goes on open channels: by product, pack and person; what nobody overrides stays off whoever asks."""

import pytest

from needlepoint.planning.limits import check_adjunct
from needlepoint.protocols.library import shipped_content
from needlepoint.session.adjunct import (
    UNREAD,
    Pack,
    open_hours_at_most,
    refusals_of_adjunct,
    standing_refusals,
)

EVERYBODY = {"director", "doctor", "prescriber", "practitioner"}


def refusals(text, pack=UNREAD, *, is_planned=False, met=(), minutes=10):
    content = shipped_content()
    return refusals_of_adjunct(
        check_adjunct(text, content),
        pack,
        is_planned=is_planned,
        met=frozenset(met),
        minutes_since_needling=minutes,
        content=content,
    )


def kinds(*given, **named):
    return {one.kind: one.override_by for one in refusals(*given, **named)}


def test_sterile_saline_for_open_skin_goes_on():
    assert refusals("sterile saline", Pack(is_sterile=True, is_for_open_skin=True)) == ()


@pytest.mark.parametrize("text", ["vitamin C serum", "cosmetic serum", "glow drops of a friend"])
def test_vitamin_c_cosmetics_and_unknown_things_stay_off_and_nobody_overrides_it(text):
    found = refusals(text, Pack(is_sterile=True, is_for_open_skin=True, patch_test="negative"))
    assert {one.override_by for one in found} == {"nobody"}
    assert standing_refusals(found, EVERYBODY, "I know the maker") == found


def test_the_refusal_says_how_long_ago_the_skin_was_opened():
    assert "10 minutes ago" in refusals("vitamin C")[0].text
    assert "up to 72 hours" in refusals("vitamin C")[0].text
    assert open_hours_at_most(shipped_content()) == 72
    assert "minutes ago" not in refusals("vitamin C", minutes=72 * 60)[0].text
    assert "minutes ago" not in refusals("vitamin C", minutes=None)[0].text


def test_what_is_gated_goes_on_only_as_planned():
    assert kinds("tranexamic acid") == {"not-planned": "nobody"}
    assert kinds("tranexamic acid", is_planned=True) == {}


@pytest.mark.parametrize(
    ("pack", "kind"),
    [(Pack(is_sterile=False), "not-sterile"), (Pack(is_for_open_skin=False), "other-route")],
)
def test_a_pack_that_says_otherwise_closes_what_its_name_opens(pack, kind):
    assert kinds("sterile saline", pack) == {kind: "nobody"}


def test_a_known_allergy_asks_for_a_patch_test_or_a_practitioners_name():
    found = refusals("device gel", met=["topical-product-allergy"])
    assert [one.override_by for one in found] == ["practitioner"]
    assert standing_refusals(found, {"practitioner"}, "  ") == found
    assert standing_refusals(found, {"practitioner"}, "She had it before") == ()
    assert kinds("device gel", Pack(patch_test="negative"), met=["topical-product-allergy"]) == {}


def test_a_positive_patch_test_and_a_reaction_before_wait_for_a_doctor():
    assert kinds("device gel", Pack(patch_test="positive")) == {"patch-test": "doctor"}
    found = refusals("device gel", met=["previous-needling-reaction"])
    assert standing_refusals(found, {"practitioner"}, "I know her") == found
    assert standing_refusals(found, {"doctor", "practitioner"}, "I saw her skin") == ()


def test_what_nobody_overrides_is_told_first():
    found = refusals("device gel", Pack(is_sterile=False, patch_test="positive"))
    assert [one.override_by for one in found] == ["nobody", "doctor"]
