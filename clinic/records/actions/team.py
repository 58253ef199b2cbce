"""Deeds upon the clinic and its people: setting up, inviting, suspending, PINs."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic, Membership, Profession, Role, User
from clinic.accounts.models.membership import MembershipState
from clinic.records.deeds import Event, deed
from clinic.records.refusals import BadInput, WrongState

PIN_LENGTHS = range(4, 9)
# Convention: registers renew within a few years; one without an end is left empty. Beyond a working life it is a typo.
CREDENTIAL_YEARS_AHEAD = 20
CREDENTIAL_YEARS_BACK = 60
# The advisory lock of PostgreSQL that is held while a clinic is founded; any number that nothing else here uses.
FOUNDING = 20_260_105


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDetails:
    """What a clinic says of itself."""

    name: str
    country: str
    time_zone: str
    phone: str
    emergency_number: str
    on_call_name: str = ""
    on_call_hours: str = ""
    out_of_hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDetails:
    """What somebody is to the clinic."""

    role: str
    profession: str = Profession.NONE
    credential: str = ""
    scope: str = ""
    valid_until: date | None = None
    needs_cosign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person's name and how they sign in."""

    name: str
    email: str
    password: str


@deed()
def set_up_clinic(event: Event, details: ClinicDetails, person: Person, member: MemberDetails) -> Membership:
    """Found the clinic with its first medical director; possible only while there is no clinic."""
    _let_one_in_at_a_time()
    if Clinic.objects.exists():
        raise WrongState(_("A clinic has been set up here already. Sign in instead."))
    if member.role != Role.DIRECTOR:
        raise BadInput(
            "role", _("The first person must be the medical director, who then invites the others.")
        )
    return _found(event, details, person, member)


@deed(on=Clinic)
def amend_clinic(event: Event, clinic: Clinic, details: ClinicDetails) -> Clinic:
    """Correct what the clinic says of itself."""
    _fill_clinic(clinic, details)
    clinic.save()
    event.about(clinic)
    return clinic


@deed()
def invite_member(event: Event, name: str, email: str, details: MemberDetails) -> Membership:
    """Invite somebody; they choose a password by the link that the invitation makes."""
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, name=name)
    if Membership.objects.filter(clinic=event.clinic, user=user).exists():
        raise BadInput(
            "email", _("This address has a place in the team already. Renew or reinstate it in the list.")
        )
    member = Membership(clinic=event.clinic, user=user, created_at=event.at)
    _fill_member(member, details, event.on)
    member.save(force_insert=True)
    event.about(member)
    return member


@deed(on=Membership)
def renew_invitation(event: Event, member: Membership) -> Membership:
    """Invite somebody again; links that were made before stop working."""
    member.state = MembershipState.INVITED
    return _saved(event, member)


@deed(on=Membership)
def withdraw_invitation(event: Event, member: Membership) -> Membership:
    """Take an invitation back before it was accepted."""
    member.state = MembershipState.WITHDRAWN
    return _saved(event, member)


@deed(on=Membership)
def accept_invitation(event: Event, member: Membership, password: str) -> Membership:
    """Accept an invitation by choosing a password; somebody who has one keeps it."""
    if not member.user.has_usable_password():
        member.user.set_password(password)
        member.user.save()
    member.state = MembershipState.ACTIVE
    return _saved(event, member)


@deed(on=Membership, versioned=True)
def amend_member(event: Event, member: Membership, details: MemberDetails) -> Membership:
    """Change somebody's role, profession or credential; the last director stays one."""
    if details.role != Role.DIRECTOR:
        _check_is_not_last_director(member)
    _fill_member(member, details, event.on)
    member.save()
    event.about(member)
    return member


@deed(on=Membership)
def suspend_member(event: Event, member: Membership) -> Membership:
    """Suspend somebody; their name stays on what they did, and they can no longer sign in here."""
    if str(member.pk) == event.actor.id:
        raise WrongState(_("You cannot suspend yourself. Ask another director."))
    _check_is_not_last_director(member)
    member.state = MembershipState.SUSPENDED
    return _saved(event, member)


@deed(on=Membership)
def reinstate_member(event: Event, member: Membership) -> Membership:
    """Take somebody back."""
    member.state = MembershipState.ACTIVE
    return _saved(event, member)


@deed(on=Membership)
def choose_pin(event: Event, member: Membership, pin: str) -> Membership:
    """Choose the PIN with which one comes back after a pause; for oneself only."""
    if str(member.pk) != event.actor.id:
        raise WrongState(_("A PIN can be chosen only by the person it belongs to."))
    check_pin(pin)
    member.user.set_pin(pin, event.at)
    member.user.save()
    event.about(member)
    return member


def check_pin(pin: str) -> None:
    """Refuse a PIN that is too short, no number, or one digit again and again."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        raise BadInput("pin", _("A PIN has 4 to 8 digits and nothing else."))
    if len(set(pin)) == 1 or pin in "0123456789876543210":
        raise BadInput(
            "pin", _("This PIN is too easy to guess. Choose digits that neither repeat nor count.")
        )


def _let_one_in_at_a_time() -> None:
    """Hold whoever founds a clinic at the same moment until this one is done: there is no row yet to lock.

    On SQLite every transaction of ours takes the write lock at its beginning, which does the same.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOUNDING])


def _found(
    event: Event, details: ClinicDetails, person: Person, details_of_member: MemberDetails
) -> Membership:
    clinic = Clinic(created_at=event.at)
    _fill_clinic(clinic, details)
    clinic.save(force_insert=True)
    user = User.objects.create_user(person.email, person.password, name=person.name)
    member = Membership(clinic=clinic, user=user, created_at=event.at, state=MembershipState.ACTIVE)
    _fill_member(member, details_of_member, event.at.astimezone(clinic.zone).date())
    member.save(force_insert=True)
    event.about(member)
    event.linked(clinic=clinic)
    return member


def _fill_clinic(clinic: Clinic, details: ClinicDetails) -> None:
    if details.time_zone not in available_timezones():
        raise BadInput(
            "time_zone", _("This is no known time zone. Choose one from the list, such as Europe/Berlin.")
        )
    _fill(clinic, asdict(details))


def _fill_member(member: Membership, details: MemberDetails, on: date) -> None:
    _check_valid_until(details.valid_until, on)
    if details.role == Role.PRACTITIONER and details.profession == Profession.NONE:
        raise BadInput("profession", _("A practitioner needs a profession: doctor, nurse or aesthetician."))
    _fill(member, asdict(details))


def _check_valid_until(valid_until: date | None, on: date) -> None:
    if valid_until is None:
        return
    if valid_until.year - on.year > CREDENTIAL_YEARS_AHEAD:
        raise BadInput(
            "valid_until",
            _(
                "This is more than 20 years ahead. Check the year; leave it empty where the credential never ends."
            ),
        )
    if on.year - valid_until.year > CREDENTIAL_YEARS_BACK:
        raise BadInput("valid_until", _("This is more than 60 years ago. Check the year."))


def _fill(row: Clinic | Membership, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(row, column, value.strip() if isinstance(value, str) else value)
    try:
        row.clean_fields(exclude={f.name for f in row._meta.fields} - set(values))
    except ValidationError as fault:
        column, sentences = next(iter(fault.message_dict.items()))
        raise BadInput(column, sentences[0]) from fault


def _check_is_not_last_director(member: Membership) -> None:
    others = Membership.objects.select_for_update().filter(
        clinic=member.clinic, role=Role.DIRECTOR, state=MembershipState.ACTIVE
    )
    if member.role == Role.DIRECTOR and not others.exclude(pk=member.pk).exists():
        raise WrongState(_("This is the only medical director. Make somebody else director first."))


def _saved(event: Event, member: Membership) -> Membership:
    member.version += 1
    member.save()
    event.about(member)
    return member
