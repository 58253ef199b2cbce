"""The keys that decide who is given an instruction, a disclosure or a line of a checklist (`only_if`)."""

from collections.abc import Collection, Iterable

from needlepoint.planning.plan import OffLabel
from needlepoint.protocols.model import Content

ALWAYS = "always"
DARKER = frozenset({"IV", "V", "VI"})


def conditions_of(
    *,
    phototype: str | None,
    zones: Iterable[str],
    content: Content,
    indications: Iterable[str] = (),
    adjuncts: Iterable[str] = (),
    anaesthetic: str | None = None,
    met_rules: Iterable[str] = (),
    off_label: Iterable[OffLabel] = (),
) -> frozenset[str]:
    """Gives the keys that hold. An unknown phototype is read as the one that is told more."""
    regions = {content.zone[zone].region for zone in zones}
    left = tuple(off_label)
    held = {
        ALWAYS: True,
        "phototype-IV-VI": phototype is None or phototype in DARKER,
        "off-label": bool(left),
        "deeper-than-evaluated": any(one.what == "needle length" for one in left),
        "anaesthetic": anaesthetic is not None,
        "face": "face" in regions,
        "intimate-zone": "intimate" in regions,
    }
    named = {*indications, *adjuncts, *met_rules}
    return frozenset({key for key, holds in held.items() if holds} | named)


def applies(only_if: Collection[str], conditions: Collection[str]) -> bool:
    """Says whether something is given: to everybody, or where any one of its keys holds."""
    return not only_if or any(key in conditions for key in only_if)
