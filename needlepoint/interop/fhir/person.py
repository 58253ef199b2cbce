"""The person of a record. Race and ethnicity are never read: nothing here may be inferred from them."""

from collections.abc import Iterable
from datetime import date

from needlepoint.interop.fhir.elements import Element, Unreadable, objects_of, text_of
from needlepoint.interop.fhir.found import Statement
from needlepoint.interop.fields import as_date, not_after
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.patient import Patient, Phototype, Sex

SEXES: dict[str, Sex] = {"male": "male", "female": "female", "other": "other", "unknown": "unknown"}
# Ways to write a country that are neither its code nor its name in the content.
ALSO_CALLED = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states": "US",
    "united states of america": "US",
    "uk": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
}


def read_person(
    resource: Element, path: str, content: Content, on: date, said: Iterable[Statement]
) -> Patient:
    """Reads the patient; a birth after the day, or a death by then, is refused in a sentence."""
    birth = (
        as_date(resource["birthDate"], f"{path}.birthDate") if resource.get("birthDate") is not None else None
    )
    statements = tuple(said)
    return Patient(
        birth_date=not_after(birth, on, f"{path}.birthDate", "a birth cannot lie"),
        sex=SEXES.get(written(resource, "gender").casefold()),
        phototype=only_phototype(statements),
        weight_kg=min((s.weight_kg for s in statements if s.weight_kg), default=None),
        country=country_of(resource, content),
    )


def written(resource: Element, key: str) -> str:
    """Gives a text of the person; what is no text is unknown."""
    value = resource.get(key)
    return value if isinstance(value, str) else ""


def only_phototype(statements: Iterable[Statement]) -> Phototype | None:
    """Gives the phototype where the newest statements agree."""
    said = {one.phototype for one in statements if one.phototype}
    return said.pop() if len(said) == 1 else None


def country_of(resource: Element, content: Content) -> str | None:
    """Gives the country of the current addresses where it is one; None is read conservatively."""
    try:
        addresses = [one for one in objects_of(resource, "address") if text_of(one, "use") != "old"]
        named = {country_named(text, content) for one in addresses if (text := text_of(one, "country"))}
    except Unreadable:
        return None
    return named.pop() if len(named) == 1 else None


def country_named(text: str, content: Content) -> str | None:
    """Reads a country's name, or its two-letter code."""
    known = ALSO_CALLED.get(text.casefold())
    by_name = {one.name.casefold(): one.id for one in content.country.values()}
    is_code = len(text) == 2 and text.isascii() and text.isalpha()
    return known or by_name.get(text.casefold()) or (text.upper() if is_code else None)
