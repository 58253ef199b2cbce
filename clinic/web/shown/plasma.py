"""The bound on the level of local anaesthetic in the blood: number, band, why it is a bound, and its sources."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.web.shown.sources import sources_of
from needlepoint.planning.numbing import AnaestheticBudget, Band
from needlepoint.planning.plasma import PlasmaBound
from needlepoint.protocols.library import shipped_content

# The word of a band, its tone, and what the gate asks in it.
BANDS: Final[dict[Band, tuple[Promise, str, Promise]]] = {
    "below": (gettext_lazy("below every band"), "success", gettext_lazy("Nothing more is asked.")),
    "caution": (gettext_lazy("caution"), "warning", gettext_lazy("Ask about signs while it is on.")),
    "alert": (gettext_lazy("alert"), "warning", gettext_lazy("A prescriber decides.")),
    "toxic": (gettext_lazy("toxic"), "error", gettext_lazy("Refused.")),
}
LIMITS: Final = ("plasma-caution", "plasma-alert", "plasma-toxic")
RECKONED: Final = ("lidocaine-distribution-volume", "absorbed-share-face")


def bound_shown(bound: PlasmaBound | None) -> dict[str, Any] | None:
    """Give a bound of the ledger; None while an amount or the weight is not known."""
    if bound is None:
        return None
    return {
        **_level(bound.micrograms_per_ml, bound.band),
        "milligrams": f"{bound.milligrams:.4g}",
        "assumptions": bound.assumptions,
        "bands": bands(),
        "sources": sources_of((*bound.sources, *_of_bands())),
    }


def budget_shown(budget: AnaestheticBudget | None) -> dict[str, Any] | None:
    """Give what the label's most would make, and each gram; None where the weight or the product is not known."""
    if budget is None or budget.level_per_gram is None:
        return None
    used = [shipped_content().parameter[name] for name in RECKONED]
    level = {} if budget.label_level is None else _level(budget.label_level, budget.label_band or "below")
    return level | {
        "per_gram": f"{budget.level_per_gram:.2g}",
        "assumptions": [one.text for one in used],
        "bands": bands(),
        "sources": sources_of((*(source for one in used for source in one.sources), *_of_bands())),
    }


def bands() -> list[str]:
    """Tell where the bands begin, and what was read of each."""
    return [shipped_content().parameter[name].text for name in LIMITS]


def _of_bands() -> list[str]:
    return [source for name in LIMITS for source in shipped_content().parameter[name].sources]


def _level(micrograms_per_ml: float, band: Band) -> dict[str, Any]:
    word, tone, asks = BANDS[band]
    return {
        "level": _("at most %(level)s µg/mL") % {"level": f"{micrograms_per_ml:.1f}"},
        "band": word,
        "tone": tone,
        "asks": asks,
    }
