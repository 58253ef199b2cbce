"""A name never breaks and never calms: accents, brands, combinations, routes, and what nobody knows."""

from typing import Any

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.screening.recognition import lexicon_of, words_of
from needlepoint.vocabulary.patient import Allergy, Code, Medicine
from tests.property.cases import TODAY, decided
from tests.vignettes import clean_case

LEXICON = lexicon_of(shipped_content())


def groups(name: str, route: str | None = None) -> set[str] | None:
    """Gives what a medicine acts as, or None where nobody knows it."""
    known = LEXICON.medicine(Medicine(name=name, route=route))
    return None if known is None else set(known.groups)


def screened(**over: Any) -> dict[str, Any]:
    """Decides a case in which nothing else is wrong."""
    return decided(clean_case() | over, TODAY)


@pytest.mark.parametrize(
    "name",
    ["isotretinoin", "ISOTRETINOIN", "Isotretinoín", "Isotrétinoïne", "Roaccutane 20 mg", "isotretinoin (Roaccutane)",
     "caps. isotretinoin 10mg bd", "ISOTRETINOIN-MEPHA", "Accutane®"],
)  # fmt: skip
def test_isotretinoin_is_known_by_any_of_its_names(name: str) -> None:
    assert groups(name, "oral") == {"isotretinoin", "photosensitiser"}


def test_a_topical_is_not_its_oral_form() -> None:
    assert groups("isotretinoin", "topical") == {"topical-retinoid"}
    assert groups("tretinoin", "topical") == {"topical-retinoid"}
    assert "oral-retinoid-other" in (groups("tretinoin", "oral") or set())
    assert groups("budesonide", "inhaled") == set()
    assert groups("budesonide", "topical") == {"topical-steroid"}


def test_an_absent_route_is_read_as_the_harder_one() -> None:
    assert groups("isotretinoin") == {"isotretinoin", "photosensitiser"}
    assert groups("prednisolone") == {"systemic-steroid"}
    assert {"systemic-steroid", "topical-steroid"} == groups("budesonide")


def test_another_word_than_a_route_counts_as_absent() -> None:
    taken = [{"name": "isotretinoin", "route": "by the mouthful"}]
    assert screened(medicines=taken)["decision"] == "defer"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("warfarin + aspirin", {"anticoagulant", "antiplatelet"}), ("aspirin/dipyridamole", {"antiplatelet"})],
)
def test_a_combination_acts_as_each_of_its_parts(name: str, expected: set[str]) -> None:
    assert expected <= (groups(name, "oral") or set())


def test_two_anticoagulants_are_harder_than_one_taken_twice() -> None:
    twice = [{"name": "warfarin"}, {"name": "warfarin", "route": "oral"}]
    both = [{"name": "warfarin"}, {"name": "apixaban"}]
    assert screened(medicines=twice)["decision"] == "proceed_with_precautions"
    assert screened(medicines=both)["decision"] == "refer"


def test_a_longer_name_hides_the_shorter_one_inside_it() -> None:
    assert words_of("Tacrolimus Ointment") == ("tacrolimus", "ointment")
    assert "immunosuppressant" not in (groups("tacrolimus ointment") or set())
    assert "immunosuppressant" in (groups("tacrolimus", "oral") or set())


@pytest.mark.parametrize(
    "name", ["zzgloop", "warfarinoid", "xisotretinoin", "???", "الوارفارين", "é", "a" * 5000]
)
def test_a_name_that_nobody_knows_is_listed_asked_and_never_calms(name: str) -> None:
    document = screened(medicines=[{"name": name}])
    assert document["decision"] == "needs_information"
    assert document["unrecognised"] == [name]
    assert any(q["asks"] == "medicines" for q in document["questions"])


def test_a_name_that_nobody_knows_does_not_soften_what_is_worse() -> None:
    taken = [{"name": "zzgloop"}, {"name": "isotretinoin"}]
    assert screened(medicines=taken)["decision"] == "defer"


def test_a_known_medicine_that_no_rule_concerns_changes_nothing() -> None:
    document = screened(medicines=[{"name": "levothyroxine 50 mcg"}])
    assert (document["decision"], document["unrecognised"]) == ("proceed", [])


@pytest.mark.parametrize(
    ("text", "rule", "decision"),
    [
        ("Nickel (earrings)", "metal-allergy", "proceed_with_precautions"),
        ("surgical steel", "metal-allergy", "refer"),
        ("Lidocaïne", "anaesthetic-allergy", "proceed_with_precautions"),
        ("LATEX gloves", "latex-allergy", "proceed_with_precautions"),
        ("chlorhexidine wipes", "antiseptic-allergy", "proceed_with_precautions"),
    ],
)
def test_an_allergy_is_known_by_its_words(text: str, rule: str, decision: str) -> None:
    document = screened(allergies=[text])
    assert document["decision"] == decision
    assert rule in {f["rule"] for f in document["findings"] if f["met"] == "yes"}


def test_an_allergy_that_nobody_knows_is_asked() -> None:
    document = screened(allergies=["moonlight"])
    assert document["decision"] == "needs_information"
    assert document["unrecognised"] == ["moonlight"]


def test_a_code_speaks_before_the_words_beside_it() -> None:
    mapped = next(c for c in shipped_content().code.values() if c.means == "medicine:warfarin")
    known = LEXICON.medicine(
        Medicine(name="a tablet", codes=(Code(mapped.system, mapped.code),), route="oral")
    )
    assert known is not None
    assert known.groups == {"anticoagulant"}


def test_a_code_that_means_an_allergen_makes_no_medicine() -> None:
    mapped = next((c for c in shipped_content().code.values() if c.means.startswith("allergen:")), None)
    assert mapped is not None
    code = Code(mapped.system, mapped.code)
    assert LEXICON.medicine(Medicine(name="zzgloop", codes=(code,))) is None
    assert LEXICON.allergy(Allergy(text="zzgloop", codes=(code,))) is not None


@pytest.mark.parametrize("name", shipped_content().medicine)
def test_every_ingredient_is_known_by_its_own_name(name: str) -> None:
    assert groups(name) is not None


@pytest.mark.parametrize(
    ("line", "left_over"),
    [
        ("aspirin, isotretinon", ["isotretinon"]),
        ("Isotretinon + aspirin and vitamin D", ["Isotretinon"]),
        ("aspirin; zzgloop; yygloop forte", ["zzgloop", "yygloop forte"]),
        ("aspirin\nzzgloop 5 mg", ["zzgloop 5 mg"]),
        ("aspirin, 81 mg once a day", []),
        ("vitamin D and calcium", []),
        ("Acetaminophen 325 MG / Hydrocodone Bitartrate 7.5 MG Oral Tablet", []),
        ("clindamycin/benzoyl peroxide gel", []),
    ],
)
def test_a_known_name_does_not_calm_an_unknown_one_beside_it(line: str, left_over: list[str]) -> None:
    assert list(screened(medicines=[{"name": line}])["unrecognised"]) == left_over


def test_an_allergy_beside_a_known_one_is_not_passed_over() -> None:
    assert list(screened(allergies=["latex, nickle and pollen"])["unrecognised"]) == ["nickle"]
