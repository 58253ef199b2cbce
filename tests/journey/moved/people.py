"""The four people whose courses are lived through: a quiet one and one with a worry, in English and in Arabic."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who was treated once."""

    name: str
    born: str
    phone: str
    email: str
    language: str


QUIET = {
    "en": Person(
        name="Quinn Ellis",
        born="1990-03-09",
        phone="+1 212 555 0161",
        email="quinn@patients.example",
        language="en",
    ),
    "ar": Person(
        name="Salma Haddad",
        born="1988-07-21",
        phone="+1 212 555 0162",
        email="salma@patients.example",
        language="ar",
    ),
}
WORRIED = {
    "en": Person(
        name="Wanda Doran",
        born="1979-11-02",
        phone="+1 212 555 0163",
        email="wanda@patients.example",
        language="en",
    ),
    "ar": Person(
        name="Huda Nasser",
        born="1993-01-17",
        phone="+1 212 555 0164",
        email="huda@patients.example",
        language="ar",
    ),
}
PEOPLE = (*QUIET.values(), *WORRIED.values())
