"""The five rules that are calculated: age, and what the device's label covers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.protocols.model import Content, Device
from needlepoint.screening.circumstances import Circumstances
from needlepoint.screening.instances import Instance
from needlepoint.vocabulary.dates import add_months, age_in_years

ADULT_YEARS = 18
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")

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


@dataclass(frozen=True, slots=True)
class Label:
    """What a device's label covers, looked up by indication and by zone.

    phototypes : for each labelled indication the phototypes it names; all six where it sets no limit
    """

    phototypes: Mapping[str, frozenset[str]]
    indications_by_zone: Mapping[str, frozenset[str]]


@lru_cache(maxsize=8)
def labels_of(content: Content) -> dict[str, Label]:
    """Makes the look-up of every device's label, once for a content."""
    return {name: label_of(device) for name, device in content.device.items()}


def label_of(device: Device) -> Label:
    """Joins the uses that a label names."""
    phototypes: dict[str, frozenset[str]] = {}
    by_zone: dict[str, frozenset[str]] = {}
    for use in device.use:
        for indication in use.indications:
            named = frozenset(use.phototypes or PHOTOTYPES)
            phototypes[indication] = phototypes.get(indication, frozenset()) | named
        for zone in use.zones:
            by_zone[zone] = by_zone.get(zone, frozenset()) | set(use.indications)
    return Label(phototypes, by_zone)


def phototype_outside_label(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds a phototype that no labelled use for a planned indication names."""
    phototype = scene.facts.patient.phototype
    if device is None or phototype is None:
        return
    limits = labels_of(scene.content)[device.id].phototypes
    if any(phototype not in limits.get(c.indication, PHOTOTYPES) for c in scene.facts.concerns or ()):
        yield Instance(origin="patient", names=f"phototype {phototype}")


def limits_phototype(scene: Circumstances, device: Device) -> bool:
    """Says whether the label names phototypes for anything that is planned."""
    limits = labels_of(scene.content)[device.id].phototypes
    return any(
        len(limits.get(c.indication, PHOTOTYPES)) < len(PHOTOTYPES) for c in scene.facts.concerns or ()
    )


def indication_outside_label(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds an indication that no labelled use names."""
    labelled = labels_of(scene.content)[device.id].phototypes if device else {}
    outside = dict.fromkeys(c.indication for c in scene.facts.concerns or () if c.indication not in labelled)
    if labelled and outside:
        yield Instance(origin="plan", names=", ".join(outside))


def zone_outside_label(scene: Circumstances, device: Device | None) -> Iterator[Instance]:
    """Finds planned zones that no labelled use for their indication names.

    An indication that the label does not know at all is told by its own rule; for it any labelled zone will do.
    """
    if device is None or not device.use:
        return
    label = labels_of(scene.content)[device.id]
    outside = frozenset(
        zone
        for concern in scene.facts.concerns or ()
        for zone in concern.zones
        if not is_covered(concern.indication, label.indications_by_zone.get(zone), label)
    )
    if outside:
        yield Instance(origin="plan", zones=outside)


def is_covered(indication: str, covered: frozenset[str] | None, label: Label) -> bool:
    """Says whether a label covers an indication in a zone, as far as it knows the indication."""
    return covered is not None and (indication in covered or indication not in label.phototypes)


COMPUTATIONS: dict[str, Computation] = {
    "below-minimum-age": below_minimum_age,
    "below-label-age": below_label_age,
    "phototype-outside-label": phototype_outside_label,
    "indication-outside-label": indication_outside_label,
    "zone-outside-label": zone_outside_label,
}
