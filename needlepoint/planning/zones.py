"""Plans each concern in each zone: the length with what speaks for it, where its tips end, and what it keeps to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from needlepoint.planning.channels import Circumstances, open_hours_of
from needlepoint.planning.clash import clash_here
from needlepoint.planning.constraints import Setting, check_constraints
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.length import LengthProposal, kept_shares, propose_length
from needlepoint.planning.plan import PlannedClock, PlannedDensity, PlannedZone, ZoneLayers
from needlepoint.planning.reach import Penetration, penetration_of
from needlepoint.planning.settings import Ceiling, ceiling_of, check_setting, chosen_length, missing_of
from needlepoint.planning.target import checked_seconds, density_here, note_here, target_here, why_no_density
from needlepoint.planning.tissue import Skin, skins_of
from needlepoint.protocols.model import Content, Device, Indication, Zone
from needlepoint.protocols.policy import Policy
from needlepoint.vocabulary.dates import age_in_years
from needlepoint.vocabulary.patient import Facts, Patient, Phototype, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is the same in every zone: the person, and how far apart the sessions are.

    interval_days, kept_interval_days : between the planned sessions, and what the clinic follows
    """

    sex: Sex | None
    age_years: int | None
    phototype: Phototype | None
    interval_days: int | None = None
    kept_interval_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What of the work is planned by hand, by zone, and what a stamp test measured.

    kappa : the share of strokes that make a puncture, None without a stamp test
    wanted_per_cm2 : the density that is asked about; None is the published one
    per_cm2 : the density that is prescribed, by zone; it is asked about there, and held to the limits
    """

    needle_lengths_mm: Mapping[str, float] = field(default_factory=dict)
    contact_seconds: Mapping[str, float] = field(default_factory=dict)
    passes: Mapping[str, int] = field(default_factory=dict)
    per_cm2: Mapping[str, float] = field(default_factory=dict)
    kappa: Kappa | None = None
    wanted_per_cm2: float | None = None


def around(
    patient: Patient, on: date, interval_days: int | None = None, kept_interval_days: int | None = None
) -> Around:
    """Gives what is known of the person on a day, beside the interval."""
    born = patient.birth_date
    return Around(
        sex=patient.sex,
        age_years=age_in_years(born.latest, on) if born else None,
        phototype=patient.phototype,
        interval_days=interval_days,
        kept_interval_days=kept_interval_days,
    )


def planned_zones(
    facts: Facts, device: Device, work: Work, content: Content, policy: Policy, same: Around
) -> tuple[PlannedZone, ...]:
    """Plans each zone of each concern."""
    pairs = [
        (content.zone[z], content.indication[c.indication]) for c in facts.concerns or () for z in c.zones
    ]
    return tuple(
        planned_zone(zone, indication, device, same, work, content, policy)
        for zone, indication in dict.fromkeys(pairs)
    )


def planned_zone(
    zone: Zone,
    indication: Indication,
    device: Device,
    same: Around,
    work: Work,
    content: Content,
    policy: Policy,
) -> PlannedZone:
    """Plans one concern in one zone."""
    ceiling = ceiling_of(zone, device, content, policy)
    skins = skins_of(zone.id, same.sex, content, same.age_years)
    chosen_mm = work.needle_lengths_mm.get(zone.id)
    seconds = checked_seconds(work.contact_seconds.get(zone.id), device)
    length = length_of(zone, indication, device, ceiling, skins, chosen_mm, content)
    mm, passes = length.proposal.mm, work.passes.get(zone.id, indication.regimen.passes)
    density = density_here(zone, device, seconds, work.kappa, content, passes)
    per_cm2, prescribed = known_per_cm2(density), work.per_cm2.get(zone.id)
    held_per_cm2 = denser(per_cm2, prescribed)
    # A density that is set by hand is all there is, unless work is planned beside it whose density nobody measured.
    is_told = per_cm2 is not None or (prescribed is not None and density is None)

    def setting_at(needle_length_mm: float | None) -> Setting:
        return replace(
            setting_of(zone, device, same, needle_length_mm, held_per_cm2, skins, content),
            indication=indication.id,
            why_no_density="" if is_told else why_no_density(device, zone, seconds, density),
        )

    held = check_constraints(setting_at(mm), content)
    return PlannedZone(
        zone=zone.id,
        indication=indication.id,
        needle_length_mm=mm,
        ceiling_mm=ceiling.mm,
        ceiling_source=ceiling.source,
        basis=length.proposal.basis,
        passes=passes,
        punctures_per_cm2=per_cm2,
        endpoint=indication.endpoint,
        endpoint_basis=indication.endpoint_basis,
        layers=layers_of(device, mm, skins, content),
        cautions=tuple(caution for caution in (zone.caution, indication.caution) if caution),
        certainty=indication.certainty,
        sources=tuple(dict.fromkeys((*indication.regimen.sources, *indication.sources))),
        missing=missing_of(length.proposal, ceiling, passes, per_cm2, is_skin_known=bool(skins)),
        length_reason="" if mm is None else length.proposal.reason,
        options=length.options,
        constraints=held,
        contact_seconds=seconds,
        density=density,
        target=target_here(zone, device, work.kappa, content, prescribed or work.wanted_per_cm2),
        density_note=note_here(zone, device, work.kappa, content),
        clash=clash_here(device, content, held, setting_at),
        clocks=clocks_here(zone, mm, same, content),
        steps=length.steps,
        passes_by_hand=zone.id in work.passes,
        prescribed_per_cm2=prescribed,
    )


def clocks_here(
    zone: Zone, needle_length_mm: float | None, same: Around, content: Content
) -> tuple[PlannedClock, ...]:
    """Gives how long the skin stays open by each clock, uncovered and with nothing that slows the closing."""
    if needle_length_mm is None:
        return ()
    circumstances = Circumstances(phototype=same.phototype)
    return tuple(
        PlannedClock(
            clock=one.clock,
            name=one.name,
            p50_hours=round(one.p50_hours, 1),
            p95_hours=round(one.p95_hours, 1),
            site=one.site,
        )
        for one in open_hours_of(zone.id, needle_length_mm, circumstances, content)
    )


def known_per_cm2(density: PlannedDensity | None) -> float | None:
    """Gives the upper end of a density, where it was measured; what is too dense harms, what is too thin does not."""
    return None if density is None or density.is_upper_bound else density.high_per_cm2


def denser(known: float | None, prescribed: float | None) -> float | None:
    """Gives what a limit of density is held against: what the work comes to or what is prescribed, the more of both."""
    return max((one for one in (known, prescribed) if one is not None), default=None)


def length_of(
    zone: Zone,
    indication: Indication,
    device: Device,
    ceiling: Ceiling,
    skins: tuple[Skin, ...],
    chosen_mm: float | None,
    content: Content,
) -> LengthProposal:
    """Gives the proposed length, or the one that was chosen by hand; both with what was considered."""
    proposed = propose_length(indication, ceiling, device, skins, content)
    if chosen_mm is None:
        return proposed
    check_setting(zone, chosen_mm, device)
    return LengthProposal(
        proposal=chosen_length(indication, chosen_mm, ceiling), options=proposed.options, steps=proposed.steps
    )


def setting_of(
    zone: Zone,
    device: Device,
    same: Around,
    needle_length_mm: float | None,
    punctures_per_cm2: float | None,
    skins: tuple[Skin, ...],
    content: Content,
) -> Setting:
    """Puts together what the constraints measure."""
    return Setting(
        zone=zone,
        needle_length_mm=needle_length_mm,
        evaluated_maximum_mm=device.evaluated_maximum_mm,
        penetration=None if needle_length_mm is None else penetration_of(device, needle_length_mm, content),
        skins=skins,
        phototype=same.phototype,
        punctures_per_cm2=punctures_per_cm2,
        interval_days=same.interval_days,
        kept_interval_days=same.kept_interval_days,
    )


def layers_of(
    device: Device, needle_length_mm: float | None, skins: tuple[Skin, ...], content: Content
) -> tuple[ZoneLayers, ...] | None:
    """Gives where the tips end in each scenario, the thinnest first."""
    if needle_length_mm is None or not skins:
        return None
    penetration = penetration_of(device, needle_length_mm, content)
    return tuple(layers_in(skin, penetration) for skin in skins)


def layers_in(skin: Skin, penetration: Penetration) -> ZoneLayers:
    """Gives where the tips end in one scenario."""
    shares = kept_shares(penetration, skin)
    return ZoneLayers(
        scenario=skin.key,
        name=skin.name,
        site=skin.site,
        is_nearest=skin.is_nearest,
        total_mean_mm=skin.total_mean_mm,
        epidermis=shares.epidermis,
        papillary_dermis=shares.papillary_dermis,
        reticular_dermis=shares.reticular_dermis,
        subcutis=shares.subcutis,
    )
