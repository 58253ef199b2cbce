"""The words of a message say that something waits, and nothing of what or why."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.letters import (
    START_WORDS,
    STOP_WORDS,
    TEXTS,
    answer_for,
    letter_for,
    one_line,
    read_reply,
)
from needlepoint.protocols.library import shipped_content

CLINICAL = set(
    """aftercare treatment treated treat session needle needling microneedling skin wound heal healing scar acne herpes
    infection doctor nurse patient symptom sign pain swelling redness photo consent medicine cream surgery check-in
    behandlung sitzung nadel haut wunde heilung narbe akne arzt ärztin patient schmerz schwellung einwilligung nachsorge
    tratamiento sesión aguja piel herida cicatriz acné médico paciente dolor hinchazón consentimiento
    علاج جلسة إبرة جلد جرح ندبة طبيب مريض ألم تورم""".split()
)


def everything_sent() -> list[str]:
    letters = [
        letter_for(language, "Linden Street", "https://x.example/m/abc/", can_be_answered=answered)
        for language in TEXTS
        for answered in (True, False)
    ]
    answers = [answer_for(language, "Linden Street", "030 1", "112") for language in TEXTS]
    return [part for one in letters for part in (one.subject, one.text)] + answers


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+", text.casefold()))


def names_of_the_content() -> set[str]:
    """Give every word of the names of signs, of what is treated, and of what stands against it."""
    content = shipped_content()
    ids = [*content.course_of_sign, *content.indication, *content.contraindication, *content.red_flag]
    return {word for one in ids for word in one.split("-") if len(word) > 3} - {"from"}


@pytest.mark.parametrize("text", everything_sent())
def test_no_message_has_a_clinical_word(text):
    assert not words_of(text) & (CLINICAL | names_of_the_content())


def test_a_planted_clinical_word_would_be_found():
    assert words_of("How is your skin today?") & CLINICAL
    assert words_of("Any vesicles?") & names_of_the_content()


def test_every_language_says_the_same_things_with_the_same_places():
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for words in TEXTS.values():
        assert {key: places(text) for key, text in words.items()} == {
            key: places(text) for key, text in TEXTS["en"].items()
        }


def test_the_language_of_the_patient_is_used_its_main_part_or_english():
    assert letter_for("es-mx", "C", "l", can_be_answered=True).language == "es"
    assert letter_for("DE", "C", "l", can_be_answered=True).language == "de"
    assert letter_for("tlh", "C", "l", can_be_answered=True).language == "en"


def test_what_can_be_answered_says_how_to_end_it():
    assert "STOP" in letter_for("ar", "C", "l", can_be_answered=True).text
    assert "STOP" not in letter_for("ar", "C", "l", can_be_answered=False).text


def test_a_name_with_line_ends_cannot_add_a_header():
    letter = letter_for("en", "Linden\r\nBcc: all@x.example", "l", can_be_answered=False)
    assert "\n" not in letter.subject
    assert "\r" not in letter.text
    assert one_line("a\x00b\u202e c") == "a b c"


@pytest.mark.parametrize("text", ["STOP", " stop. ", "Stopp!", "¡ALTO!", "توقف", "“Unsubscribe”"])
def test_a_word_that_ends_is_read(text):
    assert read_reply(text) == "stop"


@pytest.mark.parametrize("text", ["START", "unstop", "Alta"])
def test_a_word_that_begins_is_read(text):
    assert read_reply(text) == "start"


@pytest.mark.parametrize(
    "text", ["Stop the bleeding?", "", "pus", "I want to stop", "non-stop itching", "stopstop"]
)
def test_everything_else_is_for_a_person(text):
    assert read_reply(text) == "other"


@given(text=st.text(max_size=10_000))
def test_fuzz_a_reply_in_any_script_is_read(text):
    assert read_reply(text) in {"stop", "start", "other"}


def test_no_word_both_ends_and_begins():
    assert not STOP_WORDS & START_WORDS
