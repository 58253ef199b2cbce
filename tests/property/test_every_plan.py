"""Every device on every zone for every indication has a plan, or is told exactly what is missing; so has every dose.

The usual run takes a sample with a fixed seed; `make bench` takes all of them.
"""

import io
import json
import os
import random
import sys
from itertools import product
from typing import Any

import pytest

from needlepoint.cli import main
from needlepoint.protocols.library import shipped_content
from tests.vignettes import clean_case

CONTENT = shipped_content()
SEED = 20261128
IS_THOROUGH = os.environ.get("NEEDLEPOINT_HYPOTHESIS") == "thorough"
PLANS = list(product(CONTENT.device, CONTENT.zone, CONTENT.indication))
DOSES = list(product(CONTENT.device, CONTENT.zone))
ON = ["--on", "2026-11-22", "--json"]
ANSWERED, NOT_GRANTED, REFUSED = 0, 1, 2
WRONG = {
    "--needle-length-mm": ("-1", "0", "nan", "inf", "1e9", "2.5cm", ""),
    "--contact-seconds": ("-1", "0", "nan", "1e9", "a minute"),
    "--punctures-per-cm2": ("-1", "0", "nan", "1e12", "many"),
    "--kappa": ("-0.1", "0", "1.2", "nan", "half"),
    "--ready-by": ("2026-11-21", "2027-02-30", "9999-12-31", "June"),
    "--away": ("2026-12-01", "2026-12-02/2026-12-01", "/", "2026-12-01/soon"),
    "--not-on": ("someday", "7", ""),
}
IN_A_ZONE = ("--needle-length-mm", "--contact-seconds")


def sample_of(all_of_them: list[Any], number: int) -> list[Any]:
    """Gives all in a thorough run, else a sample that is the same every time."""
    return all_of_them if IS_THOROUGH else random.Random(SEED).sample(all_of_them, number)


def asked(monkeypatch, capsys, arguments: list[str], case: dict[str, Any] | None = None):
    """Runs one command, and gives its status with what it said; one line of error for what it does not answer."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(case).encode())))
    status = main(arguments)
    told = capsys.readouterr()
    if status == ANSWERED:
        assert told.err == ""
        return status, json.loads(told.out)
    assert told.out == ""
    assert told.err.startswith("needlepoint: ")
    assert told.err.count("\n") == 1
    return status, told.err


def case_of(zone: str, indication: str, **given: Any) -> dict[str, Any]:
    """Gives a case in which nothing stands against, with one concern in one zone."""
    return clean_case() | {"concerns": [{"indication": indication, "zones": [zone]}]} | given


@pytest.mark.fuzz
def test_every_device_zone_and_indication_has_a_plan_or_a_sentence(monkeypatch, capsys):
    answered = 0
    for device, zone, indication in sample_of(PLANS, 120):
        case = case_of(zone, indication)
        status, told = asked(monkeypatch, capsys, ["plan", "-", "--device", device, *ON], case)
        assert status != REFUSED or is_never_needled(zone), told
        if status == ANSWERED:
            answered += 1
            check_whole(told)
    assert answered > 20


def is_never_needled(zone: str) -> bool:
    """Says whether a zone is left out whatever the device."""
    return CONTENT.zone[zone].is_excluded or not CONTENT.zone[zone].may_be_planned


def check_whole(document: dict[str, Any]) -> None:
    """Says of every number that is null why it is, in the plan and in each of its zones."""
    course = document["course"]
    for name in ("sessions", "interval_days", "assess_after_days"):
        assert course[name] is not None or document["missing"][name]
    for zone in document["zones"]:
        for name in ("needle_length_mm", "ceiling_mm", "passes", "punctures_per_cm2", "layers"):
            assert zone[name] is not None or zone["missing"][name], (zone["zone"], name)


@pytest.mark.fuzz
def test_every_device_and_zone_has_a_dose_or_is_told_what_is_missing(monkeypatch, capsys):
    for device, zone in sample_of(DOSES, 80):
        options = ["--device", device, "--zone", zone, "--sex", "female", "--needle-length-mm", "0.5"]
        work = ["--passes", "4"] if CONTENT.device[device].kind == "roller" else ["--contact-seconds", "30"]
        area = [] if CONTENT.device[device].kind == "roller" else ["--area-cm2", "40"]
        status, told = asked(monkeypatch, capsys, ["dose", *options, *work, *area, "--json"])
        if status == ANSWERED:
            assert told["punctures_per_cm2"] is not None or told["missing"]
            assert told["layers"] or told["missing"]
        else:
            assert is_never_needled(zone) or "needle_length_mm" in told, told


@pytest.mark.fuzz
def test_a_hundred_mixed_cases_run_without_a_traceback(monkeypatch, capsys):
    """Mixes people, places, devices and options, half of them wrong; nothing but an answer or a sentence comes out."""
    dice = random.Random(SEED)
    statuses = [mixed(dice, monkeypatch, capsys) for _ in range(2_000 if IS_THOROUGH else 100)]
    assert {ANSWERED, REFUSED} <= set(statuses)


def mixed(dice: random.Random, monkeypatch, capsys) -> int:
    """Asks for one plan of a mixed case, and gives the status."""
    zones = dice.sample(sorted(CONTENT.zone), dice.randint(1, 4))
    people = {
        "birth_date": dice.choice(["1991-04-02", "2012", "1940-01", "2003-02-28"]),
        "sex": dice.choice(["female", "male", "other", "unknown"]),
        "phototype": dice.choice(["I", "III", "IV", "VI"]),
    }
    concerns = [
        {"indication": dice.choice(sorted(CONTENT.indication)), "zones": [zone], "severity": "moderate"}
        for zone in zones
    ]
    case = clean_case() | {"concerns": concerns, "patient": clean_case()["patient"] | people}
    arguments = ["plan", "-", "--device", dice.choice(sorted(CONTENT.device)), *ON, *wishes(dice, zones[0])]
    status, _told = asked(monkeypatch, capsys, arguments, case)
    return status


def wishes(dice: random.Random, zone: str) -> list[str]:
    """Gives some options: right ones, and in half of the cases one that is wrong."""
    right = {
        "--needle-length-mm": f"{zone}={dice.choice(['0.5', '1', '1.5'])}",
        "--contact-seconds": f"{zone}={dice.choice(['10', '45', '120'])}",
        "--punctures-per-cm2": dice.choice(["100", "250"]),
        "--ready-by": dice.choice(["2026-12-01", "2027-06-12"]),
        "--away": "2026-12-20/2027-01-03/Lisbon",
        "--not-on": dice.choice(["monday", "Sunday"]),
    }
    chosen = dict(dice.sample(sorted(right.items()), dice.randint(0, 3)))
    if dice.random() < 0.5:
        option = dice.choice(sorted(WRONG))
        value = dice.choice(WRONG[option])
        chosen[option] = f"{zone}={value}" if option in IN_A_ZONE else value
    return [f"{option}={value}" for option, value in chosen.items()]


@pytest.mark.parametrize(("option", "value"), [(o, v) for o, values in WRONG.items() for v in values])
def test_every_value_that_is_called_wrong_is_refused_alone(monkeypatch, capsys, option, value):
    given = f"cheek-left={value}" if option in IN_A_ZONE else value
    arguments = ["plan", "-", "--device", "skinpen-precision", *ON, f"{option}={given}"]
    status, told = asked(monkeypatch, capsys, arguments, case_of("cheek-left", "acne-scars-rolling"))
    assert status == REFUSED, told


def test_a_sample_is_the_same_every_time_and_a_thorough_run_takes_all():
    assert random.Random(SEED).sample(PLANS, 5) == random.Random(SEED).sample(PLANS, 5)
    assert len(PLANS) == len(CONTENT.device) * len(CONTENT.zone) * len(CONTENT.indication)
