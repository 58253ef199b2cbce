"""What was delivered in one session: zones, numbing, cartridges. Frozen; what cannot be so is refused in a sentence.

Limitation: it holds what somebody charted; what the needles reached in the skin is not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from needlepoint.planning.geometry import MOST_SECONDS
from needlepoint.protocols.model import Content, Device
from needlepoint.vocabulary.dates import age_in_years
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.units import likely_unit

MAX_PASSES = 50
MAX_GRAMS = 500.0
MAX_AREA_CM2 = 20_000.0
# Lengths are compared in hundredths of a millimetre, because a float's last digit is no setting.
HUNDREDTHS = 100
# Above every mechanical maximum that was read; it only catches a wrong unit where a device's own is unknown.
HIGHEST_LENGTH_MM = 5.0
# The ways in which a field is crossed, as one expert names them: back and forth level, upright, and on the slant.
DIRECTIONS = ("horizontal", "vertical", "diagonal")
# Convention, no source: sterile single-use packs commonly carry up to five years. Twice that is a mistyped year.
STERILE_AT_MOST_YEARS = 10
NOTHING_KNOWN = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRecord:
    """What one zone got. None is not charted; of a zone only its name is needed.

    directions : of the passes, empty where nobody charted them
    contact_seconds : how long a pen's needles were on the zone; a roller's work is counted in passes
    """

    zone: str
    indication: str | None = None
    needle_length_mm: float | None = None
    passes: int | None = None
    directions: tuple[str, ...] = ()
    contact_seconds: float | None = None
    endpoint: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbing:
    """One line of the numbing ledger. `percent` is of each ingredient; without `off_at` it is still on the skin."""

    product: str
    percent: tuple[float, ...] = ()
    grams: float | None = None
    area_cm2: float | None = None
    on_at: datetime | None = None
    off_at: datetime | None = None
    removed_by: str | None = None

    @property
    def minutes(self) -> float | None:
        """Gives how long it was on, where both times are known."""
        return (self.off_at - self.on_at).total_seconds() / 60 if self.on_at and self.off_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cartridge:
    """A needle cartridge as its pack names it."""

    lot: str
    expires_on: date | None = None
    is_single_use: bool = True

    def is_expired(self, on: date) -> bool:
        """Says whether its last day of use lies before `on`; an unknown expiry is not called expired."""
        return self.expires_on is not None and self.expires_on < on


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """One session as delivered. What is None was not recorded.

    number, sessions : which session of how many the course has
    interval_days : what the plan asks for between two sessions
    facts : the person and what was answered on the day
    is_occluded : whether the skin was covered afterwards, by film, foil, a patch or a mask
    """

    on: date
    device: str
    zones: tuple[ZoneRecord, ...]
    adjuncts: tuple[str, ...] = ()
    numbing: tuple[Numbing, ...] | None = None
    cartridges: tuple[Cartridge, ...] = ()
    facts: Facts = NOTHING_KNOWN
    number: int | None = None
    sessions: int | None = None
    interval_days: int | None = None
    is_occluded: bool | None = None

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """Gives the treated zones in the order of the chart."""
        return tuple(record.zone for record in self.zones)

    @property
    def is_last(self) -> bool | None:
        """Says whether it ends the course; None where nobody said how many sessions there are."""
        return None if self.number is None or self.sessions is None else self.number >= self.sessions


def checked(session: SessionRecord, content: Content, path: str = "$") -> SessionRecord:
    """Passes a session that can be so; raises BadInput with the first thing that cannot."""
    if session.device not in content.device:
        raise BadInput(
            f"{path}.device", "must be the id of a device", session.device, "choose one of the catalogue"
        )
    if not session.zones:
        raise BadInput(f"{path}.zones", "must name at least one zone", [], "say what was treated")
    for place, record in enumerate(session.zones):
        check_zone(record, session.device, content, f"{path}.zones[{place}]")
    check_each_once(session.zone_ids, f"{path}.zones")
    for place, numbing in enumerate(session.numbing or ()):
        check_numbing(numbing, f"{path}.numbing[{place}]")
    for place, cartridge in enumerate(session.cartridges):
        check_cartridge(cartridge, session.on, f"{path}.cartridges[{place}]")
    check_course(session, path)
    return session


def check_each_once(zones: Iterable[str], path: str) -> None:
    """Refuses a zone that is charted twice."""
    seen: set[str] = set()
    for place, zone in enumerate(zones):
        if zone in seen:
            raise BadInput(f"{path}[{place}].zone", "each zone is charted once", zone, "join the two lines")
        seen.add(zone)


def check_zone(record: ZoneRecord, device_id: str, content: Content, path: str = "zone") -> None:
    """Refuses an unknown zone, a length that the device cannot be set to, and passes that nobody makes."""
    if record.zone not in content.zone:
        raise BadInput(
            f"{path}.zone", "must be the id of a zone", record.zone, "choose one of the face or body map"
        )
    if record.needle_length_mm is not None:
        check_length(record.needle_length_mm, content.device[device_id], f"{path}.needle_length_mm")
    if record.passes is not None and not 1 <= record.passes <= MAX_PASSES:
        remedy = "count the passes, or leave the zone out"
        raise BadInput(f"{path}.passes", f"must be between 1 and {MAX_PASSES}", record.passes, remedy)
    check_directions(record.directions, f"{path}.directions")
    if record.contact_seconds is not None:
        check_seconds(record.contact_seconds, content.device[device_id], f"{path}.contact_seconds")


def check_directions(directions: tuple[str, ...], path: str) -> None:
    """Refuses a direction that nobody knows, and one that is named twice."""
    for place, one in enumerate(directions):
        if one not in DIRECTIONS:
            rule = f"must be one of {', '.join(DIRECTIONS)}"
            raise BadInput(f"{path}[{place}]", rule, one, "choose one, or leave it out")
    if len(set(directions)) != len(directions):
        raise BadInput(path, "names each direction once", list(directions), "leave the second one out")


def check_seconds(seconds: float, device: Device, path: str) -> None:
    """Refuses seconds that cannot be, and seconds of a roller, whose work is counted in passes."""
    if device.kind == "roller":
        rule = "says nothing of a roller, whose work is counted in passes"
        raise BadInput(path, rule, seconds, "leave it out")
    if not 0 < seconds <= MOST_SECONDS:
        rule = f"must be above 0 and at most {MOST_SECONDS:g}"
        raise BadInput(path, rule, seconds, "give the seconds on the skin, such as 60")


def check_length(length_mm: float, device: Device, path: str) -> None:
    """Refuses a needle length that is not above zero or above what the device can be set to."""
    if not length_mm > 0:
        raise BadInput(
            path, "must be more than 0 mm", length_mm, "write the length on the dial in millimetres"
        )
    maximum = device.mechanical_maximum_mm
    # Compared whole first: a hundredfold of what somebody typed may be beyond any number.
    if maximum is not None and (
        length_mm > maximum + 1 or round(length_mm * HUNDREDTHS) > round(maximum * HUNDREDTHS)
    ):
        rule = f"{device.name} cannot be set above {maximum:g} mm"
        raise BadInput(path, rule, length_mm, "check the length and the device")
    if maximum is None and length_mm > HIGHEST_LENGTH_MM:
        rule = f"no needling device reaches beyond {HIGHEST_LENGTH_MM:g} mm"
        raise BadInput(path, rule, length_mm, "check the length and its unit")


def check_numbing(numbing: Numbing, path: str = "numbing") -> None:
    """Refuses a line of the ledger that cannot be so: amounts out of range, or off before on."""
    for place, percent in enumerate(numbing.percent):
        check_between(percent, 0, 100, f"{path}.percent[{place}]")
    check_between(numbing.grams, 0, MAX_GRAMS, f"{path}.grams")
    check_between(numbing.area_cm2, 0, MAX_AREA_CM2, f"{path}.area_cm2")
    if numbing.off_at is None or numbing.on_at is None:
        return
    if is_zoned(numbing.on_at) != is_zoned(numbing.off_at):
        rule = "must name its time zone like on_at, or not at all like it"
        raise BadInput(f"{path}.off_at", rule, numbing.off_at.isoformat(), "write both times in the same way")
    if numbing.off_at < numbing.on_at:
        rule = f"cannot lie before it was put on ({numbing.on_at.isoformat()})"
        raise BadInput(f"{path}.off_at", rule, numbing.off_at.isoformat(), "correct one of the two times")


def is_zoned(moment: datetime) -> bool:
    """Says whether a moment names its time zone."""
    return moment.tzinfo is not None


def check_between(amount: float | None, low: float, high: float, path: str) -> None:
    """Refuses an amount below zero or beyond what is possible."""
    if amount is not None and not low <= amount <= high:
        remedy = likely_unit(path, amount) + "check the number and its unit"
        raise BadInput(path, f"must be between {low:g} and {high:g}", amount, remedy)


def check_cartridge(cartridge: Cartridge, on: date, path: str = "cartridge") -> None:
    """Refuses a cartridge without a lot, one that had expired on the day, and a last day too far off to be true."""
    if not cartridge.lot.strip():
        raise BadInput(f"{path}.lot", "must be there", cartridge.lot, "write the lot that stands on the pack")
    if cartridge.is_expired(on):
        given = cartridge.expires_on.isoformat() if cartridge.expires_on else None
        rule = f"had passed on {on.isoformat()}; an expired cartridge is not used"
        raise BadInput(f"{path}.expires_on", rule, given, "take another cartridge, or correct the date")
    if cartridge.expires_on and age_in_years(on, cartridge.expires_on) >= STERILE_AT_MOST_YEARS:
        rule = f"lies {STERILE_AT_MOST_YEARS} years ahead or more, longer than a sterile pack commonly lasts"
        given = cartridge.expires_on.isoformat()
        raise BadInput(f"{path}.expires_on", rule, given, "look at the pack and check the year")


def check_course(session: SessionRecord, path: str) -> None:
    """Refuses a session that lies outside its course."""
    for name, count in (("number", session.number), ("sessions", session.sessions)):
        if count is not None and not 1 <= count <= MAX_PASSES:
            raise BadInput(f"{path}.{name}", f"must be between 1 and {MAX_PASSES}", count, "count from 1")
    if session.number and session.sessions and session.number > session.sessions:
        rule = f"cannot be above the {session.sessions} sessions of the course"
        raise BadInput(f"{path}.number", rule, session.number, "correct one of the two numbers")
    check_between(session.interval_days, 1, 3650, f"{path}.interval_days")
