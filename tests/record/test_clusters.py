"""A planted cluster of harm reaches the director with its numbers; the same harm without a cluster does not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.records.models import AdverseEvent, ItemUse, Session
from clinic.records.queries.clusters import alerts_of
from tests.copies import save_all
from tests.record.calls.session import signed

SESSIONS = 40


def many_sessions(cast) -> list[Session]:
    """Copy one signed session, a day apart and each with a cartridge of one of five lots."""
    first = signed(cast)
    cartridge = ItemUse.objects.get(session=first, kind="cartridge")
    found = []
    for place in range(SESSIONS):
        one = Session.objects.get(pk=first.pk)
        one.pk, one.on, one.signature = uuid4(), first.on - timedelta(days=place * 7), None
        one._state.adding = True
        use = ItemUse.objects.get(pk=cartridge.pk)
        use.pk, use.session_id, use.on, use.entry = uuid4(), one.pk, one.on, None
        use.lot = use.lot_key = f"L{place % 5}"
        use._state.adding = True
        found += [one, use]
    save_all(found)
    return [one for one in found if isinstance(one, Session)]


def harm(cast, session: Session, **changed) -> None:
    AdverseEvent.objects.create(
        clinic=cast.clinic,
        created_at=cast.actor("nurse").today.strftime("%Y-%m-%dT12:00:00Z"),
        patient=cast.patient,
        session=session,
        origin="visit",
        opened_by="Nurse",
        kind="granuloma",
        **changed,
    )


def told(cast) -> list[tuple[str, str]]:
    return [(one.kind, one.cluster.group.name) for one in alerts_of(cast.clinic, cast.actor("nurse").today)]


def test_a_planted_cluster_is_told_by_its_lot_and_nothing_else(cast, as_member):
    sessions = many_sessions(cast)
    for place in (3, 8, 13, 18, 23):
        harm(cast, sessions[place])
    assert told(cast) == [("lot", "L3")]
    for name in ("today", "adverse_events"):
        page = as_member("director").get(reverse(name)).content.decode()
        assert "Harm gathers around lot L3: after 5 of 8 sessions" in page
        assert "Harm gathers" not in as_member("nurse").get(reverse(name)).content.decode()


@pytest.mark.parametrize("places", [(0, 1, 2, 3, 4), (3,), (3, 8)])
def test_the_same_harm_spread_or_too_little_of_it_is_told_of_nobody(cast, places):
    sessions = many_sessions(cast)
    for place in places:
        harm(cast, sessions[place])
    assert told(cast) == []


def test_what_was_withdrawn_or_happened_to_somebody_else_does_not_count(cast):
    sessions = many_sessions(cast)
    for place in (3, 8, 13):
        harm(cast, sessions[place])
    harm(cast, sessions[18], state="withdrawn")
    harm(cast, sessions[23], affected="staff")
    assert told(cast) == []
