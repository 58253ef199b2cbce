"""What a report is answered, in the language of the phone: by its English words, and never what warns of danger."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from clinic.records.models import CheckIn
from clinic.web import languages, spoken
from clinic.web.forms.worries import GROUPS, USUAL, usual_signs
from clinic.web.patient_links import token_of
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from tests.check_ins import answer, worries
from tests.web.test_languages import ARABIC, OTHERS, speaking

ENGLISH = '<span lang="en" dir="ltr">'
CALM = "What you report fits what is usually seen on day 3. This is no examination: nobody has looked at your skin."


@pytest.fixture(params=OTHERS)
def code(request) -> str:
    return request.param


def told(text: str, code: str) -> str:
    with translation.override(code):
        return str(spoken.in_language(text))


def sentences_of(document: dict) -> list[str]:
    texts = [document["says"], document["ask_again"]["text"], document["reassurance"] or ""]
    for part in ("advice", "reasons", "watch", "questions"):
        texts += [one["text"] for one in document[part]]
    return [one for one in texts if one]


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    """Give the answer of every vignette."""
    return [triage_document(answer(place)) for place in range(len(worries()))]


def test_in_english_nothing_is_touched_but_signs_that_steer_a_page():
    assert told('a <b> & "c"', "en") == "a &lt;b&gt; &amp; &quot;c&quot;"


def test_what_calms_is_told_in_the_language_with_its_day_and_that_nobody_has_looked(code):
    text = told(CALM, code)
    assert ENGLISH not in text
    assert "<bdi>3</bdi>" in text
    assert told("This is no examination: nobody has looked at your skin.", code) in text


def test_of_every_vignette_what_is_urgent_stands_in_english(answers, code):
    urgent = [one for one in answers if one["level"] in ("emergency", "same_day")]
    assert len(urgent) > 50
    for document in urgent:
        assert told(document["says"], code) == f"{ENGLISH}{spoken.escape(document['says'])}</span>"
        assert told(document["ask_again"]["text"], code).startswith(ENGLISH)


def test_of_every_vignette_nothing_about_a_red_flag_is_translated(answers, code):
    warned = 0
    for document in answers:
        flags = [one for one in document["reasons"] if one["red_flag"]]
        advice = [one for one in document["advice"] if one["about"] in shipped_content().red_flag]
        for one in (*flags, *advice):
            assert told(one["text"], code).startswith(ENGLISH), one["text"]
            warned += 1
    assert warned > 100


def test_of_every_vignette_whatever_is_calm_is_told_in_the_language(answers, code):
    calm = [one for one in answers if one["level"] == "self_care" and one["reassurance"]]
    assert len(calm) > 5
    for document in calm:
        for text in (document["says"], document["ask_again"]["text"]):
            assert ENGLISH not in told(text, code), text


def test_nobody_is_calmed_in_their_language_by_having_denied_what_stood_in_english(answers, code):
    denied = [
        one["reassurance"] for one in answers if "none of the warning signs" in (one["reassurance"] or "")
    ]
    usual = [one["reassurance"] for one in answers if "usually seen on day" in (one["reassurance"] or "")]
    assert denied
    assert usual
    assert all(told(text, code).startswith(ENGLISH) for text in denied)
    assert not any(ENGLISH in told(text, code) for text in usual)


def test_every_number_and_day_of_a_sentence_is_still_in_it(answers, code):
    for text in {text for document in answers for text in sentences_of(document)}:
        shown = re.sub(r"<[^>]+>", "", told(text, code))
        assert sorted(re.findall(r"\d+", shown)) == sorted(re.findall(r"\d+", spoken.escape(text))), text


def test_a_product_that_is_a_medicine_leaves_its_sentence_in_english(code):
    medicine = "Retinoids and acids (you wrote “tretinoin”) should not be on the skin yet."
    cream = "Vitamin C (you wrote “serum”) should not be on the skin yet."
    assert told(medicine, code).startswith(ENGLISH)
    assert ENGLISH not in told(cream, code)


def test_words_that_somebody_wrote_steer_no_page(code):
    text = told(
        "Vitamin C (you wrote “<script>x</script>%(name)s{more}”) should not be on the skin yet.", code
    )
    assert "<script>" not in text
    assert "%(name)s{more}" in text


def test_an_answer_to_a_quiet_day_is_wholly_arabic_and_shows_what_is_usual(cast, as_member):
    browser, link = speaking(cast, as_member, "ar")
    said = {f"none_{group}": "on" for group in GROUPS} | {USUAL + sign: "absent" for sign in usual_signs()}
    said[USUAL + "itch"] = "1 same"
    answer = browser.post(reverse("aftercare_tell_by_link", args=[token_of(link)]), said)
    assert CheckIn.objects.get().level == "self_care"
    page = browser.get(answer.url).content.decode()
    main = page[page.index("<h1") : page.index('<nav class="languages"')]
    assert "fits what is usually seen" not in main
    assert told(CALM.replace("day 3", "day 0"), "ar") in main
    assert "<details" in main
    assert told("Itching", "ar") in main


def test_which_messages_come_is_chosen_in_the_language(cast, as_member, code):
    browser, link = speaking(cast, as_member, code)
    page = browser.get(reverse("contact_by_link", args=[token_of(link)])).content.decode()
    main = page[page.index("<h1") : page.index('<nav class="languages"')]
    main = re.sub(r"<option.*?</option>", "", main, flags=re.DOTALL)
    for english in ("Time zone", "Save", "Messages to me", "So that nothing comes at night", "Text message"):
        assert english not in main


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [("de-CH,de;q=0.9", "de", "ltr"), ("ar", "ar", "rtl"), ("fr", "en", "ltr"), ("", "en", "ltr")],
)
def test_a_link_that_has_ended_says_so_in_the_language_of_the_browser(
    cast, as_member, accepted, language, direction
):
    answer = as_member(None).get(
        reverse("aftercare_by_link", args=["no-such-token"]), headers={"accept-language": accepted}
    )
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert bool(ARABIC.search(page)) == (language == "ar")
    assert "Go to Today" not in page
    assert ("This link has ended, or was mistyped." in page) == (language == "en")


def test_the_language_that_was_chosen_on_the_phone_counts_more_than_its_browsers(cast, as_member):
    phone = as_member(None)
    phone.cookies[languages.COOKIE] = "es"
    answer = phone.get(
        reverse("message_link", args=["no-such-token"]), follow=True, headers={"accept-language": "de"}
    )
    assert '<html lang="es" dir="ltr">' in answer.content.decode()
