"""What content must keep beyond its types: every citation lives and every reference resolves."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

from needlepoint.protocols.firing import (
    choices_of,
    code_problems,
    firing_problems,
    route_problems,
    said_twice,
)
from needlepoint.protocols.incidents import guide_problems, kind_problems
from needlepoint.protocols.measurements import (
    clock_problems,
    constraint_problems,
    epidermis_problems,
    parameter_problems,
    reading_of_geometry_problems,
    scenario_problems,
)
from needlepoint.protocols.model import (
    Clause,
    Conflict,
    Contraindication,
    Device,
    MappedCode,
    NamedMedicine,
    Source,
)
from needlepoint.protocols.signs import (
    flag_problems,
    language_problems,
    product_problems,
    sign_problems,
    wording_problems,
)
from needlepoint.vocabulary.errors import Fault
from needlepoint.vocabulary.reasons import Decision

Typed = Mapping[str, Mapping[str, Any]]
Problem = tuple[str, str]
Parts = tuple[Any, ...]

NEVER_SAID = re.compile(
    r"guarante|painless|no downtime|safe for all skin|FDA.approved|healing normally|screened negative"
    r"|\bsuitable\b|\bstop(?:ping)? (?:taking|your (?:medicine|tablets|blood thinner))|no infection",
    re.IGNORECASE,
)
REFERENCES: dict[str, str] = {
    "sources": "source",
    "conflict": "conflict",
    "evaluated_maximum_conflict": "conflict",
    "zones": "zone",
    "planned_zones": "zone",
    "except_zones": "zone",
    "origin": "zone",
    "reaches": "zone",
    "nearest_for": "zone",
    "indications": "indication",
    "except_indications": "indication",
    "no_counts_only_by_doctor_before": "indication",
    "with_rule": "contraindication",
    "follows": "contraindication",
    "rules": "contraindication",
}


def faults_of(typed: Typed, files: Mapping[tuple[str, str], str]) -> list[Fault]:
    """Lists everything wrong across the content, each with its file, key and remedy."""
    faults = []
    for table, rows in typed.items():
        for key, value in rows.items():
            file = files.get((table, key.split("|")[-1]), table)
            for problem, remedy in problems_of(table, value, typed):
                faults.append(Fault(file, f"{table}[{key}]", problem, remedy))
    for name, first, second in shared_names(typed["medicine"]):
        problem = f"shares the name {name!r} with {first}"
        faults.append(Fault("medicines.toml", f"medicine[{second}]", problem, "keep it at one of them"))
    return faults


def problems_of(table: str, value: Any, typed: Typed) -> Iterator[Problem]:
    """Gives the problems of one row."""
    parts = tuple(parts_of(value))
    yield from dead_references(parts, typed)
    yield from wrong_order(parts)
    yield from things_never_said(parts)
    yield from convention_as_evidence(value, typed)
    yield from numbers_below_nothing(parts)
    if getattr(value, "sources", None) == () and hasattr(value, "reviewed_by"):
        yield "has no source", "cite one, or needlepoint-convention"
    if table in CHECKS:
        yield from CHECKS[table](value, typed)


def parts_of(value: Any) -> Iterator[Any]:
    """Walks a value and every dataclass inside it."""
    if is_dataclass(value):
        yield value
        for field in field_names(value):
            yield from parts_of(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item)


def field_names(value: Any) -> Iterable[str]:
    """Gives the names of a dataclass's fields, without building what `fields` would."""
    return tuple(value.__dataclass_fields__)


def dead_references(parts: Parts, typed: Typed) -> Iterator[Problem]:
    """Finds every id that names nothing."""
    for part in parts:
        for field in field_names(part):
            target = REFERENCES.get(field)
            for name in named(getattr(part, field)) if target else ():
                if name not in typed[target or ""]:
                    yield f"{field} names {name!r}, which no {target} has", f"add it or name another {target}"


def named(value: Any) -> Iterable[str]:
    """Gives the ids in a field that holds one, several or none."""
    return (value,) if isinstance(value, str) else (value or ())


def wrong_order(parts: Parts) -> Iterator[Problem]:
    """Finds a lower bound above its upper one."""
    for part in parts:
        for field in field_names(part):
            if "_low" in field:
                low, high = getattr(part, field), getattr(part, field.replace("_low", "_high"), None)
                if low is not None and high is not None and low > high:
                    yield f"{field} {low} is above its upper bound {high}", "swap or correct them"


def numbers_below_nothing(parts: Parts) -> Iterator[Problem]:
    """Finds a length, an amount or a count below 0; only days before the treatment count backwards."""
    for part in parts:
        for field in field_names(part):
            number = getattr(part, field)
            is_number = isinstance(number, int | float) and not isinstance(number, bool)
            if is_number and number < 0 and field not in ("from_days", "to_days"):
                yield f"{field} is {number}", "leave out what is not known"


def things_never_said(parts: Parts) -> Iterator[Problem]:
    """Finds words that this project never says."""
    for part in parts:
        if isinstance(part, Source | MappedCode | NamedMedicine):
            continue  # names and titles are others' words
        for field in field_names(part):
            text = getattr(part, field)
            found = NEVER_SAID.search(text) if isinstance(text, str) else None
            if found:
                yield f"{field} says {found.group()!r}", "say what the evidence carries"


def convention_as_evidence(value: Any, typed: Typed) -> Iterator[Problem]:
    """Finds a clinic's habit that is shown as evidence."""
    sources = [typed["source"].get(name) for name in getattr(value, "sources", ())]
    habits = [s for s in sources if s and s.trust == "C" and s.kind not in ("label", "clearance")]
    if sources and len(habits) == len(sources) and getattr(value, "certainty", "convention") != "convention":
        yield "rests on trust C alone but is not called convention", 'write certainty = "convention"'


def rule_problems(rule: Contraindication, typed: Typed) -> Iterator[Problem]:
    """Finds what makes a rule unanswerable, unfireable or silent."""
    if rule.is_asked and rule.question is None:
        yield "is asked but has no question", "add [contraindication.question]"
    if "derived" in rule.kind and not rule.trigger:
        yield "is derived but has no trigger", "add [[contraindication.trigger]]"
    if rule.is_follow_up and not rule.follows:
        yield "is a follow-up of nothing", "name its parent in follows"
    for clause in rule.effect:
        yield from clause_problems(clause, rule, typed)
    for trigger in rule.trigger:
        if trigger.detail and trigger.detail not in choices_of(rule):
            yield f"a trigger gives detail {trigger.detail!r}, which is no choice", "add the choice"
    if rule.asked_unless_side:
        yield from side_problems(rule.asked_unless_side, typed)
    yield from firing_problems(rule, typed)


def clause_problems(clause: Clause, rule: Contraindication, typed: Typed) -> Iterator[Problem]:
    """Finds what is wrong in one effect of a rule."""
    if clause.layer != "generic" and clause.layer not in typed["device"]:
        yield f"layer {clause.layer!r} is neither generic nor a device", "name a device"
    if clause.effect is Decision.DEFER and not clause.hold and not clause.ends_when:
        yield "defers without a hold and without saying what must end", "add hold or ends_when"
    if clause.effect in (Decision.PROCEED, Decision.NEEDS_INFORMATION):
        yield f"an effect cannot be {clause.effect}", "leave the clause out"
    for detail in set(clause.details) - choices_of(rule):
        yield f"detail {detail!r} is no choice of its question", "add the choice"
    if clause.hold and not clause.hold.span and not clause.hold.conflict:
        yield "holds for no time", "add span or conflict"
    if clause.side:
        yield from side_problems(clause.side, typed)


def side_problems(named_side: str, typed: Typed) -> Iterator[Problem]:
    """Finds a `conflict:side` that does not exist."""
    conflict_id, _, side_id = named_side.partition(":")
    conflict = typed["conflict"].get(conflict_id)
    if conflict is None or side_id not in {side.id for side in conflict.side}:
        yield f"side {named_side!r} does not exist", "write conflict:side"


def conflict_problems(conflict: Conflict, typed: Typed) -> Iterator[Problem]:
    """Finds a default that is no side, and a point with fewer than two sides."""
    if conflict.default is not None and conflict.default not in {side.id for side in conflict.side}:
        yield f"default {conflict.default!r} is none of its sides", "name one of them"
    yield from said_twice((side.id for side in conflict.side), "side")
    if len(conflict.side) < 2:
        yield "has fewer than two sides", "say what the sources disagree on"


def device_problems(device: Device, typed: Typed) -> Iterator[Problem]:
    """Finds lengths outside what the device can do, and numbers that cannot be."""
    top, evaluated = device.mechanical_maximum_mm, device.evaluated_maximum_mm
    if top is not None and evaluated is not None and evaluated > top:
        yield f"evaluated maximum {evaluated} mm is above the mechanical {top} mm", "correct one"
    for field in field_names(device):
        number = getattr(device, field)
        if isinstance(number, float | int) and not isinstance(number, bool) and number <= 0:
            yield f"{field} is {number}", "leave out what is not known"
    yield from reading_of_geometry_problems(device, typed)


def shared_names(medicines: Mapping[str, NamedMedicine]) -> Iterator[tuple[str, str, str]]:
    """Finds the names that two medicines claim, with both of them."""
    owners: dict[str, str] = {}
    for medicine in medicines.values():
        for name in {medicine.ingredient, *medicine.brands}:
            if owners.setdefault(name, medicine.ingredient) != medicine.ingredient:
                yield name, owners[name], medicine.ingredient


def countries_problems(country: Any, typed: Typed) -> Iterator[Problem]:
    """Finds a minimum age below adulthood: minors are out of scope."""
    if country.minimum_age_years < 18:
        yield f"minimum age {country.minimum_age_years}", "minors are declined everywhere"


def blood_problems(row: Any, _typed: Typed) -> Iterator[Problem]:
    """Finds a reason not to draw blood that nothing could ever bring about."""
    if not row.rules and not row.question:
        yield "could never be met", "name a rule of the screening, or ask a question"


CHECKS: dict[str, Callable[[Any, Typed], Iterable[Problem]]] = {
    "contraindication": rule_problems,
    "conflict": conflict_problems,
    "device": device_problems,
    "code": code_problems,
    "medicine": route_problems,
    "country": countries_problems,
    "skin_scenario": scenario_problems,
    "epidermis": epidermis_problems,
    "parameter": parameter_problems,
    "channel_clock": clock_problems,
    "constraint": constraint_problems,
    "course_of_sign": sign_problems,
    "red_flag": flag_problems,
    "words_of_sign": wording_problems,
    "language": language_problems,
    "home_product": product_problems,
    "incident_guide": guide_problems,
    "adverse_kind": kind_problems,
    "blood_refusal": blood_problems,
}
