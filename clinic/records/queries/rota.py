"""Questions about the rota: who is on call now, who comes after them, and when nobody is."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from clinic.accounts.models import Clinic, Membership, Profession, Role
from clinic.accounts.models.membership import MembershipState
from clinic.records.actors import Actor
from clinic.records.models import OnCallShift, StepKind, Worry, WorryStep
from clinic.records.visibility import visible
from needlepoint.aftercare.escalation import Span, gaps, next_in_line, on_call

STANDING: Final = "standing"
SHOWN_DAYS: Final = 28
GAPS_DAYS: Final = 14


def shifts_of(clinic: Clinic, begins_at: datetime, ends_at: datetime) -> QuerySet[OnCallShift]:
    """Give the shifts that stand within a time; one who may no longer treat is on no rota."""
    rows = OnCallShift.objects.filter(
        clinic=clinic, state=STANDING, begins_at__lt=ends_at, ends_at__gt=begins_at
    )
    able = Q(member__valid_until=None) | Q(member__valid_until__gte=begins_at.astimezone(clinic.zone).date())
    at_work = rows.filter(able, member__state=MembershipState.ACTIVE)
    return at_work.exclude(member__profession=Profession.NONE).select_related("member__user")


def shifts_listed(actor: Actor, moment: datetime) -> list[OnCallShift]:
    """List the shifts of the next four weeks, also of those who may no longer treat, so that somebody sees it."""
    rows = visible(actor, OnCallShift).filter(state=STANDING, ends_at__gt=moment)
    return list(rows.filter(begins_at__lt=moment + timedelta(days=SHOWN_DAYS)).select_related("member__user"))


def gaps_ahead(clinic: Clinic, moment: datetime) -> tuple[Span, ...]:
    """Give the times of the next two weeks at which nobody is on call."""
    end = moment + timedelta(days=GAPS_DAYS)
    return gaps([one.to_domain() for one in shifts_of(clinic, moment, end)], moment, end)


def shifts_now(clinic: Clinic, moment: datetime) -> list[OnCallShift]:
    """Give the shifts that cover a moment."""
    return list(shifts_of(clinic, moment, moment + timedelta(microseconds=1)))


def is_somebody_on_call(clinic: Clinic, moment: datetime) -> bool:
    """Tell whether anybody is on call at a moment."""
    return bool(on_call([one.to_domain() for one in shifts_now(clinic, moment)], moment))


def directors_of(clinic: Clinic) -> list[Membership]:
    """Give the directors, who are called last and where nobody is on call."""
    rows = Membership.objects.filter(clinic=clinic, role=Role.DIRECTOR, state=MembershipState.ACTIVE)
    return list(rows.select_related("user").order_by("created_at", "pk"))


def clinicians(actor: Actor) -> list[Membership]:
    """Give those who may be on call or take something on: at work, with a clinical profession that is valid today."""
    rows = Membership.objects.filter(clinic=actor.clinic, state=MembershipState.ACTIVE)
    people = rows.exclude(profession=Profession.NONE).select_related("user")
    return [one for one in people if one.is_credential_valid(actor.today)]


def called_next(worry: Worry, moment: datetime) -> Membership | None:
    """Give who is called next about a worry: on the rota, then a director, nobody twice; None: nobody is left."""
    return _in_line(worry.clinic, moment, _called(worry))


def whose_turn(worry: Worry, moment: datetime) -> Membership | None:
    """Give whoever took a worry on, while they may still treat; else who is on call, else a director."""
    taken = WorryStep.objects.filter(
        worry=worry, kind=StepKind.TAKEN_ON, member__state=MembershipState.ACTIVE
    )
    step = taken.select_related("member__user", "member__clinic").order_by("-number").first()
    taker = step.member if step else None
    on = moment.astimezone(worry.clinic.zone).date()
    return taker if taker and taker.is_credential_valid(on) else _in_line(worry.clinic, moment, frozenset())


def phone_of(member: Membership, moment: datetime) -> str:
    """Give the number that a colleague gave for the shift in which they are."""
    rows = OnCallShift.objects.filter(
        member=member, state=STANDING, begins_at__lte=moment, ends_at__gt=moment
    ).exclude(phone="")
    return next((one.phone for one in rows), "")


def _in_line(clinic: Clinic, moment: datetime, called: frozenset[str]) -> Membership | None:
    shifts, directors = shifts_now(clinic, moment), directors_of(clinic)
    members = {str(one.member_id): one.member for one in shifts} | {str(one.pk): one for one in directors}
    found = next_in_line(
        [one.to_domain() for one in shifts], [str(one.pk) for one in directors], moment, called
    )
    return members[found] if found else None


def _called(worry: Worry) -> frozenset[str]:
    """Name everybody who was called or took it on."""
    kinds = (StepKind.CALLED, StepKind.TAKEN_ON, StepKind.HANDED_OVER)
    rows = WorryStep.objects.filter(worry=worry, kind__in=kinds).exclude(member=None)
    return frozenset(str(member) for member in rows.values_list("member", flat=True))
