"""Skin is scenarios, side by side; what nobody measured is said, and the nearest place is named."""

import pytest

from needlepoint.planning.tissue import assumptions_of, missing_of, skins_of, years_apart
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
PLANNED = [zone.id for zone in CONTENT.zone.values() if zone.may_be_planned and not zone.is_excluded]


def keys(zone, sex="female", age_years=None):
    return [skin.key for skin in skins_of(zone, sex, CONTENT, age_years)]


def test_the_studies_of_a_forehead_stand_side_by_side_thinnest_first():
    skins = skins_of("forehead", "female", CONTENT)
    assert [(skin.key, skin.total_mean_mm) for skin in skins] == [
        ("meng-2022", 1.06),
        ("face-50mhz-2020:20-29", 1.86),
        ("face-50mhz-2020:40-49", 1.90),
        ("face-50mhz-2020:30-39", 1.98),
    ]


def test_men_have_their_own_numbers():
    assert skins_of("forehead", "male", CONTENT)[0].total_mean_mm == 1.39


def test_an_age_picks_the_people_of_that_age():
    assert keys("forehead", age_years=33) == ["meng-2022", "face-50mhz-2020:30-39"]


def test_an_age_that_no_study_holds_gets_the_nearest_and_says_so():
    thin, thick = skins_of("forehead", "female", CONTENT, 71)
    assert (thin.is_nearest_age, thick.is_nearest_age) == (False, True)
    assert any("people aged 40-49 stand in" in told for told in assumptions_of(thick, CONTENT))


@pytest.mark.parametrize("sex", ["unknown", "other", None])
def test_a_sex_that_no_study_measured_gets_both(sex):
    found = keys("glabella", sex)
    assert {"meng-2022:female", "meng-2022:male"} <= set(found)
    assert len(found) == len(set(found))


def test_an_ultrasound_epidermis_is_part_of_the_whole_and_never_the_epidermis():
    skin = skins_of("neck", "female", CONTENT)[0]
    assert (skin.total_mean_mm, skin.total_sd_mm) == (1.16, 0.20)
    assert skin.epidermis_mean_mm == 0.08
    assert skin.dermis_mean_mm == pytest.approx(1.08)


def test_a_dermis_alone_gets_the_epidermis_of_histology_on_top():
    tip = {skin.key: skin for skin in skins_of("nose", "male", CONTENT)}["asian-nose-2024:tip"]
    assert tip.total_mean_mm == 2.43


def test_a_spread_that_no_study_gave_is_assumed_and_said():
    thin = skins_of("thigh-left", "female", CONTENT)[0]
    assert thin.total_sd_mm == pytest.approx(0.248)
    assert any(told.startswith("Assumption:") for told in assumptions_of(thin, CONTENT))


@pytest.mark.parametrize("zone", PLANNED)
@pytest.mark.parametrize("sex", ["female", "male", "unknown"])
def test_every_zone_has_a_skin_and_says_where_it_was_measured(zone, sex):
    skins = skins_of(zone, sex, CONTENT)
    assert skins
    assert len({skin.key for skin in skins}) == len(skins), "a scenario's name is its own"
    for skin in skins:
        assert 0 < skin.epidermis_mean_mm < skin.total_mean_mm
        assert skin.total_sd_mm > 0
        told = list(assumptions_of(skin, CONTENT))
        assert skin.is_nearest == any(skin.site in text for text in told if "nearest place" in text)


@pytest.mark.parametrize("zone", ["scalp", "upper-lip", "chin", "decolletage", "hand-left", "breast-right"])
def test_a_zone_that_nobody_measured_says_so_and_names_the_nearest(zone):
    skins = skins_of(zone, "female", CONTENT)
    told = missing_of(zone, skins, CONTENT)
    assert told is not None
    assert "no thickness was found for this zone" in told
    assert all(skin.site in told for skin in skins)


def test_a_zone_of_one_study_only_says_so_too():
    skins = skins_of("glabella", "female", CONTENT)
    assert "one study only" in (missing_of("glabella", skins, CONTENT) or "")
    assert missing_of("forehead", skins_of("forehead", "female", CONTENT), CONTENT) is None


def test_left_and_right_are_the_same_skin():
    left, right = skins_of("cheek-left", "male", CONTENT), skins_of("cheek-right", "male", CONTENT)
    assert [skin.total_mean_mm for skin in left] == [skin.total_mean_mm for skin in right]


def test_a_zone_that_does_not_exist_is_refused():
    with pytest.raises(BadInput, match="must be the id of a zone"):
        skins_of("knee", "female", CONTENT)


def test_no_skin_is_missing_with_a_reason():
    assert "nobody measured" in (missing_of("forehead", (), CONTENT) or "")


@pytest.mark.parametrize(("age", "apart"), [(19, 1), (20, 0), (29, 0), (35, 6)])
def test_years_apart_counts_from_the_nearer_end(age, apart):
    young = next(one for one in CONTENT.skin_scenario["face-50mhz-2020"].thickness if one.age_low_years == 20)
    assert years_apart(young, age) == apart
