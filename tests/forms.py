"""Forms as a browser sends them back, untouched but for what a test names."""

from typing import Any, Final

from clinic.records.models import Plan

CHEEKS: Final = ("cheek-left", "cheek-right")


def typed_plan(draft: Plan, **changed: Any) -> dict[str, Any]:
    """Give the form of a draft for both cheeks."""
    return {
        "version": draft.version,
        "device": draft.device,
        "for_device": draft.device,
        "zones": list(CHEEKS),
        **{f"length-{zone}": "0.75" for zone in CHEEKS},
        **changed,
    }
