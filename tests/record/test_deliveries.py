"""What tablets deliver: each entry once and in its order, never over what somebody else charted, and nothing lost."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting
from clinic.records.actions import session as session_deeds
from clinic.records.actions.deliveries import content_of, deliver, settle_delivery
from clinic.records.actions.incidents import open_incident
from clinic.records.actions.items import drop_item, scan_item
from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.models import Delivery, DeliveryOutcome, ItemUse, Outcome, Session, SessionEntry
from clinic.records.queries.chart import chart_of, record_of
from clinic.records.queries.deliveries import questions_of
from clinic.records.queries.exposure import Sought, exposed_to
from clinic.records.queries.signed import signed_document
from clinic.records.refusals import BadInput, ItemRefused, NotPermitted, WrongState
from tests.reads import told_on_today
from tests.record.calls.deliveries import CHEEK, sent
from tests.record.calls.items import DI, a_product, a_recall, pack
from tests.record.calls.session import again, finished, rescreened, signed, started
from tests.record.test_items import somebody_else


def seen(session: Session) -> int:
    return len(chart_of(session).log)


def scan(text: str, **changed):
    return sent("cartridge", content={"scan": text}, is_kept=True, **changed)


def test_an_entry_is_stored_once_however_often_it_is_sent_and_the_answer_is_the_same(cast):
    session, nurse = started(cast), cast.actor("nurse")
    entry = sent(seen=seen(session))
    answers = [deliver(nurse, session, one) for one in (entry, entry, replace(entry, is_kept=True))]
    assert {one.pk for one in answers} == {answers[0].pk}
    assert answers[0].outcome == DeliveryOutcome.STORED
    assert AuditEvent.objects.filter(deed="deliver_entry").count() == 1
    assert SessionEntry.objects.filter(session=session, what="zones").count() == 1
    assert chart_of(session).zones["cheek-left"].needle_length_mm == 1.0


def test_the_same_number_on_another_entry_is_refused(cast):
    session, nurse = started(cast), cast.actor("nurse")
    entry = sent(seen=seen(session))
    deliver(nurse, session, entry)
    other = replace(entry, content=content_of([replace(CHEEK, passes=4)]))
    with pytest.raises(BadInput, match="another entry"):
        deliver(nurse, session, other)
    assert chart_of(session).zones["cheek-left"].passes == 3


def test_a_second_row_with_the_same_number_is_refused_by_the_database(cast):
    session = started(cast)
    first = deliver(cast.actor("nurse"), session, sent(seen=seen(session)))
    row = Delivery.objects.get(pk=first.pk)
    row.pk, row.entry = uuid4(), None
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_what_was_delivered_is_never_changed(cast):
    session = started(cast)
    deliver(cast.actor("nurse"), session, sent(seen=seen(session)))
    for change in (lambda rows: rows.update(outcome="late"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Delivery.objects.all())


def test_entries_of_one_tablet_follow_each_other_without_contradicting_each_other(cast):
    session, nurse = started(cast), cast.actor("nurse")
    before = seen(session)
    for passes in (1, 2, 3, 2):
        content = content_of([replace(CHEEK, passes=passes)])
        assert deliver(nurse, session, sent(seen=before, content=content)).outcome == "stored"
    assert chart_of(session).zones["cheek-left"].passes == 2


def test_what_somebody_else_charted_meanwhile_is_not_overwritten(cast):
    session = started(cast)
    before = seen(session)
    charting.chart_zones(cast.actor("doctor"), session, [replace(CHEEK, needle_length_mm=0.5)])
    delivery = deliver(cast.actor("nurse"), session, sent(seen=before))
    assert delivery.outcome == DeliveryOutcome.CONFLICT
    assert "Doctor" in delivery.sentence
    assert "Left cheek" in delivery.sentence
    assert chart_of(session).zones["cheek-left"].needle_length_mm == 0.5
    assert delivery.content["zones"][0]["needle_length_mm"] == 1.0


def test_another_zone_and_the_same_value_contradict_nobody(cast):
    session = started(cast)
    before = seen(session)
    charting.chart_zones(cast.actor("doctor"), session, [CHEEK, replace(CHEEK, zone="cheek-right")])
    assert deliver(cast.actor("nurse"), session, sent(seen=before)).outcome == "stored"


def test_an_undo_by_somebody_else_is_a_contradiction_too(cast):
    session = started(cast)
    charting.chart_zones(cast.actor("doctor"), session, [CHEEK])
    before = seen(session)
    charting.undo_entry(cast.actor("doctor"), session)
    content = content_of([replace(CHEEK, passes=5)])
    assert deliver(cast.actor("nurse"), session, sent(seen=before, content=content)).outcome == "conflict"


@pytest.mark.parametrize("deed", ["as-planned", "take-out"])
def test_other_deeds_do_not_overwrite_either(cast, deed):
    session = started(cast)
    before = seen(session)
    charting.chart_zones(cast.actor("doctor"), session, [replace(CHEEK, passes=7)])
    content = {"zone": "cheek-left"} if deed == "take-out" else {}
    assert (
        deliver(cast.actor("nurse"), session, sent(deed, seen=before, content=content)).outcome == "conflict"
    )


def in_conflict(cast) -> tuple[Session, Delivery]:
    session = started(cast)
    before = seen(session)
    charting.chart_zones(cast.actor("doctor"), session, [replace(CHEEK, needle_length_mm=0.5)])
    return session, deliver(cast.actor("nurse"), session, sent(seen=before))


def test_whoever_settles_a_conflict_takes_it_or_leaves_it_with_a_reason(cast):
    session, delivery = in_conflict(cast)
    with pytest.raises(BadInput, match="why"):
        settle_delivery(cast.actor("nurse"), session, delivery.pk, "left", " ")
    settle_delivery(cast.actor("nurse"), session, delivery.pk, "taken")
    assert chart_of(session).zones["cheek-left"].needle_length_mm == 1.0
    assert questions_of([session]) == []
    with pytest.raises(WrongState, match="any more"):
        settle_delivery(cast.actor("nurse"), session, delivery.pk, "left", "twice")


def test_nothing_is_signed_while_a_conflict_is_open(cast):
    session, delivery = in_conflict(cast)
    session_deeds.finish_charting(cast.actor("nurse"), session)
    with pytest.raises(WrongState, match="tablet"):
        session_deeds.sign_session(cast.actor("nurse"), again(session), "Nurse")
    settle_delivery(cast.actor("nurse"), again(session), delivery.pk, "left", "The doctor measured")
    with pytest.raises(BadInput):  # now the other gates answer
        session_deeds.sign_session(cast.actor("nurse"), again(session), "Nurse")


def test_what_comes_after_the_signature_is_kept_beside_and_changes_nothing(cast):
    session = signed(cast)
    before = (again(session).digest, again(session).document)
    delivery = deliver(cast.actor("nurse"), session, sent(seen=0))
    assert delivery.outcome == DeliveryOutcome.LATE
    assert (again(session).digest, again(session).document) == before
    assert deliver(cast.actor("nurse"), session, sent(seen=0, key=delivery.key)).pk == delivery.pk
    with pytest.raises(WrongState, match="amendment"):
        settle_delivery(cast.actor("nurse"), again(session), delivery.pk, "taken")
    settle_delivery(cast.actor("nurse"), again(session), delivery.pk, "left", "Written into an amendment")


def test_what_came_after_the_chart_was_finished_can_be_taken_once_it_is_open_again(cast):
    session, nurse = finished(cast), cast.actor("nurse")
    delivery = deliver(nurse, session, sent(seen=0))
    session_deeds.resume_charting(nurse, again(session))
    settle_delivery(nurse, again(session), delivery.pk, "taken")
    assert chart_of(session).zones["cheek-left"].needle_length_mm == 1.0


def test_what_was_charted_for_a_record_of_the_wrong_person_is_still_kept(cast):
    session = started(cast)
    mark_patient_entered_in_error(
        cast.actor("nurse"), cast.patient, "Registered twice", version=cast.patient.version
    )
    assert deliver(cast.actor("nurse"), session, sent(seen=seen(session))).outcome == "late"
    assert chart_of(session).zones == {}


# --- scans without network ---


def elsewhere(cast) -> Session:
    """Give a session of somebody else in which the pack was used."""
    session = somebody_else(cast)
    scan_item(cast.actor("nurse"), session, pack())
    return session


def test_a_scan_without_network_is_checked_when_it_comes(cast):
    a_product(cast)
    session = started(cast)
    delivery = deliver(cast.actor("nurse"), session, scan(pack()))
    assert (delivery.outcome, delivery.is_kept) == ("stored", True)
    assert ItemUse.objects.get(entry=delivery.entry).serial == "55"


def test_a_scan_without_network_opens_no_session(cast):
    a_product(cast)
    session = rescreened(cast)
    with pytest.raises(WrongState):
        deliver(cast.actor("nurse"), session, scan(pack()))
    assert not Delivery.objects.exists()
    assert not ItemUse.objects.filter(di=DI).exists()


def test_an_item_that_was_used_already_is_a_clash_that_both_and_the_director_see(cast, as_member):
    a_product(cast)
    first, second = elsewhere(cast), started(cast)
    delivery = deliver(cast.actor("nurse"), second, scan(pack()))
    assert (delivery.outcome, delivery.first_use.session_id) == ("clash", first.pk)
    assert (
        [one.pk for one in questions_of([first])]
        == [one.pk for one in questions_of([second])]
        == [delivery.pk]
    )
    assert told_on_today(cast, "director").clashes == 1
    assert "must not have been used" in as_member("director").get("/").content.decode()
    assert "used already" in as_member("director").get(reverse("unsettled")).content.decode()
    page = as_member("nurse").get(reverse("session_chart", args=[second.pk])).content.decode()
    assert "used already" in page
    assert "unverified" in page


def test_who_met_the_item_second_is_found_by_a_look_back_too(cast):
    a_product(cast)
    first, second = elsewhere(cast), started(cast)
    deliver(cast.actor("nurse"), second, scan(pack()))
    found = exposed_to(cast.clinic, Sought(by="lot", value="SP-2291"))
    assert {first.patient_id, second.patient_id} <= {one.patient.pk for one in found}
    found = exposed_to(cast.clinic, Sought(by="serial", value="55"))
    assert {one.patient.pk for one in found} == {first.patient_id, second.patient_id}


def test_a_third_scan_is_still_refused_and_its_sentence_names_the_first_use(cast):
    a_product(cast)
    first, second = elsewhere(cast), started(cast)
    deliver(cast.actor("nurse"), second, scan(pack()))
    again_there = deliver(cast.actor("nurse"), second, scan(pack(), seen=0))
    assert again_there.first_use.session_id == first.pk
    assert ItemUse.objects.filter(di=DI, outcome=Outcome.USED).count() == 1


def test_the_same_pack_scanned_twice_in_one_session_counts_once_and_frightens_nobody(cast):
    a_product(cast)
    session = started(cast)
    answers = [deliver(cast.actor("nurse"), session, scan(pack())) for _ in range(2)]
    assert [one.outcome for one in answers] == ["stored", "stored"]
    assert "counts once" in answers[1].sentence
    assert ItemUse.objects.filter(di=DI).count() == 1


@pytest.mark.parametrize("text", [pack(expires="200101"), pack(lot="SP-7")])
def test_expired_and_recalled_items_that_were_opened_are_clashes(cast, text):
    a_product(cast)
    a_recall(cast, lot="SP-7")
    session = started(cast)
    delivery = deliver(cast.actor("nurse"), session, scan(text))
    assert delivery.outcome == "clash"
    assert ItemUse.objects.get(entry=delivery.entry).outcome == Outcome.AGAIN


def test_a_recalled_lot_that_was_typed_without_network_is_found_too(cast):
    a_recall(cast, lot="SP-7")
    session = started(cast)
    content = {"lot": "sp-7", "expires_on": "2031-05-03"}
    assert (
        deliver(cast.actor("nurse"), session, sent("cartridge", content=content, is_kept=True)).outcome
        == "clash"
    )
    found = exposed_to(cast.clinic, Sought(by="lot", value="SP-7"))
    assert [one.patient.pk for one in found] == [cast.patient.pk]


def test_a_scan_that_is_refused_while_the_network_is_there_was_not_opened_and_exposes_nobody(cast):
    a_product(cast)
    elsewhere(cast)
    session = started(cast)
    delivery = deliver(cast.actor("nurse"), session, replace(scan(pack()), is_kept=False))
    assert (delivery.outcome, questions_of([session])) == ("refused", [])
    assert told_on_today(cast, "director").clashes == 0


@pytest.mark.parametrize("text", ["", "]d201", "]d20107610543570904", "\u202e(01)", "x" * 5000, pack()[:20]])
def test_a_scan_that_cannot_be_read_is_kept_with_the_reason(cast, text):
    session = started(cast)
    delivery = deliver(cast.actor("nurse"), session, scan(text))
    assert delivery.outcome == "refused"
    assert delivery.sentence
    assert [one.pk for one in questions_of([session])] == [delivery.pk]


def test_a_scan_that_comes_after_the_signature_and_was_used_elsewhere_is_said_to_both(cast):
    a_product(cast)
    first, second = elsewhere(cast), signed(cast)
    delivery = deliver(cast.actor("nurse"), second, scan(pack()))
    assert (delivery.outcome, delivery.first_use.session_id) == ("clash", first.pk)


# --- clocks that jump, and people who may no longer ---


@pytest.mark.parametrize("waited", [-5.0, 10.0**9, None])
def test_a_clock_that_jumped_tells_no_time(cast, waited):
    session = started(cast)
    assert deliver(cast.actor("nurse"), session, sent(waited_seconds=waited)).charted_at is None


def test_the_time_of_charting_is_what_passed_on_the_tablet(cast):
    session = started(cast)
    with clock.at(clock.now() + timedelta(minutes=20)):
        delivery = deliver(cast.actor("nurse"), session, sent(waited_seconds=600.0))
    assert delivery.created_at - delivery.charted_at == timedelta(minutes=10)


def test_nothing_was_charted_before_the_session_began(cast):
    session = started(cast)
    assert deliver(cast.actor("nurse"), session, sent(waited_seconds=7200.0)).charted_at is None


@pytest.mark.parametrize("person", ["front_desk", "lapsed", "suspended"])
def test_whoever_may_not_chart_delivers_nothing(cast, person):
    session = started(cast)
    with pytest.raises(NotPermitted):
        deliver(cast.actor(person), session, sent())
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("note", ["\U0001f469\U0001f3fd\u200d⚕️ 💉", "ملاحظة \u200fRTL\u200e", "x" * 400])
def test_notes_in_any_script_arrive_as_they_were_typed(cast, note):
    session = started(cast)
    deliver(cast.actor("nurse"), session, sent(content=content_of([replace(CHEEK, note=note)])))
    assert chart_of(session).zones["cheek-left"].note == note


def test_a_note_that_is_too_long_is_refused_with_the_rule(cast):
    session = started(cast)
    delivery = deliver(
        cast.actor("nurse"), session, sent(content=content_of([replace(CHEEK, note="x" * 401)]))
    )
    assert (delivery.outcome, "400" in delivery.sentence) == ("refused", True)
    assert chart_of(session).zones == {}


def test_a_dropped_item_that_was_used_without_network_is_a_clash(cast):
    a_product(cast)
    drop_item(cast.actor("nurse"), pack())
    session = started(cast)
    delivery = deliver(cast.actor("nurse"), session, scan(pack()))
    assert delivery.outcome == "clash"
    assert "dropped" in delivery.sentence


def test_what_was_opened_without_network_and_comes_after_the_signature_is_found_and_never_used_again(cast):
    a_product(cast)
    first = signed(cast)
    delivery = deliver(cast.actor("nurse"), first, scan(pack()))
    assert delivery.outcome == "late"
    use = ItemUse.objects.get(di=DI, serial="55")
    assert (use.session_id, use.patient_id, use.entry, use.outcome) == (
        first.pk,
        first.patient_id,
        None,
        Outcome.USED,
    )
    with pytest.raises(ItemRefused, match="used already"):
        scan_item(cast.actor("nurse"), somebody_else(cast), pack())
    found = exposed_to(cast.clinic, Sought(by="serial", value="55"))
    assert [one.patient.pk for one in found] == [first.patient_id]
    assert deliver(cast.actor("nurse"), first, scan(pack())).outcome == "late"
    assert ItemUse.objects.filter(di=DI).count() == 1


def test_who_met_an_item_second_and_too_late_is_found_by_a_look_back(cast):
    a_product(cast)
    first, second = elsewhere(cast), signed(cast)
    assert deliver(cast.actor("nurse"), second, scan(pack())).outcome == "clash"
    assert ItemUse.objects.get(session=second, di=DI).outcome == Outcome.AGAIN
    found = exposed_to(cast.clinic, Sought(by="serial", value="55"))
    assert {one.patient.pk for one in found} == {first.patient_id, second.patient_id}


def test_an_item_that_came_late_is_taken_into_the_open_chart_without_a_second_use(cast):
    a_product(cast)
    session, nurse = finished(cast), cast.actor("nurse")
    delivery = deliver(nurse, session, scan(pack()))
    session_deeds.resume_charting(nurse, again(session))
    settlement = settle_delivery(nurse, again(session), delivery.pk, "taken")
    assert settlement.entry.content["serial"] == "55"
    assert ItemUse.objects.filter(di=DI).count() == 1


def test_what_an_incident_took_out_of_use_is_a_clash_in_the_same_session_too(cast):
    a_product(cast)
    session, nurse = started(cast), cast.actor("nurse")
    deliver(nurse, session, scan(pack()))
    open_incident(nurse, again(session), "needle-stick")
    delivery = deliver(nurse, again(session), scan(pack()))
    assert delivery.outcome == "clash"
    assert "taken out of use" in delivery.sentence


def test_a_clinic_sees_nothing_of_what_another_one_delivered(cast):
    a_product(cast)
    first, second = elsewhere(cast), started(cast)
    delivery = deliver(cast.actor("nurse"), second, scan(pack()))
    assert questions_of([first]) == [delivery]
    stranger = Delivery(clinic=cast.other_clinic, first_use=delivery.first_use)
    for name in (
        "session",
        "patient_id",
        "content",
        "seen",
        "sentence",
        "by_id",
        "by_name",
        "deed",
        "outcome",
    ):
        setattr(stranger, name, getattr(delivery, name))
    stranger.key, stranger.tablet, stranger.digest, stranger.created_at = uuid4(), uuid4(), "x", clock.now()
    stranger.save(force_insert=True)
    assert questions_of([first]) == [delivery]


def test_somebody_asked_to_stop_when_they_asked_and_not_when_the_network_came_back(cast):
    session = started(cast)
    with clock.at(clock.now() + timedelta(minutes=20)):
        delivery = deliver(cast.actor("nurse"), session, sent("stop", waited_seconds=600.0))
    assert delivery.entry.content["at"] == delivery.charted_at.isoformat()
    assert delivery.entry.created_at - delivery.charted_at == timedelta(minutes=10)


def test_what_was_left_out_and_that_somebody_asked_to_stop_is_signed(cast):
    session, nurse = finished(cast), cast.actor("nurse")
    delivery = deliver(nurse, session, sent(seen=0))
    session_deeds.resume_charting(nurse, again(session))
    charting.note_stop(nurse, again(session))
    settle_delivery(nurse, again(session), delivery.pk, "left", "Charted twice")
    chart = chart_of(session)
    document = signed_document(again(session), chart, record_of(session, chart), nurse.today)
    assert [one["reason"] for one in document["left_out"]] == ["Charted twice"]
    assert [one["by"] for one in document["stops"]] == [nurse.name]
