"""Where, with what and for what: zones, devices, indications and the clinic's country."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.dosimetry import GeometryReading
from needlepoint.protocols.model.evidence import Claim, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Claim):
    """A zone of the skin; `may_be_treated` is false for what only facts may name.

    area_cm2 : where measured, else None
    thickness : what is known of the skin here, or that nothing is
    """

    id: str
    name: str
    region: Literal["face", "neck", "scalp", "trunk", "limb", "intimate", "ear"]
    side: Literal["left", "right", "midline"]
    view: Literal["front", "left", "right", "body-front", "body-back"]
    is_excluded: bool = False
    may_be_planned: bool = True
    area_cm2: float | None = None
    area_note: str | None = None
    caution: str | None = None
    snomed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledUse:
    """One use that a label or a clearance names: indication, zones and phototypes for which it stands."""

    indications: tuple[str, ...]
    zones: tuple[str, ...]
    phototypes: tuple[Literal["I", "II", "III", "IV", "V", "VI"], ...] = ()
    sources: tuple[str, ...]
    text: str
    trust: Trust = "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Claim):
    """A device as its label limits it. Where nothing was read, the field is None and the device says so.

    minimum_age_years, use : from the label or the clearance summary, whichever was read
    evaluated_maximum_mm : above it safety and effectiveness were not evaluated; beyond is off-label
    mechanical_maximum_mm : what it can be set to; beyond is bad input
    step_mm, tolerance_mm : the dial's step and how exactly it is kept
    needle_count, needle_diameter_mm, rate_hz : geometry and puncture rate, for densities
    ring_count : of a roller, how many rings of needles stand side by side on the drum
    other_reading : what other sources say of the same geometry
    """

    id: str
    name: str
    maker: str
    kind: Literal["pen", "roller", "stamp"]
    is_single_use_cartridge: bool
    label_status: Literal["authorised", "cleared", "no-label-read"]
    limitation: str
    submission: str | None = None
    minimum_age_years: int | None = None
    use: tuple[LabelledUse, ...] = ()
    evaluated_maximum_mm: float | None = None
    evaluated_maximum_conflict: str | None = None
    mechanical_maximum_mm: float | None = None
    step_mm: float | None = None
    tolerance_mm: float | None = None
    needle_count: int | None = None
    needle_count_note: str | None = None
    needle_diameter_mm: float | None = None
    rate_hz_low: float | None = None
    rate_hz_high: float | None = None
    drum_diameter_mm: float | None = None
    drum_width_mm: float | None = None
    ring_count: int | None = None
    other_reading: tuple[GeometryReading, ...] = ()
    label_copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """A course as trials or labels report it; None where nothing was found.

    target_layer : the layer that the needle is meant to reach; a convention, since no trial compared layers
    """

    sessions_low: int | None = None
    sessions_high: int | None = None
    interval_days: int | None = None
    assess_after_days: int | None = None
    needle_length_low_mm: float | None = None
    needle_length_high_mm: float | None = None
    passes: int | None = None
    target_layer: Literal["papillary_dermis", "reticular_dermis"] | None = None
    basis: Literal["evidence", "label", "convention"] | None = None
    reason: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication(Claim):
    """What may be treated, with the certainty of benefit in words and the endpoint to stop at."""

    id: str
    name: str
    benefit: str
    regimen: Regimen
    endpoint: tuple[Literal["pinpoint-bleeding", "erythema", "warmth", "swelling"], ...] = ()
    endpoint_basis: Literal["evidence", "convention"] | None = None
    caution: str | None = None
    alternatives: tuple[str, ...] = ()
    needs_doctor: bool = False
    is_gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Country(Claim):
    """What the clinic's country decides. Absent, the conservative reading stands.

    blood_products : what was read of its rules on blood products
    blood_products_by : who alone prepares and uses them there; None where no rule on it was read
    """

    id: str
    name: str
    minimum_age_years: int
    emergency_number: str
    may_ask_blood_borne_virus: bool = False
    label_market: Literal["fda", "other"] = "other"
    adverse_event_form: str | None = None
    blood_products: str | None = None
    blood_products_by: Literal["doctor"] | None = None
    crisis_line: str | None = None
    note: str | None = None
