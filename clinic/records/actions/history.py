"""Deeds upon a history: answering, listing, and naming concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.accounts.models import Profession
from clinic.records.actors import PATIENT
from clinic.records.deeds import Event, deed, row_content
from clinic.records.models import Answer, EntryKind, HistoryEntry, Patient, SaidBy
from clinic.records.queries.history import LISTS, NONE_SAID, History, history_of, is_of_sitting
from clinic.records.queries.policy import content_of_clinic
from clinic.records.refusals import BadInput, NotHere, NotPermitted, WrongState
from needlepoint.interop import case
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.vocabulary import errors
from needlepoint.vocabulary.dates import read_partial_date
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Truth

LONGEST_NOTE: Final = 2_000
LONGEST_DETAIL: Final = 80
# Convention: what is planned farther off than this is a mistyped year.
YEARS_AHEAD: Final = 10
VALUES: Final = ("patient.phototype", "patient.weight_kg", "device", "goals")
FOR_CLINICIANS: Final = ("device",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer as it was given.

    asks : the id of a rule, or the path of a case question; for a list "no" is none, "yes" is that is all
    """

    asks: str
    answer: str
    detail: str = ""
    zones: tuple[str, ...] = ()
    in_person: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetails:
    """One line of a list as it was given; an event has its day in `until`, and `since` where it lasted."""

    kind: str
    name: str
    detail: str = ""
    route: str = ""
    status: str = ""
    severity: str = ""
    zones: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    dose_mg: float | None = None


@deed(on=Patient)
def answer_questions(event: Event, patient: Patient, said: Sequence[Said]) -> list[Answer]:
    """Note answers; each supersedes what was said before, and both stay."""
    _check_is_own(event, patient)
    history = history_of(patient)
    said = [_as_heard(event, one, history) for one in said]
    for one in said:
        _check_answer(event, one, history)
    answers = [_answer(event, patient, one, history) for one in said]
    event.about(patient, answers=[row_content(answer) for answer in answers])
    return answers


@deed(on=Patient)
def repeat_answers(event: Event, patient: Patient, asks: Iterable[str]) -> list[Answer]:
    """Note that what was said before is still so today."""
    history = history_of(patient)
    before = [history.newest[one] for one in asks if one in history.newest]
    answers = [
        _answer(event, patient, _same_again(answer), history)
        for answer in before
        if answer.as_of != event.on.isoformat()
    ]
    event.about(patient, answers=[row_content(answer) for answer in answers])
    return answers


@deed(on=Patient)
def note_entry(
    event: Event, patient: Patient, details: EntryDetails, supersedes: HistoryEntry | None = None
) -> HistoryEntry:
    """Put a line on a list, or correct one."""
    _check_is_own(event, patient)
    _check_may_list(event, details.kind)
    history = history_of(patient)
    if supersedes is not None and supersedes.pk not in {line.pk for line in history.lines}:
        raise WrongState(_("This line was changed or taken off meanwhile. Look at the list and try again."))
    _check_entry(details, event.on)
    _check_days(details, patient, event.on)
    entry = _entry(event, patient, details, supersedes)
    _reopen_list(event, patient, details.kind, history)
    event.about(entry)
    return entry


@deed(on=HistoryEntry)
def withdraw_entry(event: Event, entry: HistoryEntry) -> HistoryEntry:
    """Take a line off its list; it stays in the record as taken off."""
    _check_is_own(event, entry.patient)
    _check_may_list(event, entry.kind)
    _check_may_take_off(event, entry)
    if entry.is_withdrawn or HistoryEntry.objects.filter(supersedes=entry).exists():
        raise WrongState(_("This line was changed or taken off meanwhile. Look at the list as it is now."))
    gone = _entry(event, entry.patient, _details_of(entry), entry, is_withdrawn=True)
    event.about(gone)
    return gone


def _check_may_take_off(event: Event, entry: HistoryEntry) -> None:
    """Leave what the clinic noted to the clinic: taking it off would soften the next decision with nobody looking."""
    if event.actor.kind == PATIENT and entry.noted_by_kind != PATIENT:
        raise NotPermitted(_("Your clinic noted this. If it is not so, please tell us in person."))


@deed(on=Patient)
def set_concern(
    event: Event, patient: Patient, indication: str, zones: Sequence[str], severity: str = ""
) -> HistoryEntry:
    """Note what somebody would like treated and where; without a zone the concern is taken back."""
    lines = history_of(patient).listed(EntryKind.CONCERN)
    before = next((line for line in lines if line.name == indication), None)
    if before is None and not zones:
        raise BadInput("zones", _("Tap at least one place, so that screening knows where."))
    details = EntryDetails(
        kind=EntryKind.CONCERN, name=indication, zones=tuple(zones), severity=severity if zones else ""
    )
    _check_entry(details, event.on)
    concern = _entry(event, patient, details, before, is_withdrawn=not zones)
    event.about(concern)
    return concern


def _check_is_own(event: Event, patient: Patient) -> None:
    if event.actor.kind == PATIENT and event.actor.id != str(patient.pk):
        raise NotHere


def _check_may_list(event: Event, kind: str) -> None:
    """Refuse a patient who changes what is to be treated: the plan stands on it."""
    if event.actor.kind == PATIENT and kind == EntryKind.CONCERN:
        raise NotPermitted(_("What is treated is noted together with the clinic."))


def _as_heard(event: Event, said: Said, history: History) -> Said:
    """Take a patient's "there are none" against what the clinic has listed as something to talk about.

    A refusal would say that something is listed, to whoever holds the screen.
    """
    is_about_a_list = event.actor.kind == PATIENT and said.asks in LISTS and said.answer == Truth.NO
    if not is_about_a_list or not history.listed(LISTS[said.asks]):
        return said
    if any(is_of_sitting(line, event.actor.sitting) for line in history.listed(LISTS[said.asks])):
        return said
    return replace(said, answer=Truth.UNKNOWN.value, in_person=True, note=NONE_SAID)


def _said_by(event: Event) -> str:
    if event.actor.kind == PATIENT:
        return SaidBy.PATIENT
    return SaidBy.DOCTOR if event.actor.profession == Profession.DOCTOR else SaidBy.PRACTITIONER


def _answer(event: Event, patient: Patient, said: Said, history: History) -> Answer:
    answer = Answer(
        **_noted(event, patient),
        **asdict(replace(said, zones=())) | {"zones": list(said.zones) or None},
        as_of=event.on.isoformat(),
        supersedes=history.newest.get(said.asks),
    )
    answer.save(force_insert=True)
    return answer


def _entry(
    event: Event,
    patient: Patient,
    details: EntryDetails,
    supersedes: HistoryEntry | None,
    *,
    is_withdrawn: bool = False,
) -> HistoryEntry:
    entry = HistoryEntry(
        **_noted(event, patient),
        **asdict(details) | {"zones": list(details.zones) or None},
        supersedes=supersedes,
        is_withdrawn=is_withdrawn,
    )
    entry.save(force_insert=True)
    return entry


def _noted(event: Event, patient: Patient) -> dict[str, Any]:
    return {
        "clinic": patient.clinic,
        "created_at": event.at,
        "patient": patient,
        "said_by": _said_by(event),
        "noted_by_kind": event.actor.kind,
        "noted_by_id": event.actor.id,
        "noted_by_name": event.actor.name,
        "sitting": event.actor.sitting or None,
    }


def _same_again(answer: Answer) -> Said:
    return Said(
        asks=answer.asks,
        answer=answer.answer,
        detail=answer.detail,
        zones=tuple(answer.zones or ()),
        note=answer.note,
    )


def _details_of(entry: HistoryEntry) -> EntryDetails:
    names = EntryDetails.__dataclass_fields__
    given = {name: getattr(entry, name) for name in names}
    return EntryDetails(**given | {"zones": tuple(entry.zones or ())})


def _reopen_list(event: Event, patient: Patient, kind: str, history: History) -> None:
    """Ask again whether a list is complete, once something stands on what was said to be empty."""
    path = next((path for path, one in LISTS.items() if one == kind), "")
    answer = history.newest.get(path)
    if answer is not None and answer.answer == Truth.NO:
        _answer(event, patient, Said(asks=path, answer=Truth.UNKNOWN), history)


def _check_answer(event: Event, said: Said, history: History) -> None:
    if event.actor.kind == PATIENT and said.asks in FOR_CLINICIANS:
        raise NotPermitted(_("The clinic chooses the device."))
    if said.answer not in list(Truth):
        raise BadInput(said.asks, _("Choose yes, no, or I don't know."))
    if len(said.note) > LONGEST_NOTE or "\x00" in said.note:
        raise BadInput(said.asks, _("Shorten this to 2000 characters of plain text."))
    if len(said.detail) > LONGEST_DETAIL or "\x00" in said.detail:
        raise BadInput(said.asks, _("Choose one of the answers."))
    if any(zone not in shipped_content().zone for zone in said.zones):
        raise BadInput(said.asks, _("Choose places from the list."))
    if said.asks in LISTS:
        _check_list(said, history)
    elif said.asks in VALUES:
        _check_value(said)
    elif said.asks != "patient.can_be_pregnant":
        _check_rule(said, content_of_clinic(event.clinic))


def _check_list(said: Said, history: History) -> None:
    if said.answer == Truth.NO and history.listed(LISTS[said.asks]):
        raise BadInput(said.asks, _("Something is on this list. Take it off first, or say that it is all."))


def _check_value(said: Said) -> None:
    if said.answer != Truth.YES or said.asks == "goals":
        return
    question = shipped_content().case_question[said.asks]
    if said.asks == "patient.weight_kg":
        _read(said.asks, lambda: case.as_number(_number(said.detail), said.asks, 20, 400))
    elif said.detail not in {choice.id for choice in question.choice}:
        raise BadInput(said.asks, _("Choose one of the answers."))


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _check_rule(said: Said, content: Content) -> None:
    rule = content.contraindication.get(said.asks)
    if rule is None or rule.question is None:
        raise BadInput("asks", _("This question does not exist here. Open the page again."))
    if said.detail and said.detail not in {choice.id for choice in rule.question.choice}:
        raise BadInput(said.asks, _("Choose one of the answers."))


def _check_entry(details: EntryDetails, on: date) -> None:
    """Let the reader of case documents check a line, so that nothing is stored that screening could not read."""
    content = shipped_content()
    document = _document_of(details)
    readers = {
        EntryKind.MEDICINE: lambda: case.read_medicine(document, "medicine", on),
        EntryKind.EVENT: lambda: case.read_event(document, "event", content),
        EntryKind.ALLERGY: lambda: case.as_text(details.name, "allergy.name"),
        EntryKind.CONCERN: lambda: case.read_concern(document, "concern", content),
    }
    if details.kind not in readers:
        raise BadInput("kind", _("This list does not exist here. Open the page again."))
    if len(details.name) > 200 or "\x00" in details.name + details.detail:
        raise BadInput("name", _("Write the name in at most 200 plain characters."))
    _read("name", readers[EntryKind(details.kind)])


def _check_days(details: EntryDetails, patient: Patient, on: date) -> None:
    """Refuse a day before the person was born, and one so far off that the year must be mistyped."""
    for field, text in (("since", details.since), ("until", details.until)):
        day = read_partial_date(text) if text else None
        if day is not None and day.latest < patient.birth_date:
            raise BadInput(field, _("This lies before the birth date. Check the year."))
        if day is not None and day.year - on.year > YEARS_AHEAD:
            raise BadInput(field, _("This lies more than 10 years ahead. Check the year."))


def _document_of(details: EntryDetails) -> dict[str, Any]:
    zones = list(details.zones) or None
    if details.kind == EntryKind.MEDICINE:
        return {
            "name": details.name,
            "route": details.route or None,
            "status": details.status or None,
            "from": details.since or None,
            "until": details.until or None,
            "dose_mg": details.dose_mg,
        }
    if details.kind == EntryKind.CONCERN:
        return {"indication": details.name, "zones": zones, "severity": details.severity or None}
    return {
        "kind": details.name,
        "detail": details.detail or None,
        "zones": zones,
        "from": details.since or None,
        "until": details.until or None,
    }


def _read(field: str, read: Any) -> Facts | Any:
    """Turn what the library refuses into a sentence beside the field."""
    try:
        return read()
    except errors.BadInput as refusal:
        name = refusal.field.rsplit(".", 1)[-1]
        place = {"from": "since", "status": "status", "until": "until", "zones": "zones"}.get(name, field)
        raise BadInput(
            place, f"{name.replace('_', ' ').capitalize()} {refusal.rule}; {refusal.remedy}."
        ) from refusal
