"""Every deed, by everybody, in every state: generated from the code, so that nothing is left out."""

import pytest

from clinic.audit.models import AuditEvent
from clinic.records.actors import Actor
from clinic.records.deeds import DEEDS
from clinic.records.lifecycle import MACHINES, state_after
from clinic.records.permissions import PERMISSIONS, Who
from clinic.records.refusals import NotHere, NotPermitted, WrongState
from clinic.web import urls  # noqa: F401  reading the pages reads every deed
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
PAIRS = [(deed, person) for deed in DEEDS for person in PEOPLE]
PLACES = [(name, state) for name, deed in DEEDS.items() if deed.machine for state in MACHINES[deed.machine]]


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


@pytest.mark.parametrize(("name", "person"), PAIRS)
def test_a_deed_is_done_by_whom_it_is_for_and_refused_to_everybody_else(cast, name, person):
    row = row_for(cast, name, a_state_that_allows(name))
    actor, before = actor_for(cast, person, row), done(name)
    if not belongs(cast, person, PERMISSIONS[name]):
        with pytest.raises(NotPermitted):
            CALLS[name](cast, actor, row)
        assert done(name) == before
    elif name in ONLY_WITHOUT_A_CLINIC:
        with pytest.raises(WrongState):
            CALLS[name](cast, actor, row)
    else:
        CALLS[name](cast, actor, row)
        assert AuditEvent.objects.filter(deed=name, actor_id=actor.id).count() >= 1


@pytest.mark.parametrize(("name", "state"), PLACES)
def test_a_deed_is_done_in_the_states_that_allow_it_and_leaves_the_state_that_is_written(cast, name, state):
    row = row_for(cast, name, state)
    actor, before = actor_for(cast, somebody_allowed(cast, name), row), done(name)
    machine = DEEDS[name].machine
    if name in MACHINES[machine][state]:
        CALLS[name](cast, actor, row)
        row.refresh_from_db()
        assert row.state == state_after(machine, state, name)
        latest = AuditEvent.objects.filter(clinic=cast.clinic).first()
        assert (latest.deed, latest.actor_id) == (name, actor.id)
    else:
        with pytest.raises(WrongState):
            CALLS[name](cast, actor, row)
        assert done(name) == before


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
