"""Loads a folder of content files: strictly, and every fault is gathered before it fails."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from cattrs import BaseValidationError

from needlepoint.protocols import checks
from needlepoint.protocols.model import (
    Adjunct,
    AdverseKind,
    Allergen,
    Anaesthetic,
    BloodRefusal,
    CaseQuestion,
    ChannelClock,
    ChecklistItem,
    Conflict,
    Constraint,
    Content,
    Contraindication,
    Country,
    CourseOfSign,
    Device,
    Disclosure,
    Downtime,
    Epidermis,
    Expectation,
    Gap,
    Grade,
    HealingPhase,
    HomeProduct,
    IncidentGuide,
    Indication,
    Instruction,
    Language,
    MappedCode,
    NamedMedicine,
    Parameter,
    RedFlag,
    SkinScenario,
    Source,
    TriageLevel,
    WordsOfSign,
    Zone,
)
from needlepoint.protocols.structuring import problems_of, strict_converter
from needlepoint.vocabulary.canonical import digest
from needlepoint.vocabulary.errors import ContentError, Fault

TABLES: dict[str, tuple[type, str]] = {
    "source": (Source, "id"),
    "conflict": (Conflict, "id"),
    "zone": (Zone, "id"),
    "country": (Country, "id"),
    "device": (Device, "id"),
    "indication": (Indication, "id"),
    "contraindication": (Contraindication, "id"),
    "case_question": (CaseQuestion, "id"),
    "medicine": (NamedMedicine, "ingredient"),
    "allergen": (Allergen, "id"),
    "code": (MappedCode, "code"),
    "instruction": (Instruction, "id"),
    "adjunct": (Adjunct, "id"),
    "anaesthetic": (Anaesthetic, "id"),
    "course_of_sign": (CourseOfSign, "id"),
    "red_flag": (RedFlag, "id"),
    "checklist_item": (ChecklistItem, "id"),
    "expectation": (Expectation, "id"),
    "disclosure": (Disclosure, "id"),
    "gap": (Gap, "id"),
    "skin_scenario": (SkinScenario, "id"),
    "epidermis": (Epidermis, "id"),
    "parameter": (Parameter, "id"),
    "channel_clock": (ChannelClock, "id"),
    "constraint": (Constraint, "id"),
    "words_of_sign": (WordsOfSign, "id"),
    "language": (Language, "id"),
    "triage_level": (TriageLevel, "id"),
    "home_product": (HomeProduct, "id"),
    "downtime": (Downtime, "id"),
    "healing_phase": (HealingPhase, "id"),
    "incident_guide": (IncidentGuide, "id"),
    "grade": (Grade, "id"),
    "adverse_kind": (AdverseKind, "id"),
    "blood_refusal": (BloodRefusal, "id"),
}
ZONE_LISTS = {"zones", "planned_zones", "except_zones", "origin", "reaches", "nearest_for"}
HEADER = {"version", "checked_on"}


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a content file, not yet typed."""

    file: str
    table: str
    values: dict[str, Any]

    @property
    def name(self) -> str:
        """Names the row by its id, as far as it has one."""
        return str(self.values.get(TABLES[self.table][1], "without an id"))


def load_content(folder: Traversable | None = None) -> Content:
    """Loads the shipped content, or a folder of the same form; raises ContentError with every fault."""
    faults: list[Fault] = []
    headers: dict[str, Any] = {}
    rows = list(read_rows(folder or resources.files("needlepoint.protocols") / "content", headers, faults))
    typed = type_rows(rows, faults)
    if not faults:
        faults += checks.faults_of(typed, {(row.table, row.name): row.file for row in rows})
    if faults:
        raise ContentError(faults)
    frozen = {table: MappingProxyType(found) for table, found in typed.items()}
    return Content(version=str(headers.get("version", "unversioned")), digest=digest(typed), **frozen)


def read_rows(folder: Traversable, headers: dict[str, Any], faults: list[Fault]) -> Iterable[Row]:
    """Reads every TOML file below a folder, in the order of their names."""
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.is_dir():
            yield from read_rows(path, headers, faults)
        elif path.name.endswith(".toml"):
            yield from rows_of(path.name, parsed(path, faults), headers, faults)


def parsed(path: Traversable, faults: list[Fault]) -> dict[str, Any]:
    """Parses one file; a file that cannot be parsed is a fault, not a stop."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, "the whole file", str(error), "write TOML in UTF-8, each key once"))
        return {}


def rows_of(
    file: str, tables: Mapping[str, Any], headers: dict[str, Any], faults: list[Fault]
) -> Iterable[Row]:
    """Gives the rows of one file and refuses what is not a known table."""
    for table, value in tables.items():
        if table in HEADER:
            headers[table] = value
        elif table not in TABLES:
            faults.append(Fault(file, table, "is not a table of content", f"use one of {', '.join(TABLES)}"))
        elif not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            faults.append(Fault(file, table, "must be a list of tables", f"write [[{table}]]"))
        else:
            yield from (Row(file, table, one) for one in value)


def type_rows(rows: list[Row], faults: list[Fault]) -> dict[str, dict[str, Any]]:
    """Turns rows into dataclasses by table and id."""
    converter = strict_converter()
    places = places_of_rows(rows)
    typed: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    for row in rows:
        value = typed_row(row, converter, places, faults)
        if value is not None:
            keep_once(typed[row.table], key_of(value, row), value, row, faults)
    return typed


def typed_row(row: Row, converter: Any, places: Mapping[str, list[str]], faults: list[Fault]) -> Any:
    """Structures one row, or notes what is wrong with it."""
    kind, _ = TABLES[row.table]
    try:
        return converter.structure(with_zones_named(row.values, places), kind)
    except BaseValidationError as error:
        for key, problem in problems_of(error):
            where = f"{row.table}[{row.name}]{key}"
            faults.append(Fault(row.file, where, problem, f"see the fields of {kind.__name__}"))
        return None


def key_of(value: Any, row: Row) -> str:
    """Gives the id under which a value is kept; a code is kept with its system."""
    key = str(getattr(value, TABLES[row.table][1]))
    return f"{value.system}|{key}" if row.table == "code" else key


def keep_once(kept: dict[str, Any], key: str, value: Any, row: Row, faults: list[Fault]) -> None:
    """Keeps a value under its id and refuses a second one."""
    if key in kept:
        faults.append(Fault(row.file, f"{row.table}[{key}]", "stands twice", "keep one of them"))
    kept.setdefault(key, value)


def places_of_rows(rows: list[Row]) -> dict[str, list[str]]:
    """Maps both-side names and `region:…` to the ids of the zones among rows that are not yet typed."""
    return places_of((row.name, row.values.get("region")) for row in rows if row.table == "zone")


def zone_places(zones: Iterable[Zone]) -> dict[str, list[str]]:
    """Maps both-side names and `region:…` to the ids of their zones."""
    return places_of((zone.id, zone.region) for zone in zones)


def places_of(zones: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """Maps both-side names and `region:…` to ids, from ids and their regions."""
    places: dict[str, list[str]] = {}
    for name, region in zones:
        places.setdefault(name.removesuffix("-left").removesuffix("-right"), []).append(name)
        places.setdefault(f"region:{region}", []).append(name)
    return places


def with_zones_named(value: Any, places: Mapping[str, list[str]], key: str = "") -> Any:
    """Writes out both-side names and regions wherever a list of zones stands."""
    if isinstance(value, dict):
        return {k: with_zones_named(v, places, k) for k, v in value.items()}
    if isinstance(value, list) and key in ZONE_LISTS and all(isinstance(one, str) for one in value):
        return [zone for name in value for zone in places.get(name, [name])]
    return [with_zones_named(one, places) for one in value] if isinstance(value, list) else value
