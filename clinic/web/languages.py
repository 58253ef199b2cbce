"""The languages of the patient's pages. The record, and whoever works here, stay with English.

A sentence of the content is translated where it is shown, by its English words, so that what was given stays stored as
it was given. What warns of danger is shown in English until a person who is named has reviewed its translation.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from clinic.records.sentences import WHAT_IS_LEFT_OUT
from needlepoint.protocols.library import shipped_content

NAMES: Final = {"en": "English", "es": "Español", "ar": "العربية", "de": "Deutsch"}
# Who has reviewed what warns of danger, by language: a name, never a role. Nobody yet.
REVIEWED_BY: Final[dict[str, str]] = {}
# Sentences of the pages that warn of danger, or send somebody to a number: no catalogue may hold them before that.
WARNING: Final = (
    "In an emergency: trouble breathing, swelling of the face or throat, fainting",
    "Still there after its last day, or getting worse? Tell us.",
    "Call. You do not have to be sure, and you do not have to wait.",
    "If nobody answers and it cannot wait, call the emergency number.",
    "If it cannot wait, call the emergency number.",
    "Do not wait until somebody has looked at it. If it gets worse or cannot wait, call.",
    "Tick what is so. What you leave out we do not know, and we do not read it as a no. If it cannot wait, call instead.",  # noqa: E501
    "Tick what applies, or write it. If in doubt, call.",
    "First: does any of this happen?",
    # Its tap denies a list that stands in English: whoever cannot read the list is not invited to deny it.
    "Nothing else on this list",
    "Do not wait for us.",
    # A day for a product reads as leave to use it, and what it asks of a prescribed one stands beside it in English.
    "May go on the treated skin again since %(day)s.",
    "On the treated skin again from %(day)s on.",
    "Emergency",
    "%(name)s is to look by %(when)s; you need not wait for that.",
    "%(name)s is to look by %(when)s. If you have heard nothing by then, call.",
)
# Instructions that are warnings, or that tell of a medicine.
WARNING_INSTRUCTIONS: Final = (
    *("watch-for-cold-sores", "watch-colour", "watch-blood-pathway"),
    *("paracetamol", "paracetamol-after-prilocaine", "numb-skin", "prescribed-antiviral"),
    *("retinoids-acids", "retinoids-acids-longer", "no-numbing-cream-afterwards"),
)
# What a report is answered, a date is given for, and a record leaves out, as the library words it: what it holds stands
# in its place, and `more` is a sentence that is looked up by itself. Sentences that warn are not among them, nor the
# one that calms because warnings were denied: on such a page they stood in English.
FORMS: Final = (
    "This is no examination: nobody has looked at your skin.",
    "What you report fits what is usually seen on day %(day)s. %(more)s",
    "Please answer the open questions first. Until then this is no answer.",
    "You wrote that something gets worse.",
    "%(name)s (you wrote “%(words)s”) should not be on the skin yet.",
    "%(name)s: day %(day)s is the last on which it is usually seen. %(more)s",
    "%(name)s: is it better, the same or worse than yesterday?",
    "What was treated is not charted for every zone.",
    "For what was treated no study that was read says when.",
    "%(days)s days after the last session; how many sessions the course has is not recorded.",
    "%(days)s days after the last session, so that healing is not read as a result.",
    "After you are home: is anything worrying?",
    "By now swelling and warmth are usually over.",
    "By now colour, dryness and flaking are usually over.",
    "Six weeks after the last session.",
    "Three months after the last session.",
    WHAT_IS_LEFT_OUT,
    "There is nothing here",
    "You cannot do this",
    "This is no longer possible",
    "This link has ended. Ask the clinic for a new one.",
)
# Levels of which the sentences neither warn of danger nor send anybody to the emergency number.
CALM_LEVELS: Final = ("contact", "self_care")
# Products that are no medicines; what is said of a medicine stands in English.
PLAIN_PRODUCTS: Final = (
    *("vitamin-c", "make-up", "sunscreen", "moisturiser"),
    *("water-and-cleanser", "toners", "other-products"),
)
COOKIE: Final = "patient_language"
COOKIE_SECONDS: Final = 365 * 86_400


def language_of(request: Any, told: str) -> str:
    """Give the language that was chosen in this browser, else the patient's, as far as it is one of ours."""
    wanted = (request.COOKIES.get(COOKIE, ""), told, told.partition("-")[0])
    return next((one for one in wanted if one in NAMES), "en")


def choice_of(token: str) -> dict[str, Any]:
    """Give what a page needs to offer the other languages."""
    return {"language_href": reverse("aftercare_language", args=[token]), "language_names": NAMES}


def in_words(text: str) -> str:
    """Give a sentence of the content in the language of the page; what is not translated stays English."""
    return gettext(text) if text else ""


def stays_english(text: str) -> bool:
    """Tell whether a sentence of the content stands in English on a page in another language."""
    return spoken() != "en" and in_words(text) == text


def is_reviewed() -> bool:
    """Tell whether what warns of danger may be shown in the language of the page."""
    code = spoken()
    return code == "en" or code in REVIEWED_BY


def spoken() -> str:
    """Give the language of the page."""
    return (translation.get_language() or "en").partition("-")[0]


def answer_sentences() -> Iterator[str]:
    """Give the sentences of the content with which a report is answered; what warns of danger is not among them."""
    content = shipped_content()
    for level in CALM_LEVELS:
        yield from (content.triage_level[level].text, content.triage_level[level].ask_again)
    for product in PLAIN_PRODUCTS:
        yield from (content.home_product[product].name, content.home_product[product].advice)
    worsening = content.red_flag["worse-from-the-next-day"].signs
    yield from (question for sign in worsening if (question := content.course_of_sign[sign].question))


def content_sentences() -> Iterator[str]:
    """Give the sentences of the content that a patient reads day by day; what warns of danger is not among them."""
    yield from answer_sentences()
    content = shipped_content()
    yield from (
        one.text
        for one in content.instruction.values()
        if one.phase == "aftercare" and one.id not in WARNING_INSTRUCTIONS
    )
    for sign in content.course_of_sign.values():
        if sign.expected:
            yield from (sign.name, sign.text)
    for phase in content.healing_phase.values():
        yield from (phase.name, phase.text)
