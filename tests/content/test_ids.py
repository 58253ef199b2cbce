"""Every id that others build on exists, typed here from the published interfaces."""

import pytest

from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
BOTH_SIDES = (
    "temple periorbital cheek nasolabial jawline flank buttock thigh upper-arm hand breast ear shoulder eyelid areola"
).split()
MIDLINE = (
    "forehead glabella nose upper-lip chin neck decolletage scalp abdomen back chest lips genital"
).split()
ZONES = [*MIDLINE, *(f"{zone}-{side}" for zone in BOTH_SIDES for side in ("left", "right"))]
INDICATIONS = (
    "wrinkles-fine wrinkles laxity photoageing texture pores acne-scars-ice-pick acne-scars-boxcar acne-scars-rolling "
    "scar-surgical scar-traumatic scar-burn scar-hypertrophic striae-rubrae striae-albae "
    "hyperpigmentation-post-inflammatory lentigines melasma"
).split()
DEVICES = (
    "skinpen-precision exceed exceed-unlimited rejuvapen-nxt skinstylus dr-pen pro-pen dermapen-4 dermaroller-192 "
    "generic-pen"
).split()
SIGNS = (
    "erythema oedema warmth tightness pinpoint-bleeding bleeding-not-stopping bruising dryness flaking itch stinging "
    "pain acne-flare milia vesicles erosions neuralgic-pain pus crusting-yellow weeping-rash blister-or-burn "
    "skin-dark-blanched-or-mottled spreading-redness rash-beyond-area fever feeling-very-unwell lymph-nodes joint-pain "
    "papules-persistent nodules raised-scar hyperpigmentation hypopigmentation linear-scars numb-or-weak-face "
    "eye-involvement eyelid-swollen-shut light-hurts-eye vision-change urticaria angioedema throat-tightness "
    "breathing-difficulty fainting chest-pain palpitations perioral-numbness metallic-taste tinnitus confusion seizure "
    "cyanosis distress-about-appearance self-harm-thoughts"
).split()
RULES = (
    "minor age-below-label phototype-outside-label indication-outside-label zone-outside-label within-orbital-rim "
    "pregnancy lactation active-acne active-infection acute-illness herpes-active herpes-history eye-herpes-history "
    "warts open-wound eczema psoriasis koebner-disease vitiligo rosacea keloid-history hypertrophic-scar-history "
    "young-scar skin-cancer suspicious-lesion actinic-keratosis melasma-in-area bleeding-disorder anticoagulant "
    "antiplatelet diabetes diabetes-uncontrolled immunosuppression chemotherapy radiotherapy corticosteroid-high-dose "
    "connective-tissue-disease scleroderma sarcoidosis blood-borne-virus systemic-infection isotretinoin "
    "oral-retinoid-other topical-retinoid exfoliant photosensitiser lightening-product topical-steroid-in-area "
    "recent-filler permanent-filler-or-thread recent-botulinum-toxin recent-laser recent-peel recent-surgery "
    "recent-waxing recent-microneedling sunburn recent-tan metal-allergy anaesthetic-allergy antiseptic-allergy "
    "latex-allergy topical-product-allergy methaemoglobinaemia-risk hepatic-disease pseudocholinesterase-deficiency "
    "seizure-disorder home-applied-anaesthetic tattoo-in-area cardiac-abnormality previous-needling-reaction "
    "wound-healing-impaired smoking body-dysmorphic-disorder unrealistic-expectations consent-not-possible "
    "under-pressure pih-risk"
).split()
CASE_PATHS = (
    "patient.birth_date patient.sex patient.can_be_pregnant patient.phototype patient.country concerns medicines "
    "events allergies device"
).split()


@pytest.mark.parametrize("zone", ZONES)
def test_zone_exists(zone: str) -> None:
    assert CONTENT.zone[zone].side == zone.rpartition("-")[2] or CONTENT.zone[zone].side == "midline"


def test_there_are_no_other_zones_to_misspell() -> None:
    assert sorted(CONTENT.zone) == sorted(ZONES)


@pytest.mark.parametrize("indication", INDICATIONS)
def test_indication_exists(indication: str) -> None:
    assert CONTENT.indication[indication].benefit


@pytest.mark.parametrize("device", DEVICES)
def test_device_exists_and_says_what_was_not_read(device: str) -> None:
    assert CONTENT.device[device].limitation


@pytest.mark.parametrize("rule", RULES)
def test_rule_exists_with_a_reason_a_source_and_somebody_who_decides(rule: str) -> None:
    found = CONTENT.contraindication[rule]
    assert found.rationale
    assert found.would_change
    assert found.sources
    assert found.evidence
    assert found.effect


@pytest.mark.parametrize("sign", SIGNS)
def test_sign_is_known_to_the_expected_course_or_to_the_red_flags(sign: str) -> None:
    flagged = {name for flag in CONTENT.red_flag.values() for name in (flag.id, *flag.signs)}
    assert sign in flagged | set(CONTENT.course_of_sign)


@pytest.mark.parametrize("path", CASE_PATHS)
def test_every_key_that_may_be_missing_has_its_question(path: str) -> None:
    assert CONTENT.case_question[path].text.endswith("?") or CONTENT.case_question[path].text
