"""A plan keeps its name: what an earlier version stored is read today, and has the digest that it had then."""

import json
from pathlib import Path

import pytest

from needlepoint.interop.plan import restored_plan, stored_plan

STORED = json.loads((Path(__file__).parent / "plans_of_november.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STORED)
def test_a_plan_of_november_2026_has_its_digest_still(name):
    assert restored_plan(STORED[name]["plan"]).digest == STORED[name]["digest"]


@pytest.mark.parametrize("name", STORED)
def test_a_plan_of_november_2026_stored_anew_is_the_same(name):
    plan = restored_plan(STORED[name]["plan"])
    assert restored_plan(stored_plan(plan)) == plan


def test_a_change_of_an_old_plan_is_found():
    stored = STORED["between a journey and a wedding"]
    plan = {**stored["plan"], "schedule": {**stored["plan"]["schedule"], "weekdays_off": [0]}}
    assert restored_plan(plan).digest != stored["digest"]
