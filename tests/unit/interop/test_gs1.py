"""Codes on packs: three ways of writing, what is cut off, strange, mistyped or twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.interop.gs1 import LONGEST, PackCode, read_pack_code
from needlepoint.vocabulary.errors import BadInput

DI = "07610543570903"
WHOLE = PackCode(di=DI, lot="AB12", expires_on=date(2027, 9, 30), serial="S-55")


@pytest.mark.parametrize(
    "text",
    [
        f"01{DI}1727093010AB12\x1d21S-55",
        f"]d201{DI}1727093010AB12\x1d21S-55",
        f"]C101{DI}1727093010AB12\x1d21S-55",
        f"]Q3\x1d01{DI}1727093010AB12\x1d21S-55\x1d",
        f"01{DI}1727093010AB12|21S-55",
        f"01{DI}1727093010AB12␝21S-55",
        f"01{DI}1727093010AB12{{GS}}21S-55",
        f"  01{DI}10AB12\x1d1727093021S-55\r\n",
        f"(01){DI}(17)270930(10)AB12(21)S-55",
        f"(01) {DI} (17) 270930 (10) AB12 (21) S-55",
        f"https://id.gs1.org/01/{DI}/10/AB12/21/S-55?17=270930",
        f"]Q1HTTP://shop.example/x/01/{DI}/10/AB12/21/S%2D55?17=270930&linkType=all",
    ],
)
def test_every_way_of_writing_says_the_same(text):
    assert read_pack_code(text) == WHOLE


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("270200", date(2027, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("271200", date(2027, 12, 31)),
        ("270930", date(2027, 9, 30)),
        ("990131", date(2099, 1, 31)),
    ],
)
def test_day_00_is_the_last_day_of_the_month_and_a_year_is_of_this_century(written, day):
    assert read_pack_code(f"01{DI}17{written}").expires_on == day


def test_what_the_code_does_not_say_is_not_known():
    assert read_pack_code(f"01{DI}") == PackCode(di=DI)


def test_the_same_thing_said_twice_is_said_once():
    assert read_pack_code(f"01{DI}10A\x1d10A").lot == "A"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("0107610543570904", "check digit"),
        ("(01)07610543570904(10)A", "check digit"),
        ("https://id.gs1.org/01/07610543570904", "."),
        ("0107610543", "no whole GS1 code"),
        (f"01{DI}17", "no whole GS1 code"),
        (f"01{DI}171302", "no whole GS1 code"),
        (f"01{DI}17270231", "date that does not exist|no whole GS1 code"),
        (f"01{DI}17271300", "no whole GS1 code"),
        ("hello", "no whole GS1 code"),
        ("7610543570903", "no whole GS1 code"),
        ("(01)", "no whole GS1 code"),
        ("(0x)1", "no whole GS1 code"),
        ("10AB12", "names its product"),
        ("]E07610543570903", "not a GS1 code"),
        ("https://evil.example/", "no whole GS1 code"),
        ("https://[bad", "no whole GS1 code"),
        (f"01{DI}10A\x1d10B", "twice"),
        (f"01{DI}\x1d0107610543570910", "twice"),
        ("", "must not be empty"),
        ("\x1d\x1d", "must not be empty"),
        ("0" * (LONGEST + 1), "at most"),
        (f"01{DI}10A\x00", "characters"),
        (f"01{DI}10\u202eA", "characters"),
        (f"01{DI}10\U0001f489", "characters"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text, rule):
    with pytest.raises(BadInput, match=rule) as refusal:
        read_pack_code(text)
    assert refusal.value.field == "scan"
    assert refusal.value.remedy


@given(st.text(max_size=400) | st.text(alphabet="0123456789\x1d()]|/:httpsd2C1ACF", max_size=60))
def test_no_text_whatever_brings_anything_but_a_code_or_a_sentence(text):
    try:
        code = read_pack_code(text)
    except BadInput:
        return
    assert len(code.di) == 14
