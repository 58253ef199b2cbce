"""In what a plan leaves the device's label: age, phototype, indication, zone, length, what goes on the skin."""

from collections.abc import Iterable, Iterator

from needlepoint.planning.plan import AdjunctCheck, OffLabel
from needlepoint.planning.settings import check_setting
from needlepoint.protocols.model import Content, Device
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Truth

# The regulation that leaves delivery of drugs and biologics out of the device class.
DEVICE_CLASS = "cfr-878-4430"
PERSON_RULES = {"age-below-label": "age", "phototype-outside-label": "phototype"}


def off_label_of(
    decision: ScreeningDecision,
    facts: Facts,
    device: Device,
    lengths: Iterable[tuple[str, float | None]],
    adjuncts: Iterable[AdjunctCheck],
    content: Content,
) -> tuple[OffLabel, ...]:
    """Lists everything that is off-label, each once, to be acknowledged and disclosed."""
    found = [
        *unlabelled(device),
        *(
            one
            for f in decision.findings
            if f.met is Truth.YES
            for one in of_finding(f, facts, device, content)
        ),
        *(
            one
            for zone, mm in lengths
            if mm is not None
            for one in check_setting(content.zone[zone], mm, device)
        ),
        *of_adjuncts(adjuncts, device),
    ]
    return tuple({one.id: one for one in found}.values())


def unlabelled(device: Device) -> Iterator[OffLabel]:
    """Says that no label was read at all, so that nothing about this use is known to be covered."""
    if device.label_status == "no-label-read":
        yield OffLabel(
            id="no-label-read",
            what="device",
            label="none was read",
            reason=f"No label or clearance of {device.name} was read: whether it covers this use is not known.",
            sources=device.sources,
        )


def of_finding(finding: Finding, facts: Facts, device: Device, content: Content) -> Iterator[OffLabel]:
    """Turns a finding about the label into what must be acknowledged."""
    if finding.rule in PERSON_RULES:
        subjects = [(PERSON_RULES[finding.rule], PERSON_RULES[finding.rule])]
    elif finding.rule == "indication-outside-label":
        subjects = [("indication", f"indication:{name}") for name in unlabelled_indications(facts, device)]
    elif finding.rule == "zone-outside-label":
        subjects = [("zone", f"zone:{zone}") for zone in finding.zones or facts.planned_zones]
    else:
        return
    for what, name in subjects:
        reason = f"{named(name, content)}{finding.reason}"
        yield OffLabel(
            id=name, what=what, label=label_words(what, device), reason=reason, sources=finding.sources
        )


def unlabelled_indications(facts: Facts, device: Device) -> tuple[str, ...]:
    """Gives the planned indications that no labelled use names."""
    labelled = {name for use in device.use for name in use.indications}
    planned = dict.fromkeys(concern.indication for concern in facts.concerns or ())
    return tuple(name for name in planned if name not in labelled)


def named(subject: str, content: Content) -> str:
    """Gives the name of an indication or a zone, for a sentence that follows it."""
    kind, _, name = subject.partition(":")
    if kind == "indication":
        return f"{content.indication[name].name}: "
    return f"{content.zone[name].name}: " if kind == "zone" else ""


def label_words(what: str, device: Device) -> str:
    """Says what the label covers."""
    if what == "age":
        return f"{device.minimum_age_years} years or older"
    return " ".join(use.text for use in device.use)


def of_adjuncts(adjuncts: Iterable[AdjunctCheck], device: Device) -> Iterator[OffLabel]:
    """Says that a drug or biologic is planned with a device whose class leaves their delivery out."""
    if device.label_status == "no-label-read":
        return
    for adjunct in adjuncts:
        if adjunct.is_planned and DEVICE_CLASS in adjunct.sources:
            yield OffLabel(
                id=f"adjunct:{adjunct.id}",
                what="adjunct",
                label="needling alone",
                reason=f"{adjunct.name} with {device.name}: the device class leaves out drugs and biologics.",
                sources=(DEVICE_CLASS,),
            )
