"""When each product that the patient named may go on the skin again; what nobody knows has no day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.products import ASK_BEFORE_NUMBING, ASK_PRESCRIBER, ASK_US, IF_PRESCRIBED
from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.interop.aftercare import aftercare_document
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import Policy
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.canonical import canonical_json
from needlepoint.vocabulary.patient import Facts, Medicine, Patient

ON = date(2026, 11, 22)
CONTENT = shipped_content()


def aftercare(*medicines: Medicine, phototype="II"):
    facts = Facts(patient=Patient(phototype=phototype), medicines=medicines)
    zones = (ZoneRecord(zone="cheek-left", needle_length_mm=1.5),)
    return aftercare_for(SessionRecord(on=ON, device="exceed", zones=zones, facts=facts), CONTENT)


def told(name: str, route="topical", **given):
    return aftercare(Medicine(name=name, route=route), **given).products


def ends(found, instruction: str) -> date:
    return next(one.to_on for one in found.instructions if one.instruction == instruction)


@pytest.mark.parametrize(("phototype", "days"), [("II", 7), ("V", 14)])
def test_a_retinoid_waits_as_long_as_its_instruction_stands_for_this_skin(phototype, days):
    [one] = told("tretinoin 0.05 %", phototype=phototype)
    assert one.from_on == ON + timedelta(days=days)
    assert "ask whoever prescribed it when to go on" in one.text


@pytest.mark.parametrize(
    ("name", "instruction"),
    [("vitamin C serum", "vitamin-c"), ("glycolic acid", "retinoids-acids"), ("BB cream", "make-up")],
)
def test_a_known_product_may_go_on_the_day_after_the_last_of_its_instruction_at_the_soonest(
    name, instruction
):
    found = aftercare(Medicine(name=name, route="topical"))
    assert found.products[0].from_on > ends(found, instruction)


def test_a_plain_moisturiser_opens_on_its_day_and_an_active_one_does_not():
    assert told("moisturiser")[0].from_on == ON + timedelta(days=1)
    assert told("tretinoin in moisturiser")[0].from_on in (None, ON + timedelta(days=7))


@pytest.mark.parametrize(
    "name",
    [
        "Derma Glow X",
        "vitamin C with bloodroot",
        "???",
        "tretinoin with bloodroot",
        "Zyxomab retinol",
        "I stopped tretinoin",
    ],
)
def test_an_unknown_product_has_no_day_and_is_asked_about(name):
    [one] = told(name)
    assert (one.from_on, one.text) == (None, ASK_US)


@pytest.mark.parametrize(
    "name",
    [
        *("hydrocortisone", "tretinoin, hydroquinone, fluocinolone", "hydroquinone and tretinoin"),
        *("efudex", "aciclovir cream", "tacrolimus", "metronidazole gel", "tretinoin, clindamycin"),
    ],
)
def test_what_a_doctor_chose_for_the_skin_is_asked_of_the_doctor_whatever_stands_beside_it(name):
    [one] = told(name)
    assert (one.from_on, one.text) == (None, ASK_PRESCRIBER)


@pytest.mark.parametrize("route", ["topical", None])
@pytest.mark.parametrize("name", ["EMLA", "numbing cream", "lidocaine cream"])
def test_numbing_cream_is_given_no_day_to_put_it_on_at_home(name, route):
    [one] = told(name, route)
    assert (one.from_on, one.text) == (None, ASK_BEFORE_NUMBING)


@pytest.mark.parametrize("name", ["vitamin A", "vitamin A cream", "Vitamin-A-Creme", "retinol"])
def test_a_vitamin_a_cream_waits_as_its_instruction_says_where_the_phototype_is_not_known(name):
    assert told(name, phototype=None)[0].from_on == ON + timedelta(days=14)


def test_no_active_goes_on_while_the_skin_may_be_open_however_short_the_clinic_asks():
    policy = Policy(choices={"retinoid-after": "three-days"})
    facts = Facts(patient=Patient(phototype="II"), medicines=(Medicine(name="retinol", route="topical"),))
    zones = (ZoneRecord(zone="cheek-left", needle_length_mm=1.5),)
    found = aftercare_for(SessionRecord(on=ON, device="exceed", zones=zones, facts=facts), CONTENT, policy)
    assert found.products[0].from_on > found.skin_open.last_on >= ends(found, "retinoids-acids")


def test_a_toner_waits_as_long_as_one_with_alcohol_does():
    assert told("toner")[0].from_on == ON + timedelta(days=14)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("moisturiser", "your clinic has agreed"),
        ("sunscreen", "untinted mineral"),
        ("retinol", IF_PRESCRIBED),
    ],
)
def test_what_the_instruction_asks_of_a_product_stands_with_its_day(name, condition):
    assert condition in told(name)[0].text


def test_a_day_is_as_sure_as_the_instruction_that_names_it():
    found = aftercare(Medicine(name="vitamin c", route="topical"))
    instruction = next(one for one in found.instructions if one.instruction == "vitamin-c")
    assert found.products[0].certainty == "convention"
    assert found.products[0].sources == instruction.sources


@pytest.mark.parametrize("name", ["isotretinoin", "warfarin", "metformin", "aspirin"])
def test_a_known_medicine_by_mouth_is_not_spoken_of(name):
    assert told(name, route="oral") == ()


def test_an_unknown_name_without_a_route_is_asked_about_and_nothing_is_to_be_stopped():
    [one] = told("Zyxomab", route=None)
    assert one.from_on is None
    assert "Go on with what was prescribed" in one.text
    assert "ask whoever prescribed it, too" in one.text


def test_what_is_no_longer_used_is_left_out_and_what_was_named_twice_stands_once():
    twice = [Medicine(name=name, route="topical") for name in ("Retinol", " retinol")]
    stopped = Medicine(name="vitamin c", route="topical", is_stopped=True)
    assert [one.name.strip().casefold() for one in aftercare(*twice, stopped).products] == ["retinol"]


def test_what_was_stored_before_keeps_its_name():
    assert "products" not in canonical_json(aftercare())
    assert aftercare_document(aftercare())["products"] == []
    assert (
        aftercare_document(aftercare(Medicine(name="retinol", route="topical")))["products"][0]["from"]
        == "2026-11-29"
    )


@given(st.text(max_size=40), st.sampled_from([None, "topical", "oral"]), st.sampled_from(["I", "VI", None]))
def test_whatever_was_named_no_day_lies_before_the_day_of_the_session(name, route, phototype):
    for one in told(name, route, phototype=phototype):
        assert one.from_on is None or one.from_on > ON
        assert one.sources
        assert "stop" not in one.text.casefold()
