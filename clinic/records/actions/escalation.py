"""Deeds that bring a worry to somebody by name: called, called next, handed over.

Each call is a step with its cause and a message, written in one transaction; the row is locked, so that of two
workers one calls and the other finds that it is done.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.accounts.models import Membership
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    Message,
    MessageKind,
    StepCause,
    StepKind,
    Worry,
    WorryState,
    WorryStep,
)
from clinic.records.queries.photographs import waits_for_a_look
from clinic.records.queries.rota import called_next, phone_of, whose_turn
from clinic.records.refusals import BadInput, WrongState
from needlepoint.aftercare.escalation import URGENT, taken_on_by


@deed(on=Worry)
def call_next_in_line(event: Event, worry: Worry) -> Worry:
    """Call the next in line, because a turn has ended; where everybody was called, say so once."""
    if worry.turn_ends_at is None or event.at < worry.turn_ends_at:
        raise WrongState(_("Whoever is called still has time, or it is answered."))
    member = called_next(worry, event.at)
    if _is_settled(worry):
        worry.turn_ends_at = None
    elif member is not None:
        call_somebody(event, worry, member, _why_next(worry), is_safety=True)
    elif _last_kind(worry) == StepKind.NOBODY_LEFT:
        raise WrongState(_("Everybody in line was called. Nobody is called twice."))
    else:
        add_step(event, worry, StepKind.NOBODY_LEFT)
    worry.save()
    event.about(worry)
    event.linked(patient=worry.patient)
    return worry


@deed(on=Worry)
def hand_over_worry(event: Event, worry: Worry, member: Membership, why: str) -> Worry:
    """Hand a worry over to somebody by name, who is called and takes it on."""
    _check_can_take(event, worry, member)
    worry.state = WorryState.HANDED_OVER
    call_somebody(
        event,
        worry,
        member,
        StepCause.HANDED_OVER,
        is_safety=worry.level in URGENT,
        kind=StepKind.HANDED_OVER,
        text=why.strip(),
    )
    worry.save()
    event.about(worry, why=why)
    event.linked(patient=worry.patient)
    return worry


def call_about_photograph(event: Event, worry: Worry) -> None:
    """Call whoever took a worry on because a photograph came since; their time to look at it begins.

    Nobody is called where somebody is called already and their time still runs. An earlier end of a turn stands.
    """
    until = worry.turn_ends_at
    if _is_being_called(event, worry):
        return
    member = whose_turn(worry, event.at)
    if member is None:  # a clinic always has a director; if the last one is gone the board still shows it
        worry.turn_ends_at = event.at
    else:
        call_somebody(event, worry, member, StepCause.PHOTOGRAPH, is_safety=worry.level in URGENT)
        if until is not None and event.at < until:
            worry.turn_ends_at = min(until, worry.turn_ends_at or until)
    worry.save()


def looked_by(event: Event, worry: Worry) -> datetime | None:
    """Give by when somebody looks at the photographs of a worry that was answered; nothing where none waits."""
    waits = waits_for_a_look(worry.check_in_id)
    return taken_on_by(worry.level, event.at, worry.clinic.zone) if waits else None


def call_somebody(
    event: Event,
    worry: Worry,
    member: Membership,
    because: str,
    *,
    is_safety: bool,
    kind: str = StepKind.CALLED,
    text: str = "",
) -> None:
    """Call somebody by name, inside the deed that is the cause: a step and a message; their time begins."""
    worry.member, worry.on_call_name = member, member.user.name
    worry.turn_ends_at = taken_on_by(worry.level, event.at, worry.clinic.zone)
    step = add_step(event, worry, kind, member=member, because=because, text=text)
    Message.objects.create(
        clinic=worry.clinic,
        created_at=event.at,
        member=member,
        phone=phone_of(member, event.at),
        page=reverse("worry", args=[worry.pk]),
        kind=MessageKind.CALL,
        key=f"{worry.pk}:call:{step.number}",
        is_safety=is_safety,
        not_before=event.at,
    )


def add_step(event: Event, worry: Worry, kind: str, **given: Any) -> WorryStep:
    """Write one step of a worry, inside the deed that takes it."""
    step = WorryStep.objects.create(
        clinic=worry.clinic,
        created_at=event.at,
        worry=worry,
        patient=worry.patient,
        number=WorryStep.objects.filter(worry=worry).count() + 1,
        kind=kind,
        by_name=event.actor.name,
        **given,
    )
    event.linked(step=step)
    return step


def _check_can_take(event: Event, worry: Worry, member: Membership) -> None:
    if member.clinic_id != worry.clinic_id or member.state != "active":
        raise BadInput("member", _("Choose somebody who works here."))
    if not member.is_credential_valid(event.on):
        raise BadInput("member", _("Choose a clinician whose credential is valid."))
    if worry.state != WorryState.ACKNOWLEDGED and worry.member_id == member.pk:
        raise BadInput("member", _("They are called already. Choose another."))


def _is_settled(worry: Worry) -> bool:
    """Tell whether a turn that ended was for a photograph alone, and that one was seen or taken back meanwhile."""
    is_answered = worry.answered_at is not None and worry.state != WorryState.HANDED_OVER
    return is_answered and not waits_for_a_look(worry.check_in_id)


def _why_next(worry: Worry) -> StepCause:
    if worry.answered_at is not None and worry.state != WorryState.HANDED_OVER:
        return StepCause.NOT_LOOKED
    return StepCause.NOT_ANSWERED if worry.state == WorryState.ACKNOWLEDGED else StepCause.NOT_TAKEN_ON


def _is_being_called(event: Event, worry: Worry) -> bool:
    if worry.turn_ends_at is None or event.at >= worry.turn_ends_at:
        return False
    last = WorryStep.objects.filter(worry=worry).order_by("-number").first()
    is_for_one = last is not None and last.because in (StepCause.PHOTOGRAPH, StepCause.NOT_LOOKED)
    return is_for_one or worry.state != WorryState.ACKNOWLEDGED


def _last_kind(worry: Worry) -> str:
    last = WorryStep.objects.filter(worry=worry).last()
    return last.kind if last else ""
