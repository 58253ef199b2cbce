"""What this plan makes it necessary to disclose, and the text that is read and signed."""

from collections.abc import Iterator
from dataclasses import dataclass

from needlepoint.consent.validity import scope_of
from needlepoint.planning.conditions import applies, conditions_of
from needlepoint.planning.plan import Plan
from needlepoint.protocols.model import Content, Disclosure
from needlepoint.vocabulary.canonical import digest
from needlepoint.vocabulary.patient import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the consent, with the id of what it discloses."""

    id: str
    title: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """The whole text for one plan. It is signed against `digest`, which names exactly these words."""

    plan_digest: str
    plan_version: int
    content_version: str
    content_digest: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def digest(self) -> str:
        """Names exactly this text."""
        return digest(self)


def disclosures_for(plan: Plan, facts: Facts, content: Content) -> tuple[Disclosure, ...]:
    """Gives every paragraph that this plan and this person make necessary, in the order of the content."""
    conditions = consent_conditions(plan, facts, content)
    return tuple(one for one in content.disclosure.values() if applies(one.only_if, conditions))


def consent_conditions(plan: Plan, facts: Facts, content: Content) -> frozenset[str]:
    """Gives the keys that hold for this plan, of the facts as they are now."""
    now = conditions_of(
        phototype=facts.patient.phototype,
        zones=plan.zone_ids,
        content=content,
        indications=(planned.indication for planned in plan.zones),
        adjuncts=plan.planned_adjuncts,
        anaesthetic=plan.anaesthetic.planned,
        met_rules=plan.met_rules,
        off_label=plan.off_label,
    )
    return now | set(plan.conditions)


def consent_text(plan: Plan, facts: Facts, content: Content) -> ConsentText:
    """Assembles the text: what is planned, what it makes necessary to say, what is off-label, what else there is."""
    said = (
        Paragraph(id=one.id, title=one.title, text=one.text, sources=one.sources)
        for one in disclosures_for(plan, facts, content)
    )
    return ConsentText(
        plan_digest=plan.digest,
        plan_version=plan.version,
        content_version=plan.content_version,
        content_digest=plan.content_digest,
        paragraphs=(
            planned_paragraph(plan, content),
            *said,
            *off_label_paragraphs(plan),
            alternatives_paragraph(plan),
        ),
    )


def planned_paragraph(plan: Plan, content: Content) -> Paragraph:
    """Says what would be done: where, how deep a needle is set, with what, how often."""
    told = [*zone_sentences(plan, content), device_sentence(plan, content), *course_sentences(plan)]
    told += [*adjunct_sentences(plan), *anaesthetic_sentences(plan, content)]
    return Paragraph(id="plan", title="What is planned for you", text=" ".join(told))


def zone_sentences(plan: Plan, content: Content) -> Iterator[str]:
    """Says per zone what it is for, and the longest needle that the consent covers."""
    longest = dict(scope_of(plan).zones)
    for planned in plan.zones:
        place, aim = content.zone[planned.zone].name, content.indication[planned.indication].name.lower()
        most = longest[planned.zone]
        length = f"needles up to {most:g} mm" if most is not None else "the needle length is not chosen yet"
        yield f"{place}, for {aim}: {length}."


def device_sentence(plan: Plan, content: Content) -> str:
    """Says with what."""
    return f"The device is {content.device[plan.device].name}; its needles are new, for you alone, and used once."


def course_sentences(plan: Plan) -> Iterator[str]:
    """Says how often, and that nobody knows where nobody does."""
    course = plan.course
    if course.sessions is None:
        yield "No study that was read says how many sessions are needed; you agree to each one anew."
        return
    most = course.sessions_high or course.sessions
    count = f"{course.sessions} to {most}" if most > course.sessions else f"{course.sessions}"
    yield f"{count} sessions were reported, {course.interval_days} days apart or more."


def adjunct_sentences(plan: Plan) -> Iterator[str]:
    """Says what goes on the needled skin."""
    for check in plan.adjuncts:
        if check.is_planned:
            yield f"On the needled skin: {check.name}."


def anaesthetic_sentences(plan: Plan, content: Content) -> Iterator[str]:
    """Says what numbs the skin, if anything does."""
    planned = plan.anaesthetic.planned
    yield (
        f"To numb the skin: {content.anaesthetic[planned].name}."
        if planned
        else "No numbing product is planned."
    )


def off_label_paragraphs(plan: Plan) -> Iterator[Paragraph]:
    """Says each thing in which the device's label is left."""
    for one in plan.off_label:
        label = f" The label says: {one.label.removesuffix('.')}." if one.label else ""
        title = f"Outside the device's label: {one.what}"
        yield Paragraph(
            id=f"off-label:{one.id}", title=title, text=f"{one.reason}{label}", sources=one.sources
        )


def alternatives_paragraph(plan: Plan) -> Paragraph:
    """Says what else could be done, doing nothing first."""
    return Paragraph(
        id="alternatives-named", title="What else you could do", text=". ".join(plan.alternatives) + "."
    )
