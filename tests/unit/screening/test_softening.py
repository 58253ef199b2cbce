"""Nothing that is added or left out may calm: cases that once did."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from needlepoint.cli import main
from needlepoint.interop.case import read_case
from needlepoint.interop.strict_json import read_json
from needlepoint.vocabulary.errors import BadInput
from tests.property.cases import CONTENT, decided
from tests.vignettes import clean_case

ON = date(2026, 11, 22)


def case(without: str | None = None, **over: Any) -> dict[str, Any]:
    """Lays changes over a case in which nothing is wrong."""
    made = clean_case()
    made["facts"] |= over.pop("facts", {})
    made["patient"] |= over.pop("patient", {})
    made["facts"].pop(without, None)
    return made | over


def unknown(document: dict[str, Any]) -> set[str]:
    """Gives the rules that are unknown."""
    return {f["rule"] for f in document["findings"] if f["met"] == "unknown"}


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        ("tattoo-in-area", {"kind": "tattoo", "zones": ["back"], "on": "2020-01-01"}),
        ("permanent-filler-or-thread", {"kind": "threads", "zones": ["back"], "on": "2020-01-01"}),
        ("young-scar", {"kind": "scar", "zones": ["cheek-left"], "on": "2020-01-01"}),
        ("sunburn", {"kind": "sunburn", "zones": ["back"], "on": "2026-11-21"}),
        ("recent-tan", {"kind": "tanning", "zones": ["back"], "on": "2026-11-21"}),
    ],
)
def test_an_event_elsewhere_or_past_does_not_answer_a_question_that_nobody_asked(
    rule: str, event: dict[str, Any]
) -> None:
    assert rule in unknown(decided(case(without=rule), ON))
    assert rule in unknown(decided(case(without=rule, events=[event]), ON))


def test_melasma_to_be_treated_on_the_forehead_leaves_the_cheek_unknown() -> None:
    planned = [
        {"indication": "melasma", "zones": ["forehead"]},
        {"indication": "pores", "zones": ["cheek-left"]},
    ]
    facts = {"suspicious-lesion": {"answer": "no", "by": "doctor"}}
    assert "melasma-in-area" in unknown(
        decided(case(without="melasma-in-area", concerns=planned, facts=facts), ON)
    )


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        ("recent-laser", {"kind": "laser", "detail": "superficial", "on": "2026-11-05"}),
        ("recent-peel", {"kind": "peel", "detail": "superficial", "on": "2026-11-05"}),
        ("recent-filler", {"kind": "filler", "on": "2026-07-05"}),
        ("recent-botulinum-toxin", {"kind": "botulinum-toxin", "on": "2026-07-05"}),
    ],
)
def test_an_old_record_whose_time_has_passed_does_not_explain_away_a_yes_of_today(
    rule: str, event: dict[str, Any]
) -> None:
    assert decided(case(facts={rule: "yes"}), ON)["decision"] == "defer"
    assert decided(case(facts={rule: "yes"}, events=[event]), ON)["decision"] == "defer"


def test_a_medicine_that_ends_before_the_day_of_a_change_has_ended_in_the_re_run() -> None:
    given = case(
        medicines=[{"name": "adapalene", "until": "2026-11-24"}],
        events=[{"kind": "filler", "on": "2026-11-20", "zones": ["cheek-left"]}],
    )
    for change in decided(given, ON)["would_change"]:
        assert change["to"] == decided(given, date.fromisoformat(change["on"]))["decision"]


def test_the_order_of_medicines_does_not_matter_for_what_would_change() -> None:
    listed = [{"name": "isotretinoin", "route": "topical", "status": "stopped"}, {"name": "adapalene"}]
    one, other = decided(case(medicines=listed), ON), decided(case(medicines=listed[::-1]), ON)
    assert one["would_change"] == other["would_change"]


def test_a_no_about_one_cheek_does_not_speak_for_the_other() -> None:
    facts = {"active-acne": {"answer": "no", "zones": ["cheek-left"]}}
    assert decided(case(facts=facts), ON)["decision"] == "needs_information"


@pytest.mark.parametrize("given", ["", False, 0, []])
def test_whether_somebody_can_be_pregnant_is_one_of_three_words(given: object) -> None:
    with pytest.raises(BadInput, match="can_be_pregnant"):
        read_case(case(patient={"can_be_pregnant": given}), CONTENT, ON)


@pytest.mark.parametrize("raw", [b'{"allergies": ["\\ud800 x"]}', b'["\\ud800"]', b'"\\ud800"'])
def test_half_a_character_is_refused_wherever_it_stands(raw: bytes) -> None:
    with pytest.raises(BadInput, match="whole characters"):
        read_json(raw)


def test_a_bad_line_of_a_batch_is_named_by_its_number_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "cases.ndjson"
    batch.write_text("\n\n{nonsense\n", encoding="utf-8")
    assert main(["screen", "--batch", str(batch), "--on", "2026-11-22", "--json"]) == 1
    assert '"line":3' in capsys.readouterr().out
