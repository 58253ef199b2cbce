"""Our own labels: read back as printed, and a slip of one sign is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.session.label import LENGTH, SIGNS, is_label, label_of, read_label
from needlepoint.vocabulary.errors import BadInput

numbers = st.integers(min_value=0, max_value=len(SIGNS) ** LENGTH - 1)


@given(numbers)
def test_a_label_is_read_back_however_it_is_typed(drawn):
    label = label_of(drawn)
    assert is_label(label)
    for typed in (label, label.lower(), f"  {label} ", label[:3] + label[3:].replace("-", "")):
        assert read_label(typed) == label


def test_letters_that_look_like_figures_are_read_as_them():
    label = label_of(1)
    assert read_label(label.replace("0", "o").replace("1", "l")) == label


@given(numbers, st.integers(0, LENGTH), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_found(drawn, place, sign):
    signs = label_of(drawn).removeprefix("NP-").replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    if wrong == signs:
        return
    with pytest.raises(BadInput, match="not a whole label"):
        read_label(f"NP-{wrong}")


@pytest.mark.parametrize(
    "text",
    ["NP-", "NP-12345", "NP-12345-67890-", "NP-12345-67890-AB", "NP-1234ü-67890-A", "NP-U2345-67890-A"],
)
def test_what_is_cut_off_or_strange_is_no_label(text):
    with pytest.raises(BadInput):
        read_label(text)


def test_a_number_out_of_range_makes_no_label():
    with pytest.raises(BadInput):
        label_of(len(SIGNS) ** LENGTH)
