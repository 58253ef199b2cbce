"""What is true of one rule before its effects: its instances, or no, or unknown with what to ask."""

from dataclasses import replace
from datetime import date

from needlepoint.protocols.model import Contraindication, Device, Trigger
from needlepoint.screening.circumstances import Circumstances, is_unplanned
from needlepoint.screening.computed import computed_instances, computed_unknowns
from needlepoint.screening.instances import (
    Instance,
    Reading,
    expires,
    from_answer,
    triggered,
    with_answer_details,
)
from needlepoint.vocabulary.patient import Answer
from needlepoint.vocabulary.reasons import Truth


def read(
    rule: Contraindication, scene: Circumstances, device: Device | None, from_rules: tuple[Instance, ...] = ()
) -> Reading:
    """Gathers everything that bears on a rule; `from_rules` is what other rules contribute."""
    answers = scene.facts.answers.get(rule.id, ())
    said_yes = [a for a in answers if a.answer is Truth.YES]
    denials = [a for a in answers if counts_as_no(a, rule, scene)]
    instances = [from_answer(a, rule, scene.on) for a in said_yes]
    instances += [i for t in rule.trigger for i in triggered(rule, t, scene)]
    instances += [
        i for t in rule.trigger if t.computed for i in computed_instances(t.computed, scene, device)
    ]
    instances = settle(
        with_answer_details([*instances, *from_rules]), rule, denials, bool(said_yes), scene.on
    )
    otherwise, asks = truth_otherwise(rule, scene, device, bool(denials))
    return Reading(
        instances=tuple(instances),
        otherwise=otherwise,
        asks=asks,
        is_denied=bool(denials),
        is_stale=any(expires(a, rule, scene.on) for a in said_yes),
    )


def settle(
    instances: list[Instance], rule: Contraindication, denials: list[Answer], is_affirmed: bool, on: date
) -> list[Instance]:
    """Drops what an answer has settled: a medicine that only asks, and a passing thing examined since."""
    if is_affirmed:
        instances = [replace(i, is_certain=True, asks=()) if "rule" in i.asks else i for i in instances]
    kept = [i for i in instances if i.is_certain or "rule" not in i.asks or not denials]
    passing = rule.exam and all(c.hold is None and c.ends_when for c in rule.effect)
    if not (passing and denials):
        return kept
    seen = [a.as_of.earliest if a.as_of else None for a in denials]
    return [i for i in kept if i.origin != "event" or not all(is_after(day or on, i.last) for day in seen)]


def is_after(day: date, last: date | None) -> bool:
    """Says whether an answer is newer than an event; of the same day, the event counts."""
    return last is not None and day > last


def counts_as_no(answer: Answer, rule: Contraindication, scene: Circumstances) -> bool:
    """Says whether a "no" is fresh, for every planned zone, and given by somebody who can know."""
    if answer.answer is not Truth.NO or expires(answer, rule, scene.on):
        return False
    if rule.exam and answer.by not in ("practitioner", "doctor"):
        return False
    if answer.zones is not None and not set(scene.planned) <= set(answer.zones):
        return False
    concerned = {c.indication for c in scene.facts.concerns or ()} & set(rule.no_counts_only_by_doctor_before)
    return not concerned or answer.by == "doctor"


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
        return ("concerns",) if is_unplanned(scene.facts) else ()
    lists = {"medicines": facts.medicines, "events": facts.events, "allergies": facts.allergies}
    wanted = [name for name in lists if getattr(trigger, name)]
    return tuple(name for name in wanted if lists[name] is None or not facts.lists_are_complete)
