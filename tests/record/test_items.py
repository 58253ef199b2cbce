"""Items: each is used once, by one person, whoever scans first; what is recalled, expired or unknown is not used."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records.actions import charting
from clinic.records.actions import items as deeds
from clinic.records.actions import session as sessions
from clinic.records.actions.patients import register_patient
from clinic.records.models import ItemRecall, ItemUse, Session
from clinic.records.queries.chart import chart_of
from clinic.records.queries.items import standing_recalls
from clinic.records.queries.session import shelf_of
from clinic.records.refusals import AlreadyDone, BadInput, ItemRefused, WrongState
from tests.cast import Cast, details
from tests.record.calls.items import DI, SKINPEN, a_product, a_recall, labels, pack
from tests.record.calls.session import IN_DATE, again, before_of, ready, rescreened, signed, started
from tests.record.test_races import at_once


def scan(cast, session, text):
    return deeds.scan(cast.actor("nurse"), session, text)


def blocks(cast, session) -> set[str]:
    return {block.id for block in before_of(cast, session).blocks()}


@pytest.fixture
def session(cast) -> Session:
    a_product(cast)
    return rescreened(cast)


def log(session) -> list[tuple[str, str]]:
    return [
        (e.what, e.content.get("why", ""))
        for e in session.entries.all()
        if e.what in ("refused", "cartridge")
    ]


def test_a_scanned_cartridge_is_in_the_chart_and_found_by_every_way_that_asks(cast, session):
    scan(cast, session, pack())
    [cartridge] = chart_of(session).cartridges
    assert (cartridge.lot, cartridge.expires_on) == ("SP-2291", date(2031, 5, 3))
    use = ItemUse.objects.get()
    assert (use.di, use.lot_key, use.serial, use.is_scanned) == (DI, "SP-2291", "55", True)
    assert (use.patient_id, use.session_id, use.by_id) == (
        cast.patient.pk,
        session.pk,
        cast.actor("nurse").id,
    )
    assert use.on == cast.actor("nurse").today


def test_the_same_scan_twice_in_a_session_counts_once(cast, session):
    scan(cast, session, pack())
    with pytest.raises(ItemRefused, match="in this session already"):
        scan(cast, session, pack())
    assert ItemUse.objects.count() == 1


def test_a_cartridge_that_was_used_on_somebody_is_refused_whoever_scans_it(cast, session):
    scan(cast, session, pack())
    sessions.cancel_session(cast.actor("nurse"), again(session), "The patient went home")
    later = rescreened(cast)
    with pytest.raises(ItemRefused, match=r"used already on .* by Nurse\. Nobody uses it again"):
        scan(cast, later, pack())
    assert log(later) == [("refused", "used")]
    assert AuditEvent.objects.filter(deed="note_refused_item").count() == 1


def test_undoing_a_scan_does_not_make_an_opened_pack_sterile(cast, session):
    scan(cast, session, pack())
    charting.undo_entry(cast.actor("nurse"), session)
    with pytest.raises(ItemRefused):
        scan(cast, session, pack())
    assert not chart_of(session).cartridges


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (pack(expires="200101"), "expired"),
        (pack(serial=""), "no-serial"),
        (f"01{DI}21A", "no-lot"),
        (pack(di="00300003210308"), "unknown"),
    ],
)
def test_what_is_not_used_is_refused_and_the_log_says_why(cast, session, text, why):
    with pytest.raises(ItemRefused):
        scan(cast, session, text)
    assert log(session) == [("refused", why)]
    assert not chart_of(session).cartridges
    assert not ItemUse.objects.exists()


def test_a_cartridge_of_another_device_is_refused(cast, session):
    a_product(cast, of="dr-pen", name="Other tip", code="00300003210308")
    with pytest.raises(ItemRefused, match="another device"):
        scan(cast, session, pack(di="00300003210308"))


@pytest.mark.parametrize("text", ["0107610543570904", "hello", "NP-00000-00001-A", pack()[:10]])
def test_what_cannot_be_read_is_told_and_not_noted(cast, session, text):
    with pytest.raises(BadInput) as refusal:
        scan(cast, session, text)
    assert refusal.value.field == "scan"
    assert log(session) == []


def test_a_recall_blocks_from_that_moment_scanned_typed_or_taken_already(cast):
    a_product(cast)
    session = ready(cast)
    assert blocks(cast, session) == set()
    a_recall(cast)
    assert "recalled" in blocks(cast, session)
    with pytest.raises(WrongState, match=r"is recalled \(The maker"):
        sessions.start_session(cast.actor("nurse"), session)
    with pytest.raises(ItemRefused, match="recalled"):
        scan(cast, session, pack())
    with pytest.raises(BadInput, match="recalled"):
        charting.note_cartridge(cast.actor("nurse"), session, " sp-2291 ", IN_DATE)


def test_a_recall_of_a_product_blocks_all_its_lots_and_no_other_product(cast, session):
    a_recall(cast, di=DI, lot="")
    with pytest.raises(ItemRefused, match="recalled"):
        scan(cast, session, pack(lot="ANY"))


def test_a_recall_of_a_product_blocks_what_was_typed_and_may_be_of_it(cast):
    a_product(cast)
    a_product(cast, kind="device", name="SkinPen", code="00300003210308")
    session = ready(cast)
    a_recall(cast, di=DI, lot="")
    assert "recalled" in blocks(cast, session)
    with pytest.raises(BadInput, match="may be recalled"):
        charting.note_cartridge(cast.actor("nurse"), session, "ANY", IN_DATE)
    charting.note_device(cast.actor("nurse"), session, "A-1048")
    a_recall(cast, di="00300003210308", lot="")
    with pytest.raises(BadInput, match="may be recalled") as refusal:
        charting.note_device(cast.actor("nurse"), session, "A-1049")
    assert refusal.value.field == "serial"


def test_a_lifted_recall_blocks_no_more_and_both_rows_stay(cast, session):
    recall = a_recall(cast)
    deeds.lift_recall(cast.actor("director"), recall, "Another lot was meant")
    scan(cast, session, pack())
    assert ItemRecall.objects.count() == 2
    with pytest.raises(AlreadyDone):
        deeds.lift_recall(cast.actor("director"), recall, "Once more")


def test_a_recall_names_a_lot_or_a_product(cast):
    with pytest.raises(BadInput, match="lot, or the number"):
        a_recall(cast, lot=" ")
    with pytest.raises(BadInput, match="check digit"):
        a_recall(cast, lot="", di="07610543570904")


def test_a_recalled_lot_is_not_offered_from_the_shelf(cast):
    ready(cast)
    today = cast.actor("nurse").today
    offered = shelf_of(cast.clinic, SKINPEN, today, standing_recalls(cast.clinic)).lots
    assert [one.lot for one in offered] == ["SP-2291"]
    a_recall(cast)
    assert not shelf_of(cast.clinic, SKINPEN, today, standing_recalls(cast.clinic)).lots


def test_a_label_of_ours_is_for_one_use(cast, session):
    first, second = labels(cast)
    scan(cast, session, first.text.lower())
    with pytest.raises(ItemRefused, match="in this session already"):
        scan(cast, session, first.text)
    scan(cast, session, second.text)
    assert [one.lot for one in chart_of(session).cartridges] == ["SP-1", "SP-1"]


def test_a_label_of_another_clinic_is_not_known_here(cast, session):
    outsider = cast.actor("outsider")
    product = deeds.add_product(
        outsider, deeds.ProductDetails(kind="cartridge", of=SKINPEN, name="Tip", code="")
    )
    foreign = deeds.print_labels(outsider, product, "X", IN_DATE, 1)[0]
    with pytest.raises(BadInput, match="not printed in this clinic"):
        scan(cast, session, foreign.text)


@pytest.mark.parametrize("count", [0, -1, 201, 10**9])
def test_labels_are_printed_in_numbers_that_can_be(cast, count):
    with pytest.raises(BadInput, match="From 1 to 200"):
        deeds.print_labels(cast.actor("nurse"), a_product(cast), "SP-1", IN_DATE, count)


def test_labels_for_what_has_expired_are_not_printed(cast):
    with pytest.raises(BadInput, match="expired"):
        deeds.print_labels(cast.actor("nurse"), a_product(cast), "SP-1", date(2020, 1, 1), 1)


def test_what_fell_is_refused_from_then_on(cast, session):
    deeds.drop_item(cast.actor("aesthetician"), pack())
    with pytest.raises(ItemRefused, match="dropped or opened too early"):
        scan(cast, session, pack())


def test_what_was_used_does_not_fall_as_well_and_what_has_no_number_is_just_thrown_away(cast, session):
    scan(cast, session, pack())
    with pytest.raises(ItemRefused, match="used already"):
        deeds.drop_item(cast.actor("nurse"), pack())
    with pytest.raises(BadInput, match="Throw it away"):
        deeds.drop_item(cast.actor("nurse"), pack(serial=""))


def test_a_number_stands_for_one_product(cast):
    a_product(cast)
    with pytest.raises(AlreadyDone, match="SkinPen tip"):
        deeds.add_product(
            cast.actor("nurse"), deeds.ProductDetails(kind="cartridge", of=SKINPEN, name="Again", code=pack())
        )


def test_a_product_is_one_of_the_content(cast):
    with pytest.raises(BadInput, match="Choose what it is"):
        deeds.add_product(cast.actor("nurse"), deeds.ProductDetails(kind="adjunct", of="magic", name="x"))


def test_a_scanned_handpiece_stands_with_its_room(cast, session):
    a_product(cast, kind="device", name="SkinPen", code="00300003210308")
    charting.note_device(cast.actor("nurse"), session, "old", "Room 2")
    scan(cast, session, "010030000321030821A-1047")
    assert (chart_of(session).handpiece.serial, chart_of(session).handpiece.room) == ("A-1047", "Room 2")


def test_a_cream_that_is_scanned_is_at_hand_with_its_lot(cast, session):
    a_product(cast, kind="anaesthetic", of="lmx4-us", name="Cream", code="00300003210308")
    entry = scan(cast, session, "01003000032103081731050010C-7")
    assert (entry.what, entry.content["lot"], entry.content["expires_on"]) == ("supply", "C-7", "2031-05-31")


def test_what_was_used_stays_as_it_was_written(cast, session):
    scan(cast, session, pack())
    for change in (
        lambda: ItemUse.objects.update(serial="other"),
        lambda: ItemUse.objects.all().delete(),
        lambda: labels(cast) and type(labels(cast)[0]).objects.update(lot="other"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_database_itself_refuses_a_second_row_for_one_item(cast, session):
    scan(cast, session, pack())
    again_ = ItemUse.objects.get()
    again_.pk, again_.entry = None, None
    again_._state.adding = True
    with pytest.raises(DatabaseError), transaction.atomic():
        again_.save(force_insert=True)


def test_the_signed_document_says_what_was_used_and_how_it_was_recognised(cast):
    session = signed(cast)
    kinds = [(one["kind"], one["lot"], one["serial"], one["is_scanned"]) for one in session.document["items"]]
    assert kinds == [("device", "", "A-1047", False), ("cartridge", "SP-2291", "", False)]


def test_a_second_cartridge_is_scanned_while_treating(cast):
    a_product(cast)
    session = started(cast)
    scan(cast, session, pack(serial="56", lot="SP-3"))
    assert [one.lot for one in chart_of(session).cartridges] == ["SP-2291", "SP-3"]


@pytest.mark.database
def test_of_two_tablets_that_scan_one_cartridge_at_once_one_wins_and_the_other_is_told(committed_db):
    cast = Cast()
    a_product(cast)
    mine = rescreened(cast)
    theirs = somebody_else(cast)
    places = [mine, theirs] * 3
    outcomes = at_once(6, lambda: deeds.scan(cast.actor("nurse"), again(places.pop()), pack()).what)
    assert sorted(outcomes) == ["ItemRefused"] * 5 + ["cartridge"]
    assert ItemUse.objects.filter(serial="55").count() == 1
    assert AuditEvent.objects.filter(deed="scan_item").count() == 1
    assert AuditEvent.objects.filter(deed="note_refused_item").count() == 5


@pytest.mark.database
def test_of_two_who_scan_one_label_at_once_one_wins(committed_db):
    cast = Cast()
    label = labels(cast)[0]
    places = [rescreened(cast), somebody_else(cast)]
    outcomes = at_once(2, lambda: deeds.scan(cast.actor("nurse"), again(places.pop()), label.text).what)
    assert sorted(outcomes) == ["ItemRefused", "cartridge"]


def somebody_else(cast) -> Session:
    """Give a session of a second patient of the clinic, ready for the time-out."""
    first = cast.patient
    cast.patient = register_patient(cast.actor("director"), details("Hedy Lamarr"))
    try:
        return rescreened(cast)
    finally:
        cast.patient = first


def test_a_director_reads_in_the_audit_who_was_refused_and_that_an_item_was_recalled(
    cast, session, as_member
):
    a_recall(cast)
    with pytest.raises(ItemRefused):
        scan(cast, session, pack())
    page = as_member("director").get("/audit/").content.decode()
    assert "A scanned item was refused" in page
    assert "Entered a recall" in page
    assert "SP-2291" not in page


def test_a_product_without_a_number_is_listed_for_labels_alone(cast):
    first = a_product(cast, name="Loose tip", code="")
    second = a_product(cast, name="Another loose tip", code=" ")
    assert (first.di, second.di) == ("", "")


def test_a_name_or_a_reason_of_nothing_but_spaces_is_none(cast):
    with pytest.raises(BadInput) as refusal:
        a_product(cast, name="  ")
    assert refusal.value.field == "name"
    with pytest.raises(BadInput) as refusal:
        a_recall(cast, reason=" ")
    assert refusal.value.field == "reason"


def test_a_megabyte_of_reason_is_refused(cast):
    with pytest.raises(BadInput, match="At most 400"):
        a_recall(cast, reason="x" * 1_000_000)


def test_a_product_of_another_clinic_gets_no_label_here(cast):
    with pytest.raises(BadInput, match="products of this clinic"):
        deeds.print_labels(cast.actor("outsider"), a_product(cast), "SP-1", IN_DATE, 1)


def test_a_cartridge_used_in_another_clinic_is_refused_here_without_a_name(cast, session):
    a_product(cast)
    outsider = cast.actor("outsider")
    details = deeds.ProductDetails(kind="cartridge", of=SKINPEN, name="Tip", code=DI)
    deeds.add_product(outsider, details)
    deeds.drop_item(outsider, pack())
    with pytest.raises(ItemRefused, match="in another clinic") as refusal:
        scan(cast, session, pack())
    assert "Outsider" not in refusal.value.sentence
