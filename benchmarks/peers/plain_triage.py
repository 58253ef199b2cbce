"""A plain loop over rules as dicts, as anybody would write it first: the peer of triage. It reads no text.

What could still come is found by asking again with each unanswered sign added; nothing is kept between two check-ins.
"""

from typing import Any

from needlepoint.protocols.model import Content

LEVELS = ("self_care", "contact", "same_day", "emergency")


def rules_of(content: Content) -> dict[str, Any]:
    """Exports the red flags and spans of a content, so that no rule is written twice."""
    flags = [
        {
            "id": flag.id,
            "level": LEVELS.index(flag.level),
            "signs": list(flag.signs or (flag.id,)),
            "at_least": flag.at_least,
            "together_with": list(flag.together_with),
            "when": flag.when,
            "from_days": flag.from_days,
        }
        for flag in content.red_flag.values()
    ]
    last = {sign.id: sign.to_days for sign in content.course_of_sign.values()}
    single = [f for f in flags if f["level"] >= 2 and f["at_least"] == 1 and not f["together_with"]]
    present = [sign for f in single if f["when"] == "present" for sign in f["signs"]]
    growing = [sign for f in single if f["when"] == "worse" for sign in f["signs"]]
    return {"flags": flags, "last": last, "present": present, "growing": growing}


def fired(day: int, signs: dict[str, Any], met: list[str], rules: dict[str, Any]) -> list[dict[str, Any]]:
    """Gives the rules that fire."""
    return [flag for flag in rules["flags"] if fires(flag, day, signs, met, rules)]


def fires(
    flag: dict[str, Any], day: int, signs: dict[str, Any], met: list[str], rules: dict[str, Any]
) -> bool:
    """Says whether one rule fires."""
    hit = [sign for sign in flag["signs"] if counts(flag, sign, day, signs, rules)]
    if not hit or len(hit) < flag["at_least"]:
        return False
    if not flag["together_with"]:
        return True
    for name in flag["together_with"]:
        if name in met or (name in signs and name not in flag["signs"]):
            return True
        if name == "any-red-flag" and any(
            is_urgent(sign, day, signs, rules) for sign in signs if sign not in flag["signs"]
        ):
            return True
    return False


def counts(flag: dict[str, Any], sign: str, day: int, signs: dict[str, Any], rules: dict[str, Any]) -> bool:
    """Says whether a sign is there as a rule asks."""
    if sign not in signs or day < flag["from_days"]:
        return False
    if flag["when"] == "present":
        return True
    severity, trend = signs[sign]
    if trend == "worse":
        return True
    is_late = rules["last"][sign] is not None and day > rules["last"][sign]
    return flag["when"] == "severe-worse-or-late" and (severity == 3 or is_late)


def is_urgent(sign: str, day: int, signs: dict[str, Any], rules: dict[str, Any]) -> bool:
    """Says whether a sign alone is a red flag."""
    return any(
        sign in flag["signs"] and counts(flag, sign, day, signs, rules)
        for flag in rules["flags"]
        if flag["level"] >= 2 and flag["at_least"] == 1 and not flag["together_with"]
    )


def level_of(day: int, signs: dict[str, Any], met: list[str], rules: dict[str, Any]) -> int:
    """Gives the hardest level."""
    return max((flag["level"] for flag in fired(day, signs, met, rules)), default=0)


def answer(
    day: int,
    signs: dict[str, Any],
    absent: list[str],
    met: list[str],
    not_known: list[str],
    rules: dict[str, Any],
) -> tuple[int, bool, list[str], list[str]]:
    """Gives the level, whether it is provisional, the rules that fire, and the signs that are open."""
    found = fired(day, signs, met, rules)
    level = max((flag["level"] for flag in found), default=0)
    open_signs, harder = [], False
    for sign in rules["present"]:
        if sign not in signs and sign not in absent:
            open_signs.append(sign)
            harder |= level_of(day, {**signs, sign: (None, None)}, met, rules) > level
    for sign in rules["growing"]:
        is_said = sign in absent if sign not in signs else signs[sign][1] is not None
        if day >= 1 and not is_said:
            open_signs.append(sign)
            harder |= level_of(day, {**signs, sign: (None, "worse")}, met, rules) > level
    for rule in not_known:
        harder |= level_of(day, signs, [*met, rule], rules) > level
    return level, harder, sorted({flag["id"] for flag in found}), sorted(open_signs)
