"""The history of a patient as it stands: the newest word on every question, the lists, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.models import Answer, EntryKind, HistoryEntry, Patient, PatientLink, SaidBy, Session
from clinic.records.models.history import WRONG_BIRTH_DATES_ALLOWED
from clinic.records.queries.policy import content_of_clinic
from clinic.records.queries.progress import Progress
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Contraindication
from needlepoint.screening.instances import expires
from needlepoint.vocabulary import patient as known
from needlepoint.vocabulary.reasons import Truth

# Each list, and the question by which it is closed: "no" is "there are none", "yes" is "that is all".
LISTS: Final[dict[str, str]] = {"medicines": "medicine", "events": "event", "allergies": "allergy"}
# A patient said that there is nothing on a list on which the clinic has something: to be talked about.
NONE_SAID: Final = "none, says the patient"
# What everybody at the chair must know at a glance; what is sensitive is not among it.
ALERTING_RULES: Final = (
    "pregnancy",
    "bleeding-disorder",
    "anaesthetic-allergy",
    "latex-allergy",
    "keloid-history",
    "seizure-disorder",
)


@cache
def always_asked() -> frozenset[str]:
    """Name what is asked of everybody; the rest is asked where something makes it a question."""
    rules = shipped_content().contraindication.values()
    return frozenset({r.id for r in rules if r.is_asked and not (r.asked_if or r.follows)} | set(LISTS))


class History:
    """Everything that was ever said, and what of it stands."""

    def __init__(
        self,
        answers: Sequence[Answer],
        entries: Sequence[HistoryEntry],
        whole: "History | None" = None,
    ) -> None:
        self.answers = answers
        self.entries = entries
        self.whole = whole

    def at_sitting(self, sitting: str) -> "History":
        """Give only what was said at one sitting; `whole` still knows what is answered, and nobody is shown it.

        Without a sitting that is nothing: what the clinic noted has none either.
        """
        answers = [one for one in self.answers if is_of_sitting(one, sitting)]
        entries = [one for one in self.entries if is_of_sitting(one, sitting)]
        return History(answers, entries, whole=self)

    def is_kept(self, asks: str) -> bool:
        """Tell whether a question was answered elsewhere, so that here it need not be, and the answer is not shown."""
        return self.whole is not None and asks not in self.newest and asks in self.whole.newest

    @cached_property
    def newest(self) -> dict[str, Answer]:
        """Give the answer that stands for every question."""
        return {answer.asks: answer for answer in standing(self.answers)}

    @cached_property
    def lines(self) -> list[HistoryEntry]:
        """Give the lines that stand on the lists."""
        return [entry for entry in standing(self.entries) if not entry.is_withdrawn]

    def listed(self, kind: str) -> list[HistoryEntry]:
        """Give the lines of one list."""
        return [entry for entry in self.lines if entry.kind == kind]

    def is_closed(self, path: str) -> bool:
        """Tell whether somebody said that a list is complete, or that there is nothing on it."""
        answer = self.newest.get(path)
        return answer is not None and answer.answer != Truth.UNKNOWN

    def value_of(self, path: str) -> str:
        """Give the value of a key of the case, or nothing."""
        answer = self.newest.get(path)
        return answer.detail if answer and answer.answer == Truth.YES else ""

    def voices(self, rule: Contraindication) -> tuple[known.Answer, ...]:
        """Give what counts for a rule: the newest word, and under it what only an examiner can take back."""
        spoken = [answer for answer in reversed(self.answers) if answer.asks == rule.id]
        if not spoken:
            return ()
        kept, newest = [spoken[0]], spoken[0]
        if newest.answer != Truth.YES:
            kept += _examined_before(spoken, rule)
        return tuple(answer.to_domain() for answer in dict.fromkeys(kept))

    def is_stale(self, rule: Contraindication, on: date) -> bool:
        """Tell whether the answer to a rule is too old to go by."""
        answer = self.newest.get(rule.id)
        return answer is not None and expires(answer.to_domain(), rule, on)

    @cached_property
    def to_be_told_in_person(self) -> list[Answer]:
        """Give the questions that the patient would rather answer face to face."""
        return [answer for answer in self.newest.values() if answer.in_person]


def _examined_before(spoken: list[Answer], rule: Contraindication) -> list[Answer]:
    """Give the newest word of a clinician under a patient's, and of a doctor where only a doctor's "no" counts."""
    newest, found = spoken[0], []
    if rule.exam and newest.is_by_patient:
        found += [answer for answer in spoken if not answer.is_by_patient][:1]
    if rule.no_counts_only_by_doctor_before and newest.said_by != SaidBy.DOCTOR:
        doctors = [answer for answer in spoken if answer.said_by == SaidBy.DOCTOR][:1]
        found += [answer for answer in doctors if answer.answer == Truth.NO]
    return found


def is_of_sitting(row: Answer | HistoryEntry, sitting: str) -> bool:
    """Tell whether something was written at a sitting."""
    return row.sitting is not None and str(row.sitting) == sitting


def standing(rows: Sequence[Any]) -> list[Any]:
    """Leave out what was superseded."""
    superseded = {row.supersedes_id for row in rows}
    return [row for row in rows if row.pk not in superseded]


def history_of(patient: Patient) -> History:
    """Load a patient's history, once for as long as this patient object is at hand."""
    loaded: History | None = getattr(patient, "loaded_history", None)
    if loaded is None:
        answers = list(Answer.objects.filter(patient=patient))
        loaded = History(answers, list(HistoryEntry.objects.filter(patient=patient)))
        patient.loaded_history = loaded  # type: ignore[attr-defined]
    return loaded


def show_one_sitting(patient: Patient, sitting: str) -> None:
    """Let everything that reads this patient object know only what was said at one sitting.

    Whoever holds a patient's screen is shown what they wrote there, and nothing that was said elsewhere.
    """
    forget_history(patient)
    patient.loaded_history = history_of(patient).at_sitting(sitting)  # type: ignore[attr-defined]


def forget_history(patient: Patient) -> None:
    """Let the next question read the rows again, after something was written."""
    for kept in ("loaded_history", "loaded_decision", "loaded_course", "loaded_plans", "loaded_consents"):
        patient.__dict__.pop(kept, None)


def concerns_of(patient: Patient) -> tuple[known.Concern, ...]:
    """Give what somebody would like treated, and where."""
    lines = history_of(patient).listed(EntryKind.CONCERN)
    return tuple(line.to_concern() for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One thing that is different from the last time."""

    asks: str
    before: Answer | HistoryEntry | None
    now: Answer | HistoryEntry | None


def changes_since_last_time(patient: Patient) -> list[Changed]:
    """Tell what the latest day of answers made different from the days before it."""
    history = history_of(patient)
    if not history.answers:
        return []
    latest = max(answer.as_of for answer in history.answers)
    earlier = [answer for answer in history.answers if answer.as_of < latest]
    if not earlier:
        return []
    return [*_changed_answers(history, earlier), *_changed_lines(history, _end_of(earlier))]


def _changed_answers(history: History, earlier: list[Answer]) -> list[Changed]:
    before = {answer.asks: answer for answer in earlier}
    return [
        Changed(asks=asks, before=before.get(asks), now=now)
        for asks, now in history.newest.items()
        if asks not in LISTS and (asks not in before or before[asks].said != now.said)
    ]


def _changed_lines(history: History, since: datetime) -> list[Changed]:
    by_id = {entry.pk: entry for entry in history.entries}
    return [
        Changed(
            asks=entry.kind,
            before=by_id.get(entry.supersedes_id),
            now=None if entry.is_withdrawn else entry,
        )
        for entry in standing(history.entries)
        if entry.created_at > since
    ]


def _end_of(answers: list[Answer]) -> datetime:
    return max(answer.created_at for answer in answers)


def rescreen_questions(patient: Patient, on: date) -> list[tuple[str, str, Answer]]:
    """Give what was answered before and has to be said again on a day: id, words, and the last answer."""
    history, rules = history_of(patient), content_of_clinic(patient.clinic).contraindication
    return [
        (rule.id, rule.question.text, history.newest[rule.id])
        for rule in rules.values()
        if rule.is_asked and rule.question and history.is_stale(rule, on)
    ]


def links_of(patient: Patient, purpose: str) -> list[PatientLink]:
    """Give the links that were sent for a purpose, the newest first."""
    return list(PatientLink.objects.filter(patient=patient, purpose=purpose)[:5])


def with_open_link(rows: QuerySet[Session], purpose: str) -> QuerySet[Session]:
    """Let sessions bring along whether their patient has a link for a purpose that still opens."""
    sent = PatientLink.objects.filter(patient=OuterRef("patient"), purpose=purpose, revoked_at=None)
    good = sent.filter(expires_at__gt=clock.now(), wrong_birth_dates__lt=WRONG_BIRTH_DATES_ALLOWED)
    return rows.annotate(has_open_link=Exists(good))


def history_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Tell how far the history of some patients is."""
    counted = _answered(patients)
    return {patient.pk: _progress(counted.get(patient.pk, 0)) for patient in patients}


def _answered(patients: Sequence[Patient]) -> dict[UUID, int]:
    if len(patients) == 1:
        return {patients[0].pk: len(always_asked() & history_of(patients[0]).newest.keys())}
    # An answer is superseded by another to the same question: how many were asked is how many questions there are.
    rows = Answer.objects.filter(patient__in=patients, asks__in=always_asked())
    return dict(rows.values_list("patient").annotate(Count("asks", distinct=True)).order_by())


def _progress(answered: int) -> Progress:
    if answered >= len(always_asked()):
        return Progress(state="done")
    if not answered:
        return Progress(state="now", note=_("not begun"), next_deed=_("Ask for the medical history"))
    note = _("%(n)s of %(all)s answered") % {"n": answered, "all": len(always_asked())}
    return Progress(state="now", note=note, next_deed=_("Go on with the history"))


def allergies_told(patient: Patient, on: date) -> list[str] | None:
    """Tell the banner which allergies are known; None while nobody has asked."""
    history = history_of(patient)
    named = [line.name for line in history.listed(EntryKind.ALLERGY)]
    rules = shipped_content().contraindication
    yes = [
        rules[asks].name
        for asks, answer in history.newest.items()
        if asks.endswith("-allergy") and asks in rules and answer.answer == Truth.YES
    ]
    return [*named, *yes] if named or yes or history.is_closed("allergies") else None


def alerts_told(patient: Patient, on: date) -> list[str] | None:
    """Tell the banner what everybody at the chair must know."""
    history = history_of(patient)
    if not history.answers:
        return None
    rules = shipped_content().contraindication
    said = [history.newest[asks] for asks in ALERTING_RULES if asks in history.newest]
    alerts = [rules[answer.asks].name for answer in said if answer.answer == Truth.YES]
    waiting = len(history.to_be_told_in_person)
    return [*alerts, _("%(n)s to be told in person") % {"n": waiting}] if waiting else alerts
