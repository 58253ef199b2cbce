"""How dense a zone became: a roller's passes by its geometry, a pen's seconds by its rate, on the area of the zone.

Limitation first: nobody counted punctures on skin. Without a stamp test of the handpiece a pen's density is an upper
bound; with one it counts strokes that reached a film. The area is that of a mesh, give or take a quarter, and says
nothing of a part of the zone. Passes of a pen say nothing of its density, and directions change none.
"""

from needlepoint.planning.geometry import Density, Kappa
from needlepoint.planning.target import density_of_work
from needlepoint.protocols.model import Content
from needlepoint.session.record import ZoneRecord


def density_delivered(
    record: ZoneRecord, device_id: str, kappa: Kappa | None, content: Content
) -> Density | None:
    """Gives the density of what was charted; None where the work, the area or the geometry is not known.

    kappa : the share of strokes that the stamp tests of this handpiece counted; None where there is none that counts
    """
    zone, device = content.zone[record.zone], content.device[device_id]
    return density_of_work(zone, device, record.contact_seconds, record.passes, kappa, content)


def why_not_known(record: ZoneRecord, device_id: str, content: Content) -> str:
    """Says why there is no density, in a sentence for whoever charts."""
    zone, device = content.zone[record.zone], content.device[device_id]
    if device.kind == "roller":
        return "Density not known: " + (
            "passes not charted." if record.passes is None else "no geometry was read."
        )
    if record.contact_seconds is None:
        return "Density not known: seconds on the skin not charted."
    if zone.area_cm2 is None:
        return "Density not known: no area of its own was found for this zone."
    return f"Density not known: needles and rate of {device.name} were not read."
