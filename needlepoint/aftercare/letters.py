"""The words of a message: neutral, in the patient's language, without any clinical word.

A message lies open on a locked screen, at the mail provider and at the telephone company. So it says that something is
waiting, and where; everything else is behind the link. Nobody has reviewed the translations yet.
"""

import string
from dataclasses import dataclass
from typing import Final, Literal

FALLBACK: Final = "en"
TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "subject": "A message from {clinic}",
        "knock": "A message from {clinic} is waiting for you.",
        "waiting": "A message from {clinic} is waiting for you: {link}",
        "stop": "Reply STOP and no more of these will come.",
        "no_more": "At the same address you can say that you want no more of these.",
        "wanted": "Somebody is waiting for you at {clinic}. Please look now: {link}",
        "unread": "Nobody reads this number. To reach {clinic}, call {phone}. In an emergency call {emergency}.",
    },
    "es": {
        "subject": "Un mensaje de {clinic}",
        "knock": "Un mensaje de {clinic} le espera.",
        "waiting": "Un mensaje de {clinic} le espera: {link}",
        "stop": "Responda STOP y no llegarán más.",
        "no_more": "En la misma dirección puede decir que no quiere recibir más.",
        "wanted": "En {clinic} alguien le espera. Mire ahora, por favor: {link}",
        "unread": "Nadie lee este número. Para hablar con {clinic}, llame al {phone}. "
        "En una emergencia llame al {emergency}.",
    },
    "de": {
        "subject": "Eine Nachricht von {clinic}",
        "knock": "Eine Nachricht von {clinic} wartet auf Sie.",
        "waiting": "Eine Nachricht von {clinic} wartet auf Sie: {link}",
        "stop": "Antworten Sie STOP, und es kommen keine weiteren.",
        "no_more": "Unter derselben Adresse können Sie sagen, dass Sie keine weiteren möchten.",
        "wanted": "Bei {clinic} wartet jemand auf Sie. Bitte sehen Sie jetzt nach: {link}",
        "unread": "Diese Nummer liest niemand. {clinic} erreichen Sie unter {phone}. "
        "Im Notfall rufen Sie {emergency} an.",
    },
    "ar": {
        "subject": "رسالة من {clinic}",
        "knock": "رسالة من {clinic} في انتظارك.",
        "waiting": "رسالة من {clinic} في انتظارك: {link}",
        "stop": "أرسل STOP ولن تصلك رسائل أخرى.",
        "no_more": "في العنوان نفسه يمكنك أن تقول إنك لا تريد المزيد.",
        "wanted": "في {clinic} من ينتظرك. يرجى الاطلاع الآن: {link}",
        "unread": "لا أحد يقرأ هذا الرقم. للتواصل مع {clinic} اتصل بالرقم {phone}. "
        "في حالة الطوارئ اتصل بالرقم {emergency}.",
    },
}
STOP_WORDS: Final = frozenset(
    "stop stopall unsubscribe cancel end quit optout revoke stopp ende abmelden alto parar baja توقف إيقاف".split()
)
START_WORDS: Final = frozenset("start unstop alta anmelden ابدأ".split())
_AROUND: Final = string.punctuation + string.whitespace + "¡¿“”„«»…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent: a subject where the channel has one, and a text."""

    subject: str
    text: str
    language: str


def letter_for(language: str, clinic: str, link: str, *, can_be_answered: bool) -> Letter:
    """Gives a message; where it can be answered, it says how to end them."""
    spoken, words = _words(language)
    named = one_line(clinic)
    ending = words["stop" if can_be_answered else "no_more"]
    return Letter(
        subject=words["subject"].format(clinic=named),
        text=f"{words['waiting'].format(clinic=named, link=link)}\n{ending}",
        language=spoken,
    )


def letter_to_colleague(language: str, clinic: str, link: str) -> Letter:
    """Gives the message to somebody on call: that somebody waits, and where to look after signing in."""
    spoken, words = _words(language)
    named = one_line(clinic)
    return Letter(
        subject=words["subject"].format(clinic=named),
        text=words["wanted"].format(clinic=named, link=link),
        language=spoken,
    )


def line_for(language: str, clinic: str) -> str:
    """Gives what a phone shows when it is knocked at: one neutral line, without an address."""
    _spoken, words = _words(language)
    return words["knock"].format(clinic=one_line(clinic))


def answer_for(language: str, clinic: str, phone: str, emergency: str) -> str:
    """Gives the answer to whoever wrote back: nobody reads it there, so it says at once whom to call."""
    _spoken, words = _words(language)
    return words["unread"].format(clinic=one_line(clinic), phone=phone, emergency=emergency)


def read_reply(text: str) -> Literal["stop", "start", "other"]:
    """Reads a reply: the whole of it is a word that ends or begins, or it is something for a person.

    "Stop the bleeding?" is no request to end messages.
    """
    word = text.strip(_AROUND).casefold()
    if word in STOP_WORDS:
        return "stop"
    return "start" if word in START_WORDS else "other"


def one_line(text: str) -> str:
    """Gives a name on one line, without signs that steer a printer or a mail server."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _words(language: str) -> tuple[str, dict[str, str]]:
    """Finds the words of a language, of its main part, or those in English."""
    wanted = (language.lower(), language.lower().partition("-")[0], FALLBACK)
    spoken = next(one for one in wanted if one in TEXTS)
    return spoken, TEXTS[spoken]
