"""The five rules that are calculated: age, and what the device's label covers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.protocols.model import Content, Device
from needlepoint.screening.circumstances import GENERIC, Circumstances
from needlepoint.screening.instances import Instance
from needlepoint.vocabulary.dates import add_months, age_in_years

ADULT_YEARS = 18
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")

NO_LAYER: frozenset[str] = frozenset()
# What a birthday changes.
BY_AGE = ("below-minimum-age", "below-label-age")
# What is compared with a label only where somebody has said what is planned.
OF_CONCERNS = ("phototype-outside-label", "indication-outside-label", "zone-outside-label")

Computation = Callable[[Circumstances, Device | None], Iterator[Instance]]


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


@dataclass(slots=True, eq=False)
class Calculated:
    """For each calculation, the layers in which it finds something, and those that cannot say for want of a fact."""

    outside: Mapping[str, frozenset[str]]
    lacking: Mapping[str, frozenset[str]]

    def concerns(self, name: str, layer: str) -> bool:
        """Says whether a calculation finds or lacks anything in a layer."""
        return layer in self.outside.get(name, NO_LAYER) or layer in self.lacking.get(name, NO_LAYER)

    def speaking(self) -> Iterator[str]:
        """Names the calculations that find or lack something anywhere."""
        for name, layers in (*self.outside.items(), *self.lacking.items()):
            if layers:
                yield name


def calculated_of(scene: Circumstances) -> Calculated:
    """Compares a case with the labels of all devices at once: sets of devices instead of findings for each."""
    content, phototype = scene.content, scene.facts.patient.phototype
    outside, lacking = by_age(scene)
    if not scene.facts.concerns:
        return Calculated(outside, lacking | dict.fromkeys(OF_CONCERNS, labelled(content)))
    limiting = outside_phototype(content, scene.indications, phototype)
    if phototype:
        outside["phototype-outside-label"] = limiting
    else:
        lacking["phototype-outside-label"] = limiting
    outside["indication-outside-label"] = unlabelled(content, scene.indications)
    outside["zone-outside-label"] = NO_LAYER.union(
        *[uncovered(content, treated, zone) for zone, treated in scene.treated.items()]
    )
    return Calculated(outside, lacking)


def calculated_on(scene: Circumstances, known: Calculated) -> Calculated:
    """Gives the same on another day, on which only an age may differ."""
    outside, lacking = by_age(scene)
    return Calculated({**known.outside, **outside}, {**known.lacking, **lacking})


def by_age(scene: Circumstances) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Gives the layers for which somebody is too young, and those that ask the age while the birth date is missing.

    The country's minimum age needs no device: it speaks in every layer.
    """
    birth, ages = scene.facts.patient.birth_date, minimum_ages(scene.content)
    if birth is None:
        lacking = {
            "below-label-age": NO_LAYER.union(*ages.values()),
            "below-minimum-age": every_layer(scene.content),
        }
        return {}, lacking
    age = age_in_years(birth.latest, scene.on)
    above = [devices for years, devices in ages.items() if age < years]
    is_minor = age < minimum_age_years(scene)
    return {
        "below-label-age": NO_LAYER.union(*above),
        "below-minimum-age": every_layer(scene.content) if is_minor else NO_LAYER,
    }, {}


@lru_cache(maxsize=8)
def every_layer(content: Content) -> frozenset[str]:
    """Gives every layer in which a calculation may speak: without a device, and of each device's label."""
    return frozenset((GENERIC, *content.device))


@lru_cache(maxsize=8)
def minimum_ages(content: Content) -> dict[int, frozenset[str]]:
    """Gives the devices of each minimum age that a label names."""
    ages = {device.minimum_age_years for device in content.device.values() if device.minimum_age_years}
    return {
        years: frozenset(d.id for d in content.device.values() if d.minimum_age_years == years)
        for years in ages
    }


@lru_cache(maxsize=8)
def labelled(content: Content) -> frozenset[str]:
    """Gives the devices whose label names a use."""
    return frozenset(device.id for device in content.device.values() if device.use)


@lru_cache(maxsize=4096)
def unlabelled(content: Content, indications: frozenset[str]) -> frozenset[str]:
    """Gives the devices whose label names uses, but none for one of these indications."""
    return frozenset(
        name
        for name, one in labels_of(content).items()
        if one.phototypes and not indications.issubset(one.phototypes)
    )


@lru_cache(maxsize=4096)
def uncovered(content: Content, treated: frozenset[str], zone: str) -> frozenset[str]:
    """Gives the devices whose label names uses, but none for something that is to be treated in a zone."""
    labels = {name: labels_of(content)[name] for name in labelled(content)}
    return frozenset(
        name
        for name, label in labels.items()
        if not all(is_covered(one, label.indications_by_zone.get(zone), label) for one in treated)
    )


@lru_cache(maxsize=4096)
def outside_phototype(content: Content, indications: frozenset[str], phototype: str | None) -> frozenset[str]:
    """Gives the devices whose label for an indication does not name a phototype; for None, those that limit it."""
    limits = [
        (name, one.phototypes.get(indication, PHOTOTYPES))
        for name, one in labels_of(content).items()
        for indication in indications
    ]
    return frozenset(
        name
        for name, named in limits
        if (phototype not in named if phototype else len(named) < len(PHOTOTYPES))
    )


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
