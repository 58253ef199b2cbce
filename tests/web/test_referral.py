"""The pages of a referral: the deed on the screening, the letter with its sources, the answer, the patient's page."""

from django.urls import reverse

from clinic.records.actions.history import Said, answer_questions
from clinic.records.models import Referral
from clinic.web.templatetags.needlepoint import full_date
from tests.record.calls.referral import ASKED, TO, a_referral, to_be_referred
from tests.web.pages.screening import a_decision


def text(answer) -> str:
    return answer.content.decode()


def test_the_screening_leads_to_the_letter_and_the_letter_to_the_answer(cast, as_member):
    record, client = to_be_referred(cast), as_member("nurse")
    screening, refer = (
        reverse("screening", args=[cast.patient.pk]),
        reverse("refer_patient", args=[record.pk]),
    )
    assert f'class="button button--main" href="{refer}"' in text(client.get(screening))
    assert "Keloid" in text(client.get(refer))
    letter = client.post(refer, {"to": TO, "asked": ASKED}, follow=True)
    assert "The referral is signed" in text(letter)
    address = reverse("referral", args=[Referral.objects.get().pk])
    assert f'class="button button--main" href="{address}"' in text(client.get(screening))
    said = {"on": Referral.objects.get().on, "given_by": "Dr Iris Feld", "words": "Yes, on the face."}
    assert "Yes, on the face." in text(client.post(address, said, follow=True))
    assert "Read the answer" in text(client.get(screening))


def test_the_printed_letter_names_the_person_the_reasons_and_their_sources(cast, as_member):
    letter = a_referral(cast)
    page = text(as_member("doctor").get(reverse("print_referral", args=[letter.pk])))
    said = ("Ada Lovelace", TO, ASKED, "Why we refer", cast.clinic.phone, letter.signature.digest, "Forehead")
    assert [each for each in said if each not in page] == []
    assert "doi.org" in page or "https://" in page


def test_the_patients_page_lists_it_for_those_who_treat_and_not_for_the_desk(cast, as_member):
    a_referral(cast)
    address = reverse("patient", args=[cast.patient.pk])
    assert "Referred to Dr Iris Feld" in text(as_member("nurse").get(address))
    assert "Iris Feld" not in text(as_member("front_desk").get(address))


def test_a_decision_without_a_reason_to_refer_offers_no_form(cast, as_member):
    page = text(as_member("nurse").get(reverse("refer_patient", args=[a_decision(cast).pk])))
    assert "Nothing in this decision asks for a referral." in page
    assert "Sign the referral" not in page


def test_missing_words_and_a_day_that_cannot_be_are_said_at_their_field(cast, as_member):
    letter, client = a_referral(cast), as_member("nurse")
    assert client.post(reverse("refer_patient", args=[letter.decision_id]), {"to": ""}).status_code == 422
    far = {"on": "1800-01-01", "given_by": "Dr Feld", "words": "Yes"}
    answer = client.post(reverse("referral", args=[letter.pk]), far)
    assert (answer.status_code, "between the referral and today" in text(answer)) == (422, True)


def test_markup_in_an_answer_is_text(cast, as_member):
    letter, client = a_referral(cast), as_member("nurse")
    said = {"on": letter.on, "given_by": "<b>Dr</b>", "words": "<script>alert(1)</script>"}
    page = text(client.post(reverse("referral", args=[letter.pk]), said, follow=True))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_referral_that_is_under_way_waits_for_its_answer_whatever_else_was_said_since(cast, as_member):
    letter, client = a_referral(cast), as_member("nurse")
    answer_questions(cast.actor("nurse"), cast.patient, [Said(asks="smoking", answer="no")])
    page = text(client.get(reverse("screening", args=[cast.patient.pk])))
    assert f'class="button button--main" href="{reverse("referral", args=[letter.pk])}"' in page
    assert "Note the answer" in page


def test_a_letter_that_is_on_its_way_is_waited_for_and_not_called_for_again(cast, as_member):
    letter, client = a_referral(cast), as_member("nurse")
    screening = reverse("screening", args=[cast.patient.pk])
    for address in (screening, reverse("planning", args=[cast.patient.pk])):
        page = text(client.get(address))
        assert "Not today: the answer is not here yet." in page
        assert "refer first" not in page
    assert f"Referred on {full_date(letter.on)}: wait for the answer." in text(client.get(screening))
    said = {"on": letter.on, "given_by": "Dr Iris Feld", "words": "Yes, on the face."}
    client.post(reverse("referral", args=[letter.pk]), said)
    assert "wait for the answer" not in text(client.get(screening))


def test_the_pages_of_a_referral_stand_at_the_screening_on_the_course_line(cast, as_member):
    page = text(as_member("nurse").get(reverse("referral", args=[a_referral(cast).pk])))
    here = reverse("screening", args=[cast.patient.pk])
    assert f'<a href="{here}" aria-current="page">' in page
