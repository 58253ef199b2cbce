"""A number in the wrong unit gets a sentence that names the unit which was probably meant."""

import math

import pytest

from needlepoint.cli import main
from needlepoint.interop.fields import as_number
from needlepoint.planning.bounds import check_above_zero, check_area_cm2, check_fits_zone
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.units import likely_unit

DOSE = ("dose", "--device", "exceed", "--zone", "forehead", "--sex", "female")


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("needle_length_mm", 1500, "1500 µm would be 1.5 mm; "),
        ("--needle-length-mm", 1500.0, "1500 µm would be 1.5 mm; "),
        ("needle_length_mm", 0.0015, "0.0015 m would be 1.5 mm; "),
        ("area_cm2", 0.004, "0.004 m² would be 40 cm²; "),
        ("area_cm2", 5700, "5700 mm² would be 57 cm²; "),
        ("$.patient.weight_kg", 405, "405 pounds would be 183.7 kg; "),
        ("$.patient.weight_kg", 61000, "61000 grams would be 61 kg; "),
        ("$.patient.weight_kg", 12, "12 stones would be 76.2 kg; "),
        ("contact_seconds", 60000, "60000 milliseconds would be 60 s; "),
        ("rate_hz", 7000, "7000 strokes a minute (rpm) would be 116.7 a second; "),
        ("kappa", 60, "60 per cent would be 0.6 as a share; "),
        ("age_years", 1991, "1991 reads like a year of birth, not an age; "),
        ("punctures_per_cm2", 2_500_000, "2.5e+06 per m² would be 250 per cm²; "),
    ],
)
def test_the_unit_that_was_probably_meant_is_named(field, given, words):
    assert likely_unit(field, given) == words


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("area_cm2", -40),
        ("area_cm2", 0),
        ("area_cm2", math.nan),
        ("area_cm2", math.inf),
        ("needle_length_mm", 17),
        ("weight_kg", 2),
        ("age_years", 200),
        ("passes", 4000),
        ("area_cm2", "40"),
        ("area_cm2", True),
    ],
)
def test_where_no_unit_makes_sense_none_is_guessed(field, given):
    assert likely_unit(field, given) == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            ("--needle-length-mm", "1", "--contact-seconds", "60", "--area-cm2", "0.004"),
            "0.004 m² would be 40 cm²",
        ),
        (("--needle-length-mm", "1500", "--passes", "4"), "1500 µm would be 1.5 mm"),
        (
            ("--needle-length-mm", "1", "--contact-seconds", "60", "--area-cm2", "4000"),
            "4000 mm² would be 40 cm²",
        ),
        (("--needle-length-mm", "1", "--contact-seconds", "60000", "--area-cm2", "40"), "60000 milliseconds"),
        (("--needle-length-mm", "1", "--passes", "4", "--rate-hz", "7000"), "rpm"),
        (("--needle-length-mm", "1", "--passes", "4", "--age-years", "1991"), "year of birth"),
        (("--needle-length-mm", "nan", "--passes", "4"), "must be a finite number"),
        (("--needle-length-mm", "-1", "--passes", "4"), "must be above 0"),
        (("--needle-length-mm", "0", "--passes", "4"), "must be above 0"),
        (("--needle-length-mm", "1e400", "--passes", "4"), "must be a finite number"),
        (("--needle-length-mm", "1", "--passes", "999"), "must be at most 100"),
    ],
)
def test_the_command_line_says_it_in_one_line(typed, words, capsys):
    assert main([*DOSE, *typed]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1


def test_a_plausible_area_of_another_unit_is_taken_as_it_stands():
    assert check_area_cm2("area_cm2", 40, 5000, "give cm²") == 40
    check_fits_zone("area_cm2", 57 * 20, "forehead", 57)
    with pytest.raises(BadInput, match="forehead: about 57"):
        check_fits_zone("area_cm2", 57 * 20 + 1, "forehead", 57)


def test_the_reader_of_cases_names_it_too():
    with pytest.raises(BadInput, match=r"405 pounds would be 183[.]7 kg; check the number"):
        as_number(405, "$.patient.weight_kg", 20, 400)
    with pytest.raises(BadInput, match="7000 strokes a minute"):
        check_above_zero("rate_hz", 7000, 1000, "strokes a second")
