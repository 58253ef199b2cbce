"""Names as they are compared: without accents, capitals and punctuation; shown names are never changed."""

import unicodedata
from difflib import SequenceMatcher

_SIMILAR_FRACTION = 0.8
_SAME_FRACTION = 0.9
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
)


def folded(text: str) -> str:
    """Fold a text for comparison: no accents, no capitals, words parted by single spaces."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    kept = "".join(" " if not c.isalnum() else c for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


def words_of(*names: str) -> list[str]:
    """List the different words of some names, folded."""
    return sorted({word for name in names for word in folded(name).split()})


def is_similar(first: str, second: str) -> bool:
    """Tell whether two names may be one person's: a word in common, or nearly the same letters in any order."""
    ours, theirs = words_of(first), words_of(second)
    if any(len(word) > 1 for word in set(ours) & set(theirs)):
        return True
    return SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio() >= _SIMILAR_FRACTION


def is_same(first: str, second: str) -> bool:
    """Tell whether two names are one name: every word of the shorter one, two at least, or nearly the same letters."""
    ours, theirs = set(words_of(first)), set(words_of(second))
    shorter = min(ours, theirs, key=len)
    if len(shorter) > 1 and shorter <= ours & theirs:
        return True
    return SequenceMatcher(None, " ".join(sorted(ours)), " ".join(sorted(theirs))).ratio() >= _SAME_FRACTION


def international_number(phone: str) -> str:
    """Give a number as providers take it, "+" and digits; nothing where it has no country code or cannot be one."""
    digits = phone_key(phone)[::-1]
    written = phone.strip()
    if written.startswith("00"):
        digits = digits[2:]
    elif not written.startswith("+"):
        return ""
    return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else ""


def phone_key(phone: str) -> str:
    """Give the digits of a telephone number from the last to the first."""
    return "".join(c for c in phone if c in "0123456789")[::-1]
