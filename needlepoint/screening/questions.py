"""What is still to ask, the answers that could matter most first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from needlepoint.protocols.model import Choice, Contraindication
from needlepoint.screening.circumstances import LISTS, Circumstances
from needlepoint.screening.evaluation import Evaluated
from needlepoint.screening.instances import Instance
from needlepoint.vocabulary.reasons import Decision, Truth, hardest


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question whose answer is missing; `needs` says which part: the answer, its place, its kind, its date."""

    asks: str
    kind: str
    text: str
    why: str
    could_bring: Decision
    needs: tuple[str, ...] = ("answer",)
    choices: tuple[tuple[str, str], ...] = ()
    old_answer: str | None = None


def questions_of(evaluated: Iterable[Evaluated], scene: Circumstances) -> tuple[OpenQuestion, ...]:
    """Gives the open questions, each once, ordered by the hardest effect that an answer could bring."""
    found = [*from_rules(evaluated, scene), *from_names(scene), *from_plan(scene)]
    if not found:
        return ()
    merged: dict[tuple[str, str], OpenQuestion] = {}
    for question in found:
        key = (question.asks, question.text)
        merged[key] = joined(merged[key], question) if key in merged else question
    return tuple(sorted(merged.values(), key=lambda question: question.could_bring.softness))


def joined(one: OpenQuestion, other: OpenQuestion) -> OpenQuestion:
    """Joins two reasons for the same question."""
    return OpenQuestion(
        asks=one.asks,
        kind=one.kind,
        text=one.text,
        why=one.why,
        could_bring=hardest(one.could_bring, other.could_bring),
        needs=tuple(dict.fromkeys((*one.needs, *other.needs))),
        choices=one.choices,
        old_answer=one.old_answer or other.old_answer,
    )


def from_rules(evaluated: Iterable[Evaluated], scene: Circumstances) -> Iterator[OpenQuestion]:
    """Gives what the rules leave open."""
    for one in evaluated:
        if one.is_unknown:
            for path in one.reading.asks:
                yield asked(path, one, scene, ("answer",))
        for instance in one.reading.instances:
            if instance.asks or not instance.zones_complete:
                yield from about_instance(one, instance, scene)
        if one.reading.is_stale or (one.outcomes and is_contradicted(one, scene)):
            yield asked(path_of(one), one, scene, ("answer",))


def about_instance(one: Evaluated, instance: Instance, scene: Circumstances) -> Iterator[OpenQuestion]:
    """Asks for what something that fires, or may fire, a rule leaves open."""
    acts = any(o.instance is instance for o in (*one.outcomes, *one.possible))
    for missing in instance.asks if acts else ():
        if missing == "medicine-date":
            yield about_date(one, "medicines", f"When did you last use {instance.names}?", scene)
        elif missing == "date":
            yield about_date(one, "events", f"On which day did you last have this: {instance.names}?", scene)
        else:
            yield asked(path_of(one), one, scene, ("answer" if missing == "rule" else missing,))
    if acts and not instance.zones_complete and one.possible:
        yield asked(path_of(one), one, scene, ("zones",))


def path_of(one: Evaluated) -> str:
    """Gives what to ask about a rule: its own question, or the list that it is derived from."""
    rule = one.rule.written
    if rule.is_asked:
        return rule.id
    return next((name for t in rule.trigger for name in LISTS if getattr(t, name)), "concerns")


def is_contradicted(one: Evaluated, scene: Circumstances) -> bool:
    """Says whether an answer says no to what is recorded."""
    answers = scene.facts.answers.get(one.rule.id, ())
    if not answers or not any(a.answer is Truth.NO for a in answers):
        return False
    return any(o.instance.origin in ("medicine", "event", "allergy") for o in one.outcomes)


def about_date(one: Evaluated, path: str, text: str, scene: Circumstances) -> OpenQuestion:
    """Asks for a missing date in words of its own."""
    why = scene.content.case_question[path].why
    return OpenQuestion(asks=path, kind="date", text=text, why=why, could_bring=brings(one), needs=("date",))


def brings(one: Evaluated) -> Decision:
    """Gives the hardest effect that knowing more could bring."""
    return hardest(one.could_bring, *(o.effect for o in one.outcomes))


def asked(path: str, one: Evaluated, scene: Circumstances, needs: tuple[str, ...]) -> OpenQuestion:
    """Asks a rule's own question, or one that fills a key of the case."""
    if path in scene.content.case_question:
        known = scene.content.case_question[path]
        return OpenQuestion(
            asks=path,
            kind=known.kind,
            text=known.text,
            why=known.why,
            could_bring=brings(one),
            choices=choices_of(known.choice),
        )
    return of_rule(one.rule.written, brings(one), needs, scene)


def choices_of(choices: tuple[Choice, ...]) -> tuple[tuple[str, str], ...]:
    """Gives what may be chosen: ids with their words."""
    return tuple([(choice.id, choice.text) for choice in choices]) if choices else ()


def of_rule(
    rule: Contraindication, could_bring: Decision, needs: tuple[str, ...], scene: Circumstances
) -> OpenQuestion:
    """Writes a rule's question, with the old answer where there is one."""
    question = rule.question
    if question is None:
        return OpenQuestion(
            asks=rule.id, kind="yes_no", text=rule.name, why=rule.rationale, could_bring=could_bring
        )
    old = next((a.answer.value for a in scene.facts.answers.get(rule.id, ())), None)
    return OpenQuestion(
        asks=rule.id,
        kind=question.kind,
        text=question.text,
        why=question.why,
        could_bring=could_bring,
        needs=needs,
        choices=choices_of(question.choice),
        old_answer=old,
    )


def from_names(scene: Circumstances) -> Iterator[OpenQuestion]:
    """Asks what every name is that nobody recognised."""
    for path, name in scene.unrecognised:
        yield OpenQuestion(
            asks=path,
            kind="text",
            text=f"What is “{name}”? Please check the spelling, or say what it is for.",
            why="A name that is not recognised here could matter, so it is never passed over.",
            could_bring=Decision.REFER,
        )


def from_plan(scene: Circumstances) -> Iterator[OpenQuestion]:
    """Asks for the device and for what is planned where."""
    missing = (("device", scene.facts.device is None), ("concerns", scene.is_unplanned))
    for path, is_missing in missing:
        if is_missing:
            known = scene.content.case_question[path]
            yield OpenQuestion(
                asks=path, kind=known.kind, text=known.text, why=known.why, could_bring=Decision.REFER
            )
