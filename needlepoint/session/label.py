"""Our own labels for single-use items without a serial number: a number with a check sign, for one item, once."""

from typing import Final

from needlepoint.vocabulary.errors import BadInput

# Crockford's letters: no I, L, O or U, which are read as 1, 1, 0 and V.
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX: Final = "NP"
LENGTH: Final = 10
READ_AS: Final = str.maketrans("ILO", "110")


def label_of(drawn: int) -> str:
    """Gives the label of a drawn number, as it is printed: NP-XXXXX-XXXXX-C.

    drawn : from a secure generator of the caller, 0 ≤ drawn < 32¹⁰
    """
    if not 0 <= drawn < len(SIGNS) ** LENGTH:
        raise BadInput("drawn", f"lies below {len(SIGNS)}^{LENGTH}", drawn, "draw a number in this range")
    places = [SIGNS[(drawn >> (5 * place)) & 31] for place in reversed(range(LENGTH))]
    body = "".join(places)
    return f"{PREFIX}-{body[:5]}-{body[5:]}-{check_sign(body)}"


def is_label(text: str) -> bool:
    """Says whether a text sets out to be one of our labels."""
    return text.strip().upper().startswith(f"{PREFIX}-")


def read_label(text: str) -> str:
    """Gives a label as it is stored; raises BadInput where a sign was mistyped or is missing."""
    signs = text.strip().upper().removeprefix(f"{PREFIX}-").replace("-", "").translate(READ_AS)
    body, check = signs[:LENGTH], signs[LENGTH:]
    if len(signs) != LENGTH + 1 or not set(signs) <= set(SIGNS) or check != check_sign(body):
        remedy = "scan it again, or compare it sign by sign"
        raise BadInput("scan", "is not a whole label of ours", text, remedy)
    return f"{PREFIX}-{body[:5]}-{body[5:]}-{check}"


def check_sign(body: str) -> str:
    """Gives the check sign by Luhn's rule for 32 signs, which finds one wrong sign and most that changed places."""
    base, total = len(SIGNS), 0
    for place, sign in enumerate(reversed(body)):
        product = SIGNS.index(sign) * (2 if place % 2 == 0 else 1)
        total += product // base + product % base
    return SIGNS[-total % base]
