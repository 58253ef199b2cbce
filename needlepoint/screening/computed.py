"""The five rules that are calculated: age, and what the device's label covers."""

from collections.abc import Callable, Iterator

from needlepoint.protocols.model import Device
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances
from needlepoint.screening.instances import Instance
from needlepoint.vocabulary.dates import add_months, age_in_years

ADULT_YEARS = 18

Computation = Callable[[Circumstances, Device | None], Iterator[Instance]]


def computed_instances(name: str, scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Gives what a computed rule finds."""
    return COMPUTATIONS[name](scene, device)


def computed_unknowns(name: str, scene: Circumstances, device: Device | None) -> tuple[str, ...]:
    """Names what a computed rule would need to know."""
    if name == "below-minimum-age" or (name == "below-label-age" and device and device.minimum_age_years):
        return () if scene.facts.patient.birth_date else ("patient.birth_date",)
    if device is None or not device.use or name == "below-label-age":
        return ()
    if not scene.facts.concerns:
        return ("concerns",)
    if (
        name == "phototype-outside-label"
        and limits_phototype(scene, device)
        and not scene.facts.patient.phototype
    ):
        return ("patient.phototype",)
    return ()


def minimum_age_years(scene: Circumstances) -> int:
    """Gives the country's minimum age, 18 where the country is unknown."""
    return scene.country.minimum_age_years if scene.country else ADULT_YEARS


def below_minimum_age(scene: Circumstances, _: Device | None) -> Iterator[Instance]:
    """Finds a minor, until the birthday."""
    yield from younger_than(minimum_age_years(scene), scene)


def below_label_age(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds somebody younger than the label names, until the birthday."""
    if device and device.minimum_age_years:
        yield from younger_than(device.minimum_age_years, scene)


def younger_than(years: int, scene: Circumstances) -> Iterator[Instance]:
    """Finds somebody who has not completed so many years; a partial birth date is read as the younger."""
    birth = scene.facts.patient.birth_date
    if birth and age_in_years(birth.latest, scene.on) < years:
        partial = None if birth.is_whole else str(birth)
        yield Instance(origin="patient", fixed_until=add_months(birth.latest, 12 * years), partial=partial)


def phototype_outside_label(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds a phototype that no labelled use for the planned indications names."""
    phototype = scene.facts.patient.phototype
    outside = {i for i in indications(scene) if phototype and phototype not in labelled_phototypes(device, i)}
    if outside:
        yield Instance(origin="patient", names=f"phototype {phototype}")


def labelled_phototypes(device: Device | None, indication: str) -> set[str]:
    """Gives the phototypes that a label names for an indication; all six where it sets no limit."""
    uses = [use for use in (device.use if device else ()) if indication in use.indications]
    limited = {str(phototype) for use in uses for phototype in use.phototypes}
    unlimited = not uses or any(not use.phototypes for use in uses)
    return {"I", "II", "III", "IV", "V", "VI"} if unlimited else limited


def limits_phototype(scene: Circumstances, device: Device) -> bool:
    """Says whether the label names phototypes for anything that is planned."""
    return any(len(labelled_phototypes(device, i)) < 6 for i in indications(scene))


def indications(scene: Circumstances) -> tuple[str, ...]:
    """Gives what is to be treated."""
    return tuple(dict.fromkeys(concern.indication for concern in scene.facts.concerns or ()))


def indication_outside_label(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds an indication that no labelled use names."""
    labelled = {i for use in (device.use if device else ()) for i in use.indications}
    outside = [i for i in indications(scene) if i not in labelled]
    if device and device.use and outside:
        yield Instance(origin="plan", names=", ".join(outside))


def zone_outside_label(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds planned zones that no labelled use for their indication names."""
    if not device or not device.use:
        return
    outside = frozenset(z for z in scene.planned if z != NOWHERE_YET and not is_labelled(z, scene, device))
    if outside:
        yield Instance(origin="plan", zones=outside)


def is_labelled(zone: str, scene: Circumstances, device: Device) -> bool:
    """Says whether the label covers a zone for what is planned there.

    An indication that the label does not know at all is told by its own rule; for it any labelled zone will do.
    """
    labelled = {i for use in device.use for i in use.indications}
    wanted = scene.facts.indications_of(zone) & labelled
    covered = {i for use in device.use if zone in use.zones for i in use.indications}
    return wanted <= covered if wanted else bool(covered)


COMPUTATIONS: dict[str, Computation] = {
    "below-minimum-age": below_minimum_age,
    "below-label-age": below_label_age,
    "phototype-outside-label": phototype_outside_label,
    "indication-outside-label": indication_outside_label,
    "zone-outside-label": zone_outside_label,
}
