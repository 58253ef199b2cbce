"""The content does what the written table says, row by row; neither may be changed without the other."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Clause, Contraindication

TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "effects_table.toml").read_text(encoding="utf-8")
)
RULES = shipped_content().contraindication
# "below 22 on an FDA label": the devices that have one.
FDA = "skinpen-precision exceed exceed-unlimited rejuvapen-nxt skinstylus dr-pen pro-pen".split()
SCOPES = {"person": {"person"}, "area": {"area"}, "person and area": {"person", "area"}}
HOLDS = {
    "isotretinoin-interval": {"six-months": "6 months", "two-months": "2 months"},
    "interval": {
        "two-weeks": "2 weeks",
        "thirty-days": "30 days",
        "six-weeks": "6 weeks",
        "eight-weeks": "8 weeks",
    },
    "filler": {"two-weeks-or-label": "2 weeks", "six-months": "6 months", "twelve-months": "12 months"},
    "botulinum": {"two-weeks-or-label": "2 weeks", "three-months": "3 months", "six-months": "6 months"},
    "scar-age": {"twelve-months": "12 months", "early-at-six-weeks": "6 weeks"},
    "retinoid-before": {"one-day": "1 day", "seven-days": "7 days", "ten-days": "10 days"},
    "retinoid-after": {"three-days": "3 days", "seven-days": "7 days", "fourteen-days": "14 days"},
    "exercise": {"one-day": "1 day", "three-days": "3 days", "six-days": "6 days"},
}
# Conflict: sides in their order, the shipped default first; "shown" where nothing is picked.
DEFAULTS = {
    "isotretinoin-interval": "six-months two-months clinician-decides",
    "skinpen-depth": "evaluated-1.5 trial-2.0 trial-2.5",
    "interval": "thirty-days two-weeks six-weeks eight-weeks",
    "filler": "two-weeks-or-label six-months twelve-months",
    "botulinum": "two-weeks-or-label three-months six-months",
    "anticoagulant": "contact-prescriber-never-stop label-excludes",
    "keloid": "refer decline treat-as-indication",
    "scar-age": "label-else-precaution twelve-months early-at-six-weeks",
    "sunscreen-first": "twenty-four-hours-with-cover immediate twelve-hours two-days",
    "retinoid-before": "seven-days one-day ten-days",
    "retinoid-after": "seven-days three-days fourteen-days",
    "vitamin-c": "never-on-open-channels used-in-a-trial",
    "chlorhexidine-face": "avoid-near-eyes use",
    "lmx4-quantity": "country-label ten-grams",
    "body-dysmorphic-disorder": "screen-all no-rule",
    "blood-borne-virus": "universal-precautions label-excludes",
    "make-up": "twenty-four-hours twelve-hours two-days four-days",
    "exercise": "three-days one-day six-days",
    "lactation": "label-else-precaution defer",
    "melasma": "doctor-only-combined avoid",
    "urticaria-alone": "same-day emergency",
}
SHOWN = ("pih-incidence", "elastin")


def bare(zones: tuple[str, ...]) -> str:
    """Names zones without their sides."""
    return ", ".join(sorted({zone.removesuffix("-left").removesuffix("-right") for zone in zones}))


def spelled(clause: Clause, usual_place: str) -> str:
    """Writes an effect as the table does; the place that its scope implies is not said."""
    hold = clause.hold and (str(clause.hold.span) if clause.hold.span else f"side-of-{clause.hold.conflict}")
    parts = [
        (clause.effect, "{}"),
        (hold, "{}"),
        (", ".join(sorted(clause.details)), "[{}]"),
        (clause.where if clause.where != usual_place else None, "{{{}}}"),
        (bare(clause.planned_zones), "{{planned {}}}"),
        (", ".join(clause.indications), "{{for {}}}"),
        (", ".join(clause.except_indications), "{{except {}}}"),
        (clause.with_rule, "{{with {}}}"),
        (clause.use, "{{{}}}"),
        (clause.before, "{{before {}}}"),
        (clause.side, "{{side {}}}"),
        (clause.approval, "({})"),
        (clause.override_by, "({})"),
        ("copy" if clause.label_read_in_a_copy else None, "({})"),
    ]
    return " ".join(form.format(value) for value, form in parts if value)


def in_weeks(text: str) -> str:
    """Reads "2 weeks" and "14 days" alike."""
    return text.replace(" 14 days", " 2 weeks").replace(" 28 days", " 4 weeks")


def effects_of(rule: Contraindication, layer: str) -> list[str]:
    """Gives a layer's effects in a settled order."""
    usual_place = "here" if rule.scope == "area" else "anywhere"
    return sorted(in_weeks(spelled(clause, usual_place)) for clause in rule.effect if clause.layer == layer)


def labels_of(row: dict[str, Any]) -> dict[str, list[str]]:
    """Gives the effects that the table gives to each device."""
    labels = dict(row.get("labels", {}))
    everywhere = labels.pop("fda", None)
    return labels | (dict.fromkeys(FDA, everywhere) if everywhere else {})


def test_the_table_and_the_content_have_the_same_rules() -> None:
    assert sorted(TABLE) == sorted(RULES)


@pytest.mark.parametrize("name", TABLE)
def test_a_rule_is_asked_acts_and_is_overridden_as_its_row_says(name: str) -> None:
    row, rule = TABLE[name], RULES[name]
    assert set(rule.kind) == set(row["kind"].split(", "))
    assert rule.scope in SCOPES[row["scope"]]
    assert rule.acts_on == row["acts_on"]
    assert rule.exam == row.get("exam", False)
    assert rule.valid_for_days == row.get("valid")
    assert rule.override_by == row["override"]
    assert rule.conflict == row.get("conflict")
    assert rule.asked_if == row.get("asked_if")
    assert rule.follows == row.get("follows")
    assert rule.asked_unless_side == row.get("not_asked_under")
    assert sorted(rule.no_counts_only_by_doctor_before) == row.get("doctor_says_no_before", [])


@pytest.mark.parametrize("name", TABLE)
def test_a_rule_does_what_its_row_says(name: str) -> None:
    row, rule = TABLE[name], RULES[name]
    assert effects_of(rule, "generic") == sorted(row["generic"])
    labels = labels_of(row)
    assert {clause.layer for clause in rule.effect} - {"generic"} == set(labels)
    for device, effects in labels.items():
        assert effects_of(rule, device) == sorted(effects), device


def test_every_conflict_has_its_sides_and_its_shipped_default() -> None:
    conflicts = shipped_content().conflict
    assert set(conflicts) == {*DEFAULTS, *SHOWN, "tranexamic-acid-dose"}
    for name, sides in DEFAULTS.items():
        assert conflicts[name].default == sides.split()[0], name
        assert {side.id for side in conflicts[name].side} == set(sides.split()), name
    assert [conflicts[name].default for name in SHOWN] == [None, None]
    assert conflicts["tranexamic-acid-dose"].default == "not-established"


@pytest.mark.parametrize(
    ("conflict", "side", "span"), [(c, s, h) for c, sides in HOLDS.items() for s, h in sides.items()]
)
def test_a_side_that_is_a_time_is_a_hold(conflict: str, side: str, span: str) -> None:
    hold = shipped_content().conflict[conflict].side_of(side).hold
    assert in_weeks(f" {hold}") == in_weeks(f" {span}")
