"""Harm: opened from where it was seen, graded by what was read, signed with what had met the person, only added to."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.accounts.models import Membership
from clinic.audit.models import AuditEvent
from clinic.records.actions import adverse_events as deeds
from clinic.records.actions.worries import acknowledge_worry
from clinic.records.models import AdverseEvent, AdverseEventNote, Origin
from clinic.records.queries.adverse_events import grades_for, harm_of, standing_of
from clinic.records.refusals import AlreadyDone, BadInput, NotPermitted, WrongState
from clinic.records.signatures import is_intact
from clinic.web.shown.adverse_events import report_of
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from tests.record.calls.adverse_events import WHAT, a_harm, described, signed_harm
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.incidents import OUTCOME, closed
from tests.record.calls.session import signed
from tests.record.calls.worries import a_report, a_worry, named_on_call


def sign(cast, row):
    nurse = cast.actor("nurse")
    return deeds.sign_adverse_event(nurse, row, nurse.name)


def after_a_session(cast) -> AdverseEvent:
    """Open one after a signed session, say everything, and sign it."""
    nurse, session = cast.actor("nurse"), signed(cast)
    row = deeds.open_adverse_event(nurse, cast.patient, "granuloma", session=session)
    zones = tuple(session.treated_zones[:1])
    return sign(cast, deeds.describe_adverse_event(nurse, row, described(nurse.today, zones=zones)))


def test_an_incident_that_did_harm_is_an_adverse_event_and_one_without_is_none(cast):
    closed(cast)
    assert not AdverseEvent.objects.exists()
    incident = closed(cast, "bleeding", harmed=True)
    row = AdverseEvent.objects.get()
    assert (row.incident, row.kind, row.state, row.what) == (incident, "bleeding", "draft", OUTCOME)
    assert row.session == incident.session


def test_what_a_needle_did_to_somebody_of_the_team_is_not_on_the_page_of_the_patient(cast):
    closed(cast, "needle-stick", harmed=True, affected="staff")
    assert AdverseEvent.objects.count() == 1
    assert not harm_of(cast.patient).exists()


def test_a_worry_becomes_one_once_and_brings_its_session(cast):
    nurse = cast.actor("nurse")
    worry = acknowledge_worry(nurse, a_worry(cast))
    row = deeds.open_adverse_event(nurse, worry.patient, "bacterial-infection", worry=worry)
    assert (row.origin, row.session, row.check_in) == (Origin.WORRY, worry.check_in.session, worry.check_in)
    with pytest.raises(AlreadyDone) as refusal:
        deeds.open_adverse_event(nurse, worry.patient, "herpes", worry=worry)
    assert refusal.value.made == row


def test_a_worry_at_which_nobody_has_looked_is_none_yet(cast):
    worry = a_worry(cast)
    with pytest.raises(WrongState, match="Nobody has looked"):
        deeds.open_adverse_event(cast.actor("nurse"), worry.patient, "herpes", worry=worry)
    assert not AdverseEvent.objects.exists()


def test_a_session_of_somebody_else_and_a_kind_that_is_none_are_refused(cast):
    session = signed(cast)
    with pytest.raises(BadInput):
        deeds.open_adverse_event(cast.actor("outsider"), cast.other_patient, "herpes", session=session)
    with pytest.raises(BadInput):
        deeds.open_adverse_event(cast.actor("nurse"), cast.patient, "moonlight")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"grade": 6}, "grade"),
        ({"grade": 0}, "grade"),
        ({"kind": "pain", "grade": 4}, "grade"),
        ({"kind": "moonlight"}, "kind"),
        ({"relatedness": "surely"}, "relatedness"),
        ({"zones": ("moon",)}, "zones"),
        ({"causes": ("moon",)}, "causes"),
        ({"affected": "moon"}, "affected"),
        ({"what": "x" * 2001}, "what"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_field(cast, changed, field):
    nurse, row = cast.actor("nurse"), a_harm(cast)
    with pytest.raises(BadInput) as refusal:
        deeds.describe_adverse_event(nurse, row, described(nurse.today, **changed))
    assert refusal.value.field == field


def test_it_began_neither_before_its_session_nor_tomorrow(cast):
    nurse, session = cast.actor("nurse"), signed(cast)
    row = deeds.open_adverse_event(nurse, cast.patient, "granuloma", session=session)
    for days in (-1, 1):
        with pytest.raises(BadInput):
            deeds.describe_adverse_event(nurse, row, described(nurse.today + timedelta(days=days)))
    deeds.describe_adverse_event(nurse, row, described(nurse.today))


def test_only_grades_that_were_read_are_offered():
    assert [one.number for one in grades_for("granuloma")] == [1, 2, 3, 4, 5]
    assert [one.number for one in grades_for("pain")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("without", "words"), [("onset_on", "since when"), ("relatedness", "treatment did it")]
)
def test_what_is_not_said_keeps_it_from_being_signed(cast, without, words):
    nurse = cast.actor("nurse")
    said = described(nurse.today, **{without: None if without == "onset_on" else ""})
    row = deeds.describe_adverse_event(nurse, a_harm(cast), said)
    with pytest.raises(WrongState, match=words):
        sign(cast, row)


def test_nobody_signs_with_the_name_of_somebody_else(cast):
    nurse = cast.actor("nurse")
    row = deeds.describe_adverse_event(nurse, a_harm(cast), described(nurse.today))
    with pytest.raises(BadInput):
        deeds.sign_adverse_event(nurse, row, "Doctor")


def test_signed_it_holds_device_lots_settings_and_who_worked(cast):
    met = after_a_session(cast).document["met"]
    assert (met["serial"], met["room"], met["operators"]) == ("A-1047", "Room 2", ["Nurse"])
    assert "SP-2291" in [one["lot"] for one in met["items"]]
    assert met["settings"]
    assert all(one["needle_length_hundredths_mm"] for one in met["settings"])
    assert {end for one in met["settings"] for end in one["endpoint"]} == {"erythema"}


def test_who_lost_their_place_a_minute_ago_signs_nothing(cast):
    nurse = cast.actor("nurse")
    row = deeds.describe_adverse_event(nurse, a_harm(cast), described(nurse.today))
    Membership.objects.filter(pk=cast.members["nurse"].pk).update(state="suspended")
    with pytest.raises(NotPermitted):
        sign(cast, row)
    assert AdverseEvent.objects.get(pk=row.pk).signature_id is None


def test_who_lost_their_place_a_minute_ago_adds_nothing(cast):
    nurse, row = cast.actor("nurse"), signed_harm(cast)
    Membership.objects.filter(pk=cast.members["nurse"].pk).update(state="suspended")
    with pytest.raises(NotPermitted):
        deeds.add_to_adverse_event(nurse, row, nurse.today, "Better today.")
    assert not row.notes.exists()


def test_signed_it_is_locked_and_its_digest_is_of_what_was_signed(cast):
    row = signed_harm(cast)
    assert is_intact(row.signature, row.document)
    assert not is_intact(row.signature, row.document | {"grade": 1})
    for change in (
        lambda: AdverseEvent.objects.filter(pk=row.pk).update(grade=1),
        lambda: AdverseEvent.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_comes_later_stands_beside_it_and_is_never_changed(cast):
    row, nurse = signed_harm(cast), cast.actor("nurse")
    deeds.add_to_adverse_event(nurse, row, nurse.today, "Paler than yesterday", "better")
    note = deeds.add_to_adverse_event(nurse, row, nurse.today, "Reported to the authority today")
    assert standing_of(list(row.notes.all())) == "better"
    with pytest.raises(DatabaseError), transaction.atomic():
        AdverseEventNote.objects.filter(pk=note.pk).update(text="Never reported")


@pytest.mark.parametrize(
    ("days", "text", "course"), [(1, WHAT, ""), (-9, WHAT, ""), (0, "", ""), (0, WHAT, "fine")]
)
def test_an_addition_of_no_day_no_word_or_no_course_is_refused(cast, days, text, course):
    row, nurse = signed_harm(cast), cast.actor("nurse")
    with pytest.raises(BadInput):
        deeds.add_to_adverse_event(nurse, row, nurse.today + timedelta(days=days), text, course)
    assert not row.notes.exists()


def test_a_usual_sign_past_its_days_is_one_to_be_looked_at_and_only_once(cast, monkeypatch):
    named_on_call(cast)
    a_sheet(cast)
    late = CheckInReport(day=8, signs=(ReportedSign(sign="erythema"),))
    monkeypatch.setattr("clinic.records.actions.worries.replace", lambda report, **_day: report)
    a_report(cast, late)
    a_report(cast, late)
    row = AdverseEvent.objects.get()
    assert (row.kind, row.origin, row.state) == ("colour-persisting", Origin.RULE, "draft")


def test_a_usual_sign_within_its_days_is_none(cast):
    a_report(cast, CheckInReport(day=0, signs=(ReportedSign(sign="erythema"),)))
    assert not AdverseEvent.objects.exists()


def test_a_report_says_what_the_record_cannot_fill_in_and_names_nobody(cast):
    row = after_a_session(cast)
    report = report_of(row, cast.clinic, cast.actor("nurse").today)
    told = report.as_text()
    assert "Lovelace" not in told
    assert "A-1047" in told
    assert "SP-2291" in told
    assert {"The device: Maker", "The person: Weight", "What happened: Outcome so far"} <= set(report.missing)
    assert not any("Serial number" in one for one in report.missing)
    assert "NOT IN THE RECORD" in told


@pytest.mark.parametrize(
    ("country", "form"), [("US", "MedWatch, Form FDA 3500"), ("GB", "Yellow Card (MHRA)"), ("DE", "")]
)
def test_the_form_is_that_of_the_country_and_elsewhere_none_is_made_up(cast, country, form):
    cast.clinic.country = country
    assert report_of(signed_harm(cast), cast.clinic, cast.actor("nurse").today).form == form


def test_the_audit_tells_each_deed_and_no_clinical_word(cast):
    row = signed_harm(cast)
    deeds.add_to_adverse_event(cast.actor("nurse"), row, cast.actor("nurse").today, "Paler than yesterday")
    told = list(
        AuditEvent.objects.filter(subject_type__startswith="adverseevent").values_list("deed", "digests")
    )
    assert {deed for deed, _digests in told} == {
        "open_adverse_event",
        "describe_adverse_event",
        "sign_adverse_event",
        "add_to_adverse_event",
    }
    assert "Weals" not in str(told)
    assert "Paler" not in str(told)
