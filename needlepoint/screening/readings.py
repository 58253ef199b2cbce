"""What is true of one rule before its effects: its instances, or no, or unknown with what to ask."""

from datetime import date

from needlepoint.protocols.model import Contraindication, Device, Trigger
from needlepoint.screening.circumstances import Circumstances
from needlepoint.screening.computed import computed_instances, computed_unknowns
from needlepoint.screening.instances import (
    Instance,
    Reading,
    expires,
    from_answer,
    triggered,
    with_answer_details,
)
from needlepoint.screening.rules import LISTS, RuleInForce
from needlepoint.vocabulary.patient import Answer
from needlepoint.vocabulary.reasons import Truth


def read(
    rule: RuleInForce, scene: Circumstances, device: Device | None, from_rules: list[Instance]
) -> Reading:
    """Gathers everything that bears on a rule; `from_rules` is what other rules contribute."""
    written, answers = rule.written, scene.facts.answers.get(rule.id, ())
    said_yes = [a for a in answers if a.answer is Truth.YES]
    denials = [a for a in answers if a.answer is Truth.NO and counts_as_no(a, written, scene)]
    instances = [from_answer(a, rule, scene.on) for a in said_yes]
    for trigger in written.trigger:
        instances += triggered(rule, trigger, scene)
    if rule.is_calculated:
        instances += [
            i for t in written.trigger if t.computed for i in computed_instances(t.computed, scene, device)
        ]
    instances += from_rules
    if answers:
        instances = settle(with_answer_details(instances), rule, denials, bool(said_yes), scene.on)
    if said_yes:
        is_stale = any(expires(a, written, scene.on) for a in said_yes)
        return Reading(tuple(instances), is_answered=True, is_stale=is_stale)
    otherwise, asks = truth_otherwise(written, scene, device, bool(denials))
    return Reading(tuple(instances), otherwise, asks)


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
    rule: Contraindication, scene: Circumstances, device: Device | None, is_denied: bool
) -> tuple[Truth, tuple[str, ...]]:
    """Says what a rule is where nothing fires it, and what to ask where it is unknown."""
    missing = tuple(dict.fromkeys(path for t in rule.trigger for path in unknown_inputs(t, scene, device)))
    fixed = tuple(path for path in missing if path.startswith(("patient.", "concerns")))
    if fixed:
        return Truth.UNKNOWN, fixed
    if is_denied:
        return Truth.NO, ()
    settling = [t for t in rule.trigger if t.settles]
    if settling and not any(unknown_inputs(t, scene, device) for t in settling):
        return Truth.NO, ()
    if rule.is_asked:
        return Truth.UNKNOWN, (rule.id,)
    return (Truth.UNKNOWN, missing) if missing else (Truth.NO, ())


def unknown_inputs(trigger: Trigger, scene: Circumstances, device: Device | None) -> tuple[str, ...]:
    """Names the keys of the case that a trigger needs and that nobody has given."""
    if trigger.computed:
        return computed_unknowns(trigger.computed, scene, device)
    facts = scene.facts
    if trigger.phototypes:
        return () if facts.patient.phototype else ("patient.phototype",)
    if trigger.zones:
        return ("concerns",) if scene.is_unplanned else ()
    wanted = [name for name in LISTS if getattr(trigger, name)]
    return tuple(n for n in wanted if getattr(facts, n) is None or not facts.lists_are_complete)
