"""Deeds upon the clinic and its people."""

from clinic.records.actions import team
from tests.record.calls import call, in_state

NURSE = team.MemberDetails(role="practitioner", profession="nurse", credential="NMC 1")
CLINIC = team.ClinicDetails(
    name="Linden Street", country="DE", time_zone="Europe/Berlin", phone="+49 30 1", emergency_number="112"
)
PERSON = team.Person(
    name="Elizabeth Blackwell", email="first@example.org", password="a needle and some thread"
)


@in_state("membership", "invited")
def _(cast):
    return cast.members["invited"]


@in_state("membership", "active")
def _(cast):
    return cast.members["nurse"]


@in_state("membership", "suspended")
def _(cast):
    return cast.members["suspended"]


@in_state("membership", "withdrawn")
def _(cast):
    return team.withdraw_invitation(cast.actor("director"), cast.members["invited"])


@call("set_up_clinic")
def _(cast, actor, row):
    return team.set_up_clinic(actor, CLINIC, PERSON, team.MemberDetails(role="director"))


@call("amend_clinic")
def _(cast, actor, row):
    return team.amend_clinic(actor, cast.clinic, CLINIC)


@call("invite_member")
def _(cast, actor, row):
    return team.invite_member(actor, "Florence", "florence@example.org", NURSE)


@call("renew_invitation")
def _(cast, actor, row):
    return team.renew_invitation(actor, row)


@call("withdraw_invitation")
def _(cast, actor, row):
    return team.withdraw_invitation(actor, row)


@call("accept_invitation")
def _(cast, actor, row):
    return team.accept_invitation(actor, row, "a needle and some thread")


@call("amend_member")
def _(cast, actor, row):
    return team.amend_member(actor, row, NURSE, version=row.version)


@call("suspend_member")
def _(cast, actor, row):
    return team.suspend_member(actor, row)


@call("reinstate_member")
def _(cast, actor, row):
    return team.reinstate_member(actor, row)


@call("choose_pin")
def _(cast, actor, row):
    own = actor.membership if row.state == "active" and actor.membership else row
    return team.choose_pin(actor, own, "1793")
