"""The numbing ledger in the record: the gate at the deed, cream from home, where cream hides, and its lot."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clinic.records import clock
from clinic.records.actions import charting, history, items, numbing
from clinic.records.actions import session as sessions
from clinic.records.actions.history import Said
from clinic.records.actions.numbing import Cream
from clinic.records.models import ItemUse, Session
from clinic.records.queries.chart import chart_of
from clinic.records.refusals import BadInput, WrongState
from needlepoint.session.numbing import PLACES
from tests.record.calls.items import a_product, a_recall
from tests.record.calls.session import again, before_of, cream_on, opened, ready, rescreened, signed

CREAM_DI = "00300003210308"
LMX = Cream(product="lmx4-uk", grams=20.0, area_cm2=200.0)


def blocks(cast, session) -> dict[str, str]:
    return {one.id: one.override_by for one in before_of(cast, session).blocks()}


def weighed(cast, kilograms: str = "61") -> Session:
    """Ask what changed of somebody whose weight is known."""
    said = Said(asks="patient.weight_kg", answer="yes", detail=kilograms)
    history.answer_questions(cast.actor("nurse"), cast.patient, [said])
    return rescreened(cast)


def answered(cast, asks: str) -> Session:
    """Ask what changed; one thing did."""
    session = opened(cast)
    said = [Said(asks=asks, answer="yes")]
    sessions.rescreen(cast.actor("nurse"), session, said=said, same=[], skin_seen=True)
    return again(session)


def test_everything_about_the_cream_is_in_the_ledger(cast):
    session = rescreened(cast)
    cream = replace(LMX, zones=("cheek-left",), is_occluded=True, lot="C-7")
    numbing.put_numbing_on(cast.actor("nurse"), session, cream)
    content = chart_of(session).ledger[0].entry.content
    kept = {
        name: content[name]
        for name in ("product", "percent", "grams", "area_cm2", "zones", "is_occluded", "lot")
    }
    assert kept == {
        "product": "lmx4-uk",
        "percent": [4.0],
        "grams": 20.0,
        "area_cm2": 200.0,
        "zones": ["cheek-left"],
        "is_occluded": True,
        "lot": "C-7",
    }


def test_the_tube_is_found_again_by_its_lot_typed_or_scanned(cast):
    a_product(cast, kind="anaesthetic", of="lmx4-uk", name="LMX4", code=CREAM_DI)
    session, nurse = rescreened(cast), cast.actor("nurse")
    numbing.put_numbing_on(nurse, session, replace(LMX, lot="typed 1"))
    items.scan(nurse, session, f"01{CREAM_DI}1731050010C-7")
    numbing.put_numbing_on(nurse, session, LMX)
    uses = [(one.lot_key, one.di, one.is_scanned) for one in ItemUse.objects.filter(kind="anaesthetic")]
    assert uses == [("TYPED1", "", False), ("C-7", CREAM_DI, True)]


def test_a_tube_that_was_scanned_without_its_lot_keeps_its_product_when_the_lot_is_typed(cast):
    a_product(cast, kind="anaesthetic", of="lmx4-uk", name="LMX4", code=CREAM_DI)
    session, nurse = rescreened(cast), cast.actor("nurse")
    items.scan(nurse, session, f"01{CREAM_DI}")
    a_recall(cast, di=CREAM_DI, lot="C-7")
    for lot, told in (("", "may be recalled"), ("c-7", "is recalled")):
        with pytest.raises(BadInput, match=told):
            numbing.put_numbing_on(nurse, session, replace(LMX, lot=lot))
    numbing.put_numbing_on(nurse, session, replace(LMX, lot="C-8"))
    uses = [(one.lot_key, one.di, one.is_scanned) for one in ItemUse.objects.filter(kind="anaesthetic")]
    assert uses == [("C-8", CREAM_DI, False)]


def test_a_recalled_tube_is_not_put_on(cast):
    a_recall(cast, lot="C-7")
    session = rescreened(cast)
    with pytest.raises(BadInput, match="is recalled"):
        numbing.put_numbing_on(cast.actor("nurse"), session, replace(LMX, lot="c-7"))
    assert not chart_of(session).ledger


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"grams": 50.0}, "above the label"),
        ({"area_cm2": 1000.0, "grams": 20.0}, "above the label"),
        ({"product": "pomade"}, "not listed"),
        ({"product": ""}, "not listed"),
        ({"grams": 501.0}, "between 0 and 500"),
        ({"zones": ("moon",)}, "Choose the zones"),
    ],
)
def test_what_the_label_does_not_allow_or_cannot_be_is_not_put_on(cast, changed, told):
    session = rescreened(cast)
    with pytest.raises(BadInput, match=told):
        numbing.put_numbing_on(cast.actor("nurse"), session, replace(LMX, **changed))
    assert not chart_of(session).ledger
    assert not ItemUse.objects.filter(kind="anaesthetic").exists()


def test_a_second_tube_counts_with_the_first(cast):
    session = rescreened(cast)
    many = replace(LMX, grams=80.0, area_cm2=800.0, ordered_by="Dr Elion")
    numbing.put_numbing_on(cast.actor("nurse"), session, many)
    with pytest.raises(BadInput, match="above the label"):
        numbing.put_numbing_on(cast.actor("nurse"), session, LMX)


def test_prilocaine_is_not_put_on_where_methaemoglobin_is_a_risk(cast):
    session = answered(cast, "methaemoglobinaemia-risk")
    emla = Cream(product="emla-uk", grams=10.0, area_cm2=100.0)
    with pytest.raises(BadInput, match="Not put on"):
        numbing.put_numbing_on(cast.actor("doctor"), session, emla)
    numbing.put_numbing_on(cast.actor("doctor"), session, LMX)


def test_what_needs_an_order_names_the_prescriber(cast):
    session = rescreened(cast)
    strong = Cream(product="pliaglis", grams=10.0, area_cm2=100.0)
    with pytest.raises(BadInput, match="prescriber") as refusal:
        numbing.put_numbing_on(cast.actor("nurse"), session, strong)
    assert refusal.value.field == "ordered_by"
    numbing.put_numbing_on(cast.actor("nurse"), session, replace(strong, ordered_by="Dr Elion"))
    assert chart_of(session).ledger[0].entry.content["ordered_by"] == "Dr Elion"


def test_a_doctor_orders_with_their_own_name(cast):
    session = rescreened(cast)
    numbing.put_numbing_on(
        cast.actor("doctor"), session, Cream(product="pliaglis", grams=10.0, area_cm2=100.0)
    )
    assert chart_of(session).ledger[0].entry.content["ordered_by"] == "Doctor"


def test_cream_is_off_only_when_each_place_where_it_hides_was_looked_at(cast):
    session, nurse = rescreened(cast), cast.actor("nurse")
    entry = str(cream_on(cast, session).pk)
    for places in ((), ("brows",), ("brows", "hairline")):
        with pytest.raises(BadInput, match="hairline and nostrils") as refusal:
            numbing.take_numbing_off(nurse, session, entry, places)
        assert refusal.value.field == "places"
    assert "numbing" in blocks(cast, session)
    off = numbing.take_numbing_off(nurse, session, entry, PLACES)
    assert off.content["places"] == list(PLACES)
    assert "numbing" not in blocks(cast, session)


def test_cream_that_stays_on_too_long_stops_the_start_and_a_prescriber_may_override(cast):
    session = ready(cast)
    with clock.at(clock.now() - timedelta(minutes=301)):
        on = numbing.put_numbing_on(cast.actor("nurse"), session, LMX)
    numbing.take_numbing_off(cast.actor("nurse"), session, str(on.pk), PLACES)
    name = "numbing-limit:above-label-minutes:lmx4-uk"
    assert blocks(cast, session)[name] == "prescriber"
    with pytest.raises(WrongState, match="prescriber"):
        sessions.override_block(cast.actor("nurse"), session, name, "It was thin")
    sessions.override_block(cast.actor("doctor"), session, name, "No signs; looked at for an hour")
    assert name not in blocks(cast, session)


def test_cream_from_home_defers_until_it_stands_whole_in_the_ledger(cast):
    session = answered(cast, "home-applied-anaesthetic")
    assert blocks(cast, session)["finding:home-applied-anaesthetic"] == "nobody"
    at_home = replace(LMX, minutes_ago=90, minutes_on=30)
    numbing.note_home_numbing(cast.actor("nurse"), session, replace(at_home, grams=None))
    assert {"finding:home-applied-anaesthetic", "numbing-home"} <= set(blocks(cast, session))


def test_cream_from_home_has_not_the_lot_of_the_tube_that_lies_here(cast):
    a_product(cast, kind="anaesthetic", of="lmx4-uk", name="LMX4", code=CREAM_DI)
    session, nurse = rescreened(cast), cast.actor("nurse")
    items.scan(nurse, session, f"01{CREAM_DI}1731050010C-7")
    at_home = replace(LMX, minutes_ago=90, minutes_on=30)
    assert numbing.note_home_numbing(nurse, session, at_home).content["lot"] == ""
    assert numbing.note_home_numbing(nurse, session, replace(at_home, lot="H 1")).content["lot"] == "H 1"


def test_cream_from_home_within_its_limits_lets_the_session_go_on(cast):
    session = answered(cast, "home-applied-anaesthetic")
    numbing.note_home_numbing(cast.actor("nurse"), session, replace(LMX, minutes_ago=90, minutes_on=30))
    stops = blocks(cast, session)
    assert not {"finding:home-applied-anaesthetic", "numbing-home", "numbing"} & set(stops)
    line = chart_of(session).ledger[0]
    assert round(line.numbing.minutes) == 30


def test_cream_from_home_that_nobody_knows_is_written_down_and_stops(cast):
    session = rescreened(cast)
    unknown = Cream(product="another product", grams=5.0, area_cm2=50.0, minutes_ago=60, minutes_on=10)
    numbing.note_home_numbing(cast.actor("nurse"), session, unknown)
    assert blocks(cast, session)["numbing-limit:not-listed:another product"] == "nobody"


def test_cream_from_home_counts_for_what_is_put_on_here(cast):
    session, nurse = rescreened(cast), cast.actor("nurse")
    numbing.note_home_numbing(
        nurse, session, replace(LMX, grams=80.0, area_cm2=800.0, minutes_ago=60, minutes_on=10)
    )
    with pytest.raises(BadInput, match="above the label"):
        numbing.put_numbing_on(nurse, session, LMX)


@pytest.mark.parametrize(
    ("ago", "on", "field"),
    [
        (None, 1, "minutes_ago"),
        (-1, None, "minutes_ago"),
        (1441, None, "minutes_ago"),
        (30, 31, "minutes_on"),
        (30, -1, "minutes_on"),
    ],
)
def test_times_at_home_that_cannot_be_are_refused(cast, ago, on, field):
    session = rescreened(cast)
    with pytest.raises(BadInput) as refusal:
        numbing.note_home_numbing(cast.actor("nurse"), session, replace(LMX, minutes_ago=ago, minutes_on=on))
    assert refusal.value.field == field
    assert not chart_of(session).ledger


def test_the_signed_document_keeps_the_ledger_with_its_lot(cast):
    session = rescreened(cast)
    on = numbing.put_numbing_on(cast.actor("nurse"), session, replace(LMX, lot="C-7"))
    numbing.take_numbing_off(cast.actor("nurse"), session, str(on.pk), PLACES)
    document = signed(cast).document
    assert [(one["product"], one["lot"]) for one in document["numbing"]] == [("lmx4-uk", "C-7")]
    assert ("anaesthetic", "C-7") in [(one["kind"], one["lot"]) for one in document["items"]]


def gate_here(cast, session):
    return {one.id: one for one in before_of(cast, session).gate.findings}


def test_in_the_alert_band_a_prescriber_orders_and_in_the_toxic_one_nobody_puts_it_on(cast):
    session = weighed(cast)
    many = replace(LMX, grams=80.0, area_cm2=800.0)
    with pytest.raises(BadInput, match="prescriber") as refusal:
        numbing.put_numbing_on(cast.actor("nurse"), session, many)
    assert refusal.value.field == "ordered_by"
    strong = Cream(product="compounded-23-7", grams=5.0, area_cm2=100.0, ordered_by="Dr Elion")
    with pytest.raises(BadInput, match="the toxic band"):
        numbing.put_numbing_on(cast.actor("nurse"), session, strong)
    assert not chart_of(session).ledger


def test_what_was_injected_counts_with_the_cream_and_nothing_of_it_is_refused(cast):
    session, nurse = weighed(cast), cast.actor("nurse")
    cream_on(cast, session)
    before = before_of(cast, session).gate.bound
    entry = numbing.note_injected_numbing(nurse, session, " lidocaine 2 % ", 200)
    assert entry.content == {"name": "lidocaine 2 %", "milligrams": 200.0}
    after = before_of(cast, session).gate.bound
    assert after.milligrams == before.milligrams + 200
    assert "numbing-limit:plasma-alert:all" in blocks(cast, session)
    numbing.note_injected_numbing(nurse, session, "at the dentist", 400)
    assert blocks(cast, session)["numbing-limit:above-injected-limit:all"] == "prescriber"
    assert blocks(cast, session)["numbing-limit:plasma-toxic:all"] == "prescriber"


def test_an_injection_alone_is_checked_and_can_be_taken_back(cast):
    session, nurse = rescreened(cast), cast.actor("nurse")
    numbing.note_injected_numbing(nurse, session, "lidocaine", 350)
    assert gate_here(cast, session)["above-injected-limit"].level == "refused"
    charting.undo_entry(nurse, session)
    assert before_of(cast, session).gate is None


@pytest.mark.parametrize(
    ("name", "milligrams", "field"),
    [
        ("", 20, "name"),
        (" ", 20, "name"),
        ("x" * 81, 20, "name"),
        ("lidocaine", 0, "milligrams"),
        ("lidocaine", -1, "milligrams"),
        ("lidocaine", float("nan"), "milligrams"),
        ("lidocaine", 5001, "milligrams"),
    ],
)
def test_an_injection_that_cannot_be_is_refused_by_its_field(cast, name, milligrams, field):
    session = rescreened(cast)
    with pytest.raises(BadInput) as refusal:
        numbing.note_injected_numbing(cast.actor("nurse"), session, name, milligrams)
    assert refusal.value.field == field
    assert not chart_of(session).injected


def test_cream_is_not_put_on_open_skin_and_from_home_it_stops_the_start(cast):
    session, nurse = rescreened(cast), cast.actor("nurse")
    with pytest.raises(BadInput, match="counts as injected"):
        numbing.put_numbing_on(nurse, session, replace(LMX, is_on_open_skin=True))
    at_home = replace(LMX, grams=1.0, is_on_open_skin=True, minutes_ago=90, minutes_on=30)
    numbing.note_home_numbing(nurse, session, at_home)
    assert blocks(cast, session)["numbing-limit:open-skin:lmx4-uk"] == "nobody"


def test_cream_that_is_still_on_when_the_needles_come_counts_as_injected(cast):
    session = weighed(cast)
    cream_on(cast, session)
    assert "open-skin" not in gate_here(cast, session)
    Session.objects.filter(pk=session.pk).update(started_at=clock.now())
    found = gate_here(cast, again(session))
    assert found["open-skin"].level == "refused"
    assert found["above-injected-limit"].level == "refused"


def test_what_was_injected_is_signed_with_the_session(cast):
    session = rescreened(cast)
    numbing.note_injected_numbing(cast.actor("nurse"), session, "lidocaine 2 %", 40)
    assert signed(cast).document["injected"] == [{"name": "lidocaine 2 %", "milligrams": 40.0}]
