"""The time-out: what concerns this session, what stops, who may override, what is open."""

from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import ChecklistItem
from needlepoint.session.checklist import (
    ENTITLED,
    Tick,
    checklist_for,
    may_override,
    open_items,
    open_stops,
    override_item,
)
from needlepoint.session.conditions import Conditions, adjuncts_named, conditions_of
from needlepoint.session.record import Numbing, SessionRecord, ZoneRecord
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Answer, Facts, Patient
from needlepoint.vocabulary.reasons import Truth

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOTHING = Conditions(met=frozenset(), open=frozenset())


def item(name: str, **changes: object) -> ChecklistItem:
    usual = {
        "id": name,
        "list": "time-out",
        "text": f"{name} was looked at.",
        "why": "It matters.",
        "is_stop": True,
        "override_by": "doctor",
        "sources": ("needlepoint-convention",),
        "certainty": "convention",
        "evidence": ("op",),
        "reviewed_by": "nobody yet",
        "next_review": date(2027, 11, 22),
    }
    return ChecklistItem(**(usual | changes))  # type: ignore[arg-type]


def session(**changes: object) -> SessionRecord:
    usual = {"on": AT.date(), "device": "exceed", "zones": (ZoneRecord(zone="cheek-left"),), "numbing": ()}
    return SessionRecord(**(usual | changes))  # type: ignore[arg-type]


def ids(items: tuple[ChecklistItem, ...]) -> set[str]:
    return {one.id for one in items}


def test_an_item_for_everybody_concerns_every_session() -> None:
    listed = checklist_for(shipped_content(), NOTHING)
    assert "identity" in ids(listed)
    assert {one.list for one in listed} == {"time-out"}


def test_other_lists_come_when_they_are_asked_for() -> None:
    listed = checklist_for(shipped_content(), NOTHING, ("room", "after"))
    assert {one.list for one in listed} == {"room", "after"}


def test_an_item_of_blood_comes_only_with_blood() -> None:
    with_blood = conditions_of(session(adjuncts=("PRP",)), shipped_content())
    assert "blood-matches" in ids(checklist_for(shipped_content(), with_blood))
    assert "blood-matches" not in ids(
        checklist_for(shipped_content(), conditions_of(session(), shipped_content()))
    )


def test_what_nobody_knows_is_asked() -> None:
    unknown = conditions_of(session(numbing=None), shipped_content())
    none_used = conditions_of(session(numbing=()), shipped_content())
    used = conditions_of(session(numbing=(Numbing(product="lidocaine 4 %"),)), shipped_content())
    for conditions, is_asked in ((unknown, True), (none_used, False), (used, True)):
        asked = "anaesthetic-off-and-cleaned" in ids(checklist_for(shipped_content(), conditions))
        assert asked is is_asked


@pytest.mark.parametrize(
    ("answer", "is_met", "is_open"), [("yes", True, False), ("no", False, False), (None, False, True)]
)
def test_a_rule_is_met_closed_or_open(answer: str | None, is_met: bool, is_open: bool) -> None:
    answers = {"herpes-history": (Answer(answer=Truth(answer)),)} if answer else {}
    found = conditions_of(session(facts=Facts(answers=MappingProxyType(answers))), shipped_content())
    assert ("herpes-history" in found.met, "herpes-history" in found.open) == (is_met, is_open)


def test_a_rule_of_the_area_looks_where_was_treated() -> None:
    for zone, is_met in (("cheek-left", True), ("back", False)):
        answers = {"melasma-in-area": (Answer(answer=Truth.YES, zones=(zone,)),)}
        facts = Facts(patient=Patient(phototype="II"), answers=MappingProxyType(answers))
        found = conditions_of(session(facts=facts), shipped_content())
        assert ("melasma-in-area" in found.met) is is_met


def test_adjuncts_are_known_by_id_or_by_words_and_others_are_told() -> None:
    named, strange = adjuncts_named(("prp", "Platelet-rich plasma", "moon dust"), shipped_content())
    assert named == {"prp"}
    assert strange == ("moon dust",)


def test_open_is_what_nobody_ticked_and_only_stops_stop() -> None:
    items = (item("identity"), item("consent"), item("music", is_stop=False))
    ticks = (Tick(item="identity", by="N. Ortiz", at=AT),)
    assert ids(open_items(items, ticks)) == {"consent", "music"}
    assert ids(open_stops(items, ticks)) == {"consent"}


def test_who_may_override_whom() -> None:
    may = {
        name: {
            role
            for role in ("director", "doctor", "prescriber", "practitioner")
            if may_override(name, {role})
        }
        for name in ENTITLED
    }
    assert may == {
        "nobody": set(),
        "director": {"director"},
        "doctor": {"doctor"},
        "prescriber": {"doctor", "prescriber"},
        "practitioner": {"director", "doctor", "prescriber", "practitioner"},
    }


def test_every_item_of_the_content_names_somebody_the_clinic_knows() -> None:
    assert {one.override_by for one in shipped_content().checklist_item.values()} <= ENTITLED.keys()


def test_an_override_is_a_tick_with_a_reason() -> None:
    tick = override_item(
        item("re-screened"), by="Dr. Lee", roles={"doctor"}, at=AT, reason="Seen an hour ago"
    )
    assert (tick.is_override, tick.reason) == (True, "Seen an hour ago")
    assert open_stops((item("re-screened"),), (tick,)) == ()


def test_an_override_without_reason_without_right_or_of_what_nobody_overrides_is_refused() -> None:
    with pytest.raises(BadInput, match="an override has a reason"):
        override_item(item("x"), by="Dr. Lee", roles={"doctor"}, at=AT, reason=" ")
    with pytest.raises(BadInput, match="ask the doctor"):
        override_item(item("x"), by="N. Ortiz", roles={"practitioner"}, at=AT, reason="Hurry")
    with pytest.raises(BadInput, match="nobody overrides it"):
        override_item(
            item("x", override_by="nobody"), by="Dr. Lee", roles={"doctor", "director"}, at=AT, reason="Hurry"
        )
