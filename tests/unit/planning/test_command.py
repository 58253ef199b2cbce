"""`needlepoint plan`: 0 with a plan, 1 where it is not granted, 2 where it cannot be read; never a traceback."""

import json

import pytest

from needlepoint.cli import main
from needlepoint.interop.plan import told_plan
from tests.plans import clean_plan
from tests.vignettes import clean_case

PLAN = ("--device", "skinpen-precision", "--on", "2026-11-22", "--json")


@pytest.fixture
def case(tmp_path):
    """Writes a case, with some keys laid over the clean one, and gives its path."""

    def write(**given) -> str:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(clean_case() | given))
        return str(path)

    return write


def test_a_plan_is_one_json_document_and_nothing_else(case, capsys):
    assert main(["plan", case(), *PLAN]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == json.loads(json.dumps(told_plan(clean_plan())))
    assert told.err == ""


def test_the_device_of_the_case_will_do(case, capsys):
    assert main(["plan", case(device="exceed"), "--on", "2026-11-22"]) == 1
    assert "blood-borne-virus" in capsys.readouterr().err
    assert main(["plan", case(device="dr-pen"), "--on", "2026-11-22", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["device"] == "dr-pen"


def test_without_a_device_the_remedy_lists_the_devices(case, capsys):
    assert main(["plan", case(), "--on", "2026-11-22"]) == 2
    assert "skinpen-precision" in capsys.readouterr().err


def test_against_its_decision_it_is_not_granted_in_one_line(case, capsys):
    path = case(medicines=[{"name": "isotretinoin", "route": "oral", "status": "active"}])
    assert main(["plan", path, *PLAN]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "isotretinoin" in told.err


def test_overridden_with_a_reason_it_is_granted_and_says_so(case, capsys):
    path = case(medicines=[{"name": "isotretinoin", "route": "oral", "status": "active"}])
    assert main(["plan", path, *PLAN, "--override", "isotretinoin=Seen by Dr Example"]) == 0
    assert json.loads(capsys.readouterr().out)["overrides"] == [
        {"rule": "isotretinoin", "reason": "Seen by Dr Example", "by": None}
    ]


def test_a_minor_is_not_granted_whatever_is_written(case, capsys):
    path = case(patient=clean_case()["patient"] | {"birth_date": "2012-01-01"})
    assert main(["plan", path, *PLAN, "--override", "minor=Parents agree"]) == 1
    assert "nobody overrides it" in capsys.readouterr().err


def test_a_case_in_which_nothing_was_asked_lists_what_is_missing(case, capsys):
    assert main(["plan", case(facts={}), *PLAN]) == 1
    assert "Not answered yet" in capsys.readouterr().err


def test_a_bundle_without_concerns_is_not_granted(tmp_path, capsys):
    path = tmp_path / "bundle.json"
    patient = {"resourceType": "Patient", "id": "a", "birthDate": "1990-01-01"}
    path.write_text(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]})
    )
    assert main(["plan", str(path), *PLAN]) == 1
    assert "concerns" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (["--needle-length-mm", "cheek-left=3"], "2.5 mm"),
        (["--needle-length-mm", "cheek-left=-1"], "above 0 mm"),
        (["--needle-length-mm", "cheek-left=nan"], "finite"),
        (["--needle-length-mm", "cheek-left=1e400"], "finite"),
        (["--needle-length-mm", "cheek-left"], "ZONE=MM"),
        (["--needle-length-mm", "knee=1"], "knee"),
        (["--override", "isotretinoin"], "RULE="),
        (["--override", "nonsense=x"], "nonsense"),
        (["--adjunct", "glitter"], "glitter"),
        (["--anaesthetic", "rum"], "rum"),
        (["--device", "hammer"], "hammer"),
    ],
)
def test_bad_input_is_a_sentence_with_status_two(case, capsys, extra, told):
    assert main(["plan", case(), *PLAN, *extra]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.startswith("needlepoint: ")


def test_without_json_it_is_readable(case, capsys):
    assert main(["plan", case(), *PLAN[:-1]]) == 0
    told = capsys.readouterr().out
    assert "Session 1: not before 2026-11-22" in told
    assert "the clinician decides" in told


def test_days_are_kept_free_and_the_last_safe_session_is_told(case, capsys):
    asked = ["--away", "2026-12-20/2027-01-03", "--ready-by", "2027-06-12"]
    assert main(["plan", case(), *PLAN, *asked]) == 0
    schedule = json.loads(capsys.readouterr().out)["schedule"]
    assert [one["on"] for one in schedule["sessions"]] == ["2026-11-22", "2027-01-04", "2027-02-03"]
    assert schedule["sessions"][1]["moved_because"] == "not here"
    assert (schedule["last_safe_on"], schedule["sessions_in_time"]) == ("2027-06-01", 3)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--away", "2026-12-20"], "--away: must be two days"),
        (["--sun", "2026-12-20/2026-13-01"], "--sun: must be a day that exists"),
        (["--occasion", "2027-01-02/2027-01-01"], "cannot end before it begins"),
        (["--ready-by", "soon"], "--ready-by: must be a day that exists"),
        (["--away", "2026-11-22/2040-01-01"], "more than five years ahead"),
        (["--ready-by", "2026-11-01"], "ready_by: has passed"),
        (["--not-on", "someday"], "--not-on: must be a day of the week"),
        (["--punctures-per-cm2", "-1"], "punctures_per_cm2: must be above 0"),
        (["--punctures-per-cm2", "nan"], "must be a finite number"),
    ],
)
def test_days_that_cannot_be_are_refused_in_a_sentence(case, capsys, asked, words):
    assert main(["plan", case(), *PLAN, *asked]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


def test_wishes_that_clash_are_told_with_what_would_fit(case, capsys):
    asked = ["--ready-by", "2027-02-01", "--away", "2026-12-15/2027-01-20/Lisbon", "--not-on", "Monday"]
    assert main(["plan", case(), *(one for one in PLAN if one != "--json"), *asked]) == 0
    told = capsys.readouterr().out
    assert "These wishes clash: 3 sessions" in told
    assert "or 3 of them by then, with 2026-12-15 to 2027-01-20 (Lisbon) at another time" in told


def test_a_clash_stands_in_the_document(case, capsys):
    asked = ["--ready-by", "2027-02-01", "--ready-for", "a wedding", "--not-on", "sunday"]
    assert main(["plan", case(), *PLAN, *asked]) == 0
    schedule = json.loads(capsys.readouterr().out)["schedule"]
    assert (schedule["occasion"], schedule["weekdays_off"]) == ("a wedding", ["sunday"])
    assert schedule["clash"]["sessions_in_time"] == schedule["sessions_in_time"] < 3


def test_a_prescribed_density_is_turned_into_seconds(case, capsys):
    assert main(["plan", case(), *PLAN, "--punctures-per-cm2", "125"]) == 0
    half = json.loads(capsys.readouterr().out)["zones"][0]["target"]
    assert main(["plan", case(), *PLAN]) == 0
    whole = json.loads(capsys.readouterr().out)["zones"][0]["target"]
    assert half["per_cm2"] == 125
    assert 2 * half["seconds_low"] == pytest.approx(whole["seconds_low"], abs=0.2)
