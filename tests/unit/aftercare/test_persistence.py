"""A usual sign counts as harm from the day after its last one, at both edges and for no other sign."""

import pytest

from needlepoint.aftercare.persistence import persisting
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
EDGES = [
    ("erythema", 7, "colour-persisting"),
    ("oedema", 3, "swelling-persisting"),
    ("bruising", 10, "bruise-persisting"),
    ("pinpoint-bleeding", 10, "bruise-persisting"),
    ("dryness", 7, "dryness-persisting"),
    ("flaking", 7, "dryness-persisting"),
    ("itch", 7, "itch-persisting"),
    ("stinging", 7, "itch-persisting"),
    ("acne-flare", 10, "acne-or-milia"),
    ("milia", 10, "acne-or-milia"),
]


def kinds(day: int, *signs: str) -> list[str]:
    report = CheckInReport(day=day, signs=tuple(ReportedSign(sign=one) for one in signs))
    return [one.id for one in persisting(report, CONTENT)]


@pytest.mark.parametrize(("sign", "last", "kind"), EDGES)
def test_it_counts_from_the_day_after_its_last(sign: str, last: int, kind: str) -> None:
    assert kinds(last, sign) == []
    assert kinds(last + 1, sign) == [kind]


def test_what_is_no_usual_sign_is_not_counted_by_this_rule() -> None:
    assert kinds(40, "pus", "nodules") == []


def test_two_signs_of_one_kind_are_one_harm() -> None:
    assert kinds(8, "itch", "stinging") == ["itch-persisting"]
