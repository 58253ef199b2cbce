"""What sorts a worry: how people word a sign, what each level says, and what they may have put on their skin."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim

LevelId = Literal["self_care", "contact", "same_day", "emergency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsOfSign(Claim):
    """How people write of a sign in Spanish, Arabic and German; the English words stand with the sign.

    id : the sign
    counts_when_denied : "I do not want to die" is a mention like any other
    """

    id: str
    es: tuple[str, ...]
    ar: tuple[str, ...]
    de: tuple[str, ...]
    counts_when_denied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Claim):
    """The small words that decide whether a mention is a plain denial, and the words that make anything harder.

    denials : what stands before a sign that is denied; a denial only ends a mention, it never answers a question
    fillers, joiners : the only other words that a plain denial may hold
    worse, severe : make every usual sign of the report worse, or severe
    """

    id: Literal["en", "es", "ar", "de"]
    name: str
    denials: tuple[str, ...]
    fillers: tuple[str, ...]
    joiners: tuple[str, ...]
    worse: tuple[str, ...]
    severe: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageLevel(Claim):
    """What somebody is told at a level; texts hold {emergency_number} and {clinic_phone}.

    ask_again_hours : None where the next check-in day is soon enough, or where nobody is to wait
    unread : said instead of the text while nobody has read what somebody wrote
    """

    id: LevelId
    name: str
    text: str
    elsewhere: str
    ask_again: str
    ask_again_hours: int | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeProduct(Claim):
    """What somebody may have put on the skin at home.

    adjuncts : the adjuncts that it is, with their words
    words : ways to write it that mean this product rather than the adjunct's other ones
    closed_by : instructions to avoid it; while one of them stands, putting it on is told to the clinic
    opened_by : instructions to use it; while one of them stands it is as told
    watch : the signs to look out for afterwards
    level : how soon the clinic should know, where it was put on too early
    """

    id: str
    name: str
    closed_by: tuple[str, ...]
    advice: str
    watch: tuple[str, ...]
    adjuncts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    opened_by: tuple[str, ...] = ()
    level: Literal["contact", "same_day"] = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Downtime(Claim):
    """How long a vendor says the usual signs take at a needle length. It is shown and decides nothing."""

    id: str
    needle_length_low_mm: float
    needle_length_high_mm: float
    days_low: int
    days_high: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealingPhase(Claim):
    """One phase of healing, in days from the treatment; it ends where the next begins. It decides nothing."""

    id: str
    name: str
    from_days: int
    to_days: int
    text: str
