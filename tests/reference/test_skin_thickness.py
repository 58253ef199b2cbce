"""The thickness of skin in the content is the evidence's table; what is left out is left out on purpose."""

import csv
from collections.abc import Iterator

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import SkinScenario, Thickness
from tests.architecture.tree import TREE

CONTENT = shipped_content()
TABLE = TREE / "tests" / "reference" / "skin_thickness.csv"
STUDIES = {
    "Meng2022": "meng-2022",
    "Face50MHz2020": "face-50mhz-2020",
    "FaceUS2018DermSurg": "face-ultrasound-2018",
    "AsianNose2024": "asian-nose-2024",
    "LeeHwang2002": "lee-hwang",
    "Laurent2007": "laurent-2007",
    "Gibney2010": "gibney-2010",
    "Sim2014": "sim-2014",
    "VanMulder2017": "van-mulder",
}
# The evidence's word for a site, where it is not ours.
SITES = {
    "glabella": "between the eyebrows",
    "nasal_dorsum": "bridge of the nose",
    "zygoma": "cheekbone",
    "submandibular": "below the jaw",
    "canthus": "outer corner of the eye",
    "nasal_tip": "tip of the nose",
    "nasion": "root of the nose",
    "deltoid": "upper arm (deltoid)",
    "suprascapular": "above the shoulder blade",
    "upper_arm": "upper arm",
    "zygomatic_infraorbital_malar_nasolabial": "cheekbone, below the eye and nasolabial fold",
    "dorsal_forearm_prox": "back of the forearm, near the elbow",
}
SEXES = {"M": "male", "F": "female", "both": "both"}
# Rows of the evidence that no zone needs, or that the evidence itself excludes (C3, envelopes, eyelids, ranges).
LEFT_OUT = {
    "volar_forearm_prox",
    "insulin_sites_range(thigh..buttock)",
    "rhinion",
    "supratip",
    "body28_min(eyelid/prepuce/inguinal)",
    "eyelid/prepuce/inguinal/postauricular",
    "eyelid/postauricular/supraclavicular/axilla",
    "palm/sole",
    "buttock/dorsum_hand/dorsum_foot",
}


def evidence() -> list[dict[str, str]]:
    """Reads the evidence's own table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def measurements() -> Iterator[tuple[SkinScenario, Thickness]]:
    for scenario in CONTENT.skin_scenario.values():
        yield from ((scenario, one) for one in scenario.thickness)


def lines_for(scenario: SkinScenario, one: Thickness) -> list[dict[str, str]]:
    """Gives the lines of the evidence that speak of a measurement: same study, site, sex and age."""
    return [
        line
        for line in evidence()
        if STUDIES.get(line["source"]) == scenario.id
        and SITES.get(line["zone"], line["zone"]) == one.site
        and SEXES.get(line["sex"]) == one.sex
        and (line["age"][:1] not in "234" or line["age"] == f"{one.age_low_years}-{one.age_high_years}")
    ]


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize(
    ("scenario", "one"),
    [pair for pair in measurements() if not (pair[1].variant or "").endswith("est")],
    ids=lambda value: getattr(value, "site", getattr(value, "id", None)),
)
def test_a_measurement_is_what_the_evidence_says(scenario: SkinScenario, one: Thickness) -> None:
    by_layer = {line["layer"]: line for line in lines_for(scenario, one)}
    main = by_layer["T" if one.total_mm is not None else "D"]
    assert number(main["mean_mm"]) == (one.total_mm if one.total_mm is not None else one.dermis_mm)
    assert number(main["sd_mm"]) == one.sd_mm
    assert main["confidence"].split("_")[0].lower() == one.confidence
    if one.epidermis_by_ultrasound_mm is not None:
        assert number(by_layer["E"]["mean_mm"]) == one.epidermis_by_ultrasound_mm


def test_a_range_over_regions_becomes_its_two_ends() -> None:
    (line,) = [one for one in evidence() if one["zone"] == "buttock/chest/anterior_neck"]
    ends = {one.variant: one.dermis_mm for _, one in measurements() if (one.variant or "").endswith("est")}
    assert ends == {"lowest": float(line["lo_mm"]), "highest": float(line["hi_mm"])}


def test_what_is_left_out_of_a_study_is_left_out_on_purpose() -> None:
    used = {(scenario.id, one.site) for scenario, one in measurements()}
    missing = {
        line["zone"]
        for line in evidence()
        if line["source"] in STUDIES and line["layer"] in "TD"
        if (STUDIES[line["source"]], SITES.get(line["zone"], line["zone"])) not in used
    }
    groups = {"buttock/chest/anterior_neck"}  # tested above
    eyelids = {"eyelid"}  # never needled; of one study it is the nearest place for the zone around the eye
    assert missing - groups - eyelids <= LEFT_OUT


def test_no_scenario_rests_on_a_study_that_the_evidence_excludes() -> None:
    cited = {name for scenario in CONTENT.skin_scenario.values() for name in scenario.sources}
    assert "oltulu-2018" not in cited


def test_an_epidermis_never_comes_from_ultrasound() -> None:
    for row in CONTENT.epidermis.values():
        assert row.mean_mm < 0.17, "0.17 mm is the thinnest that ultrasound reads"
        assert "meng-2022" not in row.sources
