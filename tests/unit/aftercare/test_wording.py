"""Words raise, in four languages; a plain denial ends a mention and answers nothing."""

import pytest

from needlepoint.aftercare.wording import heard_in, lexicon_of, without_umlauts
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
URGENT = [
    flag.id
    for flag in CONTENT.red_flag.values()
    if flag.level in ("emergency", "same_day") and flag.id in CONTENT.course_of_sign
]


def signs(text: str | None) -> set[str]:
    return set(heard_in(text, CONTENT).signs)


@pytest.mark.parametrize("text", [None, "", "   ", "?!", "\x00", "😀", "Thank you, see you soon"])
def test_what_names_nothing_says_nothing(text: str | None) -> None:
    heard = heard_in(text, CONTENT)
    assert (dict(heard.signs), heard.worse, heard.severe) == ({}, None, None)


@pytest.mark.parametrize("sign", URGENT)
def test_every_urgent_sign_has_words_in_all_four_languages(sign: str) -> None:
    words = CONTENT.words_of_sign[sign]
    spoken = (CONTENT.course_of_sign[sign].words, words.es, words.ar, words.de)
    assert all(spoken)


@pytest.mark.parametrize("sign", list(CONTENT.words_of_sign))
def test_every_phrase_is_heard_as_its_sign_within_a_sentence(sign: str) -> None:
    words = CONTENT.words_of_sign[sign]
    for phrase in (*CONTENT.course_of_sign[sign].words, *words.es, *words.ar, *words.de):
        for text in (phrase, phrase.upper(), f"xx {phrase} yy", f"…{phrase}!"):
            assert sign in signs(text), (sign, text)


@pytest.mark.parametrize("sign", list(CONTENT.course_of_sign))
def test_the_words_of_a_usual_sign_are_heard_too(sign: str) -> None:
    for phrase in CONTENT.course_of_sign[sign].words:
        assert sign in signs(f"now {phrase} today")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("I CANT BREATHE", "breathing-difficulty"),
        ("I can`t breathe", "breathing-difficulty"),
        ("i c\u00adan't br\u200beathe", "breathing-difficulty"),
        ("chest-pain", "chest-pain"),
        ("FIEBRE", "fever"),
        ("uñas azules", "cyanosis"),
        ("unas azules", "cyanosis"),
        ("Blaeschen", "vesicles"),
        ("Oeffne: Luftnot", "breathing-difficulty"),
        ("وحمى", "fever"),
        ("والحمى", "fever"),
        ("حُمّى", "fever"),
        ("الحمـى", "fever"),
        ("ｆｅｖｅｒ", "fever"),
    ],
)
def test_spelling_hides_no_sign(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "no fever",
        "No fever or pus",
        "I have no fever.",
        "No signs of pus.",
        "without any fever",
        "no tengo fiebre",
        "sin fiebre ni pus",
        "kein Fieber oder Eiter",
        "لا يوجد حمى",
        "It is not worse",
        "not severe",
    ],
)
def test_a_plain_denial_is_no_mention(text: str) -> None:
    heard = heard_in(text, CONTENT)
    assert (dict(heard.signs), heard.worse, heard.severe) == ({}, None, None)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("no fever yesterday but today", "fever"),
        ("No, fever", "fever"),
        ("no fever?", "fever"),
        ("no fever, pus", "pus"),
        ("I do not know if it is a fever", "fever"),
        ("not sure, maybe pus", "pus"),
        ("no idea about fever", "fever"),
        ("It won't stop bleeding no fever", "bleeding-not-stopping"),
        ("no puedo respirar no fiebre", "breathing-difficulty"),
        ("no sé si tengo fiebre", "fever"),
        ("Ich weiß nicht ob das Fieber ist", "fever"),
        ("keine Luft", "breathing-difficulty"),
        ("لا أستطيع التنفس", "breathing-difficulty"),
        ("fever no more", "fever"),
    ],
)
def test_whatever_is_not_plainly_denied_counts(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("لا أستطيع أن أتنفس", "breathing-difficulty"),
        ("I can no longer breathe", "breathing-difficulty"),
        ("i cant breath", "breathing-difficulty"),
        ("I am struggling for breath", "breathing-difficulty"),
        ("Ich kann kaum atmen", "breathing-difficulty"),
        ("Das Atmen fällt schwer", "breathing-difficulty"),
        ("no consigo respirar", "breathing-difficulty"),
        ("me cuesta mucho respirar", "breathing-difficulty"),
        ("my lip swelled up", "angioedema"),
        ("se me hinchó la cara", "angioedema"),
        ("se me hinchó el labio", "angioedema"),
        ("mein Gesicht ist geschwollen", "angioedema"),
        ("meine Lippe geschwollen", "angioedema"),
        ("شفتي منتفخة", "angioedema"),
        ("my throat is swelling", "throat-tightness"),
        ("لا أستطيع أن أبلع", "throat-tightness"),
        ("I do not want to be alive", "self-harm-thoughts"),
        ("لا أريد العيش", "self-harm-thoughts"),
    ],
)
def test_what_is_dangerous_is_heard_in_other_words_too(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        *("no – fever", "no — fever", "no - fever", "no/fever", "No (fever)", "no [fever]", "no −fever"),
        *("no pus - fever", "none/no pus/fever"),
    ],
)
def test_a_dash_a_slash_or_a_bracket_ends_a_denial(text: str) -> None:
    assert "fever" in signs(text)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        *((text, "chest-pain") for text in ("chest – pain", "chest — pain", "chest - pain", "chest (pain)")),
        ("cannot – breathe", "breathing-difficulty"),
        ("no fever – chest – pain", "chest-pain"),
    ],
)
def test_a_dash_within_what_is_meant_hides_nothing(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize("text", ["no fever – all is well", "No pus - feeling fine.", "no swelling (good)"])
def test_what_is_said_behind_a_dash_undoes_no_denial(text: str) -> None:
    assert signs(text) == set()


def test_a_hyphen_within_a_word_parts_nothing() -> None:
    assert "vesicles" in signs("a cold-sore")
    assert signs("no cold-sore") == set()


@pytest.mark.parametrize(
    "text",
    [
        "I do not want to die",
        "no suicide",
        "no quiero morir",
        "nicht umbringen",
        "kein Suizid",
        "بدون انتحار",
    ],
)
def test_thoughts_of_self_harm_count_even_when_they_are_denied(text: str) -> None:
    assert "self-harm-thoughts" in signs(text)


def test_a_word_inside_another_word_is_none() -> None:
    assert signs("feverfew pusher blistered-not painfully hotel") == set()


@pytest.mark.parametrize(
    "text", ["No veo nada raro", "لا أرى أي شيء جديد", "Ich sehe nichts Neues", "kann man nicht sehen"]
)
def test_seeing_nothing_new_is_not_seeing_badly(text: str) -> None:
    assert signs(text) == set()


def test_a_longer_phrase_hides_none_of_the_shorter_ones_inside_it() -> None:
    assert signs("tingling lips") >= {"perioral-numbness", "neuralgic-pain"}


def test_a_denial_ends_with_its_clause() -> None:
    assert signs("No fever. Pus.") == {"pus"}
    assert signs("no fever; pus") == {"pus"}
    assert signs("no fever\npus") == {"pus"}


def test_words_that_make_harder_are_told_apart_from_signs() -> None:
    heard = heard_in("It is getting worse and unbearable, peor, schlimmer", CONTENT)
    assert heard.worse == "getting worse"
    assert heard.severe == "unbearable"


def test_the_words_that_were_heard_are_kept() -> None:
    assert heard_in("Well, I CAN’T breathe", CONTENT).signs["breathing-difficulty"] == "cant breathe"


def test_umlauts_may_be_spelled_out() -> None:
    assert without_umlauts("Bläschen über Öl") == "blaeschen ueber oel"


def test_a_long_text_is_heard_to_its_end() -> None:
    assert signs("well " * 1900 + "fever") == {"fever"}


def test_the_lexicon_is_made_once() -> None:
    assert lexicon_of(CONTENT) is lexicon_of(CONTENT)
