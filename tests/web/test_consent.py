"""Consent's pages: the tablet in the patient's hands opens nothing else, and a copy opens with the birth date."""

import pytest
from django.urls import reverse

from clinic.records.models import Baseline, Consent, ConsentOffer, ConsentWithdrawal, PhotoStatement
from clinic.records.queries.consent import copy_link, valid_consent
from tests.cast import PIN
from tests.record.calls.consent import a_signed_consent, an_offer
from tests.record.calls.planning import afresh, an_approved_plan

EXPLAINED = {
    "language": "en",
    "capacity": "Understands what is planned, weighs it up and says it back in their own words",
}
SIGNED = {"typed_name": "Ada Lovelace", "understood": "on", "drawing": "M10 10L20 20", "photo-teaching": "no"}


def address(cast, name: str = "consent", *more) -> str:
    return reverse(name, args=[cast.patient.pk, *more])


def handed_over(cast, client) -> ConsentOffer:
    an_approved_plan(cast)
    client.post(address(cast), EXPLAINED)
    return ConsentOffer.objects.latest("created_at")


def test_without_a_plan_the_page_says_what_comes_first(cast, as_member):
    assert "No approved plan yet" in as_member("nurse").get(address(cast)).content.decode()


def test_the_expectation_page_tells_studies_days_and_alternatives_and_promises_nothing(cast, as_member):
    an_approved_plan(cast)
    page = as_member("nurse").get(address(cast, "expectation")).content.decode()
    for words in (
        "Does it work?",
        "mostly 3 days, up to 7 days",
        "Doing nothing",
        "Who treats here",
        "What nobody knows",
    ):
        assert words in page
    assert "Lapsed" not in page
    assert "guarantee" not in page


def test_the_patient_reads_says_and_signs_on_the_tablet(cast, as_member):
    client = as_member("nurse")
    offer = handed_over(cast, client)
    handed = reverse("consent_handed", args=[offer.pk])
    assert "Before you decide, Ada Lovelace" in client.get(handed).content.decode()
    answer = client.post(handed, {"words": "Craters", "rating": "6"})
    assert answer.url == reverse("sign_consent", args=[offer.pk])
    page = client.get(answer.url).content.decode()
    assert offer.digest in page
    assert "What is planned for you" in page
    assert client.post(answer.url, SIGNED).url == reverse("consent_signed", args=[offer.pk])
    consent = valid_consent(afresh(cast.patient))
    assert (consent.typed_name, consent.drawing) == ("Ada Lovelace", "M10 10L20 20")
    assert (Baseline.objects.get().told_by, PhotoStatement.objects.get().is_given) == ("patient", False)
    client.post(reverse("hand_back"), {"pin": PIN})
    assert "Signed, and it covers this plan." in client.get(address(cast)).content.decode()


def test_a_tablet_in_a_patients_hands_opens_nothing_else(cast, as_member):
    client = as_member("nurse")
    offer = handed_over(cast, client)
    for name in ("patients", "today"):
        assert client.get(reverse(name)).url == reverse("consent_handed", args=[offer.pk])
    assert client.get(address(cast)).url == reverse("consent_handed", args=[offer.pk])


def test_nobody_signs_without_the_tablet_having_been_handed_over(cast, as_member):
    offer = an_offer(cast)
    for person in ("doctor", "front_desk", None):
        answer = as_member(person).post(reverse("sign_consent", args=[offer.pk]), SIGNED)
        assert answer.status_code == 404
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("missing", "words"), [("understood", "Tick this if you agree"), ("typed_name", "Type your name")]
)
def test_what_is_missing_is_said_and_the_drawing_stays(cast, as_member, missing, words):
    client = as_member("nurse")
    offer = handed_over(cast, client)
    given = {name: value for name, value in SIGNED.items() if name != missing}
    answer = client.post(reverse("sign_consent", args=[offer.pk]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "M10 10L20 20" in answer.content.decode()
    assert not Consent.objects.exists()


def test_the_tablet_is_not_handed_over_before_capacity_is_said(cast, as_member):
    an_approved_plan(cast)
    answer = as_member("nurse").post(address(cast), {"language": "en"})
    assert answer.status_code == 422
    assert not ConsentOffer.objects.exists()


def test_whoever_has_no_pin_chooses_one_first_and_nothing_is_shown_yet(cast, as_member):
    an_approved_plan(cast)
    cast.nurse.pin_hash = ""
    cast.nurse.save()
    assert as_member("nurse").post(address(cast), EXPLAINED).url == reverse("choose_pin")
    assert not ConsentOffer.objects.exists()


def test_a_withdrawal_is_visible_and_the_signature_stays(cast, as_member):
    consent, client = a_signed_consent(cast), as_member("nurse")
    client.post(address(cast, "withdraw_consent", consent.pk), {"reason": "second thoughts"})
    page = client.get(address(cast)).content.decode()
    assert "Withdrawn" in page
    assert "second thoughts" in page
    assert ConsentWithdrawal.objects.get().consent == consent
    assert "Withdrawn on" in client.get(address(cast, "print_consent", consent.pk)).content.decode()


def test_photographs_are_changed_by_purpose(cast, as_member):
    client = as_member("nurse")
    client.post(address(cast, "photographs"), {"purpose": "teaching", "answer": "yes"})
    assert PhotoStatement.objects.get().is_given
    assert (
        client.post(address(cast, "photographs"), {"purpose": "advertising", "answer": "yes"}).status_code
        == 422
    )


def test_the_copy_opens_with_the_birth_date_alone(cast, as_member):
    consent = a_signed_consent(cast)
    shown = as_member("nurse").post(address(cast, "send_consent_copy"), follow=True)
    there = shown.context["address"].removeprefix("http://localhost:8000")
    phone = as_member(None)
    assert "Ada Lovelace" not in phone.get(there).content.decode()
    birth = cast.patient.birth_date
    wrong = phone.post(there, {"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "1990"})
    assert consent.digest not in wrong.content.decode()
    right = {
        "birth_date": birth.isoformat(),
        "birth_date_day": birth.day,
        "birth_date_month": birth.month,
        "birth_date_year": birth.year,
    }
    assert phone.post(there, right).status_code == 302
    assert consent.digest in phone.get(there).content.decode()


def test_there_is_no_copy_of_nothing(cast, as_member):
    answer = as_member("nurse").post(address(cast, "send_consent_copy"))
    assert answer.status_code == 409
    assert copy_link(cast.patient) is None
