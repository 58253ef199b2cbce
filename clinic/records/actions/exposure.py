"""Deeds of looking back: finding everybody who met something, following each, and closing it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    FollowUp,
    FollowUpStep,
    LookBack,
    LookBackPerson,
    LookBackState,
    ResultCategory,
    SoughtBy,
)
from clinic.records.queries.blood import label_read
from clinic.records.queries.exposure import (
    ExposedPerson,
    Sought,
    exposed_to,
    followed_of,
    found_since,
    words_of,
)
from clinic.records.refusals import AlreadyDone, BadInput, WrongState

LONGEST_VALUE = 80


@deed()
def open_look_back(event: Event, sought: Sought, why: str, *, is_drill: bool = False) -> LookBack:
    """Find everybody who met something, and keep the list as it was found."""
    if not why.strip():
        raise BadInput(
            "why", _("Say in a few words what happened; the audit keeps it apart from other looks.")
        )
    words = checked(event.clinic, sought)
    people = exposed_to(event.clinic, sought)
    look_back = LookBack(
        clinic=event.clinic,
        created_at=event.at,
        by=sought.by,
        value=label_read(sought.value) if sought.by == SoughtBy.BLOOD else sought.value.strip(),
        operator=sought.operator,
        words=words,
        since=sought.since,
        until=sought.until,
        why=why.strip(),
        is_drill=is_drill,
        people_found=len(people),
        people_reachable=sum(1 for one in people if one.is_reachable),
        by_name=event.actor.name,
    )
    look_back.save(force_insert=True)
    _keep(event, look_back, people)
    event.about(look_back, people=sorted(str(one.patient.pk) for one in people))
    return look_back


@deed(on=LookBack)
def extend_look_back(event: Event, look_back: LookBack) -> LookBack:
    """Add whom it finds now and did not find when it was opened: a session was signed late, or a lot corrected."""
    people = found_since(look_back)
    if not people:
        raise AlreadyDone(_("Nobody has come to it since. The list is complete as it stands."), look_back)
    _keep(event, look_back, people)
    event.about(look_back, people=sorted(str(one.patient.pk) for one in people))
    return look_back


@deed(on=LookBackPerson)
def note_follow_up(
    event: Event, person: LookBackPerson, step: str, *, result: str = "", note: str = ""
) -> FollowUp:
    """Note one step for somebody who was found; a later word is noted beside it, never over it."""
    look_back = LookBack.objects.select_for_update().get(pk=person.look_back_id)
    if look_back.state != LookBackState.OPEN:
        raise WrongState(_("This look-back is closed. Open another one where something new came up."))
    if look_back.is_drill:
        raise WrongState(_("This is an exercise: nobody is told anything. Close it when the list is made."))
    if step not in FollowUpStep.values:
        raise BadInput("step", _("Choose what was done."))
    if (step == FollowUpStep.RESULT) != (result in ResultCategory.values):
        raise BadInput("result", _("Choose how the result came out; only a result has one."))
    row = FollowUp(
        clinic=event.clinic,
        created_at=event.at,
        person=person,
        step=step,
        result=result,
        note=note.strip()[:400],
        by_name=event.actor.name,
    )
    row.save(force_insert=True)
    event.about(row)
    event.linked(look_back=look_back, patient=person.patient)
    return row


@deed(on=LookBack)
def close_look_back(event: Event, look_back: LookBack, summary: str) -> LookBack:
    """Close it, once everybody was seen to; an exercise is closed when its list is made."""
    if not summary.strip():
        raise BadInput("summary", _("Say in a few sentences what came of it."))
    waiting = [] if look_back.is_drill else [one for one in followed_of(look_back) if not one.is_settled]
    if waiting:
        raise WrongState(
            _("%(n)s of %(all)s people are not settled yet. See to each of them first.")
            % {"n": len(waiting), "all": look_back.people.count()}
        )
    look_back.state, look_back.closed_at = LookBackState.CLOSED, event.at
    look_back.summary = summary.strip()
    look_back.save(update_fields=["state", "closed_at", "summary"])
    event.about(look_back)
    return look_back


def checked(clinic: Clinic, sought: Sought) -> str:
    """Give the words for what is sought; refuse what does not exist here, or would find everybody."""
    if sought.by not in SoughtBy.values:
        raise BadInput("by", _("Choose what to start from."))
    if sought.since and sought.until and sought.until < sought.since:
        raise BadInput("until", _("The last day lies before the first. Exchange them."))
    if sought.by == SoughtBy.DAY and not (sought.since and sought.until):
        raise BadInput("since", _("Give the first and the last day."))
    if sought.by != SoughtBy.DAY and not sought.value.strip():
        raise BadInput("value", _("Say what to look for."))
    if len(sought.value) > LONGEST_VALUE:
        raise BadInput("value", _("At most %(n)s characters, please.") % {"n": LONGEST_VALUE})
    words = _words(clinic, sought)
    if not words and sought.by != SoughtBy.DAY:
        raise BadInput(
            "value", _("There is nobody and nothing of that name here. Compare it, and try again.")
        )
    return _with_operator(clinic, sought, words)


def _words(clinic: Clinic, sought: Sought) -> str:
    try:
        return words_of(clinic, sought)
    except (ValidationError, ValueError):
        return ""


def _with_operator(clinic: Clinic, sought: Sought, words: str) -> str:
    """Say whose sessions alone are sought; refuse whoever never worked here."""
    if not sought.operator:
        return words
    name = _words(clinic, Sought(by=SoughtBy.OPERATOR, value=sought.operator))
    if not name:
        raise BadInput("operator", _("Choose somebody who works or worked here."))
    return ", ".join(filter(None, [words, _("only of %(name)s") % {"name": name}]))[:200]


def _keep(event: Event, look_back: LookBack, people: list[ExposedPerson]) -> None:
    LookBackPerson.objects.bulk_create(
        LookBackPerson(
            clinic=event.clinic,
            created_at=event.at,
            look_back=look_back,
            patient=one.patient,
            sessions=[str(exposure.session.pk) for exposure in one.exposures],
        )
        for one in people
    )
