"""Every plan comes out as a clinician wrote it: granted or not, lengths, dates, preparation and what is off-label."""

import tomllib
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from needlepoint.interop.case import read_case
from needlepoint.interop.plan import plan_document
from needlepoint.planning.days import Blackout, DayWishes
from needlepoint.planning.granting import check_granted
from needlepoint.planning.plan import Override
from needlepoint.planning.proposal import propose
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.errors import BadInput, NotGranted
from tests.vignettes import Vignette, case_of, policy_of

FOLDER = Path(__file__).parent / "planning"
KNOWN = {
    *(
        "refused",
        "names",
        "zones",
        "course",
        "sessions",
        "off_label",
        "approvals",
        "precautions",
        "overrides",
    ),
    *("moved", "last_safe_on", "judged_on", "clash", "gives_up"),
    *("prepares", "does_not_prepare", "numbing", "adjuncts", "missing", "no_number", "violated"),
}


def stories() -> list[Any]:
    """Reads every vignette of a plan."""
    read = (
        (path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))
    )
    return [
        pytest.param(file, case, id=f"{file}: {case['name']}") for file, told in read for case in told["case"]
    ]


def planned(file: str, story: dict[str, Any]) -> dict[str, Any]:
    """Screens and plans a vignette, and gives the document."""
    content, asked = shipped_content(), story.get("plan", {})
    given = {"device": "skinpen-precision", **story.get("given", {})}
    vignette = Vignette(file, story["name"], None, story["on"], given, story["expect"])
    policy, facts = policy_of(vignette), read_case(case_of(vignette), content, vignette.on)
    decision = decide(facts, content, policy, on=vignette.on, device=given["device"])
    overrides = tuple(Override(rule=rule, reason=why) for rule, why in asked.get("overrides", {}).items())
    check_granted(decision, overrides)
    return plan_document(
        propose(
            facts,
            decision,
            content,
            policy,
            device=given["device"],
            on=vignette.on,
            overrides=overrides,
            needle_lengths_mm=MappingProxyType(asked.get("needle_lengths_mm", {})),
            adjuncts=tuple(asked.get("adjuncts", ())),
            anaesthetic=asked.get("anaesthetic"),
            days=wishes_of(story.get("days", {})),
        )
    )


def wishes_of(told: dict[str, Any]) -> DayWishes:
    """Reads what a vignette wishes of the days."""
    blackouts = (
        Blackout(kind=kind, starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last))
        for kind in ("away", "sun", "occasion")
        for first, last in told.get(kind, ())
    )
    off = tuple(told.get("weekdays_off", ()))
    return DayWishes(blackouts=tuple(blackouts), ready_by=told.get("ready_by"), weekdays_off=off)


def spelled(value: Any) -> Any:
    """TOML has no null: a vignette writes "none", and its days become text."""
    if isinstance(value, list):
        return [spelled(one) for one in value]
    return None if value == "none" else value.isoformat() if hasattr(value, "isoformat") else value


def agrees(document: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Says whether every key that a vignette writes reads as written."""
    return all(document[key] == spelled(value) for key, value in wanted.items())


@pytest.mark.parametrize(("file", "story"), stories())
def test_plan_comes_out_as_written(file: str, story: dict[str, Any]) -> None:
    expect = story["expect"]
    assert set(expect) <= KNOWN, f"unknown expectation {set(expect) - KNOWN}"
    if "refused" in expect:
        kind = {"not-granted": NotGranted, "bad-input": BadInput}[expect["refused"]]
        with pytest.raises(kind) as refusal:
            planned(file, story)
        assert all(name in str(refusal.value) for name in expect["names"]), str(refusal.value)
        return
    check(planned(file, story), expect)


def check(document: dict[str, Any], expect: dict[str, Any]) -> None:
    """Compares a plan with what a vignette expects of it."""
    for wanted in expect.get("zones", ()):
        assert any(agrees(zone, wanted) for zone in document["zones"]), (wanted, document["zones"])
    assert agrees(document["course"], expect.get("course", {})), document["course"]
    if "sessions" in expect:
        assert [one["earliest_on"] for one in document["sessions"]] == spelled(expect["sessions"])
    for key, name in (
        ("off_label", "id"),
        ("approvals", "about"),
        ("precautions", "rule"),
        ("overrides", "rule"),
    ):
        if key in expect:
            assert [one[name] for one in document[key]] == expect[key], key
    prepared = {one["instruction"]: one for one in document["preparation"]}
    for wanted in expect.get("prepares", ()):
        assert agrees(prepared[wanted["instruction"]], wanted), prepared[wanted["instruction"]]
    assert not set(expect.get("does_not_prepare", ())) & set(prepared)
    assert set(expect.get("missing", ())) <= set(document["missing"])
    for zone in document["zones"]:
        assert set(expect.get("no_number", ())) <= set(zone["missing"])
    if "violated" in expect:
        held = [one for zone in document["zones"] for one in zone["constraints"]]
        found = [f"{one['constraint']}:{one['zone']}" for one in held if one["state"] == "violated"]
        assert sorted(found) == sorted(expect["violated"])
    check_days(document["schedule"] or {}, expect)
    check_products(document, expect)


def check_days(schedule: dict[str, Any], expect: dict[str, Any]) -> None:
    """Compares which sessions were moved, and what is told of a clash."""
    if "moved" in expect:
        assert [one["number"] for one in schedule["sessions"] if one["moved_because"]] == expect["moved"]
    for key in ("last_safe_on", "judged_on"):
        if key in expect:
            assert schedule[key] == spelled(expect[key]), key
    if expect.get("clash") == "none":
        assert schedule["clash"] is None
    elif "clash" in expect:
        assert agrees(schedule["clash"], expect["clash"]), schedule["clash"]
    if "gives_up" in expect:
        wishes = [one["wish"] for one in schedule["clash"]["without"]]
        assert [one if isinstance(one, str) else one["from"] for one in wishes] == expect["gives_up"]


def check_products(document: dict[str, Any], expect: dict[str, Any]) -> None:
    """Compares what may numb the skin and what may go on it."""
    numbing = {one["id"]: one["allowed"] for one in document["anaesthetic"]["products"]}
    assert {name: numbing[name] for name in expect.get("numbing", {})} == expect.get("numbing", {})
    adjuncts = {one["id"]: "gated" if one["is_gated"] else one["allowed"] for one in document["adjuncts"]}
    assert {name: adjuncts[name] for name in expect.get("adjuncts", {})} == expect.get("adjuncts", {})


@pytest.mark.parametrize("device", shipped_content().device)
def test_every_device_has_a_plan_and_proposes_a_length_only_below_a_ceiling(device: str) -> None:
    story = {"name": device, "on": date(2026, 11, 22), "given": {"device": device}, "expect": {}}
    for zone in planned("device", story)["zones"]:
        assert zone["ceiling_mm"] is not None or zone["needle_length_mm"] is None
        assert zone["needle_length_mm"] is None or zone["needle_length_mm"] <= zone["ceiling_mm"]
