"""The guidance for incidents: the number to call first, every kind there, and a planted fault is found."""

from dataclasses import replace
from typing import Any

import pytest

from needlepoint.protocols.checks import problems_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.loader import TABLES
from tools.incident_table import PAGE, page

CONTENT = shipped_content()
GUIDE = CONTENT.incident_guide
TYPED = {table: getattr(CONTENT, table) for table in TABLES}
STICK = GUIDE["needle-stick"]
PLANTED: dict[str, tuple[Any, str]] = {
    "no number": (replace(STICK, call="Call somebody."), "does not say when to call"),
    "no step": (replace(STICK, step=()), "has no step"),
    "a step twice": (replace(STICK, step=(*STICK.step, STICK.step[0])), "stands twice"),
    "no source": (replace(STICK, sources=()), "has no source"),
    "a dead source": (replace(STICK, sources=("moonlight",)), "moonlight"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    guide, words = PLANTED[name]
    assert any(words in problem for problem, _remedy in problems_of("incident_guide", guide, TYPED))


@pytest.mark.parametrize("name", GUIDE)
def test_what_is_shipped_has_none_of_them(name: str) -> None:
    assert list(problems_of("incident_guide", GUIDE[name], TYPED)) == []


def test_every_kind_that_was_asked_for_is_there() -> None:
    assert set(GUIDE) == {
        "allergic-reaction",
        "fainting",
        "needle-stick",
        "anaesthetic-toxicity",
        "bleeding",
        "device-failure",
        "exposure",
        "blood-mismatch",
    }


def test_no_hour_is_given_for_a_medicine_after_exposure_for_none_was_sourced() -> None:
    for name in ("needle-stick", "exposure", "blood-mismatch"):
        told = " ".join([GUIDE[name].call, GUIDE[name].not_known, *(one.text for one in GUIDE[name].step)])
        assert "72" not in told
        assert "hours" in GUIDE[name].not_known


def test_after_a_mix_up_skin_is_washed_and_whoever_met_blood_is_tested_as_after_an_exposure() -> None:
    guide = GUIDE["blood-mismatch"]
    assert "wash with soap and water" in guide.call
    assert "wipe" not in guide.call
    told = {one.id: one.text for one in guide.step}
    assert told["repeat-noted"] == {one.id: one.text for one in GUIDE["exposure"].step}["repeat-noted"]
    assert "the emergency department for a patient" in told["touched-nobody"]
    assert "nobody learns whose the other blood is" in told["told-patient"]


def test_the_page_of_incidents_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(CONTENT), "run python -m tools.incident_table"


HARM = CONTENT.adverse_kind
PLANTED_HARM: dict[str, tuple[Any, str]] = {
    "signs without a day": (replace(HARM["dryness-persisting"], beyond_days=None), "without a day"),
    "an unusual sign": (replace(HARM["dryness-persisting"], signs=("pus",)), "no usual sign"),
    "a sign that is none": (replace(HARM["dryness-persisting"], signs=("glow",)), "no usual sign"),
    "harm while it is usual": (replace(HARM["dryness-persisting"], beyond_days=6), "still usual"),
}


@pytest.mark.parametrize("name", PLANTED_HARM)
def test_a_planted_fault_of_harm_is_found(name: str) -> None:
    kind, words = PLANTED_HARM[name]
    assert any(words in problem for problem, _remedy in problems_of("adverse_kind", kind, TYPED))
