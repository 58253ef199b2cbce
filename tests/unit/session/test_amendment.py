"""A signed record stays what it was; what is added is dated, reasoned and visible beside it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from needlepoint.session.amendment import Amendment, SignedRecord, amend, sign
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.errors import BadInput

SIGNED_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RECORD = SessionRecord(
    on=date(2026, 11, 22), device="exceed", zones=(ZoneRecord(zone="cheek-left", needle_length_mm=1.0),)
)
FIRST = Amendment(
    at=SIGNED_AT + timedelta(hours=2),
    by="N. Ortiz",
    reason="Typing error",
    text="The length was 1.5 mm.",
    corrects="zones.cheek-left.needle_length_mm",
)


def signed() -> SignedRecord:
    return sign(RECORD, by="N. Ortiz", at=SIGNED_AT)


def test_an_amendment_leaves_the_original_and_its_digest_as_they_are() -> None:
    before = signed()
    after = amend(before, FIRST)
    assert (after.record, after.digest) == (before.record, before.digest)
    assert before.amendments == ()
    assert after.amendments == (FIRST,)
    assert (before.is_amended, after.is_amended) == (False, True)


def test_every_amendment_stays_visible_in_the_order_of_writing() -> None:
    second = replace(FIRST, at=FIRST.at + timedelta(days=1), text="It was 1.25 mm after all.")
    third = replace(second, corrects=None, text="The patient called.")
    after = amend(amend(amend(signed(), FIRST), second), third)
    assert after.amendments == (FIRST, second, third)
    assert after.amendments_of("zones.cheek-left.needle_length_mm") == (FIRST, second)


def test_a_record_that_was_changed_underneath_is_noticed() -> None:
    tampered = replace(signed(), record=replace(RECORD, device="dr-pen"))
    assert signed().is_whole
    assert not tampered.is_whole


def test_a_change_of_a_hundredth_of_a_millimetre_changes_the_digest() -> None:
    other = replace(RECORD, zones=(ZoneRecord(zone="cheek-left", needle_length_mm=1.01),))
    assert sign(other, by="N. Ortiz", at=SIGNED_AT).digest != signed().digest


@pytest.mark.parametrize("field", ["by", "reason", "text"])
def test_an_amendment_says_who_why_and_what(field: str) -> None:
    with pytest.raises(BadInput, match=f"fill in {field}"):
        amend(signed(), replace(FIRST, **{field: " "}))


def test_an_amendment_is_not_dated_before_the_signature_or_an_earlier_one() -> None:
    with pytest.raises(BadInput, match="cannot lie before"):
        amend(signed(), replace(FIRST, at=SIGNED_AT - timedelta(seconds=1)))
    with pytest.raises(BadInput, match="cannot lie before"):
        amend(amend(signed(), FIRST), replace(FIRST, at=SIGNED_AT + timedelta(hours=1)))


def test_an_amendment_without_a_time_zone_is_not_ordered_by_guess() -> None:
    with pytest.raises(BadInput):
        amend(signed(), replace(FIRST, at=FIRST.at.replace(tzinfo=None)))


def test_nobody_signs_without_a_name() -> None:
    with pytest.raises(BadInput, match="a signature has a name"):
        sign(RECORD, by="", at=SIGNED_AT)
