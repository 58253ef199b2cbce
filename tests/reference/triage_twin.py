"""The slow obvious twin of triage: the written table, typed here by hand, and read from top to bottom.

It shares no line with the engine and knows nothing of the content; free text and products are not its business.
"""

from collections.abc import Iterable, Mapping

EMERGENCY = (
    "seizure cyanosis confusion breathing-difficulty throat-tightness angioedema chest-pain palpitations "
    "self-harm-thoughts"
).split()
NUMBING = "perioral-numbness metallic-taste tinnitus vision-change".split()
SAME_DAY = (
    "fainting urticaria vesicles erosions neuralgic-pain pus crusting-yellow weeping-rash blister-or-burn "
    "spreading-redness rash-beyond-area fever feeling-very-unwell eye-involvement eyelid-swollen-shut light-hurts-eye "
    "skin-dark-blanched-or-mottled bleeding-not-stopping numb-or-weak-face"
).split()
GROWS = ["erythema", "warmth", "pain"]
CONTACT = (
    "nodules papules-persistent lymph-nodes joint-pain hyperpigmentation hypopigmentation linear-scars raised-scar "
    "distress-about-appearance"
).split()
LAST_DAY = {
    **dict.fromkeys(["oedema", "warmth"], 3),
    **dict.fromkeys(["erythema", "tightness", "dryness", "flaking", "itch", "stinging", "pain"], 7),
    **dict.fromkeys(["bruising", "pinpoint-bleeding", "acne-flare", "milia"], 10),
}
WEAK_DEFENCE = {"immunosuppression", "diabetes-uncontrolled"}
URGENT = [*EMERGENCY, *NUMBING, *SAME_DAY]
SELF_CARE, TELL, TODAY, NOW = range(4)
NAMES = ("self_care", "contact", "same_day", "emergency")
# A sign with its severity and trend; what was not said is None.
Signs = Mapping[str, tuple[int | None, str | None]]


def level(day: int, signs: Signs, met: Iterable[str]) -> int:
    """Gives the hardest level that any line of the table gives."""
    here = set(signs)
    growing = {sign for sign in GROWS if sign in here and signs[sign][1] == "worse" and day >= 1}
    flags = here & set(URGENT) | growing
    if here & set(EMERGENCY):
        return NOW
    if "fainting" in here and flags - {"fainting"}:
        return NOW
    if len(here & set(NUMBING)) >= 2:
        return NOW
    if {"fever", "spreading-redness"} <= here:
        return NOW
    if here & {"fever", "spreading-redness"} and WEAK_DEFENCE & set(met):
        return NOW
    if flags:
        return TODAY
    if here & set(CONTACT):
        return TELL
    for sign, (severity, trend) in signs.items():
        if severity == 3 or trend == "worse" or day > LAST_DAY[sign]:
            return TELL
    return SELF_CARE


def is_provisional(
    day: int, signs: Signs, absent: Iterable[str], met: Iterable[str], not_known: Iterable[str]
) -> bool:
    """Says whether all that nobody said, were it so at once, would make it harder."""
    said = {*signs, *absent}
    worst = dict(signs) | {sign: (None, None) for sign in URGENT if sign not in said}
    for sign in GROWS:
        if day >= 1 and (sign not in said or (sign in signs and signs[sign][1] is None)):
            worst[sign] = (signs[sign][0] if sign in signs else None, "worse")
    return level(day, worst, {*met, *(WEAK_DEFENCE & set(not_known))}) > level(day, signs, met)
