"""What is past its review date is said, and nothing else changes."""

from datetime import date

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.review import overdue


def test_nothing_is_overdue_on_the_day_of_its_review() -> None:
    assert overdue(shipped_content(), date(2027, 11, 22)) == ()


def test_everything_with_a_review_date_is_told_on_the_day_after() -> None:
    late = overdue(shipped_content(), date(2027, 11, 23))
    assert "contraindication isotretinoin" in late
    assert "device skinpen-precision" in late
    assert not any(one.startswith(("source ", "medicine ")) for one in late)
