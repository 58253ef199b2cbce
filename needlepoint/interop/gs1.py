"""Reads the code on a pack: GS1 element strings, bracketed or not, and GS1 Digital Link; it opens no link.

Limitation: a scanner that swallows the separator (FNC1, sent as GS) runs a lot and what follows it together, and
nothing in the text shows it. Set the scanner to send the separator as GS, `|` or `{GS}`; then this reads it.
Source: GS1 General Specifications, element strings and Digital Link, as the package biip knows them.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from needlepoint.vocabulary.errors import BadInput

FIELD: Final = "scan"
LONGEST: Final = 300
SEPARATOR: Final = "\x1d"
# What scanners send in the place of FNC1; none of it is a character that GS1 allows in a lot or a serial number.
AS_SEPARATOR: Final = re.compile(r"␝|\||\{GS\}")
# ISO/IEC 15424: GS1-128, GS1 DataBar, GS1 DataMatrix, GS1 QR code, GS1 DotCode.
GS1_SYMBOLS: Final = frozenset({"C1", "e0", "e1", "e2", "d2", "Q3", "J1"})
AIM_PREFIX: Final = re.compile(r"\](?P<symbol>[A-Za-z][0-9A-Za-z])")
DI, LOT, MADE, EXPIRY, SERIAL = "01", "10", "11", "17", "21"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCode:
    """What a code says of its pack. None is not in the code; it is not thereby absent from the pack.

    di : the device identifier of the UDI, fourteen digits
    expires_on : the last day of use; a code without a day means the last day of the month
    """

    di: str
    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None
    made_on: date | None = None


def read_pack_code(text: str) -> PackCode:
    """Reads a scan; raises BadInput with a sentence for what is cut off, strange, or fails its check digit."""
    elements = elements_of(cleaned(text))
    for element in elements:
        if element.gtin_error:
            remedy = "scan it again, or type the code from the pack"
            raise BadInput(FIELD, "the check digit of its number does not fit", element.value, remedy)
    di = one_of(elements, DI)
    if di is None:
        remedy = "scan the code that begins with (01)"
        raise BadInput(FIELD, "a code of a pack names its product", text, remedy)
    return PackCode(
        di=di.value,
        lot=value_of(one_of(elements, LOT)),
        expires_on=day_of(one_of(elements, EXPIRY)),
        serial=value_of(one_of(elements, SERIAL)),
        made_on=day_of(one_of(elements, MADE)),
    )


def cleaned(text: str) -> str:
    """Takes the symbol's prefix off, writes every separator as GS, and refuses what no scanner sends."""
    given = AS_SEPARATOR.sub(SEPARATOR, text.strip(" \t\r\n")).strip(SEPARATOR)
    if not given:
        raise BadInput(FIELD, "must not be empty", text, "scan the code on the pack")
    if len(given) > LONGEST:
        remedy = "scan one code at a time"
        raise BadInput(FIELD, f"has at most {LONGEST} characters", text, remedy)
    if any(sign != SEPARATOR and not (sign.isascii() and sign.isprintable()) for sign in given):
        remedy = "check the scanner's keyboard language, or type the code"
        raise BadInput(FIELD, "has characters that no pack code has", text, remedy)
    return without_prefix(given)


def without_prefix(given: str) -> str:
    """Takes off what the scanner says of the kind of symbol; a symbol that holds no GS1 data is refused."""
    prefix = AIM_PREFIX.match(given)
    if prefix is None:
        return given
    rest = given[prefix.end() :]
    if prefix["symbol"] not in GS1_SYMBOLS and not is_link(rest):
        remedy = "scan the other code on the pack, the one with lot and expiry"
        raise BadInput(FIELD, "is not a GS1 code", given, remedy)
    return rest.lstrip(SEPARATOR)


def is_link(given: str) -> bool:
    """Says whether a text is a web address."""
    return given[:8].lower().startswith(("http://", "https://"))


def elements_of(given: str) -> Sequence[GS1ElementString]:
    """Takes a code apart, in whichever of the three forms it stands."""
    try:
        if is_link(given):
            return GS1DigitalLinkURI.parse(given).element_strings
        if given.startswith("("):
            return GS1Message.parse_hri(given).element_strings
        return GS1Message.parse(given).element_strings
    except (ParseError, ValueError) as fault:
        remedy = "scan it again, whole, or type it from the pack"
        raise BadInput(FIELD, "is no whole GS1 code", given, remedy) from fault


def one_of(elements: Sequence[GS1ElementString], identifier: str) -> GS1ElementString | None:
    """Gives the element of an identifier; two that differ are refused, because only one can be of this pack."""
    found = [one for one in elements if one.ai.ai == identifier]
    if len({one.value for one in found}) > 1:
        remedy = "scan one pack at a time"
        given = " / ".join(one.value for one in found)
        raise BadInput(FIELD, f"names ({identifier}) twice, each time otherwise", given, remedy)
    return found[0] if found else None


def value_of(element: GS1ElementString | None) -> str | None:
    """Gives what an element says."""
    return element.value if element else None


def day_of(element: GS1ElementString | None) -> date | None:
    """Gives the day of an element; day 00 is the last day of its month, and two digits of a year are of this century.

    Read here and not by biip, whose century depends on the day on which it is asked.
    """
    if element is None:
        return None
    year, month, day = 2000 + int(element.value[:2]), int(element.value[2:4]), int(element.value[4:6])
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError as fault:
        remedy = "read the day on the pack and enter it by hand"
        raise BadInput(FIELD, "has a date that does not exist", element.value, remedy) from fault
