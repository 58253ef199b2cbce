"""The questionnaire, generated from the content's questions: short pages, follow-ups, and what stands already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_noop

from clinic.records.models import Answer, HistoryEntry, Patient
from clinic.records.queries.history import LISTS, History, history_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import CaseQuestion, Content, Contraindication
from needlepoint.protocols.policy import Policy
from needlepoint.vocabulary.reasons import Truth

GENERAL, MEDICINES, SKIN, TREATMENTS, ALLERGIES, TODAY = (
    "general",
    "medicines",
    "skin",
    "treatments",
    "allergies",
    "today",
)
# Section, its title, and one calm sentence.
SECTIONS: Final[dict[str, tuple[str, str]]] = {
    GENERAL: (
        gettext_noop("Your health"),
        gettext_noop("What we need to know of you, so that skin can heal well."),
    ),
    MEDICINES: (
        gettext_noop("Medicines and creams"),
        gettext_noop("Please go on with everything that was prescribed to you. We plan around it."),
    ),
    SKIN: (
        gettext_noop("Your skin"),
        gettext_noop("What you see or feel. Somebody looks at it with you as well."),
    ),
    TREATMENTS: (
        gettext_noop("Treatments before"),
        gettext_noop("What was done to your skin or body before."),
    ),
    ALLERGIES: (gettext_noop("Allergies"), gettext_noop("So that we use nothing that your body reacts to.")),
    TODAY: (gettext_noop("Today"), gettext_noop("How you are today. We ask this each time.")),
}
SECTION_OF_LIST: Final = {"medicines": MEDICINES, "events": TREATMENTS, "allergies": ALLERGIES}
# Where a question of its own stands; the rest goes by what its rule is about.
SECTION_OF: Final = {
    "corticosteroid-high-dose": MEDICINES,
    "topical-retinoid": MEDICINES,
    "exfoliant": MEDICINES,
    "lightening-product": MEDICINES,
    "topical-steroid-in-area": MEDICINES,
    "recent-filler": TREATMENTS,
    "permanent-filler-or-thread": TREATMENTS,
    "recent-botulinum-toxin": TREATMENTS,
    "recent-laser": TREATMENTS,
    "recent-peel": TREATMENTS,
    "recent-surgery": TREATMENTS,
    "recent-waxing": TREATMENTS,
    "previous-needling-reaction": TREATMENTS,
    "tattoo-in-area": TREATMENTS,
    "keloid-history": SKIN,
    "hypertrophic-scar-history": SKIN,
    "vitiligo": SKIN,
    "koebner-disease": SKIN,
    "pih-risk": SKIN,
    "acute-illness": TODAY,
    "home-applied-anaesthetic": TODAY,
    "consent-not-possible": TODAY,
    "under-pressure": TODAY,
    "unrealistic-expectations": TODAY,
    "body-dysmorphic-disorder": TODAY,
    "goals": TODAY,
    "patient.can_be_pregnant": GENERAL,
    "patient.weight_kg": GENERAL,
    "patient.phototype": SKIN,
}
ASKED_KEYS: Final = ("patient.can_be_pregnant", "patient.weight_kg", "patient.phototype", "goals")
FOLLOWED_BY_PREGNANCY: Final = "patient.can_be_pregnant"
YES_NO: Final = ("yes_no", "yes_no_zones")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with what stands: its answer, whether that is too old, and the follow-ups that it opens."""

    asks: str
    kind: str
    text: str
    why: str
    section: str
    choices: tuple[tuple[str, str], ...] = ()
    choice_text: str = ""
    exam: bool = False
    is_sensitive: bool = False
    answer: Answer | None = None
    is_stale: bool = False
    is_kept: bool = False
    follow_ups: tuple["Asked", ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has said anything that still counts."""
        return not self.is_kept and (self.answer is None or self.is_stale)

    @property
    def waits_for_eyes(self) -> bool:
        """Tell whether only the patient has spoken where somebody must look."""
        return self.exam and self.answer is not None and self.answer.is_by_patient


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAsked:
    """A list with its lines and whether it is closed."""

    path: str
    kind: str
    text: str
    why: str
    lines: tuple[HistoryEntry, ...]
    answer: Answer | None
    is_kept: bool = False

    @property
    def is_closed(self) -> bool:
        """Tell whether somebody said that this is all, or that there is nothing."""
        return self.answer is not None and self.answer.answer != Truth.UNKNOWN

    @property
    def is_open(self) -> bool:
        """Tell whether the list still waits for a word."""
        if self.is_kept and not self.lines:
            return False
        return self.answer is None or (bool(self.lines) and not self.is_closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One short page of the questionnaire."""

    slug: str
    title: str
    lead: str
    questions: tuple[Asked, ...]
    list: ListAsked | None = None

    @property
    def total(self) -> int:
        """Count what is asked here."""
        return len(self.each) + (self.list is not None)

    @property
    def each(self) -> tuple[Asked, ...]:
        """Give every question, follow-ups after their parent."""
        return tuple(one for question in self.questions for one in (question, *question.follow_ups))

    @property
    def answered(self) -> int:
        """Count what was said."""
        done = sum(not question.is_open for question in self.each)
        return done + (self.list is not None and not self.list.is_open)

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is open."""
        return self.answered == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What decides which questions there are."""

    patient: Patient
    on: date
    content: Content
    policy: Policy
    history: History


def questionnaire(patient: Patient, on: date, policy: Policy) -> list[Section]:
    """Generate the questionnaire for one patient on one day."""
    asking = Asking(
        patient=patient,
        on=on,
        content=policy.whole(shipped_content()),
        policy=policy,
        history=history_of(patient),
    )
    asked = [*_from_keys(asking), *_from_rules(asking)]
    return [
        Section(
            slug=slug,
            title=title,
            lead=lead,
            questions=tuple(one for one in asked if one.section == slug),
            list=_list_in(slug, asking),
        )
        for slug, (title, lead) in SECTIONS.items()
    ]


def section_of(rule: Contraindication) -> str:
    """Give the page on which a rule's question stands."""
    if rule.id.endswith("-allergy"):
        return ALLERGIES
    return SECTION_OF.get(rule.id, SKIN if rule.scope == "area" else GENERAL)


def _from_keys(asking: Asking) -> Iterator[Asked]:
    for path in ASKED_KEYS:
        if path == FOLLOWED_BY_PREGNANCY and not may_be_pregnant_at_all(asking):
            continue
        follow_ups = tuple(_pregnancy(asking)) if path == FOLLOWED_BY_PREGNANCY else ()
        yield _key_asked(asking.content.case_question[path], asking, follow_ups)


def may_be_pregnant_at_all(asking: Asking) -> bool:
    """Tell whether pregnancy is asked about: not of a man, unless somebody said otherwise."""
    return asking.patient.sex != "male" or FOLLOWED_BY_PREGNANCY in asking.history.newest


def _pregnancy(asking: Asking) -> Iterator[Asked]:
    answer = asking.history.newest.get(FOLLOWED_BY_PREGNANCY)
    if answer is None or answer.answer == Truth.NO:
        return
    for rule in asking.content.contraindication.values():
        if rule.is_asked and rule.asked_if == "can-be-pregnant":
            yield _rule_asked(rule, asking)


def _from_rules(asking: Asking) -> Iterator[Asked]:
    for rule in asking.content.contraindication.values():
        if rule.is_asked and not rule.follows and _is_a_question(rule, asking):
            yield _rule_asked(rule, asking)


def _is_a_question(rule: Contraindication, asking: Asking) -> bool:
    if rule.asked_if == "can-be-pregnant":
        return False
    if rule.asked_if == "label-names-it-and-country-allows":
        return _label_names(rule, asking)
    return not (rule.asked_unless_side and _follows(rule.asked_unless_side, asking))


def _label_names(rule: Contraindication, asking: Asking) -> bool:
    device = asking.history.value_of("device")
    country = asking.content.country.get(asking.patient.clinic.country)
    is_named = bool(device) and any(clause.layer == device for clause in rule.effect)
    return is_named and country is not None and country.may_ask_blood_borne_virus


def _follows(side: str, asking: Asking) -> bool:
    conflict, _, name = side.partition(":")
    followed = asking.policy.side_followed(conflict, asking.content)
    return followed is not None and followed.id == name


def _rule_asked(rule: Contraindication, asking: Asking) -> Asked:
    assert rule.question is not None  # the loader refuses an asked rule without one
    answer = asking.history.newest.get(rule.id)
    return Asked(
        asks=rule.id,
        kind=rule.question.kind,
        text=rule.question.text,
        why=rule.question.why,
        section=GENERAL if rule.asked_if == "can-be-pregnant" else section_of(rule),
        choices=tuple((choice.id, choice.text) for choice in rule.question.choice),
        choice_text=rule.question.choice_text or "",
        exam=rule.exam,
        is_sensitive=rule.is_sensitive,
        answer=answer,
        is_stale=asking.history.is_stale(rule, asking.on),
        is_kept=_is_kept(rule, asking),
        follow_ups=tuple(_followers(rule, answer, asking)),
    )


def _is_kept(rule: Contraindication, asking: Asking) -> bool:
    """Tell whether a rule was answered elsewhere and that still counts; what is too old is simply asked."""
    whole = asking.history.whole
    return whole is not None and asking.history.is_kept(rule.id) and not whole.is_stale(rule, asking.on)


def _followers(rule: Contraindication, answer: Answer | None, asking: Asking) -> Iterator[Asked]:
    if answer is None or answer.answer != Truth.YES:
        return
    for other in asking.content.contraindication.values():
        if other.follows == rule.id and other.is_asked:
            yield _rule_asked(other, asking)


def _key_asked(question: CaseQuestion, asking: Asking, follow_ups: tuple[Asked, ...]) -> Asked:
    return Asked(
        asks=question.id,
        kind=question.kind,
        text=question.text,
        why=question.why,
        section=SECTION_OF[question.id],
        choices=tuple((choice.id, choice.text) for choice in question.choice),
        exam=question.id == "patient.phototype",
        answer=asking.history.newest.get(question.id),
        is_kept=asking.history.is_kept(question.id),
        follow_ups=follow_ups,
    )


def _list_in(slug: str, asking: Asking) -> ListAsked | None:
    path = next((path for path, section in SECTION_OF_LIST.items() if section == slug), None)
    if path is None:
        return None
    question = asking.content.case_question[path]
    return ListAsked(
        path=path,
        kind=LISTS[path],
        text=question.text,
        why=question.why,
        lines=tuple(asking.history.listed(LISTS[path])),
        answer=asking.history.newest.get(path),
        is_kept=asking.history.is_kept(path) and asking.history.whole.is_closed(path),  # type: ignore[union-attr]
    )
