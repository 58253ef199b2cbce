"""What went on open channels is found again by its lot, typed or scanned, and a recalled one does not go on."""

import pytest

from clinic.audit.models import AuditEvent
from clinic.records.actions import charting, items
from clinic.records.actions import session as deeds
from clinic.records.models import ItemUse
from clinic.records.queries.chart import chart_of
from clinic.records.refusals import BadInput, ItemRefused
from needlepoint.session.adjunct import Pack
from tests.record.calls.items import a_product, a_recall
from tests.record.calls.session import answer_all, started

DI = "00300003210308"
OTHER_DI = "07610543570903"


def uses() -> list[tuple[str, str, str, bool]]:
    found = ItemUse.objects.filter(kind="adjunct")
    return [(one.of, one.lot_key, one.di, one.is_scanned) for one in found]


def test_a_typed_lot_stands_with_what_was_put_on(cast):
    session = started(cast)
    entry = charting.note_adjunct(cast.actor("nurse"), session, "sterile saline", "s 17")
    assert entry.content["lot"] == "s 17"
    assert uses() == [("saline", "S17", "", False)]


def test_what_was_scanned_brings_its_lot_and_its_product(cast):
    a_product(cast, kind="adjunct", of="saline", name="Saline", code=DI)
    session = started(cast)
    items.scan(cast.actor("nurse"), session, f"01{DI}1731050010S-18")
    charting.note_adjunct(cast.actor("nurse"), session, "saline")
    assert uses() == [("saline", "S-18", DI, True)]


def test_a_lot_that_is_typed_is_believed_before_what_was_scanned(cast):
    a_product(cast, kind="adjunct", of="saline", name="Saline", code=DI)
    session = started(cast)
    items.scan(cast.actor("nurse"), session, f"01{DI}10S-18")
    charting.note_adjunct(cast.actor("nurse"), session, "saline", "S-19")
    assert uses() == [("saline", "S-19", "", False)]


@pytest.mark.parametrize("code", [f"01{DI}", f"01{DI}10S-18"])
def test_a_lot_that_is_typed_from_the_pack_that_was_scanned_keeps_its_product(cast, code):
    a_product(cast, kind="adjunct", of="saline", name="Saline", code=DI)
    session = started(cast)
    items.scan(cast.actor("nurse"), session, code)
    charting.note_adjunct(cast.actor("nurse"), session, "saline", "s-18")
    assert uses() == [("saline", "S-18", DI, False)]


def test_what_was_scanned_without_its_lot_is_refused_where_a_lot_of_it_is_recalled(cast):
    a_product(cast, kind="adjunct", of="saline", name="Saline", code=DI)
    session = started(cast)
    items.scan(cast.actor("nurse"), session, f"01{DI}")
    a_recall(cast, di=DI, lot="S-18")
    with pytest.raises(ItemRefused, match="may be recalled"):
        items.scan(cast.actor("nurse"), session, f"01{DI}")
    with pytest.raises(BadInput, match="may be recalled"):
        charting.note_adjunct(cast.actor("nurse"), session, "saline")
    charting.note_adjunct(cast.actor("nurse"), session, "saline", "S-19")


def test_what_is_typed_may_be_a_product_that_is_recalled_whole_until_its_pack_is_scanned(cast):
    a_product(cast, kind="adjunct", of="saline", name="Saline", code=DI)
    a_product(cast, kind="adjunct", of="saline", name="Other saline", code=OTHER_DI)
    session = started(cast)
    a_recall(cast, di=DI, lot="")
    with pytest.raises(BadInput, match="may be recalled"):
        charting.note_adjunct(cast.actor("nurse"), session, "saline", "S-19")
    items.scan(cast.actor("nurse"), session, f"01{OTHER_DI}10S-19")
    charting.note_adjunct(cast.actor("nurse"), session, "saline", "S-19")
    assert uses() == [("saline", "S-19", OTHER_DI, False)]


def test_what_is_recalled_does_not_go_on(cast):
    a_recall(cast, lot="S-18")
    session = started(cast)
    with pytest.raises(BadInput, match="is recalled"):
        charting.note_adjunct(cast.actor("nurse"), session, "saline", "s-18")
    assert not chart_of(session).adjuncts
    assert uses() == []


def test_without_a_lot_it_is_written_down_without_one(cast):
    charting.note_adjunct(cast.actor("nurse"), started(cast), "saline")
    assert uses() == [("saline", "", "", False)]


@pytest.mark.parametrize("text", ["vitamin C serum", "moon dust", ""])
def test_what_is_refused_met_nobody(cast, text):
    session = started(cast)
    with pytest.raises(BadInput):
        charting.note_adjunct(cast.actor("nurse"), session, text, "L-1")
    assert uses() == []


def test_a_pack_that_nobody_read_goes_on_nobody(cast):
    session = started(cast)
    with pytest.raises(BadInput, match="Read the pack"):
        charting.put_on(cast.actor("nurse"), session, "saline", "S-1")
    assert uses() == []


def test_a_refusal_is_noted_in_the_record_with_its_reason(cast):
    session, nurse = started(cast), cast.actor("nurse")
    with pytest.raises(ItemRefused, match="Granulomas") as refusal:
        charting.put_on(nurse, session, "vitamin C serum", "L-1")
    assert refusal.value.field == "adjunct"
    [entry] = chart_of(session).of("refused")
    assert entry.content["why"] == "adjunct:product"
    assert "Granulomas" in entry.content["text"]
    assert entry.by_name == nurse.name
    assert AuditEvent.objects.filter(deed="note_refused_item").count() == 1
    assert not chart_of(session).adjuncts


def test_what_was_read_on_the_pack_is_kept_and_signed(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.put_on(nurse, session, "saline", "S-1", Pack(is_sterile=True, is_for_open_skin=True))
    content = chart_of(session).of("adjunct")[0].content
    assert content["is_sterile"] is True
    assert content["is_for_open_skin"] is True
    assert content["minutes_since_needling"] == 0
    charting.chart_as_planned(nurse, session)
    deeds.finish_charting(nurse, session)
    answer_all(cast, session, ("after",))
    document = deeds.sign_session(nurse, session, nurse.name).document
    assert [(one["adjunct"], one["is_sterile"], one["by"]) for one in document["adjuncts"]] == [
        ("saline", True, "Nurse")
    ]


def test_a_pack_that_is_not_sterile_stays_off_whoever_asks(cast):
    session, doctor = started(cast), cast.actor("doctor")
    with pytest.raises(ItemRefused, match="not sterile"):
        charting.put_on(doctor, session, "saline", "S-1", Pack(is_sterile=False), "It was fine yesterday")
    assert uses() == []


def test_a_positive_patch_test_needs_a_doctors_name_and_reason(cast):
    session, pack = started(cast), Pack(is_sterile=True, is_for_open_skin=True, patch_test="positive")
    with pytest.raises(ItemRefused, match="patch test"):
        charting.put_on(cast.actor("nurse"), session, "saline", "S-1", pack, "She wants it")
    charting.put_on(
        cast.actor("doctor"), session, "saline", "S-1", pack, "The plaster did it, not the saline"
    )
    entry = chart_of(session).of("adjunct")[0]
    assert entry.content["reason"] == "The plaster did it, not the saline"
    assert entry.content["overridden"]
    assert entry.by_name == "Doctor"
