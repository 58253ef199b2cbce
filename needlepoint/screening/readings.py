"""What is true of one rule before its effects: its instances, or no, or unknown with what to ask."""

from datetime import date
from functools import lru_cache

from needlepoint.protocols.model import Contraindication, Device, Trigger
from needlepoint.screening.circumstances import LISTS, Circumstances
from needlepoint.screening.computed import computed_unknowns
from needlepoint.screening.instances import (
    Instance,
    Reading,
    expires,
    spread,
    with_answer_details,
)
from needlepoint.screening.rules import RuleInForce
from needlepoint.vocabulary.patient import Answer
from needlepoint.vocabulary.reasons import Truth


def read(
    rule: RuleInForce, scene: Circumstances, device: Device | None, from_rules: list[Instance]
) -> Reading:
    """Gathers everything that bears on a rule; `from_rules` is what other rules contribute."""
    found = [instance for find in rule.finders for instance in find(scene, device)] + from_rules
    answers = scene.facts.answers.get(rule.id)
    if answers:
        return answered(answers, rule, scene, device, found)
    return Reading(tuple(found), *truth_otherwise(rule, scene, device, is_denied=False))


def answered(
    answers: tuple[Answer, ...],
    rule: RuleInForce,
    scene: Circumstances,
    device: Device | None,
    found: list[Instance],
) -> Reading:
    """Lays what was answered beside what was found."""
    if len(answers) == 1 and not found:
        return answered_alone(answers[0], rule, scene, device)
    said_yes = [a for a in answers if a.answer is Truth.YES]
    denials = [a for a in answers if a.answer is Truth.NO and counts_as_no(a, rule.written, scene)]
    instances = with_answer_details([from_answer(a, rule, scene.on) for a in said_yes] + found)
    instances = settle(instances, rule, denials, bool(said_yes), scene.on)
    if said_yes:
        is_stale = any(expires(a, rule.written, scene.on) for a in said_yes)
        return Reading(tuple(instances), is_answered=True, is_stale=is_stale)
    return Reading(tuple(instances), *truth_otherwise(rule, scene, device, bool(denials)))


def answered_alone(answer: Answer, rule: RuleInForce, scene: Circumstances, device: Device | None) -> Reading:
    """Reads the one answer to a rule on which nothing recorded bears, so that there is nothing to settle."""
    if answer.answer is Truth.YES:
        is_stale = expires(answer, rule.written, scene.on)
        return Reading((from_answer(answer, rule, scene.on),), is_answered=True, is_stale=is_stale)
    is_denied = answer.answer is Truth.NO and counts_as_no(answer, rule.written, scene)
    return Reading((), *truth_otherwise(rule, scene, device, is_denied))


def from_answer(answer: Answer, rule: RuleInForce, on: date) -> Instance:
    """Makes an instance of a "yes"; without a date it is as old as the answer."""
    last = answer.as_of.latest if answer.as_of else on
    return Instance(
        origin="answer",
        zones=spread(answer.zones, rule.written),
        zones_complete=answer.by != "record",
        detail=answer.detail,
        last=min(last, on) if answer.as_of and not answer.as_of.is_whole else last,
        asks=missing_from(answer, rule),
    )


def missing_from(answer: Answer, rule: RuleInForce) -> tuple[str, ...]:
    """Names what a "yes" leaves open: its place, its kind."""
    place = ("zones",) if answer.zones is None and rule.needs_place else ()
    kind = ("detail",) if answer.detail is None and rule.needs_detail else ()
    return place + kind


def settle(
    instances: list[Instance], rule: RuleInForce, denials: list[Answer], is_affirmed: bool, on: date
) -> list[Instance]:
    """Drops what an answer has settled: a medicine that only asks, and a passing thing examined since."""
    if is_affirmed:
        instances = [i._replace(is_certain=True, asks=()) if "rule" in i.asks else i for i in instances]
    kept = [i for i in instances if i.is_certain or "rule" not in i.asks or not denials]
    if not (rule.is_passing and denials):
        return kept
    seen = [a.as_of.earliest if a.as_of else None for a in denials]
    return [i for i in kept if i.origin != "event" or not all(is_after(day or on, i.last) for day in seen)]


def is_after(day: date, last: date | None) -> bool:
    """Says whether an answer is newer than an event; of the same day, the event counts."""
    return last is not None and day > last


def counts_as_no(answer: Answer, rule: Contraindication, scene: Circumstances) -> bool:
    """Says whether a "no" is fresh, for every planned zone, and given by somebody who can know."""
    if expires(answer, rule, scene.on):
        return False
    if rule.exam and answer.by not in ("practitioner", "doctor"):
        return False
    if answer.zones is not None and not scene.planned_set.issubset(answer.zones):
        return False
    return answer.by == "doctor" or scene.indications.isdisjoint(rule.no_counts_only_by_doctor_before)


def truth_otherwise(
    rule: RuleInForce, scene: Circumstances, device: Device | None, is_denied: bool
) -> tuple[Truth, tuple[str, ...]]:
    """Says what a rule is where nothing fires it, and what to ask where it is unknown."""
    if not rule.calculations:
        return truth_by_lists(rule, scene.known, is_denied)
    unknown = [
        (t, computed_unknowns(t.computed, scene, device) if t.computed else unknown_inputs(t, scene.known))
        for t in rule.written.trigger
    ]
    return truth_by_unknowns(rule, unknown, is_denied)


@lru_cache(maxsize=4096)
def truth_by_lists(
    rule: RuleInForce, known: frozenset[str], is_denied: bool
) -> tuple[Truth, tuple[str, ...]]:
    """Says it by what is known of the lists, the plan and the person; the same few are known again and again."""
    unknown = [(trigger, unknown_inputs(trigger, known)) for trigger in rule.written.trigger]
    return truth_by_unknowns(rule, unknown, is_denied)


def truth_by_unknowns(
    rule: RuleInForce, unknown: list[tuple[Trigger, tuple[str, ...]]], is_denied: bool
) -> tuple[Truth, tuple[str, ...]]:
    """Says it by what each trigger needs and nobody has given."""
    missing = tuple(dict.fromkeys(path for _, paths in unknown for path in paths))
    fixed = tuple(path for path in missing if path.startswith(("patient.", "concerns")))
    if fixed:
        return Truth.UNKNOWN, fixed
    settling = [paths for trigger, paths in unknown if trigger.settles]
    if is_denied or (settling and not any(settling)):
        return Truth.NO, ()
    if rule.written.is_asked:
        return Truth.UNKNOWN, (rule.id,)
    return (Truth.UNKNOWN, missing) if missing else (Truth.NO, ())


def unknown_inputs(trigger: Trigger, known: frozenset[str]) -> tuple[str, ...]:
    """Names the keys of the case that a trigger needs and that nobody has given."""
    if trigger.phototypes:
        return () if "phototypes" in known else ("patient.phototype",)
    if trigger.zones:
        return () if "zones" in known else ("concerns",)
    return tuple(name for name in LISTS if getattr(trigger, name) and name not in known)
