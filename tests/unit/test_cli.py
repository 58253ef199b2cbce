"""The library by hand: 0 answered, 1 not granted, 2 bad input; a sentence for every mistake, never a traceback."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from needlepoint.cli import main
from tests.architecture.tree import TREE
from tests.property.cases import CONTENT, TODAY, decided
from tests.vignettes import clean_case

ON = ("--on", TODAY.isoformat())


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Gives a file with a case in which nothing is wrong."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(clean_case()), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Runs a command and gives its status and what it printed."""
    try:
        status = main(list(arguments))
    except SystemExit as left:
        status = int(left.code or 0)
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return status, told.out, told.err


def typed(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    """Puts bytes on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))


def test_screen_prints_one_json_document_and_nothing_else(
    case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "screen", str(case_file), *ON, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == json.loads(json.dumps(decided(clean_case(), TODAY)))
    assert len(out.splitlines()) == 1


def test_a_decline_is_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(clean_case() | {"patient": {"birth_date": "2015-01-01"}}), encoding="utf-8")
    status, out, _ = run(capsys, "screen", str(path), *ON, "--json")
    assert (status, json.loads(out)["decision"]) == (0, "decline")


def test_screen_tells_a_person_in_words(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "screen", str(case_file), *ON)
    assert status == 0
    assert out.strip()
    with pytest.raises(json.JSONDecodeError):
        json.loads(out)


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, json.dumps(clean_case()).encode())
    status, out, _ = run(capsys, "screen", "-", *ON, "--json")
    assert (status, json.loads(out)["decision"]) == (0, "proceed")


def test_a_device_on_the_line_wins_over_the_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(clean_case() | {"device": "exceed"}), encoding="utf-8")
    _, out, _ = run(capsys, "screen", str(path), *ON, "--device", "skinpen-precision", "--json")
    assert json.loads(out)["device"] == "skinpen-precision"


def test_all_adds_what_was_not_met(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "screen", str(case_file), *ON, "--all", "--json")
    rules = [finding["rule"] for finding in json.loads(out)["findings"]]
    assert sorted(rules) == sorted(CONTENT.contraindication)
    assert {finding["met"] for finding in json.loads(out)["findings"]} == {"no"}


def test_without_a_day_the_clock_is_asked(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "screen", str(case_file), "--json")
    assert len(json.loads(out)["on"]) == len("2026-11-22")


BAD: dict[str, list[str]] = {
    "a missing file": ["screen", "nowhere.json", *ON],
    "a folder": ["screen", ".", *ON],
    "no case at all": ["screen", *ON],
    "a day that does not exist": ["screen", "CASE", "--on", "2026-02-30"],
    "a month where a day is meant": ["screen", "CASE", "--on", "2026-02"],
    "nonsense for a day": ["screen", "CASE", "--on", "tomorrow"],
    "an empty day": ["screen", "CASE", "--on", ""],
    "a day before the patient's birth": ["screen", "CASE", "--on", "1950-01-01"],
    "an unknown device": ["screen", "CASE", *ON, "--device", "skinpen"],
    "a missing policy": ["screen", "CASE", *ON, "--policy", "nowhere.toml"],
    "a policy that is a case": ["screen", "CASE", *ON, "--policy", "CASE"],
    "a case beside a batch": ["screen", "CASE", "--batch", "CASE", *ON],
    "a missing batch": ["screen", "--batch", "nowhere.ndjson", *ON],
    "questions of a missing file": ["questions", "nowhere.json"],
    "an unknown command": ["treat", "CASE"],
    "no command": [],
    "a missing content folder": ["content", "check", "nowhere"],
    "an unknown id": ["content", "show", "luck"],
    "nothing to compare with": ["content", "diff", "nowhere", "nowhere"],
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_a_sentence_and_status_two(
    what: str, case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(case_file) if one == "CASE" else one for one in BAD[what]]
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.strip()


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", b"[]", b"null", b"\xff\xfe", b'{"patient": {"birth_date": "1991-02-30"}}', b"{" * 100_000,
     b'{"resourceType": "Bundle"}', b'{"resourceType": "Patient"}', b'{"a": NaN}', b"\x00"],
)  # fmt: skip
def test_nonsense_on_standard_input_is_a_sentence(
    raw: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, raw)
    status, out, err = run(capsys, "screen", "-", *ON, "--json")
    assert (status, out) == (2, "")
    assert err.startswith("needlepoint: ")
    assert len(err.splitlines()) == 1


def batch_of(tmp_path: Path, *lines: Any) -> str:
    """Writes a case a line; text is written as it stands."""
    path = tmp_path / "cases.ndjson"
    path.write_text(
        "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines), encoding="utf-8"
    )
    return str(path)


def test_a_batch_answers_a_line_for_a_line_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ill = clean_case()
    ill["facts"]["acute-illness"] = "yes"
    status, out, err = run(
        capsys, "screen", "--batch", batch_of(tmp_path, clean_case(), ill, clean_case()), *ON, "--json"
    )
    assert (status, err) == (0, "")
    assert [json.loads(line)["decision"] for line in out.splitlines()] == ["proceed", "defer", "proceed"]


def test_a_bad_line_is_told_and_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (clean_case(), "{nonsense", {"pateint": {}}, clean_case())
    status, out, _ = run(capsys, "screen", "--batch", batch_of(tmp_path, *lines), *ON)
    told = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [one.get("line") for one in told] == [None, 2, 3, None]
    assert "pateint" in told[2]["error"]
    assert [told[0]["decision"], told[3]["decision"]] == ["proceed", "proceed"]


def test_a_batch_is_answered_while_it_is_still_being_written() -> None:
    command = [sys.executable, "-m", "needlepoint.cli", "screen", "--batch", "-", *ON]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin
        assert running.stdout
        line = json.dumps(clean_case()).encode() + b"\n"
        running.stdin.write(line * 40)
        running.stdin.flush()
        first = running.stdout.readline()
        running.stdin.close()
        rest = running.stdout.read().splitlines()
    assert json.loads(first)["decision"] == "proceed"
    assert len(rest) == 39
    assert running.returncode == 0


def test_questions_lists_everything_that_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "questions", "--json")
    listed = json.loads(out)
    assert status == 0
    assert {one["asks"] for one in listed} >= {
        rule.id for rule in CONTENT.contraindication.values() if rule.is_asked
    }
    assert {one["kind"] for one in listed} <= {"yes_no", "yes_no_zones", "choice", "date", "number", "text"}
    assert all(set(one) >= {"asks", "kind", "text", "why", "rules", "valid_for_days"} for one in listed)


def test_questions_of_a_case_are_only_what_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = clean_case() | {"device": "skinpen-precision"}
    case["facts"].pop("smoking")
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    _, out, _ = run(capsys, "questions", str(path), *ON, "--json")
    assert [one["asks"] for one in json.loads(out)] == ["smoking"]


def test_content_check_is_green(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "content", "check")
    assert (status, err) == (0, "")
    assert CONTENT.digest in out


@pytest.mark.parametrize("name", ["isotretinoin", "skinpen-precision", "keloid", "cheek-left"])
def test_content_show_tells_of_a_thing_with_its_evidence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "content", "show", name)
    assert status == 0
    assert out.strip()


def test_the_program_itself_never_shows_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b'{"allergies": ["\xed\xa0\x80"]}')
    done = subprocess.run(
        [sys.executable, "-m", "needlepoint.cli", "screen", str(path), *ON], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("needlepoint: ")


EXAMPLE = str(TREE / "docs" / "how-to" / "example-policy.toml")


def test_a_policys_own_rule_is_asked_decides_and_shows_its_own_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.json"
    case = clean_case()
    path.write_text(json.dumps(case | {"facts": case["facts"] | {"journey-into-strong-sun": "yes"}}))
    status, out, _ = run(capsys, "screen", str(path), *ON, "--policy", EXAMPLE, "--json")
    document = json.loads(out)
    assert (status, document["decision"], document["defer_until"]) == (0, "defer", None)
    (found,) = [f for f in document["findings"] if f["layer"] == "policy"]
    assert (found["rule"], found["sources"]) == ("journey-into-strong-sun", ["example-clinic-audit"])
    assert [source["id"] for source in document["policy"]["sources"]] == ["example-clinic-audit"]
    _, listed, _ = run(capsys, "questions", "--policy", EXAMPLE)
    assert "journey-into-strong-sun: Are you travelling" in listed


def test_content_show_under_a_policy_shows_its_own_rules_sources_and_what_it_made_stricter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, rule, _ = run(capsys, "content", "show", "journey-into-strong-sun", "--policy", EXAMPLE)
    assert "our audit of two summers" in rule
    _, source, _ = run(capsys, "content", "show", "example-clinic-audit", "--policy", EXAMPLE)
    assert source.startswith("source example-clinic-audit")
    _, shipped, _ = run(capsys, "content", "show", "recent-waxing", "--policy", EXAMPLE)
    assert "made stricter by the clinic's policy: Two of our patients" in shipped
    assert run(capsys, "content", "show", "journey-into-strong-sun")[0] == 2


def started(arguments: str, **streams: Any) -> subprocess.CompletedProcess[str]:
    """Runs the program as a shell does, with its streams as they are given."""
    line = f'exec "{sys.executable}" -m needlepoint.cli {arguments}'
    return subprocess.run(line, shell=True, text=True, stderr=subprocess.PIPE, check=False, **streams)


@pytest.mark.parametrize("arguments", ["screen -", "screen --batch -", "questions -"])
def test_a_closed_standard_input_is_told(arguments: str) -> None:
    ended = started(f"{arguments} <&-")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("needlepoint: standard input: must be open for -; given nothing; ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", ["questions", "questions --json", "content check"])
def test_a_full_disk_is_told(arguments: str) -> None:
    ended = started(f"{arguments} > /dev/full")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("needlepoint: standard output: must take what is printed (")


@pytest.mark.parametrize("arguments", ["questions", "questions --json"])
def test_a_reader_that_goes_away_early_is_no_error(arguments: str) -> None:
    ended = started(f"{arguments} | head -c 1 > /dev/null")
    assert not ended.stderr


@pytest.mark.parametrize("raw", [b"", b" \n\t", b"\xef\xbb\xbf"])
def test_an_empty_case_is_refused_as_empty(
    raw: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, raw)
    status, out, err = run(capsys, "screen", "-", *ON)
    assert (status, out) == (2, "")
    assert "must be JSON; given nothing" in err or "given 'nothing but blanks'" in err
