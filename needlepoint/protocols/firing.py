"""What a rule must keep so that it can fire at all: a typo in a trigger would silently disarm it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, get_args, get_type_hints

from needlepoint.protocols.model import Allergen, Contraindication, Hold, MappedCode, NamedMedicine, Trigger
from needlepoint.protocols.model.words import MedicineGroup
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.patient import EVENT_KINDS, ROUTES

Problem = tuple[str, str]
Typed = Mapping[str, Mapping[str, Any]]

KNOWN: dict[str, Collection[str]] = {
    "medicines": set(get_args(MedicineGroup)) - {"none"},
    "events": EVENT_KINDS,
    "allergies": set(get_args(get_type_hints(Allergen)["group"])) - {"none"},
    "phototypes": ("I", "II", "III", "IV", "V", "VI"),
}
KINDS = (*KNOWN, "indications", "zones", "rules", "computed")
CODE_KINDS = ("medicine", "rule", "allergen", "event", "phototype", "smoking-status", "none")


def firing_problems(rule: Contraindication, typed: Typed) -> Iterator[Problem]:
    """Finds triggers that nothing can fire, times that never pass, and things said twice."""
    for trigger in rule.trigger:
        yield from trigger_problems(trigger)
    for clause in rule.effect:
        if clause.hold:
            yield from hold_problems(clause.hold, typed)
        if clause.before:
            yield from span_problems(clause.before)
    if rule.question:
        yield from said_twice((choice.id for choice in rule.question.choice), "choice")
    if rule.valid_for_days is not None and rule.valid_for_days < 0:
        yield (
            f"an answer lasts {rule.valid_for_days} days",
            "0 asks at every session; leave it out where it lasts",
        )
    if rule.id in leaning_on(rule, typed["contraindication"]):
        yield "leans on itself, by itself or through others", "untangle with_rule, rules and follows"


def trigger_problems(trigger: Trigger) -> Iterator[Problem]:
    """Finds a trigger of nothing, of two kinds, or of what no case can have."""
    named = [kind for kind in KINDS if getattr(trigger, kind)]
    if len(named) != 1 and named != ["indications", "zones"]:
        yield f"a trigger names {' and '.join(named) or 'nothing'}", f"name exactly one of {', '.join(KINDS)}"
    for kind, known in KNOWN.items():
        for name in getattr(trigger, kind):
            if name not in known:
                yield (
                    f"a trigger's {kind} names {name!r}, which no case can have",
                    f"use one of {', '.join(known)}",
                )


def hold_problems(hold: Hold, typed: Typed) -> Iterator[Problem]:
    """Finds a hold of no time, also under any side that it may be taken from."""
    if hold.span:
        yield from span_problems(hold.span)
    conflict = typed["conflict"].get(hold.conflict) if hold.conflict else None
    for side in conflict.side if conflict else ():
        if side.hold is None:
            yield (
                f"takes its time from {hold.conflict}, whose side {side.id} has none",
                "give the side a hold",
            )


def span_problems(span: Span) -> Iterator[Problem]:
    """Finds a span of no time or of less."""
    if span.is_empty or min(span.days, span.weeks, span.months) < 0:
        yield "holds for no time", "give days, weeks or months above 0"


def said_twice(names: Iterable[str], what: str) -> Iterator[Problem]:
    """Finds an id that stands twice in one list."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name!r} stands twice", "keep one of them"
        seen.add(name)


def leaning_on(rule: Contraindication, rules: Mapping[str, Contraindication]) -> set[str]:
    """Gives every rule that must be evaluated before this one."""
    reached: set[str] = set()
    waiting = [*leans(rule)]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in rules:
            reached.add(name)
            waiting += leans(rules[name])
    return reached


def leans(rule: Contraindication) -> Iterator[str]:
    """Gives the rules that a rule names."""
    yield from (clause.with_rule for clause in rule.effect if clause.with_rule)
    yield from (name for trigger in rule.trigger for name in trigger.rules)
    if rule.follows:
        yield rule.follows


def route_problems(medicine: NamedMedicine, _: Typed) -> Iterator[Problem]:
    """Finds a route by which nothing is ever given."""
    for one in medicine.acts_as:
        for route in one.routes:
            if route not in ROUTES:
                yield f"route {route!r} is none", f"use one of {', '.join(ROUTES)}"


def code_problems(code: MappedCode, typed: Typed) -> Iterator[Problem]:
    """Finds a code that means something which does not exist."""
    targets = {"medicine": "medicine", "rule": "contraindication", "allergen": "allergen"}
    for means in code.meanings:
        kind, _, rest = means.partition("#")[0].partition(":")
        detail = means.partition("#")[2]
        if kind not in CODE_KINDS:
            yield f"means {means!r}, which is of no known kind", f"use one of {', '.join(CODE_KINDS)}"
        elif kind in targets and rest not in typed[targets[kind]]:
            yield f"means {means!r}, which does not exist", f"name a {targets[kind]}"
        elif kind == "event" and rest not in EVENT_KINDS:
            yield f"means {means!r}, which no case can have", f"use one of {', '.join(EVENT_KINDS)}"
        elif kind == "rule" and detail and detail not in choices_of(typed["contraindication"][rest]):
            yield f"means {means!r}, whose detail is no choice", "name a choice of the rule's question"


def choices_of(rule: Contraindication) -> set[str]:
    """Gives the ids of a rule's choices."""
    return {choice.id for choice in rule.question.choice} if rule.question else set()
