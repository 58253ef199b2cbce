"""`needlepoint dose`: 0 with an answer, 2 for what cannot be; one line on standard error, never a traceback."""

import json

import pytest
from jsonschema import Draft202012Validator

from needlepoint.cli import main
from needlepoint.protocols.library import shipped_content
from tests.architecture.tree import TREE

CONTENT = shipped_content()
SCHEMA = json.loads((TREE / "docs/reference/schemas/dose.schema.json").read_text(encoding="utf-8"))
PEN = {
    "--device": "skinpen-precision",
    "--zone": "cheek-left",
    "--sex": "female",
    "--needle-length-mm": "1.5",
    "--contact-seconds": "60",
    "--area-cm2": "73.5",
}


def typed(*more, **changed):
    """Gives the command with some options changed, or left out where they are None."""
    options = PEN | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    words = [word for name, value in options.items() if value is not None for word in (f"{name}={value}",)]
    return ["dose", *words, *more]


def document(capsys, *more, **changed):
    assert main(typed("--json", *more, **changed)) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return json.loads(told.out)


def test_the_answer_is_one_json_document_with_the_keys_of_the_interface(capsys):
    answer = document(capsys)
    assert answer["punctures_per_cm2"] == pytest.approx(1333.7)
    assert answer["layers"]["meng-2022"]["subcutis"] == pytest.approx(0.72, abs=0.01)
    assert set(answer["layers"]["meng-2022"]) == {
        "epidermis",
        "papillary_dermis",
        "reticular_dermis",
        "subcutis",
    }
    assert {"p05", "p50", "p95"} <= set(answer["penetration_mm"])
    assert all({"p50", "p95"} <= set(clock) for clock in answer["channel_open_hours"].values())
    assert answer["covered_fraction"]["0.2"]["injured"] == pytest.approx(0.342, abs=0.001)
    assert answer["assumptions"]
    assert set(answer["sources"]) <= set(CONTENT.source)


def test_every_kind_of_answer_keeps_its_schema(capsys):
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    answers = [
        document(capsys),
        document(capsys, contact_seconds=None, area_cm2=None, passes="4"),
        document(capsys, device="dermaroller-192", contact_seconds=None, area_cm2=None, passes="15"),
        document(capsys, device="generic-pen", sex="unknown"),
        document(capsys, "--occluded", "--anti-inflammatory", phototype="V", age_years="63", kappa="0.5"),
        document(capsys, contact_seconds=None, punctures_per_cm2="250", area_cm2="343"),
        document(capsys, zone="scalp", uneven="4", re_entry_radius_mm="0.1", needle_length_mm="2.5"),
    ]
    for answer in answers:
        assert [error.message for error in validator.iter_errors(answer)] == []
        assert list(answer) == list(SCHEMA["properties"])
    assert not validator.is_valid(answers[0] | {"colour": "blue"})


def test_a_person_reads_the_same_in_lines(capsys):
    assert main(typed()) == 0
    told = capsys.readouterr().out
    assert "Punctures: 1334 per cm², an upper bound" in told
    assert (
        "meng-2022 (1.07 mm): 0% epidermis, 0% papillary, 28% reticular dermis, 72% below the dermis" in told
    )
    assert "Another reading: 490 to 816 per cm²" in told


def test_a_person_reads_what_is_missing_and_off_label(capsys):
    assert main(typed(contact_seconds=None, area_cm2=None, passes="4", needle_length_mm="2")) == 0
    told = capsys.readouterr().out
    assert "No punctures_per_cm2: SkinPen Precision is a pen" in told
    assert "Off-label:" in told


def test_a_prescription_reads_as_the_least_that_it_takes(capsys):
    assert main(typed(contact_seconds=None, punctures_per_cm2="250", area_cm2="343")) == 0
    assert "That takes at least 52 seconds of contact" in capsys.readouterr().out
    roller = typed(device="dermaroller-192", contact_seconds=None, punctures_per_cm2="250", area_cm2=None)
    assert main(roller) == 0
    assert "That takes 16.4 passes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"device": "magic-wand"}, "--device"),
        ({"zone": "knee"}, "--zone"),
        ({"zone": "eyelid-left"}, "zone"),
        ({"sex": "f"}, "--sex"),
        ({"needle_length_mm": "0"}, "needle_length_mm"),
        ({"needle_length_mm": "-1.5"}, "needle_length_mm"),
        ({"needle_length_mm": "nan"}, "needle_length_mm"),
        ({"needle_length_mm": "inf"}, "needle_length_mm"),
        ({"needle_length_mm": "1500"}, "needle_length_mm"),
        ({"needle_length_mm": "1,5"}, "--needle-length-mm"),
        ({"contact_seconds": "0"}, "contact_seconds"),
        ({"contact_seconds": "-1"}, "contact_seconds"),
        ({"contact_seconds": "nan"}, "contact_seconds"),
        ({"contact_seconds": "1e300"}, "contact_seconds"),
        ({"contact_seconds": "a minute"}, "--contact-seconds"),
        ({"area_cm2": None}, "area_cm2"),
        ({"area_cm2": "0"}, "area_cm2"),
        ({"passes": "4"}, "passes, contact_seconds, punctures_per_cm2"),
        ({"contact_seconds": None}, "passes, contact_seconds, punctures_per_cm2"),
        ({"contact_seconds": None, "area_cm2": None, "passes": "2.5"}, "--passes"),
        ({"contact_seconds": None, "area_cm2": None, "passes": "0"}, "passes"),
        ({"contact_seconds": None, "area_cm2": None, "passes": "9" * 5000}, "--passes"),
        ({"kappa": "1.5"}, "kappa"),
        ({"kappa": "nan"}, "kappa"),
        ({"phototype": "VII"}, "--phototype"),
        ({"age_years": "-3"}, "age_years"),
        ({"uneven": "0"}, "unevenness"),
        ({"re_entry_radius_mm": "-1"}, "re_entry_radius_mm"),
        ({"needle_count": "0"}, "needle_count"),
        ({"rate_hz": "nan"}, "rate_hz"),
    ],
    ids=str,
)
def test_bad_input_is_one_line_with_its_field_and_status_2(changed, field, capsys):
    assert main(typed(**changed)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"needlepoint: {field}: ")
    assert told.err.count("\n") == 1


def test_a_missing_option_is_said(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["dose", "--device", "exceed"])
    assert stopped.value.code == 2
    assert "--zone" in capsys.readouterr().err
