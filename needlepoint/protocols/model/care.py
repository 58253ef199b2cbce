"""Knowledge of the later rooms: preparation, numbing, adjuncts, aftercare, expectation, and what nobody knows."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction(Claim):
    """Something to do, to avoid or to expect, with its days.

    from_days, to_days : first and last day, counted from the day of treatment (0), negative before it; None is open
    from_hours : hours after the last puncture, where a day is too coarse
    conflict : the point on which sources disagree; its side's hold is the first free day of what is avoided (`to_days`
        is the day before; an avoidance that ends before it begins falls away), the first day of what is done
        (`from_days`), and in the preparation the day from which it is avoided
    only_if : "phototype-IV-VI", "anaesthetic", or the id of an adjunct or of a rule that is met, any one of them;
        empty gives it to everybody
    is_prescribed : speaks of something that a prescriber decides
    while_open : an avoidance for the sake of open skin, which never ends before the latest clock of the channels does
    """

    id: str
    kind: Literal["do", "avoid", "expect"]
    phase: Literal["preparation", "aftercare"]
    text: str
    why: str
    from_days: int | None = None
    to_days: int | None = None
    from_hours: int | None = None
    conflict: str | None = None
    only_if: tuple[str, ...] = ()
    is_prescribed: bool = False
    while_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjunct(Claim):
    """What may or may not go on open channels.

    words : ways to write it, matched as whole words; a match inside a longer one does not count ("acid" in
        "tranexamic acid"), and of the rest the most closed acts
    gates : what must be so before a gated one is used
    override_by : who may open a closed one; "nobody" for what must never reach open channels
    is_own_blood : made from the person's own blood, so that it goes on only from a tube that passed every step
    """

    id: str
    name: str
    words: tuple[str, ...]
    allowed: Literal["yes", "no", "gated"]
    reason: str
    gates: tuple[str, ...] = ()
    conflict: str | None = None
    override_by: Literal["nobody", "doctor", "prescriber"] | None = None
    is_own_blood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Anaesthetic(Claim):
    """A numbing product and what its label allows. No mg/kg limit for intact skin is sourced, so none stands here.

    percent : of each ingredient in its order; the upper end where a range is usual
    countries : whose label it is, empty where it has no label
    max_grams, max_area_cm2, max_grams_per_10_cm2, maximum_minutes : of the label; None where none was read
    cautious_area_low_cm2, cautious_area_high_cm2 : where papers ask for caution; no label says it
    minutes_low, minutes_high : how long the label lets it act before the procedure
    blocked_by, restricted_by : rules that close it, or that ask for a prescriber's word
    """

    id: str
    name: str
    ingredients: tuple[str, ...]
    percent: tuple[float, ...]
    is_compounded: bool
    needs_prescriber: bool
    label_text: str
    countries: tuple[str, ...] = ()
    max_grams: float | None = None
    max_area_cm2: float | None = None
    max_grams_per_10_cm2: float | None = None
    minutes_low: int | None = None
    minutes_high: int | None = None
    maximum_minutes: int | None = None
    cautious_area_low_cm2: float | None = None
    cautious_area_high_cm2: float | None = None
    blocked_by: tuple[str, ...] = ()
    restricted_by: tuple[str, ...] = ()
    conflict: str | None = None
    limitation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOfSign(Claim):
    """When a sign is expected and until when; what to do beyond.

    to_days : the last day on which it is still expected; `ordinary_to_days` when it has usually ended
    words : how people say it in English, for free text
    question : asks for it, in words for every skin colour
    """

    id: str
    name: str
    expected: bool
    text: str
    from_days: int | None = None
    to_days: int | None = None
    ordinary_to_days: int | None = None
    beyond: str | None = None
    frequency: str | None = None
    words: tuple[str, ...] = ()
    question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag(Claim):
    """A sign that always reaches at least its level, in words for every skin colour.

    advice : holds {emergency_number} and {clinic_phone}
    signs : the signs it speaks of; empty where its id is the sign
    at_least : how many of them are needed
    together_with : one of these signs or met rules is needed as well; "any-red-flag" is any other red flag
    when : "worse" from `from_days` on; "severe-worse-or-late" for what is expected until then
    """

    id: str
    level: Literal["contact", "same_day", "emergency"]
    text: str
    advice: str
    signs: tuple[str, ...] = ()
    at_least: int = 1
    together_with: tuple[str, ...] = ()
    when: Literal["present", "worse", "severe-worse-or-late"] = "present"
    from_days: int = 0
    conflict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Claim):
    """One line of the time-out or of infection control, answerable by a tap.

    only_if : "intimate-zone", "anaesthetic", "face", or the id of an adjunct or of a rule that is met; empty is always
    """

    id: str
    list: Literal["time-out", "room", "infection-control", "after"]
    text: str
    why: str
    is_stop: bool
    override_by: Literal["nobody", "director", "doctor", "prescriber", "practitioner"]
    only_if: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation(Claim):
    """What share improved, in which study, told as its authors told it."""

    id: str
    indications: tuple[str, ...]
    text: str
    people: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Claim):
    """A paragraph of consent, with when it must be disclosed.

    only_if : "always", "phototype-IV-VI", "off-label", "deeper-than-evaluated", "anaesthetic", an adjunct's id, or a
        rule's; any one of them
    """

    id: str
    title: str
    text: str
    only_if: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What could not be sourced, so that nobody fills it from memory.

    shown_at : the rooms where it is told: screening, planning, consent, session, aftercare, outcomes, registry
    """

    id: str
    text: str
    rows: tuple[str, ...]
    shown_at: tuple[str, ...] = ()
