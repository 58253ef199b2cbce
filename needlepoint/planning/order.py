"""In which order the zones of a plan are needled: calm skin before inflamed skin, so that nothing is carried back.

Limitation first: no source that was read compares one order with another, and none says to begin with thin skin. The
order is a convention of hygiene; apart from it, zones keep the order in which the concerns name them.
"""

from collections.abc import Iterable

from needlepoint.planning.plan import ZoneOrder
from needlepoint.protocols.model import Content
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


def zone_order(zones: Iterable[str], decision: ScreeningDecision, content: Content) -> ZoneOrder:
    """Gives the order, with which zones come last and why."""
    named = tuple(dict.fromkeys(zones))
    found = [f for f in decision.findings if f.met is Truth.YES and f.rule in INFLAMED]
    inflamed = {zone for finding in found for zone in finding.zones}
    last = tuple(zone for zone in named if zone in inflamed)
    said = content.parameter[PARAMETER]
    return ZoneOrder(
        zones=tuple(zone for zone in named if zone not in inflamed) + last,
        last=last,
        reason=said.text,
        certainty=said.certainty,
        sources=said.sources,
    )
