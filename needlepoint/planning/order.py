"""In which order the zones of a plan are needled: calm skin before inflamed skin, so that nothing is carried back.

Limitation first: no source that was read compares one order with another, and none says to begin with thin skin. The
order is a convention of hygiene; apart from it, zones keep the order in which the concerns name them.
"""

from collections.abc import Iterable

from needlepoint.planning.plan import ZoneOrder
from needlepoint.protocols.model import Content, Parameter
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.vocabulary.reasons import Truth

PARAMETER = "zone-order"
# Rules of an area under which skin is inflamed or may be infected, where it is needled all the same.
INFLAMED = frozenset(
    {
        "active-acne",
        "active-infection",
        "eczema",
        "herpes-active",
        "open-wound",
        "psoriasis",
        "rosacea",
        "warts",
    }
)


def zone_order(
    zones: Iterable[str], decision: ScreeningDecision, content: Content, *, is_by_hand: bool = False
) -> ZoneOrder:
    """Gives the order, with which zones come last and why.

    is_by_hand : the zones stand as somebody put them, and stay so; inflamed skin before calm skin is then told
    """
    named = tuple(dict.fromkeys(zones))
    found = [f for f in decision.findings if f.met is Truth.YES and f.rule in INFLAMED]
    inflamed = {zone for finding in found for zone in finding.zones}
    last = tuple(zone for zone in named if zone in inflamed)
    said = content.parameter[PARAMETER]
    if is_by_hand:
        return order_by_hand(named, inflamed, said)
    return ZoneOrder(
        zones=tuple(zone for zone in named if zone not in inflamed) + last,
        last=last,
        reason=said.text,
        certainty=said.certainty,
        sources=said.sources,
    )


def order_by_hand(named: tuple[str, ...], inflamed: set[str], said: Parameter) -> ZoneOrder:
    """Gives the order that somebody set, with a word where inflamed skin stands before calm skin."""
    calm_last = max((place for place, zone in enumerate(named) if zone not in inflamed), default=-1)
    before = [zone for zone in named[:calm_last] if zone in inflamed] if calm_last > 0 else []
    warning = (
        f" Inflamed skin stands before calm skin ({', '.join(before)}): take a new cartridge in between."
    )
    return ZoneOrder(
        zones=named,
        last=(),
        reason=f"Set by hand.{warning if before else ''}",
        certainty=said.certainty,
        sources=said.sources,
    )
