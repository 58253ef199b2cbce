"""What a zone got of work and density: charted by one tap or by hand, signed whole, and added up afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clinic.audit.models import AuditEvent
from clinic.records.actions import charting
from clinic.records.actions import session as deeds
from clinic.records.actions.charting import ZoneSetting
from clinic.records.actions.deliveries import content_of, deliver, settings_of
from clinic.records.actions.planning import approve_plan, revise_plan
from clinic.records.models import Session, SessionState
from clinic.records.queries.accumulation import past_doses
from clinic.records.queries.chart import chart_of, deviations_of, record_of
from clinic.records.queries.delivered import (
    delivered_in,
    delivered_signed,
    density_document,
    handpieces_in_hand,
    sums_with,
)
from clinic.records.queries.planning import acknowledgement_of, choices_of
from clinic.records.queries.readiness import AFTER
from clinic.records.refusals import BadInput
from needlepoint.interop.session import read_session
from needlepoint.protocols.library import shipped_content
from tests.record.calls.commissioning import a_commissioned_handpiece, a_stamp
from tests.record.calls.deliveries import CHEEK, sent
from tests.record.calls.planning import a_draft, afresh
from tests.record.calls.session import SERIAL, again, answer_all, started
from tests.record.test_deliveries import seen

SHARE = 9_800 / (14 * 116.7 * 10)
WORKED = ZoneSetting(
    zone="cheek-left",
    needle_length_mm=1.0,
    passes=4,
    directions=("horizontal", "diagonal"),
    contact_seconds=60.0,
    endpoint=("erythema",),
)


def planned_in_seconds(cast, seconds: float = 60.0) -> None:
    """Approve a plan with seconds of contact on both cheeks."""
    doctor, draft = cast.actor("doctor"), a_draft(cast)
    wanted = {"cheek-left": seconds, "cheek-right": seconds}
    choices = replace(choices_of(draft), contact_seconds=wanted)
    plan = revise_plan(doctor, draft, choices, version=draft.version)
    seen_items = [acknowledgement_of(item) for item in plan.to_domain().off_label]
    approve_plan(doctor, plan, choices_of(plan), seen_items, version=plan.version)


def live(session: Session):
    chart = chart_of(session)
    return delivered_in(session, chart, handpieces_in_hand(session, chart))


def signed_with(cast, *settings: ZoneSetting) -> Session:
    """Chart, finish, and sign."""
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_as_planned(nurse, session)
    charting.chart_zones(nurse, session, settings)
    for one in deviations_of(session, record_of(session, chart_of(session))):
        if one.needs_reason:
            charting.explain_deviation(nurse, session, charting.key_of(one), "Clinical judgement")
    deeds.finish_charting(nurse, session)
    answer_all(cast, session, AFTER)
    return again(deeds.sign_session(nurse, again(session), nurse.name))


def test_directions_and_seconds_are_charted_and_what_is_not_said_stays(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_zones(nurse, session, [WORKED])
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", passes=5)])
    charted = chart_of(session).zones["cheek-left"]
    assert charted.directions == ("horizontal", "diagonal")
    assert (charted.contact_seconds, charted.passes) == (60.0, 5)
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", directions=())])
    assert chart_of(session).zones["cheek-left"].directions == ()


def test_the_share_of_strokes_is_that_of_the_cartridge_type_that_the_plan_names(cast):
    session = started(cast)
    handpiece = a_commissioned_handpiece(cast, SERIAL)
    charting.chart_zones(cast.actor("nurse"), session, [WORKED])
    usual = live(session).kappa.mean
    a_stamp(cast, handpiece, cartridge="Worn tip", counted=4_900)
    session.plan.cartridge = "worn  TIP"
    assert live(session).kappa.mean == pytest.approx(SHARE / 2, rel=0.01)
    session.plan.cartridge = "SkinPen tip"
    assert live(session).kappa.mean == pytest.approx(usual) == pytest.approx(SHARE, rel=0.01)


def test_a_type_that_nobody_stamped_with_this_handpiece_leaves_an_upper_bound(cast):
    session = started(cast)
    handpiece = a_commissioned_handpiece(cast, SERIAL)
    a_stamp(cast, handpiece, cartridge="Worn tip", counted=4_900)
    charting.chart_zones(cast.actor("nurse"), session, [WORKED])
    session.plan.cartridge = "Long tip"
    found = live(session)
    assert found.kappa is None
    assert found.densities["cheek-left"].is_upper_bound
    session.plan.cartridge = ""
    assert live(session).kappa is not None


@pytest.mark.parametrize(
    "wrong", [{"contact_seconds": 0.0}, {"contact_seconds": 9e9}, {"directions": ("sideways",)}]
)
def test_what_cannot_be_is_refused_and_nothing_is_charted(cast, wrong):
    session = started(cast)
    with pytest.raises(BadInput):
        charting.chart_zones(cast.actor("nurse"), session, [replace(WORKED, **wrong)])
    assert not chart_of(session).zones


def test_as_planned_charts_the_planned_seconds_and_no_direction(cast):
    planned_in_seconds(cast)
    session = started(cast)
    charting.chart_as_planned(cast.actor("nurse"), session)
    zones = chart_of(session).zones
    assert {one.contact_seconds for one in zones.values()} == {60.0}
    assert not any(one.directions for one in zones.values())


def test_more_seconds_than_planned_ask_why(cast):
    planned_in_seconds(cast)
    session = started(cast)
    charting.chart_as_planned(cast.actor("nurse"), session)
    charting.chart_zones(
        cast.actor("nurse"), session, [ZoneSetting(zone="cheek-left", contact_seconds=120.0)]
    )
    (found,) = deviations_of(session, record_of(session, chart_of(session)))
    assert found.kind == "contact-seconds"
    assert found.needs_reason
    assert "120 s on the skin instead of 60 s" in found.text


def test_the_stamp_test_of_the_handpiece_in_hand_tells_the_density(cast):
    session = started(cast)
    charting.chart_zones(cast.actor("nurse"), session, [WORKED])
    found = live(session)
    assert found.kappa is not None
    assert found.kappa.mean == pytest.approx(SHARE)
    density = found.densities["cheek-left"]
    assert density is not None
    assert not density.is_upper_bound


def test_another_handpiece_that_nobody_stamped_leaves_an_upper_bound(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_zones(nurse, session, [WORKED])
    known = live(session).densities["cheek-left"]
    charting.note_device(nurse, session, "SPP-9999")
    bound = live(session).densities["cheek-left"]
    assert known is not None
    assert bound is not None
    assert bound.is_upper_bound
    assert bound.high_per_cm2 > known.high_per_cm2


def test_what_is_signed_keeps_its_density_whatever_is_stamped_later(cast):
    session = signed_with(cast, WORKED)
    kept = session.document["density"]
    assert kept["kappa"]["mean"] == pytest.approx(SHARE)
    assert kept["zones"]["cheek-right"] is None
    a_stamp(cast, a_commissioned_handpiece(cast, SERIAL), counted=4_000)
    found = delivered_signed(again(session))
    assert density_document(found) == kept
    assert AuditEvent.objects.filter(deed="sign_session").count() == 1


def test_the_library_reads_what_was_signed(cast):
    session = signed_with(cast, WORKED)
    read = read_session(session.document["session"], shipped_content())
    (cheek,) = [one for one in read.zones if one.zone == "cheek-left"]
    assert (cheek.directions, cheek.contact_seconds) == (("horizontal", "diagonal"), 60.0)


def test_a_signed_session_in_seconds_is_a_dated_dose_with_its_own_share_of_strokes(cast):
    session = signed_with(cast, WORKED)
    doses = {one.dose.setting.zone: one.dose for one in past_doses(afresh(cast.patient)).doses}
    density = doses["cheek-left"].density
    assert density is not None
    assert not density.is_upper_bound
    assert density.high_per_cm2 == pytest.approx(
        session.document["density"]["zones"]["cheek-left"]["high_per_cm2"], abs=0.05
    )
    assert doses["cheek-right"].density is None


def test_the_sum_counts_the_sessions_of_the_window_and_no_older_one(cast):
    first = signed_with(cast, WORKED)
    days = round(shipped_content().parameter["sum-window"].value or 0)
    now = Session(
        patient=first.patient,
        clinic=first.clinic,
        device=first.device,
        on=first.on + timedelta(days),
        state=SessionState.IN_PROGRESS,
    )
    found = delivered_signed(first)
    one = found.densities["cheek-left"]
    assert one is not None
    added = sums_with(now, found, afresh(cast.patient))["cheek-left"]
    assert added.high_per_cm2 == pytest.approx(2 * one.high_per_cm2)
    assert len(added.sessions) == 2
    now.on += timedelta(1)
    assert len(sums_with(now, found, afresh(cast.patient))["cheek-left"].sessions) == 1


def test_a_record_from_before_densities_were_kept_is_counted_as_not_known():
    old = Session(
        device="skinpen-precision", document={"session": {"zones": [{"zone": "chin", "passes": 4}]}}
    )
    assert delivered_signed(old).densities == {"chin": None}


def test_work_that_waited_on_a_tablet_is_delivered_whole_and_a_repeat_is_no_conflict(cast):
    session, nurse = started(cast), cast.actor("nurse")
    before = seen(session)
    content = content_of([WORKED])
    assert settings_of(content) == [WORKED]
    assert deliver(nurse, session, sent(seen=before, content=content)).outcome == "stored"
    assert chart_of(session).zones["cheek-left"].directions == ("horizontal", "diagonal")


def test_other_seconds_of_somebody_else_meanwhile_are_a_conflict_and_the_same_are_none(cast):
    session, nurse = started(cast), cast.actor("nurse")
    before = seen(session)
    charting.chart_zones(cast.actor("doctor"), session, [replace(WORKED, contact_seconds=90.0)])
    other = deliver(nurse, session, sent(seen=before, content=content_of([WORKED])))
    assert other.outcome == "conflict"
    assert chart_of(session).zones["cheek-left"].contact_seconds == 90.0
    same = content_of([replace(WORKED, contact_seconds=90.0)])
    assert deliver(nurse, session, sent(seen=before, content=same)).outcome == "stored"


def test_an_entry_of_an_older_tablet_that_knows_no_seconds_is_still_taken(cast):
    session = started(cast)
    old = {
        "zones": [
            {"zone": "cheek-left", "needle_length_mm": 1.0, "passes": 3, "endpoint": None, "note": None}
        ]
    }
    assert deliver(cast.actor("nurse"), session, sent(seen=seen(session), content=old)).outcome == "stored"
    assert CHEEK.passes == chart_of(session).zones["cheek-left"].passes
