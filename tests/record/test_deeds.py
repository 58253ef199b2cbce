"""Every deed, by everybody, in every state: generated from the code, so that nothing is left out."""

from copy import copy

import pytest

from clinic.audit.models import AuditEvent
from clinic.records.actors import Actor
from clinic.records.deeds import DEEDS
from clinic.records.lifecycle import MACHINES, state_after
from clinic.records.permissions import PERMISSIONS, Who
from clinic.records.refusals import NotHere, NotPermitted, WrongState
from clinic.web import urls  # noqa: F401  reading the pages reads every deed
from tests.cast import undone
from tests.record.calls import CALLS, STATES, load

load()
# Possible only while there is no clinic, which the cast has; test_team.py does it.
ONLY_WITHOUT_A_CLINIC = {"set_up_clinic"}
PEOPLE = [
    "doctor",
    "nurse",
    "aesthetician",
    "director",
    "front_desk",
    "lapsed",
    "suspended",
    "patient",
    "invited",
    "system",
]
STATES_OF_DEEDS = sorted(
    {(deed.machine, state) for deed in DEEDS.values() if deed.machine for state in MACHINES[deed.machine]}
)


def actor_for(cast, person, row):
    if person == "patient":
        return Actor.patient(cast.patient)
    if person == "invited":
        return Actor.invited(cast.members["invited"])
    return Actor.system(cast.clinic) if person == "system" else cast.actor(person)


def belongs(cast, person: str, who: Who) -> bool:
    """Say once more, in other words, who belongs to a circle."""
    if person in ("patient", "invited", "system"):
        return person in who.roles
    member = cast.members[person]
    if person == "suspended" or member.role not in who.roles:
        return False
    if person == "lapsed" and (who.professions or who.licensed):
        return False
    return not who.professions or member.profession in who.professions


def done(name: str) -> int:
    return AuditEvent.objects.filter(deed=name).count()


def a_state_that_allows(name: str) -> str | None:
    machine = DEEDS[name].machine
    return (
        next((state for state, deeds in MACHINES[machine].items() if name in deeds), None)
        if machine
        else None
    )


def row_for(cast, name: str, state: str | None):
    return STATES[DEEDS[name].machine, state](cast) if state else None


def somebody_allowed(cast, name: str) -> str:
    return next(person for person in PEOPLE if belongs(cast, person, PERMISSIONS[name]))


def test_every_deed_says_how_it_is_done_here():
    assert set(CALLS) == set(DEEDS)


def test_every_state_says_how_it_is_reached_here():
    assert set(STATES) == {(machine, state) for machine, states in MACHINES.items() for state in states}


def test_every_permission_and_every_transition_is_of_a_deed_that_exists():
    assert set(PERMISSIONS) == set(DEEDS)
    assert {deed for states in MACHINES.values() for deeds in states.values() for deed in deeds} <= set(DEEDS)


def outcome(cast, name: str, person: str, row) -> str:
    """Tell what becomes of a deed, and take it back; whatever else it raises is a fault and goes through."""
    mine, before = copy(row), done(name)
    with undone():
        actor = actor_for(cast, person, mine)
        try:
            CALLS[name](cast, actor, mine)
        except (NotPermitted, WrongState) as refusal:
            assert done(name) == before, f"{person} was refused, and yet it is in the audit"
            return type(refusal).__name__
        assert AuditEvent.objects.filter(deed=name, actor_id=actor.id).count() >= 1
    return "done"


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_by_whom_it_is_for_and_refused_to_everybody_else(cast, name):
    row = row_for(cast, name, a_state_that_allows(name))
    for_them = "WrongState" if name in ONLY_WITHOUT_A_CLINIC else "done"
    expected = {one: for_them if belongs(cast, one, PERMISSIONS[name]) else "NotPermitted" for one in PEOPLE}
    assert {one: outcome(cast, name, one, row) for one in PEOPLE} == expected


@pytest.mark.parametrize(("machine", "state"), STATES_OF_DEEDS)
def test_a_deed_is_done_in_the_states_that_allow_it_and_in_no_other(cast, machine, state):
    row = STATES[machine, state](cast)
    deeds = [name for name, deed in DEEDS.items() if deed.machine == machine]
    found = {name: outcome(cast, name, somebody_allowed(cast, name), row) for name in deeds}
    assert found == {name: "done" if name in MACHINES[machine][state] else "WrongState" for name in deeds}


@pytest.mark.parametrize(("machine", "state"), STATES_OF_DEEDS)
def test_a_deed_leaves_the_state_that_is_written_and_its_name_in_the_audit(cast, machine, state):
    row = STATES[machine, state](cast)
    for name in MACHINES[machine][state]:
        mine = copy(row)
        with undone():
            actor = actor_for(cast, somebody_allowed(cast, name), mine)
            CALLS[name](cast, actor, mine)
            mine.refresh_from_db()
            assert mine.state == state_after(machine, state, name), name
            latest = AuditEvent.objects.filter(clinic=cast.clinic).first()
            assert (latest.deed, latest.actor_id) == (name, actor.id)


@pytest.mark.parametrize("name", [name for name, deed in DEEDS.items() if deed.on])
def test_a_row_of_another_clinic_does_not_exist(cast, name):
    row = row_for(cast, name, a_state_that_allows(name))
    person = somebody_allowed(cast, name)
    actor, before = actor_for(cast, person, row), done(name)
    elsewhere = Actor(
        kind=actor.kind, id=actor.id, name=actor.name, clinic=cast.other_clinic, membership=actor.membership
    )
    with pytest.raises((NotHere, WrongState)):
        CALLS[name](cast, elsewhere, row)
    assert done(name) == before
