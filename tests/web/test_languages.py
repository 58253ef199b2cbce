"""The patient's pages in four languages: right to left where written so, and warnings in English until reviewed."""

import gettext
import io
import re
import string
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from clinic.records import clock
from clinic.records.models import AftercareSheet, Patient
from clinic.records.queries.own_record import own_record
from clinic.web import languages
from clinic.web.languages import NAMES, WARNING, WARNING_INSTRUCTIONS
from clinic.web.patient_links import token_of
from clinic.web.templatetags.needlepoint import moment, safe_date, safe_moment
from needlepoint.protocols.library import shipped_content
from tests.record.calls.worries import named_on_call
from tests.web.test_aftercare import address, opened
from tools import translations

OTHERS = [code for code in NAMES if code != "en"]
FEWEST_PERCENT = 95
HELD = re.compile(r"%\(\w+\)s")
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(params=OTHERS)
def code(request) -> str:
    return request.param


def speaking(cast, as_member, code: str):
    """Give a phone with a link of somebody who speaks a language."""
    Patient.objects.filter(pk=cast.patient.pk).update(language=code)
    named_on_call(cast)
    return opened(cast, as_member)


def page(browser, link, name="aftercare_by_link", **query) -> str:
    return browser.get(address(link, name), query).content.decode()


def test_every_language_has_nearly_all_sentences_and_the_share_is_told(code):
    there, wanted = translations.share_of(code)
    assert 100 * there >= FEWEST_PERCENT * wanted
    assert f"| {there} of {wanted} |" in translations.PAGE.read_text(encoding="utf-8")


def test_the_page_that_tells_the_share_is_current():
    assert translations.PAGE.read_text(encoding="utf-8") == translations.page(), (
        "run python -m tools.translations"
    )


def test_what_is_compiled_is_what_is_written_and_gettext_reads_it(code):
    folder = translations.LOCALE / code / "LC_MESSAGES"
    assert (folder / "django.mo").read_bytes() == translations.compiled(code), (
        "run python -m tools.translations"
    )
    read = gettext.GNUTranslations(io.BytesIO(translations.compiled(code)))
    assert read.gettext("Today") != "Today"
    assert "3" in read.ngettext("%(n)s question is open", "%(n)s questions are open", 3) % {"n": 3}


def test_what_the_own_record_leaves_out_is_said_in_each_language(cast, code):
    said = own_record(cast.patient, clock.now())["left_out"]
    with translation.override(code):
        assert languages.in_words(said) != said


def test_a_sentence_in_a_context_has_a_translation_of_its_own():
    english = "Nobody has looked at it yet."
    told = translations.read_catalogue("es")
    assert told[english][1] == ["Todavía nadie lo ha mirado."]
    assert told[translations.keyed(english, "photograph")][1] == ["Todavía nadie la ha mirado."]
    with translation.override("es"):
        assert translation.pgettext("photograph", english) == "Todavía nadie la ha mirado."


def test_a_translation_holds_what_its_sentence_holds_and_nothing_else(code):
    for one, (several, told) in translations.read_catalogue(code).items():
        for each in told if one else ():
            assert sorted(HELD.findall(each)) == sorted(HELD.findall(several or one)), one
            assert "<" not in each


def test_no_catalogue_holds_a_warning_that_nobody_has_reviewed(code):
    content = shipped_content()
    warnings = {*WARNING, *(content.instruction[one].text for one in WARNING_INSTRUCTIONS)}
    for flag in content.red_flag.values():
        warnings |= {flag.text, flag.advice}
    for level in content.triage_level.values():
        warnings |= {level.elsewhere, level.unread or ""}
        warnings |= set() if level.id in languages.CALM_LEVELS else {level.text, level.ask_again}
    warnings |= {sign.beyond for sign in content.course_of_sign.values()}
    warnings |= {sign.text for sign in content.course_of_sign.values() if not sign.expected}
    warnings -= {"", None}
    assert code in languages.REVIEWED_BY or not warnings & set(translations.read_catalogue(code))


def test_no_catalogue_holds_an_instruction_that_speaks_of_a_medicine(code):
    speaks = re.compile(r"prescri|numb|paracetamol|antiviral|medicine", re.IGNORECASE)
    content = shipped_content()
    told = [one.text for one in content.instruction.values()]
    told += [text for one in content.home_product.values() for text in (one.name, one.advice)]
    of_medicine = {one for one in told if speaks.search(one)}
    assert of_medicine
    assert code in languages.REVIEWED_BY or not of_medicine & set(translations.read_catalogue(code))


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "kribbel"),
        ("es", "hormigue"),
        ("ar", "تنميل"),
        ("ar", "بثور"),
        ("es", "ampoll"),
        ("de", "bläschen"),
    ],
)
def test_a_usual_sign_is_not_called_by_the_name_of_a_warning_sign(language, word):
    usual = {text for one in shipped_content().course_of_sign.values() for text in (one.name, one.text)}
    told = translations.read_catalogue(language)
    assert not [one for one in usual & set(told) if word in told[one][1][0].casefold()]


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "28 November, 14:05"), ("de", "28. November, 14:05"), ("es", "28 de noviembre, 14:05")],
)
def test_a_moment_is_written_as_its_language_does_and_in_a_warning_in_english(language, written):
    when = datetime(2026, 11, 28, 14, 5)
    with translation.override(language):
        assert moment(when) == written
        assert safe_moment(when) == "28 November, 14:05"
        assert safe_date(when.date()) == "28 November 2026"


def test_arabic_is_written_in_arabic_and_names_its_numbers_in_order():
    told = [each for one, (_, told) in translations.read_catalogue("ar").items() if one for each in told]
    assert all(ARABIC.search(each) or each == "j F Y" for each in told)
    assert not any(letter in each for each in told for letter in "پچژگ")


def test_nobody_is_named_as_a_reviewer_by_a_role(code):
    assert languages.REVIEWED_BY.get(code, "Nobody Yet").istitle()


def test_the_day_speaks_the_patients_language_and_says_that_nobody_reviewed_it(cast, as_member, code):
    text = page(*speaking(cast, as_member, code))
    direction = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in text
    read = gettext.GNUTranslations(io.BytesIO(translations.compiled(code))).gettext
    for sentence in (
        "Something worries me",
        "Next dates",
        "No make-up on the treated skin. Afterwards begin with a clean brush.",
    ):
        assert read(sentence) in text
        assert sentence not in text
    assert re.search(r'<p class="in-english"><svg', text)
    assert (
        read("This translation was made without a reviewer. If anything is unclear, call your clinic.")
        in text
    )


def test_warnings_stand_in_english_with_a_pictogram_and_say_why(cast, as_member, code):
    text = page(*speaking(cast, as_member, code), "aftercare_worry_by_link")
    flag = shipped_content().red_flag["vesicles"].text
    assert flag in text
    assert re.search(r'<ul class="flags" lang="en" dir="ltr">', text)
    assert re.search(r'<p class="in-english"><svg', text)
    assert "you do not have to wait." in text


def test_the_form_asks_in_the_language_and_for_warning_signs_in_english(cast, as_member):
    text = page(*speaking(cast, as_member, "ar"), "aftercare_tell_by_link")
    assert re.search(r'field__control--choices" lang="en" dir="ltr">', text)
    assert "حكة" in text
    assert "Itching" not in text


def test_nobody_is_invited_in_their_language_to_deny_a_list_that_stands_in_english(cast, as_member, code):
    text = page(*speaking(cast, as_member, code), "aftercare_tell_by_link")
    denials = re.findall(
        r'<label class="check"([^>]*)><input[^>]*name="none_\w+"[^>]*><span>([^<]*)</span>', text
    )
    assert denials == [(' lang="en" dir="ltr"', "Nothing else on this list")] * 3


def test_once_somebody_named_has_reviewed_it_nothing_says_that_it_is_english(cast, as_member, monkeypatch):
    monkeypatch.setitem(languages.REVIEWED_BY, "de", "Erika Beispiel")
    text = page(*speaking(cast, as_member, "de"), "aftercare_worry_by_link")
    assert 'class="in-english"' not in text


def test_another_language_is_chosen_on_the_phone_before_the_birth_date_and_stays(cast, as_member):
    _, link = speaking(cast, as_member, "en")
    phone = as_member(None)
    chosen = phone.post(reverse("aftercare_language", args=[token_of(link)]), {"language": "ar"})
    assert chosen.url == address(link)
    assert '<html lang="ar" dir="rtl">' in page(phone, link)
    assert phone.cookies[languages.COOKIE].value == "ar"


@pytest.mark.parametrize("said", ["", "xx", "ar-EG\r\n", "../../etc"])
def test_a_language_that_is_not_there_changes_nothing(cast, as_member, said):
    browser, link = speaking(cast, as_member, "en")
    browser.post(reverse("aftercare_language", args=[token_of(link)]), {"language": said})
    assert languages.COOKIE not in browser.cookies
    assert '<html lang="en" dir="ltr">' in page(browser, link)


@pytest.mark.parametrize(("told", "spoken"), [("de-AT", "de"), ("fr", "en"), ("", "en"), ("AR", "en")])
def test_a_language_of_a_country_is_its_language_and_an_unknown_one_is_english(rf, told, spoken):
    assert languages.language_of(rf.get("/"), told) == spoken


def test_the_next_request_and_the_staff_are_not_touched(cast, as_member):
    page(*speaking(cast, as_member, "ar"))
    assert translation.get_language() == "en"
    staff = as_member("nurse").get(reverse("aftercare", args=[cast.patient.pk])).content.decode()
    assert '<html lang="en" dir="ltr">' in staff
    assert not ARABIC.search(staff.replace("العربية", ""))


def test_what_was_given_stays_stored_in_english(cast, as_member):
    page(*speaking(cast, as_member, "ar"))
    stored = str(AftercareSheet.objects.get().document)
    assert "No make-up on the treated skin" in stored
    assert not ARABIC.search(stored)


def test_every_sentence_begins_with_a_letter_a_sign_or_what_it_holds():
    assert all(one.strip() == one and one[0] in string.printable + "¿¡" for one in translations.sentences())
