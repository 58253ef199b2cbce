"""How many written cases each rule stops: the vignettes of the tests and the decisions of the demonstration.

Limitation: these cases were written to show rules at work. They say that a rule acts, never how often it will.
The file is made by `python -m tools.stop_counts`; a test fails while it is not current.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

STOPPING = ("decline", "refer", "defer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Counts of one kind of case: of how many each rule stops how many; a rule that is not named stops none."""

    cases: int
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedStops:
    """What was counted for this release, from which content and on which day."""

    made_on: date
    content_version: str
    vignettes: Stops
    demonstration: Stops


@cache
def shipped_stops() -> ShippedStops:
    """Reads what was counted for this release."""
    text = (resources.files("needlepoint.protocols") / "stops.json").read_text(encoding="utf-8")
    counted = json.loads(text)
    return ShippedStops(
        made_on=date.fromisoformat(counted["made_on"]),
        content_version=counted["content_version"],
        vignettes=stops_of(counted["vignettes"]),
        demonstration=stops_of(counted["demonstration"]),
    )


def stops_of(counted: Mapping[str, object]) -> Stops:
    """Reads the counts of one kind of case."""
    cases, by_rule = counted["cases"], counted["by_rule"]
    assert isinstance(cases, int)
    assert isinstance(by_rule, dict)
    return Stops(cases=cases, by_rule=by_rule)
