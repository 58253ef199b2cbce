"""The aftercare document: the keys that others build on, and the command that prints it."""

import json
from datetime import date
from pathlib import Path

import pytest

from needlepoint.aftercare.day import day_of
from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.cli import main
from needlepoint.interop.aftercare import aftercare_document, aftercare_lines, day_document, day_lines
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import SessionRecord, ZoneRecord

CONTENT = shipped_content()
RECORD = SessionRecord(on=date(2026, 11, 22), device="exceed", zones=(ZoneRecord(zone="chin"),), numbing=())
AFTERCARE = aftercare_for(RECORD, CONTENT)
SESSION = {"on": "2026-11-22", "device": "exceed", "zones": [{"zone": "chin"}], "numbing": []}
PROMISED = {"instruction", "kind", "from", "to", "text", "certainty", "sources"}


@pytest.fixture
def session_file(tmp_path: Path) -> str:
    path = tmp_path / "session.json"
    path.write_text(json.dumps(SESSION))
    return str(path)


def test_every_instruction_has_the_promised_keys() -> None:
    document = aftercare_document(AFTERCARE)
    assert document["schema"] == "needlepoint/aftercare/1"
    assert all(one.keys() >= PROMISED for one in document["instructions"])
    assert {one["kind"] for one in document["instructions"]} == {"do", "avoid", "expect"}


def test_days_are_written_as_dates_and_open_ends_as_null() -> None:
    written = {one["instruction"]: one for one in aftercare_document(AFTERCARE)["instructions"]}
    assert (written["make-up"]["from"], written["make-up"]["to"]) == ("2026-11-22", "2026-11-22")
    assert written["sun-longer"]["to"] is None


def test_the_document_is_json_and_nothing_of_the_aftercare_is_left_out() -> None:
    document = json.loads(json.dumps(aftercare_document(AFTERCARE)))
    assert len(document["instructions"]) == len(AFTERCARE.instructions)
    assert len(document["course"]) == len(AFTERCARE.course)
    assert len(document["red_flags"]) == len(AFTERCARE.red_flags)
    assert document["content"]["digest"] == CONTENT.digest


def test_one_day_is_written_with_its_red_flags() -> None:
    document = day_document(day_of(AFTERCARE, 1))
    assert (document["day"], document["on"]) == (1, "2026-11-23")
    assert {one["instruction"] for one in document["may_start_again"]} >= {"make-up"}
    assert document["check_in"]["day"] == 1
    assert document["red_flags"]


def test_a_day_without_a_check_in_says_null() -> None:
    assert day_document(day_of(AFTERCARE, 5))["check_in"] is None


def test_the_lines_begin_with_what_to_look_out_for() -> None:
    lines = list(aftercare_lines(AFTERCARE, CONTENT))
    assert lines[0] == "Aftercare from 22 November 2026 (Exceed)"
    assert lines[3] == "What to look out for"
    assert any(
        "sunscreen-first: twenty-four-hours-with-cover" in " ".join(lines[n : n + 2])
        for n in range(len(lines))
    )


def test_the_lines_of_a_day_say_what_no_longer_applies() -> None:
    assert "No longer applies from today" in list(day_lines(day_of(AFTERCARE, 1)))


def test_the_command_prints_one_document(session_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aftercare", session_file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == aftercare_document(AFTERCARE)


def test_the_command_prints_one_day(session_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aftercare", session_file, "--day", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == day_document(day_of(AFTERCARE, 3))
    assert main(["aftercare", session_file, "--day", "3"]) == 0
    assert capsys.readouterr().out.startswith("Day 3, 25 November 2026")


def test_the_command_follows_the_clinics_policy(
    session_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'schema = "needlepoint/policy/1"\nid = "north"\nversion = "1"\nsigned_by = "Dr. Lee"\nsigned_on = 2026-01-01\n'
        '[[choice]]\nconflict = "make-up"\nside = "four-days"\n'
    )
    assert main(["aftercare", session_file, "--policy", str(policy), "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert {one["instruction"]: one["to"] for one in written["instructions"]}["make-up"] == "2026-11-25"
    assert written["policy"]["id"] == "north"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "must be JSON"),
        ('{"on": "2026-11-22", "on": "2026-11-23"}', "each key may stand once"),
        (
            '{"on": "2026-11-22", "device": "exceed", "zones": [{"zone": "chin", "needle_length_mm": 9}]}',
            "Exceed",
        ),
    ],
)
def test_bad_input_is_one_line_and_status_two(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    assert main(["aftercare", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1


def test_a_missing_file_and_a_day_that_is_none_are_told(
    session_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["aftercare", str(tmp_path / "none.json")]) == 2
    assert "must be a readable file" in capsys.readouterr().err
    assert main(["aftercare", session_file, "--day", "999"]) == 2
    assert "between 0 and 366" in capsys.readouterr().err
